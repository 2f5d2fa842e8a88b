//! The structural check against a JSON Schema library: both must agree on which manifests follow the emitted schema.
//!
//! The check is the project's own because it reads a text as the platform does and reports each mistake once at its place. What
//! is allowed must be the schema's all the same, and this holds it to that.

use std::sync::OnceLock;

use amp_lint::{Source, lint, schema};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Rules that say that the structure is wrong.
const STRUCTURAL: &[&str] = &[
    "required-field",
    "type-mismatch",
    "invalid-value",
    "out-of-range",
    "unknown-key",
    "field-kind",
    "integration-structure",
    "spec-version",
];

fn manifest() -> Value {
    json!({
        "specVersion": "1.0.0",
        "integrations": [{
            "name": "crm", "provider": "hubspot", "displayName": "CRM",
            "read": {"objects": [{
                "objectName": "contacts", "destination": "d", "schedule": "0 * * * *", "mapToName": "people",
                "mapToDisplayName": "People",
                "requiredFields": [{"fieldName": "email"}, {"mapToName": "source", "mapToDisplayName": "S", "prompt": "?"}],
                "optionalFieldsAuto": "all", "backfill": {"defaultPeriod": {"days": 30}}, "delivery": {"mode": "auto"}
            }]},
            "write": {"objects": [{"objectName": "contacts", "inheritMapping": true, "valueDefaults": {"allowAnyFields": true}}]},
            "proxy": {"enabled": true, "useModule": false},
            "subscribe": {"objects": [{
                "objectName": "contacts", "destination": "d", "inheritFieldsAndMapping": true,
                "createEvent": {"enabled": "always"},
                "updateEvent": {"enabled": "always", "watchFieldsAuto": "all"}, "otherEvents": ["merged"]
            }]},
            "watchSchema": {"destination": "d", "allObjects": {"fieldChanged": {"enabled": "always"}}}
        }]
    })
}

/// All places of a value, as JSON pointers.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    found.push(at.clone());
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                places(inner, format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (nth, inner) in items.iter().enumerate() {
                places(inner, format!("{at}/{nth}"), found);
            }
        }
        _ => {}
    }
}

/// Something done to one place of a manifest.
#[derive(Clone, Debug)]
enum Change {
    Remove,
    Replace(Value),
    Add(String),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Remove),
        prop_oneof![
            Just(json!([])),
            Just(json!({})),
            Just(json!(["x"])),
            Just(json!({"x": 1})),
            Just(json!("all")),
            Just(json!("selected")),
            Just(json!("always")),
            Just(json!("something")),
            Just(json!(5)),
            Just(json!(-5)),
            Just(json!(true)),
        ]
        .prop_map(Change::Replace),
        "[a-z]{12,14}".prop_map(Change::Add),
    ]
}

fn apply(manifest: &mut Value, place: &str, change: &Change) {
    let Some((parent, last)) = place.rsplit_once('/') else { return };
    match change {
        Change::Replace(value) => {
            if let Some(target) = manifest.pointer_mut(place) {
                *target = value.clone();
            }
        }
        Change::Remove => match manifest.pointer_mut(parent) {
            Some(Value::Object(members)) => {
                members.shift_remove(last);
            }
            Some(Value::Array(items)) => {
                items.remove(last.parse().unwrap());
            }
            _ => {}
        },
        Change::Add(name) => {
            if let Some(Value::Object(members)) = manifest.pointer_mut(place) {
                members.insert(name.clone(), json!("x"));
            }
        }
    }
}

/// Where the platform, and so the check, is more lenient than the schema: it makes text of numbers and booleans, but not in
/// field entries. An allowed text is never one of those.
fn as_the_platform_converts(value: &mut Value, wants_text: bool, in_field_entry: bool) {
    const TEXTS: &[&str] = &[
        "specVersion",
        "name",
        "provider",
        "displayName",
        "module",
        "objectName",
        "destination",
        "schedule",
        "mapToName",
        "mapToDisplayName",
    ];
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                if let ("otherEvents" | "requiredWatchFields", Value::Array(items)) = (name.as_str(), &mut *inner) {
                    items.iter_mut().for_each(|item| as_the_platform_converts(item, true, false));
                    continue;
                }
                let fields = matches!(name.as_str(), "requiredFields" | "optionalFields");
                as_the_platform_converts(inner, TEXTS.contains(&name.as_str()) && !in_field_entry, fields);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| as_the_platform_converts(item, false, in_field_entry)),
        Value::Number(_) | Value::Bool(_) if wants_text => *value = json!(value.to_string()),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_check_and_a_schema_library_agree(changes in prop::collection::vec((any::<prop::sample::Index>(), change()), 1..3)) {
        static VALIDATOR: OnceLock<jsonschema::Validator> = OnceLock::new();
        let validator = VALIDATOR.get_or_init(|| jsonschema::validator_for(&schema::manifest()).unwrap());
        let mut manifest = manifest();
        for (index, change) in &changes {
            let mut all = Vec::new();
            places(&manifest, String::new(), &mut all);
            all.remove(0);
            if all.is_empty() {
                break;
            }
            let place = index.get(&all).clone();
            apply(&mut manifest, &place, change);
        }
        let text = serde_json::to_string_pretty(&manifest).unwrap();
        let mut converted = manifest.clone();
        as_the_platform_converts(&mut converted, false, false);
        let is_valid = validator.is_valid(&converted);
        let findings = lint(&Source::new("amp.json", text));
        // A text in a field entry that is a number is an error of its own rule.
        let found: Vec<&str> = findings
            .iter()
            .filter(|finding| {
                STRUCTURAL.contains(&finding.rule)
                    || (finding.rule == "implicit-type" && finding.severity == amp_lint::Severity::Error)
                    || finding.rule == "not-a-manifest"
            })
            .map(|finding| finding.rule)
            .collect();
        if !is_valid {
            prop_assert!(!found.is_empty(), "the schema rejects this and the check does not:\n{manifest:#}");
        } else {
            // What the schema has nothing against, and rules of their own do.
            let beyond = ["integration-structure", "spec-version"];
            let wrong: Vec<&&str> = found.iter().filter(|rule| !beyond.contains(rule)).collect();
            prop_assert!(wrong.is_empty(), "the check rejects this ({wrong:?}) and the schema does not:\n{manifest:#}");
        }
    }
}
