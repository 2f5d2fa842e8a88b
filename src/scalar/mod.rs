//! What the platform reads out of a scalar: YAML 1.1 with the habits of its Go library.
//!
//! A plain `yes`, `on` or `n` is a boolean, `010` is eight, `1_000` a thousand, `12:30` is text. Only plain
//! scalars are interpreted; quotes and block scalars always give text, tags decide for themselves.

pub mod number;

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Base 64 as Go decodes it: padded, and with whatever bits are left over.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Without quotes. Only such a scalar can be read as something other than text.
    Plain,
    /// `'single'`
    SingleQuoted,
    /// `"double"`
    DoubleQuoted,
    /// `|` or `>`
    Block,
}

/// The type that a tag gives to a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    /// No tag.
    None,
    /// `!` alone, which makes text of a scalar.
    NonSpecific,
    /// `!!str`
    Str,
    /// `!!int`
    Int,
    /// `!!float`
    Float,
    /// `!!bool`
    Bool,
    /// `!!null`
    Null,
    /// `!!binary`
    Binary,
    /// `!!timestamp`
    Timestamp,
    /// `!!merge`
    Merge,
    /// Any other: the platform reads a scalar under it as text.
    Other,
}

/// A scalar as the platform reads it.
#[derive(Clone, PartialEq, Debug)]
pub enum Reading<'t> {
    /// Nothing, `~` or `null`.
    Null,
    /// `true`, `yes`, `on` and so on.
    Bool(bool),
    /// A whole number that fits 64 bits, signed or not.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// Anything else.
    Text(Cow<'t, str>),
    /// A tag that does not go with the text, and why.
    Mismatch(String),
}

impl<'t> Reading<'t> {
    /// The text that arrives where the platform wants a string; nothing for null.
    pub fn as_text(&self) -> Option<Cow<'t, str>> {
        match self {
            Reading::Null | Reading::Mismatch(_) => None,
            Reading::Bool(true) => Some(Cow::Borrowed("true")),
            Reading::Bool(false) => Some(Cow::Borrowed("false")),
            Reading::Integer(value) => Some(Cow::Owned(value.to_string())),
            Reading::Float(value) => Some(Cow::Owned(number::as_go_text(*value))),
            Reading::Text(text) => Some(text.clone()),
        }
    }

    /// The number that arrives where the platform wants an integer. `1e3` and `100.0` are whole.
    pub fn as_integer(&self) -> Option<i64> {
        match *self {
            Reading::Integer(value) => i64::try_from(value).ok(),
            Reading::Float(value) if value.fract() == 0.0 && value.abs() < 9.0e18 => Some(value as i64),
            _ => None,
        }
    }
}

/// Reads a scalar.
pub fn read(text: &str, style: Style, tag: Tag) -> Reading<'_> {
    let plain = || resolve(text);
    match tag {
        Tag::None if style == Style::Plain => plain(),
        Tag::None | Tag::NonSpecific | Tag::Str | Tag::Merge | Tag::Other => Reading::Text(Cow::Borrowed(text)),
        Tag::Int => match plain() {
            integer @ Reading::Integer(_) => integer,
            _ => Reading::Mismatch(format!("`{text}` is no integer, as its tag `!!int` says")),
        },
        Tag::Float => match plain() {
            Reading::Integer(value) if i64::try_from(value).is_ok() => Reading::Float(value as f64),
            float @ Reading::Float(_) => float,
            _ => Reading::Mismatch(format!("`{text}` is no number, as its tag `!!float` says")),
        },
        Tag::Bool => match plain() {
            boolean @ Reading::Bool(_) => boolean,
            _ => Reading::Mismatch(format!("`{text}` is no boolean, as its tag `!!bool` says")),
        },
        Tag::Null => match plain() {
            Reading::Null => Reading::Null,
            _ => Reading::Mismatch(format!("`{text}` is not null, as its tag `!!null` says")),
        },
        Tag::Timestamp => match is_timestamp(text) {
            true => Reading::Text(Cow::Borrowed(text)),
            false => Reading::Mismatch(format!("`{text}` is no time, as its tag `!!timestamp` says")),
        },
        Tag::Binary => {
            let packed: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
            match BASE64.decode(packed) {
                Ok(bytes) => Reading::Text(Cow::Owned(as_go_reads(&bytes))),
                Err(_) => Reading::Mismatch("this is no base64, as its tag `!!binary` says".to_string()),
            }
        }
    }
}

