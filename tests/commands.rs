//! Commands and where their options may stand; what there is to list and to explain.

mod support;

use std::fs;
use std::process::Output;

use amp_lint::diff::kinds;
use serde_json::Value;
use support::output::text;
use support::program;
use tempfile::TempDir;

const MANIFEST: &str = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("amp.yaml"), MANIFEST).unwrap();
    fs::write(folder.path().join("new.yaml"), MANIFEST.replace("hubspot", "asana")).unwrap();
    // Files that are called like commands.
    for name in ["rules", "explain", "diff"] {
        fs::write(folder.path().join(name), MANIFEST.replace("1.0.0", "7")).unwrap();
    }
    folder
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    program::run(folder.path(), arguments)
}

#[test]
fn an_option_before_a_command_is_one_behind_it() {
    let folder = folder();
    for (before, behind) in [
        (&["--color", "always", "explain", "null-value"][..], &["explain", "null-value", "--color", "always"][..]),
        (&["--color=always", "explain", "null-value"], &["explain", "null-value", "--color", "always"]),
        (&["--format", "json", "rules"], &["rules", "--format", "json"]),
        (&["--format=json", "changes"], &["changes", "--format=json"]),
        (
            &["--catalog", "builtin", "--format", "json", "providers", "asana"],
            &["providers", "asana", "--format", "json", "--catalog", "builtin"],
        ),
        (&["-q", "diff", "amp.yaml", "new.yaml"], &["diff", "-q", "amp.yaml", "new.yaml"]),
        (
            &["--allow", "provider-changed", "-q", "diff", "amp.yaml", "new.yaml"],
            &["diff", "-q", "amp.yaml", "new.yaml", "--allow", "provider-changed"],
        ),
        (&["--timeout", "5", "fetch"], &["fetch", "--timeout", "5"]),
        // What a command does not have, it does not have before it either.
        (&["--fix", "explain", "null-value"], &["explain", "null-value", "--fix"]),
        (&["--only", "null-value", "rules"], &["rules", "--only", "null-value"]),
        (&["--color", "sometimes", "explain", "null-value"], &["explain", "null-value", "--color", "sometimes"]),
    ] {
        let (seen, wanted) = (run(&folder, before), run(&folder, behind));
        assert_eq!(seen.status.code(), wanted.status.code(), "{before:?} {}", text(&seen.stderr));
        assert_eq!(text(&seen.stdout), text(&wanted.stdout), "{before:?}");
        // How a wrong call should look is told with what was given first.
        let said = |output: &Output| {
            text(&output.stderr).lines().filter(|line| !line.starts_with("Usage")).collect::<String>()
        };
        assert_eq!(said(&seen), said(&wanted), "{before:?}");
    }
    assert!(run(&folder, &["--color", "always", "explain", "null-value"]).stdout.contains(&0x1b));
}

#[test]
fn what_is_no_command_stays_what_it_is() {
    let folder = folder();
    // A value of an option, a path, and whatever stands behind two dashes.
    for arguments in [
        &["--color", "never", "amp.yaml", "rules"][..],
        &["--config", "rules", "amp.yaml"],
        &["-o", "explain", "amp.yaml"],
        &["-qo", "explain", "amp.yaml"],
        &["--output=explain", "amp.yaml"],
        &["--", "rules"],
        &["-q", "--", "explain"],
        &["./diff"],
    ] {
        let output = run(&folder, arguments);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(!said.contains("unexpected argument") && !said.contains("Usage:"), "{arguments:?}: {said}");
    }
    assert_eq!(run(&folder, &["-qo", "report", "--format", "json", "amp.yaml"]).status.code(), Some(0));
    assert!(fs::read_to_string(folder.path().join("report")).unwrap().contains("\"version\":1"));
    // The program's own help and version.
    assert!(text(&run(&folder, &["--version", "rules"]).stdout).starts_with("amp-lint "));
    assert!(text(&run(&folder, &["--help", "rules"]).stdout).contains("Commands:"));
    assert!(text(&run(&folder, &["rules", "--help"]).stdout).contains("Usage: amp-lint rules"));
}

#[test]
fn changes_are_listed_like_rules() {
    let folder = folder();
    let listed = text(&run(&folder, &["changes"]).stdout);
    assert_eq!(listed.lines().count(), kinds::all().len());
    for (line, kind) in listed.lines().zip(kinds::all()) {
        assert!(line.starts_with(kind.name) && line.ends_with(kind.summary), "{line}");
        assert!(line.contains(kind.impact.name()) && kind.or.is_none_or(|or| line.contains(or.name())), "{line}");
    }
    let listed: Value = serde_json::from_slice(&run(&folder, &["changes", "--format", "json"]).stdout).unwrap();
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), kinds::all().len());
    assert_eq!(listed[0]["impacts"], serde_json::json!(["breaking", "notable"]));
    let unknown = run(&folder, &["diff", "amp.yaml", "new.yaml", "--allow", "everything"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("`amp-lint changes` lists them"), "{}", text(&unknown.stderr));
}

#[test]
fn rules_and_changes_are_explained_and_misspelt_ones_found() {
    let folder = folder();
    for name in amp_lint::rules().iter().map(|rule| rule.name).chain(kinds::all().iter().map(|kind| kind.name)) {
        let output = run(&folder, &["explain", name]);
        assert!(output.status.success() && text(&output.stdout).starts_with(&format!("{name} (")), "{name}");
        let misspelt = run(&folder, &["explain", &format!("{}q{}", &name[..3], &name[3..])]);
        assert_eq!(misspelt.status.code(), Some(2));
        assert!(text(&misspelt.stderr).contains(&format!("did you mean `{name}`?")), "{}", text(&misspelt.stderr));
    }
    let page = text(&run(&folder, &["explain", "integration-removed"]).stdout);
    assert!(page.starts_with("integration-removed (breaking or notable)\n"), "{page}");
    for heading in ["Before:", "What is deployed:", "After, which is breaking:", "After, which is notable:"] {
        assert!(page.contains(heading), "{page}");
    }
    let unknown = run(&folder, &["explain", "everything"]);
    assert!(text(&unknown.stderr).contains("`amp-lint rules` and `amp-lint changes` list them"));
}
