//! Strings, numbers and words of JSON, right ones and those that people write instead.

use super::Reader;
use crate::finding::Fix;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::arena::Text;

/// What a string or a word was read as.
pub(super) enum Read {
    /// Text whose meaning is clear.
    Text(Text),
    /// Something of which nobody knows what was meant.
    Unknown,
}

impl<'s> Reader<'s> {
    /// A string, from its opening quote to behind its closing one. One with escapes is put together anew.
    pub(super) fn string(&mut self) -> Read {
        let (text, start) = (self.text, self.at);
        self.at += 1;
        let mut from = self.at;
        let mut copy = None;
        // Whether something in it is no JSON.
        let mut broken = false;
        loop {
            match self.byte() {
                Some(b'"') => {
                    let end = self.at;
                    if let Some(early) = self.early_end_of_string(start) {
                        return early;
                    }
                    self.at += 1;
                    if broken {
                        return Read::Unknown;
                    }
                    let Some(start) = copy else { return Read::Text(Text::Source(Span::new(from, end))) };
                    let cooked = self.builder.cooked();
                    cooked.push_str(&text[from..end]);
                    return Read::Text(Text::Cooked(Span::new(start, cooked.len())));
                }
                Some(b'\\') => {
                    copy.get_or_insert(self.builder.cooked().len());
                    self.builder.cooked().push_str(&text[from..self.at]);
                    let escape = self.at;
                    match self.escape() {
                        Some(character) => self.builder.cooked().push(character),
                        None => {
                            let rest = self.text[escape..].char_indices().skip(1);
                            let end = rest.take(2).map(|(at, _)| escape + at).nth(1).unwrap_or(self.text.len());
                            let end = end.min(self.line_end(escape));
                            self.say(
                                SyntaxError::new(Span::new(escape, end), "JSON knows no such escape")
                                    .help("write `\\\\` for a backslash"),
                            );
                            self.at = end;
                            broken = true;
                        }
                    }
                    from = self.at;
                }
                Some(b'\n' | b'\r') if self.is_left_open() => {
                    let end = start + self.text[start..self.at].trim_end_matches([' ', '\t', ',', '}', ']']).len();
                    let place = Span::new(start, end.max(start + 1));
                    self.say(SyntaxError::new(place, "this quote is never closed").help("end the text with \""));
                    self.at = place.end as usize;
                    return Read::Unknown;
                }
                Some(byte) if byte < 0x20 => {
                    let help = match byte {
                        b'\n' | b'\r' => "close the string on this line, or write `\\n` for a line break",
                        b'\t' => "write `\\t`, or spaces",
                        _ => "remove it, or write it as an escape",
                    };
                    let message = "a control character in a JSON string must be escaped";
                    self.say(SyntaxError::new(self.here(), message).help(help));
                    self.at += 1;
                    broken = true;
                }
                Some(_) => self.at += 1,
                None => {
                    self.say(SyntaxError::new(Span::new(start, start + 1), "this quote is never closed"));
                    return Read::Unknown;
                }
            }
        }
    }

    /// At what seems to be the closing quote of a string: whether it is the opening one of the next, since this one is never closed.
    fn early_end_of_string(&mut self, start: usize) -> Option<Read> {
        let behind = self.text[self.at + 1..].chars().next()?;
        if !behind.is_alphanumeric() {
            return None;
        }
        let written = self.text[start..self.at].trim_end();
        let length = written.strip_suffix([',', ':'])?.trim_end().len();
        let place = Span::new(start, start + length);
        self.say(SyntaxError::new(place, "this quote is never closed").help("end the text with \""));
        self.at = place.end as usize;
        Some(Read::Unknown)
    }

    /// A word with a quote at its end alone, up to behind the quote.
    fn opening_quote_missing(&mut self, length: usize) -> Option<Text> {
        let behind = self.text[self.at + length..].strip_prefix('"')?;
        if !behind.trim_start_matches([' ', '\t']).chars().next().is_none_or(|c| ",:]}\r\n".contains(c)) {
            return None;
        }
        let place = Span::new(self.at, self.at + length + 1);
        let word = Span::new(self.at, self.at + length);
        let quoted = format!("\"{}\"", &self.text[word.range()]);
        let mut error =
            SyntaxError::new(place, format!("the quote at the start of `{}` is missing", &self.text[place.range()]));
        error.fix = Some(Fix::replace(true, "add the quote", Span::new(self.at, self.at), "\""));
        self.say(error.help(format!("write {quoted}")));
        self.at = place.end as usize;
        Some(Text::Source(word))
    }

