//! Which report goes where, and with which colours: formats, files, stdout, and what CI systems take by themselves.

mod support;

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use support::output::text;
use support::program::amp_lint;
use tempfile::TempDir;

/// A warning that cannot be fixed, one that can, and an error.
const MANIFEST: &str = "specVersion: 1.0.0
integrations:
  - name: crm
    provider: hubspot
    colour: red
    Read:
      objects:
        - objectName: contacts
          destination: hook
          schedule: \"*/5 * * * *\"
          optionalFieldsAuto: all
";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("amp.yaml"), MANIFEST).unwrap();
    folder
}

fn command(folder: &TempDir, environment: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = amp_lint(folder.path());
    command.envs(environment.iter().copied()).args(arguments);
    command
}

fn run(folder: &TempDir, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    command(folder, environment, arguments).output().unwrap()
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Value>(bytes).is_ok()
}

#[test]
fn a_dash_is_stdout() {
    let folder = folder();
    for arguments in [
        &["--format", "json=-"][..],
        &["--format=json=-", "--format", "concise=a.txt"],
        &["--format", "json", "--output", "-"],
        &["--format", "json=-", "--output", "b.txt"],
        &["--format", "json=/dev/stdout"],
    ] {
        let output = run(&folder, &[], arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(is_json(&output.stdout), "{arguments:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    let output = run(&folder, &[], &["--format", "concise", "--format", "json=-", "--output", "b.txt"]);
    assert!(is_json(&output.stdout));
    assert!(fs::read_to_string(folder.path().join("b.txt")).unwrap().starts_with("amp.yaml:5:5: "));
}

#[test]
fn two_reports_in_one_place_are_refused_before_anything_is_done() {
    let folder = folder();
    fs::create_dir(folder.path().join("sub")).unwrap();
    for (arguments, place) in [
        (&["--format", "json", "--format", "sarif"][..], "stdout"),
        (&["--format", "json", "--format", "json"], "stdout"),
        (&["--format", "pretty", "--format", "github=-"], "stdout"),
        (&["--format", "pretty", "--format", "github=/dev/stdout"], "stdout"),
        (&["--format", "json=a", "--format", "sarif=a"], "a"),
        (&["--format", "json=a", "--format", "junit=b", "--format", "sarif=./a"], "./a"),
        (&["--format", "json=a", "--format", "sarif=sub/../a"], "sub/../a"),
        (&["--format", "json", "--format", "sarif", "--output", "a"], "a"),
        (&["--format", "json=a", "--format", "sarif", "--output", "a"], "a"),
        (&["--fix", "--format", "json", "--format", "concise"], "stdout"),
    ] {
        let output = run(&folder, &[], arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let complaint = text(&output.stderr);
        assert!(complaint.contains(&format!("would both go to {place}: write --format ")), "{complaint}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    assert_eq!(fs::read_to_string(folder.path().join("amp.yaml")).unwrap(), MANIFEST);
}

#[test]
fn a_diff_has_no_other_format() {
    let folder = folder();
    for format in ["concise", "json", "github", "gitlab", "sarif", "junit", "problem", "json=a", "concise=-"] {
        let output = run(&folder, &[], &["--diff", "--format", format]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(text(&output.stderr).contains("--diff"));
        assert!(output.stdout.is_empty());
    }
    for arguments in [&["--diff"][..], &["--diff", "--format", "pretty"]] {
        for environment in [&[][..], &[("GITHUB_ACTIONS", "true")], &[("GITLAB_CI", "true")]] {
            let output = run(&folder, environment, arguments);
            assert!(output.status.code() < Some(2));
            assert!(text(&output.stdout).starts_with("--- a/amp.yaml\n+++ b/amp.yaml\n"));
        }
    }
}

#[test]
fn the_job_log_of_gitlab_is_for_people() {
    let folder = folder();
    let gitlab = &[("GITLAB_CI", "true")];
    let picture = "╭─[amp.yaml:10:";
    // The report in a file: people have the log.
    for arguments in [
        &["--format", "gitlab=report.json"][..],
        &["--output", "report.json"],
        &["--format", "gitlab", "--output", "report.json"],
        &["--format", "gitlab=report.json", "--format", "junit=junit.xml"],
    ] {
        let output = run(&folder, gitlab, arguments);
        assert!(text(&output.stdout).contains(picture), "{arguments:?}");
        assert!(text(&output.stderr).contains("1 error and 2 warnings in 1 file"));
        let report = fs::read(folder.path().join("report.json")).unwrap();
        assert_eq!(serde_json::from_slice::<Vec<Value>>(&report).unwrap().len(), 3);
        fs::remove_file(folder.path().join("report.json")).unwrap();
    }
    // The report on stdout, to be redirected: people have the rest.
    let output = run(&folder, gitlab, &[]);
    assert_eq!(serde_json::from_slice::<Vec<Value>>(&output.stdout).unwrap().len(), 3);
    assert!(text(&output.stderr).contains(picture) && text(&output.stderr).contains("1 error"));
    // What was asked for is what there is.
    let output = run(&folder, gitlab, &["--format", "concise", "--format", "gitlab=report.json"]);
    assert_eq!(text(&output.stdout).lines().count(), 3);
    let output = run(&folder, gitlab, &["--format", "gitlab"]);
    assert!(is_json(&output.stdout) && output.stderr.is_empty());
    // Elsewhere nobody reads along.
    let output = run(&folder, &[], &["--format", "gitlab=report.json"]);
    assert!(output.stdout.is_empty());
}

#[test]
fn quiet_shows_what_makes_it_fail() {
    let folder = folder();
    let rules = |arguments: &[&str]| {
        let output = run(&folder, &[], &[arguments, &["--format", "concise"]].concat());
        let rules: Vec<String> = text(&output.stdout)
            .lines()
            .map(|line| line.split_once('[').unwrap().1.split_once(']').unwrap().0.to_string())
            .collect();
        assert!(output.stderr.is_empty() || !arguments.contains(&"-q"));
        (output.status.code(), rules)
    };
    let error = || "schedule-minimum-interval".to_string();
    let warnings = || ["unknown-key".to_string(), "key-case".to_string()];
    let all = || [warnings().to_vec(), vec![error()]].concat();
    assert_eq!(rules(&["-q"]), (Some(1), vec![error()]));
    assert_eq!(rules(&["-q", "--strict"]), (Some(1), all()));
    assert_eq!(rules(&["-q", "--pedantic"]), (Some(1), vec![error()]));
    assert_eq!(rules(&["-q", "--strict", "--only", "unknown-key"]), (Some(1), warnings()[..1].to_vec()));
    assert_eq!(rules(&["-q", "--only", "unknown-key"]), (Some(0), Vec::new()));
    fs::write(folder.path().join(".amp-lint.yaml"), "strict: true\n").unwrap();
    assert_eq!(rules(&["-q"]), (Some(1), all()));
    // What is not shown is not fixed, and what is shown is.
    fs::remove_file(folder.path().join(".amp-lint.yaml")).unwrap();
    let manifest = || fs::read_to_string(folder.path().join("amp.yaml")).unwrap();
    run(&folder, &[], &["-q", "--fix"]);
    assert!(manifest().contains("    Read:"));
    run(&folder, &[], &["-q", "--fix", "--strict"]);
    assert!(manifest().contains("    read:"));
}

#[test]
fn colours_come_by_argument_by_environment_and_in_terminals() {
    let folder = folder();
    let coloured = |environment: &[(&str, &str)], arguments: &[&str]| {
        let of = |arguments: &[&str]| run(&folder, environment, arguments).stdout.contains(&0x1b);
        let explain = [&["explain", "unknown-key"], arguments].concat();
        assert_eq!(of(arguments), of(&explain), "{environment:?} {arguments:?}");
        if arguments.is_empty() {
            assert_eq!(of(&["--help"]), of(&[]), "{environment:?}");
        }
        of(arguments)
    };
    assert!(!coloured(&[], &[]));
    for value in ["1", "true", "3", "yes"] {
        assert!(coloured(&[("FORCE_COLOR", value)], &[]), "{value}");
    }
    for value in ["", "0", "false"] {
        assert!(!coloured(&[("FORCE_COLOR", value)], &[]), "{value}");
    }
    assert!(coloured(&[("FORCE_COLOR", "1"), ("TERM", "dumb")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "1")], &["--color", "never"]));
    assert!(coloured(&[("NO_COLOR", "1")], &["--color", "always"]));
}

#[test]
fn fixed_text_and_report_share_no_stream() {
    let folder = folder();
    let mut command = command(&folder, &[("FORCE_COLOR", "1")], &["--fix", "-"]);
    let output = command.write_stdin(MANIFEST).output().unwrap();
    assert_eq!(text(&output.stdout), MANIFEST.replace("Read:", "read:"));
    assert!(text(&output.stderr).contains("schedule-minimum-interval"));
}
