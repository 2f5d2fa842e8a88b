//! The emitted schemas: fresh in the repository, valid, and equal to the published ones but for the listed deviations.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use amp_lint::model::{ApiIntegration, ApiProblem, InputValidationIssue, InputValidationProblem, Integration};
use amp_lint::schema::{self, Draft, Which};
use deviations::{DEVIATIONS, Difference};
use serde_json::{Value, json};
use support::files::project;

#[path = "schema/deviations.rs"]
mod deviations;

const FACTS: &str = include_str!("schema/facts.txt");

/// What a schema says of one place, in the words of the table.
type Facts = BTreeMap<String, BTreeSet<String>>;

/// One section of the table.
fn published(section: &str) -> Facts {
    let mut inside = false;
    let mut facts = Facts::new();
    for line in FACTS.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("== ") {
            inside = name == section;
        } else if inside {
            let (place, rest) = line.split_once(' ').unwrap();
            // A default may have blanks in it, and stands last.
            let (words, default) = match rest.find("default=") {
                Some(at) => (&rest[..at], Some(&rest[at..])),
                None => (rest, None),
            };
            let words = words.split_whitespace().chain(default).map(str::to_string);
            facts.insert(place.to_string(), words.collect());
        }
    }
    assert!(!facts.is_empty(), "no section {section}");
    facts
}

/// The facts of an emitted schema.
fn emitted(schema: &Value) -> Facts {
    let mut facts = Facts::new();
    walk(schema, schema, "", &mut facts);
    facts
}

fn walk(schema: &Value, root: &Value, place: &str, facts: &mut Facts) {
    let own = schema;
    let mut schema = schema;
    while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        schema = root.pointer(reference.strip_prefix('#').unwrap()).unwrap();
    }
    let mut words = BTreeSet::new();
    let branches = schema.get("anyOf").and_then(Value::as_array);
    let kind = schema.get("type").and_then(Value::as_str);
    words.insert(match (branches, kind) {
        (Some(_), _) => "anyof".to_string(),
        (None, Some(kind)) => kind.to_string(),
        (None, None) => "any".to_string(),
    });
    let both = |key: &str| own.get(key).or_else(|| schema.get(key));
    if let Some(allowed) = both("enum").and_then(Value::as_array) {
        let allowed: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
        words.insert(format!("enum={}", allowed.join(",")));
    }
    for (key, word) in
        [("minimum", "minimum"), ("maximum", "maximum"), ("exclusiveMaximum", "below"), ("default", "default")]
    {
        if let Some(value) = both(key) {
            words.insert(format!("{word}={value}"));
        }
    }
    if let Some(format) = both("format").and_then(Value::as_str) {
        words.insert(format!("format={format}"));
    }
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => words.insert("closed".to_string()),
        Some(Value::Bool(true)) => words.insert("open".to_string()),
        _ => false,
    };
    if !place.is_empty() {
        facts.insert(place.to_string(), words);
    }
    for (nth, branch) in branches.into_iter().flatten().enumerate() {
        walk(branch, root, &format!("{place}<{nth}>"), facts);
    }
    if let Some(items) = schema.get("items") {
        walk(items, root, &format!("{place}[]"), facts);
    }
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let inner = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        walk(property, root, &inner, facts);
        if required.contains(&name.as_str()) {
            facts.get_mut(&inner).unwrap().insert("required".to_string());
        }
    }
}

/// Undoes the listed deviations in what is emitted; each must really be there.
fn without_deviations(mut facts: Facts) -> Facts {
    for deviation in DEVIATIONS {
        assert!(!deviation.reason.is_empty());
        match deviation.what {
            Difference::Closed => {
                let objects: Vec<String> = facts
                    .iter()
                    .filter(|(_, words)| words.contains("object"))
                    .map(|(place, _)| place.clone())
                    .collect();
                for place in objects {
                    assert!(facts.get_mut(&place).unwrap().remove("closed"), "{place} is open");
                }
            }
            Difference::NotRequired => assert!(facts.get_mut(deviation.place).unwrap().insert("required".to_string())),
            Difference::AnyOf => {
                let words = facts.get_mut(deviation.place).unwrap();
                assert!(words.remove("anyof"));
                words.insert("oneof".to_string());
            }
            Difference::InBothBranches => {
                for (branch, names) in [(0, &["prompt", "default"][..]), (1, &["fieldName"])] {
                    for name in names {
                        let place = format!("{}<{branch}>.{name}", deviation.place);
                        assert!(facts.remove(&place).is_some(), "{place} is not there");
                    }
                }
            }
        }
    }
    facts
}