/// Whether a plain number that is read as `value` has digits that make another number, or a prefix that says that they are
/// none of ours: `030`, `0x1E`.
pub fn is_in_another_base(text: &str, value: i64) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let is_prefixed = digits.len() > 1 && digits.starts_with('0');
    if !is_prefixed || digits.contains(['.', 'e', 'E']) && !digits.starts_with("0x") && !digits.starts_with("0X") {
        return false;
    }
    let decimal = digits.replace('_', "").parse::<i64>().ok();
    decimal.is_none_or(|decimal| decimal != value.saturating_abs())
}

/// Whether a plain scalar of this text would be read as this very text, so that it needs no quotes
/// for the sake of its type.
pub fn is_text_when_plain(text: &str) -> bool {
    matches!(resolve(text), Reading::Text(_))
}

/// Whether a plain scalar with this first byte and this length is text, so that nobody has to look closer.
pub(crate) fn is_surely_text(first: u8, length: usize) -> bool {
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' | b'~' => false,
        // `yes`, `No`, `true`, `Off`, `null` and so on.
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => length > 5,
        // `<<` may be a merge.
        b'<' => length != 2,
        _ => length > 0,
    }
}

fn resolve(text: &str) -> Reading<'_> {
    let unchanged = Reading::Text(Cow::Borrowed(text));
    if text.bytes().next().is_some_and(|first| is_surely_text(first, text.len())) {
        return unchanged;
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Reading::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Reading::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Reading::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Reading::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Reading::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Reading::Float(f64::NEG_INFINITY),
        _ => {}
    }
    match text.as_bytes()[0] {
        b'.' => finite(&without_underscores(text)).map_or(unchanged, Reading::Float),
        b'0'..=b'9' | b'+' | b'-' => {
            // A number is never longer than this, and no text of a megabyte is worth copying.
            if text.len() > 400 {
                return unchanged;
            }
            let plain: Cow<str> =
                if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
            if let Some(value) = integer(&plain) {
                Reading::Integer(value)
            } else if is_decimal(&plain) {
                finite(&plain).map_or(unchanged, Reading::Float)
            } else {
                unchanged
            }
        }
        _ => unchanged,
    }
}

/// Go's `ParseInt` with base 0, or its `ParseUint` where that overflows.
fn integer(text: &str) -> Option<i128> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, &text[1..]),
        b'+' => (false, true, &text[1..]),
        _ => (false, false, text),
    };
    let prefix = digits.get(..2).map(str::to_ascii_lowercase);
    let (radix, digits) = match prefix.as_deref() {
        Some("0x") if digits.len() > 2 => (16, &digits[2..]),
        Some("0o") if digits.len() > 2 => (8, &digits[2..]),
        Some("0b") if digits.len() > 2 => (2, &digits[2..]),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || digits.len() > 64 || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    let fits = i64::try_from(value).is_ok() || (!signed && u64::try_from(value).is_ok());
    fits.then_some(value)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = digits(rest);
    let mut rest = &rest[whole..];
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix('.') {
        fraction = digits(after);
        rest = &after[fraction..];
    }
    if whole + fraction == 0 {
        return false;
    }
    match rest.strip_prefix(['e', 'E']) {
        None => rest.is_empty(),
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
    }
}

/// Bytes as text, each one that belongs to no character replaced by itself.
fn as_go_reads(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('\u{FFFD}', chunk.invalid().len()));
    }
    text
}

