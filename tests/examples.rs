//! The examples: the good ones are clean, and of the broken ones a snapshot holds what a user sees.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn amp_lint() -> Command {
    let mut command = Command::cargo_bin("amp-lint").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("NO_COLOR", "1").env("XDG_CACHE_HOME", "nowhere");
    command.env_remove("GITHUB_ACTIONS").env_remove("GITLAB_CI").env_remove("COLUMNS").env_remove("FORCE_COLOR");
    command
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn the_examples_are_clean_down_to_the_last_piece_of_advice() {
    let examples = files("examples");
    assert!(examples.len() >= 6);
    let mut command = amp_lint();
    let output = command.args(["--pedantic", "--strict"]).args(&examples).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty());
}

#[test]
fn the_broken_examples_are_reported_as_the_snapshots_say() {
    let broken = files("examples/broken");
    assert!(broken.len() >= 12);
    for path in broken {
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        let output = amp_lint().arg(format!("examples/broken/{name}")).output().unwrap();
        let report = String::from_utf8(output.stdout).unwrap();
        let summary = String::from_utf8(output.stderr).unwrap();
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, format!("{report}{summary}exit status {}", output.status.code().unwrap()));
        });
    }
}