#[test]
fn the_schema_of_the_content_is_the_published_one_but_for_the_listed_deviations() {
    let facts = without_deviations(emitted(&schema::integration()));
    assert_eq!(facts, published("content"));
}

#[test]
fn an_integration_of_the_manifest_has_the_very_schema_of_the_content() {
    let manifest = emitted(&schema::manifest());
    let content: Facts = emitted(&schema::integration());
    let inner: Facts = manifest
        .into_iter()
        .filter_map(|(place, words)| Some((place.strip_prefix("integrations[].")?.to_string(), words)))
        .collect();
    assert_eq!(inner, content);
}

#[test]
fn the_envelope_is_the_published_one() {
    let mut facts = emitted(&schema::emit::<ApiIntegration>(Draft::Draft2020, "x"));
    facts.retain(|place, _| !place.starts_with("latestRevision.content."));
    facts.get_mut("latestRevision.content").unwrap().remove("closed");
    assert_eq!(facts, published("envelope"));
}

#[test]
fn the_problem_types_are_the_published_ones() {
    let problem = published("problem");
    assert_eq!(emitted(&schema::emit::<ApiProblem>(Draft::Draft2020, "x")), problem);
    let mut issue = problem.clone();
    issue.extend(published("issue"));
    assert_eq!(emitted(&schema::emit::<InputValidationIssue>(Draft::Draft2020, "x")), issue);
    let mut whole = problem;
    whole.insert("issues".to_string(), ["array".to_string()].into());
    whole.insert("issues[]".to_string(), ["object".to_string()].into());
    whole.extend(issue.into_iter().map(|(place, words)| (format!("issues[].{place}"), words)));
    assert_eq!(emitted(&schema::emit::<InputValidationProblem>(Draft::Draft2020, "x")), whole);
}

#[test]
fn the_committed_schemas_are_fresh() {
    for which in Which::ALL {
        let name = which.name();
        for (draft, suffix) in [(Draft::Draft2020, ""), (Draft::Draft7, ".draft-07")] {
            let path = project().join(format!("schema/{name}{suffix}.schema.json"));
            let text = schema::text(which, draft);
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            let written = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(written == text, "{} is stale: run UPDATE_SCHEMAS=1 cargo test --test schema", path.display());
        }
    }
}

/// The whole of what the API returns, held against the published facts as it is printed.
#[test]
fn the_printed_schemas_of_the_api_are_the_published_ones() {
    let printed = |which| emitted(&serde_json::from_str(&schema::text(which, Draft::Draft2020)).unwrap());
    let below = |facts: &Facts, place: &str| -> Facts {
        let inner = facts.iter().filter_map(|(at, words)| Some((at.strip_prefix(place)?.to_string(), words.clone())));
        inner.collect()
    };
    let one = printed(Which::ApiIntegration);
    let mut envelope = one.clone();
    envelope.retain(|place, _| !place.starts_with("latestRevision.content."));
    envelope.get_mut("latestRevision.content").unwrap().remove("closed");
    assert_eq!(envelope, published("envelope"));
    assert_eq!(without_deviations(below(&one, "latestRevision.content.")), published("content"));
    assert_eq!(below(&printed(Which::ApiIntegrations), "[]."), one);
    assert_eq!(printed(Which::ApiRevision), below(&one, "latestRevision."));
    let problem = printed(Which::Problem);
    assert!(published("problem").iter().all(|(place, words)| problem.get(place) == Some(words)));
    assert!(published("issue").iter().all(|(place, words)| problem.get(&format!("issues[].{place}")) == Some(words)));
    for which in Which::ALL {
        for draft in [Draft::Draft2020, Draft::Draft7] {
            assert!(jsonschema::meta::is_valid(&serde_json::from_str(&schema::text(which, draft)).unwrap()));
        }
    }
}

