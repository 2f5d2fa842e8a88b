//! Block YAML by eye: lines, their indentation, and what stands on them.
//!
//! For texts that no parser can read. Nothing in here knows what is wrong with them.

use crate::source::{Span, floor_boundary};

/// The lines of a text as ranges, line breaks left out.
pub(super) struct Lines<'t> {
    text: &'t str,
    at: Option<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Lines<'t> {
        Lines { text, at: Some(0) }
    }

    /// The line that holds the byte at `at`, a character boundary.
    pub(super) fn around(text: &str, at: usize) -> Span {
        let at = floor_boundary(text, at);
        let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
        let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
        Span::new(start, start + text[start..end].trim_end_matches('\r').len())
    }

    /// The line before, unless this is the first.
    pub(super) fn before(text: &str, line: Span) -> Option<Span> {
        (line.start > 0).then(|| Lines::around(text, line.start as usize - 1))
    }

    /// The line after, unless this is the last.
    pub(super) fn after(text: &str, line: Span) -> Option<Span> {
        let next = line.end as usize + text.get(line.end as usize..)?.find('\n')? + 1;
        (next < text.len()).then(|| Lines::around(text, next))
    }
}

impl Iterator for Lines<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let start = self.at?;
        let end = self.text[start..].find('\n').map(|found| start + found);
        self.at = end.map(|end| end + 1);
        let end = end.unwrap_or(self.text.len());
        Some(Span::new(start, start + self.text[start..end].trim_end_matches('\r').len()))
    }
}

/// A line of block YAML taken apart by eye: `- key: value # comment`.
pub(super) struct Entry {
    /// From the first character that is no blank and no dash.
    pub(super) content: Span,
    /// The key, where there is one with a colon and a blank behind it.
    pub(super) key: Option<Span>,
    /// What comes after the key, or all of the content, without a comment and blanks at the end.
    pub(super) value: Span,
}

impl Entry {
    pub(super) fn of(text: &str, line: Span) -> Entry {
        let whole = &text[line.range()];
        let mut skipped = whole.len() - whole.trim_start().len();
        while let Some(rest) =
            whole[skipped..].strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        {
            skipped = whole.len() - rest.trim_start().len();
        }
        let content = Span::new(line.start as usize + skipped, line.end as usize);
        let words = &text[content.range()];
        let key_length = match words.chars().next() {
            Some(quote @ ('"' | '\'')) => words[1..].find(quote).map(|end| end + 2),
            Some('#' | '*' | '&' | '!' | '|' | '>' | '@' | '`' | '%' | '{' | '[' | ',') | None => None,
            Some(_) => {
                words.find(": ").or_else(|| words.find(":\t")).or_else(|| words.ends_with(':').then(|| words.len() - 1))
            }
        };
        let key = key_length.filter(|&length| words[length..].starts_with(':')).map(|length| content.part(0..length));
        let from = key.map_or(content.start as usize, |key| key.end as usize + 1);
        let rest = text.get(from..line.end as usize).unwrap_or("");
        let start = from + rest.len() - rest.trim_start().len();
        let rest = rest.trim();
        // The first ` #` outside quotes begins a comment.
        let mut quote = None;
        let mut end = rest.len();
        let mut previous = ' ';
        for (at, c) in rest.char_indices() {
            match quote {
                Some(open) if c == open => quote = None,
                Some(_) => {}
                None if (c == '"' || c == '\'') && at == 0 => quote = Some(c),
                None if c == '#' && previous.is_whitespace() => {
                    end = at;
                    break;
                }
                None => {}
            }
            previous = c;
        }
        Entry { content, key, value: Span::new(start, start + rest[..end].trim_end().len()) }
    }
}

pub(super) fn written_before(text: &str, line: Span) -> Option<Span> {
    let mut at = Lines::before(text, line)?;
    loop {
        let words = text[at.range()].trim();
        if !words.is_empty() && !words.starts_with('#') {
            return Some(at);
        }
        at = Lines::before(text, at)?;
    }
}

pub(super) fn written_after(text: &str, line: Span) -> Option<Span> {
    let mut at = Lines::after(text, line)?;
    loop {
        let words = text[at.range()].trim();
        if !words.is_empty() && !words.starts_with('#') {
            return Some(at);
        }
        at = Lines::after(text, at)?;
    }
}

pub(super) fn indentation(text: &str, line: Span) -> usize {
    let words = &text[line.range()];
    words.len() - words.trim_start_matches([' ', '\t']).len()
}

/// A line and the lines below that are indented like the first of those that are indented deeper, or deeper still.
pub(super) fn with_children(text: &str, line: Span) -> Span {
    match written_after(text, line).map(|next| indentation(text, next)) {
        Some(inner) if inner > indentation(text, line) => following(text, line, inner),
        _ => line,
    }
}

/// A line and the lines below that are indented by so much or more, at most a thousand.
pub(super) fn following(text: &str, line: Span, least: usize) -> Span {
    let mut end = line;
    let mut next = line;
    for _ in 0..1000 {
        match Lines::after(text, next) {
            Some(blank) if text[blank.range()].trim().is_empty() => next = blank,
            Some(deep) if indentation(text, deep) >= least => (next, end) = (deep, deep),
            _ => break,
        }
    }
    Span { start: line.start, end: end.end }
}

pub(super) fn is_item(text: &str, line: Span) -> bool {
    text[line.range()].trim_start().starts_with('-')
}

/// A place at which a line can start: one where a line above starts that is still open.
pub(super) struct Start {
    /// How many blanks stand before it.
    pub(super) column: usize,
    /// The line above.
    pub(super) line: Span,
    /// Whether a list item starts there, rather than a key.
    pub(super) item: bool,
    /// Whether it is the place behind the line's dash.
    pub(super) behind_dash: bool,
}

/// Where a line can start, the innermost place first.
pub(super) fn possible_starts(text: &str, line: Span) -> Vec<Start> {
    let mut open: Vec<Start> = Vec::new();
    let mut at = written_before(text, line);
    for _ in 0..400 {
        let Some(candidate) = at else { break };
        let column = indentation(text, candidate);
        let item = is_item(text, candidate);
        let is_outside = |column: usize, open: &[Start]| open.last().is_none_or(|inner| column < inner.column);
        if is_outside(column, &open) {
            let content = (Entry::of(text, candidate).content.start - candidate.start) as usize;
            if content > column && is_outside(content, &open) {
                open.push(Start { column: content, line: candidate, item: false, behind_dash: true });
            }
            open.push(Start { column, line: candidate, item, behind_dash: false });
        }
        at = written_before(text, candidate);
    }
    open
}

/// A line with what belongs to it, and the lines beside it that are indented just like it: what was moved with it.
pub(super) fn moved_with(text: &str, line: Span) -> Span {
    let mut last = line;
    let mut end = line;
    for _ in 0..1000 {
        end = if Entry::of(text, last).value.is_empty() || is_item(text, last) {
            with_children(text, last)
        } else {
            last
        };
        match written_after(text, end) {
            Some(next) if indentation(text, next) == indentation(text, line) => last = next,
            _ => break,
        }
    }
    Span { start: line.start, end: end.end }
}
