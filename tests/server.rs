//! The server as an editor meets it: the life of a session, texts as they change, and findings.

#![cfg(feature = "server")]

mod support;

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use support::editor::{Editor, able, uri};
use support::files::{files, folder, project};
use support::program::amp_lint;

const BROKEN: &str = "\
specVersion: 1.0.0
integrations:
  - name: crm
    provider: hubspot
    displayName: CRM 😀
    modul: crm
    proxy: {enabled: true}
";

/// Line, character, line, character, rule, severity.
type Shown = (u64, u64, u64, u64, String, u64);

fn shown(diagnostic: &Value) -> Shown {
    let number = |pointer: &str| diagnostic.pointer(pointer).unwrap().as_u64().unwrap();
    (
        number("/range/start/line"),
        number("/range/start/character"),
        number("/range/end/line"),
        number("/range/end/character"),
        diagnostic["code"].as_str().unwrap().to_string(),
        number("/severity"),
    )
}

#[test]
fn a_session_begins_and_ends_as_the_protocol_has_it() {
    let folder = folder(&[]);
    let mut editor = Editor::silent(folder.path());
    assert_eq!(editor.refused("textDocument/hover", json!({}))["code"], -32002);
    let answer = editor.request("initialize", json!({"processId": null, "rootUri": null, "capabilities": able()}));
    assert_eq!(answer["serverInfo"], json!({"name": "amp-lint", "version": env!("CARGO_PKG_VERSION")}));
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(editor.refused("initialize", json!({}))["code"], -32600);
    assert_eq!(editor.refused("textDocument/nothing", json!({}))["code"], -32601);
    assert_eq!(editor.refused("textDocument/diagnostic", json!({"textDocument": 1}))["code"], -32602);
    editor.request("shutdown", Value::Null);
    assert_eq!(editor.refused("textDocument/hover", json!({}))["code"], -32600);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.wait().code(), Some(0));
}

#[test]
fn an_end_without_a_word_leaves_status_1() {
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    editor.notify("exit", Value::Null);
    assert_eq!(editor.wait().code(), Some(1));
    assert_eq!(Editor::start(folder.path()).wait().code(), Some(1));
    assert_eq!(Editor::silent(folder.path()).wait().code(), Some(1));
}

#[test]
#[cfg(unix)]
fn the_server_ends_with_the_process_that_started_it_though_the_pipe_stays_open() {
    let folder = folder(&[]);
    let mut gone = std::process::Command::new("true").spawn().unwrap();
    gone.wait().unwrap();
    let mut editor = Editor::silent(folder.path());
    editor.request("initialize", json!({"processId": gone.id(), "capabilities": {}}));
    assert!(editor.receive().is_none());
}

#[test]
fn findings_are_those_of_the_command_line_character_for_character() {
    let mut all = files("examples");
    all.extend(files("examples/broken"));
    // Further manifests, where somebody has some.
    if let Ok(folder) = std::env::var("AMP_LINT_MANIFESTS") {
        all.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()));
    }
    let texts: BTreeMap<String, String> =
        all.iter().filter_map(|path| Some((path.to_str()?.to_string(), fs::read_to_string(path).ok()?))).collect();
    assert!(texts.len() >= 20);
    for pedantic in [false, true] {
        let folder = folder(&[]);
        let mut editor = Editor::with_options(folder.path(), able(), json!({"pedantic": pedantic}));
        for (nth, (path, text)) in texts.iter().enumerate() {
            let uri = editor.open_as(&format!("{nth}.yaml"), "ampersand", text);
            let is: Vec<Shown> = editor.diagnostics(&uri).iter().map(shown).collect();
            let flags: &[&str] = if pedantic { &["--pedantic"] } else { &[] };
            let output =
                amp_lint(project()).args(["--format", "json", "--no-config", path]).args(flags).output().unwrap();
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(is, of_report(&report, text), "{path}");
        }
    }
}

