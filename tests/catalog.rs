//! The catalog: which one is in force, how a fresher one is fetched, and what happens when the server or the file is broken.

mod support;

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::{Value, json};
use support::files::put;
use support::output::{self, stderr, word};
use support::program::amp_lint;
use support::server::{Reply, Server, json as answer, problem};
use tempfile::TempDir;

/// Where the catalog is kept, from the user's folder.
const CACHED: &str = "cache/amp-lint/catalog.json";

/// A user with a folder of their own.
struct User {
    folder: TempDir,
}

impl User {
    fn new() -> User {
        User { folder: TempDir::new().unwrap() }
    }

    fn command(&self) -> Command {
        let mut command = amp_lint(self.folder.path());
        command.env("XDG_CACHE_HOME", self.folder.path().join("cache"));
        command
    }

    fn cached(&self) -> PathBuf {
        self.folder.path().join(CACHED)
    }

    fn manifest(&self, provider: &str) {
        let text = format!(
            "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: {provider}\n    proxy:\n      enabled: true\n"
        );
        fs::write(self.folder.path().join("amp.yaml"), text).unwrap();
    }

    /// Lints amp.yaml: the findings as `severity rule message`, and stderr.
    fn lint(&self, arguments: &[&str]) -> (Vec<String>, String) {
        let output = self.command().args(["--format", "json"]).args(arguments).arg("amp.yaml").output().unwrap();
        let line = |finding: &Value| ["severity", "rule", "message"].map(|name| word(finding, name)).join(" ");
        let findings = output::findings(&output).iter().map(|(_, finding)| line(finding)).collect();
        (findings, stderr(&output))
    }
}

/// An answer of the API with one provider that the built-in catalog does not have.
fn providers() -> String {
    let support =
        json!({"read": true, "write": false, "subscribe": false, "proxy": true, "bulkWrite": {"insert": true}});
    json!({
        "brandNew": {"name": "brandNew", "baseURL": "https://x", "authType": "oauth2", "displayName": "Brand New",
            "support": support, "defaultModule": "core", "modules": {"core": {"displayName": "Core", "support": support}}},
        "hubspot": {"name": "hubspot", "baseURL": "https://x", "authType": "oauth2", "support": {"read": true}, "modules": null},
    })
    .to_string()
}

#[test]
fn a_fetched_catalog_is_used_from_then_on() {
    let user = User::new();
    user.manifest("brandNew");
    assert_eq!(user.lint(&[]).0, ["warning provider-not-supported there is no provider `brandNew`"]);
    let server = Server::start(|_, _| answer(200, providers()));
    let mut update = user.command();
    update.args(["catalog", "update"]).env("AMP_API_URL", &server.root).env("AMP_API_KEY", "secret-key");
    update.assert().success().stdout(predicates::str::contains("fetched 2 providers"));
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].path, "/v1/providers");
    assert_eq!(requests[0].header("x-api-key"), Some("secret-key"));
    assert_eq!(user.lint(&[]).0, Vec::<String>::new());
    // The other one can still be had, and the shown facts are those of the one in force.
    assert_eq!(user.lint(&["--catalog", "builtin"]).0.len(), 1);
    let output = user.command().args(["catalog", "--format", "json"]).output().unwrap();
    let facts: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(facts["source"], "fetched");
    assert_eq!(facts["providers"], 2);
    assert_eq!(facts["modules"], 1);
    assert_eq!(facts["proxy"], 1);
    let path = user.cached();
    let copy = user.folder.path().join("copy.json");
    fs::rename(path, &copy).unwrap();
    assert_eq!(user.lint(&[]).0.len(), 1);
    assert_eq!(user.lint(&["--catalog", "copy.json"]).0, Vec::<String>::new());
}

