//! Scalars: plain, quoted and block text.
//!
//! A scalar whose text stands in the source letter by letter is a piece of the source and is never copied; of any other the
//! text is put together in the arena.

use super::chars::{self, at, break_length, is_blank, is_line_end, is_white};
use super::fault::{Broken, Fault};
use super::reader::Reader;
use crate::source::Span;
use crate::syntax::arena::{Builder, Style, Text};

/// A scalar that has been read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scalar {
    /// What it stands on, quotes included.
    pub(super) span: Span,
    pub(super) style: Style,
    pub(super) text: Text,
}

/// Text in the making: a piece of the source as long as nothing has to be changed.
struct Writer {
    /// Where the scalar's text starts in the source.
    start: usize,
    /// Where its copy starts in the arena, once there is one.
    copy: Option<usize>,
}

impl Writer {
    fn new(start: usize) -> Writer {
        Writer { start, copy: None }
    }

    /// From here on, the text is a copy: of what stands in the source up to `end`, and of what is pushed later.
    fn copy<'b>(&mut self, builder: &'b mut Builder, source: &str, end: usize) -> &'b mut String {
        let cooked = builder.cooked();
        if self.copy.is_none() {
            self.copy = Some(cooked.len());
            cooked.push_str(source.get(self.start..end).unwrap_or(""));
        }
        cooked
    }

    /// The text, which ends at `end` in the source if nothing had to be changed.
    fn finish(self, builder: &mut Builder, end: usize) -> Text {
        match self.copy {
            None => Text::Source(Span::new(self.start, end.max(self.start))),
            Some(start) => Text::Cooked(Span::new(start, builder.cooked().len())),
        }
    }
}

/// Blanks and line breaks inside a scalar, which fold: one break is a space, more are one break less.
#[derive(Default)]
struct Gap {
    /// Where the blanks start that stand before the first break.
    blanks: usize,
    /// The first break, as it is kept.
    first: Option<char>,
    /// Whether there is more than one, and the breaks behind the first, as a range of the source.
    more: Option<(usize, usize)>,
}

/// A line break as text keeps it: U+2028 and U+2029 stay, all others are line feeds.
fn kept(bytes: &[u8], place: usize) -> char {
    match (at(bytes, place), at(bytes, place + 2)) {
        (0xE2, 0xA8) => '\u{2028}',
        (0xE2, _) => '\u{2029}',
        _ => '\n',
    }
}

/// Pushes the breaks in a piece of the source.
fn push_breaks(out: &mut String, bytes: &[u8], from: usize, to: usize) {
    let mut place = from;
    while place < to {
        let length = break_length(bytes, place);
        if length > 0 {
            out.push(kept(bytes, place));
        }
        place += length.max(1);
    }
}

impl Gap {
    /// What a gap leaves of itself between two pieces of text.
    fn fold(&self, out: &mut String, bytes: &[u8]) {
        match (self.first, self.more) {
            (Some('\n'), None) => out.push(' '),
            (Some('\n'), Some((from, to))) => push_breaks(out, bytes, from, to),
            (Some(other), more) => {
                out.push(other);
                if let Some((from, to)) = more {
                    push_breaks(out, bytes, from, to);
                }
            }
            (None, _) => {}
        }
    }
}

impl Reader<'_, '_> {
    /// Whether a line starts here with `---` or `...` alone.
    pub(super) fn at_document_mark(&self) -> bool {
        let bytes = self.bytes;
        let first = at(bytes, self.pos);
        matches!(first, b'-' | b'.')
            && self.column() == 0
            && at(bytes, self.pos + 1) == first
            && at(bytes, self.pos + 2) == first
            && is_white(bytes, self.pos + 3)
    }