/// What a report of the command line tells, in the places of an editor that counts bytes.
fn of_report(report: &Value, text: &str) -> Vec<Shown> {
    let source = amp_lint::Source::new("", text);
    let findings = report["files"].as_array().unwrap().iter().flat_map(|file| file["findings"].as_array().unwrap());
    findings
        .map(|finding| {
            let place = |end: &str| {
                let offset = finding[end]["offset"].as_u64().unwrap() as usize;
                let point = source.point(offset, amp_lint::Encoding::Utf8);
                (point.line as u64, point.character as u64)
            };
            let (start, end) = (place("start"), place("end"));
            let severity = match finding["severity"].as_str().unwrap() {
                "error" => 1,
                "warning" => 2,
                _ => 3,
            };
            (start.0, start.1, end.0, end.1, finding["rule"].as_str().unwrap().to_string(), severity)
        })
        .collect()
}

#[test]
fn a_finding_says_all_that_the_command_line_says() {
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    let twice = "specVersion: 1.0.0\nintegrations:\n  - name: a\n    name: b\n    provider: hubspot\n    proxy: {enabled: true}\n";
    let uri = editor.open("amp.yaml", twice);
    let [one] = &editor.diagnostics(&uri)[..] else { panic!() };
    assert_eq!(one["code"], "duplicate-key");
    assert_eq!(one["source"], "amp-lint");
    assert_eq!(one["tags"], json!([1]));
    assert_eq!(one["relatedInformation"][0]["location"]["uri"], json!(uri));
    assert!(one["message"].as_str().unwrap().contains('\n'), "{one:#}");
}

#[test]
fn columns_are_counted_as_was_agreed() {
    let text =
        "specVersion: 1.0.0\r\nintegrations:\r\n  - {name: 東京😀, provider: hubspott, proxy: {enabled: true}}\r\n";
    let wanted = [("utf-8", 33), ("utf-16", 27), ("utf-32", 26)];
    for (encoding, column) in wanted {
        let folder = folder(&[]);
        let capabilities =
            json!({"general": {"positionEncodings": ["ebcdic", encoding]}, "textDocument": {"diagnostic": {}}});
        let mut editor = Editor::with(folder.path(), capabilities);
        let uri = editor.open("amp.yaml", text);
        let all = editor.diagnostics(&uri);
        let one = all.iter().find(|one| one["code"] == "provider-not-supported").unwrap();
        assert_eq!(one["range"]["start"], json!({"line": 2, "character": column}), "{encoding}");
        // What is changed there is changed there.
        let range = &one["range"];
        editor.change(&uri, 2, json!([{"range": range, "text": "hubspot"}]));
        assert!(editor.diagnostics(&uri).iter().all(|one| one["code"] != "provider-not-supported"), "{encoding}");
    }
}

#[test]
fn who_does_not_ask_is_told() {
    let folder = folder(&[]);
    let mut editor = Editor::with(folder.path(), json!({}));
    let uri = editor.open("amp.yaml", BROKEN);
    let told = editor.heard("textDocument/publishDiagnostics");
    assert_eq!(told["params"]["version"], 1);
    assert_eq!(told["params"]["diagnostics"][0]["code"], "unknown-key");
    editor.replace(&uri, 2, &BROKEN.replace("modul:", "module:"));
    let told = editor.heard("textDocument/publishDiagnostics");
    assert_eq!((&told["params"]["version"], &told["params"]["diagnostics"]), (&json!(2), &json!([])));
    editor.replace(&uri, 3, BROKEN);
    editor.heard("textDocument/publishDiagnostics");
    editor.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert_eq!(editor.heard("textDocument/publishDiagnostics")["params"]["diagnostics"], json!([]));
}

