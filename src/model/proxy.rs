//! The proxy action. Declarations only.

use super::field::Field;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Requests that are passed through to the provider's own API.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Proxy action", deny_unknown_fields)]
pub struct Proxy {
    /// `true` lets your application send requests through. The deploy tool wants it written out.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled", example = true)]
    pub enabled: Field<bool>,

    /// `true` sends requests to the base address of the module, not to that of the provider as a whole. `false` unless you say otherwise.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Use the module")]
    pub use_module: Field<bool>,
}
