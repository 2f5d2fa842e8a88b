//! The API key is in no output, wherever it came from and however it is written there.

mod support;

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value, json};
use support::output::{stderr, stdout};
use support::program::{amp_lint, run};
use support::server::{Reply, Server, json as answer, problem};
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
    let mut command = amp_lint(folder.path());
    command.env("AMP_API_KEY", KEY);
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
    let complaint = stderr(&command.output().unwrap());
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
        for format in ["pretty", "json", "github"] {
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
            for layout in ["--pretty", "--compact"] {
                let output = command(&folder).args(["read", layout, "amp.yaml"]).output().unwrap();
                assert_none("read", &output);
                // A key of a mapping that is far to the right belongs to none.
                assert_eq!(output.status.success(), pad == 0, "{output:?}");
                if pad > 0 {
                    continue;
                }
                let read: Value = serde_json::from_slice(&output.stdout).unwrap();
                assert_eq!(read["integrations"][0]["read"]["objects"][0]["destination"], "***");
            }
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

/// No file on Windows can have the key for a name.
#[cfg(unix)]
#[test]
fn what_is_said_of_settings_and_searches_holds_no_key() {
    // As a name of a file as well.
    let key = KEY.replace('/', "_");
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::write(here.join("amp.yaml"), manifest("hook")).unwrap();
    fs::write(here.join("key"), &key).unwrap();
    fs::create_dir(here.join(&key)).unwrap();
    fs::write(here.join(&key).join("other.yaml"), "a: 1\n").unwrap();
    fs::create_dir(here.join(&key).join("there")).unwrap();
    fs::write(here.join(&key).join("there/amp.yaml"), "").unwrap();
    std::os::unix::fs::symlink("nowhere", here.join(&key).join("amp.yml")).unwrap();
    // From the environment, and from a file that is read before anything is said.
    let said = |arguments: &[&str]| {
        let with = |variable: &[(&str, &str)], more: &[&str]| {
            let mut command = amp_lint(here);
            command.envs(variable.iter().copied()).args(arguments).args(more).output().unwrap()
        };
        for output in [with(&[("AMP_API_KEY", &key)], &[]), with(&[], &["--api-key-file", "key"])] {
            assert_none(&format!("{arguments:?}"), &output);
            assert!(stderr(&output).contains('*'), "{arguments:?}");
        }
    };
    // Errors, warnings, and notes about files of that name.
    for text in [format!("'{key}': 1\n"), format!("rules: {{'{key}': error}}\n"), format!("exclude: ['[{key}']\n")] {
        fs::write(here.join(".amp-lint.yaml"), text).unwrap();
        said(&["."]);
        said(&["amp.yaml", "--format", "json"]);
        said(&["diff", "amp.yaml", "."]);
    }
    fs::remove_file(here.join(".amp-lint.yaml")).unwrap();
    said(&[&key]);
    said(&["--include", &format!("{key}.yaml"), "."]);
    said(&["diff", "amp.yaml", &key]);
    said(&["--config", &key, "."]);
    said(&["--catalog", &key, "."]);
    said(&["--format", &format!("json={key}"), "--format", &format!("sarif={key}"), "."]);
    said(&["fetch", "--project", "acme", "--output", &format!("{key}/there")]);
    // What is wrong with an argument is said by the parser of arguments, when no file has been read yet.
    for arguments in [
        &["--only", &key][..],
        &["--skip", &key],
        &["--format", &key],
        &["--include", &format!("[{key}")],
        &["diff", "--allow", &key, "amp.yaml", "amp.yaml"],
        &[&format!("--{key}")],
    ] {
        let mut command = command(&folder);
        let output = command.env("AMP_API_KEY", &key).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_none(&format!("{arguments:?}"), &output);
    }
}

#[test]
fn a_diff_compares_texts_as_they_are_and_shows_them_without_the_key() {
    // Without quotes, stars in its place would be an alias to nothing.
    let key = "Qz7_Wk-x+Jv9Ym3T";
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::write(here.join("key"), key).unwrap();
    let old = manifest(key).replace("contacts", key);
    let new =
        old.replace("Provider: hubspot", "provider: salesforce").replace("optionalFieldsAuto: all", "mapToName: a");
    let broken = new.replace("objects:", &format!("objects:\n        - {key}"));
    for (name, text) in [("old", &old), ("new", &new), ("broken", &broken)] {
        fs::create_dir(here.join(name)).unwrap();
        fs::write(here.join(name).join("amp.yaml"), text).unwrap();
    }
    // The same text written in another way.
    let escaped: String = key.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    fs::write(here.join("same.yaml"), old.replace(key, &format!("\"{escaped}\""))).unwrap();
    let diff = |arguments: &[&str]| {
        let output = run(here, &[&["diff", "--api-key-file", "key"], arguments].concat());
        for said in [&output.stdout, &output.stderr] {
            let said = String::from_utf8_lossy(said);
            assert!((0..key.len() - 6).all(|from| !said.contains(&key[from..from + 6])), "{said}");
        }
        output
    };
    for format in ["pretty", "json", "github"] {
        let output = diff(&["old", "new", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(stdout(&output).contains("***"), "{format}");
        let output = diff(&["old/amp.yaml", "broken/amp.yaml", "--format", format]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(stdout(&output).contains("***"), "{format}");
    }
    let output = diff(&["old/amp.yaml", "same.yaml"]);
    assert_eq!(stderr(&output), "Nothing would change\n");
}

#[test]
fn a_key_from_a_file_and_a_token_are_kept_as_well() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("key"), format!("{KEY}\n")).unwrap();
    fs::write(folder.path().join("amp.yaml"), manifest(&format!("'{KEY}'"))).unwrap();
    let server = Server::start(|_, _| answer(200, "[]"));
    let with = |name: &str, value: &str, arguments: &[&str]| {
        let mut command = amp_lint(folder.path());
        command.env("AMP_API_URL", &server.root).env(name, value);
        command.args(arguments).arg("amp.yaml").output().unwrap()
    };
    assert_none("file", &with("A", "b", &["--project", "acme", "--api-key-file", "key"]));
    assert_none("token", &with("AMP_API_TOKEN", KEY, &[]));
    // A key that is a word of ours would take half of every message with it.
    let output = with("AMP_API_KEY", "key", &["--format", "concise"]);
    assert!(stdout(&output).contains("there is no key"));
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
            let complaint = stderr(&output);
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
