//! What the platform holds: linted, fetched, and every way in which asking can go wrong. A real server on loopback answers.

mod support;

use std::fs;

use amp_lint::{Layout, Source};
use assert_cmd::Command;
use serde_json::{Value, json};
use support::output::{self, stderr, stdout, word};
use support::program::amp_lint;
#[cfg(target_os = "linux")]
use support::server::TlsServer;
use support::server::{Reply, Request, Server, json as answer, problem};
use tempfile::TempDir;

const KEY: &str = "amp-key-0123456789";

fn command(server: &Server, folder: &TempDir) -> Command {
    let mut command = amp_lint(folder.path());
    command.env("AMP_API_URL", &server.root).env("AMP_API_KEY", KEY);
    command
}

fn envelope(name: &str, content: Value) -> Value {
    json!({
        "id": format!("id-{name}"), "projectId": "p-1", "name": content["name"], "provider": content["provider"],
        "createTime": "2026-01-01T00:00:00Z",
        "latestRevision": {
            "id": format!("rev-{name}"), "specVersion": "1.0.0", "createTime": "2026-01-01T00:00:00Z", "content": content,
        },
    })
}

fn content(object: &str, schedule: &str) -> Value {
    json!({
        "name": format!("crm-{object}"), "provider": "salesforce",
        "read": {"objects": [{
            "objectName": object, "destination": "crmWebhook", "schedule": schedule, "optionalFieldsAuto": "all",
        }]},
    })
}

/// A project with these integrations, one destination and one provider app.
fn project(integrations: Value) -> Server {
    Server::start(move |request, _| match request.path.as_str() {
        "/v1/projects/acme/integrations" => answer(200, integrations.to_string()),
        "/v1/projects/acme/destinations" => answer(
            200,
            json!([{"id": "d", "name": "crmWebhook", "type": "webhook", "metadata": {"url": "https://x"},
                "createTime": "2026-01-01T00:00:00Z"}])
            .to_string(),
        ),
        "/v1/projects/acme/provider-apps" => answer(
            200,
            json!([{"id": "a", "projectId": "p-1", "provider": "salesforce", "clientId": "c",
                "createTime": "2026-01-01T00:00:00Z"}])
            .to_string(),
        ),
        path => {
            let name = path.strip_prefix("/v1/projects/acme/integrations/").unwrap_or_default();
            let all = integrations.as_array().unwrap();
            match all.iter().find(|one| one["name"] == name) {
                Some(one) => answer(200, one.to_string()),
                None => problem(404, json!({"title": "Not found", "status": 404, "requestId": "req-7"}).to_string()),
            }
        }
    })
}

fn findings(output: &std::process::Output) -> Vec<(String, String, String)> {
    let found = output::findings(output).into_iter();
    found
        .map(|(file, finding)| (file, word(&finding, "rule").to_string(), word(&finding, "path").to_string()))
        .collect()
}

#[test]
fn deployed_revisions_are_linted_under_their_names() {
    let mut other = envelope("b", content("Contact", "*/5 * * * *"));
    other["provider"] = json!("hubspot");
    let server = project(json!([envelope("a", content("Account", "0 * * * *")), other]));
    let folder = TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        command(&server, &folder).args(["--project", "acme", "--deployed"]).args(arguments).output().unwrap()
    };
    let output = run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let place = |path: &str| format!("$.latestRevision.content.{path}");
    let name = "acme/crm-Contact@rev-b".to_string();
    assert_eq!(
        findings(&output),
        [
            (name.clone(), "revision-mismatch".to_string(), place("provider")),
            (name, "schedule-minimum-interval".to_string(), place("read.objects[0].schedule")),
        ]
    );
    let text = stdout(&run(&[]));
    assert!(text.contains("\"schedule\": \"*/5 * * * *\","), "{text}");
    assert!(server.requests().iter().all(|request| request.header("x-api-key") == Some(KEY)));
}

