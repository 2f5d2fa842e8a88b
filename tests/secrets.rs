//! The API key is in no output, wherever it came from and however it is written there.

mod server;

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::json;
use server::{Reply, Server, json as answer, problem};
use tempfile::TempDir;

/// With characters that others write in other ways.
const KEY: &str = "Qz7/Wk\"x+Jv9&b%41=Ym_3~T";

const FORMATS: [&str; 8] = ["pretty", "concise", "json", "github", "gitlab", "sarif", "junit", "problem"];

/// The ways in which a server may write a text, in a header or a body.
fn written(text: &str) -> Vec<String> {
    let percent = |all: bool| -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() && !all;
        text.chars().map(|c| if plain(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) }).collect()
    };
    let escapes: String = text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    vec![
        text.to_string(),
        text.to_lowercase(),
        text.replace('"', "\\\"").replace('/', "\\/"),
        percent(false),
        percent(true),
        percent(false).replace('%', "%25"),
        escapes.clone(),
        escapes.replace('\\', "\\\\"),
        text.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect(),
        text.replace('&', "&amp;").replace('"', "&quot;"),
    ]
}

/// What a reader can make of an output: every way of writing that it undoes in his head.
fn read(output: &str) -> String {
    let mut text = output.to_lowercase();
    for c in KEY.to_lowercase().chars().chain(['\\', '%', '#', ';', 'u']) {
        let number = u32::from(c);
        for way in
            [format!("\\u{number:04x}"), format!("%{number:02x}"), format!("&#x{number:x};"), format!("&#{number};")]
        {
            text = text.replace(&way, &c.to_string());
        }
    }
    text.replace("&amp;", "&").replace("&quot;", "\"").replace("\\", "")
}

fn assert_none(what: &str, output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        let shown = String::from_utf8_lossy(bytes);
        let key = KEY.to_lowercase();
        for text in [shown.to_lowercase(), read(&shown), read(&read(&shown))] {
            for from in 0..key.len() - 6 {
                assert!(!text.contains(&key[from..from + 6]), "{what}: {shown}");
            }
        }
    }
}

fn command(folder: &TempDir) -> Command {
    let mut command = Command::cargo_bin("amp-lint").unwrap();
    command.current_dir(folder.path()).env_clear().env("HOME", folder.path()).env("AMP_API_KEY", KEY);
    command
}

fn ask(root: &str, folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder).env("AMP_API_URL", root).args(arguments).output().unwrap()
}

fn manifest(destination: &str) -> String {
    format!(
        "specVersion: 1.0.0
integrations:
  - name: crm
    Provider: hubspot
    {destination}: colour
    read:
      objects:
        - objectName: contacts
          destination: {destination}
          schedule: \"*/5 * * * *\"
          optionalFieldsAuto: all
"
    )
}

