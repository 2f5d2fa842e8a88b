//! Problems as the API reports them (RFC 9457). Declarations only.
//!
//! A problem may have members of its own kind beside the named ones; they are kept.

use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::field::Field;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What went wrong with a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "API problem")]
pub struct ApiProblem {
    /// An absolute URI for the kind of problem.
    #[serde(default, skip_serializing_if = "Field::is_absent", rename = "type")]
    #[schemars(extend("default" = "about:blank"), extend("format" = "uri"))]
    pub type_uri: Field<SmolStr>,

    /// Where the kind of problem is described for people.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "uri"))]
    pub href: Field<SmolStr>,

    /// The kind of problem in a few words.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub title: Field<SmolStr>,

    /// The HTTP status that the server answered with, 400 up to 599.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("minimum" = 400), extend("exclusiveMaximum" = 600))]
    pub status: Field<i32>,

    /// What happened this time.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub detail: Field<SmolStr>,

    /// An absolute URI for this one occurrence.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "uri"))]
    pub instance: Field<SmolStr>,

    /// The part of the platform that the problem comes from.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub subsystem: Field<SmolStr>,

    /// When it happened.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "date-time"))]
    pub time: Field<SmolStr>,

    /// The request's id, to quote to support.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub request_id: Field<SmolStr>,

    /// What led to the problem, in no particular order.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub causes: Field<Vec<Field<SmolStr>>>,

    /// What to do about it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub remedy: Field<SmolStr>,

    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "email"))]
    pub support_email: Field<SmolStr>,

    /// Whom to call.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub support_phone: Field<SmolStr>,

    /// Where to find help.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "uri"))]
    pub support_url: Field<SmolStr>,

    /// Whether the same request may succeed later.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub retryable: Field<bool>,

    /// The time from which a retry makes sense.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(extend("format" = "date-time"))]
    pub retry_after: Field<SmolStr>,

    /// Whatever else the server says.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub context: Field<Map<String, Value>>,

    /// Members that belong to the kind of problem, as they came.
    #[serde(flatten)]
    #[schemars(skip)]
    pub other: Map<String, Value>,
}

/// What is wrong with the input of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Input validation problem")]
pub struct InputValidationProblem {
    /// What every problem says.
    #[serde(flatten)]
    pub problem: ApiProblem,

    /// Each thing that is wrong.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub issues: Field<Vec<Field<InputValidationIssue>>>,
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Input validation issue")]
pub struct InputValidationIssue {
    /// What every problem says.
    #[serde(flatten)]
    pub problem: ApiProblem,

    /// The part of the request that it is in.
    #[serde(default, skip_serializing_if = "Field::is_absent", rename = "in")]
    pub location: Field<IssueLocation>,

    /// The name or place of the input.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub name: Field<SmolStr>,

    /// The input itself.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub value: Field<Value>,
}

/// The part of a request that an input is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "a comment on a variant would turn the schema's `enum` into a `oneOf`")]
pub enum IssueLocation {
    Body,
    Header,
    Path,
    Query,
}
