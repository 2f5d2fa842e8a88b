//! What a lint has to say: findings, their labels, severities and fixes.
//!
//! Data only. A finding knows its place as bytes; lines, colours and formats are the reports' affair.

use crate::source::Span;

/// The rule about what cannot be read. After a fix there must not be more of it.
pub(crate) const SYNTAX: &str = "yaml-syntax";

/// What happens to a manifest with such a finding. Ordered from advice to error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Advice: shown with `--pedantic`.
    Pedantic,
    /// Accepted by the platform, and almost surely not what was meant.
    Warning,
    /// Rejected by the platform, or it cannot work.
    Error,
}

impl Severity {
    /// The severity's name, as settings and reports spell it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Pedantic => "pedantic",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A second place that a finding speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there.
    pub message: String,
}

/// A replacement of some bytes. An empty span inserts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The bytes to replace.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

/// Edits that put a finding right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What the edits do, in a few words.
    pub title: String,
    /// Whether this is the one right answer, to be applied without a look, or only a likely one.
    pub safe: bool,
    /// Edits that do not overlap, by place.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that replaces one piece of text.
    pub fn replace(safe: bool, title: impl Into<String>, span: Span, text: impl Into<String>) -> Fix {
        Fix::one(safe, title, Edit { span, text: text.into() })
    }

    /// A fix of one edit.
    pub fn one(safe: bool, title: impl Into<String>, edit: Edit) -> Fix {
        Fix { title: title.into(), safe, edits: vec![edit] }
    }
}

/// One thing that is wrong, at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The name of the rule that found it.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong with this value here.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The smallest text that the user would change.
    pub span: Span,
    /// A few words to stand at `span` in a picture of the text; empty for none.
    pub note: String,
    /// The other places involved.
    pub labels: Vec<Label>,
    /// The node, as `$.integrations[0].name`; for a missing key the node that lacks it.
    pub path: String,
    /// How to put it right, where that is known.
    pub fix: Option<Fix>,
}
