//! What may be written at a place: keys, and values.
//!
//! A text that is being written is rarely one that can be read. So the word under the cursor is replaced by a mark, as a key or as a
//! value, and the text is analysed with that: where the mark ends up says what is wanted there.

mod keys;
mod skeleton;
mod values;
mod word;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionList, Documentation, InsertTextFormat,
    InsertTextMode, MarkupContent, MarkupKind, Position, TextEdit,
};

use self::word::{Wants, Word};
use super::opened::Opened;
use crate::analysis::Analysis;
use crate::shape::plan::{Expect, Place};
use crate::source::Span;
use crate::syntax::NodeId;

/// What stands for the word under the cursor. Nobody writes this.
const MARK: &str = "ampLintMark0";

/// More than this is narrowed down by what has been typed.
const MOST: usize = 200;

/// Something that may be written.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// What it is called in the list.
    pub label: String,
    /// What is written.
    pub text: String,
    /// Whether that has places to be filled in.
    pub is_snippet: bool,
    /// A few words behind it.
    pub detail: String,
    /// What there is to read about it, as Markdown.
    pub about: String,
    /// What it is.
    pub kind: Option<CompletionItemKind>,
}

/// What may be written at a place.
pub fn at(opened: &Opened, position: Position) -> Option<CompletionList> {
    let offset = opened.offset(position);
    if let Some((span, offers)) = values::of_comment(opened, offset) {
        return Some(list(opened, span, offset, "", offers));
    }
    let word = Word::at(opened, offset)?;
    let mut offers = Vec::new();
    for &wants in word.tries() {
        let marked = Marked::of(opened, &word, wants)?;
        offers = marked.offers();
        if !offers.is_empty() {
            break;
        }
    }
    Some(list(opened, word.span, offset, word.quote(), offers))
}

/// A text with the mark in it.
pub struct Marked<'a> {
    opened: &'a Opened<'a>,
    word: &'a Word,
    wants: Wants,
    analysis: Analysis,
}

impl<'a> Marked<'a> {
    fn of(opened: &'a Opened, word: &'a Word, wants: Wants) -> Option<Marked<'a>> {
        let source = opened.analysis().source();
        let mut text = String::with_capacity(source.text().len() + MARK.len() + 2);
        text.push_str(source.text().get(..word.span.start as usize)?);
        text.push_str(word.quote());
        text.push_str(MARK);
        text.push_str(word.quote());
        if wants == Wants::Key && !word.has_colon {
            text.push_str(": ");
        }
        text.push_str(source.text().get(word.span.end as usize..)?);
        let analysis = Analysis::of(source.with_text(text), opened.analysis().schema());
        Some(Marked { opened, word, wants, analysis })
    }

    fn offers(&self) -> Vec<Offer> {
        let Some(mark) = self.mark() else { return Vec::new() };
        match self.wants {
            Wants::Key => keys::of(self, mark),
            Wants::Value => values::of(self, mark),
        }
    }

    /// The node that the mark became.
    fn mark(&self) -> Option<NodeId> {
        let at = self.word.span.start as usize + self.word.quote().len() + 1;
        self.analysis.node_at(at).filter(|&node| self.analysis.tree().text(node) == MARK)
    }

    /// The place that a mapping or a value stands in. A text that is nothing yet is a manifest.
    fn place(&self, node: NodeId) -> Option<Place> {
        if self.analysis.root().is_none() {
            return (self.analysis.tree().parent(node).is_none()).then(|| Place::root(self.analysis.schema(), 0));
        }
        self.analysis.member_at(node)
    }

    /// The items of a place that is a list.
    fn items(place: Place) -> Option<Place> {
        match place.expect() {
            Expect::List(_) => place.item(),
            _ => None,
        }
    }
}

/// Offers as the protocol has them: those that begin with what has been typed first.
fn list(opened: &Opened, span: Span, offset: usize, quote: &str, offers: Vec<Offer>) -> CompletionList {
    let typed = opened.slice(Span::new(span.start as usize, offset));
    let typed = typed.strip_prefix(quote).unwrap_or(typed).trim().to_lowercase();
    let rank = |offer: &Offer| {
        let label = offer.label.to_lowercase();
        match label.find(&typed) {
            Some(0) => 0,
            Some(_) => 1,
            None => 2,
        }
    };
    let mut ranked: Vec<(usize, Offer)> = offers.into_iter().map(|offer| (rank(&offer), offer)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let count = ranked.len();
    // Whoever writes a sentence wants none of it.
    if count > MOST || typed.contains(' ') {
        ranked.retain(|(rank, _)| *rank < 2);
        ranked.truncate(MOST);
    }
    let is_incomplete = ranked.len() < count;
    let range = opened.range(span);
    let item = |(nth, (_, offer)): (usize, (usize, Offer))| {
        let is_snippet = offer.is_snippet && opened.client.snippets;
        let filter = if quote.is_empty() { offer.label.clone() } else { offer.text.clone() };
        let about = || MarkupContent {
            kind: if opened.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText },
            value: offer.about.clone(),
        };
        CompletionItem {
            kind: offer.kind,
            label_details: (!offer.detail.is_empty())
                .then(|| CompletionItemLabelDetails { detail: None, description: Some(offer.detail.clone()) }),
            detail: (!offer.detail.is_empty()).then(|| offer.detail.clone()),
            documentation: (!offer.about.is_empty()).then(|| Documentation::MarkupContent(about())),
            sort_text: Some(format!("{nth:04}")),
            filter_text: (filter != offer.label).then_some(filter),
            insert_text_format: Some(if is_snippet { InsertTextFormat::Snippet } else { InsertTextFormat::PlainText }),
            insert_text_mode: Some(InsertTextMode::AsIs),
            text_edit: Some(TextEdit { range, new_text: offer.text }.into()),
            label: offer.label,
            ..CompletionItem::default()
        }
    };
    let items = ranked.into_iter().enumerate().map(item).collect();
    CompletionList { is_incomplete, items, ..CompletionList::default() }
}
