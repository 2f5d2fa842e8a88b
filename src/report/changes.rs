//! What a deploy would change, for people and for programs.

use std::cell::OnceCell;
use std::io::{self, Write};

use serde::Serialize;

use super::each::Each;
use super::json::{Position, positions};
use super::pretty::{Block, Printer, Style};
use crate::clean;
use crate::diff::{Change, Impact, Place, Version};
use crate::finding::Severity;

/// The version of the JSON report's shape.
pub const VERSION: u32 = 1;

/// A change, and whether the user has said that it may be.
#[derive(Debug)]
pub struct Judged {
    /// The change.
    pub change: Change,
    /// Whether it may be, whatever it breaks.
    pub allowed: bool,
}

/// Writes the changes for people: each with where it stands, then with where it stood.
pub fn pretty(
    out: &mut (impl Write + ?Sized),
    judged: &[Judged],
    old: &Version,
    new: &Version,
    style: Style,
) -> io::Result<()> {
    // Most texts of a project have not changed.
    let printers = |version: &Version| version.texts.iter().map(|_| OnceCell::new()).collect::<Vec<_>>();
    let (old, new) = ((old, printers(old)), (new, printers(new)));
    for Judged { change, allowed } in judged {
        let severity = match change.impact {
            Impact::Breaking if !allowed => Severity::Error,
            Impact::Breaking | Impact::Notable => Severity::Warning,
            Impact::Safe => Severity::Pedantic,
        };
        let allowed = if *allowed { ", allowed" } else { "" };
        let code = format!("{}[{}]{allowed}", change.impact.name(), change.kind.name);
        let sides = [(&new, &change.new, "now"), (&old, &change.old, "before")];
        let mut first = true;
        for ((version, printers), place, when) in sides {
            let Some(Place { text, span, .. }) = place else { continue };
            let block = Block {
                code: Some(code.as_str()).filter(|_| first),
                severity,
                message: if first { &change.message } else { when },
                help: None,
                note: if first { when } else { "" },
                span: *span,
                labels: &[],
            };
            first = false;
            let printer = printers[*text].get_or_init(|| Printer::new(version.texts[*text].source().clone(), style));
            printer.print(out, &block)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Report<C: Serialize> {
    version: u32,
    changes: C,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'a> {
    kind: &'a str,
    impact: &'a str,
    allowed: bool,
    message: &'a str,
    old: Option<Where<'a>>,
    new: Option<Where<'a>>,
}

#[derive(Serialize)]
struct Where<'a> {
    file: &'a str,
    path: &'a str,
    start: Position,
    end: Position,
}

/// How much has changed.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Summary {
    /// Changes that break something and are not allowed.
    pub breaking: usize,
    /// Changes that break something and are allowed.
    pub allowed: usize,
    /// Changes that are noticed.
    pub notable: usize,
    /// Changes that nobody has to know of.
    pub safe: usize,
}

impl Summary {
    /// Counts.
    pub fn of(judged: &[Judged]) -> Summary {
        let mut summary = Summary::default();
        for one in judged {
            match (one.change.impact, one.allowed) {
                (Impact::Breaking, false) => summary.breaking += 1,
                (Impact::Breaking, true) => summary.allowed += 1,
                (Impact::Notable, _) => summary.notable += 1,
                (Impact::Safe, _) => summary.safe += 1,
            }
        }
        summary
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Summary { breaking, allowed, notable, safe } = self;
        if breaking + allowed + notable + safe == 0 {
            return f.write_str("Nothing would change");
        }
        let allowed = if *allowed > 0 { format!(" (and {allowed} allowed)") } else { String::new() };
        write!(f, "{breaking} breaking{allowed}, {notable} notable, {safe} safe")
    }
}

/// Writes the changes for programs, on one line.
pub fn json(out: &mut (impl Write + ?Sized), judged: &[Judged], old: &Version, new: &Version) -> io::Result<()> {
    let changes = Each(|| {
        judged.iter().map(|Judged { change, allowed }| Entry {
            kind: change.kind.name,
            impact: change.impact.name(),
            allowed: *allowed,
            message: &change.message,
            old: change.old.as_ref().map(|place| locate(old, place)),
            new: change.new.as_ref().map(|place| locate(new, place)),
        })
    });
    clean::json(&mut *out, &Report { version: VERSION, changes, summary: Summary::of(judged) })?;
    out.write_all(b"\n")
}

fn locate<'a>(version: &'a Version, place: &'a Place) -> Where<'a> {
    let source = version.texts[place.text].source();
    let (start, end) = positions(source, place.span);
    Where { file: source.name(), path: &place.path, start, end }
}
