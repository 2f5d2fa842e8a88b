//! The flow of a run: what counts, what is shown and what is said at its end, whatever the options.

mod support;

use std::fs;
use std::process::Output;

use amp_lint::SwitchOff;
use serde_json::Value;
use support::files::folder;
use support::output::{self, text, word};
use support::program::run;
use tempfile::TempDir;

/// An error that can be fixed (`spec-version`), one that cannot (`integration-structure`), and a warning that cannot.
const MIXED: &str = "specVersion: 1.0
integrations:
- name: a
  provider: hubspot
  colour: red
- name: b
  provider: hubspot
  proxy: {enabled: true}
";
/// A text that cannot be read as YAML.
const BROKEN: &str = "specVersion: 1.0.0\nintegrations:\n- name: @a\n  provider: hubspot\n  proxy: {enabled: true}\n";

/// `rule severity line:column`, from the JSON report.
fn found(output: &Output) -> Vec<String> {
    output::findings(output)
        .iter()
        .map(|(_, finding)| {
            let word = |name: &str| word(finding, name);
            format!("{} {} {}:{}", word("rule"), word("severity"), finding["start"]["line"], finding["start"]["column"])
        })
        .collect()
}

#[test]
fn a_diff_shows_what_stays_where_it_stands_and_exits_as_lint_does() {
    let removed = "specVersion: 1.0.0
integrations:
- name: a
  provider: hubspot
  read:
    objects:
    - objectName: contacts
      destination: d
      schedule: \"0 * * * *\"
      optionalFieldsAuto: all
      delivery:
        mode: auto
        pageSize: 100
      colour: red
";
    // What is left comes after a line that the fix takes out, and is shown at the line where it stands.
    for (manifest, left, place, last) in [
        (MIXED, "integration-structure", "a.yaml:3:3", "With 1 fix: 1 error and 1 warning in 1 file\n"),
        (removed, "unknown-key", "a.yaml:14:7", "With 1 fix: 1 warning in 1 file\n"),
    ] {
        let folder = folder(&[("a.yaml", manifest)]);
        let lint = run(folder.path(), &["a.yaml"]);
        let output = run(folder.path(), &["--diff", "a.yaml"]);
        assert_eq!(output.status.code(), lint.status.code());
        let (patch, said) = (text(&output.stdout), text(&output.stderr));
        assert!(patch.starts_with("--- a/a.yaml\n+++ b/a.yaml\n") && !patch.contains(left), "{patch}");
        assert!(said.contains(left) && said.contains(place), "{said}");
        assert!(said.ends_with(last), "{said}");
        assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), manifest);
    }
}

#[test]
fn a_diff_that_changes_nothing_is_a_lint() {
    let warning = MIXED.replace("1.0\n", "1.0.0\n").replace("  colour: red", "  proxy: {enabled: true}\n  colour: red");
    for (manifest, strict) in [(&MIXED.replace("1.0\n", "1.0.0\n"), false), (&warning, false), (&warning, true)] {
        let folder = folder(&[("a.yaml", manifest)]);
        let strict = if strict { "--strict" } else { "--color=never" };
        let (lint, diff) = (run(folder.path(), &[strict, "a.yaml"]), run(folder.path(), &[strict, "--diff", "a.yaml"]));
        assert_eq!(diff.status.code(), lint.status.code());
        assert!(diff.stdout.is_empty());
        assert_eq!(text(&diff.stderr), text(&lint.stdout) + &text(&lint.stderr));
    }
}

