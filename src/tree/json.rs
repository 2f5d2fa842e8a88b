//! JSON into nodes, strictly: what the API sends.
//!
//! One pass over the bytes, no recursion, every span exact. Numbers, `true`, `false` and `null` become plain
//! scalars, strings double-quoted ones, so that JSON and YAML are read alike from here on.

use std::borrow::Cow;
use std::sync::Arc;

use super::MAX_NESTING;
use super::SyntaxError;
use super::arena::{Builder, Kind, Style, Tag, Tree};
use crate::source::Span;

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    Value,
    /// Right after `[` or `{`.
    FirstOrEnd,
    Key,
    /// After a value: `,` or the closing bracket.
    MoreOrEnd,
}

struct Reader<'s> {
    text: &'s str,
    at: usize,
}

/// Reads a JSON text; the first thing that is no JSON is the error.
pub(super) fn parse(source: Arc<str>) -> Result<Tree, Box<SyntaxError>> {
    let text: &str = &Arc::clone(&source);
    let mut builder = Builder::new(Arc::clone(&source), text);
    let mut reader = Reader { text, at: if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 } };
    let mut open: Vec<u8> = Vec::new();
    let mut expect = Expect::Value;
    loop {
        reader.skip_blank();
        let start = reader.at;
        let Some(byte) = reader.byte() else {
            return Err(advised(
                reader.here(),
                "the JSON text ends before it is complete",
                "close every `{`, `[` and `\"`",
            ));
        };
        let in_object = open.last() == Some(&b'{');
        match (expect, byte) {
            (Expect::FirstOrEnd | Expect::MoreOrEnd, b']' | b'}') => {
                let matches = open.pop().is_some_and(|bracket| (bracket == b'{') == (byte == b'}'));
                if !matches {
                    return Err(fault(Span::new(start, start + 1), format!("`{}` closes nothing here", byte as char)));
                }
                reader.at += 1;
                builder.end(reader.at as u32);
                expect = Expect::MoreOrEnd;
            }
            (Expect::MoreOrEnd, b',') => {
                reader.at += 1;
                expect = if in_object { Expect::Key } else { Expect::Value };
            }
            (Expect::MoreOrEnd, _) => {
                let wanted = if in_object { "`,` or `}`" } else { "`,` or `]`" };
                return Err(fault(reader.here(), format!("{wanted} is missing before this")));
            }
            (Expect::Key | Expect::FirstOrEnd, b'"') if in_object => {
                let value = reader.string()?;
                builder.scalar(Span::new(start, reader.at), Style::DoubleQuoted, Tag::None, value);
                reader.skip_blank();
                if reader.byte() != Some(b':') {
                    return Err(fault(reader.here(), "`:` is missing between this key and its value"));
                }
                reader.at += 1;
                expect = Expect::Value;
            }
            (Expect::Key, _) | (Expect::FirstOrEnd, _) if in_object => {
                return Err(advised(
                    reader.here(),
                    "a key in double quotes is missing here",
                    "JSON allows no comma after the last member",
                ));
            }
            (_, b'{' | b'[') => {
                if open.len() >= MAX_NESTING {
                    let message = format!("nested more than {MAX_NESTING} levels deep");
                    return Err(advised(
                        reader.here(),
                        message,
                        "no manifest needs that; check for brackets that are never closed",
                    ));
                }
                open.push(byte);
                let kind = if byte == b'{' { Kind::Mapping { flow: true } } else { Kind::Sequence { flow: true } };
                builder.start(Span::new(start, start + 1), kind);
                reader.at += 1;
                expect = Expect::FirstOrEnd;
            }
            (_, b'"') => {
                let value = reader.string()?;
                builder.scalar(Span::new(start, reader.at), Style::DoubleQuoted, Tag::None, value);
                expect = Expect::MoreOrEnd;
            }
            _ => {
                let word = reader.word();
                if !is_literal(word) {
                    return Err(advised(
                        reader.here(),
                        "no JSON value starts like this",
                        "JSON values are strings in double quotes, numbers, true, false, null, [lists] and {objects}",
                    ));
                }
                reader.at += word.len();
                builder.scalar(Span::new(start, reader.at), Style::Plain, Tag::None, Cow::Borrowed(word));
                expect = Expect::MoreOrEnd;
            }
        }
        if open.is_empty() && expect == Expect::MoreOrEnd {
            reader.skip_blank();
            return match reader.byte() {
                None => Ok(builder.tree()),
                Some(_) => Err(fault(reader.here(), "the JSON text goes on after its end")),
            };
        }
    }
}