#[test]
fn a_fetch_that_fails_leaves_the_old_one_in_place() {
    let html = Reply::Whole(200, "text/html", Vec::new(), b"<html>down for maintenance</html>".to_vec());
    let cases: Vec<(&str, Reply, &str)> = vec![
        ("slow", Reply::Slow, "did not answer within 1 seconds"),
        ("endless", Reply::Endless, "is longer than 256 MiB"),
        ("cut", Reply::Cut(providers().into_bytes()), "broke off"),
        ("nothing", Reply::Nothing, "broke off"),
        ("not HTTP", Reply::Garbage, "broke off"),
        ("HTML", html, "got `text/html`, which is not JSON"),
        ("half", answer(200, &providers()[..40]), "not whole JSON"),
        ("a list", answer(200, "[]"), "JSON of another form"),
        ("an empty one", answer(200, "{}"), "an empty one"),
        ("an empty body", answer(200, ""), "got nothing"),
        ("no support", answer(200, r#"{"hubspot": {"name": "hubspot"}}"#), "JSON of another form"),
        ("refused", problem(401, r#"{"title": "Unauthorized", "remedy": "Sign in"}"#), "remedy: Sign in"),
        ("failing", problem(500, r#"{"title": "Oops", "retryable": false}"#), "problem: Oops"),
    ];
    for (name, reply, expected) in cases {
        let user = User::new();
        put(user.folder.path(), CACHED, "the old one");
        // A body without an end comes fast, and takes as long as it takes.
        let timeout = if matches!(reply, Reply::Slow) { "1" } else { "60" };
        let server = Server::start(move |_, _| reply.clone());
        let mut update = user.command();
        update.args(["catalog", "update", "--timeout", timeout]).env("AMP_API_URL", &server.root);
        let output = update.env("AMP_API_KEY", "secret-key").output().unwrap();
        let stderr = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {stderr}");
        assert!(stderr.contains(expected), "{name}: {stderr}");
        assert!(!stderr.contains("secret-key") && !stderr.contains("panicked"), "{name}: {stderr}");
        assert!(!stderr.contains("<html>"), "{name}: {stderr}");
        assert_eq!(fs::read_to_string(user.cached()).unwrap(), "the old one", "{name}");
        assert_eq!(fs::read_dir(user.cached().parent().unwrap()).unwrap().count(), 1, "{name}");
    }
}

#[test]
fn a_cached_catalog_that_cannot_be_used_costs_a_warning() {
    for (text, why) in [
        (r#"{"version":1,"date":"2026-11-24","providers":[{"name":"hubs"#, "not a catalog"),
        (r#"{"version":99,"date":"2026-11-24","providers":[]}"#, "its version is 99"),
        (r#"{"version":1,"date":"2026-11-24","providers":[]}"#, "lists no provider"),
        ("<html>", "not a catalog"),
        ("", "not a catalog"),
    ] {
        let user = User::new();
        user.manifest("hubspot");
        put(user.folder.path(), CACHED, text);
        let (findings, stderr) = user.lint(&[]);
        assert_eq!(findings, Vec::<String>::new(), "{text}");
        assert!(stderr.contains(why) && stderr.contains("the built-in one is used"), "{text}: {stderr}");
        // What is named must be good.
        let output = user.command().arg("--catalog").arg(user.cached()).arg("amp.yaml").output().unwrap();
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn linting_asks_no_network() {
    let user = User::new();
    user.manifest("hubspot");
    let server = Server::start(|_, _| answer(500, ""));
    let output = user.command().arg("amp.yaml").env("AMP_API_URL", &server.root).env("AMP_API_KEY", "k").output();
    assert!(output.unwrap().status.success());
    assert!(server.requests().is_empty());
}

/// The built-in catalog as a file, through the command that shows it.
fn everything(user: &User) -> Vec<Value> {
    let output = user.command().args(["providers", "--format", "json"]).output().unwrap();
    serde_json::from_slice::<Vec<Value>>(&output.stdout).unwrap()
}

#[test]
fn a_provider_that_is_missing_from_the_catalog_is_no_error() {
    let user = User::new();
    let all = everything(&user);
    assert!(all.len() > 200);
    let support = json!({"read": true, "write": true, "subscribe": true, "proxy": true});
    let file = user.folder.path().join("catalog.json");
    // All of them in one manifest, against a catalog that has every other one.
    for rest in 0..2 {
        let known: Vec<Value> = all
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 2 == rest)
            .map(|(_, one)| json!({"name": one["name"], "displayName": "", "support": support}))
            .collect();
        fs::write(&file, json!({"version": 1, "date": "2026-11-24", "providers": known}).to_string()).unwrap();
        let mut manifest = "specVersion: 1.0.0\nintegrations:\n".to_string();
        for one in &all {
            let name = one["name"].as_str().unwrap();
            manifest.push_str(&format!("  - {{name: {name}, provider: {name}, proxy: {{enabled: true}}}}\n"));
        }
        fs::write(user.folder.path().join("amp.yaml"), manifest).unwrap();
        let (findings, _) = user.lint(&["--catalog", "catalog.json"]);
        assert_eq!(findings.len(), all.len() - known.len());
        for finding in findings {
            assert!(finding.starts_with("warning provider-not-supported"), "{finding}");
        }
    }
}

#[test]
fn a_provider_can_be_looked_up() {
    let user = User::new();
    let details = |name: &str| -> Value {
        let output = user.command().args(["providers", name, "--format", "json"]).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let google = details("Google");
    assert_eq!(google["name"], "google");
    assert_eq!(google["defaultModule"], "calendar");
    assert_eq!(google["actions"], json!(["read", "write", "proxy"]));
    assert_eq!(google["modules"][0]["actions"], json!(["read", "write", "subscribe"]));
    assert_eq!(google["subscriptions"][0]["objects"][0]["events"], json!(["create", "update", "delete"]));
    let asana = details("asana");
    for object in asana["objects"].as_array().unwrap() {
        let read = if object["can"]["read"] == false { Value::Null } else { json!("full") };
        assert_eq!(object["read"], read, "{object}");
    }
    let text = user.command().args(["providers", "serviceNow"]).output().unwrap().stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("lead") && text.contains("read incrementally"), "{text}");
    let unknown = user.command().args(["providers", "hubpsot"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `hubspot`?"));
}

#[test]
fn a_given_catalog_keeps_the_tables_that_it_lacks() {
    let user = User::new();
    let support = json!({"read": true, "write": true, "subscribe": true, "proxy": true});
    let providers = json!([{"name": "aircall", "displayName": "Aircall", "support": support}]);
    let read = "read:\n      objects:\n        - {objectName: calls, destination: d, schedule: \"0 0 * * *\", requiredFields: [{fieldName: durtion}, {fieldName: fluxx}]}\n";
    let manifest = format!("specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: aircall\n    {read}");
    fs::write(user.folder.path().join("amp.yaml"), manifest).unwrap();
    let put = |tables: Option<Value>| {
        let mut catalog = json!({"version": 1, "date": "2027-01-02", "providers": providers});
        if let Some(tables) = tables {
            catalog["tables"] = tables;
        }
        fs::write(user.folder.path().join("catalog.json"), catalog.to_string()).unwrap();
    };
    let dates = || -> Vec<String> {
        let output =
            user.command().args(["catalog", "--format", "json", "--catalog", "catalog.json"]).output().unwrap();
        let facts: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(facts["date"], "2027-01-02");
        let tables = facts["tables"].as_array().unwrap();
        tables
            .iter()
            .map(|table| format!("{} {}", table["name"].as_str().unwrap(), table["date"].as_str().unwrap()))
            .collect()
    };
    let lint = || user.lint(&["--catalog", "catalog.json"]).0;
    put(None);
    assert_eq!(lint().len(), 1, "{:?}", lint());
    assert!(lint()[0].starts_with("warning field-misspelt `durtion` is not among"), "{:?}", lint());
    assert!(dates().contains(&"fields 2026-08-21".to_string()), "{:?}", dates());
    // One of its own, and the others as they are.
    put(Some(json!({"fields": "# As of 2027-01-01. Source: a test.\naircall\n  calls\tsi\tdurtion\tfluxy\n"})));
    assert!(lint()[0].contains("`fluxx` is not among the 2 fields"), "{:?}", lint());
    assert!(dates().contains(&"fields 2027-01-01".to_string()) && dates().contains(&"limits 2026-08-21".to_string()));
    // A table that is none is not used, and that is said.
    for (tables, why) in [
        (json!({"fields": "aircall\n"}), "does not say a date"),
        (json!({"felds": ""}), "there is no table `felds`"),
        (json!({"objects": "# As of 2027-01-01. Source: a test.\naircall\n  calls rcudx\n"}), "`aircall`: `rcudx`"),
    ] {
        put(Some(tables));
        let output = user.command().args(["--catalog", "catalog.json", "amp.yaml"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(why), "{stderr}");
    }
}
