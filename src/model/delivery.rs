//! How records arrive. Declarations only.

use super::field::Field;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the records of a read object reach your application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Delivery", deny_unknown_fields)]
pub struct Delivery {
    /// `auto` pushes records to the destination as they are read. `onRequest` holds them until your application asks for the next page; it is deprecated, reads without a schedule take its place.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Mode", extend("default" = "auto"))]
    pub mode: Field<DeliveryMode>,

    /// How many records come in one delivery, 50 to 500. Only with `mode: onRequest`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Page size", range(min = 50, max = 500), example = 200, extend("x-advisory-range" = true))]
    pub page_size: Field<i64>,
}

/// Whether records are pushed or asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Delivery mode")]
#[allow(missing_docs, reason = "a comment on a variant would turn the schema's `enum` into a `oneOf`")]
pub enum DeliveryMode {
    OnRequest,
    Auto,
}
