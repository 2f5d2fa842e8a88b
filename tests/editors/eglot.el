;;; eglot.el --- Drives the server from Emacs  -*- lexical-binding: t -*-

;; Set up by the very lines that docs/editors.md gives.
;;
;;     emacs -q --batch -l tests/editors/eglot.el PROJECT PROGRAM FOLDER
;;
;; PROJECT is this repository, PROGRAM the program, FOLDER an empty one to work in.  What is shown is compared with what the command line
;; says, byte for byte; a character that UTF-16 has in two parts stands before the mistakes.

(package-initialize)
(require 'cl-lib)
(require 'json)
(require 'yaml-mode)
(require 'eglot)
(require 'flymake)

(defvar project (pop command-line-args-left))
(defvar program (pop command-line-args-left))
(defvar folder (file-name-as-directory (pop command-line-args-left)))
(defvar checks 0)

(push (directory-file-name (file-name-directory program)) exec-path)
(setq make-backup-files nil create-lockfiles nil enable-local-variables nil)
(prefer-coding-system 'utf-8-unix)

(defun expect (what holds seen)
  "Ends with an error, unless WHAT HOLDS; then SEEN is shown."
  (unless holds
    (message "FAILED: Emacs, %s\n  %S" what seen)
    (kill-emacs 1))
  (cl-incf checks))

(defun until (holds)
  "Waits until HOLDS answers with something, as long as anybody would."
  (let ((end (+ (float-time) 60)) answer)
    (while (and (not (setq answer (funcall holds))) (< (float-time) end))
      (accept-process-output nil 0.05))
    answer))

(defun contents (path)
  "The text of the file at PATH."
  (with-temp-buffer
    (insert-file-contents path)
    (buffer-string)))

(defun findings (path)
  "What the command line finds in PATH: rule, first and last byte, in order."
  (let* ((said (with-temp-buffer
                 (call-process program nil '(t nil) nil "--no-config" "--format" "json" path)
                 (json-parse-string (buffer-string) :object-type 'alist :array-type 'list)))
         (file (car (alist-get 'files said))))
    (sort (mapcar (lambda (finding)
                    (format "%s %d-%d" (alist-get 'rule finding)
                            (alist-get 'offset (alist-get 'start finding))
                            (alist-get 'offset (alist-get 'end finding))))
                  (alist-get 'findings file))
          #'string<)))

(defun shown ()
  "The same of the editor, in the current buffer."
  (sort (mapcar (lambda (one)
                  (let ((data (alist-get 'eglot-lsp-diag (flymake-diagnostic-data one))))
                    (format "%s %d-%d" (plist-get data :code)
                            (1- (position-bytes (flymake-diagnostic-beg one)))
                            (1- (position-bytes (flymake-diagnostic-end one))))))
                (flymake-diagnostics))
        #'string<))

(defun same-in-time (what path)
  "Waits until the editor shows WHAT the command line finds in PATH."
  (let ((wanted (findings path)))
    (flymake-start)
    (until (lambda () (equal (shown) wanted)))
    (expect what (equal (shown) wanted) (list wanted (shown)))))

(defun visit (path)
  "Opens PATH as a user does, and does what happens after the command."
  (find-file path)
  (run-hooks 'post-command-hook)
  (until (lambda () (eglot-current-server))))

(with-temp-buffer
  (insert-file-contents (expand-file-name "docs/editors.md" project))
  (search-forward "```elisp\n")
  (let ((start (point)))
    (search-forward "```")
    (eval-region start (match-beginning 0))))

(defvar text
  (concat "specVersion: 1.0.0\n"
          "integrations:\n"
          "  - {name: crm, displayName: \"😀 é\", provider: hubsopt, proxy: {enabled: true}}\n"
          "  - name: contacts\n"
          "    provider: hubspot\n"
          "    read:\n"
          "      objects:\n"
          "        - {mapToName: people, mapToDisplayName: \"😀\", objectName: contacts, optionalfieldsAuto: all, destination: hook, schedule: \"*/30 * * * *\"}\n"))
(defvar path (expand-file-name "amp.yaml" folder))
(write-region text nil path)
(expect "the command line finds both mistakes" (>= (length (findings path)) 2) (findings path))

(visit path)
(expect "the server runs" (eglot-current-server) nil)
(same-in-time "the findings are those of the command line" path)

(defun behind (part)
  "Puts point behind the first PART."
  (goto-char (point-min))
  (search-forward part))

(defun hover (part)
  "What the server says of the place behind PART."
  (behind part)
  (format "%S" (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))

(let ((finding (hover "provider: hubs"))
      (runs (hover "schedule: \"*/30")))
  (expect "hover tells of the finding" (string-match-p "hubsopt" finding) finding)
  (expect "hover tells the next runs" (and (string-match-p "UTC" runs) (string-match-p "[0-9][0-9]:[03]0" runs)) runs))

(behind "provider: hubs")
(let* ((actions (append (eglot-code-actions (point) (point) "quickfix") nil))
       (fix (cl-find-if (lambda (action) (string-match-p "hubspot" (plist-get action :title))) actions)))
  (expect "there is a fix" (plist-get fix :edit) actions)
  (eglot--apply-workspace-edit (plist-get fix :edit)))
(save-buffer)
(expect "the file has the fix and no other change"
        (equal (contents path) (string-replace "hubsopt" "hubspot" text))
        (contents path))
(eglot--signal-textDocument/didChange)
(same-in-time "the findings are those of the new text" path)

(behind "objectName: ")
(let ((offered (all-completions "" (nth 2 (eglot-completion-at-point)))))
  (expect "objects are offered" (and (member "contacts" offered) (member "companies" offered)) offered))

(let ((server (eglot-current-server))
      (other (expand-file-name "other.yaml" folder)))
  (write-region text nil other)
  (visit other)
  ;; An answer that comes after the text was sent: by then the findings would be there, too.
  (ignore-errors (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams)))
  (flymake-start)
  (accept-process-output nil 0.05)
  (expect "nothing is said of other YAML" (null (shown)) (shown))
  (eglot-shutdown server))

(message "Emacs: %d checks passed" checks)
(kill-emacs 0)