#[test]
fn settings_count_as_on_the_command_line_and_are_read_again_when_they_change() {
    let folder = folder(&[
        (".amp-lint.yaml", "rules: {unknown-key: error}\ninclude: ['flows/*.yaml']\nexclude: ['old/**']\n"),
        ("old/amp.yaml", BROKEN),
        ("flows/a.yaml", BROKEN),
    ]);
    let mut editor = Editor::with(
        folder.path(),
        json!({
            "textDocument": {"diagnostic": {}},
            "workspace": {
                "didChangeWatchedFiles": {"dynamicRegistration": true},
                "diagnostics": {"refreshSupport": true},
            },
        }),
    );
    let watched = editor.heard("client/registerCapability");
    assert_eq!(watched["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    let severity = |editor: &mut Editor, uri: &str| {
        editor.diagnostics(uri).iter().map(|one| one["severity"].clone()).collect::<Vec<_>>()
    };
    let manifest = editor.open("amp.yaml", BROKEN);
    let included = editor.open("flows/a.yaml", BROKEN);
    let excluded = editor.open("old/amp.yaml", BROKEN);
    let other = editor.open("flows/values.yml", BROKEN);
    assert_eq!(severity(&mut editor, &manifest), [1]);
    assert_eq!(severity(&mut editor, &included), [1]);
    assert!(severity(&mut editor, &excluded).is_empty());
    assert!(severity(&mut editor, &other).is_empty());
    fs::write(folder.path().join(".amp-lint.yaml"), "rules: {unknown-key: ignore}\n").unwrap();
    let changed = json!({"changes": [{"uri": editor.uri(".amp-lint.yaml"), "type": 2}]});
    editor.notify("workspace/didChangeWatchedFiles", changed);
    editor.heard("workspace/diagnostic/refresh");
    assert!(severity(&mut editor, &manifest).is_empty());
    assert!(severity(&mut editor, &included).is_empty());
    assert!(severity(&mut editor, &excluded).is_empty());
    // An open settings file is a text like others, and counts once it is saved.
    let settings = editor.open(".amp-lint.yaml", "rulse: {}\n");
    let found = editor.diagnostics(&settings);
    assert_eq!(found[0]["code"], "unknown-key");
    assert!(found[0]["message"].as_str().unwrap().contains("there is no setting"), "{found:#?}");
    fs::write(folder.path().join(".amp-lint.yaml"), "rules: {unknown-key: warning}\n").unwrap();
    editor.notify("textDocument/didSave", json!({"textDocument": {"uri": settings}}));
    assert_eq!(severity(&mut editor, &manifest), [2]);
}

#[test]
fn what_is_no_manifest_by_its_name_is_one_when_it_is_opened_as_one() {
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    let other = editor.open("values.yaml", BROKEN);
    assert!(editor.diagnostics(&other).is_empty());
    let other = editor.open_as("values.yaml", "ampersand", BROKEN);
    assert_eq!(editor.diagnostics(&other).len(), 1);
    let short = editor.open("amp.yml", BROKEN);
    assert_eq!(editor.diagnostics(&short).len(), 1);
    // One that was never saved.
    for (uri, count) in [("untitled:Untitled-1", 1), ("untitled:amp.yaml", 1), ("git:/a/amp.yaml?HEAD", 0)] {
        let language = if count == 1 { "ampersand" } else { "yaml" };
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": BROKEN});
        editor.notify("textDocument/didOpen", json!({"textDocument": document}));
        assert_eq!(editor.diagnostics(uri).len(), count, "{uri}");
    }
}

#[test]
fn the_same_version_is_told_once() {
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    let uri = editor.open("amp.yaml", BROKEN);
    let first = editor.ask("textDocument/diagnostic", &uri, json!({}));
    let again = editor.ask("textDocument/diagnostic", &uri, json!({"previousResultId": first["resultId"]}));
    assert_eq!(again, json!({"kind": "unchanged", "resultId": first["resultId"]}));
    editor.replace(&uri, 2, BROKEN);
    let other = editor.ask("textDocument/diagnostic", &uri, json!({"previousResultId": first["resultId"]}));
    assert_eq!(other["items"], first["items"]);
}

#[test]
fn a_request_that_is_taken_back_or_outdated_is_answered_as_such() {
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    let uri = editor.open("amp.yaml", BROKEN);
    // All in one piece, so that the server finds it all waiting.
    let about = json!({"textDocument": {"uri": uri}});
    let mut bytes = Vec::new();
    let mut send = |message: Value| {
        let text = message.to_string();
        bytes.extend(format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes());
    };
    let change = json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": BROKEN}]});
    for id in 101..140 {
        send(json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/diagnostic", "params": about}));
    }
    send(json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": change}));
    for id in 101..140 {
        send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}}));
    }
    editor.send_bytes(&bytes);
    // Whichever way they met: each has one answer, and the server goes on.
    for id in 101..140 {
        let answer = editor.answer(id);
        let code = answer["error"]["code"].as_i64();
        assert!(matches!(code, None | Some(-32800) | Some(-32802)), "{answer:#}");
        assert!(code != Some(-32802) || answer["error"]["data"]["retriggerRequest"] == true);
    }
    assert_eq!(editor.diagnostics(&uri).len(), 1);
}

