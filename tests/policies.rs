//! An organisation's own policies: what they find, what they cannot make anybody wait for, and what is wrong with one, at its characters.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use amp_lint::{Analysis, Config, Facts, Finding, Policy, Schema, Source};
use serde_json::{Value, json};
use support::files::{folder, project};
use support::output::{stderr, stdout};
use support::pages::fences;
use support::program::run;

/// What is said of a text with settings that must be good.
fn findings(settings: &str, text: &str) -> Vec<Finding> {
    let (config, wrong) = Config::read(&Source::new(".amp-lint.yaml", settings));
    let settings = config.unwrap_or_else(|| panic!("{wrong:#?}")).for_file(Path::new("amp.yaml"));
    let facts = Facts { policies: &settings.policies, ..Facts::default() };
    let policy = Policy { levels: Some(&settings.levels), ..Policy::default() };
    Analysis::of(Source::new("amp.yaml", text), Schema::integrations()).findings(&facts, &policy)
}

/// The settings with one policy.
fn policy(about: &str, must: &str, more: &Value) -> String {
    let mut policy = json!({"name": "ours", "for": about, "must": must, "message": "no"});
    policy.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"policies": [policy]}).to_string()
}

/// What is pointed at and said by policies.
fn said(settings: &str, text: &str) -> Vec<(String, String)> {
    let found = findings(settings, text).into_iter().filter(|finding| finding.rule == "policy");
    found.map(|finding| (text[finding.span.range()].to_string(), finding.message)).collect()
}

/// Whether an expression holds for the read object of a manifest.
fn holds(must: &str) -> bool {
    said(&policy("read-object", must, &json!({})), MANIFEST).is_empty()
}

const MANIFEST: &str = "\
name: crm
provider: hubspot
read:
  objects:
    - objectName: contacts
      destination: crmWebhook
      schedule: \"*/30 * * * *\"
      requiredFields:
        - fieldName: email
        - fieldName: phone
          mapToName: tel
      backfill:
        defaultPeriod:
          days: 30
";

#[test]
fn the_policies_of_the_documentation_find_what_it_says() {
    let page = fs::read_to_string(project().join("docs/policies.md")).unwrap();
    let fences = fences(&page);
    // The first one shows the members, and what it says is no manifest's.
    let shown = fences.iter().find(|fence| fence.words == ["yaml"]).unwrap();
    assert_eq!(findings(&shown.text, MANIFEST).len(), findings("{}", MANIFEST).len());
    let of_kind = |kind: &'static str| fences.iter().filter(move |fence| fence.kind() == kind);
    assert_eq!((of_kind("settings").count(), of_kind("bad").count()), (5, 5));
    for (settings, bad) in of_kind("settings").zip(of_kind("bad")) {
        let source = Source::new("amp.yaml", bad.text.clone());
        let found: BTreeSet<_> = findings(&settings.text, &bad.text)
            .into_iter()
            .filter(|finding| finding.severity > amp_lint::Severity::Pedantic)
            .map(|finding| {
                let (start, end) = (finding.span.start as usize, finding.span.end as usize);
                let (start, end) = (source.position(start), source.position(end));
                (finding.rule.to_string(), (start.line, start.column, end.column))
            })
            .collect();
        assert_eq!(found, bad.marks, "{}", settings.text);
    }
}

#[test]
fn an_expression_means_what_it_says() {
    for must in [
        "object.objectName == 'contacts' && object.destination != 'x'",
        "object.backfill.defaultPeriod.days <= 30 && object.backfill.defaultPeriod.days > 29.5",
        "size(object.requiredFields) == 2 && size(object.optionalFields) == 0",
        "object.requiredFields.all(field, has(field.fieldName))",
        "object.requiredFields.exists_one(field, field.mapToName == 'tel')",
        "object.requiredFields.filter(field, has(field.mapToName)).map(field, field.fieldName) == ['phone']",
        "object.destination in ['crmWebhook', 'other'] && !('x' in [1, 2])",
        "integration.read.objects[0].objectName.startsWith('con') && object.destination.endsWith('hook')",
        "object.destination.lowerAscii().contains('mwebh')",
        "object.objectName.matches('^c.*s$') && !object.objectName.matches('^ontacts')",
        "runsADay(object.schedule) == 48.0 && runsADay('0 0 1 * *') < 0.04",
        "has(object.schedule) ? 1 + 2 * 3 == 7 : false",
        "object.optionalFields.all(field, false)",
        // What is missing is false, wherever it is met.
        "!object.mapToName && !object.delivery.mode && object.delivery.pageSize == false",
        "!(object.delivery.pageSize > 10) && !(object.delivery.pageSize < 10)",
        "!object.mapToName.startsWith('x') && !(1 < 'a') && !(1 / 0) && !(9223372036854775807 + 1)",
        "!runsADay('never') && !object.requiredFields[7] && !has(object.delivery.mode)",
    ] {
        assert!(holds(must), "{must}");
        assert!(!holds(&format!("!({must})")), "{must}");
    }
}

