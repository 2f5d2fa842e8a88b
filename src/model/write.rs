//! The write action. Declarations only.

use super::field::Field;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What your application may write to the provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Write action", deny_unknown_fields)]
pub struct Write {
    /// The objects that can be written, each named once.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Write objects")]
    pub objects: Field<Vec<Field<WriteObject>>>,
}

/// One object that your application may write.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Write object", deny_unknown_fields, extend("defaultSnippets" = super::snippets::write_object()))]
pub struct WriteObject {
    /// The provider's name for the object.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Object name", example = &"contacts")]
    pub object_name: Field<SmolStr>,

    /// `true` takes over the names that the read object of the same name maps to, so that you write with the names you read.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Inherit mapping", example = true)]
    pub inherit_mapping: Field<bool>,

    /// Values that customers may preset for fields that you do not write.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Value defaults")]
    pub value_defaults: Field<ValueDefaults>,
}

/// Which fields customers may preset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Value defaults", deny_unknown_fields)]
pub struct ValueDefaults {
    /// `true` lets customers preset any field of the object.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Any field", example = true)]
    pub allow_any_fields: Field<bool>,
}