    /// Takes blanks and breaks from here on. `tabs_from` is the column from which on tabs may stand behind a break.
    fn gap(&mut self, tabs_from: Option<usize>, start: usize) -> Result<Gap, Broken> {
        let bytes = self.bytes;
        let mut gap = Gap { blanks: self.pos, ..Gap::default() };
        loop {
            let length = break_length(bytes, self.pos);
            if length > 0 {
                self.need(2);
                let place = self.pos;
                self.take_break(length);
                match gap.first {
                    None => gap.first = Some(kept(bytes, place)),
                    Some(_) => gap.more = Some((gap.more.map_or(place, |(from, _)| from), self.pos)),
                }
            } else if is_blank(bytes, self.pos) {
                let is_tab = bytes[self.pos] == b'\t';
                if is_tab && gap.first.is_some() && tabs_from.is_some_and(|least| self.column() < least) {
                    return Err(self.broken(Fault::PlainTab, start));
                }
                self.pos += 1;
            } else {
                return Ok(gap);
            }
            self.need(1);
        }
    }

    /// A plain scalar.
    pub(super) fn plain(&mut self) -> Result<Scalar, Broken> {
        let bytes = self.bytes;
        let start = self.pos;
        let least = (self.state.indent + 1) as usize;
        let in_flow = self.state.flow > 0;
        let mut out = Writer::new(start);
        let mut end = start;
        let mut gap: Option<Gap> = None;
        let mut behind_break = false;
        loop {
            self.need(4);
            if self.at_document_mark() || at(bytes, self.pos) == b'#' {
                break;
            }
            let from = self.pos;
            self.pos = plain_piece(bytes, from, in_flow);
            if self.pos > from {
                if let Some(gap) = gap.take() {
                    // Blanks alone stay as they are; a break makes a copy.
                    if gap.first.is_some() {
                        let cooked = out.copy(self.builder, self.text, end);
                        gap.fold(cooked, bytes);
                        cooked.push_str(self.text.get(from..self.pos).unwrap_or(""));
                    } else if out.copy.is_some() {
                        let piece = self.text.get(gap.blanks..self.pos).unwrap_or("");
                        out.copy(self.builder, self.text, end).push_str(piece);
                    }
                }
                behind_break = false;
                end = self.pos;
                self.need_along(from, 2);
            }
            if !is_white(bytes, self.pos) || at(bytes, self.pos) == 0 {
                break;
            }
            self.need(1);
            let taken = self.gap(Some(least), start)?;
            behind_break |= taken.first.is_some();
            gap = Some(taken);
            if !in_flow && self.column() < least {
                break;
            }
        }
        if behind_break {
            self.state.key_allowed = true;
        }
        let text = out.finish(self.builder, end);
        Ok(Scalar { span: Span::new(start, end), style: Style::Plain, text })
    }

    /// A scalar in single quotes.
    pub(super) fn single_quoted(&mut self) -> Result<Scalar, Broken> {
        self.quoted(b'\'')
    }

    /// A scalar in double quotes.
    pub(super) fn double_quoted(&mut self) -> Result<Scalar, Broken> {
        self.quoted(b'"')
    }

    fn quoted(&mut self, quote: u8) -> Result<Scalar, Broken> {
        let bytes = self.bytes;
        let start = self.pos;
        self.pos += 1;
        let mut out = Writer::new(self.pos);
        let mut end;
        loop {
            self.need(4);
            if self.at_document_mark() {
                return Err(self.broken(Fault::QuotedDocument, start));
            }
            if at(bytes, self.pos) == 0 {
                return Err(self.broken(Fault::Quote, start));
            }
            let mut escaped_break = false;
            // Up to a blank, a break or the closing quote.
            loop {
                let from = self.pos;
                self.pos = quoted_piece(bytes, from, quote);
                if self.pos > from {
                    if out.copy.is_some() {
                        let piece = self.text.get(from..self.pos).unwrap_or("");
                        out.copy(self.builder, self.text, from).push_str(piece);
                    }
                    self.need_along(from, 2);
                }
                end = self.pos;
                match at(bytes, self.pos) {
                    b'\'' if quote == b'\'' && at(bytes, self.pos + 1) == b'\'' => {
                        out.copy(self.builder, self.text, end).push('\'');
                        self.pos += 2;
                        self.need(2);
                    }
                    b'\\' if quote == b'"' => {
                        let length = break_length(bytes, self.pos + 1);
                        if length > 0 {
                            self.need(3);
                            out.copy(self.builder, self.text, end);
                            self.pos += 1;
                            self.take_break(length);
                            escaped_break = true;
                            break;
                        }
                        let character = self.escape()?;
                        let cooked = out.copy(self.builder, self.text, end);
                        cooked.push(character);
                        self.need(2);
                    }
                    _ => break,
                }
            }
            self.need(1);
            if at(bytes, self.pos) == quote {
                break;
            }
            if !is_white(bytes, self.pos) || at(bytes, self.pos) == 0 {
                continue;
            }
            if escaped_break {
                // The break itself is gone; what is blank behind it goes too, and further breaks stay.
                let from = self.pos;
                self.gap(None, start)?;
                let to = self.pos;
                push_breaks(out.copy(self.builder, self.text, end), bytes, from, to);
                continue;
            }
            let gap = self.gap(None, start)?;
            if gap.first.is_some() {
                gap.fold(out.copy(self.builder, self.text, end), bytes);
            } else if out.copy.is_some() {
                let piece = self.text.get(gap.blanks..self.pos).unwrap_or("");
                out.copy(self.builder, self.text, end).push_str(piece);
            }
        }
        self.pos += 1;
        let text = out.finish(self.builder, end);
        let style = if quote == b'"' { Style::DoubleQuoted } else { Style::SingleQuoted };
        Ok(Scalar { span: Span::new(start, self.pos), style, text })
    }