#[test]
fn it_points_at_the_member_or_as_near_as_there_is_one() {
    let at = |at: &str| said(&policy("read-object", "false", &json!({"at": at})), MANIFEST)[0].0.clone();
    assert_eq!(at("schedule"), "\"*/30 * * * *\"");
    assert_eq!(at("backfill.defaultPeriod.days"), "30");
    assert_eq!(at("backfill.defaultPeriod.fullHistory"), "defaultPeriod");
    assert_eq!(at("delivery.mode"), "objectName");
    let whole = said(&policy("integration", "false", &json!({})), MANIFEST);
    assert_eq!(whole.len(), 1);
    // An object that several integrations share is one mistake.
    let shared = "specVersion: 1.0.0
integrations:
  - {name: a, displayName: A, provider: hubspot, read: {objects: [&o {objectName: contacts, destination: d, schedule: \"0 * * * *\", optionalFieldsAuto: all}]}}
  - {name: b, displayName: B, provider: hubspot, read: {objects: [*o]}}
";
    assert_eq!(
        said(&policy("read-object", "false", &json!({"at": "destination"})), shared),
        [("d".to_string(), "no".to_string())]
    );
}

#[test]
fn a_message_has_the_names_and_no_more_of_them_than_people_read() {
    let message = "{object.objectName} of {integration.name}: {object.mapToName}, {size(object.requiredFields)}, {object.delivery}";
    let settings = policy("read-object", "false", &json!({"message": message}));
    assert_eq!(said(&settings, MANIFEST)[0].1, "contacts of crm: nothing, 2, nothing");
    let long = MANIFEST.replace("contacts", &"c\u{202E}`<".repeat(2_500));
    assert!(said(&settings, &long)[0].1.chars().count() < 150);
    let folder = folder(&[(".amp-lint.yaml", &settings), ("amp.yaml", &long)]);
    let output = run(folder.path(), &["--format", "concise"]);
    assert!(!stdout(&output).contains('\u{202E}'), "{}", stdout(&output));
}

#[test]
fn how_bad_it_is_is_for_the_policy_to_say() {
    for (more, status) in [(json!({}), 0), (json!({"severity": "error"}), 1), (json!({"severity": "pedantic"}), 0)] {
        let settings = policy("integration", "integration.name != 'crm'", &more);
        let folder = folder(&[(".amp-lint.yaml", &settings), ("amp.yaml", MANIFEST)]);
        let output = run(folder.path(), &["--format", "concise", "--pedantic", "--only", "policy"]);
        assert_eq!(output.status.code(), Some(status), "{more} {}", stderr(&output));
        let severity = more["severity"].as_str().unwrap_or("warning");
        assert_eq!(stdout(&output), format!("amp.yaml:1:1: {severity}[policy] no\n"));
    }
    let settings = policy("integration", "false", &json!({"severity": "ignore"}));
    assert_eq!(said(&settings, MANIFEST), []);
    let settings = policy("integration", "false", &json!({"at": "name"}));
    assert_eq!(said(&settings, &MANIFEST.replace("name: crm", "name: crm # amp:ignore[policy]")), []);
}

#[test]
fn what_cannot_be_read_is_no_policys_affair() {
    let settings = policy("read-object", "object.schedule == 'x' && size(object.requiredFields) > 9", &json!({}));
    assert_eq!(said(&settings, MANIFEST).len(), 1);
    for (from, to) in [("schedule: \"*/30 * * * *\"", "schedule: [1]"), ("objects:", "objects: 5\n  x:")] {
        assert_eq!(said(&settings, &MANIFEST.replace(from, to)), [], "{to}");
    }
    for text in ["", "[]", "name: 5", "integrations: 7", "{", "- latestRevision: {}\n"] {
        assert_eq!(said(&settings, text), [], "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_policy_is_said_at_its_characters() {
    let wrong = |key: &str, value: &str, about: &str| {
        let mut policy = json!({"name": "ours", "for": about, "must": "true", "message": "no"});
        policy[key] = json!(value);
        let text = json!({"policies": [policy]}).to_string();
        let (config, findings) = Config::read(&Source::new(".amp-lint.yaml", text.as_str()));
        assert!(config.is_none(), "{value}");
        let [finding] = &findings[..] else { panic!("{value}: {findings:#?}") };
        assert_eq!(finding.rule, "invalid-value");
        (text[finding.span.range()].to_string(), finding.message.clone())
    };
    for (must, pointed, message) in [
        ("objekt.objectName == 'x'", "objekt", "there is nothing called `objekt` here"),
        ("object.objektName == 'x'", "objektName", "a read object has no `objektName`"),
        ("object.requiredFields.all(f, f.feldName == 'x')", "feldName", "a field entry has no `feldName`"),
        ("object.objectname == 'x'", "objectname", "a read object has no `objectname`"),
        ("integration.read.object == 'x'", "object", "a read action has no `object`"),
        ("sice(object.objectName) > 1", "sice", "there is no function `sice`"),
        ("object.objectName.matches(object.destination)", "matches", "`matches` takes a pattern in quotes"),
        ("object.objectName.matches('[a')", "[a", "`[a` is no pattern: unclosed character class"),
        ("object.objectName.size(1)", "size", "`size` is given too little or too much"),
        ("{'a': 1} == object", "{'a': 1} == object", "mappings are not made in a policy"),
    ] {
        assert_eq!(wrong("must", must, "read-object"), (pointed.to_string(), message.to_string()), "{must}");
    }
    let (pointed, message) = wrong("must", "object.objectName ==", "read-object");
    assert!(pointed.len() <= 2 && message.starts_with("this is no expression: "), "{pointed:?} {message}");
    assert_eq!(wrong("must", "object.objectName", "integration").0, "object");
    assert_eq!(wrong("message", "a {object.x} b", "read-object").0, "x");
    assert_eq!(wrong("message", "a {object", "read-object").1, "this brace is not closed");
    assert_eq!(wrong("at", "backfill.day", "read-object"), ("day".to_string(), "a backfill has no `day`".to_string()));
    assert_eq!(wrong("for", "read-objekt", "read-object").0, "\"read-objekt\"");
}

#[test]
fn no_expression_is_too_much_for_the_reader_of_settings() {
    for must in [
        "!".repeat(1_900),
        "(".repeat(1_900),
        format!("{}1{}", "(".repeat(900), ")".repeat(900)),
        format!("1{}", "+1".repeat(950)),
        format!("true{}", " && true".repeat(240)),
        format!("[{}]", "[".repeat(1_900)),
        format!("object{}", ".a".repeat(900)),
        format!("object{}", "[0]".repeat(600)),
        format!("{}x{}", "[1].map(x, ".repeat(150), ")".repeat(150)),
        "a".repeat(100_000),
        "'".to_string(),
        "\u{0}".to_string(),
        "é == 'ü".to_string(),
        String::new(),
        format!("object.objectName.matches('{}')", "(a{1000}){1000}"),
    ] {
        // Whatever is said of it: the program says it, and goes on.
        let settings = policy("read-object", &must, &json!({}));
        let (config, wrong) = Config::read(&Source::new(".amp-lint.yaml", settings.as_str()));
        assert!(config.is_some() != wrong.iter().any(|one| one.severity == amp_lint::Severity::Error), "{wrong:?}");
        if config.is_some() {
            let _ = said(&settings, MANIFEST);
        }
    }
}

#[test]
fn a_policy_that_takes_too_long_is_cut_off_and_said_to_be() {
    let objects: Vec<Value> = (0..300)
        .map(|nth| json!({"objectName": format!("o{nth}"), "destination": "d", "schedule": "0 * * * *", "optionalFieldsAuto": "all"}))
        .collect();
    let text = json!({"name": "crm", "provider": "hubspot", "read": {"objects": objects}}).to_string();
    let all = |inner: &str, name: &str| format!("integration.read.objects.all({name}, {inner})");
    let cubed = all(&all(&all("a.objectName != '' && c.objectName != ''", "c"), "b"), "a");
    let doubled = format!("size(['aa']{}) > 0", ".map(x, x + x)".repeat(60));
    let copied = "size(integration.read.objects.map(a, integration.read.objects + integration.read.objects)) > 0";
    for must in [cubed.as_str(), &doubled, copied] {
        let found = said(&policy("read-object", must, &json!({})), &text);
        assert_eq!(found.len(), 1, "{must}");
        assert!(found[0].1.ends_with("takes too long from here on, and was cut off"), "{found:?}");
    }
    // What looks at each object of each integration has its share, however many there are.
    let each = "object.objectName.matches('^o[0-9]+$') && has(object.schedule) && runsADay(object.schedule) < 25.0";
    assert_eq!(said(&policy("read-object", each, &json!({})), &text), []);
}