impl<'s> Reader<'s> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blank(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The character at hand, or nothing at the end.
    fn here(&self) -> Span {
        let length = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Span::new(self.at, self.at + length)
    }

    fn word(&self) -> &'s str {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(rest.len());
        &rest[..end]
    }

    /// A string, from its opening quote to behind its closing one.
    fn string(&mut self) -> Result<Cow<'s, str>, Box<SyntaxError>> {
        let start = self.at;
        self.at += 1;
        let mut from = self.at;
        let mut owned = String::new();
        loop {
            match self.byte() {
                Some(b'"') => {
                    let piece = &self.text[from..self.at];
                    self.at += 1;
                    return Ok(match owned.is_empty() {
                        true => Cow::Borrowed(piece),
                        false => Cow::Owned(owned + piece),
                    });
                }
                Some(b'\\') => {
                    owned.push_str(&self.text[from..self.at]);
                    let escape = self.at;
                    let character = self.escape().ok_or_else(|| {
                        let end = self.text[escape..]
                            .char_indices()
                            .nth(2)
                            .map_or(self.text.len(), |(length, _)| escape + length);
                        advised(Span::new(escape, end), "JSON knows no such escape", "write `\\\\` for a backslash")
                    })?;
                    owned.push(character);
                    from = self.at;
                }
                Some(byte) if byte < 0x20 => {
                    let message = "a control character in a JSON string must be escaped";
                    return Err(advised(
                        self.here(),
                        message,
                        "close the string on this line, or write `\\n` for a line break",
                    ));
                }
                Some(_) => self.at += 1,
                None => return Err(fault(Span::new(start, start + 1), "this quote is never closed")),
            }
        }
    }

    /// One escape, from its backslash on.
    fn escape(&mut self) -> Option<char> {
        let simple = match self.text.as_bytes().get(self.at + 1)? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{C}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return None,
        };
        self.at += 2;
        Some(simple)
    }

    /// `\u0041`, or a pair of them that makes one character. Half a pair alone is replaced, as Go does.
    fn unicode_escape(&mut self) -> Option<char> {
        let unit = |at: usize| {
            let digits =
                self.text.get(at + 2..at + 6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            u32::from_str_radix(digits, 16).ok()
        };
        let high = unit(self.at)?;
        let mut length = 6;
        let mut code = high;
        if (0xD800..0xDC00).contains(&high)
            && self.text.get(self.at + 6..self.at + 8) == Some("\\u")
            && let Some(low) = unit(self.at + 6).filter(|low| (0xDC00..0xE000).contains(low))
        {
            code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
            length = 12;
        }
        self.at += length;
        Some(char::from_u32(code).unwrap_or('\u{FFFD}'))
    }
}

/// `true`, `false`, `null` or a number as JSON writes it.
fn is_literal(word: &str) -> bool {
    if matches!(word, "true" | "false" | "null") {
        return true;
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.strip_prefix('-').unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(after) = rest.strip_prefix('.') {
        let fraction = digits(after);
        if fraction == 0 {
            return false;
        }
        rest = &after[fraction..];
    }
    match rest.strip_prefix(['e', 'E']) {
        None => rest.is_empty(),
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
    }
}

/// An error with what to write instead.
fn advised(span: Span, message: impl Into<String>, help: &str) -> Box<SyntaxError> {
    Box::new(SyntaxError::new(span, message).help(help))
}

/// An error of this reader; boxed, since a result is moved for every string.
fn fault(span: Span, message: impl Into<String>) -> Box<SyntaxError> {
    Box::new(SyntaxError::new(span, message))
}
