//! What the platform answers about a project, in any form: what is linted, what is left out, and what is said of either.

mod support;

use std::fs;
use std::process::Output;

use serde_json::{Value, json};
use support::output::{self, text, word};
use support::program::amp_lint;
use support::server::{Server, json as answer, problem};
use tempfile::TempDir;

fn content(name: &str) -> Value {
    json!({
        "name": name, "provider": "salesforce",
        "read": {"objects": [{
            "objectName": "Account", "destination": "hook", "schedule": "0 * * * *", "optionalFieldsAuto": "all",
        }]},
    })
}

fn envelope(name: &str) -> Value {
    json!({
        "id": "i", "projectId": "p", "name": name, "provider": "salesforce", "createTime": "2026-01-01T00:00:00Z",
        "latestRevision": {
            "id": "r", "specVersion": "1.0.0", "createTime": "2026-01-01T00:00:00Z", "content": content(name),
        },
    })
}

/// A project with these integrations and provider apps, on a platform with these providers.
fn platform(integrations: Value, apps: Value, providers: Value) -> Server {
    Server::start(move |request, _| match request.path.as_str() {
        "/v1/providers" => answer(200, providers.to_string()),
        "/v1/projects/acme/integrations" => answer(200, integrations.to_string()),
        "/v1/projects/acme/integrations/odd" => answer(200, "[1]"),
        "/v1/projects/acme/integrations/i/installations" => answer(200, "[]"),
        "/v1/projects/acme/destinations" => answer(200, r#"[{"name": "hook"}]"#),
        "/v1/projects/acme/provider-apps" => answer(200, apps.to_string()),
        _ => problem(404, "{}"),
    })
}

fn project(integrations: Value) -> Server {
    platform(integrations, json!([]), json!({}))
}

fn run(server: &Server, folder: &TempDir, arguments: &[&str]) -> Output {
    amp_lint(folder.path()).env("AMP_API_URL", &server.root).args(arguments).output().unwrap()
}

/// `rule path`, from the JSON report.
fn found(output: &Output) -> Vec<String> {
    let findings = output::findings(output);
    findings.iter().map(|(_, finding)| format!("{} {}", word(finding, "rule"), word(finding, "path"))).collect()
}

const DEPLOYED: [&str; 3] = ["--project", "acme", "--deployed"];

#[test]
fn items_that_are_no_integrations_are_said_and_fail_the_run_and_the_others_are_linted() {
    let mut broken = envelope("b");
    broken["latestRevision"]["content"]["read"]["objects"][0]["schedule"] = json!("* * * * *");
    let server = project(json!([envelope("a"), 5, null, "x", [1], true, broken]));
    let folder = TempDir::new().unwrap();
    let output = run(&server, &folder, &[&DEPLOYED[..], &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(found(&output), ["schedule-minimum-interval $.latestRevision.content.read.objects[0].schedule"]);
    let said = text(&output.stderr);
    let kinds =
        ["item 2", "a number", "item 3", "nothing", "item 4", "text", "item 5", "a list", "item 6", "a boolean"];
    assert!(kinds.iter().all(|kind| said.contains(kind)) && said.lines().count() == 5, "{said}");
    assert!(!said.contains("no revision"), "{said}");
    // Nothing is fetched of half a list, and nothing compared with it.
    fs::write(
        folder.path().join("amp.yaml"),
        json!({"specVersion": "1.0.0", "integrations": [content("a")]}).to_string(),
    )
    .unwrap();
    for arguments in [&["fetch", "--project", "acme"][..], &["diff", "amp.yaml", "--project", "acme"]] {
        let output = run(&server, &folder, arguments);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(text(&output.stderr).contains("item 2 of the platform's list of integrations of acme is a number"));
    }
    let odd = run(&server, &folder, &["fetch", "--project", "acme", "odd"]);
    assert_eq!(odd.status.code(), Some(2));
    assert!(
        text(&odd.stderr).contains("asked for integration `odd` of project `acme`, and got a list"),
        "{}",
        text(&odd.stderr)
    );
}

#[test]
fn a_revision_of_another_form_is_a_finding_and_not_a_missing_revision() {
    for (value, rule) in [
        (json!("r-1"), "type-mismatch $.latestRevision"),
        (json!([]), "type-mismatch $.latestRevision"),
        (json!(7), "type-mismatch $.latestRevision"),
    ] {
        let mut odd = envelope("a");
        odd["latestRevision"] = value;
        let folder = TempDir::new().unwrap();
        let output = run(&project(json!([odd])), &folder, &[&DEPLOYED[..], &["--format", "json"]].concat());
        assert_eq!((output.status.code(), found(&output)), (Some(1), vec![rule.to_string()]));
    }
    let mut nameless = envelope("a");
    nameless["name"] = json!(["a"]);
    nameless["latestRevision"]["id"] = json!({});
    let folder = TempDir::new().unwrap();
    let output = run(&project(json!([nameless])), &folder, &[&DEPLOYED[..], &["--format", "json"]].concat());
    assert_eq!(found(&output), ["type-mismatch $.name", "type-mismatch $.latestRevision.id"]);
    // None at all is no mistake.
    let mut new = envelope("new");
    new["latestRevision"] = Value::Null;
    let output = run(&project(json!([new, envelope("a")])), &folder, &DEPLOYED);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "amp-lint: acme/new has no revision and is left out\nNo problems in 1 file\n");
}

#[test]
fn the_envelope_is_checked_as_far_as_its_types_say() {
    let times = ["createTime", "updateTime", "latestRevision.createTime"];
    for time in times {
        for (value, is_good) in [
            ("2026-01-01T00:00:00Z", true),
            ("2026-01-01T00:00:00.123456789Z", true),
            ("2024-02-29T23:59:59+05:30", true),
            ("0001-01-01T00:00:00Z", true),
            ("yesterday", false),
            ("2026-01-01", false),
            ("2026-02-30T00:00:00Z", false),
            ("2026-01-01T25:00:00Z", false),
            ("2026-01-01T00:00:00", false),
            ("1767225600", false),
        ] {
            let mut one = envelope("a");
            let pointer = format!("/{}", time.replace('.', "/"));
            one["updateTime"] = json!("2026-01-01T00:00:00Z");
            *one.pointer_mut(&pointer).unwrap() = json!(value);
            let folder = TempDir::new().unwrap();
            fs::write(folder.path().join("a.json"), one.to_string()).unwrap();
            let output = run(&project(json!([])), &folder, &["--format", "json", "a.json"]);
            let wanted = if is_good { Vec::new() } else { vec![format!("invalid-value $.{time}")] };
            assert_eq!(found(&output), wanted, "{time}: {value}");
        }
    }
}

#[test]
fn a_bare_revision_is_an_input_of_its_own() {
    let revision = envelope("a")["latestRevision"].clone();
    let folder = TempDir::new().unwrap();
    let lint = |revision: &Value| {
        fs::write(folder.path().join("r.json"), revision.to_string()).unwrap();
        let yaml = revision.as_object().unwrap().iter().map(|(name, value)| format!("{name}: {value}\n"));
        fs::write(folder.path().join("r.yaml"), yaml.collect::<String>()).unwrap();
        let [json, yaml] =
            ["r.json", "r.yaml"].map(|name| found(&run(&project(json!([])), &folder, &["--format", "json", name])));
        assert_eq!(json, yaml);
        json
    };
    assert_eq!(lint(&revision), [""; 0]);
    let with = |pointer: &str, value: Value| {
        let mut changed = revision.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        changed.pointer_mut(parent).unwrap()[name] = value;
        changed
    };
    for (revision, finding) in [
        (with("/specVersion", json!("2.0.0")), "spec-version $.specVersion"),
        (with("/createTime", json!("now")), "invalid-value $.createTime"),
        (with("/id", json!(null)), "required-field $"),
        (with("/content/provider", json!("salesforc")), "provider-not-supported $.content.provider"),
        (
            with("/content/read/objects/0/schedule", json!("* * * * *")),
            "schedule-minimum-interval $.content.read.objects[0].schedule",
        ),
        (with("/content", json!([])), "type-mismatch $.content"),
        // The API may answer more than is known.
        (with("/content/colour", json!("red")), "unknown-key $.content.colour"),
    ] {
        let mut seen = lint(&revision);
        seen.iter_mut().for_each(|one| *one = one.replace("required-field $.id", "required-field $"));
        assert_eq!(seen, [finding]);
    }
    assert_eq!(lint(&with("/annotations", json!({"a": 1}))), [""; 0]);
    // What only looks like one is another tool's.
    fs::create_dir(folder.path().join("tool")).unwrap();
    fs::write(folder.path().join("tool/amp.yaml"), "content: hello\nid: 5\n").unwrap();
    let output = run(&project(json!([])), &folder, &["--format", "json", "tool"]);
    assert_eq!((output.status.code(), found(&output)), (Some(0), vec!["not-a-manifest $".to_string()]));
}

#[test]
fn nothing_deployed_is_said_and_is_no_mistake() {
    let folder = TempDir::new().unwrap();
    let output = run(&project(json!([])), &folder, &DEPLOYED);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "amp-lint: nothing is deployed of project acme, and nothing of it was linted\n");
    assert!(output.stdout.is_empty());
    let mut none = envelope("none");
    none["latestRevision"] = Value::Null;
    let output = run(&project(json!([none])), &folder, &DEPLOYED);
    assert!(
        output.status.success() && text(&output.stderr).contains("nothing is deployed"),
        "{}",
        text(&output.stderr)
    );
    assert!(run(&project(json!([])), &folder, &[&DEPLOYED[..], &["-q"]].concat()).stderr.is_empty());
}

#[test]
fn what_is_deployed_offers_no_fix_and_a_file_beside_it_does() {
    let mut fixable = envelope("a");
    fixable["latestRevision"]["specVersion"] = json!("1.0");
    fixable["latestRevision"]["content"]["proxy"] = json!({"useModule": true});
    let server = project(json!([fixable]));
    let folder = TempDir::new().unwrap();
    let output = run(&server, &folder, &DEPLOYED);
    assert!(text(&output.stderr).ends_with("2 errors in 1 file\n"), "{}", text(&output.stderr));
    let manifest = json!({"specVersion": "1.0", "integrations": [content("a")]});
    fs::write(folder.path().join("amp.yaml"), manifest.to_string()).unwrap();
    let output = run(&server, &folder, &[&DEPLOYED[..], &["amp.yaml"]].concat());
    assert!(
        text(&output.stderr).ends_with("3 errors in 2 files; 1 can be fixed with --fix\n"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_provider_app_is_missed_only_where_customers_sign_in_with_one() {
    let support = json!({"read": true, "write": true, "subscribe": true, "proxy": true});
    let provider = |auth: Value| {
        let mut one = json!({"name": "x", "baseURL": "https://x", "support": support, "defaultModule": ""});
        one.as_object_mut().unwrap().extend(auth.as_object().unwrap().clone());
        one
    };
    let oauth = |grant: Value| {
        provider(json!({"authType": "oauth2", "oauth2Opts": {"grantType": grant, "tokenURL": "https://x"}}))
    };
    let providers = json!({
        "code": oauth(json!("authorizationCode")),
        "codePkce": oauth(json!("authorizationCodePKCE")),
        "there": oauth(json!("authorizationCode")),
        "client": oauth(json!("clientCredentials")),
        "password": oauth(json!("password")),
        "newGrant": oauth(json!("somethingNew")),
        "noGrant": provider(json!({"authType": "oauth2"})),
        "apiKey": provider(json!({"authType": "apiKey", "apiKeyOpts": {"attachmentType": "header"}})),
        "basic": provider(json!({"authType": "basic"})),
        "jwt": provider(json!({"authType": "jwt"})),
        "custom": provider(json!({"authType": "custom"})),
        "open": provider(json!({"authType": "none"})),
        "newKind": provider(json!({"authType": "somethingNew"})),
        "noAuth": provider(json!({})),
        "salesforce": provider(json!({"authType": "none"})),
    });
    let integrations: Vec<Value> = providers
        .as_object()
        .unwrap()
        .keys()
        .map(|name| json!({"name": name, "provider": name, "proxy": {"enabled": true}}))
        .collect();
    let server = platform(json!([]), json!([{"provider": "there"}]), providers);
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("amp.json"),
        json!({"specVersion": "1.0.0", "integrations": integrations}).to_string(),
    )
    .unwrap();
    let missed = |arguments: &[&str]| {
        let output =
            run(&server, &folder, &[&["--project", "acme", "--format", "json", "amp.json"], arguments].concat());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["files"][0]["findings"].as_array().unwrap().iter();
        let missed = findings.filter(|finding| finding["rule"] == "provider-app-not-configured");
        missed
            .map(|finding| finding["message"].as_str().unwrap().split('`').nth(1).unwrap().to_string())
            .collect::<Vec<_>>()
    };
    // The built-in list does not know how customers connect.
    assert_eq!(missed(&[]), [""; 0]);
    let update = run(&server, &folder, &["catalog", "update"]);
    assert!(update.status.success(), "{}", text(&update.stderr));
    assert_eq!(missed(&[]), ["code", "codePkce"]);
    assert_eq!(missed(&["--catalog", "builtin"]), [""; 0]);
    // One that was stored before how customers connect was known is good, and says nothing.
    let path = folder.path().join(".cache/amp-lint/catalog.json");
    let mut stored: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let all = stored["providers"].as_array_mut().unwrap().iter_mut();
    all.for_each(|one| assert!(one.as_object_mut().unwrap().shift_remove("auth").is_some() || one["name"] == "noAuth"));
    fs::write(folder.path().join("old.json"), stored.to_string()).unwrap();
    assert_eq!(missed(&["--catalog", "old.json"]), [""; 0]);
    // It can be looked up.
    let shown = |name: &str| text(&run(&server, &folder, &["providers", name]).stdout);
    assert!(shown("code").contains("oauth2 (authorizationCode), through a provider app"), "{}", shown("code"));
    assert!(shown("apiKey").contains("apiKey, with credentials of their own"), "{}", shown("apiKey"));
    assert!(!shown("noAuth").contains("connect"), "{}", shown("noAuth"));
    let json = run(&server, &folder, &["providers", "client", "--format", "json"]).stdout;
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["auth"], json!({"type": "oauth2", "grantType": "clientCredentials", "needsProviderApp": false}));
}
