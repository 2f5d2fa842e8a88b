//! What a diff cannot compare is named and fails it; and what it can be given: files, folders, and what CI takes.

mod support;

use std::path::Path;
use std::process::Output;

use amp_lint::diff::{Comparison, Outcome, Side, Text, Version};
use amp_lint::{Catalog, Severity, Source, lint};
use serde_json::{Value, json};
use support::files::folder;
use support::output::text;
use support::program::amp_lint;

/// A manifest with every member of the spec in it.
fn everything() -> Value {
    json!({
        "specVersion": "1.0.0",
        "integrations": [{
            "name": "crm", "provider": "hubspot", "displayName": "CRM", "module": "crm",
            "read": {"objects": [{
                "objectName": "contacts", "destination": "d", "schedule": "0 * * * *", "mapToName": "people",
                "mapToDisplayName": "People", "enabled": "always",
                "requiredFields": [{"fieldName": "email", "mapToName": "mail", "mapToDisplayName": "Mail"}],
                "optionalFields": [{"mapToName": "source", "mapToDisplayName": "S", "prompt": "?", "default": "x"}],
                "optionalFieldsAuto": "all", "backfill": {"defaultPeriod": {"days": 30}},
                "delivery": {"mode": "onRequest", "pageSize": 100}
            }, {
                "objectName": "deals", "destination": "d", "schedule": "0 * * * *", "optionalFieldsAuto": "all",
                "backfill": {"defaultPeriod": {"fullHistory": true}}
            }]},
            "write": {"objects": [
                {"objectName": "contacts", "inheritMapping": true, "valueDefaults": {"allowAnyFields": true}}
            ]},
            "proxy": {"enabled": true, "useModule": false},
            "subscribe": {"objects": [{
                "objectName": "contacts", "destination": "d", "inheritFieldsAndMapping": true,
                "createEvent": {"enabled": "always"}, "deleteEvent": {"enabled": "always"},
                "updateEvent": {"enabled": "always", "watchFieldsAuto": "selected"},
                "associationChangeEvent": {"enabled": "always", "includeFullRecords": true}, "otherEvents": ["merged"]
            }, {
                "objectName": "deals", "destination": "d", "inheritFieldsAndMapping": true,
                "updateEvent": {"enabled": "always", "requiredWatchFields": ["amount", "stage"]}
            }]},
            "watchSchema": {"destination": "d", "schedule": "0 */6 * * *", "allObjects": {
                "fieldCreated": {"enabled": "always"}, "fieldDeleted": {"enabled": "always"}, "fieldChanged": {"enabled": "always"}
            }}
        }]
    })
}

fn places(value: &Value, at: String, found: &mut Vec<String>) {
    found.push(at.clone());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, inner)| places(inner, format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(nth, inner)| places(inner, format!("{at}/{nth}"), found));
        }
        _ => {}
    }
}

/// A JSON pointer as reports name a node.
fn path(pointer: &str) -> String {
    pointer.split('/').skip(1).fold("$".to_string(), |path, part| match part.parse::<usize>() {
        Ok(nth) => format!("{path}[{nth}]"),
        Err(_) => format!("{path}.{part}"),
    })
}

fn version(name: &str, text: &str) -> Version {
    Version { texts: vec![Text::read(Source::new(name, text)).unwrap()] }
}

fn compare(old: &Value, new: &Value) -> Outcome {
    let (old, new) = (version("old.json", &old.to_string()), version("new.json", &new.to_string()));
    Comparison { old: &old, new: &new, catalog: Catalog::builtin(), old_may_hold_others: false, installations: None }
        .outcome()
}

/// Whether lint finds something that is not what the spec wants in its place.
fn is_malformed(manifest: &Value) -> bool {
    let rules = [
        "type-mismatch",
        "invalid-value",
        "out-of-range",
        "required-field",
        "implicit-type",
        "event-enabled",
        "proxy-enabled",
    ];
    lint(&Source::new("new.json", manifest.to_string()))
        .iter()
        .any(|finding| rules.contains(&finding.rule) && finding.severity == Severity::Error)
}

