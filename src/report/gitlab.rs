//! GitLab's code quality report.

use std::io::{self, Write};

use serde::Serialize;

use super::{Linted, fingerprint};
use crate::finding::Severity;

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
    let mut issues = Vec::new();
    for one in linted {
        // GitLab wants paths from the root of the repository on.
        let path = one.source.name().strip_prefix("./").unwrap_or(one.source.name());
        for (finding, fingerprint) in one.findings.iter().zip(fingerprint::all(one)) {
            let line = |offset: u32| one.source.position(offset as usize).line;
            let description = match &finding.help {
                Some(help) => format!("{}: {help}", finding.message),
                None => finding.message.clone(),
            };
            issues.push(Issue {
                description,
                check_name: finding.rule,
                fingerprint,
                severity: match finding.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Pedantic => "info",
                },
                location: Location {
                    path,
                    lines: Lines { begin: line(finding.span.start), end: line(finding.span.end) },
                },
            });
        }
    }
    serde_json::to_writer(&mut *out, &issues)?;
    out.write_all(b"\n")
}
