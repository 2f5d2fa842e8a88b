//! Watching a provider's fields come, go and change. Declarations only.

use super::field::Field;
use super::read::Always;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Tells you when customers create, change or delete fields of the objects that the integration reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Schema watch", deny_unknown_fields)]
pub struct WatchSchema {
    /// The destination that receives the notifications, by its name in your project.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Destination", example = &"schemaWebhook")]
    pub destination: Field<SmolStr>,

    /// When to look for changes, as a cron expression of five fields (UTC). Two runs must lie at least an hour apart; once a day unless you say otherwise.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Schedule", example = &"0 */6 * * *", extend("default" = "0 */24 * * *"))]
    pub schedule: Field<SmolStr>,

    /// The kinds of change to tell of.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "All objects")]
    pub all_objects: Field<AllObjects>,
}

/// Which changes are told, for all objects of the integration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "All objects", deny_unknown_fields)]
pub struct AllObjects {
    /// Fields that are created.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Field created")]
    pub field_created: Field<FieldCreated>,

    /// Fields that are deleted.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Field deleted")]
    pub field_deleted: Field<FieldDeleted>,

    /// Fields that change.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Field changed")]
    pub field_changed: Field<FieldChanged>,
}

/// Tells of fields that are created.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Field created", deny_unknown_fields)]
pub struct FieldCreated {
    /// `always` watches every installation for fields that are created.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled")]
    pub enabled: Field<Always>,
}

/// Tells of fields that are deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Field deleted", deny_unknown_fields)]
pub struct FieldDeleted {
    /// `always` watches every installation for fields that are deleted.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled")]
    pub enabled: Field<Always>,
}

/// Tells of fields that are changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Field changed", deny_unknown_fields)]
pub struct FieldChanged {
    /// `always` watches every installation for fields that are changed.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled")]
    pub enabled: Field<Always>,
}
