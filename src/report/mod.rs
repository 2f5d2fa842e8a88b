//! Findings as people and programs read them, one file per format.
//!
//! A report gets texts with their findings, in order, and writes; it opens no file and decides nothing about what is shown.

pub mod changes;
pub mod comment;
pub mod concise;
mod each;
mod excerpt;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod patch;
pub mod pretty;
pub mod problem;
pub mod sarif;
pub(crate) mod wrap;

use std::collections::BTreeMap;

use crate::finding::{Finding, Severity};
use crate::source::Source;

/// One text with what is shown of its findings.
#[derive(Debug)]
pub struct Linted {
    /// The text.
    pub source: Source,
    /// Its findings, by place.
    pub findings: Vec<Finding>,
    /// The least severity that counts: findings of it make the exit status 1.
    pub counts: Severity,
}

/// How much was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Texts that were linted.
    pub files: usize,
    /// Findings of each severity.
    pub errors: usize,
    /// Findings of each severity.
    pub warnings: usize,
    /// Findings of each severity.
    pub pedantic: usize,
}

impl Summary {
    /// Counts what is shown.
    pub fn of(linted: &[Linted]) -> Summary {
        let mut summary = Summary { files: linted.len(), ..Summary::default() };
        for finding in linted.iter().flat_map(|one| &one.findings) {
            match finding.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Pedantic => summary.pedantic += 1,
            }
        }
        summary
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {one}s"),
        };
        let mut parts = Vec::new();
        if self.errors > 0 {
            parts.push(count(self.errors, "error"));
        }
        if self.warnings > 0 {
            parts.push(count(self.warnings, "warning"));
        }
        if self.pedantic > 0 {
            parts.push(format!("{} of advice", count(self.pedantic, "piece")));
        }
        let files = count(self.files, "file");
        match parts.as_slice() {
            [] => write!(f, "No problems in {files}"),
            [one] => write!(f, "{one} in {files}"),
            [first @ .., last] => write!(f, "{} and {last} in {files}", first.join(", ")),
        }
    }
}

/// How many findings there are of each rule, the most frequent first; rules without any are left out.
pub fn statistics(linted: &[Linted]) -> Vec<(&'static str, usize)> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for finding in linted.iter().flat_map(|one| &one.findings) {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
