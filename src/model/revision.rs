//! Integrations as the API returns them: the envelope around a revision's content. Declarations only.
//!
//! The API may add members at any time, so that nothing in here is closed.

use super::field::Field;
use super::integration::Integration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// An integration of a project, as the API returns it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Integration")]
pub struct ApiIntegration {
    /// The integration's id.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub id: Field<SmolStr>,

    /// The id of its project.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub project_id: Field<SmolStr>,

    /// Its name, the one in the manifest.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub name: Field<SmolStr>,

    /// The provider it connects to.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub provider: Field<SmolStr>,

    /// When it was created.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "date-time"))]
    pub create_time: Field<SmolStr>,

    /// When it was last deployed.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "date-time"))]
    pub update_time: Field<SmolStr>,

    /// The revision that the last deploy made.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub latest_revision: Field<Revision>,
}

/// One deployed state of an integration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Revision")]
pub struct Revision {
    /// The revision's id.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub id: Field<SmolStr>,

    /// The version of the manifest format that the content follows.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub spec_version: Field<SmolStr>,

    /// When it was deployed.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "date-time"))]
    pub create_time: Field<SmolStr>,

    /// The integration itself.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub content: Field<Integration>,
}