#[test]
fn every_member_has_a_title_and_a_description() {
    fn look(schema: &Value, place: &str) {
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            for part in ["title", "description"] {
                assert!(property.get(part).is_some(), "{place}.{name} has no {part}");
            }
        }
        for (name, inner) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            look(inner, name);
            for branch in inner.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
                look(branch, name);
            }
        }
    }
    look(&schema::manifest(), "manifest");
}

/// Instances and whether they are right.
fn instances() -> Vec<(Value, bool)> {
    let with = |read: Value| json!({"name": "a", "provider": "hubspot", "read": {"objects": [read]}});
    let object = |more: Value| {
        let mut object = json!({"objectName": "contacts", "destination": "d"});
        object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with(object)
    };
    vec![
        (json!({"name": "a", "provider": "hubspot"}), true),
        (json!({"name": "a"}), false),
        (json!({"name": "a", "provider": "hubspot", "color": "red"}), false),
        (json!({"name": 1, "provider": "hubspot"}), false),
        (object(json!({})), true),
        (object(json!({"requiredFields": [{"fieldName": "a", "mapToName": "b"}]})), true),
        (object(json!({"requiredFields": [{"fieldName": "a", "prompt": "b"}]})), true),
        (object(json!({"requiredFields": [{"mapToName": "b", "default": "c"}]})), true),
        (object(json!({"requiredFields": [{"prompt": "b"}]})), false),
        (object(json!({"requiredFields": [{"fieldName": "a", "nick": "b"}]})), false),
        (object(json!({"backfill": {"defaultPeriod": {"days": 0}}})), true),
        (object(json!({"backfill": {"defaultPeriod": {"days": -1}}})), false),
        (object(json!({"backfill": {}})), false),
        (object(json!({"delivery": {"mode": "onRequest", "pageSize": 50}})), true),
        (object(json!({"delivery": {"mode": "sometimes"}})), false),
        (object(json!({"enabled": true})), false),
        (object(json!({"schedule": null})), false),
    ]
}

#[test]
fn both_drafts_are_valid_and_accept_the_same() {
    let load = |draft| serde_json::from_str::<Value>(&schema::text(Which::Integration, draft)).unwrap();
    let (new, old) = (load(Draft::Draft2020), load(Draft::Draft7));
    for schema in [&new, &old] {
        assert!(jsonschema::meta::is_valid(schema));
    }
    assert!(old["$schema"].as_str().unwrap().contains("draft-07"));
    let (new, old) = (jsonschema::validator_for(&new).unwrap(), jsonschema::validator_for(&old).unwrap());
    for (instance, is_right) in instances() {
        assert_eq!(new.is_valid(&instance), is_right, "{instance}");
        assert_eq!(old.is_valid(&instance), is_right, "draft-07: {instance}");
    }
}

#[test]
fn a_content_read_and_written_again_is_the_same() {
    let content = json!({
        "name": "crm", "provider": "hubspot", "displayName": "CRM", "module": "crm",
        "read": {"objects": [{
            "objectName": "contacts", "destination": "d", "schedule": "", "mapToName": "people",
            "requiredFields": [{"fieldName": "email"}, {"mapToName": "source", "prompt": "?", "default": "x"}],
            "optionalFieldsAuto": "all", "backfill": {"defaultPeriod": {"days": 30}},
            "delivery": {"mode": "onRequest", "pageSize": 100}, "enabled": "always"
        }]},
        "write": {"objects": [{"objectName": "contacts", "inheritMapping": true, "valueDefaults": {"allowAnyFields": true}}]},
        "proxy": {"enabled": true, "useModule": false},
        "subscribe": {"objects": [{
            "objectName": "contacts", "destination": "d", "inheritFieldsAndMapping": true,
            "updateEvent": {"enabled": "always", "requiredWatchFields": ["email"]}, "otherEvents": ["contact.merged"]
        }]},
        "watchSchema": {"destination": "d", "schedule": "0 6 * * *", "allObjects": {"fieldChanged": {"enabled": "always"}}}
    });
    let read: Integration = serde_json::from_value(content.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), content);
}

#[test]
fn a_problem_keeps_members_of_its_own_kind() {
    let problem = json!({"type": "about:blank", "status": 422, "issues": [{"in": "body", "name": "x", "limit": 5}], "balance": 30});
    let read: InputValidationProblem = serde_json::from_value(problem.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), problem);
}
