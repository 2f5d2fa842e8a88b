//! GitLab's code quality report.

use std::io::{self, Write};

use serde::Serialize;

use super::each::Each;
use super::{Linted, fingerprint};
use crate::clean;
use crate::finding::{Finding, Severity};
use crate::source::Source;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes the findings of all texts as one list.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    let issues = Each(|| linted.iter().flat_map(|one| fingerprint::all(one).map(|found| issue(&one.source, found))));
    clean::json(&mut *out, &issues)?;
    out.write_all(b"\n")
}

fn issue<'a>(source: &'a Source, (finding, fingerprint): (&'a Finding, String)) -> Issue<'a> {
    let line = |offset: u32| source.position(offset as usize).line;
    Issue {
        description: match &finding.help {
            Some(help) => format!("{}: {help}", finding.message),
            None => finding.message.clone(),
        },
        check_name: finding.rule,
        fingerprint,
        severity: match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Pedantic => "info",
        },
        location: Location {
            // GitLab wants paths from the root of the repository on.
            path: source.name().strip_prefix("./").unwrap_or(source.name()),
            lines: Lines { begin: line(finding.span.start), end: line(finding.span.end) },
        },
    }
}
