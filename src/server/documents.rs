//! The texts that the client has open, as it has them, and what is known of each version.
//!
//! A version is analysed when somebody first asks about it, and never twice; nobody asks about those in between.

use std::cell::OnceCell;

use gen_lsp_types::{Position, Range, TextDocumentContentChangeEvent, Uri};

use super::settings::Settings;
use crate::analysis::Analysis;
use crate::catalog::Catalog;
use crate::finding::Finding;
use crate::shape::plan::Schema;
use crate::source::{Encoding, Point, Source, offset_in};

/// The longest text that is analysed while it is written, in bytes: no change of a longer one could be answered at once.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// What an open text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A manifest.
    Manifest,
    /// The settings of a project.
    Settings,
    /// None of our business.
    Other,
}

/// An open text.
#[derive(Debug)]
pub struct Document {
    /// Its address.
    pub uri: Uri,
    /// The version that the client calls it.
    pub version: i32,
    /// The language that the client takes it for.
    pub language: String,
    text: String,
    analysis: OnceCell<Analysis>,
    /// Depends on the settings, which may change while the text stays.
    judged: OnceCell<Judged>,
}

/// What was found in a text by the settings that are for it.
#[derive(Debug)]
pub struct Judged {
    /// What it is.
    pub kind: Kind,
    /// The findings of the command line.
    pub findings: Vec<Finding>,
    /// The settings for it.
    pub settings: Settings,
}

impl Document {
    /// A text that was opened.
    pub fn new(uri: Uri, language: String, version: i32, text: String) -> Document {
        Document { uri, version, language, text, analysis: OnceCell::new(), judged: OnceCell::new() }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes over the client's changes, each of what the one before made of the text.
    pub fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => self.text = whole.text,
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let Range { start, end } = part.range;
                    let at = |position| offset_in(&self.text, point(position), encoding);
                    let (start, end) = (at(start), at(end));
                    self.text.replace_range(start.min(end)..start.max(end), &part.text);
                }
            }
        }
        self.version = version;
        self.analysis = OnceCell::new();
        self.forget_settings();
    }

    /// Drops what depended on settings that may have changed.
    pub fn forget_settings(&mut self) {
        self.judged = OnceCell::new();
    }

    /// What the settings say about it, and what was found.
    pub fn judged(&self, catalog: &Catalog, find: impl FnOnce() -> (Kind, Settings)) -> &Judged {
        self.judged.get_or_init(|| {
            let (kind, settings) = find();
            let findings = match kind {
                _ if self.text.len() > MAX_BYTES => Vec::new(),
                Kind::Other => Vec::new(),
                kind => settings.findings(kind, catalog, self.analysis(kind)),
            };
            Judged { kind, findings, settings }
        })
    }

    /// The text, analysed as what it is.
    pub fn analysis(&self, kind: Kind) -> &Analysis {
        self.analysis.get_or_init(|| {
            let schema = if kind == Kind::Settings { Schema::settings() } else { Schema::integrations() };
            let text = if self.text.len() > MAX_BYTES { "" } else { &self.text };
            Analysis::of(Source::new(super::uri::file_name(&self.uri), text), schema)
        })
    }
}

/// A place as the protocol has it.
pub fn point(position: Position) -> Point {
    Point { line: position.line as usize, character: position.character as usize }
}