#[test]
fn whatever_comes_in_the_server_goes_on() {
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    editor.send_bytes(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nContent-Length: 4\r\n\r\n{]}[");
    editor.send_bytes(b"Content-Length: 16\r\n\r\n{\"jsonrpc\":null}");
    editor.send_bytes(b"Content-Length: 3\r\n\r\n\xff\xfe\xfd");
    for _ in 0..3 {
        let answer = editor.receive().unwrap();
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&Value::Null, &json!(-32700)));
    }
    let uri = editor.open("amp.yaml", BROKEN);
    let far = json!({"line": u32::MAX, "character": u32::MAX});
    let here = json!({"line": 0, "character": 2});
    // Backwards, out of the text, a version that goes back, and what is no change at all.
    editor.change(&uri, 9, json!([{"range": {"start": far, "end": here}, "text": "x"}]));
    editor.change(&uri, 3, json!([{"range": {"start": far, "end": far}, "text": "\n# end"}]));
    editor.change(&uri, 4, json!([{"range": 1}]));
    editor.change("file:///nowhere/amp.yaml", 1, json!([{"text": ""}]));
    editor.notify("textDocument/didChange", json!({}));
    editor.notify("$/unknown", json!([1, 2]));
    editor.notify("textDocument/didClose", json!({"textDocument": {"uri": "file:///nowhere"}}));
    editor.diagnostics(&uri);
    editor.replace(&uri, 5, BROKEN);
    assert_eq!(editor.diagnostics(&uri).len(), 1);
    for _ in 0..10_000 {
        editor.change(&uri, 6, json!([{"range": {"start": here, "end": here}, "text": "x"}]));
    }
    assert!(!editor.diagnostics(&uri).is_empty());
    let long = "# long\n".repeat(8_000_000);
    editor.replace(&uri, 7, &long);
    assert!(editor.diagnostics(&uri).is_empty());
    editor.replace(&uri, 8, BROKEN);
    assert_eq!(editor.diagnostics(&uri).len(), 1);
    assert_eq!(editor.end().code(), Some(0));
}

#[test]
fn pages_are_told_by_name() {
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    for rule in amp_lint::rules() {
        let page = editor
            .request("workspace/executeCommand", json!({"command": "amp-lint.explain", "arguments": [rule.name]}));
        assert_eq!(page, rule.page);
    }
    editor.request("workspace/executeCommand", json!({"command": "amp-lint.explain", "arguments": ["action-removed"]}));
    for arguments in [json!([]), json!([1]), json!(["no-such-rule"])] {
        editor.refused("workspace/executeCommand", json!({"command": "amp-lint.explain", "arguments": arguments}));
    }
    editor.refused("workspace/executeCommand", json!({"command": "rm"}));
}

