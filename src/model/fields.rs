//! Entries of `requiredFields` and `optionalFields`.
//!
//! The published schema has a `oneOf` of two kinds that an entry with `fieldName` and `mapToName` matches both, so that
//! a plain validator rejects what the documentation shows. Here `fieldName` decides which kind an entry is.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use smol_str::SmolStr;

use super::field::Field;

/// A field of the provider, or a mapping that the customer fills in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IntegrationField {
    /// The provider's name for the field, which arrives in lower case. With it the entry is an existing field, without it a mapping.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub field_name: Field<SmolStr>,
    /// The name under which your application receives the field.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub map_to_name: Field<SmolStr>,
    /// The mapped name as customers see it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub map_to_display_name: Field<SmolStr>,
    /// What the customer is asked when choosing a field for the mapping.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub prompt: Field<SmolStr>,
    /// The provider's field that the mapping has unless the customer chooses another.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub default: Field<SmolStr>,
}

impl JsonSchema for IntegrationField {
    fn schema_name() -> Cow<'static, str> {
        "IntegrationField".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let members = members();
        json_schema!({
            "title": "Field",
            "x-kind": "field entry",
            "x-verbatim": true,
            "description": "A field of the provider (`fieldName`), or a mapping that the customer fills in (`mapToName` alone).",
            "defaultSnippets": super::snippets::field(),
            "anyOf": [
                {
                    "title": "Existing field",
                    "description": "A field of the provider, delivered under its own name or under `mapToName`.",
                    "type": "object",
                    "properties": members,
                    "required": ["fieldName"],
                    "additionalProperties": false
                },
                {
                    "title": "Mapping for the customer",
                    "description": "A name of yours for which the customer chooses the provider's field.",
                    "type": "object",
                    "properties": members,
                    "required": ["mapToName"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

/// The members of both kinds.
fn members() -> Value {
    json!({
        "fieldName": {
            "title": "Field name",
            "description": "The provider's name for the field. A nested field is written `$['parent']['child']`. Without `mapToName`, it arrives under this name in lower case, whatever its case here.",
            "type": "string",
            "examples": ["email", "$['address']['city']"]
        },
        "mapToName": {
            "title": "Mapped name",
            "description": "The name under which your application receives the field. Without `fieldName` beside it, customers choose which of their fields it stands for.",
            "type": "string",
            "examples": ["lead_source"]
        },
        "mapToDisplayName": {
            "title": "Mapped display name",
            "description": "The mapped name as customers see it.",
            "type": "string",
            "examples": ["Lead source"]
        },
        "prompt": {
            "title": "Prompt",
            "description": "The question that customers are asked when they choose a field for this mapping. Ignored beside `fieldName`.",
            "type": "string",
            "examples": ["Which field tells where a lead came from?"]
        },
        "default": {
            "title": "Default",
            "description": "The provider's field that is chosen unless the customer chooses another. Ignored beside `fieldName`.",
            "type": "string",
            "examples": ["leadsource"]
        }
    })
}
