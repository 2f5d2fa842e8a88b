//! The JSON Schemas, emitted from the models.
//!
//! What editors get is what is enforced: the structural check works from these very schemas.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::suggestions;
use crate::model::{ApiIntegration, InputValidationProblem, Integration, Manifest, Revision};

/// A version of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Draft-07, which some editors still need.
    Draft7,
    /// 2020-12.
    Draft2020,
}

/// What a model says of itself to the structural check alone. Editors know nothing of these keys, and get none of them.
#[derive(Debug)]
pub struct Annotated;

impl Annotated {
    /// What an object is called, where its title is not that.
    pub const KIND: &str = "x-kind";
    /// `true` for an object whose texts the platform takes as they are, so that a number does not become text.
    pub const VERBATIM: &str = "x-verbatim";
    /// `true` for a number whose bounds depend on something else: a rule of its own says so.
    pub const ADVISORY_RANGE: &str = "x-advisory-range";
}

/// The schema of any of the models with what they say to the structural check, 2020-12.
#[cfg(all(test, feature = "cli"))]
pub(crate) fn annotated<T: JsonSchema>() -> Value {
    settings(Draft::Draft2020).into_generator().root_schema_for::<T>().to_value()
}

/// The schema of the manifest, 2020-12.
pub fn manifest() -> Value {
    emit::<Manifest>(Draft::Draft2020, "manifest")
}

/// The schema of the revision content, 2020-12.
pub fn integration() -> Value {
    emit::<Integration>(Draft::Draft2020, "integration")
}

/// The schema of an integration as the API returns it, 2020-12.
pub fn api_integration() -> Value {
    emit::<ApiIntegration>(Draft::Draft2020, "api-integration")
}

/// The schema of the API's list of integrations, 2020-12.
pub fn api_integrations() -> Value {
    emit::<Vec<ApiIntegration>>(Draft::Draft2020, "api-integrations")
}

/// A schema as the command line prints it and the repository keeps it.
pub fn text(which: Which, draft: Draft) -> String {
    let name = which.name();
    let mut schema = match which {
        Which::Manifest => emit::<Manifest>(draft, name),
        Which::Integration => emit::<Integration>(draft, name),
        Which::ApiIntegration => emit::<ApiIntegration>(draft, name),
        Which::ApiIntegrations => emit::<Vec<ApiIntegration>>(draft, name),
        Which::ApiRevision => emit::<Revision>(draft, name),
        Which::Problem => emit::<InputValidationProblem>(draft, name),
    };
    suggestions::add(&mut schema);
    printed(&schema)
}

/// A schema as text.
pub fn printed(schema: &Value) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}

/// The schemas for editors and tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// `amp.yaml`.
    Manifest,
    /// The revision content.
    Integration,
    /// An integration as the API returns it.
    ApiIntegration,
    /// The API's list of integrations.
    ApiIntegrations,
    /// A revision as the API returns it.
    ApiRevision,
    /// What the API answers where something is wrong with a request.
    Problem,
}

impl Which {
    /// All of them.
    pub const ALL: [Which; 6] = [
        Which::Manifest,
        Which::Integration,
        Which::ApiIntegration,
        Which::ApiIntegrations,
        Which::ApiRevision,
        Which::Problem,
    ];

    /// The name that it goes by, and its file in the repository.
    pub fn name(self) -> &'static str {
        match self {
            Which::Manifest => "manifest",
            Which::Integration => "integration",
            Which::ApiIntegration => "api-integration",
            Which::ApiIntegrations => "api-integrations",
            Which::ApiRevision => "api-revision",
            Which::Problem => "problem",
        }
    }
}

/// The schema of any of the models: of what is read.
pub fn emit<T: JsonSchema>(draft: Draft, name: &str) -> Value {
    generate::<T>(settings(draft), name)
}

/// The schema of what is written, where every member is always there.
pub fn emit_written<T: JsonSchema>(draft: Draft, name: &str) -> Value {
    generate::<T>(settings(draft).for_serialize(), name)
}

fn settings(draft: Draft) -> SchemaSettings {
    match draft {
        Draft::Draft7 => SchemaSettings::draft07(),
        Draft::Draft2020 => SchemaSettings::draft2020_12(),
    }
}

fn generate<T: JsonSchema>(settings: SchemaSettings, name: &str) -> Value {
    let mut generator: SchemaGenerator = settings.into_generator();
    let mut schema = generator.root_schema_for::<T>().clone();
    RecursiveTransform(drop_formats).transform(&mut schema);
    RecursiveTransform(drop_annotations).transform(&mut schema);
    schema.insert("$id".to_string(), Value::String(format!("urn:amp-lint:schema:{name}")));
    schema.to_value()
}

/// Rust's own number formats (`int64`) say nothing to an editor, and the spec's integers have no width.
fn drop_formats(schema: &mut Schema) {
    if matches!(schema.get("format").and_then(Value::as_str), Some("int64" | "uint" | "uint32")) {
        schema.as_object_mut().map(|members| members.shift_remove("format"));
    }
}

/// What is meant for the structural check alone.
fn drop_annotations(schema: &mut Schema) {
    let Some(members) = schema.as_object_mut() else { return };
    for key in [Annotated::KIND, Annotated::VERBATIM, Annotated::ADVISORY_RANGE] {
        // The order of the rest stays.
        members.shift_remove(key);
    }
}
