//! `amp-lint read`: what the platform reads, as JSON, from the real program.

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use support::files::{folder, project};
use support::output::text;
use support::program::{self, amp_lint};

fn run(folder: &Path, stdin: &[u8], arguments: &[&str]) -> Output {
    amp_lint(folder).arg("read").args(arguments).write_stdin(stdin).output().unwrap()
}

/// What is printed for a text that can be read.
fn read(yaml: &str, arguments: &[&str]) -> String {
    let folder = folder(&[("amp.yaml", yaml)]);
    let output = run(folder.path(), b"", &[arguments, &["amp.yaml"]].concat());
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""), "{yaml}");
    text(&output.stdout)
}

#[test]
fn a_value_is_one_line_or_one_for_each_member() {
    let yaml = "b: [1, {}, []]\na:\n  - x\n  - {k: z}\nc: {}\n";
    let line = "{\"b\":[1,{},[]],\"a\":[\"x\",{\"k\":\"z\"}],\"c\":{}}\n";
    assert_eq!(read(yaml, &[]), line);
    assert_eq!(read(yaml, &["--compact"]), line);
    let pretty = "{\n  \"b\": [\n    1,\n    {},\n    []\n  ],\n  \"a\": [\n    \"x\",\n    {\n      \"k\": \"z\"\n    }\n  ],\n  \"c\": {}\n}\n";
    assert_eq!(read(yaml, &["--pretty"]), pretty);
    // Both at once is a slip.
    let folder = folder(&[("amp.yaml", yaml)]);
    assert_eq!(run(folder.path(), b"", &["--compact", "--pretty", "amp.yaml"]).status.code(), Some(2));
}

#[test]
fn scalars_are_what_the_platform_makes_of_them() {
    for (written, value) in [
        ("yes", json!(true)),
        ("Off", json!(false)),
        ("n", json!(false)),
        ("012", json!(10)),
        ("0b11", json!(3)),
        ("0x1F", json!(31)),
        ("1_000", json!(1000)),
        ("1.50", json!(1.5)),
        ("1e3", json!(1000.0)),
        ("~", json!(null)),
        ("", json!(null)),
        ("\"012\"", json!("012")),
        ("'yes'", json!("yes")),
        ("!!str 1", json!("1")),
        ("2026-01-02", json!("2026-01-02")),
        ("|\n  a\n  b\n", json!("a\nb\n")),
        (">-\n  a\n  b\n", json!("a b")),
        ("\"\\u00e9\\n\"", json!("é\n")),
    ] {
        let printed: Value = serde_json::from_str(&read(&format!("a: {written}\n"), &[])).unwrap();
        assert_eq!(printed["a"], value, "{written}");
    }
}

#[test]
fn keys_are_text_in_the_order_of_the_source() {
    assert_eq!(read("z: 1\na: 2\nyes: 3\n012: 4\n1.5: 5\n", &[]), "{\"z\":1,\"a\":2,\"true\":3,\"10\":4,\"1.5\":5}\n");
    // Of two equal ones the last counts, where the first stands.
    assert_eq!(read("a: 1\nb: 2\n\"a\": 3\n", &[]), "{\"a\":3,\"b\":2}\n");
    assert_eq!(read("yes: 1\nb: 2\ntrue: 3\n", &[]), "{\"true\":3,\"b\":2}\n");
}

#[test]
fn aliases_and_merges_are_resolved() {
    let yaml = "a: &a {x: 1, k: 2}\nb: *a\nc: {<<: *a, k: 3}\nd: {k: 3, <<: *a}\ne: {<<: [{x: 0}, *a]}\n";
    let expected = "{\"a\":{\"x\":1,\"k\":2},\"b\":{\"x\":1,\"k\":2},\"c\":{\"x\":1,\"k\":3},\"d\":{\"k\":2,\"x\":1},\"e\":{\"x\":0,\"k\":2}}";
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let printed = read(yaml, &[]);
    assert_eq!(value(&printed), value(expected), "{printed}");
    assert!(!printed.contains("<<"));
}

#[test]
fn only_the_first_document_is_read() {
    assert_eq!(read("a: 1\n---\nb: 2\n", &[]), "{\"a\":1}\n");
    assert_eq!(read("{a: 1}\nb: 2\n", &[]), "{\"a\":1}\n");
    assert_eq!(read("", &[]), "null\n");
    assert_eq!(read("# nothing\n", &[]), "null\n");
    assert_eq!(read("- 1\n- 2\n", &[]), "[1,2]\n");
    assert_eq!(read("just text\n", &[]), "\"just text\"\n");
}

