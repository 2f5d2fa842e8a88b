//! The line that nearly all of a manifest consists of, read at once: `key: value`, in a mapping of lines.
//!
//! A short cut and nothing else: what it reads, the long way would read alike, and whatever is not as plain as that is left to
//! the long way.

use super::chars::at;
use super::fault::Broken;
use super::reader::{MAX_KEY, Reader};
use super::structure::Waits;
use crate::source::Span;
use crate::syntax::arena::{Style, Tag, Text};

/// What a byte may be on such a line.
const NAME: u8 = 1;
/// The first of a plain value.
const START: u8 = 2;
/// One of its others, with nothing to look at behind or before it.
const INNER: u8 = 4;
/// One of text in double quotes.
const QUOTED: u8 = 8;

/// For each byte what it may be.
const BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0x20u8;
    while byte < 0x7F {
        let is_letter = byte.is_ascii_alphanumeric() || byte == b'_';
        let name = if is_letter || byte == b'-' { NAME } else { 0 };
        let start = if is_letter || matches!(byte, b'/' | b'.' | b'$' | b'+' | b'(' | b'=' | b'<') { START } else { 0 };
        let inner = if matches!(byte, b':' | b'#') { 0 } else { INNER };
        let quoted = if matches!(byte, b'"' | b'\\') { 0 } else { QUOTED };
        table[byte as usize] = name | start | inner | quoted;
        byte += 1;
    }
    table
};

fn is(byte: u8, class: u8) -> bool {
    BYTES[byte as usize] & class != 0
}

/// The first place from one on where a byte is not of a class.
fn behind(bytes: &[u8], from: usize, class: u8) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    rest.iter().position(|&byte| !is(byte, class)).map_or(bytes.len().max(from), |length| from + length)
}

/// The first place from one on where no space stands.
pub(super) fn behind_spaces(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    let eights = rest.chunks_exact(8).take_while(|eight| *eight == b"        ").count();
    let rest = &rest[eights * 8..];
    from + eights * 8 + rest.iter().position(|&byte| byte != b' ').unwrap_or(rest.len())
}

impl Reader<'_, '_> {
    /// Reads a key, its colon and, where that stands on the line too, its value; whether there was one here. The reader stands at a
    /// token outside of brackets, where a key may start, and no properties wait.
    pub(super) fn member(&mut self) -> Result<bool, Broken> {
        let (bytes, start) = (self.bytes, self.pos);
        if !at(bytes, start).is_ascii_alphabetic() {
            return Ok(false);
        }
        let end = behind(bytes, start, NAME);
        let is_key = at(bytes, end) == b':' && matches!(at(bytes, end + 1), b' ' | b'\n');
        if !is_key || end - start >= MAX_KEY {
            return Ok(false);
        }
        let column = self.column();
        let deeper = self.state.indent < column as i32;
        match (deeper, self.top()) {
            (true, Some(Waits::ValueNode | Waits::Item | Waits::BareItem)) => {
                self.roll(column)?;
                self.on_mapping(start)?;
            }
            (false, Some(Waits::Key)) => {}
            (false, Some(Waits::ValueNode)) => self.nothing(),
            _ => return Ok(false),
        }
        let key = Span::new(start, end);
        self.builder.scalar(key, Style::Plain, Tag::None, Text::Source(key), Some(bytes[start]));
        self.set_top(Waits::ValueNode);
        self.state.key_allowed = false;
        self.pos = end + 1;
        self.state.last_end = self.pos as u32;
        self.value_on_line(column + 1);
        Ok(true)
    }

    /// Reads the value that stands on the rest of the line, if it is as plain as that; `least` is how far lines are indented that
    /// still belong to it.
    fn value_on_line(&mut self, least: usize) {
        let bytes = self.bytes;
        let start = behind_spaces(bytes, self.pos);
        match at(bytes, start) {
            b'\n' => self.pos = start,
            b'"' => {
                let close = behind(bytes, start + 1, QUOTED);
                let next = behind_spaces(bytes, close + 1);
                let ends = match at(bytes, next) {
                    b'\n' => true,
                    b'#' => next > close + 1,
                    _ => false,
                };
                if at(bytes, close) == b'"' && ends {
                    let text = Text::Source(Span::new(start + 1, close));
                    self.value(Span::new(start, close + 1), Style::DoubleQuoted, text);
                    self.pos = close + 1;
                }
            }
            first if is(first, START) => {
                let mut stop = behind(bytes, start, INNER);
                // A colon or a number sign inside of text is text.
                loop {
                    let is_text = match at(bytes, stop) {
                        b':' => is(at(bytes, stop + 1), INNER) && bytes[stop + 1] != b' ',
                        b'#' => bytes[stop - 1] != b' ',
                        _ => false,
                    };
                    if !is_text {
                        break;
                    }
                    stop = behind(bytes, stop + 1, INNER);
                }
                let next = match at(bytes, stop) {
                    b'\n' => self.behind_value(stop, least),
                    b'#' => Some((stop, self.line_start())),
                    _ => None,
                };
                if let Some((next, line)) = next {
                    let blanks = bytes[start..stop].iter().rev().take_while(|&&byte| byte == b' ').count();
                    let span = Span::new(start, stop - blanks);
                    self.value(span, Style::Plain, Text::Source(span));
                    self.state.key_allowed = line != self.line_start();
                    self.go_to(next, line);
                }
            }
            _ => {}
        }
    }

    /// The token behind a plain value that stops at a line break, and where the line of that starts; nothing where the value may go on.
    fn behind_value(&self, stop: usize, least: usize) -> Option<(usize, usize)> {
        let bytes = self.bytes;
        let mut line = stop + 1;
        loop {
            let next = behind_spaces(bytes, line);
            match at(bytes, next) {
                b'\n' => line = next + 1,
                b'\r' | b'\t' | 0xC2 | 0xE2 => return None,
                b'#' | 0 => return Some((next, line)),
                _ => return (next - line < least).then_some((next, line)),
            }
        }
    }

    fn value(&mut self, span: Span, style: Style, text: Text) {
        let first = self.bytes.get(span.start as usize).copied();
        self.builder.scalar(span, style, Tag::None, text, first);
        self.set_top(Waits::Key);
        self.state.last_end = span.end;
    }
}