    /// The character that an escape stands for; goes behind it.
    fn escape(&mut self) -> Result<char, Broken> {
        let start = self.pos;
        let wrong = Broken { at: start, from: start, fault: Fault::Escape };
        let (simple, digits) = match at(self.bytes, start + 1) {
            b'0' => ('\0', 0),
            b'a' => ('\u{7}', 0),
            b'b' => ('\u{8}', 0),
            b't' | b'\t' => ('\t', 0),
            b'n' => ('\n', 0),
            b'v' => ('\u{B}', 0),
            b'f' => ('\u{C}', 0),
            b'r' => ('\r', 0),
            b'e' => ('\u{1B}', 0),
            b' ' => (' ', 0),
            b'"' => ('"', 0),
            b'\'' => ('\'', 0),
            b'\\' => ('\\', 0),
            b'N' => ('\u{85}', 0),
            b'_' => ('\u{A0}', 0),
            b'L' => ('\u{2028}', 0),
            b'P' => ('\u{2029}', 0),
            b'x' => (' ', 2),
            b'u' => (' ', 4),
            b'U' => (' ', 8),
            _ => return Err(wrong),
        };
        self.pos += 2;
        if digits == 0 {
            return Ok(simple);
        }
        self.need(digits);
        let code = self.text.get(self.pos..self.pos + digits).ok_or(wrong)?;
        if !code.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong);
        }
        let character = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).ok_or(wrong)?;
        self.pos += digits;
        Ok(character)
    }

    /// A scalar behind `|` or `>`.
    pub(super) fn block(&mut self) -> Result<Scalar, Broken> {
        let bytes = self.bytes;
        let start = self.pos;
        let literal = bytes[start] == b'|';
        self.pos += 1;
        self.need(1);
        let wrong = |reader: &Self| Err(reader.broken(Fault::BlockHeader, start));
        // `+` and `-` say what becomes of the line breaks at the end, a digit how far the text is indented.
        let (mut chomp, mut digit) = (None, None);
        for _ in 0..2 {
            match at(bytes, self.pos) {
                sign @ (b'+' | b'-') if chomp.is_none() => chomp = Some(sign),
                b'0' if digit.is_none() => return wrong(self),
                number @ b'1'..=b'9' if digit.is_none() => digit = Some((number - b'0') as i32),
                _ => break,
            }
            self.pos += 1;
            self.need(1);
        }
        while is_blank(bytes, self.pos) {
            self.pos += 1;
            self.need(1);
        }
        if at(bytes, self.pos) == b'#' {
            self.comment();
        }
        if !is_line_end(bytes, self.pos) {
            return wrong(self);
        }
        let mut end = self.pos;
        let length = break_length(bytes, self.pos);
        if length > 0 {
            self.need(2);
            self.take_break(length);
        }
        let mut indent = digit.map(|digit| (self.state.indent.max(0) + digit) as usize);
        let cooked_from = self.builder.cooked().len();
        // Breaks wait until it is known whether text follows: the one that ends a line, and the empty lines behind it.
        let mut waiting: Option<usize> = None;
        let mut empty = self.block_breaks(&mut indent, start)?;
        let mut was_blank = false;
        while Some(self.column()) == indent && at(bytes, self.pos) != 0 {
            let blank = is_blank(bytes, self.pos);
            let folds = !literal && !was_blank && !blank;
            let cooked = self.builder.cooked();
            if let Some(place) = waiting.take() {
                match kept(bytes, place) {
                    '\n' if folds => {
                        if empty.0 == empty.1 {
                            cooked.push(' ');
                        }
                    }
                    other => cooked.push(other),
                }
            }
            push_breaks(cooked, bytes, empty.0, empty.1);
            was_blank = blank;
            let line_end = chars::line_end(bytes, self.pos);
            cooked.push_str(self.text.get(self.pos..line_end).unwrap_or(""));
            let from = self.pos;
            self.pos = line_end;
            end = line_end;
            self.need_along(from, 1);
            self.need(2);
            let length = break_length(bytes, self.pos);
            if length > 0 {
                waiting = Some(self.pos);
                self.take_break(length);
            }
            empty = self.block_breaks(&mut indent, start)?;
        }
        let cooked = self.builder.cooked();
        if chomp != Some(b'-')
            && let Some(place) = waiting
        {
            cooked.push(kept(bytes, place));
        }
        if chomp == Some(b'+') {
            push_breaks(cooked, bytes, empty.0, empty.1);
        }
        let text = Text::Cooked(Span::new(cooked_from, cooked.len()));
        let written = self.text.get(start..end).unwrap_or("").trim_end().len();
        Ok(Scalar { span: Span::new(start, start + written.max(1)), style: Style::Block, text })
    }

    /// Empty lines and the indentation of the next line that is not; the range of the source that they stand in. Finds out
    /// how far the text is indented where that is not known.
    fn block_breaks(&mut self, indent: &mut Option<usize>, start: usize) -> Result<(usize, usize), Broken> {
        let bytes = self.bytes;
        let mut widest = 0;
        let from = self.pos;
        let mut to = from;
        loop {
            self.need(1);
            // The column counts from here: nothing but spaces stands before.
            let mut column = self.column();
            while indent.is_none_or(|indent| column < indent) && at(bytes, self.pos) == b' ' {
                self.pos += 1;
                column += 1;
                self.need(1);
            }
            widest = widest.max(column);
            if indent.is_none_or(|indent| column < indent) && at(bytes, self.pos) == b'\t' {
                return Err(self.broken(Fault::BlockTab, start));
            }
            let length = break_length(bytes, self.pos);
            if length == 0 {
                break;
            }
            self.need(2);
            self.take_break(length);
            to = self.pos;
        }
        if indent.is_none() {
            *indent = Some(widest.max((self.state.indent + 1) as usize).max(1));
        }
        Ok((from, to))
    }
}

/// How far a plain scalar goes on from a place without a blank, a break, or what ends it.
fn plain_piece(bytes: &[u8], from: usize, in_flow: bool) -> usize {
    let mut place = from;
    while let Some(&byte) = bytes.get(place) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0 => break,
            b':' if is_white(bytes, place + 1) => break,
            b',' | b'?' | b'[' | b']' | b'{' | b'}' if in_flow => break,
            0xC2 | 0xE2 if break_length(bytes, place) > 0 => break,
            _ => place += 1,
        }
    }
    place
}

/// How far text in quotes goes on from a place without a blank, a break, a quote or a backslash.
fn quoted_piece(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut place = from;
    while let Some(&byte) = bytes.get(place) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0 => break,
            b'\\' if quote == b'"' => break,
            0xC2 | 0xE2 if break_length(bytes, place) > 0 => break,
            _ if byte == quote => break,
            _ => place += 1,
        }
    }
    place
}
