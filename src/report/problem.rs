//! The findings as the platform itself would report them: an Input Validation Problem (`application/problem+json`), for
//! services that embed the check.

use smol_str::SmolStr;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::each::Each;
use super::{Linted, Summary};
use crate::clean;
use crate::finding::Finding;
use crate::model::{ApiProblem, Field, InputValidationIssue, IssueLocation};
use crate::source::Source;

/// The status that the platform answers an invalid input with.
const UNPROCESSABLE: i32 = 422;
/// The kind of the problem as a whole.
const KIND: &str = "urn:problem-type:amp-lint:invalid-manifest";

/// An [`InputValidationProblem`](crate::model::InputValidationProblem), its issues made while they are written.
#[derive(Serialize)]
struct Whole<I: Serialize> {
    #[serde(flatten)]
    problem: ApiProblem,
    issues: I,
}

/// Writes one problem with an issue for each finding. Without findings there is none, and the list of issues is empty.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    let issues = || linted.iter().flat_map(|one| one.findings.iter().map(|finding| issue(&one.source, finding)));
    let summary = Summary::of(linted).to_string();
    let problem = match issues().next().is_none() {
        true => ApiProblem { title: text("No problems"), ..ApiProblem::default() },
        false => ApiProblem {
            type_uri: text(KIND),
            title: text("The manifest is not valid"),
            status: Field::from(UNPROCESSABLE),
            retryable: Field::from(false),
            ..ApiProblem::default()
        },
    };
    let problem = ApiProblem { detail: text(summary), ..problem };
    clean::json(&mut *out, &Whole { problem, issues: Each(issues) })?;
    out.write_all(b"\n")
}

fn issue(source: &Source, finding: &Finding) -> InputValidationIssue {
    let start = source.position(finding.span.start as usize);
    let end = source.position(finding.span.end as usize);
    let context = json!({
        "file": source.name(),
        "rule": finding.rule,
        "severity": finding.severity.name(),
        "start": {"offset": finding.span.start, "line": start.line, "column": start.column},
        "end": {"offset": finding.span.end, "line": end.line, "column": end.column},
    });
    let Value::Object(context) = context else { return InputValidationIssue::default() };
    InputValidationIssue {
        problem: ApiProblem {
            type_uri: text(format!("urn:problem-type:amp-lint:{}", finding.rule)),
            title: text(finding.rule),
            detail: text(&finding.message),
            remedy: finding.help.as_ref().map(text).unwrap_or_default(),
            context: Field::from(context),
            other: Map::new(),
            ..ApiProblem::default()
        },
        location: Field::from(IssueLocation::Body),
        name: text(&finding.path),
        value: match source.text().get(finding.span.range()) {
            Some(text) if !text.is_empty() => Field::from(Value::String(text.to_string())),
            _ => Field::Absent,
        },
    }
}

/// A member that is a text.
fn text(text: impl Into<SmolStr>) -> Field<SmolStr> {
    Field::from(text.into())
}