#[test]
fn only_the_project_knows_its_destinations() {
    let server = project(json!([]));
    let folder = TempDir::new().unwrap();
    let manifest = "specVersion: 1.0.0
integrations:
  - name: crm
    provider: hubspot
    read:
      objects:
        - objectName: contacts
          destination: crmWebhok
          schedule: \"0 * * * *\"
          optionalFieldsAuto: all
";
    fs::write(folder.path().join("amp.yaml"), manifest).unwrap();
    // The platform's word counts before that of the settings.
    fs::write(folder.path().join(".amp-lint.yaml"), "destinations: [crmWebhok]\n").unwrap();
    let output =
        command(&server, &folder).args(["--project", "acme", "--format", "json", "amp.yaml"]).output().unwrap();
    let rules: Vec<String> = findings(&output).into_iter().map(|(_, rule, _)| rule).collect();
    assert_eq!(rules, ["destination-not-found"]);
    let output = command(&server, &folder).args(["--project", "acme", "--fix", "amp.yaml"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(fs::read_to_string(folder.path().join("amp.yaml")).unwrap().contains("crmWebhook"));
    // Without a project nobody is asked.
    let before = server.requests().len();
    let output = command(&server, &folder).args(["--no-config", "--format", "json", "amp.yaml"]).output().unwrap();
    assert_eq!(findings(&output), []);
    assert_eq!(server.requests().len(), before);
}

#[test]
fn names_are_one_part_of_the_path_whatever_is_in_them() {
    let server = project(json!([]));
    let folder = TempDir::new().unwrap();
    let output = command(&server, &folder).args(["fetch", "--project", "a/../b?c", "x y"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(server.requests()[0].path, "/v1/projects/a%2F..%2Fb%3Fc/integrations/x%20y");
}

#[test]
fn credentials_come_from_a_file_a_key_or_a_token() {
    let server = project(json!([]));
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("key"), "from-the-file\n").unwrap();
    let fetch = || {
        let mut command = command(&server, &folder);
        command.args(["fetch", "--project", "acme"]).env_remove("AMP_API_KEY").env("AMP_API_TOKEN", "a.token");
        command
    };
    fetch().env("AMP_API_KEY", KEY).args(["--api-key-file", "key"]).output().unwrap();
    fetch().env("AMP_API_KEY", KEY).output().unwrap();
    fetch().output().unwrap();
    fetch().env_remove("AMP_API_TOKEN").output().unwrap();
    let sent: Vec<(Option<String>, Option<String>)> = server
        .requests()
        .iter()
        .map(|request| {
            let header = |name| request.header(name).map(str::to_string);
            (header("x-api-key"), header("authorization"))
        })
        .collect();
    let text = |text: &str| Some(text.to_string());
    assert_eq!(sent, [(text("from-the-file"), None), (text(KEY), None), (None, text("Bearer a.token")), (None, None)]);
    for (name, key) in [("missing", ""), ("empty", "\n"), ("two-lines", "a\nb")] {
        if name != "missing" {
            fs::write(folder.path().join(name), key).unwrap();
        }
        let output = fetch().args(["--api-key-file", name]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(name), "{}", stderr(&output));
    }
}

/// A problem with something in every member, the key among it.
fn full_problem(status: u16) -> String {
    json!({
        "type": "urn:problem-type:amp:thing", "href": "https://docs.example/thing", "title": "The title", "status": status,
        "detail": format!("The detail with {KEY} in it"), "instance": "urn:uuid:1", "subsystem": "deploys",
        "time": "2026-01-01T00:00:00Z", "requestId": "req-42", "causes": ["first cause", "second \u{1b}[31mcause"],
        "remedy": "Do this", "supportEmail": "help@example.com", "supportPhone": "+1 555", "supportUrl": "https://help.example",
        "retryable": false, "retryAfter": "2026-01-01T00:00:10Z", "context": {"a": 1}, "extra": "kept",
        "issues": [
            {"title": "Bad value", "detail": "too long", "in": "query", "name": "limit", "value": 7, "remedy": "Make it short"},
            {"detail": "no title", "in": "nowhere", "name": 5},
        ],
    })
    .to_string()
}

#[test]
fn no_fault_hangs_panics_or_leaks_the_key() {
    let html = |status| Reply::Whole(status, "text/html", Vec::new(), format!("<html>{KEY}</html>").into_bytes());
    let good = || answer(200, "[]");
    let after = |value: &'static str| {
        move |_: &Request, nth: usize| match nth {
            0 => problem(429, "{}").with("retry-after", value),
            _ => good(),
        }
    };
    type Script = Box<dyn Fn(&Request, usize) -> Reply + Send + Sync>;
    // What happens, what is said, how often the server is asked.
    let cases: Vec<(&str, Script, &[&str], usize)> = vec![
        ("401", Box::new(|_, _| problem(401, "{}")), &["does not accept the key", "status 401"], 1),
        ("403", Box::new(|_, _| problem(403, r#"{"detail": "not yours"}"#)), &["may not read", "not yours"], 1),
        ("404", Box::new(move |_, _| html(404)), &["does not have the integrations of project `acme`", "404"], 1),
        (
            "422 in full",
            Box::new(|_, _| problem(422, full_problem(422))),
            &[
                "problem: The title",
                "detail: The detail with *** in it",
                "cause: first cause",
                "remedy: Do this",
                "subsystem: deploys",
                "time: 2026-01-01T00:00:00Z",
                "request: req-42",
                "more: https://docs.example/thing",
                "support: https://help.example, help@example.com, +1 555",
                "extra: kept",
                "urn:problem-type:amp:thing",
                "issue: Bad value (in the query, at `limit`, value 7)",
                "remedy: Make it short",
                "issue: no title",
                "in: nowhere",
            ],
            1,
        ),
        (
            "429 that lasts",
            Box::new(|_, _| problem(429, "{}").with("retry-after", "0")),
            &["fewer requests", "asked 4 times"],
            4,
        ),
        ("429 for long", Box::new(|_, _| problem(429, "{}").with("retry-after", "3600")), &["again in 60 minutes"], 1),
        ("429 not worth it", Box::new(|_, _| problem(429, r#"{"retryable": false}"#)), &["fewer requests"], 1),
        (
            "429 until",
            Box::new(|_, _| problem(429, r#"{"retryAfter": "2999-01-01T00:00:00Z"}"#)),
            &["wants to be asked again"],
            1,
        ),
        (
            "500 that lasts",
            Box::new(|_, _| problem(500, "{}").with("retry-after", "0")),
            &["failed to give", "asked 4 times"],
            4,
        ),
        ("501", Box::new(|_, _| problem(501, "{}")), &["status 501"], 1),
        ("HTML", Box::new(move |_, _| html(200)), &["`text/html`, which is not JSON"], 1),
        ("a slow body", Box::new(|_, _| Reply::Slow), &["within 1 seconds"], 1),
        ("a cut body", Box::new(|_, _| Reply::Cut(b"[{\"name\": \"x\"".to_vec())), &["broke off"], 1),
        ("invalid JSON", Box::new(|_, _| answer(200, format!("[{{\"{KEY}"))), &["not whole JSON"], 1),
        ("another form", Box::new(|_, _| answer(200, format!("{{\"{KEY}\": 1}}"))), &["another form"], 1),
        ("nothing", Box::new(|_, _| answer(200, "")), &["got nothing"], 1),
        ("no answer", Box::new(|_, _| Reply::Nothing), &["127.0.0.1"], 1),
        ("no HTTP", Box::new(|_, _| Reply::Garbage), &["broke off"], 1),
        (
            "a redirect into the clear",
            Box::new(|_, _| problem(302, "").with("location", "http://example.com/v1/x")),
            &["not encrypted"],
            1,
        ),
        (
            "redirects in a circle",
            Box::new(|request, _| problem(307, "").with("location", &request.path.clone())),
            &["more than 5 times"],
            6,
        ),
        ("a redirect to nowhere", Box::new(|_, _| problem(302, "")), &["redirects"], 1),
        ("429 once", Box::new(after("0")), &["no integration to write"], 2),
        ("429 with a date", Box::new(after("Wed, 21 Oct 2015 07:28:00 GMT")), &["no integration to write"], 2),
        (
            "500 once",
            Box::new(move |_, nth| if nth == 0 { problem(503, "") } else { good() }),
            &["no integration to write"],
            2,
        ),
    ];
    for (name, script, said, asked) in cases {
        let server = Server::start(script);
        let folder = TempDir::new().unwrap();
        let slow = if name == "a slow body" { "1" } else { "60" };
        let output =
            command(&server, &folder).args(["fetch", "--project", "acme", "--timeout", slow]).output().unwrap();
        let stderr = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {stderr}");
        assert!(output.stdout.is_empty(), "{name}");
        for said in said {
            assert!(stderr.contains(said), "{name}: no {said:?} in {stderr}");
        }
        assert!(
            !stderr.contains(KEY) && !stderr.contains("<html>") && !stderr.contains("panicked"),
            "{name}: {stderr}"
        );
        assert!(!stderr.contains('\u{1b}'), "{name}: {stderr}");
        assert_eq!(server.requests().len(), asked, "{name}: {stderr}");
    }
}

#[test]
fn a_redirect_to_another_host_does_not_carry_the_key() {
    let other = project(json!([envelope("a", content("Account", "0 * * * *"))]));
    let root = other.root.clone();
    let first = Server::start(move |request, _| problem(308, "").with("location", &format!("{root}{}", request.path)));
    let folder = TempDir::new().unwrap();
    let output = command(&first, &folder).args(["fetch", "--project", "acme"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(first.requests()[0].header("x-api-key"), Some(KEY));
    assert_eq!(other.requests().len(), 1);
    assert_eq!(other.requests()[0].header("x-api-key"), None);
    assert_eq!(other.requests()[0].header("authorization"), None);
}

#[test]
fn what_the_platform_does_not_tell_fails_the_run_and_the_rest_is_linted() {
    let server = Server::start(|_, _| problem(403, "{}"));
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("amp.yaml"), "specVersion: 2.0.0\nintegrations: []\n").unwrap();
    let output = command(&server, &folder).args(["--project", "acme", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(findings(&output).len(), 2);
    assert!(stderr(&output).contains("may not read the destinations"), "{}", stderr(&output));
}

/// The value that the platform reads out of a YAML text.
fn value(text: &str) -> Value {
    let json = amp_lint::read(&Source::new("amp.yaml", text), Layout::Compact).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// The manifests of a folder; their texts.
fn manifests(folder: &str) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(String, String)> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect();
    found.sort();
    found
}

/// Wrapped as the API answers it, with an empty schedule where there is none.
fn as_answer(manifest: &Value) -> Value {
    let integrations = manifest["integrations"].as_array().unwrap().iter().enumerate();
    Value::Array(
        integrations
            .map(|(nth, integration)| {
                let mut content = integration.clone();
                for object in content.pointer_mut("/read/objects").and_then(Value::as_array_mut).into_iter().flatten() {
                    object.as_object_mut().unwrap().entry("schedule").or_insert(json!(""));
                }
                envelope(&nth.to_string(), content)
            })
            .collect(),
    )
}

#[test]
fn what_is_fetched_is_what_was_deployed() {
    let mut all = manifests("examples");
    assert!(all.len() >= 6);
    // Further manifests from wherever they may lie.
    all.extend(std::env::var("AMP_LINT_MANIFESTS").map(|folder| manifests(&folder)).unwrap_or_default());
    for (name, text) in all {
        let deployed = value(&text);
        let server = project(as_answer(&deployed));
        let folder = TempDir::new().unwrap();
        let output = command(&server, &folder).args(["fetch", "--project", "acme", "-o", "."]).output().unwrap();
        assert!(output.status.success(), "{name}: {}", stderr(&output));
        let path = folder.path().join("amp.yaml");
        let fetched = fs::read_to_string(&path).unwrap();
        assert_eq!(value(&fetched), deployed, "{name}:\n{fetched}");
        // The same findings on the same nodes.
        let lint = |text: &str| {
            fs::write(&path, text).unwrap();
            let mut lint = command(&server, &folder);
            lint.args(["--pedantic", "--format", "json", "amp.yaml"]);
            let mut found = findings(&lint.output().unwrap());
            found.sort();
            found
        };
        // How something is written, and comments, are not deployed.
        let text_only = ["key-case", "implicit-type", "unused-ignore"];
        let mut before = lint(&text);
        before.retain(|(_, rule, _)| !text_only.contains(&rule.as_str()));
        assert_eq!(lint(&fetched), before, "{name}:\n{fetched}");
        // What is there already stays, unless the user says so.
        let again = command(&server, &folder).args(["fetch", "--project", "acme", "-o", "."]).output().unwrap();
        assert_eq!(again.status.code(), Some(2));
        assert!(stderr(&again).contains("--force"), "{}", stderr(&again));
    }
}

#[test]
fn ten_thousand_integrations_are_linted() {
    let all: Vec<Value> = (0..10_000)
        .map(|nth| {
            let mut one = envelope(&nth.to_string(), content("Account", "0 * * * *"));
            one["name"] = json!(format!("crm-{nth}"));
            one["latestRevision"]["content"]["name"] = one["name"].clone();
            one
        })
        .collect();
    let server = project(Value::Array(all));
    let folder = TempDir::new().unwrap();
    let output = command(&server, &folder).args(["--project", "acme", "--deployed"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("No problems in 10000"), "{}", stderr(&output));
}

/// Other systems keep theirs elsewhere, and take none from a file.
#[cfg(target_os = "linux")]
#[test]
fn certificates_are_checked_against_those_of_the_system() {
    let deployed = json!([envelope("a", content("Account", "0 * * * *"))]).to_string();
    let server = TlsServer::start(answer(200, deployed));
    let folder = TempDir::new().unwrap();
    let trusted = folder.path().join("trusted.pem");
    fs::write(&trusted, &server.certificate).unwrap();
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_string()]).unwrap().cert.pem();
    let untrusted = folder.path().join("other.pem");
    fs::write(&untrusted, other).unwrap();
    let fetch = |certificates: &std::path::Path| {
        let mut command = amp_lint(folder.path());
        command.env("SSL_CERT_FILE", certificates).env("AMP_API_URL", &server.root).env("AMP_API_KEY", KEY);
        command.args(["fetch", "--project", "acme"]).output().unwrap()
    };
    let output = fetch(&trusted);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("crm-Account"));
    let output = fetch(&untrusted);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("cannot reach localhost") && stderr(&output).contains("certificate"),
        "{}",
        stderr(&output)
    );
}
