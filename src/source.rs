//! A text, its name, and the map between bytes, lines and columns.
//!
//! Everything after this stage speaks of places as byte ranges in this text. Nothing in here opens
//! a file: bytes come in, and nobody later knows where they came from.

use std::fmt;
use std::sync::Arc;

/// The largest text that is read, in bytes. Offsets are 32 bits wide; a manifest of this size would
/// be fourteen times the largest that was ever measured.
pub const MAX_SOURCE_BYTES: u64 = 256 * 1024 * 1024;

/// How many bytes lie between two remembered character counts on a text that is not ASCII.
const COLUMN_STRIDE: usize = 512;

/// A range of bytes in a [`Source`], both ends on character boundaries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to `end`; the ends may be given in either order.
    pub fn new(start: usize, end: usize) -> Span {
        let (start, end) = (clamp(start), clamp(end));
        Span { start: start.min(end), end: start.max(end) }
    }

    /// The range as `usize`, to slice a text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the range has no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside this range, the ends included.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The part of this range from `from` to `to`, counted in bytes from its start and cut at its end.
    pub fn part(self, part: std::ops::Range<usize>) -> Span {
        let start = (self.start as usize + part.start).min(self.end as usize);
        let end = (self.start as usize + part.end).min(self.end as usize);
        Span::new(start, end)
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A place in a text as people and editors count it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// Bytes from the start of the text, from 0.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Characters from the start of the line, from 1. A byte order mark is no character.
    pub column: usize,
}

/// What columns are counted in, where they are counted as editors do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of UTF-16, in which most editors count.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// How long a piece of text is.
    fn length(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 if text.is_ascii() => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }
}

/// A place in a text as editors count it: from 0, in the units of an [`Encoding`]. A byte order mark does not count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Point {
    /// The line, from 0.
    pub line: usize,
    /// What stands before it on its line.
    pub character: usize,
}

/// The encoding that the bytes were read in. The text itself is always UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Charset {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little endian, with a byte order mark.
    Utf16Le,
    /// UTF-16, big endian, with a byte order mark.
    Utf16Be,
}

/// Why the text is not all that the bytes held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Damage {
    /// Not text in any encoding that YAML allows; the span is the first character that stands for
    /// bytes that could not be read.
    NotText(Span),
    /// Longer than [`MAX_SOURCE_BYTES`]; nothing of it was kept.
    TooLong,
}

/// One text to lint. A clone shares all that it holds.
#[derive(Clone)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    charset: Charset,
    damage: Option<Damage>,
    line_starts: Arc<[u32]>,
    /// Characters before each multiple of [`COLUMN_STRIDE`] bytes; empty for ASCII text.
    chars_before: Arc<[u32]>,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("bytes", &self.text.len()).finish()
    }
}

