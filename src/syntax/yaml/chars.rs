//! Characters as the platform's reader classes them.
//!
//! YAML 1.1 breaks lines at U+0085, U+2028 and U+2029 too; the end of the text counts as a blank. Works on bytes of UTF-8, and
//! answers for any place, inside the text or behind it.

/// The byte at a place; 0 behind the end, which no text that is read holds.
pub(super) fn at(bytes: &[u8], place: usize) -> u8 {
    bytes.get(place).copied().unwrap_or(0)
}

/// The length of the line break at a place; 0 where there is none.
pub(super) fn break_length(bytes: &[u8], place: usize) -> usize {
    match at(bytes, place) {
        b'\n' => 1,
        b'\r' => 1 + usize::from(at(bytes, place + 1) == b'\n'),
        0xC2 if at(bytes, place + 1) == 0x85 => 2,
        0xE2 if at(bytes, place + 1) == 0x80 && matches!(at(bytes, place + 2), 0xA8 | 0xA9) => 3,
        _ => 0,
    }
}

/// A space or a tab.
pub(super) fn is_blank(bytes: &[u8], place: usize) -> bool {
    matches!(at(bytes, place), b' ' | b'\t')
}

/// A line break, or the end of the text.
pub(super) fn is_line_end(bytes: &[u8], place: usize) -> bool {
    match at(bytes, place) {
        b'\n' | b'\r' | 0 => true,
        0xC2 | 0xE2 => break_length(bytes, place) > 0,
        _ => false,
    }
}

/// A blank, a line break, or the end of the text.
pub(super) fn is_white(bytes: &[u8], place: usize) -> bool {
    is_blank(bytes, place) || is_line_end(bytes, place)
}

/// What may stand in the names of anchors, tag handles and directives.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Where the line at a place ends, before its break.
pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    // Nearly always a line feed; the other breaks start with bytes of their own.
    let end = memchr::memchr2(b'\n', b'\r', rest).map_or(bytes.len().max(from), |found| from + found);
    let mut place = from;
    while let Some(found) = memchr::memchr2(0xC2, 0xE2, bytes.get(place..end).unwrap_or(&[])) {
        if break_length(bytes, place + found) > 0 {
            return place + found;
        }
        place += found + 1;
    }
    end
}

/// The length of the character that starts with a byte.
pub(super) fn width(byte: u8) -> usize {
    match byte {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// How many characters stand between two places.
pub(super) fn count(bytes: &[u8], from: usize, to: usize) -> usize {
    let piece = bytes.get(from..to.min(bytes.len())).unwrap_or(&[]);
    piece.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

/// The characters that the platform refuses wherever they stand, comments included: everything outside of what YAML
/// calls printable. Each with the place where it starts, by place.
pub(in crate::syntax) fn refused(text: &str) -> impl Iterator<Item = (usize, char)> {
    // In pieces without a branch for each byte: nearly all texts have nothing of the kind.
    let is_odd = |byte: u8| (byte < 0x20 && byte != b'\t' && byte != b'\n' && byte != b'\r') || byte >= 0x7F;
    let suspicious = text.as_bytes().chunks(64).any(|piece| piece.iter().fold(false, |odd, &byte| odd | is_odd(byte)));
    let text = if suspicious { text } else { "" };
    text.char_indices().filter(|&(_, c)| is_refused(c))
}

fn is_refused(c: char) -> bool {
    !matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_every_break_of_yaml_1_1() {
        let text = "a\nb\r\nc\rd\u{85}e\u{2028}f\u{2029}g\u{2027}h".as_bytes();
        let mut lines = Vec::new();
        let mut from = 0;
        loop {
            let end = line_end(text, from);
            lines.push(std::str::from_utf8(&text[from..end]).unwrap());
            if break_length(text, end) == 0 {
                break;
            }
            from = end + break_length(text, end);
        }
        assert_eq!(lines, ["a", "b", "c", "d", "e", "f", "g\u{2027}h"]);
    }

    #[test]
    fn control_characters_are_refused_and_nothing_else() {
        let found = |text: &str| refused(text).collect::<Vec<_>>();
        assert_eq!(found("a\t\r\n é\u{85}\u{A0}\u{FEFF}\u{FFFD}😀"), []);
        let text = "\0a\u{7F}\u{80}\u{1B}\u{FFFE}";
        assert_eq!(found(text), [(0, '\0'), (2, '\u{7F}'), (3, '\u{80}'), (5, '\u{1B}'), (6, '\u{FFFE}')]);
    }
}
