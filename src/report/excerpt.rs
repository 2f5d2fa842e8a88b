//! What is shown of a text around the places that a finding speaks of: pieces of a few lines, each line no wider than there
//! is room.
//!
//! A long line is cut around what is marked in it. Marks that do not fit on one line together, or overlap, get pieces of
//! their own. All of it costs what is shown, not what the lines measure.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use super::wrap::wrap;
use crate::clean;
use crate::source::{Position, Source, Span};

/// How many columns a tab takes.
const TAB: usize = 4;
/// The columns between the middle of a mark and its label: `╰── `.
const HOOK: usize = 4;
/// How many lines are shown above and below a marked one.
const AROUND: usize = 1;
/// How many characters are shown for a column. Some take none, and there may be any number of them.
const CHARACTERS: usize = 4;

/// A place to mark, and what is said about it; nothing where that is empty.
pub(super) struct Mark<'a> {
    pub span: Span,
    pub label: &'a str,
}

/// How much room there is for a line.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// How many columns.
    pub columns: usize,
    /// What stands where a line is cut.
    pub ellipsis: &'static str,
}

/// The pieces to show, one after the other in a text of their own, which is all that the renderer gets to see.
pub(super) struct Excerpt {
    name: String,
    text: String,
    pieces: Vec<Piece>,
    marks: Vec<Placed>,
}

/// Consecutive lines.
struct Piece {
    /// Where they stand in the text of the excerpt.
    range: Range<usize>,
    /// The first line of the source, from 0.
    first: usize,
    /// How many there are.
    count: usize,
}

/// A mark in the text of the excerpt.
struct Placed {
    range: Range<usize>,
    label: Option<String>,
    is_primary: bool,
    /// Where it is in the source.
    position: Position,
}

/// A marked line of the source.
struct Row {
    line: usize,
    /// The marks on it, by place: which one of all, and the bytes of the line that it marks.
    marks: Vec<(usize, Range<usize>)>,
    /// The bytes of the line that are shown.
    shown: Range<usize>,
}

impl Excerpt {
    /// Lays out what to show of a text around these places, the first of which is what all is about, on so many columns.
    pub(super) fn new(source: &Source, marks: &[Mark], room: Room) -> Excerpt {
        // The number of the line and a bar stand before it: ` 12 │ `.
        let last = marks.iter().map(|mark| source.line_index(mark.span.start as usize)).max().unwrap_or(0);
        let digits = (last + 1 + AROUND).min(line_count(source)).to_string().len();
        let room = Room { columns: room.columns.saturating_sub(digits + 4).max(4 * HOOK), ..room };
        let mut pieces = pieces(source, rows(source, marks, room));
        // What it is about comes first.
        let is_first = |row: &Row| row.marks.iter().any(|(nth, _)| *nth == 0);
        let first = pieces.iter().position(|(_, rows)| rows.iter().any(is_first)).unwrap_or(0);
        if let Some(upto) = pieces.get_mut(..=first) {
            upto.rotate_right(1);
        }
        let name = clean::line(source.name()).into_owned();
        let mut excerpt = Excerpt { name, text: String::new(), pieces: Vec::new(), marks: Vec::new() };
        for (lines, rows) in pieces {
            let (start, first, count) = (excerpt.text.len(), lines.start, lines.len());
            for line in lines {
                match rows.iter().find(|row| row.line == line) {
                    Some(row) => excerpt.push_marked(source, marks, row, room),
                    None => excerpt.push_line(source.slice(line_span(source, line)), room),
                }
                excerpt.text.push('\n');
            }
            excerpt.pieces.push(Piece { range: start..excerpt.text.len(), first, count });
        }
        excerpt
    }

    /// Adds a line from its start on.
    fn push_line(&mut self, line: &str, room: Room) {
        let shown = room.from(line, 0);
        self.push_text(line, shown.clone());
        if shown.end < line.len() {
            self.text.push_str(room.ellipsis);
        }
    }

    /// Adds a line with marks.
    fn push_marked(&mut self, source: &Source, marks: &[Mark], row: &Row, room: Room) {
        let line = source.slice(line_span(source, row.line));
        let line_start = self.text.len();
        if row.shown.start > 0 {
            self.text.push_str(room.ellipsis);
        }
        let mut done = row.shown.start;
        for (nth, mark) in &row.marks {
            self.push_text(line, done..mark.start);
            done = mark.end.min(row.shown.end).max(mark.start);
            let start = self.text.len();
            self.push_text(line, mark.start..done);
            if done < mark.end {
                // What goes on is marked as such.
                self.text.push_str(room.ellipsis);
            }
            let middle = columns(&self.text[line_start..start]) + columns(&self.text[start..]) / 2;
            let label = clean::line(marks[*nth].label);
            self.marks.push(Placed {
                range: start..self.text.len(),
                label: (!label.is_empty()).then(|| broken(&label, room.columns.saturating_sub(middle + HOOK).max(1))),
                is_primary: *nth == 0,
                position: source.position(marks[*nth].span.start as usize),
            });
        }
        self.push_text(line, done..row.shown.end);
        if row.shown.end < line.len() && row.marks.iter().all(|(_, mark)| mark.end <= row.shown.end) {
            self.text.push_str(room.ellipsis);
        }
    }

