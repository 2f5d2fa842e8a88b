//! What a deploy would change, for people, for programs and for pull requests.

use std::cell::OnceCell;
use std::io::{self, Write};

use serde::Serialize;

use super::each::Each;
use super::json::{Position, positions};
use super::pretty::{Block, Printer, Style};
use crate::clean;
use crate::diff::{Change, Impact, NotCompared, Place, Side, Version};
use crate::finding::Severity;

/// The version of the JSON report's shape.
pub const VERSION: u32 = 1;

/// What to do about a place that could not be compared.
const HELP: &str = "lint this text: amp-lint says what is wrong here";

/// A change, and whether the user has said that it may be.
#[derive(Debug)]
pub struct Judged {
    /// The change.
    pub change: Change,
    /// Whether it may be, whatever it breaks.
    pub allowed: bool,
}

impl Judged {
    fn severity(&self) -> Severity {
        match self.change.impact {
            Impact::Breaking if !self.allowed => Severity::Error,
            Impact::Breaking | Impact::Notable => Severity::Warning,
            Impact::Safe => Severity::Pedantic,
        }
    }
}

/// What there is to report.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The changes.
    pub judged: &'a [Judged],
    /// What could not be compared.
    pub not_compared: &'a [NotCompared],
    /// How it was.
    pub old: &'a Version,
    /// How it is to be.
    pub new: &'a Version,
}

/// One side, with what prints its texts. Most texts of a project have not changed.
struct Texts<'a> {
    version: &'a Version,
    printers: Vec<OnceCell<Printer>>,
    style: Style,
}

impl Texts<'_> {
    fn of(version: &Version, style: Style) -> Texts<'_> {
        Texts { version, printers: version.texts.iter().map(|_| OnceCell::new()).collect(), style }
    }

    fn at(&self, text: usize) -> &Printer {
        self.printers[text].get_or_init(|| Printer::new(self.version.texts[text].source().clone(), self.style))
    }
}

/// Writes the changes for people: each with where it stands, then with where it stood; and what could not be compared.
pub fn pretty(out: &mut (impl Write + ?Sized), compared: Compared, style: Style) -> io::Result<()> {
    let (old, new) = (Texts::of(compared.old, style), Texts::of(compared.new, style));
    for judged in compared.judged {
        let Judged { change, allowed } = judged;
        let allowed = if *allowed { ", allowed" } else { "" };
        let code = format!("{}[{}]{allowed}", change.impact.name(), change.kind.name);
        let sides = [(&new, &change.new, "now"), (&old, &change.old, "before")];
        let mut first = true;
        for (texts, place, when) in sides {
            let Some(Place { text, span, .. }) = place else { continue };
            let block = Block {
                code: Some(code.as_str()).filter(|_| first),
                severity: judged.severity(),
                message: if first { &change.message } else { when },
                help: None,
                note: if first { when } else { "" },
                span: *span,
                labels: &[],
            };
            first = false;
            texts.at(*text).print(out, &block)?;
        }
        writeln!(out)?;
    }
    for NotCompared { message, side, place } in compared.not_compared {
        let (texts, when) = match side {
            Side::Old => (&old, "before"),
            Side::New => (&new, "now"),
        };
        let block = Block {
            code: Some("not compared"),
            severity: Severity::Error,
            message,
            help: Some(HELP),
            note: when,
            span: place.span,
            labels: &[],
        };
        texts.at(place.text).print(out, &block)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes the changes as annotations for GitHub Actions: each at its place in the new version. What is gone without a
/// place there is an annotation of the file, and says where it stood.
pub fn github(out: &mut (impl Write + ?Sized), compared: Compared) -> io::Result<()> {
    let Compared { judged, not_compared, old, new } = compared;
    for one in judged {
        let level = match one.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Pedantic => "notice",
        };
        let Change { kind, message, .. } = &one.change;
        let allowed = if one.allowed { " (allowed)" } else { "" };
        let was = match (&one.change.old, &one.change.new) {
            (Some(place), None) => format!("\nbefore: {}", line(old, place)),
            _ => String::new(),
        };
        let at = annotated(new, one.change.new.as_ref());
        let text = clean::github_data(&format!("{}{allowed}{was}", clean::line(message)));
        writeln!(out, "::{level} title=amp-lint({}){at}::{text}", kind.name)?;
    }
    for NotCompared { message, side, place } in not_compared {
        let (at, more) = match side {
            Side::New => (annotated(new, Some(place)), String::new()),
            Side::Old => (annotated(new, None), format!("\nbefore: {}", line(old, place))),
        };
        let text = clean::github_data(&format!("{}\nhelp: {HELP}{more}", clean::line(message)));
        writeln!(out, "::error title=amp-lint(not compared){at}::{text}")?;
    }
    Ok(())
}

/// The properties that say where an annotation stands; without a place, those of the file where there is but one.
fn annotated(version: &Version, place: Option<&Place>) -> String {
    match (place, version.texts.as_slice()) {
        (Some(place), texts) => {
            let source = texts[place.text].source();
            let (start, end) = (source.position(place.span.start as usize), source.position(place.span.end as usize));
            let file = clean::github_property(source.name());
            let columns = format!("col={},endColumn={}", start.column, end.column);
            format!(",file={file},line={},endLine={},{columns}", start.line, end.line)
        }
        (None, [only]) => format!(",file={}", clean::github_property(only.source().name())),
        (None, _) => String::new(),
    }
}

/// A place as `file:line`.
fn line(version: &Version, place: &Place) -> String {
    let source = version.texts[place.text].source();
    format!("{}:{}", clean::line(source.name()), source.position(place.span.start as usize).line)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<C: Serialize, G: Serialize> {
    version: u32,
    changes: C,
    not_compared: G,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    installations: Option<Whom<'a>>,
}

/// The installations that a change touches, where they are known.
#[derive(Serialize)]
struct Whom<'a> {
    touched: &'a [String],
    of: usize,
}

/// Something that could not be compared: in one of the two versions.
#[derive(Serialize)]
struct Gap<'a> {
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
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Changes that break something and are not allowed.
    pub breaking: usize,
    /// Changes that break something and are allowed.
    pub allowed: usize,
    /// Changes that are noticed.
    pub notable: usize,
    /// Changes that nobody has to know of.
    pub safe: usize,
    /// Places that could not be compared.
    pub not_compared: usize,
}