#[test]
fn what_a_diff_would_fix_still_counts() {
    let fixable = "specVersion: 1.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
    let folder =
        folder(&[("a.yaml", fixable), ("b.yaml", &fixable.replace("1.0\n", "1.0.0\n").replace("name", "Name"))]);
    let output = run(folder.path(), &["--diff", "a.yaml"]);
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(1), "With 1 fix: no problems in 1 file\n"));
    // A warning counts where it would.
    assert_eq!(run(folder.path(), &["--diff", "b.yaml"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["--diff", "--strict", "b.yaml"]).status.code(), Some(1));
    // In `--quiet` only what counts is fixed.
    let output = run(folder.path(), &["--diff", "-q", "b.yaml"]);
    assert_eq!((output.status.code(), output.stdout.len(), output.stderr.len()), (Some(0), 0, 0));
    let output = run(folder.path(), &["--diff", "--strict", "-q", "b.yaml"]);
    assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
    assert!(text(&output.stdout).contains("\n-- Name: a\n+- name: a\n"), "{}", text(&output.stdout));
}

#[cfg(unix)]
#[test]
fn a_fix_that_cannot_be_written_leaves_its_findings_to_be_seen_and_counted() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a.yaml", MIXED), ("b.yaml", MIXED)]);
    let path = folder.path().join("a.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let output = run(folder.path(), &["--fix", "--format", "json", "a.yaml", "b.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("a.yaml is read-only"), "{}", text(&output.stderr));
    let rest = ["integration-structure error 3:3", "unknown-key warning 5:3"];
    assert_eq!(found(&output), [&["spec-version error 1:14"][..], &rest[..], &rest[..]].concat());
    assert_eq!(fs::read_to_string(&path).unwrap(), MIXED);
    let output = run(folder.path(), &["--fix", "a.yaml"]);
    assert!(text(&output.stdout).contains("there is no spec version `1.0`"), "{}", text(&output.stdout));
    assert!(text(&output.stderr).ends_with("2 errors and 1 warning in 1 file; 0 fixed\n"), "{}", text(&output.stderr));
}

#[test]
fn all_fixes_that_do_not_touch_are_applied_however_they_lie() {
    // Each misspelt object is renamed where it is read and where it is written: every fix lies around parts of all others.
    let here = TempDir::new().unwrap();
    let known = run(here.path(), &["providers", "stripe", "--format", "json"]);
    let known: Value = serde_json::from_slice(&known.stdout).unwrap();
    let names = known["objects"].as_array().unwrap().iter().map(|object| object["name"].as_str().unwrap().to_string());
    let names: Vec<String> = names.collect();
    assert!(names.len() > 70);
    let manifest = |names: &[String]| {
        let settings = "destination: d\n      schedule: \"0 * * * *\"\n      optionalFieldsAuto: all";
        let read: String = names.iter().map(|name| format!("    - objectName: {name}\n      {settings}\n")).collect();
        let write: String =
            names.iter().map(|name| format!("    - objectName: {name}\n      inheritMapping: true\n")).collect();
        format!(
            "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: stripe\n  read:\n    objects:\n{read}  write:\n    objects:\n{write}"
        )
    };
    let misspelt: Vec<String> = names.iter().map(|name| format!("{}q{}", &name[..3], &name[3..])).collect();
    let folder = folder(&[("a.yaml", &manifest(&misspelt))]);
    let before = found(&run(folder.path(), &["--format", "json", "a.yaml"]));
    assert!(before.len() == names.len() && before.iter().all(|one| one.starts_with("object-exists")), "{before:#?}");
    let output = run(folder.path(), &["--unsafe-fixes", "a.yaml"]);
    assert_eq!(text(&output.stderr), format!("No problems in 1 file; {} fixed\n", names.len()));
    assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), manifest(&names));
}

