//! One open text, with all that there is to ask about it: what each request gets.

use gen_lsp_types::{Location, Position, Range, Uri};

use super::client::Client;
use super::documents::{Document, Judged, Kind, point};
use crate::analysis::Analysis;
use crate::catalog::Catalog;
use crate::finding::Finding;
use crate::source::{Point, Source, Span};

/// An open text.
#[derive(Clone, Copy)]
pub struct Opened<'a> {
    /// The text, as the client has it.
    pub document: &'a Document,
    /// What was found, and the settings for it.
    pub judged: &'a Judged,
    /// What is known of the providers.
    pub catalog: &'a Catalog,
    /// Who asks.
    pub client: &'a Client,
}

impl<'a> Opened<'a> {
    /// Its address.
    pub fn uri(&self) -> &'a Uri {
        &self.document.uri
    }

    /// Its version's analysis.
    pub fn analysis(&self) -> &'a Analysis {
        self.document.analysis(self.judged.kind)
    }

    /// Whether it is a manifest.
    pub fn is_manifest(&self) -> bool {
        self.judged.kind == Kind::Manifest
    }

    /// The findings, by place.
    pub fn findings(&self) -> &'a [Finding] {
        &self.judged.findings
    }

    /// What would be found in another text in its place.
    pub fn findings_of(&self, source: &Source) -> Vec<Finding> {
        let analysis = Analysis::of(source.clone(), self.analysis().schema());
        self.judged.settings.findings(self.judged.kind, self.catalog, &analysis)
    }

    /// The text of some bytes.
    pub fn slice(&self, span: Span) -> &'a str {
        self.analysis().source().slice(span)
    }

    /// The byte at a place.
    pub fn offset(&self, position: Position) -> usize {
        self.analysis().offset(point(position), self.client.encoding)
    }

    /// The place of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let Point { line, character } = self.analysis().position(offset, self.client.encoding);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(character) }
    }

    /// The place of some bytes.
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// The bytes of a place.
    pub fn span(&self, range: Range) -> Span {
        Span::new(self.offset(range.start), self.offset(range.end))
    }

    /// Some bytes of this text, for a list of places that may lie in several.
    pub fn location(&self, span: Span) -> Location {
        Location { uri: self.uri().clone(), range: self.range(span) }
    }
}
