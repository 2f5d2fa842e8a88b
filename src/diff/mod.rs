//! What a deploy would change, and whether an installation would notice.
//!
//! Two versions of the same integrations are compared by what they mean: integrations by name, objects by name whatever its
//! case (as the platform's deploy tool does), fields by what they are. Order, layout and comments do not count. What
//! cannot be read on either side is not compared, and named.

mod actions;
mod compare;
mod events;
mod fields;
mod integrations;
pub mod kinds;
mod objects;
mod read;
pub mod reads;
mod watched;
mod write;

use std::fmt;

use crate::analysis::{Analysis, Definition};
use crate::catalog::Catalog;
use crate::shape::plan::Schema;
use crate::source::{Source, Span};

pub use kinds::{Impact, Kind};

/// A text that can be compared.
#[derive(Debug)]
pub struct Text {
    /// Which of its version's texts it is, as the other version's texts are told apart too.
    file: String,
    analysis: Analysis,
    /// The text to be shown: all places are those of the one that was read.
    shown: Source,
}

/// Why a text cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not YAML or JSON; the line where that shows.
    Syntax(usize),
    /// It defines no integrations.
    NotIntegrations,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Syntax(line) => write!(f, "line {line} cannot be read"),
            Unreadable::NotIntegrations => f.write_str("it is neither a manifest nor an answer of the API"),
        }
    }
}

impl Text {
    /// Reads a text.
    pub fn read(source: Source) -> Result<Text, Unreadable> {
        let analysis = Analysis::of(source.clone(), Schema::integrations());
        if let Some(error) = analysis.tree().errors.first() {
            return Err(Unreadable::Syntax(source.position(error.span.start as usize).line));
        }
        if matches!(analysis.definition(), Definition::Unknown) {
            return Err(Unreadable::NotIntegrations);
        }
        Ok(Text { file: String::new(), analysis, shown: source })
    }

    /// Says which file of its version it is. An integration is first looked for in the file of the same name on the other
    /// side, and then in all others.
    pub fn in_file(self, file: impl Into<String>) -> Text {
        Text { file: file.into(), ..self }
    }

    /// The same with another text to be shown, in which all places are the same: one without secrets.
    pub fn shown_as(self, source: Source) -> Text {
        Text { shown: source, ..self }
    }

    /// The text itself.
    pub fn source(&self) -> &Source {
        &self.shown
    }
}

/// One side of a comparison.
#[derive(Debug, Default)]
pub struct Version {
    /// Its texts.
    pub texts: Vec<Text>,
}

/// Where something stands on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of the text.
    pub text: usize,
    /// The smallest text that the change is about.
    pub span: Span,
    /// The node, as `$.integrations[0].name`.
    pub path: String,
}

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its kind.
    pub kind: &'static Kind,
    /// What it does to the installations that are there; the kind's, as a rule.
    pub impact: Impact,
    /// What is different.
    pub message: String,
    /// Where it stood.
    pub old: Option<Place>,
    /// Where it stands.
    pub new: Option<Place>,
}

/// Something that could not be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCompared {
    /// What stands in the way.
    pub message: String,
    /// The side that it stands on.
    pub side: Side,
    /// Where it stands there.
    pub place: Place,
}

/// One of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// How it was.
    Old,
    /// How it is to be.
    New,
}

/// What came of a comparison.
#[derive(Debug, Default)]
pub struct Outcome {
    /// All changes, in the order of the new version, with what is gone where it was.
    pub changes: Vec<Change>,
    /// What could not be compared, the old version's first. There may be changes in it.
    pub not_compared: Vec<NotCompared>,
}

/// What to compare, and how.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// How it was.
    pub old: &'a Version,
    /// How it is to be.
    pub new: &'a Version,
    /// Knows the default modules.
    pub catalog: &'a Catalog,
    /// Whether the old version may hold integrations that the new one was never meant to: what the platform holds of a
    /// project may come from several manifests.
    pub old_may_hold_others: bool,
}

impl Comparison<'_> {
    /// Compares.
    pub fn outcome(self) -> Outcome {
        compare::compare(self)
    }
}