#[test]
fn what_a_server_answers_is_told_without_the_key() {
    let folder = TempDir::new().unwrap();
    for way in written(KEY) {
        let quoted = way.replace('\\', "\\\\").replace('"', "\\\"");
        // As it is inside a string of JSON; once, and once more where that is another text.
        let bodies = [
            format!(r#"{{"title": "{quoted}", "detail": "see {quoted}", "{quoted}": ["{quoted}"], "status": 400}}"#),
            format!(
                r#"{{"title": "{}", "causes": ["{0}"], "issues": [{{"name": "{0}", "value": {{"a": "{0}"}}}}]}}"#,
                way.replace(r#"Wk""#, r#"Wk\""#).replace(r#"wk""#, r#"wk\""#)
            ),
            format!("<html>{way}"),
            way.clone(),
        ];
        for body in bodies {
            for status in [200, 400, 401, 403, 404, 422] {
                let body = body.clone();
                let server = Server::start(move |_, _| problem(status, body.clone()));
                let output = ask(&server.root, &folder, &["--project", "acme", "--deployed"]);
                assert_eq!(output.status.code(), Some(2));
                assert_none(&format!("{status} {way}"), &output);
            }
        }
    }
}

#[test]
fn what_a_server_says_in_headers_is_told_without_the_key() {
    let folder = TempDir::new().unwrap();
    for way in written(KEY) {
        let (kind, place) = (way.clone(), way.clone());
        let server = Server::start(move |_, _| {
            Reply::Whole(200, "", vec![("content-type".into(), format!("x/{kind}"))], b"{}".to_vec())
        });
        assert_none("content-type", &ask(&server.root, &folder, &["--project", "acme"]));
        for target in [
            format!("https://{place}/"),
            format!("https://{place}.invalid/{place}"),
            format!("http://{place}.example/"),
            format!("/{place}"),
            place.clone(),
        ] {
            let server = Server::start(move |request, _| match request.path.contains("destinations") {
                true => Reply::Whole(302, "", vec![("location".into(), target.clone())], Vec::new()),
                false => problem(404, json!({"instance": request.path}).to_string()),
            });
            let output = ask(&server.root, &folder, &["--timeout", "5", "--project", "acme"]);
            assert_eq!(output.status.code(), Some(2));
            assert_none("location", &output);
        }
    }
    // A host in plain letters, which comes back in small ones.
    let key = "QZWKXJVYMTABCDEF";
    let server = Server::start(move |_, _| {
        Reply::Whole(302, "", vec![("location".into(), format!("https://{key}.invalid/"))], Vec::new())
    });
    let mut command = command(&folder);
    command.env("AMP_API_KEY", key).env("AMP_API_URL", &server.root).args(["--timeout", "5", "--project", "acme"]);
    let complaint = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(complaint.contains("cannot reach ***.invalid"), "{complaint}");
}

#[test]
fn what_the_platform_holds_is_reported_without_the_key() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("amp.yaml"), manifest("destinaton")).unwrap();
    for way in [
        json!(KEY).to_string(),
        format!("\"{}\"", KEY.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<String>()),
    ] {
        let content = format!(
            r#"{{"name": {way}, "provider": {way}, {way}: 1, "read": {{"objects": [{{"objectName": {way}, "destination": {way}, "schedule": {way}}}]}}}}"#
        );
        let all = format!(
            r#"[{{"id": {way}, "projectId": "p", "name": {way}, "provider": {way}, "createTime": "2026-01-01T00:00:00Z",
                "latestRevision": {{"id": {way}, "specVersion": {way}, "createTime": "2026-01-01T00:00:00Z", "content": {content}}}}}]"#
        );
        let server = Server::start(move |request, _| match request.path.rsplit('/').next().unwrap() {
            "integrations" => answer(200, all.clone()),
            "destinations" => answer(200, format!(r#"[{{"id": "d", "name": {way}, "type": "webhook"}}]"#)),
            _ => answer(200, format!(r#"[{{"id": "a", "provider": {way}}}]"#)),
        });
        for format in FORMATS {
            let output = ask(
                &server.root,
                &folder,
                &["--project", "acme", "--deployed", "--format", format, "--pedantic", "amp.yaml"],
            );
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            assert!(output.stdout.len() > 500);
            assert_none(format, &output);
        }
        for format in ["pretty", "json"] {
            assert_none(
                "diff",
                &ask(&server.root, &folder, &["diff", "--project", "acme", "amp.yaml", "--format", format]),
            );
        }
    }
}

#[test]
fn a_manifest_with_the_key_in_it_is_reported_without_it_and_fixed_with_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    for way in [format!("'{KEY}'"), json!(KEY).to_string(), KEY.to_string()] {
        // Far to the right, so that excerpts are cut in its middle.
        for pad in [0, 30, 55, 70, 90] {
            let text = manifest(&format!("{way:>pad$}"));
            fs::write(&path, &text).unwrap();
            for format in FORMATS {
                for columns in ["40", "100"].into_iter().take(if format == "pretty" { 2 } else { 1 }) {
                    let mut command = command(&folder);
                    let output =
                        command.env("COLUMNS", columns).args(["--format", format, "amp.yaml"]).output().unwrap();
                    assert_eq!(output.status.code(), Some(1));
                    assert_none(format, &output);
                }
            }
            let output = command(&folder).args(["--diff", "amp.yaml"]).output().unwrap();
            assert!(!output.stdout.is_empty());
            assert_none("--diff", &output);
            command(&folder).args(["--fix", "amp.yaml"]).output().unwrap();
            let fixed = fs::read_to_string(&path).unwrap();
            assert_eq!(fixed.matches(&way).count(), text.matches(&way).count());
        }
    }
    // Where the key itself stands.
    #[cfg(target_os = "linux")]
    for format in FORMATS {
        assert_none(format, &command(&folder).args(["--format", format, "/proc/self/environ"]).output().unwrap());
    }
    let named = format!("{KEY}.yaml").replace('/', "_");
    assert_none("a name", &command(&folder).env("AMP_API_KEY", KEY.replace('/', "_")).arg(named).output().unwrap());
}

#[test]
fn a_key_from_a_file_and_a_token_are_kept_as_well() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("key"), format!("{KEY}\n")).unwrap();
    fs::write(folder.path().join("amp.yaml"), manifest(&format!("'{KEY}'"))).unwrap();
    let server = Server::start(|_, _| answer(200, "[]"));
    let with = |name: &str, value: &str, arguments: &[&str]| {
        let mut command = Command::cargo_bin("amp-lint").unwrap();
        command.current_dir(folder.path()).env_clear().env("AMP_API_URL", &server.root).env(name, value);
        command.args(arguments).arg("amp.yaml").output().unwrap()
    };
    assert_none("file", &with("A", "b", &["--project", "acme", "--api-key-file", "key"]));
    assert_none("token", &with("AMP_API_TOKEN", KEY, &[]));
    // A key that is a word of ours would take half of every message with it.
    let output = with("AMP_API_KEY", "key", &["--format", "concise"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("there is no key"));
}

#[test]
fn an_empty_value_is_a_usage_error() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("amp.yaml"), manifest("hook")).unwrap();
    let server = Server::start(|_, _| answer(200, "[]"));
    for empty in ["", " ", "\t"] {
        for arguments in [
            &["--project", empty][..],
            &["fetch", "--project", empty],
            &["diff", "--project", empty, "amp.yaml"],
            &["fetch", "--project", "acme", empty],
            &["explain", empty],
            &["providers", empty],
        ] {
            let output = ask(&server.root, &folder, arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            let complaint = String::from_utf8(output.stderr).unwrap();
            assert!(complaint.contains("it is empty"), "{complaint}");
        }
    }
    for option in ["--api-key-file", "--output", "--config", "--catalog", "--format", "--only", "--skip"] {
        let output = ask(&server.root, &folder, &["--project", "acme", option, "", "amp.yaml"]);
        assert_eq!(output.status.code(), Some(2), "{option}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(ask(&server.root, &folder, &[""]).status.code(), Some(2));
    assert!(server.requests().is_empty(), "{:?}", server.requests());
}