#[test]
fn whatever_is_not_what_the_spec_wants_is_named_where_it_stands() {
    let good = everything();
    assert_eq!((compare(&good, &good).changes.len(), compare(&good, &good).not_compared.len()), (0, 0));
    let mut all = Vec::new();
    places(&good, String::new(), &mut all);
    let wrong = [
        json!("x"),
        json!(-5),
        json!(true),
        json!(null),
        json!([]),
        json!({}),
        json!([null]),
        json!({"x": 1}),
        json!(["x", 7.5]),
    ];
    let mut named = 0;
    for place in all.iter().filter(|place| !place.is_empty() && *place != "/specVersion") {
        for value in &wrong {
            let mut bad = good.clone();
            *bad.pointer_mut(place).unwrap() = value.clone();
            if !is_malformed(&bad) {
                continue;
            }
            named += 1;
            for (side, outcome) in [(Side::New, compare(&good, &bad)), (Side::Old, compare(&bad, &good))] {
                assert!(!outcome.not_compared.is_empty(), "{place} = {value}: {:#?}", outcome.changes);
                for gap in &outcome.not_compared {
                    // At the value, in it, or at the mapping or list that lacks it.
                    let parent = path(place.rsplit_once('/').unwrap().0);
                    let is_there = gap.place.path.starts_with(&path(place)) || gap.place.path == parent;
                    assert!(gap.side == side && is_there, "{place} = {value}: {gap:#?}");
                }
                // What cannot be read is not called gone or new. A mapping that lacks something can be read.
                let readable = value.is_object() && good.pointer(place).unwrap().is_object();
                for change in outcome.changes.iter().filter(|_| !readable) {
                    let at = [&change.old, &change.new].into_iter().flatten();
                    let at: Vec<&str> = at.map(|place| place.path.as_str()).collect();
                    assert!(!at.iter().any(|at| at.starts_with(&path(place))), "{place} = {value}: {change:#?}");
                }
            }
        }
    }
    assert!(named > 400, "{named}");
}

#[test]
fn a_member_that_is_gone_is_a_change_or_named() {
    let good = everything();
    let mut all = Vec::new();
    places(&good, String::new(), &mut all);
    for place in all.iter().filter(|place| !place.is_empty() && *place != "/specVersion") {
        let (parent, last) = place.rsplit_once('/').unwrap();
        let mut bad = good.clone();
        match bad.pointer_mut(parent).unwrap() {
            Value::Object(members) => {
                members.shift_remove(last);
            }
            Value::Array(items) => {
                items.remove(last.parse().unwrap());
            }
            _ => unreachable!(),
        }
        for outcome in [compare(&good, &bad), compare(&bad, &good)] {
            // The default module is the one that was written, and `useModule` is false by default.
            let nothing = ["/integrations/0/module", "/integrations/0/proxy/useModule"].contains(&place.as_str());
            let is_silent = outcome.changes.is_empty() && outcome.not_compared.is_empty();
            assert_eq!(is_silent, nothing, "{place}");
        }
    }
}

