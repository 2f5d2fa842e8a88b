//! JSON that is nested deeper than the readers go: said to be that, and never taken for an empty text.

mod support;

use support::output::{stderr, stdout};
use support::program::amp_lint;
use support::server::{Server, json as answer};
use tempfile::TempDir;

/// An integration as the API returns it, with so many levels in a member that nobody knows.
fn integration(levels: usize) -> String {
    let nested = format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    format!(
        r#"{{"id": "i", "projectId": "p", "name": "crm", "provider": "salesforce", "createTime": "2026-01-01T00:00:00Z",
            "latestRevision": {{"id": "r", "specVersion": "1.0.0", "createTime": "2026-01-01T00:00:00Z",
                "content": {{"name": "crm", "provider": "salesforce", "proxy": {{"enabled": true}}, "x": {nested}}}}}}}"#
    )
}

fn run(levels: usize, arguments: &[&str]) -> (Option<i32>, String) {
    let body = format!("[{}]", integration(levels));
    let server = Server::start(move |request, _| match request.path.as_str() {
        "/v1/projects/acme/integrations" => answer(200, body.clone()),
        _ => answer(200, "[]"),
    });
    let folder = TempDir::new().unwrap();
    let mut command = amp_lint(folder.path());
    command.env("AMP_API_URL", &server.root).env("AMP_API_KEY", "k");
    let output = command.args(arguments).output().unwrap();
    let text = stdout(&output) + &stderr(&output);
    (output.status.code(), text)
}

#[test]
fn a_deployed_revision_is_linted_or_said_to_be_too_deep() {
    let arguments = ["--project", "acme", "--deployed", "--format", "concise"];
    for (levels, said) in
        [(1, "has no key `x`"), (150, "has no key `x`"), (5000, "has no key `x`"), (11_000, "levels deep")]
    {
        let (_, text) = run(levels, &arguments);
        assert!(text.contains(said) && !text.contains("empty") && !text.contains("no revision"), "{levels}: {text}");
    }
}

#[test]
fn a_fetch_says_what_it_cannot_write() {
    let (status, text) = run(5000, &["fetch", "--project", "acme"]);
    assert_eq!((status, text.as_str()), (Some(2), "amp-lint: acme/crm is nested too deep to be written\n"));
}

#[test]
fn a_file_is_said_to_be_too_deep_wherever_it_comes_from() {
    for text in
        [format!("{}{}", "[".repeat(11_000), "]".repeat(11_000)), integration(11_000), "{\"a\":".repeat(100_000)]
    {
        for name in ["amp.json", "amp.yaml", "-"] {
            let folder = TempDir::new().unwrap();
            std::fs::write(folder.path().join("amp.json"), &text).unwrap();
            std::fs::write(folder.path().join("amp.yaml"), &text).unwrap();
            let mut command = amp_lint(folder.path());
            command.args(["--format", "json", name]).write_stdin(text.clone());
            let report: serde_json::Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
            let findings = report["files"][0]["findings"].as_array().unwrap();
            let said = |key: &str| findings[0][key].as_str().unwrap_or_default();
            assert!(findings.len() == 1 && said("message").contains("levels deep"), "{name}: {findings:#?}");
            assert!(said("help").contains("never closed"), "{name}: {findings:#?}");
        }
    }
}
