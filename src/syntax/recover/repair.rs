//! A way to make sense of a text that cannot be read.
//!
//! Guesses by eye. Whether one is right shows when the text is read with it.

use crate::finding::{Edit, Fix};
use crate::source::Span;
use crate::syntax::SyntaxError;

/// A guess at what broke the text: how to read it all the same, and what to say if that helps. Places are those of the working text.
pub(super) struct Repair {
    /// What to change so that it can be read, by place.
    pub(super) edits: Vec<Edit>,
    /// Values that can be read then, and of which nobody knows what was meant.
    pub(super) unknown: Vec<Span>,
    /// Lines that are gone then, so that keys may be missing.
    pub(super) lost: Vec<Span>,
    /// What to say.
    pub(super) error: SyntaxError,
    /// How many lines are moved: of two guesses that help alike, the one that moves fewer is right.
    pub(super) lines: usize,
    /// How far it moves them, in columns: the less the likelier.
    pub(super) columns: usize,
}

impl Repair {
    /// One piece of text replaced by another, after which its value is what was meant.
    pub(super) fn replace(span: Span, text: impl Into<String>, error: SyntaxError) -> Repair {
        let edits = vec![Edit { span, text: text.into() }];
        Repair { edits, unknown: Vec::new(), lost: Vec::new(), error, lines: 1, columns: 0 }
    }

    /// A value put into quotes, so that it can be read; what it was to be is not known.
    pub(super) fn quote(text: &str, value: Span, error: SyntaxError) -> Repair {
        let written = text.get(value.range()).unwrap_or("");
        let quoted = format!("'{}'", written.replace('\'', "''").replace(['\n', '\r'], " "));
        Repair { unknown: vec![value], ..Repair::replace(value, quoted, error) }
    }

    /// Whole lines blanked.
    pub(super) fn blank(text: &str, lines: Span, error: SyntaxError) -> Repair {
        let mut edits: Vec<Edit> = Vec::new();
        let mut at = lines.start as usize;
        for line in text.get(lines.range()).unwrap_or("").split_inclusive('\n') {
            let words = line.trim_end_matches(['\n', '\r']);
            if !words.is_empty() {
                edits.push(Edit { span: Span::new(at, at + words.len()), text: String::new() });
            }
            at += line.len();
        }
        let count = edits.len();
        Repair { edits, unknown: Vec::new(), lost: vec![lines], error, lines: count, columns: 0 }
    }

    /// Offers the repair itself as a fix.
    pub(super) fn fixing(mut self, safe: bool, title: &str) -> Repair {
        self.error.fix = Some(Fix { title: title.to_string(), safe, edits: self.edits.clone() });
        self
    }

    /// Where the changes end, in the working text as it is before them.
    pub(super) fn end(&self) -> usize {
        self.edits.last().map_or(0, |edit| edit.span.end as usize)
    }

    pub(super) fn start(&self) -> usize {
        self.edits.first().map_or(0, |edit| edit.span.start as usize)
    }
}
