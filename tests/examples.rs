//! The examples: the good ones are clean, and of the broken ones a snapshot holds what a user sees.

mod support;

use support::files::{files, project};
use support::output::{stderr, stdout};
use support::program::amp_lint;

#[test]
fn the_examples_are_clean_down_to_the_last_piece_of_advice() {
    let examples = files("examples");
    assert!(examples.len() >= 6);
    let mut command = amp_lint(project());
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
        let output = amp_lint(project()).arg(format!("examples/broken/{name}")).output().unwrap();
        let report = stdout(&output);
        let summary = stderr(&output);
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, format!("{report}{summary}exit status {}", output.status.code().unwrap()));
        });
    }
}