impl Summary {
    /// Counts.
    pub fn of(judged: &[Judged], not_compared: &[NotCompared]) -> Summary {
        let mut summary = Summary { not_compared: not_compared.len(), ..Summary::default() };
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
        let Summary { breaking, allowed, notable, safe, not_compared } = self;
        match (breaking + allowed + notable + safe, not_compared) {
            (0, 0) => return f.write_str("Nothing would change"),
            (0, _) => f.write_str("No change is known")?,
            (_, _) => {
                let allowed = if *allowed > 0 { format!(" (and {allowed} allowed)") } else { String::new() };
                write!(f, "{breaking} breaking{allowed}, {notable} notable, {safe} safe")?;
            }
        }
        match not_compared {
            0 => Ok(()),
            1 => f.write_str("; 1 place could not be compared"),
            count => write!(f, "; {count} places could not be compared"),
        }
    }
}

/// Writes the changes for programs, on one line.
pub fn json(out: &mut (impl Write + ?Sized), compared: Compared) -> io::Result<()> {
    let Compared { judged, not_compared, old, new } = compared;
    let changes = Each(|| {
        judged.iter().map(|Judged { change, allowed }| Entry {
            kind: change.kind.name,
            impact: change.impact.name(),
            allowed: *allowed,
            message: &change.message,
            old: change.old.as_ref().map(|place| locate(old, place)),
            new: change.new.as_ref().map(|place| locate(new, place)),
            installations: change.touched.as_ref().map(|one| Whom { touched: &one.groups, of: one.of }),
        })
    });
    let gaps = Each(|| {
        not_compared.iter().map(|NotCompared { message, side, place }| Gap {
            message,
            old: (*side == Side::Old).then(|| locate(old, place)),
            new: (*side == Side::New).then(|| locate(new, place)),
        })
    });
    let summary = Summary::of(judged, not_compared);
    clean::json(&mut *out, &Report { version: VERSION, changes, not_compared: gaps, summary })?;
    out.write_all(b"\n")
}

fn locate<'a>(version: &'a Version, place: &'a Place) -> Where<'a> {
    let source = version.texts[place.text].source();
    let (start, end) = positions(source, place.span);
    Where { file: source.name(), path: &place.path, start, end }
}
