//! A text that is never shown, and how it is found in texts that may hold it: as it is, or written in any of the ways in
//! which servers, addresses and manifests write a character.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// How many ways of writing a character are seen through, one within the other: `\u0025\u0034\u0031` is `%41` is `A`.
const DEPTH: usize = 3;

/// How many characters of a secret are hardly the same as those of any other text.
const DISTINCTIVE: usize = 8;

/// A text that is never shown.
#[derive(Clone)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl Secret {
    /// A secret of visible ASCII characters, blanks around it left out; nothing where it is none.
    pub fn new(text: &str) -> Option<Secret> {
        let text = text.trim();
        let is_one = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_one.then(|| Secret(text.to_string()))
    }

    /// The text itself, for the header of a request.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is so long that no other text is likely to be the same.
    pub fn is_distinctive(&self) -> bool {
        self.0.len() >= DISTINCTIVE
    }

    /// A text in which the secret, should it be in there, is replaced by three stars.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.replace(text, |_| "***".to_string())
    }

    /// A text of the same length, in which the secret, should it be in there, is stars.
    pub fn cover<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.replace(text, |length| "*".repeat(length))
    }

    fn replace<'a>(&self, text: &'a str, stars: impl Fn(usize) -> String) -> Cow<'a, str> {
        let mut clean = String::new();
        let mut done = 0;
        while let Some(place) = self.find(text, done) {
            clean.push_str(&text[done..place.start]);
            clean.push_str(&stars(place.len()));
            done = place.end;
        }
        match done {
            0 => text.into(),
            _ => (clean + &text[done..]).into(),
        }
    }

    /// The first place from `from` on where the text holds the secret.
    fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        let first = self.0.bytes().next()?;
        let may_start = |byte: u8| byte.eq_ignore_ascii_case(&first) || matches!(byte, b'%' | b'\\' | b'&');
        let starts = (from..bytes.len()).filter(|&at| may_start(bytes[at]));
        starts.into_iter().find_map(|at| self.end_of(bytes, at).map(|end| at..end))
    }

    /// Where the secret ends that starts at `at`. Hosts come in lower case, so that the case does not count.
    fn end_of(&self, text: &[u8], at: usize) -> Option<usize> {
        let mut ends = vec![at];
        for (nth, wanted) in self.0.bytes().enumerate() {
            let mut next = Vec::new();
            for &at in &ends {
                for depth in 0..=DEPTH {
                    match read(text, at, depth) {
                        Some((byte, end)) if byte.eq_ignore_ascii_case(&wanted) && !next.contains(&end) => {
                            next.push(end)
                        }
                        _ => {}
                    }
                }
            }
            if next.is_empty() {
                // Messages quote long values in part, and arguments up to a `=`.
                let is_cut =
                    |end: &usize| nth >= DISTINCTIVE && (wanted == b'=' || text[*end..].starts_with("…".as_bytes()));
                return ends.into_iter().find(is_cut);
            }
            ends = next;
        }
        ends.into_iter().max()
    }
}

/// The byte that is written at a place, and where what writes it ends, with as many ways of writing seen through as
/// `depth` says.
fn read(text: &[u8], at: usize, depth: usize) -> Option<(u8, usize)> {
    let Some(within) = depth.checked_sub(1) else { return Some((*text.get(at)?, at + 1)) };
    let (first, after) = read(text, at, within)?;
    let decoded = match first {
        b'%' => number(text, after, within, 16, 2),
        b'\\' => escape(text, after, within),
        b'&' => entity(text, after, within),
        _ => None,
    };
    decoded.or(Some((first, after)))
}

/// What a backslash makes of what follows: a number, or the character itself.
fn escape(text: &[u8], at: usize, depth: usize) -> Option<(u8, usize)> {
    match read(text, at, depth)? {
        (b'u', after) => number(text, after, depth, 16, 4),
        (b'x', after) => number(text, after, depth, 16, 2),
        (byte, after) if byte.is_ascii_punctuation() => Some((byte, after)),
        _ => None,
    }
}

