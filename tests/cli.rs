//! The program as a user starts it: exit statuses, inputs of every kind, and what happens when they are bad.

mod support;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;
use support::files::{folder, project};
use support::output::text;
use support::program::{amp_lint, process, run};
use tempfile::TempDir;

const GOOD: &str = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
const ERROR: &str = "specVersion: 2.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
const WARNING: &str =
    "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  colour: red\n  proxy: {enabled: true}\n";

/// The rules of all findings, file by file, from the JSON report.
fn rules(output: &Output) -> Vec<(String, Vec<String>)> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    files
        .iter()
        .map(|file| {
            let findings = file["findings"].as_array().unwrap();
            let rules = findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_string()).collect();
            (file["path"].as_str().unwrap().to_string(), rules)
        })
        .collect()
}

#[test]
fn the_exit_status_says_how_it_went() {
    let folder = folder(&[("good.yaml", GOOD), ("error.yaml", ERROR), ("warning.yaml", WARNING)]);
    let status = |arguments: &[&str]| run(folder.path(), arguments).status.code();
    assert_eq!(status(&["good.yaml"]), Some(0));
    assert_eq!(status(&["warning.yaml"]), Some(0));
    assert_eq!(status(&["--strict", "warning.yaml"]), Some(1));
    assert_eq!(status(&["good.yaml", "error.yaml"]), Some(1));
    assert_eq!(status(&["error.yaml", "missing.yaml"]), Some(2));
    assert_eq!(status(&["--no-such-flag"]), Some(2));
    assert_eq!(status(&["--help"]), Some(0));
    assert_eq!(status(&["--version"]), Some(0));
}

#[test]
fn rules_can_be_picked_and_left_out() {
    let folder = folder(&[("a.yaml", &ERROR.replace("provider", "colour: red\n  provider"))]);
    let found = |arguments: &[&str]| {
        rules(&run(folder.path(), &[arguments, &["--format", "json", "a.yaml"]].concat()))[0].1.clone()
    };
    assert_eq!(found(&[]), ["spec-version", "unknown-key"]);
    assert_eq!(found(&["--only", "unknown-key"]), ["unknown-key"]);
    assert_eq!(found(&["--skip", "unknown-key,spec-version"]), [""; 0]);
    let output = run(folder.path(), &["--only", "unknown-kye", "a.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("did you mean `unknown-key`?"));
}

#[test]
fn advice_is_shown_when_asked_for_and_quiet_shows_errors_alone() {
    let manifest = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  colour: red\n  read:\n    objects:\n    - objectName: contacts\n      destination: d\n      optionalFieldsAuto: all\n";
    let folder = folder(&[("a.yaml", manifest)]);
    let found = |arguments: &[&str]| {
        rules(&run(folder.path(), &[arguments, &["--format", "json", "a.yaml"]].concat()))[0].1.clone()
    };
    assert_eq!(found(&[]), ["unknown-key"]);
    assert_eq!(found(&["--pedantic"]), ["unknown-key", "schedule-missing"]);
    let quiet = run(folder.path(), &["--quiet", "a.yaml"]);
    assert!(quiet.stdout.is_empty() && quiet.stderr.is_empty());
}

#[test]
fn what_cannot_be_read_is_one_line_each_and_the_rest_is_linted() {
    let folder = folder(&[("error.yaml", ERROR), ("empty/readme.txt", "x")]);
    let output = run(folder.path(), &["missing.yaml", "empty", "error.yaml"]);
    let complaints = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints.contains("amp-lint: cannot read missing.yaml: there is no such file\n"), "{complaints}");
    assert!(complaints.contains("amp-lint: there is no amp.yaml or amp.yml in empty\n"), "{complaints}");
    assert!(text(&output.stdout).contains("spec-version"));
    assert!(!text(&output.stdout).contains("missing.yaml"));
}

#[test]
fn a_folder_is_searched_for_manifests_in_a_stable_order() {
    let folder = folder(&[
        ("b/amp.yaml", ERROR),
        ("a/amp.yml", ERROR),
        ("a/other.yaml", ERROR),
        ("c/x/amp.yaml", GOOD),
        ("vendor/amp.yaml", ERROR),
        (".gitignore", "vendor/\n"),
        ("z/amp.yaml", "gain: 11\n"),
    ]);
    for _ in 0..3 {
        let output = run(folder.path(), &["--format", "json"]);
        let found = rules(&output);
        let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["a/amp.yml", "b/amp.yaml", "c/x/amp.yaml", "z/amp.yaml"]);
    }
}

#[test]
fn another_tools_file_is_a_warning_when_come_upon_and_an_error_when_named() {
    let folder = folder(&[("amp.yaml", "gain: 11\n")]);
    assert_eq!(run(folder.path(), &["."]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["amp.yaml"]).status.code(), Some(1));
}

