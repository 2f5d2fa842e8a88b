//! The report for programs: `--format json`. Its shape is a contract; `version` counts changes that break it.

use std::io::{self, Write};

use serde::Serialize;

use super::{Linted, Summary};
use crate::finding::Finding;
use crate::source::{Source, Span};

/// The version of the report's shape.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    files: Vec<File<'a>>,
    summary: Counts,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    path: &'a str,
    start: Position,
    end: Position,
    labels: Vec<Label<'a>>,
    fix: Option<Fix<'a>>,
}

/// `offset` counts bytes from 0, `line` and `column` from 1, columns in characters.
#[derive(Serialize)]
pub(super) struct Position {
    offset: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Label<'a> {
    message: &'a str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct Counts {
    files: usize,
    errors: usize,
    warnings: usize,
    pedantic: usize,
}

/// Writes the report, on one line with a line break at its end.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    let Summary { files, errors, warnings, pedantic } = Summary::of(linted);
    let report = Report {
        version: VERSION,
        files: linted
            .iter()
            .map(|one| File {
                path: one.source.name(),
                findings: one.findings.iter().map(|finding| entry(&one.source, finding)).collect(),
            })
            .collect(),
        summary: Counts { files, errors, warnings, pedantic },
    };
    serde_json::to_writer(&mut *out, &report)?;
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