    /// Adds a part of a line as it is seen.
    fn push_text(&mut self, line: &str, part: Range<usize>) {
        for c in line.get(part).unwrap_or("").chars() {
            match c {
                '\t' => self.text.extend(std::iter::repeat_n(' ', TAB)),
                c => self.text.push(clean::visible(c)),
            }
        }
    }

    /// The marks as the renderer wants them, in the order in which they are shown.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.marks.iter().map(|mark| {
            let span: SourceSpan = (mark.range.start, mark.range.len()).into();
            match mark.is_primary {
                true => LabeledSpan::new_primary_with_span(mark.label.clone(), span),
                false => LabeledSpan::new_with_span(mark.label.clone(), span),
            }
        })
    }

    /// For each mark, in the order in which they are shown, whether it is what all is about.
    pub(super) fn roles(&self) -> impl Iterator<Item = bool> + '_ {
        self.marks.iter().map(|mark| mark.is_primary)
    }
}

impl SourceCode for Excerpt {
    /// The piece with these bytes. Two pieces do not become one, wherever they stand in the source.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let nth = self.pieces.partition_point(|piece| piece.range.end <= start);
        let piece = self.pieces.get(nth).filter(|piece| end < piece.range.end).ok_or(MietteError::OutOfBounds)?;
        // Without lines around it, it is asked for the place that is named above the lines.
        let mark = self.marks.iter().find(|mark| before == 0 && mark.range.start == start);
        let (line, column) = mark.map_or((piece.first, 0), |mark| (mark.position.line - 1, mark.position.column - 1));
        let data = self.text[piece.range.clone()].as_bytes();
        let place: SourceSpan = (piece.range.start, piece.range.len()).into();
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, place, line, column, piece.count)))
    }
}

/// How many lines there are to show: what stands behind the last line break is none where it is empty.
fn line_count(source: &Source) -> usize {
    let count = source.line_count();
    count - usize::from(source.line_span(count - 1).is_empty())
}

/// A line without its line break, and without the byte order mark before the text.
fn line_span(source: &Source, line: usize) -> Span {
    let whole = source.line_span(line);
    let mark = if line == 0 && source.text().starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    whole.part(mark..whole.len())
}

/// The marked lines. A line is there more than once where its marks do not go together.
fn rows(source: &Source, marks: &[Mark], room: Room) -> Vec<Row> {
    let mut places: Vec<(usize, Range<usize>, usize)> = marks
        .iter()
        .enumerate()
        .map(|(nth, mark)| {
            let line = source.line_index(mark.span.start as usize);
            let whole = line_span(source, line);
            let text = source.slice(whole);
            // What starts in the line break or goes on behind it is marked up to there.
            let within = |at: u32| boundary(text, at.clamp(whole.start, whole.end) as usize - whole.start as usize);
            (line, within(mark.span.start)..within(mark.span.end), nth)
        })
        .collect();
    places.sort_by_key(|(line, place, nth)| (*line, place.start, *nth));
    let mut rows: Vec<Row> = Vec::with_capacity(places.len());
    for (line, place, nth) in places {
        let text = source.slice(line_span(source, line));
        if let Some(row) = rows.last_mut().filter(|row| row.line == line) {
            row.marks.push((nth, place.clone()));
            if let Some(shown) = room.around(text, &row.marks, marks) {
                row.shown = shown;
                continue;
            }
            row.marks.pop();
        }
        let alone = vec![(nth, place)];
        let shown = room.around(text, &alone, marks).unwrap_or_else(|| room.from(text, 0));
        rows.push(Row { line, marks: alone, shown });
    }
    rows
}

/// Which lines are shown together, and the marked ones among them.
fn pieces(source: &Source, rows: Vec<Row>) -> Vec<(Range<usize>, Vec<Row>)> {
    let mut pieces: Vec<(Range<usize>, Vec<Row>)> = Vec::new();
    for row in rows {
        // Beside a line that has lost its start, others would stand askew.
        let around = if row.shown.start > 0 { 0 } else { AROUND };
        let mut lines =
            row.line.saturating_sub(around)..(row.line + 1 + around).min(line_count(source).max(row.line + 1));
        if let Some((above, others)) = pieces.last_mut() {
            if others.last().is_some_and(|other| other.line == row.line) {
                above.end = row.line + 1;
                lines.start = row.line;
            } else if lines.start <= above.end {
                above.end = above.end.max(lines.end);
                others.push(row);
                continue;
            }
        }
        pieces.push((lines, vec![row]));
    }
    pieces
}

impl Room {
    fn cut(self) -> usize {
        columns(self.ellipsis)
    }

