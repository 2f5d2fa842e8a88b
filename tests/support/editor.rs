//! An editor: a client of `amp-lint server` that talks to the real program over pipes.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, ExitStatus, Stdio};

use serde_json::{Value, json};

use super::program::process;

/// One that is talking to the program, with the folder that it has open.
pub struct Editor {
    pub folder: PathBuf,
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    asked: i64,
    /// What came in that nobody has asked for yet.
    pub told: VecDeque<Value>,
}

/// What an editor can do that pulls diagnostics and understands everything.
pub fn able() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16"]},
        "textDocument": {
            "diagnostic": {},
            "completion": {"completionItem": {"snippetSupport": true}},
            "hover": {"contentFormat": ["markdown"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        },
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    })
}

impl Editor {
    /// Starts the program in a folder, and says nothing yet.
    pub fn silent(folder: &Path) -> Editor {
        let mut command = process(folder);
        command.args(["server", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let (input, output) = (server.stdin.take(), BufReader::new(server.stdout.take().unwrap()));
        Editor { folder: folder.to_path_buf(), server, input, output, asked: 0, told: VecDeque::new() }
    }

    /// Starts the program as an editor that can do so much.
    pub fn with(folder: &Path, capabilities: Value) -> Editor {
        Editor::with_options(folder, capabilities, json!({}))
    }

    /// The same with what its user has set.
    pub fn with_options(folder: &Path, capabilities: Value, options: Value) -> Editor {
        let mut editor = Editor::silent(folder);
        editor.request(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": uri(folder),
                "capabilities": capabilities,
                "initializationOptions": options,
            }),
        );
        editor.notify("initialized", json!({}));
        editor
    }

    /// Starts the program as an editor that can do everything.
    pub fn start(folder: &Path) -> Editor {
        Editor::with(folder, able())
    }

    /// The address of a file in its folder.
    pub fn uri(&self, name: &str) -> String {
        uri(&self.folder.join(name))
    }

    /// Opens a text as a file of its folder, which need not be there.
    pub fn open(&mut self, name: &str, text: &str) -> String {
        self.open_as(name, "yaml", text)
    }

    pub fn open_as(&mut self, name: &str, language: &str, text: &str) -> String {
        let uri = self.uri(name);
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
        uri
    }

    /// Replaces what it has open by another text.
    pub fn replace(&mut self, uri: &str, version: i64, text: &str) {
        self.change(uri, version, json!([{"text": text}]));
    }

    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Asks about a text.
    pub fn ask(&mut self, method: &str, uri: &str, more: Value) -> Value {
        let mut params = json!({"textDocument": {"uri": uri}});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.request(method, params)
    }

    /// Asks about a place in a text, by line and character from 0.
    pub fn at(&mut self, method: &str, uri: &str, line: usize, character: usize) -> Value {
        self.ask(method, uri, json!({"position": {"line": line, "character": character}}))
    }

    /// The diagnostics of a text.
    pub fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        let report = self.ask("textDocument/diagnostic", uri, json!({}));
        report["items"].as_array().unwrap_or_else(|| panic!("{report:#}")).clone()
    }

    /// Asks for something, and waits for the answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer_to(method, params);
        answer.get("result").unwrap_or_else(|| panic!("{method}: {answer:#}")).clone()
    }

    /// The same for what is refused.
    pub fn refused(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer_to(method, params);
        answer.get("error").unwrap_or_else(|| panic!("{method}: {answer:#}")).clone()
    }

    fn answer_to(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        self.answer(id)
    }

    /// Asks for something, and goes on.
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Waits for the answer to what was asked.
    pub fn answer(&mut self, id: i64) -> Value {
        let is_answer = |message: &Value| message["id"] == json!(id) && message.get("method").is_none();
        if let Some(at) = self.told.iter().position(is_answer) {
            return self.told.remove(at).unwrap();
        }
        loop {
            let message = self.receive().expect("the server ended");
            if is_answer(&message) {
                return message;
            }
            self.told.push_back(message);
        }
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Sends whatever bytes.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
    }

    /// The next notification or request of the server by that name.
    pub fn heard(&mut self, method: &str) -> Value {
        if let Some(at) = self.told.iter().position(|message| message["method"] == method) {
            return self.told.remove(at).unwrap();
        }
        loop {
            let message = self.receive().expect("the server ended");
            if message["method"] == method {
                return message;
            }
            self.told.push_back(message);
        }
    }

    /// The next message; nothing where the server has ended.
    pub fn receive(&mut self) -> Option<Value> {
        let mut length = None;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            match line.trim() {
                "" => break,
                field => length = field.strip_prefix("Content-Length: ").map(|length| length.parse().unwrap()),
            }
        }
        let mut text = vec![0; length.unwrap()];
        self.output.read_exact(&mut text).unwrap();
        Some(serde_json::from_slice(&text).unwrap())
    }

    /// Says goodbye as the protocol has it.
    pub fn end(mut self) -> ExitStatus {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.wait()
    }

    /// Closes the pipe, and waits for the program to end.
    pub fn wait(&mut self) -> ExitStatus {
        self.input = None;
        while self.receive().is_some() {}
        self.server.wait().unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The address of a file.
pub fn uri(path: &Path) -> String {
    let mut text = String::from("file://");
    for byte in path.to_str().unwrap().replace('\\', "/").bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => text.push(byte as char),
            byte if byte.is_ascii_alphanumeric() => text.push(byte as char),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