impl Source {
    /// A source of text that is in memory already.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        let (name, text) = (name.into(), text.into());
        if text.len() as u64 > MAX_SOURCE_BYTES {
            return Source::build(name, String::new(), Charset::Utf8, Some(Damage::TooLong));
        }
        Source::build(name, text, Charset::Utf8, None)
    }

    /// A source of bytes as they stand in a file: UTF-8, or UTF-16 behind a byte order mark. What
    /// cannot be read is replaced and remembered as damage that its findings tell.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Source {
        let name = name.into();
        if bytes.len() as u64 > MAX_SOURCE_BYTES {
            return Source::build(name, String::new(), Charset::Utf8, Some(Damage::TooLong));
        }
        match bytes.as_slice() {
            [0xFF, 0xFE, rest @ ..] => Source::from_utf16(name, rest, Charset::Utf16Le, u16::from_le_bytes),
            [0xFE, 0xFF, rest @ ..] => Source::from_utf16(name, rest, Charset::Utf16Be, u16::from_be_bytes),
            _ => match String::from_utf8(bytes) {
                Ok(text) => Source::build(name, text, Charset::Utf8, None),
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    let damage = Damage::NotText(Span::new(at, at + '\u{FFFD}'.len_utf8()));
                    Source::build(name, text, Charset::Utf8, Some(damage))
                }
            },
        }
    }

    fn from_utf16(name: String, bytes: &[u8], charset: Charset, unit: fn([u8; 2]) -> u16) -> Source {
        let mut text = String::with_capacity(bytes.len());
        let mut damage = None;
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        for decoded in char::decode_utf16(units) {
            let at = text.len();
            let is_broken = decoded.is_err();
            text.push(decoded.unwrap_or('\u{FFFD}'));
            if is_broken {
                damage.get_or_insert(Damage::NotText(Span::new(at, text.len())));
            }
        }
        if bytes.len() % 2 == 1 {
            let at = text.len();
            text.push('\u{FFFD}');
            damage.get_or_insert(Damage::NotText(Span::new(at, text.len())));
        }
        Source::build(name, text, charset, damage)
    }

    fn build(name: String, text: String, charset: Charset, damage: Option<Damage>) -> Source {
        let bytes = text.as_bytes();
        let mut line_starts = Vec::with_capacity(bytes.len() / 24 + 1);
        line_starts.push(0);
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            // A carriage return ends a line by itself, unless the line feed after it does.
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                line_starts.push(clamp(at + 1));
            }
        }
        let mut chars_before = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for (at, &byte) in bytes.iter().enumerate() {
                if at % COLUMN_STRIDE == 0 {
                    chars_before.push(count);
                }
                count += u32::from(starts_char(byte));
            }
        }
        Source {
            name: name.into(),
            text: text.into(),
            charset,
            damage,
            line_starts: line_starts.into(),
            chars_before: chars_before.into(),
        }
    }

    /// Whether the text was read as UTF-8, so that its offsets are those of the file.
    pub fn is_utf8(&self) -> bool {
        matches!(self.charset, Charset::Utf8)
    }

    /// Another text of the same name and encoding.
    pub fn with_text(&self, text: String) -> Source {
        Source::build(self.name.to_string(), text, self.charset, None)
    }

    /// The same text by another name.
    pub fn renamed(self, name: String) -> Source {
        Source { name: name.into(), ..self }
    }

    /// The text in the encoding that it was read in, byte order mark and all.
    pub fn to_bytes(&self) -> Vec<u8> {
        let units = || std::iter::once(0xFEFF).chain(self.text.encode_utf16());
        match self.charset {
            Charset::Utf8 => self.text.as_bytes().to_vec(),
            Charset::Utf16Le => units().flat_map(u16::to_le_bytes).collect(),
            Charset::Utf16Be => units().flat_map(u16::to_be_bytes).collect(),
        }
    }

    /// The name that reports call it by, a path for a file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, to be kept alongside.
    pub(crate) fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The encoding of the bytes that the text was read from.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// What was lost in reading, if anything.
    pub fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    /// The text in `span`, or nothing where the span is no range of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// How many lines the text has, at least one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The line, from 0, that holds the byte at `offset`.
    pub fn line_index(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }

    /// The range of a line, counted from 0, without its line break.
    pub fn line_span(&self, index: usize) -> Span {
        let start = self.line_starts.get(index).map_or(self.text.len(), |&start| start as usize);
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        let line = self.text.get(start..end).unwrap_or("");
        Span::new(start, start + line.trim_end_matches(['\n', '\r']).len())
    }

    /// The place of a byte as people count it.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_index(offset);
        let start = self.line_starts[line] as usize;
        let mut column = self.chars_up_to(offset) - self.chars_up_to(start);
        if line == 0 && self.text.starts_with('\u{FEFF}') && offset > 0 {
            column -= 1;
        }
        Position { offset, line: line + 1, column: column + 1 }
    }

    /// The place of a byte as editors count it; behind the text there is only its end.
    pub fn point(&self, offset: usize, encoding: Encoding) -> Point {
        let offset = floor_boundary(&self.text, offset);
        let line = self.line_index(offset);
        let start = self.written_from(line).min(offset);
        Point { line, character: encoding.length(self.text.get(start..offset).unwrap_or("")) }
    }

    /// The byte at a place as editors count it: the end of the line where that is shorter, the end of the text where it has no
    /// such line, and the start of a character where the place lies within one.
    pub fn offset(&self, point: Point, encoding: Encoding) -> usize {
        if point.line >= self.line_count() {
            return self.text.len();
        }
        let line = Span { start: clamp(self.written_from(point.line)), ..self.line_span(point.line) };
        line.start as usize + within_line(self.slice(line), point.character, encoding)
    }

    /// Where what is written on a line begins: behind a byte order mark.
    fn written_from(&self, line: usize) -> usize {
        let start = self.line_starts.get(line).map_or(self.text.len(), |&start| start as usize);
        let is_marked = line == 0 && self.text.starts_with('\u{FEFF}');
        if is_marked { start + '\u{FEFF}'.len_utf8() } else { start }
    }

    /// Characters before the byte at `offset`.
    fn chars_up_to(&self, offset: usize) -> usize {
        let Some(&known) = self.chars_before.get(offset / COLUMN_STRIDE) else {
            if self.chars_before.is_empty() {
                return offset;
            }
            return self.text.get(..offset).map_or(offset, |text| text.chars().count());
        };
        let from = offset / COLUMN_STRIDE * COLUMN_STRIDE;
        let rest = &self.text.as_bytes()[from..offset];
        known as usize + rest.iter().filter(|&&byte| starts_char(byte)).count()
    }
}

