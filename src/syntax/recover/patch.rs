//! The text as it is read after repairs, and the way back to the text as it is written.
//!
//! A repair changes the working text and nothing else: whatever is found in it is said of the source. Knows nothing of what is wrong
//! or right.

use crate::finding::Edit;
use crate::source::Span;

/// A piece of the working text that stands for another piece of the source.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// In the working text.
    here: Span,
    /// In the source.
    there: Span,
}

/// A text with repairs.
#[derive(Clone, Debug)]
pub(super) struct Patch {
    /// The working text; nothing as long as it is the source itself.
    text: Option<String>,
    /// What differs, by place.
    pieces: Vec<Piece>,
}

/// What there was before some edits.
pub(super) struct Undo {
    /// Where they start, and how long the text behind them is.
    start: usize,
    behind: usize,
    removed: String,
    pieces: Vec<Piece>,
}

impl Patch {
    pub(super) fn new() -> Patch {
        Patch { text: None, pieces: Vec::new() }
    }

    /// The working text.
    pub(super) fn text<'a>(&'a self, source: &'a str) -> &'a str {
        self.text.as_deref().unwrap_or(source)
    }

    /// Whether nothing has been repaired.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Applies edits of the working text, which do not overlap and come by place.
    pub(super) fn apply(&mut self, source: &str, edits: &[Edit]) -> Undo {
        let text = self.text.get_or_insert_with(|| source.to_string());
        let (start, end) = match (edits.first(), edits.last()) {
            (Some(first), Some(last)) => (first.span.start as usize, last.span.end as usize),
            _ => (0, 0),
        };
        let removed = text[start..end].to_string();
        let undo = Undo { start, behind: text.len() - end, removed, pieces: self.pieces.clone() };
        let mut middle = String::with_capacity(end - start);
        let mut at = start;
        let mut added = Vec::with_capacity(edits.len());
        for edit in edits {
            middle.push_str(&text[at..edit.span.start as usize]);
            let from = start + middle.len();
            middle.push_str(&edit.text);
            added.push((Span::new(from, start + middle.len()), edit.span));
            at = edit.span.end as usize;
        }
        middle.push_str(&text[at..end]);
        text.replace_range(start..end, &middle);
        // What the edits touch of earlier pieces becomes part of theirs.
        let mut pieces: Vec<Piece> = Vec::with_capacity(self.pieces.len() + added.len());
        let mut old = self.pieces.iter().peekable();
        let mut shift = 0i64;
        for (here, edited) in added {
            while let Some(piece) = old.next_if(|piece| piece.here.end < edited.start) {
                pieces.push(Piece { here: moved(piece.here, shift), there: piece.there });
            }
            let (mut here, mut edited) = (here, edited);
            // Beside a piece that was taken out, these two may have changed sides.
            let mut there = Span::new(self.start(edited.start) as usize, self.end(edited.end) as usize);
            while let Some(piece) = old.next_if(|piece| piece.here.start <= edited.end) {
                let (before, behind) =
                    (edited.start.saturating_sub(piece.here.start), piece.here.end.saturating_sub(edited.end));
                here = Span { start: here.start - before, end: here.end + behind };
                edited = Span { start: edited.start - before, end: edited.end + behind };
                there = Span { start: there.start.min(piece.there.start), end: there.end.max(piece.there.end) };
            }
            shift = i64::from(here.end) - i64::from(edited.end);
            pieces.push(Piece { here, there });
        }
        pieces.extend(old.map(|piece| Piece { here: moved(piece.here, shift), there: piece.there }));
        self.pieces = pieces;
        undo
    }

    /// Takes back the edits applied last.
    pub(super) fn undo(&mut self, undo: Undo) {
        if let Some(text) = &mut self.text {
            let end = text.len() - undo.behind;
            text.replace_range(undo.start..end, &undo.removed);
        }
        self.pieces = undo.pieces;
    }

    /// Where a range that starts at a place of the working text starts in the source.
    fn start(&self, at: u32) -> u32 {
        let nth = self.pieces.partition_point(|piece| piece.here.start <= at);
        match nth.checked_sub(1).map(|nth| self.pieces[nth]) {
            None => at,
            Some(piece) if at < piece.here.end => piece.there.start,
            Some(piece) => at - piece.here.end + piece.there.end,
        }
    }

    /// Where a range that ends at a place of the working text ends in the source.
    fn end(&self, at: u32) -> u32 {
        let nth = self.pieces.partition_point(|piece| piece.here.start < at);
        match nth.checked_sub(1).map(|nth| self.pieces[nth]) {
            None => at,
            Some(piece) if at < piece.here.end => piece.there.end,
            Some(piece) => at - piece.here.end + piece.there.end,
        }
    }

    /// A range of the working text as one of the source.
    pub(super) fn to_source(&self, span: Span) -> Span {
        let start = self.start(span.start);
        let end = if span.is_empty() { start } else { self.end(span.end) };
        Span { start, end: end.max(start) }
    }

    /// The range of the source that a range of the working text is letter by letter; nothing where there was a repair.
    pub(super) fn verbatim(&self, span: Span) -> Option<Span> {
        let nth = self.pieces.partition_point(|piece| piece.here.end <= span.start);
        let touched = self.pieces.get(nth).is_some_and(|piece| piece.here.start < span.end);
        (!touched).then(|| self.to_source(span))
    }
}

fn moved(span: Span, by: i64) -> Span {
    let end = |end: u32| u32::try_from(i64::from(end) + by).unwrap_or(0);
    Span { start: end(span.start), end: end(span.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_string() }
    }

    #[test]
    fn the_way_back_is_found_through_any_repairs() {
        let source = "0123456789";
        let mut patch = Patch::new();
        patch.apply(source, &[edit(2, 2, "ab"), edit(5, 7, "")]);
        assert_eq!(patch.text(source), "01ab234789");
        assert_eq!(patch.to_source(Span::new(4, 7)), Span::new(2, 5));
        assert_eq!(patch.to_source(Span::new(7, 10)), Span::new(7, 10));
        assert_eq!(patch.to_source(Span::new(4, 10)), Span::new(2, 10));
        assert_eq!(patch.to_source(Span::new(3, 5)), Span::new(2, 3));
        assert_eq!(patch.to_source(Span::new(5, 7)), Span::new(3, 5));
        assert_eq!(patch.verbatim(Span::new(4, 7)), Some(Span::new(2, 5)));
        assert_eq!(patch.verbatim(Span::new(3, 7)), None);
        // A repair of what was repaired.
        let undo = patch.apply(source, &[edit(1, 4, "X"), edit(8, 9, "YZ")]);
        assert_eq!(patch.text(source), "0X2347YZ9");
        assert_eq!(patch.to_source(Span::new(2, 5)), Span::new(2, 5));
        assert_eq!(patch.to_source(Span::new(1, 2)), Span::new(1, 2));
        assert_eq!(patch.to_source(Span::new(6, 8)), Span::new(8, 9));
        patch.undo(undo);
        assert_eq!(patch.text(source), "01ab234789");
        assert_eq!(patch.to_source(Span::new(7, 10)), Span::new(7, 10));
    }
}
