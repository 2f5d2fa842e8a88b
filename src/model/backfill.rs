//! How far back a first read goes. Declarations only.

use super::field::Field;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much of the past the first read of an object brings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Backfill", deny_unknown_fields)]
pub struct Backfill {
    /// The period for every installation that does not set one of its own.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Default period")]
    pub default_period: Field<DefaultPeriod>,
}

/// Either a number of days or all of the history, not both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Default period", deny_unknown_fields)]
pub struct DefaultPeriod {
    /// How many days back to read, counted from the installation. `0` reads nothing of the past.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Days", range(min = 0), example = 30)]
    pub days: Field<i64>,

    /// `true` reads everything that the provider has. That can take long and cost many API calls.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Full history", example = true)]
    pub full_history: Field<bool>,
}
