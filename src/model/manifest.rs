//! The manifest: what a project keeps as `amp.yaml`. Declarations only.

use super::field::Field;
use super::integration::Integration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The integrations of one project, as Ampersand deploys them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Integration manifest", deny_unknown_fields, extend("defaultSnippets" = super::snippets::manifest()))]
pub struct Manifest {
    /// The version of the manifest format. There is one so far, `1.0.0`.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Spec version", example = &"1.0.0")]
    pub spec_version: Field<SmolStr>,

    /// One entry for each integration that customers can install. Names must differ.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Integrations")]
    pub integrations: Field<Vec<Field<Integration>>>,
}