/// What `!!timestamp` takes: `2006-1-2`, alone, with a time behind a blank, or with a time and a zone behind a `T`.
fn is_timestamp(text: &str) -> bool {
    fn digits(text: &str, most: usize, range: std::ops::RangeInclusive<u32>) -> Option<(u32, &str)> {
        let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let number = text[..length].parse().ok().filter(|number| range.contains(number))?;
        Some((number, &text[length..]))
    }
    fn clock(text: &str) -> Option<&str> {
        let (_, rest) = digits(text, 2, 0..=23)?;
        let (_, rest) = digits(rest.strip_prefix(':')?, 2, 0..=59)?;
        let (_, rest) = digits(rest.strip_prefix(':')?, 2, 0..=59)?;
        let fraction = rest.strip_prefix(['.', ',']).unwrap_or("");
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        Some(if length > 0 { &fraction[length..] } else { rest })
    }
    let zone = |text: &str| {
        text == "Z"
            || text.strip_prefix(['+', '-']).and_then(|text| text.split_once(':')).is_some_and(|(hours, minutes)| {
                let number =
                    |text: &str, most| text.len() == 2 && digits(text, 2, 0..=most).is_some_and(|n| n.1.is_empty());
                number(hours, 24) && number(minutes, 60)
            })
    };
    let date = || {
        let year: u32 = text.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
        let (month, rest) = digits(text[4..].strip_prefix('-')?, 2, 1..=12)?;
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        digits(rest.strip_prefix('-')?, 2, 1..=length)
    };
    let Some((_, rest)) = date() else { return false };
    match rest.as_bytes().first() {
        None => true,
        Some(b'T' | b't') => clock(&rest[1..]).is_some_and(zone),
        Some(b' ') => clock(&rest[1..]) == Some(""),
        _ => false,
    }
}

/// The text without the underscores that stand between digits, which Go reads over.
fn without_underscores(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between = |at: usize| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
    match text.contains('_') && text.match_indices('_').all(|(at, _)| between(at)) {
        true => Cow::Owned(text.replace('_', "")),
        false => Cow::Borrowed(text),
    }
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_read_as_yaml_1_1() {
        let seen = |text| resolve(text).as_text().map(Cow::into_owned);
        for (written, text) in [
            ("1.0.0", "1.0.0"),
            ("1.10", "1.1"),
            ("010", "8"),
            ("08", "8"),
            ("0o7", "7"),
            ("0x1F", "31"),
            ("0b11", "3"),
            ("1_000", "1000"),
            ("1e3", "1000"),
            ("+1", "1"),
            (".5", "0.5"),
            (".1_0", "0.1"),
            ("._1", "._1"),
            (".1_", ".1_"),
            ("1.", "1"),
            ("yes", "true"),
            ("Off", "false"),
            ("tRUE", "tRUE"),
            ("190:20:30", "190:20:30"),
            ("9223372036854775808", "9223372036854775808"),
            ("18446744073709551616", "1.8446744e+19"),
            ("1e400", "1e400"),
            ("2026-01-01", "2026-01-01"),
            ("0x", "0x"),
            ("-", "-"),
            ("=", "="),
        ] {
            assert_eq!(seen(written).as_deref(), Some(text), "{written}");
        }
        assert_eq!(seen("~"), None);
    }

    #[test]
    fn quotes_and_tags_decide() {
        assert_eq!(read("yes", Style::DoubleQuoted, Tag::None), Reading::Text("yes".into()));
        assert_eq!(read("yes", Style::Plain, Tag::Str), Reading::Text("yes".into()));
        assert_eq!(read("3", Style::DoubleQuoted, Tag::Int), Reading::Integer(3));
        assert_eq!(read("yes", Style::DoubleQuoted, Tag::Bool), Reading::Bool(true));
        assert_eq!(read("aGVsbG8=", Style::Plain, Tag::Binary), Reading::Text("hello".into()));
        assert!(matches!(read("x", Style::Plain, Tag::Int), Reading::Mismatch(_)));
    }

    #[test]
    fn whole_floats_are_integers_where_one_is_wanted() {
        assert_eq!(resolve("1e3").as_integer(), Some(1000));
        assert_eq!(resolve("1.5").as_integer(), None);
        assert_eq!(resolve("123456789012345678901234567890").as_integer(), None);
    }
}
