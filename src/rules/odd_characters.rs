//! Characters that look like others or like nothing: spaces that are none, and what nobody sees.

use std::borrow::Cow;

/// A character that does not look like what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Odd {
    /// It looks like a space.
    Blank,
    /// It looks like nothing.
    Invisible,
}

/// What is odd about a character between two others, if anything. Some scripts need what is odd in others.
pub(super) fn odd(before: Option<char>, c: char, after: Option<char>) -> Option<Odd> {
    let foreign = |neighbour: Option<char>| neighbour.is_some_and(|c| !c.is_ascii());
    let in_script = foreign(before) && foreign(after);
    match c {
        // Joins letters and emoji, and sets apart words, where it stands between those.
        '\u{200C}'..='\u{200F}' | '\u{061C}' | '\u{3000}' if in_script => None,
        '\t'
        | '\u{A0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200A}'
        | '\u{202F}'
        | '\u{205F}'
        | '\u{3000}'
        | '\u{2028}'
        | '\u{2029}' => Some(Odd::Blank),
        '\u{AD}'
        | '\u{061C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' => Some(Odd::Invisible),
        '\n' | '\r' | '\u{85}' => Some(Odd::Blank),
        c if c.is_control() => Some(Odd::Invisible),
        _ => None,
    }
}

/// What a character is called.
pub(super) fn called(c: char) -> Cow<'static, str> {
    let name = match c {
        ' ' => return "a space".into(),
        '\t' => return "a tab".into(),
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => return "a line break".into(),
        '\u{A0}' => "a no-break space",
        '\u{202F}' => "a narrow no-break space",
        '\u{3000}' => "an ideographic space",
        '\u{200B}' => "a zero-width space",
        '\u{200C}' => "a zero-width non-joiner",
        '\u{200D}' => "a zero-width joiner",
        '\u{2060}' => "a word joiner",
        '\u{FEFF}' => "a byte order mark",
        '\u{AD}' => "a soft hyphen",
        '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            "a mark for the direction of writing"
        }
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{205F}' => "a space of a width of its own",
        c if c.is_control() => "a control character",
        _ => "an invisible character",
    };
    format!("{name} (U+{:04X})", c as u32).into()
}

/// Whether a text starts or ends with this, it is a space at its end.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || odd(None, c, None).is_some()
}

/// Each odd character of a text, with its place.
pub(super) fn odd_characters(text: &str) -> impl Iterator<Item = (usize, char, Odd)> {
    let mut before = None;
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (at, c) = letters.next()?;
        let after = letters.peek().map(|&(_, c)| c);
        let found = odd(before.replace(c), c, after).map(|odd| (at, c, odd));
        Some(found)
    })
    .flatten()
}

/// A text with plain spaces for those that look like one, without what nobody sees, and without either at its ends.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for (at, c, odd) in odd_characters(text) {
        plain.push_str(&text[from..at]);
        if odd == Odd::Blank {
            plain.push(' ');
        }
        from = at + c.len_utf8();
    }
    plain.push_str(&text[from..]);
    plain.trim().to_string()
}