    /// What there is room for of a line from `start` on, the signs at its ends included.
    fn from(self, line: &str, start: usize) -> Range<usize> {
        let free = self.columns - if start > 0 { self.cut() } else { 0 };
        let end = ahead(line, start, free);
        match end == line.len() {
            true => start..end,
            false => start..ahead(line, start, free.saturating_sub(self.cut())),
        }
    }

    /// What to show of a line so that all these marks are on it, with room for what is said about them. Nothing where that
    /// cannot be; a mark alone is always shown, from its start on.
    fn around(self, line: &str, on_it: &[(usize, Range<usize>)], marks: &[Mark]) -> Option<Range<usize>> {
        let overlap = |one: &Range<usize>, next: &Range<usize>| {
            // A mark takes a column, even where there is nothing that does.
            let between = one.start..next.start.min(ahead(line, one.start, 2)).max(one.start);
            next.start < one.end || columns(&line[between]) == 0
        };
        if on_it.windows(2).any(|pair| overlap(&pair[0].1, &pair[1].1)) {
            return None;
        }
        let from = on_it.first()?.1.start;
        let to = on_it.iter().map(|(_, place)| place.end).max()?;
        let mut shown = self.from(line, 0);
        // A line is shown from its start on where something of what stands behind the marks can be seen, too.
        if shown.end < line.len() && to > ahead(line, 0, self.columns * 3 / 4) {
            // As much on one side as on the other, or what the other one leaves.
            let marked = columns(&line[from..ahead(line, from, self.columns).min(to)]);
            let spare = self.columns.saturating_sub(marked + 2 * self.cut());
            let behind = columns(&line[to..ahead(line, to, spare)]);
            let start = back(line, from, (spare / 2).max(spare - behind.min(spare)));
            // The sign for a cut takes columns, too.
            let is_near = ahead(line, 0, self.cut()) >= start;
            shown = self.from(line, if is_near { 0 } else { start });
        }
        let lack = self.lack(line, &shown, on_it, marks);
        if lack > 0 {
            // Less of what stands before the marks is shown.
            let lack = lack + if shown.start > 0 { 0 } else { self.cut() };
            shown = self.from(line, beyond(line, shown.start, lack).min(from));
        }
        let is_whole = || to <= shown.end && self.lack(line, &shown, on_it, marks) == 0;
        (on_it.len() == 1 || is_whole()).then_some(shown)
    }

    /// How many columns are lacking for the marks and for what is said about them.
    fn lack(self, line: &str, shown: &Range<usize>, on_it: &[(usize, Range<usize>)], marks: &[Mark]) -> usize {
        let before = if shown.start > 0 { self.cut() } else { 0 };
        let column = |at: usize| before + columns(&line[shown.start..at.clamp(shown.start, shown.end)]);
        let lacks = on_it.iter().map(|(nth, place)| {
            let start = column(place.start);
            let end = column(place.end).max(start + 1);
            let label = match marks[*nth].label {
                "" => 0,
                label => {
                    let longest = label.split(' ').map(columns).max().unwrap_or(0);
                    let wanted = columns(label).min(self.columns / 2 - HOOK).max(longest);
                    (start + end) / 2 + HOOK + wanted
                }
            };
            end.max(label).saturating_sub(self.columns)
        });
        lacks.max().unwrap_or(0)
    }
}

/// The character boundary at or before a place.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// How many columns a text takes.
fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(c: char) -> usize {
    match c {
        '\t' => TAB,
        c => clean::visible(c).width().unwrap_or(0),
    }
}

/// How far so many columns reach from a place on.
fn ahead(line: &str, from: usize, columns: usize) -> usize {
    from + reach(line[from..].chars(), columns)
}

/// From where on so many columns reach up to a place.
fn back(line: &str, to: usize, columns: usize) -> usize {
    to - reach(line[..to].chars().rev(), columns)
}

/// The place that is at least so many columns behind another one.
fn beyond(line: &str, from: usize, columns: usize) -> usize {
    let (mut at, mut width) = (from, 0);
    for c in line[from..].chars() {
        if width >= columns && columns_of(c) > 0 {
            break;
        }
        width += columns_of(c);
        at += c.len_utf8();
    }
    at
}

/// How many bytes the characters have that fit into so many columns.
fn reach(characters: impl Iterator<Item = char>, columns: usize) -> usize {
    let (mut width, mut length) = (0, 0);
    for c in characters.take(CHARACTERS * columns) {
        width += columns_of(c);
        if width > columns {
            break;
        }
        length += c.len_utf8();
    }
    length
}

/// A label on as many lines as it needs.
fn broken(label: &str, columns: usize) -> String {
    let mut lines = Vec::new();
    for line in wrap(label, columns).lines() {
        let mut rest = line;
        loop {
            // A word that is longer than any line is broken after all.
            let end = match ahead(rest, 0, columns) {
                0 => rest.chars().next().map_or(0, char::len_utf8),
                end => end,
            };
            lines.push(rest[..end].to_string());
            rest = &rest[end..];
            if rest.is_empty() {
                break;
            }
        }
    }
    lines.join("\n")
}