#[test]
fn a_text_that_cannot_be_read_is_an_error_whatever_is_selected_and_set() {
    let settings = "rules: {not-a-manifest: ignore}\n";
    let folder = folder(&[
        ("broken.yaml", BROKEN),
        ("commented.yaml", &format!("# amp:ignore\n\n{BROKEN}")),
        ("other.yaml", "# amp:ignore[not-a-manifest]\n\ngain: 11\n"),
        ("empty.yaml", ""),
        ("good/amp.yaml", &BROKEN.replace('@', "")),
        ("tools/amp.yaml", "gain: 11\n"),
        ("settings.yaml", settings),
    ]);
    let ways: [&[&str]; 5] = [
        &[],
        &["--only", "unknown-key"],
        &["--skip", "not-a-manifest,unknown-key"],
        &["--config", "settings.yaml"],
        &["--quiet"],
    ];
    for (file, finding) in [
        ("broken.yaml", "yaml-syntax error 3:9"),
        ("commented.yaml", "yaml-syntax error 5:9"),
        ("other.yaml", "not-a-manifest error 3:1"),
        ("empty.yaml", "not-a-manifest error 1:1"),
    ] {
        for way in ways {
            let output = run(folder.path(), &[way, &["--format", "json", file]].concat());
            assert_eq!((output.status.code(), found(&output)), (Some(1), vec![finding.to_string()]), "{file} {way:?}");
        }
    }
    // Another tool's file that a search comes upon is a warning, and need not be heard of.
    for way in &ways[2..4] {
        let output = run(folder.path(), &[*way, &["--format", "json", "tools", "good"]].concat());
        assert_eq!((output.status.code(), found(&output)), (Some(0), Vec::new()), "{way:?}");
    }
    // What makes no sense is said.
    for rule in amp_lint::rules().iter().filter(|rule| rule.switch_off == SwitchOff::Never) {
        let output = run(folder.path(), &["--skip", rule.name, "good"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            text(&output.stderr).contains(&format!("`{}` cannot be left out", rule.name)),
            "{}",
            text(&output.stderr)
        );
        assert_eq!(run(folder.path(), &["--only", rule.name, "good"]).status.code(), Some(0));
        assert!(rule.page.contains("cannot be switched off"), "{}", rule.name);
    }
}

#[test]
fn the_summary_says_that_rules_were_left_out() {
    let folder = folder(&[("a.yaml", &MIXED.replace("1.0\n", "1.0.0\n"))]);
    let last = |arguments: &[&str]| text(&run(folder.path(), &[arguments, &["a.yaml"]].concat()).stderr);
    let always = amp_lint::rules().iter().filter(|rule| rule.switch_off == SwitchOff::Never).count();
    let all = amp_lint::rules().len() - always;
    assert_eq!(last(&[]), "1 error and 1 warning in 1 file\n");
    assert_eq!(last(&["--skip", "unknown-key"]), "1 error in 1 file; 1 rule was left out\n");
    assert_eq!(
        last(&["--skip", "integration-structure,unknown-key"]),
        "No problems in 1 file; 2 rules were left out\n"
    );
    assert_eq!(last(&["--only", "unknown-key"]), format!("1 warning in 1 file; {} rules were left out\n", all - 1));
    assert_eq!(last(&["--only", "yaml-syntax"]), format!("No problems in 1 file; {all} rules were left out\n"));
    assert_eq!(last(&["-q", "--skip", "unknown-key,integration-structure"]), "");
}

#[test]
fn of_two_keys_that_may_be_meant_for_one_no_fix_makes_the_same_key_twice() {
    let manifest = "specVersion: 1.0.0
integrations:
- name: a
  provider: hubspot
  read:
    objects:
    - objectName: contacts
      destinaton: d
      destinatin: e
      schedulee: \"0 * * * *\"
      optionalFieldsAuto: all
";
    let folder = folder(&[("a.yaml", manifest)]);
    let output = run(folder.path(), &["--unsafe-fixes", "--format", "json", "a.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    // Which of the two counts is the user's to say; the third is put right.
    let fixed = manifest.replace("schedulee", "schedule");
    assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), fixed);
    let left = found(&output);
    assert!(left.iter().all(|one| one.starts_with("unknown-key")) && left.len() == 2, "{left:?}");
    assert!(left.iter().any(|one| one.contains("error")), "{left:?}");
    // With one of them gone, the other is put right.
    fs::write(folder.path().join("a.yaml"), manifest.replace("      destinatin: e\n", "")).unwrap();
    let output = run(folder.path(), &["--fix", "a.yaml"]);
    assert_eq!(text(&output.stderr), "No problems in 1 file; 2 fixed\n");
}
