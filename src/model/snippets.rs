//! What editors offer to fill in at once, in the form that the YAML language server knows (`defaultSnippets`).

use serde_json::{Value, json};

/// One snippet. `$1`, `${2:text}` are the places to fill in.
fn snippet(label: &str, description: &str, body: Value) -> Value {
    json!({"label": label, "description": description, "body": body})
}

/// For a whole manifest.
pub(super) fn manifest() -> Value {
    json!([snippet(
        "manifest",
        "A manifest with one integration that reads",
        json!({
            "specVersion": "1.0.0",
            "integrations": [{
                "name": "${1:name}",
                "provider": "${2:provider}",
                "read": {"objects": [{
                    "objectName": "${3:object}",
                    "destination": "${4:destination}",
                    "schedule": "^\"${5:*/30 * * * *}\"",
                    "optionalFieldsAuto": "all",
                }]},
            }],
        }),
    )])
}

/// For an integration.
pub(super) fn integration() -> Value {
    json!([
        snippet(
            "integration that reads",
            "An integration with one scheduled read",
            json!({
                "name": "${1:name}",
                "provider": "${2:provider}",
                "read": {"objects": [{
                    "objectName": "${3:object}",
                    "destination": "${4:destination}",
                    "schedule": "^\"${5:*/30 * * * *}\"",
                    "optionalFieldsAuto": "all",
                }]},
            }),
        ),
        snippet(
            "integration that proxies",
            "An integration that passes requests through",
            json!({"name": "${1:name}", "provider": "${2:provider}", "proxy": {"enabled": true}}),
        ),
    ])
}

/// For a read object.
pub(super) fn read_object() -> Value {
    json!([
        snippet(
            "scheduled read",
            "An object that is read on a schedule, with all fields for the customer to choose from",
            json!({
                "objectName": "${1:object}",
                "destination": "${2:destination}",
                "schedule": "^\"${3:*/30 * * * *}\"",
                "optionalFieldsAuto": "all",
            }),
        ),
        snippet(
            "scheduled read with a backfill",
            "The same, with a part of the past first",
            json!({
                "objectName": "${1:object}",
                "destination": "${2:destination}",
                "schedule": "^\"${3:*/30 * * * *}\"",
                "optionalFieldsAuto": "all",
                "backfill": {"defaultPeriod": {"days": "${4:30}"}},
            }),
        ),
    ])
}

/// For an entry of a field list.
pub(super) fn field() -> Value {
    json!([
        snippet("field", "A field of the provider", json!({"fieldName": "${1:field}"})),
        snippet(
            "mapped field",
            "A field of the provider under a name of your own",
            json!({"fieldName": "${1:field}", "mapToName": "${2:name}"}),
        ),
        snippet(
            "customer-defined mapping",
            "A field that the customer chooses",
            json!({
                "mapToName": "${1:name}",
                "mapToDisplayName": "${2:Display name}",
                "prompt": "${3:Which field holds it?}",
            }),
        ),
    ])
}

/// For a subscribe object.
pub(super) fn subscribe_object() -> Value {
    json!([snippet(
        "subscription",
        "All changes of an object, with the fields of the read object of that name",
        json!({
            "objectName": "${1:object}",
            "destination": "${2:destination}",
            "inheritFieldsAndMapping": true,
            "createEvent": {"enabled": "always"},
            "updateEvent": {"enabled": "always", "watchFieldsAuto": "${3|all,selected|}"},
            "deleteEvent": {"enabled": "always"},
        }),
    )])
}

/// For a write object.
pub(super) fn write_object() -> Value {
    json!([snippet("written object", "An object that can be written", json!({"objectName": "${1:object}"}))])
}