#[test]
fn what_is_there_twice_or_has_no_name_is_named() {
    let with = |change: &dyn Fn(&mut Value)| {
        let (mut bad, good) = (everything(), everything());
        change(&mut bad);
        let outcome = compare(&good, &bad);
        assert_eq!(outcome.changes, []);
        let messages = outcome.not_compared.into_iter().map(|gap| (gap.message, gap.place.path));
        messages.collect::<Vec<(String, String)>>()
    };
    let integration = everything()["integrations"][0].clone();
    let twice = with(&|bad| bad["integrations"].as_array_mut().unwrap().push(integration.clone()));
    assert_eq!(twice[0].1, "$.integrations[1].name");
    assert!(twice[0].0.contains("`crm` already"), "{twice:?}");
    for action in ["read", "write", "subscribe"] {
        let twice = with(&|bad| {
            let objects = bad["integrations"][0][action]["objects"].as_array_mut().unwrap();
            objects.push(objects[0].clone());
        });
        assert!(twice.len() == 1 && twice[0].0.contains("`contacts` already"), "{twice:?}");
        let nameless = with(&|bad| {
            let objects = bad["integrations"][0][action]["objects"].as_array_mut().unwrap();
            objects.push(json!({"destination": "d"}));
        });
        assert_eq!(nameless[0].0, "`objectName` is missing");
    }
    // To the deploy tool two names that differ in case are one; each has its own partner all the same.
    let both = |first: &str, second: &str| {
        let mut value = everything();
        value["integrations"][0]["write"]["objects"] = json!([{"objectName": first}, {"objectName": second}]);
        value
    };
    let outcome = compare(&both("Deal", "deal"), &both("deal", "Deal"));
    assert_eq!((outcome.changes.len(), outcome.not_compared.len()), (0, 0), "{outcome:#?}");
}