/// What stands between `&` and `;`.
fn entity(text: &[u8], at: usize, depth: usize) -> Option<(u8, usize)> {
    /// No name and no number of an ASCII character is longer.
    const LONGEST: usize = 8;
    let (mut name, mut end) = (Vec::new(), at);
    loop {
        match read(text, end, depth)? {
            (b';', after) => {
                end = after;
                break;
            }
            (byte, after) if name.len() < LONGEST => {
                name.push(byte.to_ascii_lowercase());
                end = after;
            }
            _ => return None,
        }
    }
    let byte = match name.as_slice() {
        b"amp" => b'&',
        b"lt" => b'<',
        b"gt" => b'>',
        b"quot" => b'"',
        b"apos" => b'\'',
        [b'#', b'x', digits @ ..] => u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?,
        [b'#', digits @ ..] => std::str::from_utf8(digits).ok()?.parse().ok()?,
        _ => return None,
    };
    Some((byte, end))
}

/// A number of so many digits that is an ASCII character's.
fn number(text: &[u8], at: usize, depth: usize, radix: u32, digits: usize) -> Option<(u8, usize)> {
    let (mut value, mut end) = (0, at);
    for _ in 0..digits {
        let (digit, after) = read(text, end, depth)?;
        value = value * radix + char::from(digit).to_digit(radix)?;
        end = after;
    }
    let byte = u8::try_from(value).ok().filter(u8::is_ascii)?;
    Some((byte, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "aB/c\"d%41&e=";

    /// Ways of writing a text.
    fn ways() -> [fn(&str) -> String; 7] {
        [
            |text| text.to_string(),
            |text| text.to_lowercase(),
            |text| text.chars().map(|c| format!("\\u{:04X}", u32::from(c))).collect(),
            |text| text.replace('\\', "\\\\").replace('"', "\\\"").replace('/', "\\/"),
            |text| {
                text.bytes()
                    .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02x}") })
                    .collect()
            },
            |text| text.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
            |text| text.replace('&', "&amp;").replace('"', "&quot;").replace('c', "&#x63;"),
        ]
    }

    #[test]
    fn a_secret_is_found_however_its_characters_are_written() {
        let secret = Secret::new(KEY).unwrap();
        for outer in ways() {
            for inner in ways() {
                let written = outer(&inner(KEY));
                let text = format!("é {written} and {written}.");
                assert_eq!(secret.redact(&text), "é *** and ***.", "{text}");
                let covered = secret.cover(&text);
                assert_eq!(covered.len(), text.len());
                assert_eq!(covered.trim_matches(['é', ' ', '.']).replace('*', ""), " and ", "{covered}");
            }
        }
    }

    #[test]
    fn a_secret_that_is_quoted_in_part_is_found() {
        let secret = Secret::new("amp-key-0123456789").unwrap();
        assert_eq!(secret.redact("`x amp-key-0123…`"), "`x ***…`");
        assert_eq!(secret.redact("amp-key-0123"), "amp-key-0123");
        assert_eq!(secret.redact("amp-k…"), "amp-k…");
        let secret = Secret::new("amp-key-01=23==").unwrap();
        assert_eq!(secret.redact("`--amp-key-01` `amp-key-01=23` amp-key-0"), "`--***` `***` amp-key-0");
    }

    #[test]
    fn nothing_else_is_covered() {
        let secret = Secret::new("token-1").unwrap();
        for text in ["token-2", "token-", "oken-1", "\\", "%", "%4", "&#", "&amp", "\\u00", "日本%E6", ""] {
            assert_eq!(secret.redact(text), text);
        }
        assert_eq!(Secret::new("two\nlines").map(|_| ()), None);
        assert_eq!(Secret::new(" \n").map(|_| ()), None);
    }
}
