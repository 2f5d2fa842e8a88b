//! The report for programs: `--format json`. Its shape is a contract; `version` counts changes that break it.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Linted, Summary};
use crate::clean;
use crate::finding::Finding;
use crate::shape::schema::{self, Draft};
use crate::source::{Source, Span};

/// The version of the report's shape.
pub const VERSION: u32 = 1;

/// What amp-lint found, file by file.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "amp-lint report", deny_unknown_fields)]
struct Report<'a> {
    /// The version of this form. It changes when something in here is taken away or means something else.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The texts that were linted, in the order of the arguments, those without findings included.
    #[schemars(with = "Vec<File>")]
    files: Files<'a>,
    /// How much is shown.
    summary: Counts,
}

/// One text.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct File<'a> {
    /// The path as it was given or found, `<stdin>`, or `PROJECT/INTEGRATION@REVISION`.
    path: &'a str,
    /// What is wrong with it, by place.
    #[schemars(with = "Vec<Entry>")]
    findings: Findings<'a>,
}

/// One thing that is wrong, at one place.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Finding", deny_unknown_fields)]
struct Entry<'a> {
    /// The rule that found it.
    rule: &'a str,
    /// How bad it is.
    #[schemars(extend("enum" = ["error", "warning", "pedantic"]))]
    severity: &'a str,
    /// What is wrong with this value here.
    message: &'a str,
    /// What to write instead, where that is known.
    help: Option<&'a str>,
    /// The node, as `$.integrations[0].name`; for a missing key the node that lacks it.
    path: &'a str,
    /// Where the smallest text to change starts.
    start: Position,
    /// Where it ends, one behind the last character.
    end: Position,
    /// The other places involved.
    labels: Vec<Label<'a>>,
    /// How to put it right, where that is known.
    fix: Option<Fix<'a>>,
}

/// A place in a text.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Position {
    /// Bytes from the start of the text, from 0 on.
    offset: usize,
    /// The line, from 1 on.
    line: usize,
    /// The column in characters, from 1 on.
    column: usize,
}

/// Another place, and what stands there.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Label<'a> {
    /// What stands there.
    message: &'a str,
    /// Where it starts.
    start: Position,
    /// Where it ends.
    end: Position,
}

/// Edits that put a finding right.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Fix<'a> {
    /// What the edits do.
    title: &'a str,
    /// Whether this is a safe fix, with one right answer, which `--fix` applies; else an unsafe one, for `--unsafe-fixes`.
    safe: bool,
    /// The edits, by place. They do not overlap.
    edits: Vec<Edit<'a>>,
}

/// A replacement of some bytes; an insert where start and end are the same.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Edit<'a> {
    /// The first byte to replace.
    start: u32,
    /// One behind the last byte to replace.
    end: u32,
    /// What to put there.
    text: &'a str,
}

/// How much is shown.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Summary", deny_unknown_fields)]
struct Counts {
    /// Texts that were linted.
    files: usize,
    /// Errors.
    errors: usize,
    /// Warnings.
    warnings: usize,
    /// Pieces of advice.
    pedantic: usize,
}

/// The texts, each made when its turn has come.
struct Files<'a>(&'a [Linted]);

impl Serialize for Files<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|one| File { path: one.source.name(), findings: Findings(one) }))
    }
}

/// The findings of a text, each made when its turn has come.
struct Findings<'a>(&'a Linted);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Linted { source, findings, .. } = self.0;
        serializer.collect_seq(findings.iter().map(|finding| entry(source, finding)))
    }
}

/// The schema of the report.
pub fn schema(draft: Draft) -> Value {
    schema::emit_written::<Report>(draft, "report")
}

/// Writes the report, on one line with a line break at its end.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    let Summary { files, errors, warnings, pedantic } = Summary::of(linted);
    let report =
        Report { version: VERSION, files: Files(linted), summary: Counts { files, errors, warnings, pedantic } };
    clean::json(&mut *out, &report)?;
    out.write_all(b"\n")
}

fn entry<'a>(source: &Source, finding: &'a Finding) -> Entry<'a> {
    let (start, end) = positions(source, finding.span);
    Entry {
        rule: finding.rule,
        severity: finding.severity.name(),
        message: &finding.message,
        help: finding.help.as_deref(),
        path: &finding.path,
        start,
        end,
        labels: finding
            .labels
            .iter()
            .map(|label| {
                let (start, end) = positions(source, label.span);
                Label { message: &label.message, start, end }
            })
            .collect(),
        fix: finding.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit { start: edit.span.start, end: edit.span.end, text: &edit.text })
                .collect(),
        }),
    }
}

/// Where a span starts and ends.
pub(super) fn positions(source: &Source, span: Span) -> (Position, Position) {
    let place = |offset: u32| {
        let position = source.position(offset as usize);
        Position { offset: position.offset, line: position.line, column: position.column }
    };
    (place(span.start), place(span.end))
}