/// The byte at a place in a text of which nothing else is known: what [`Source::offset`] tells, without an index of its lines.
#[cfg(feature = "server")]
pub(crate) fn offset_in(text: &str, point: Point, encoding: Encoding) -> usize {
    let bytes = text.as_bytes();
    let ends_line = |&at: &usize| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
    let mut breaks = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(ends_line);
    let mut start = match point.line.checked_sub(1) {
        None => 0,
        Some(before) => match breaks.nth(before) {
            Some(end) => end + 1,
            None => return text.len(),
        },
    };
    if start == 0 && text.starts_with('\u{FEFF}') {
        start = '\u{FEFF}'.len_utf8();
    }
    let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(text.len(), |length| start + length);
    start + within_line(&text[start..end], point.character, encoding)
}

/// The byte of a line before which so much stands: its end where it is shorter.
fn within_line(line: &str, mut left: usize, encoding: Encoding) -> usize {
    for (at, character) in line.char_indices() {
        let length = match encoding {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
            Encoding::Utf32 => 1,
        };
        if left < length {
            return at;
        }
        left -= length;
    }
    line.len()
}

/// The start of the character that a byte belongs to; the end of the text for what lies behind it.
pub(crate) fn floor_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Whether a byte of UTF-8 begins a character.
fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_every_kind_of_line_break_ends_a_line() {
        let source = Source::new("x", "a\r\nä€b\rc\n");
        assert_eq!(source.line_count(), 4);
        let b = source.text().find('b').unwrap();
        assert_eq!(source.position(b), Position { offset: b, line: 2, column: 3 });
        let c = source.text().find('c').unwrap();
        assert_eq!(source.position(c), Position { offset: c, line: 3, column: 1 });
        assert_eq!(source.slice(source.line_span(1)), "ä€b");
        assert_eq!(source.slice(source.line_span(3)), "");
    }

    #[test]
    fn editors_count_in_their_own_units_and_find_the_byte_again() {
        let source = Source::new("x", "\u{FEFF}ab: ä😀c\r\n\t東: 😀\n");
        #[cfg(feature = "server")]
        for (line, character) in (0..5).flat_map(|line| (0..12).map(move |character| (line, character))) {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let point = Point { line, character };
                assert_eq!(offset_in(source.text(), point, encoding), source.offset(point, encoding), "{point:?}");
            }
        }
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, _) in source.text().char_indices().filter(|&(at, c)| at > 0 && c != '\n' && c != '\r') {
                assert_eq!(source.offset(source.point(offset, encoding), encoding), offset, "{encoding:?} {offset}");
            }
        }
        let c = source.text().find('c').unwrap();
        let character = |encoding| source.point(c, encoding).character;
        assert_eq!([Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].map(character), [10, 7, 6]);
        let within = Point { line: 0, character: 6 };
        assert_eq!(source.slice(Span::new(source.offset(within, Encoding::Utf16), c)), "😀");
        assert_eq!(source.offset(Point { line: 0, character: 99 }, Encoding::Utf16), c + 1);
        assert_eq!(source.offset(Point { line: 9, character: 0 }, Encoding::Utf16), source.text().len());
        assert_eq!(source.point(1_000, Encoding::Utf16), Point { line: 2, character: 0 });
    }

    #[test]
    fn columns_on_a_long_line_agree_with_a_plain_count() {
        let text = "aé東😀".repeat(400);
        let source = Source::new("x", text.clone());
        for (nth, (offset, _)) in text.char_indices().enumerate() {
            assert_eq!(source.position(offset).column, nth + 1);
        }
        assert_eq!(source.position(text.len()).column, 1601);
    }

    #[test]
    fn utf16_is_read_and_broken_bytes_are_remembered() {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend("näme".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(Source::from_bytes("x", bytes).text(), "näme");
        let broken = Source::from_bytes("x", b"ab\xFFcd".to_vec());
        assert_eq!(broken.damage(), Some(&Damage::NotText(Span::new(2, 5))));
        assert_eq!(broken.slice(Span::new(2, 5)), "\u{FFFD}");
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = Source::new("x", "\u{FEFF}ab");
        assert_eq!(source.position(3).column, 1);
        assert_eq!(source.position(4).column, 2);
    }
}