#[test]
fn several_files_are_one_value_each_in_their_order() {
    let folder = folder(&[("a.yaml", "a: 1\n"), ("b.json", "{\"b\": [2]}"), ("c.yml", "- 3\n")]);
    let output = run(folder.path(), b"d: 4\n", &["c.yml", "a.yaml", "-", "b.json"]);
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    assert_eq!(text(&output.stdout), "[3]\n{\"a\":1}\n{\"d\":4}\n{\"b\":[2]}\n");
}

#[test]
fn what_is_not_read_is_reported_on_stderr_and_nothing_is_printed() {
    for (yaml, place, words) in [
        ("a: @b\n", "1:4", "cannot start with `@`"),
        ("a: */5 * * * *\n", "1:4", "must be quoted"),
        ("a: [1, 2\n", "1:4", "never closed"),
        ("a: .inf\n", "1:4", "finite"),
        ("a: [1, .NaN]\n", "1:8", "finite"),
        ("a: &a [*a]\n", "1:8", ""),
        ("a: *b\n", "1:4", "no anchor"),
        ("~: 1\n", "1:1", "not null"),
        ("? [a]\n: 1\n", "1:3", "not a list"),
        ("a: 1\u{7}\n", "1:5", "U+0007"),
    ] {
        let folder = folder(&[("bad.yaml", yaml), ("good.yaml", "a: 1\n")]);
        let output = run(folder.path(), b"", &["bad.yaml"]);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(1), ""), "{yaml:?}: {said}");
        assert!(said.contains("yaml-syntax") && said.contains(&format!("bad.yaml:{place}")), "{yaml:?}: {said}");
        assert!(said.contains(words), "{yaml:?}: {said}");
        // The others are read all the same, and the worst decides.
        let output = run(folder.path(), yaml.as_bytes(), &["good.yaml", "bad.yaml", "-", "good.yaml"]);
        assert_eq!(
            (output.status.code(), text(&output.stdout).as_str()),
            (Some(1), "{\"a\":1}\n{\"a\":1}\n"),
            "{yaml:?}"
        );
        assert!(text(&output.stderr).contains("<stdin>"), "{yaml:?}");
    }
}

#[test]
fn what_cannot_be_opened_is_said_and_the_rest_is_read() {
    let folder = folder(&[("good.yaml", "a: 1\n")]);
    let output = run(folder.path(), b"", &["nowhere.yaml", ".", "good.yaml"]);
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), "{\"a\":1}\n"), "{said}");
    assert!(said.contains("nowhere.yaml") && !said.contains("os error"), "{said}");
    assert_eq!(run(folder.path(), b"", &[]).status.code(), Some(2));
}

#[test]
fn what_lint_takes_read_takes_and_the_other_way_round() {
    let examples = project().join("examples");
    let mut names: Vec<_> = fs::read_dir(&examples).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.extend(fs::read_dir(examples.join("broken")).unwrap().map(|entry| entry.unwrap().path()));
    let mut refused = 0;
    for path in names.iter().filter(|path| path.is_file()) {
        let name = path.to_str().unwrap();
        let read = run(&examples, b"", &[name]);
        let lint = program::run(&examples, &["--no-config", "--format", "concise", name]);
        let is_broken = text(&lint.stdout).contains("yaml-syntax");
        refused += usize::from(is_broken);
        assert_eq!(read.status.code(), Some(i32::from(is_broken)), "{name}");
        assert_eq!(read.stdout.is_empty(), is_broken, "{name}");
        if !is_broken {
            serde_json::from_slice::<Value>(&read.stdout).unwrap();
        }
    }
    assert!(refused >= 3 && names.len() > 15, "{refused} of {}", names.len());
}

/// On a terminal a value is laid out, whatever stderr is.
#[cfg(unix)]
#[test]
fn a_terminal_gets_a_member_a_line() {
    use std::io::Read;
    use std::process::Stdio;

    let terminal = nix::pty::openpty(None, None).unwrap();
    let folder = folder(&[("amp.yaml", "a: [1]\n")]);
    for (arguments, expected) in [
        (&["read", "amp.yaml"][..], "{\r\n  \"a\": [\r\n    1\r\n  ]\r\n}\r\n"),
        (&["read", "--compact", "amp.yaml"], "{\"a\":[1]}\r\n"),
    ] {
        let mut command = program::process(folder.path());
        command.args(arguments).stdin(Stdio::null());
        command.stdout(terminal.slave.try_clone().unwrap());
        assert!(command.status().unwrap().success());
        let mut shown = vec![0; expected.len()];
        fs::File::from(terminal.master.try_clone().unwrap()).read_exact(&mut shown).unwrap();
        assert_eq!(text(&shown), expected);
    }
}