#[test]
fn stdin_is_a_dash() {
    let output = amp_lint(Path::new(".")).args(["--format", "json", "-"]).write_stdin(ERROR).output().unwrap();
    assert_eq!(rules(&output), [("<stdin>".to_string(), vec!["spec-version".to_string()])]);
}

#[test]
fn a_pipe_that_is_closed_ends_the_program_quietly() {
    let folder =
        folder(&[("a.yaml", &format!("specVersion: 1.0.0\nintegrations:\n{}", "- colour: red\n".repeat(20_000)))]);
    let mut child = process(folder.path()).arg("a.yaml").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let complaints = text(&output.stderr);
    assert!(!complaints.contains("panic") && !complaints.contains("pipe"), "{complaints}");
}

#[test]
fn the_json_report_has_the_shape_that_tools_rely_on() {
    let folder = folder(&[(
        "amp.yaml",
        "specVersion: 1.0.0\nintegrations:\n- name: a\n  name: é\n  provider: hubspot\n  proxy: {enabled: \"true\"}\n",
    )]);
    let output = run(folder.path(), &["--format", "json", "amp.yaml"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = serde_json::json!({
        "version": 1,
        "files": [{
            "path": "amp.yaml",
            "findings": [
                {
                    "rule": "duplicate-key", "severity": "error",
                    "message": "`name` is already set in this mapping",
                    "help": "keep one of the two; only the last is read",
                    "path": "$.integrations[0].name",
                    "start": {"offset": 45, "line": 4, "column": 3}, "end": {"offset": 49, "line": 4, "column": 7},
                    "labels": [{
                        "message": "set here first, and ignored",
                        "start": {"offset": 35, "line": 3, "column": 3}, "end": {"offset": 39, "line": 3, "column": 7}
                    }],
                    "fix": null
                },
                {
                    "rule": "integration-name-format", "severity": "warning",
                    "message": "the integration name has `é` in it",
                    "help": "use letters, digits, `-` and `_` only",
                    "path": "$.integrations[0].name",
                    "start": {"offset": 51, "line": 4, "column": 9}, "end": {"offset": 53, "line": 4, "column": 10},
                    "labels": [],
                    "fix": null
                },
                {
                    "rule": "type-mismatch", "severity": "error",
                    "message": "`enabled` must be `true` or `false`, not the text `true`",
                    "help": "write `enabled: true`, without quotes",
                    "path": "$.integrations[0].proxy.enabled",
                    "start": {"offset": 93, "line": 6, "column": 20}, "end": {"offset": 99, "line": 6, "column": 26},
                    "labels": [],
                    "fix": {"title": "remove the quotes", "safe": true, "edits": [{"start": 93, "end": 99, "text": "true"}]}
                }
            ]
        }],
        "summary": {"files": 1, "errors": 2, "warnings": 1, "pedantic": 0}
    });
    assert_eq!(report, expected, "{report:#}");
}

#[test]
fn every_shape_of_input_is_known_in_yaml_and_in_json() {
    let content = serde_json::json!({"name": "a", "provider": "hubspot", "proxy": {}});
    let integration = serde_json::json!({
        "id": "1", "projectId": "p", "name": "a", "provider": "hubspot", "createTime": "2026-01-01T00:00:00Z", "newMember": 1,
        "latestRevision": {"id": "r", "specVersion": "1.0.0", "createTime": "2026-01-01T00:00:00Z", "content": content}
    });
    let manifest = serde_json::json!({"specVersion": "1.0.0", "integrations": [content]});
    let list = serde_json::json!([integration]);
    for (shape, place) in [
        (manifest, "$.integrations[0].proxy"),
        (content, "$.proxy"),
        (integration, "$.latestRevision.content.proxy"),
        (list, "$[0].latestRevision.content.proxy"),
    ] {
        let json = shape.to_string();
        for (name, written) in
            [("a.json", json.clone()), ("b.yaml", json.clone()), ("c.yaml", as_block_yaml(&shape, 0))]
        {
            let folder = folder(&[(name, &written)]);
            let output = run(folder.path(), &["--format", "json", name]);
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let findings = report["files"][0]["findings"].as_array().unwrap();
            assert_eq!(findings.len(), 1, "{written}\n{findings:#?}");
            assert_eq!(
                (findings[0]["rule"].as_str(), findings[0]["path"].as_str()),
                (Some("proxy-enabled"), Some(place))
            );
        }
    }
}

/// A value as block YAML.
fn as_block_yaml(value: &Value, depth: usize) -> String {
    let blank = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => members
            .iter()
            .map(|(name, inner)| format!("\n{blank}{name}: {}", as_block_yaml(inner, depth + 1)))
            .collect(),
        Value::Array(items) => {
            items.iter().map(|inner| format!("\n{blank}- {}", as_block_yaml(inner, depth + 1).trim_start())).collect()
        }
        other => other.to_string(),
    }
}

#[test]
fn any_encoding_and_line_break_that_the_platform_reads_is_read() {
    let folder = TempDir::new().unwrap();
    let utf16 =
        |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { format!("\u{FEFF}{ERROR}").encode_utf16().flat_map(unit).collect() };
    for (name, bytes) in [
        ("le.yaml", utf16(u16::to_le_bytes)),
        ("be.yaml", utf16(u16::to_be_bytes)),
        ("bom.yaml", format!("\u{FEFF}{ERROR}").into_bytes()),
        ("crlf.yaml", ERROR.replace('\n', "\r\n").into_bytes()),
        ("bare.yaml", ERROR.trim_end().as_bytes().to_vec()),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
        let output = run(folder.path(), &["--format", "json", name]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let finding = &report["files"][0]["findings"][0];
        assert_eq!(finding["rule"], "spec-version", "{name}: {report:#}");
        assert_eq!((&finding["start"]["line"], &finding["start"]["column"]), (&1.into(), &14.into()), "{name}");
    }
    fs::write(folder.path().join("latin.yaml"), b"specVersion: 1.0.0\nintegrations:\n- name: caf\xE9\n").unwrap();
    let output = run(folder.path(), &["--format", "json", "latin.yaml"]);
    assert!(rules(&output)[0].1.contains(&"yaml-syntax".to_string()));
}

#[test]
fn a_text_cannot_send_commands_to_the_terminal() {
    let folder = folder(&[("a.yaml", "specVersion: \"\u{1b}[31m1.0\u{7}\"\nintegrations: []\n")]);
    let output = run(folder.path(), &["--color", "never", "a.yaml"]);
    assert!(!output.stdout.contains(&0x1b) && !output.stdout.contains(&0x07), "{}", text(&output.stdout));
}

#[test]
fn colours_come_when_asked_for_and_stay_out_of_pipes() {
    let folder = folder(&[("a.yaml", ERROR)]);
    assert!(!run(folder.path(), &["a.yaml"]).stdout.contains(&0x1b));
    assert!(run(folder.path(), &["--color", "always", "a.yaml"]).stdout.contains(&0x1b));
}

#[test]
fn a_long_line_is_shown_in_part() {
    let long = format!(
        "{{\"specVersion\": \"1.0.0\", \"integrations\": [{{\"name\": \"a\", \"provider\": \"{}\", \"colour\": 1, \"proxy\": {{\"enabled\": true}}}}]}}",
        "x".repeat(1_000_000)
    );
    let folder = folder(&[("a.json", &long)]);
    let output = run(folder.path(), &["a.json"]);
    assert!(output.stdout.len() < 2000 && text(&output.stdout).contains("colour"), "{}", text(&output.stdout));
}

#[test]
fn rules_are_explained_and_listed() {
    let here = Path::new(".");
    let page = run(here, &["explain", "schedule-uneven"]);
    assert_eq!(page.status.code(), Some(0));
    assert!(text(&page.stdout).starts_with("schedule-uneven (warning)\n"));
    assert!(text(&page.stdout).contains("Why it matters"));
    let near = run(here, &["explain", "schedule-unevn"]);
    assert_eq!(near.status.code(), Some(2));
    assert!(text(&near.stderr).contains("did you mean `schedule-uneven`?"));
    let list: Value = serde_json::from_slice(&run(here, &["rules", "--format", "json"]).stdout).unwrap();
    assert_eq!(list.as_array().unwrap().len(), amp_lint::rules().len());
    assert_eq!(text(&run(here, &["rules"]).stdout).lines().count(), amp_lint::rules().len());
}

#[test]
fn the_schemas_are_printed_as_they_are_kept() {
    let here = Path::new(".");
    for (arguments, file) in [
        (&["schema", "manifest"][..], "schema/manifest.schema.json"),
        (&["schema", "integration"], "schema/integration.schema.json"),
        (&["schema", "manifest", "--draft", "7"], "schema/manifest.draft-07.schema.json"),
        (&["schema", "integration", "--draft", "7"], "schema/integration.draft-07.schema.json"),
    ] {
        let kept = fs::read_to_string(project().join(file)).unwrap();
        assert_eq!(text(&run(here, arguments).stdout), kept);
    }
}

#[test]
fn completions_and_the_man_page_know_every_command() {
    let folder = folder(&[]);
    let help = text(&run(folder.path(), &["--help"]).stdout);
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() >= 9, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(folder.path(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        let script = text(&output.stdout);
        assert!(commands.iter().all(|command| script.contains(command)), "{shell}");
    }
    let page = text(&run(folder.path(), &["man"]).stdout);
    assert!(page.contains(".TH amp-lint 1"));
    for command in commands {
        assert!(page.contains(&format!(".SH AMP-LINT {}", command.to_uppercase())), "{command}");
    }
}