    /// Whether a string that has no quote on its line was to have one: what comes next looks like JSON again.
    fn is_left_open(&self) -> bool {
        let rest = self.text[self.at..].trim_start();
        rest.is_empty() || rest.starts_with(['"', '{', '}', '[', ']', ','])
    }

    /// A string in single quotes, as JavaScript and Python write them.
    pub(super) fn single_quoted(&mut self) -> Read {
        let start = self.at;
        let line = &self.text[start..self.line_end(start)];
        let Some(close) = line[1..].find('\'') else {
            let end = start + line.trim_end_matches([' ', '\t', ',', '}', ']']).len();
            self.say(SyntaxError::new(Span::new(start, end), "this quote is never closed").help("use double quotes"));
            self.at = end;
            return Read::Unknown;
        };
        let inner = Span::new(start + 1, start + 1 + close);
        let span = Span::new(start, inner.end as usize + 1);
        self.at = span.end as usize;
        let written = &self.text[inner.range()];
        let mut error = SyntaxError::new(span, "JSON has its texts in double quotes");
        if written.contains(['"', '\\']) {
            self.say(error.help("use double quotes"));
            return Read::Unknown;
        }
        let quoted = format!("\"{written}\"");
        error.fix = Some(Fix::replace(true, "use double quotes", span, quoted.clone()));
        self.say(error.help(format!("write {quoted}")));
        Read::Text(Text::Source(inner))
    }

    /// A key without quotes.
    pub(super) fn bare_key(&mut self) -> Option<Text> {
        let rest = &self.text[self.at..];
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '.'))).unwrap_or(rest.len());
        if length == 0 {
            return None;
        }
        if let Some(text) = self.opening_quote_missing(length) {
            return Some(text);
        }
        let span = Span::new(self.at, self.at + length);
        let quoted = format!("\"{}\"", &rest[..length]);
        let mut error = SyntaxError::new(span, "JSON has its keys in double quotes").help(format!("write {quoted}"));
        error.fix = Some(Fix::replace(true, "put it in quotes", span, quoted));
        self.say(error);
        self.at = span.end as usize;
        Some(Text::Source(span))
    }

    /// `true`, `null`, a number, or a word that JSON does not know.
    pub(super) fn literal(&mut self) -> Option<Read> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(rest.len());
        let span = Span::new(self.at, self.at + end);
        let word = &rest[..end];
        if is_literal(word) {
            self.at += end;
            return Some(Read::Text(Text::Source(span)));
        }
        let length =
            rest.find(|c: char| c.is_whitespace() || c.is_control() || ",:\"'[]{}".contains(c)).unwrap_or(rest.len());
        if length == 0 {
            return None;
        }
        if let Some(text) = self.opening_quote_missing(length) {
            return Some(Read::Text(text));
        }
        let span = Span::new(self.at, self.at + length);
        self.at = span.end as usize;
        let word = &rest[..length];
        let meant = ["true", "false", "null"].into_iter().find(|known| known.eq_ignore_ascii_case(word));
        let meant = meant.or_else(|| matches!(word, "None" | "nil" | "undefined").then_some("null"));
        let mut error = SyntaxError::new(span, format!("`{word}` is no JSON value"));
        error = match meant {
            Some(meant) => {
                error.fix = Some(Fix::replace(true, "write it as JSON does", span, meant));
                error.help(format!("write `{meant}`"))
            }
            None if word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => error
                .help("write a decimal number without zeros in front, as `30` or `0.5`, or put it in double quotes"),
            None => error
                .help("JSON values are strings in double quotes, numbers, true, false, null, [lists] and {objects}"),
        };
        self.say(error);
        Some(Read::Unknown)
    }

    fn line_end(&self, from: usize) -> usize {
        self.text[from..].find(['\n', '\r']).map_or(self.text.len(), |end| from + end)
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