#[test]
fn an_answer_of_the_api_is_compared_as_far_as_it_can_be_read() {
    let content = everything()["integrations"][0].clone();
    let manifest = everything();
    let revision = json!({"id": "r", "specVersion": "1.0.0", "createTime": "2026-01-01T00:00:00Z", "content": content});
    let envelope = json!({"id": "i", "projectId": "p", "name": "crm", "provider": "hubspot",
        "createTime": "2026-01-01T00:00:00Z", "latestRevision": revision});
    for same in [revision.clone(), envelope.clone(), json!([envelope]), content] {
        let outcome = compare(&same, &manifest);
        assert!(outcome.changes.is_empty() && outcome.not_compared.is_empty(), "{same}\n{outcome:#?}");
    }
    let mut without = envelope.clone();
    without["latestRevision"].as_object_mut().unwrap().shift_remove("content");
    let mut wrong = envelope.clone();
    wrong["latestRevision"] = json!("r");
    for (bad, at) in [
        (json!([envelope, null]), "$[1]"),
        (json!([envelope, 5]), "$[1]"),
        (json!([without, envelope]), "$[0].latestRevision"),
        (json!([wrong, envelope]), "$[0].latestRevision"),
        (json!({"specVersion": "1.0.0", "integrations": "all"}), "$.integrations"),
        (json!({"specVersion": "1.0.0"}), "$"),
    ] {
        let outcome = compare(&bad, &manifest);
        assert_eq!(outcome.changes, [], "{bad}");
        let at_all: Vec<&str> = outcome.not_compared.iter().map(|gap| gap.place.path.as_str()).collect();
        assert_eq!(at_all, [at], "{bad}");
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    amp_lint(folder).arg("diff").args(arguments).output().unwrap()
}

const MANIFEST: &str = r#"specVersion: 1.0.0
integrations:
  - name: crm
    provider: hubspot
    read:
      objects:
        - objectName: contacts
          destination: hook
          schedule: "0 * * * *"
          requiredFields:
            - fieldName: email
"#;

#[test]
fn a_diff_that_could_not_compare_everything_fails_and_says_where() {
    let slips = [
        (
            "requiredFields:\n            - fieldName: email",
            "requiredFields: email",
            "`requiredFields` cannot be read",
            10,
        ),
        ("read:\n      objects:", "read: all\n    reed:\n      objects:", "`read` cannot be read", 5),
        ("objects:\n", "objects:\n        -\n", "this entry has nothing in it", 7),
        (
            "          requiredFields",
            "          backfill: {defaultPeriod: {days: \"30\"}}\n          requiredFields",
            "`days` cannot be read",
            10,
        ),
        ("    provider: hubspot\n", "", "`provider` is missing", 3),
        ("          destination: hook\n", "", "`destination` is missing", 7),
        ("destination: hook", "destination: \"\"", "`destination` is empty", 8),
    ];
    for (from, to, message, line) in slips {
        let bad = MANIFEST.replacen(from, to, 1);
        assert_ne!(bad, MANIFEST);
        let folder = folder(&[("good.yaml", MANIFEST), ("bad.yaml", &bad)]);
        for arguments in [["good.yaml", "bad.yaml"], ["bad.yaml", "good.yaml"], ["bad.yaml", "bad.yaml"]] {
            let output = run(folder.path(), &arguments);
            assert_eq!(output.status.code(), Some(2), "{to}");
            assert!(text(&output.stdout).contains(message), "{}", text(&output.stdout));
            assert!(text(&output.stdout).contains(&format!("bad.yaml:{line}:")), "{}", text(&output.stdout));
            assert!(!text(&output.stderr).contains("Nothing would change"), "{}", text(&output.stderr));
        }
        let output = run(folder.path(), &["good.yaml", "bad.yaml"]);
        assert_eq!(text(&output.stderr), "No change is known; 1 place could not be compared\n");
        let quiet = run(folder.path(), &["-q", "good.yaml", "bad.yaml"]);
        assert!(quiet.status.code() == Some(2) && text(&quiet.stdout).contains(message) && quiet.stderr.is_empty());
        let report = run(folder.path(), &["--format", "json", "good.yaml", "bad.yaml"]).stdout;
        let report: Value = serde_json::from_slice(&report).unwrap();
        assert_eq!(report["summary"]["notCompared"], 1);
        let gap = &report["notCompared"][0];
        assert_eq!(
            (&gap["message"], &gap["old"], &gap["new"]["start"]["line"]),
            (&json!(message), &Value::Null, &json!(line))
        );
    }
}

#[test]
fn what_can_be_compared_beside_it_is_compared() {
    let bad = MANIFEST
        .replace("requiredFields:\n            - fieldName: email", "requiredFields: email")
        .replace("hook", "other");
    let folder = folder(&[("good.yaml", MANIFEST), ("bad.yaml", &bad)]);
    let output = run(folder.path(), &["good.yaml", "bad.yaml", "--allow", "destination-changed"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("destination-changed"), "{}", text(&output.stdout));
    assert_eq!(text(&output.stderr), "0 breaking (and 1 allowed), 0 notable, 0 safe; 1 place could not be compared\n");
}

/// `kind old-file new-file`, in the order of the report.
fn kinds(output: &Output) -> Vec<String> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    let file = |change: &Value, side: &str| change[side]["file"].as_str().unwrap_or("-").to_string();
    let changes = report["changes"].as_array().unwrap().iter();
    changes
        .map(|change| format!("{} {} {}", change["kind"].as_str().unwrap(), file(change, "old"), file(change, "new")))
        .collect()
}

#[test]
fn folders_are_compared_file_by_file_and_integrations_may_move() {
    let named = |name: &str, hook: &str| MANIFEST.replace("name: crm", &format!("name: {name}")).replace("hook", hook);
    let one = |name: &str| MANIFEST.replace("name: crm", &format!("name: {name}"));
    let folder = folder(&[
        // Two projects that have an integration of one name.
        ("old/a/amp.yaml", &named("crm", "a")),
        ("old/b/amp.yaml", &named("crm", "b")),
        ("new/b/amp.yaml", &named("crm", "b")),
        ("new/a/amp.yaml", &named("crm", "c")),
        // One that moves, one that goes, one that comes.
        ("old/c/amp.yml", &one("moves")),
        ("new/d/amp.yml", &one("moves")),
        ("old/gone/amp.yaml", &one("goes")),
        ("new/come/amp.yaml", &one("comes")),
        // What a search leaves out.
        ("new/other/amp.yaml", "gain: 11\n"),
        ("new/vendor/amp.yaml", &one("theirs")),
        (".amp-lint.yaml", "exclude: [\"new/vendor\"]\n"),
    ]);
    let output = run(folder.path(), &["old", "new", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        kinds(&output),
        [
            "destination-changed old/a/amp.yaml new/a/amp.yaml",
            "integration-added - new/come/amp.yaml",
            "integration-removed old/gone/amp.yaml -",
        ]
    );
    assert!(text(&output.stderr).contains("new/other/amp.yaml is left out"), "{}", text(&output.stderr));
    // The same from inside, and against itself.
    assert_eq!(run(folder.path(), &["old/", "./old"]).status.code(), Some(0));
    assert_eq!(kinds(&run(&folder.path().join("old"), &[".", "../old", "--format", "json"])), [""; 0]);
    // A file against a folder.
    assert_eq!(kinds(&run(folder.path(), &["old/c/amp.yml", "new/d", "--format", "json"])), [""; 0]);
}

#[test]
fn a_folder_without_manifests_or_with_a_broken_one_cannot_be_compared() {
    let folder = folder(&[
        ("good/amp.yaml", MANIFEST),
        ("empty/readme", ""),
        ("tools/amp.yaml", "gain: 11\n"),
        ("broken/a/amp.yaml", "integrations: [\n"),
        ("broken/b/amp.yaml", "integrations: {\n"),
    ]);
    for (name, said) in [
        ("empty", &["there is no amp.yaml or amp.yml in empty"][..]),
        ("tools", &["tools/amp.yaml is left out", "there is no manifest to compare in tools"]),
        ("broken", &["cannot compare broken/a/amp.yaml: line 1", "cannot compare broken/b/amp.yaml: line 1"]),
        ("missing", &["cannot read missing: there is no such file"]),
    ] {
        for arguments in [["good", name], [name, "good"]] {
            let output = run(folder.path(), &arguments);
            assert_eq!(output.status.code(), Some(2), "{name}");
            assert!(output.stdout.is_empty(), "{name}");
            assert!(said.iter().all(|said| text(&output.stderr).contains(said)), "{name}: {}", text(&output.stderr));
        }
    }
    let output = run(folder.path(), &["-", "-"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("not both"), "{}", text(&output.stderr));
}

#[test]
fn github_shows_each_change_at_its_place() {
    let new = MANIFEST
        .replace("hook", "a,b:c%")
        .replace("\"0 * * * *\"", "\"0 */2 * * *\"")
        .replace("            - fieldName: email\n", "            - mapToName: [x]\n");
    let old = format!("{MANIFEST}  - name: billing\n    provider: stripe\n    proxy:\n      enabled: true\n");
    let folder = folder(&[("old.yaml", &old), ("new,1.yaml", &new)]);
    let output = run(folder.path(), &["old.yaml", "new,1.yaml", "--format", "github"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stdout),
        "::error title=amp-lint(destination-changed),file=new%2C1.yaml,line=8,endLine=8,col=24,endColumn=30::`contacts` goes to `a,b:c%25`, not `hook`
::warning title=amp-lint(schedule-changed),file=new%2C1.yaml,line=9,endLine=9,col=21,endColumn=34::`contacts` is read by `0 */2 * * *`, not by `0 * * * *`
::error title=amp-lint(integration-removed),file=new%2C1.yaml::`billing` is gone%0Abefore: old.yaml:12
::error title=amp-lint(not compared),file=new%2C1.yaml,line=11,endLine=11,col=26,endColumn=29::`mapToName` cannot be read%0Ahelp: lint this text: amp-lint says what is wrong here
"
    );
    let allowed = run(folder.path(), &["old.yaml", "old.yaml", "--format", "github"]);
    assert!(allowed.stdout.is_empty());
    // In GitHub Actions that is the form, unless another one is asked for.
    let mut command = amp_lint(folder.path());
    command.env("GITHUB_ACTIONS", "true");
    let output = command.args(["diff", "old.yaml", "new,1.yaml", "--allow", "integration-removed"]).output().unwrap();
    let shown = text(&output.stdout);
    assert!(
        shown.contains(
            "::warning title=amp-lint(integration-removed),file=new%2C1.yaml::`billing` is gone (allowed)%0A"
        ),
        "{shown}"
    );
}
