//! What is otherwise on Windows and on macOS: what a system keeps with a file, how paths are written, names that are devices.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const WRONG: &str = "specVersion: 1.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
const RIGHT: &str = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(folder.path().join("sub/amp.yaml"), WRONG).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("amp-lint"));
    command.env_remove("GITHUB_ACTIONS").env_remove("GITLAB_CI").env_remove("FORCE_COLOR");
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// On every system: what is for other machines says the same as it would there.
#[test]
fn paths_for_other_machines_have_slashes() {
    let folder = folder();
    let said = |format: &str| text(&run(folder.path(), &["--format", format]).stdout);
    assert!(said("github").contains(",file=sub/amp.yaml,"), "{}", said("github"));
    let issues: Value = serde_json::from_str(&said("gitlab")).unwrap();
    assert_eq!(issues[0]["location"]["path"], "sub/amp.yaml");
    let sarif: Value = serde_json::from_str(&said("sarif")).unwrap();
    let place = |sarif: &Value| {
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        place["artifactLocation"]["uri"].as_str().unwrap().to_string()
    };
    assert_eq!(place(&sarif), "sub/amp.yaml");
    // The same finding has the same fingerprint on a colleague's machine, however the path is written there.
    let slashed: Value =
        serde_json::from_slice(&run(folder.path(), &["--format", "gitlab", "sub/amp.yaml"]).stdout).unwrap();
    assert_eq!(issues[0]["fingerprint"], slashed[0]["fingerprint"]);
    let diff = text(&run(folder.path(), &["--fix", "--diff"]).stdout);
    assert!(diff.starts_with("--- a/sub/amp.yaml\n+++ b/sub/amp.yaml\n"), "{diff}");
    // Whole paths are references that start from the root of the file system.
    let whole = folder.path().canonicalize().unwrap().join("sub").join("amp.yaml");
    // As a user would write it: the other way round, Windows has it from the system.
    let whole = whole.to_str().unwrap().trim_start_matches(r"\\?\").to_string();
    let sarif: Value = serde_json::from_slice(&run(folder.path(), &["--format", "sarif", &whole]).stdout).unwrap();
    let uri = place(&sarif);
    assert!(uri.starts_with("file:///") && uri.ends_with("/sub/amp.yaml") && !uri.contains("%3A"), "{uri}");
}

#[test]
fn patterns_have_slashes() {
    let folder = folder();
    fs::write(folder.path().join("sub/crm.yaml"), RIGHT).unwrap();
    let found = |arguments: &[&str]| {
        let report: Value = serde_json::from_slice(&run(folder.path(), arguments).stdout).unwrap();
        report["files"].as_array().unwrap().len()
    };
    assert_eq!(found(&["--format", "json"]), 1);
    assert_eq!(found(&["--format", "json", "--include", "sub/*.yaml"]), 2);
    fs::write(folder.path().join(".amp-lint.yaml"), "include: [sub/crm.yaml]\nexclude: [sub/amp.yaml]\n").unwrap();
    assert_eq!(found(&["--format", "json"]), 1);
}

#[test]
fn line_ends_of_windows_stay() {
    let folder = folder();
    fs::write(folder.path().join("sub/amp.yaml"), WRONG.replace('\n', "\r\n")).unwrap();
    assert_eq!(run(folder.path(), &["--fix"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("sub/amp.yaml")).unwrap(), RIGHT.replace('\n', "\r\n"));
}

#[test]
fn a_file_with_two_names_is_linted_once_and_not_written() {
    let folder = folder();
    fs::hard_link(folder.path().join("sub/amp.yaml"), folder.path().join("other.yaml")).unwrap();
    let output = run(folder.path(), &["--format", "json", "other.yaml", "sub/amp.yaml"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["files"].as_array().unwrap().len(), 1);
    let output = run(folder.path(), &["--fix"]);
    assert!(text(&output.stderr).contains("it has 2 names (hard links)"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("other.yaml")).unwrap(), WRONG);
}

#[test]
fn a_read_only_file_is_left_as_it_is() {
    let folder = folder();
    let path = folder.path().join("sub/amp.yaml");
    let before = fs::metadata(&path).unwrap().permissions();
    let mut locked = before.clone();
    locked.set_readonly(true);
    fs::set_permissions(&path, locked).unwrap();
    let output = run(folder.path(), &["--fix"]);
    assert!(text(&output.stderr).contains("is read-only and was left as it is"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(&path).unwrap(), WRONG);
    // Windows removes none that is.
    fs::set_permissions(&path, before).unwrap();
}

#[cfg(windows)]
mod windows {
    use super::*;

    #[test]
    fn what_the_system_keeps_with_a_file_stays() {
        let folder = folder();
        let path = folder.path().join("sub/amp.yaml");
        let stream = folder.path().join("sub/amp.yaml:origin");
        // Not every file system has them.
        let has_streams =
            fs::write(&stream, "somewhere").is_ok() && fs::read_dir(path.parent().unwrap()).unwrap().count() == 1;
        // Nor has every stand-in for Windows a program for access lists.
        let list = |arguments: &[&str]| {
            let output = Command::new("icacls").arg(&path).args(arguments).output().ok()?;
            assert!(output.status.success(), "{}", text(&output.stdout));
            Some(text(&output.stdout))
        };
        // Alone with it: what its folder hands on is no longer there.
        let user = std::env::var("USERNAME").unwrap();
        list(&["/inheritance:r", "/grant:r", &format!("{user}:F")]);
        let before = list(&[]);
        assert_eq!(run(folder.path(), &["--fix"]).status.code(), Some(0));
        assert_eq!(fs::read_to_string(&path).unwrap(), RIGHT);
        assert_eq!(list(&[]), before);
        if has_streams {
            assert_eq!(fs::read_to_string(&stream).unwrap(), "somewhere");
        }
    }

    #[test]
    fn a_file_that_another_program_holds_is_left_as_it_is() {
        use std::os::windows::fs::OpenOptionsExt as _;
        let folder = folder();
        let path = folder.path().join("sub/amp.yaml");
        // It may be read, and neither written nor moved.
        let held = fs::OpenOptions::new().read(true).share_mode(1).open(&path).unwrap();
        let output = run(folder.path(), &["--fix"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("cannot write "), "{}", text(&output.stderr));
        drop(held);
        assert_eq!(fs::read_to_string(&path).unwrap(), WRONG);
        // Nothing of ours lies beside it.
        for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
            assert!(!entry.unwrap().file_name().to_string_lossy().starts_with(".amp-lint"));
        }
    }

    #[test]
    fn a_name_of_a_device_takes_a_report() {
        let folder = folder();
        for name in ["NUL", "nul"] {
            let output = run(folder.path(), &["--format", "json", "--output", name]);
            assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        }
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["sub"]);
    }

    #[test]
    fn one_file_in_two_ways_of_writing_is_linted_once() {
        let folder = folder();
        let output =
            run(folder.path(), &["--format", "json", r"sub\amp.yaml", "SUB/AMP.YAML", r".\sub\..\sub\amp.yaml"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["files"].as_array().unwrap().len(), 1);
    }
}

#[cfg(target_os = "macos")]
mod macos {
    use super::*;

    fn done(program: &str, arguments: &[&str], path: &Path) -> String {
        let output = Command::new(program).args(arguments).arg(path).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    }

    #[test]
    fn what_the_system_keeps_with_a_file_stays() {
        let folder = folder();
        let path = folder.path().join("sub/amp.yaml");
        done("xattr", &["-w", "com.example.origin", "somewhere"], &path);
        done("chmod", &["+a", "everyone allow readattr"], &path);
        done("chmod", &["640"], &path);
        // The mode, and behind it the access list, without size and time.
        let list = || {
            let listed = done("ls", &["-le"], &path);
            let mode = listed.split_whitespace().next().unwrap().to_string();
            (mode, listed.lines().skip(1).map(str::to_string).collect::<Vec<_>>())
        };
        let before = list();
        assert_eq!(before.1.len(), 1);
        assert_eq!(run(folder.path(), &["--fix"]).status.code(), Some(0));
        assert_eq!(fs::read_to_string(&path).unwrap(), RIGHT);
        assert_eq!(list(), before);
        assert_eq!(done("xattr", &["-p", "com.example.origin"], &path).trim(), "somewhere");
        // Shorter and longer than before, nothing of the old text is in the new one.
        done("chmod", &["-N"], &path);
        fs::write(&path, format!("{WRONG}{}", "# long\n".repeat(1000))).unwrap();
        assert_eq!(run(folder.path(), &["--fix"]).status.code(), Some(0));
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{RIGHT}{}", "# long\n".repeat(1000)));
    }

    #[test]
    fn a_locked_file_is_left_as_it_is() {
        let folder = folder();
        let path = folder.path().join("sub/amp.yaml");
        done("chflags", &["uchg"], &path);
        let output = run(folder.path(), &["--fix"]);
        done("chflags", &["nouchg"], &path);
        assert!(text(&output.stderr).contains("it is locked"), "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(&path).unwrap(), WRONG);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