/// An edit as an editor makes them: from a character to another, counted in a text without line breaks in it.
#[derive(Clone, Debug)]
struct Slip {
    from: prop::sample::Index,
    length: usize,
    text: &'static str,
}

fn slips() -> impl Strategy<Value = Vec<Slip>> {
    let texts =
        ["", "", "\n", "\r\n", "  ", "- ", ": ", "name", "#", "'", "{", "]", "東", "😀", "\t", "&a ", "*a", "hubspot"];
    let slip = (any::<prop::sample::Index>(), 0..6usize, prop::sample::select(texts.to_vec()));
    prop::collection::vec(slip.prop_map(|(from, length, text)| Slip { from, length, text }), 1..12)
}

#[test]
fn a_text_that_is_changed_at_random_is_the_same_on_both_sides() {
    let folder = folder(&[]);
    let everything = fs::read_to_string(project().join("examples/everything.yaml")).unwrap();
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let capabilities = json!({"general": {"positionEncodings": [encoding]}, "textDocument": {"diagnostic": {}}});
        let editor = std::cell::RefCell::new(Editor::with(folder.path(), capabilities));
        let uri = editor.borrow_mut().open("amp.yaml", &everything);
        let kind = match encoding {
            "utf-8" => amp_lint::Encoding::Utf8,
            "utf-16" => amp_lint::Encoding::Utf16,
            _ => amp_lint::Encoding::Utf32,
        };
        let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
        let outcome = runner.run(&slips(), |slips| {
            let mut editor = editor.borrow_mut();
            let mut text = everything.clone();
            editor.replace(&uri, 1, &text);
            for (nth, slip) in slips.iter().enumerate() {
                let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let from = slip.from.index(starts.len());
                let (start, end) = (starts[from], starts[(from + slip.length).min(starts.len() - 1)]);
                let source = amp_lint::Source::new("", text.clone());
                let point = |offset| {
                    let point = source.point(offset, kind);
                    // No editor puts its cursor between the two characters that end a line.
                    (source.offset(point, kind) == offset)
                        .then(|| json!({"line": point.line, "character": point.character}))
                };
                let (Some(from), Some(to)) = (point(start), point(end)) else { continue };
                editor.change(&uri, nth as i64 + 2, json!([{"range": {"start": from, "end": to}, "text": slip.text}]));
                text.replace_range(start..end, slip.text);
                let is: Vec<Shown> = editor.diagnostics(&uri).iter().map(shown).collect();
                prop_assert_eq!(is, fresh(&text, kind));
            }
            Ok(())
        });
        outcome.unwrap_or_else(|why| panic!("{encoding}: {why}"));
    }
}

/// The findings of a text that is analysed for the first time.
fn fresh(text: &str, encoding: amp_lint::Encoding) -> Vec<Shown> {
    let source = amp_lint::Source::new("amp.yaml", text);
    let findings = support::lint::without_advice(&source);
    findings
        .iter()
        .map(|finding| {
            let start = source.point(finding.span.start as usize, encoding);
            let end = source.point(finding.span.end as usize, encoding);
            let severity = if finding.severity == amp_lint::Severity::Error { 1 } else { 2 };
            let number = |number: usize| number as u64;
            (
                number(start.line),
                number(start.character),
                number(end.line),
                number(end.character),
                finding.rule.to_string(),
                severity,
            )
        })
        .collect()
}

#[test]
fn addresses_with_anything_in_them_are_files() {
    let folder = folder(&[("a b/ä#%/.amp-lint.yaml", "rules: {unknown-key: error}\n")]);
    let mut editor = Editor::start(folder.path());
    let file = uri(&folder.path().join("a b/ä#%/amp.yaml"));
    let document = json!({"uri": file, "languageId": "yaml", "version": 1, "text": BROKEN});
    editor.notify("textDocument/didOpen", json!({"textDocument": document}));
    assert_eq!(editor.diagnostics(&file)[0]["severity"], 1);
}
