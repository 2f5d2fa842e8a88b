//! The GitHub Action's own steps, run by the shell that it names.

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use amp_lint::{Layout, Source};
use serde_json::Value;
use support::files::project;
use support::output::stdout;
use support::program::shell;
use tempfile::TempDir;

fn action() -> Value {
    let text = fs::read_to_string(project().join("action.yml")).unwrap();
    let json = amp_lint::read(&Source::new("action.yml", text), Layout::Compact).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// Runs all steps one after the other, with the program on the path.
fn run(folder: &Path, paths: &str, args: &str) -> Output {
    let mut last = None;
    for step in action()["runs"]["steps"].as_array().unwrap() {
        assert_eq!(step["shell"], "bash");
        let mut shell = shell("bash", folder);
        shell.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
        shell.env("GITHUB_ACTIONS", "true");
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            let value = match value.as_str().unwrap() {
                "${{ inputs.paths }}" => paths,
                "${{ inputs.args }}" => args,
                other => panic!("{other}"),
            };
            shell.env(name, value);
        }
        let output = shell.output().unwrap();
        let failed = !output.status.success();
        last = Some(output);
        if failed {
            break;
        }
    }
    last.unwrap()
}

#[test]
fn the_action_annotates_and_fails() {
    let folder = TempDir::new().unwrap();
    let good = "specVersion: 1.0.0\nintegrations:\n  - {name: a, provider: hubspot, proxy: {enabled: true}}\n";
    fs::create_dir(folder.path().join("with space")).unwrap();
    fs::write(folder.path().join("with space/amp.yaml"), good).unwrap();
    fs::write(folder.path().join("-bad.yaml"), good.replace("1.0.0", "2.0.0")).unwrap();
    let output = run(folder.path(), ".", "");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output =
        run(folder.path(), "with space/amp.yaml\n-bad.yaml", "--pedantic\n--format=github\n--format=sarif=a b.sarif");
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.starts_with("::error title=amp-lint(spec-version),file=-bad.yaml,line=1,"), "{text}");
    assert!(folder.path().join("a b.sarif").exists());
    let defaults = action();
    assert_eq!(defaults["inputs"]["paths"]["default"], ".");
}
