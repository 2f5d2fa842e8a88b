//! How a nested field is written: `$['address']['city']`, and `$['items'][*]['id']` for each item of a list.
//!
//! [`parse`] takes exactly what the platform's own parser takes, and says of anything else which piece is in its way.
//! [`meant`] makes out what another notation was meant to say. Neither knows of manifests.

mod meant;

use std::ops::Range;

pub use meant::{Meant, meant};

/// A step of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Segment<'t> {
    /// `['key']`
    Key(&'t str),
    /// `[*]`: each item of a list.
    Every,
}

/// Why a text is no path: the first piece that is in the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathError {
    /// Where the piece is in the text, in bytes.
    pub at: Range<usize>,
    /// What is wrong with it.
    pub cause: Cause,
}

/// What can be wrong with a piece.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// There is no key in the path at all.
    NoKey,
    /// A key, or anything else, that is not in brackets: `.city`.
    NotInBrackets,
    /// Blanks between or around the steps.
    Blank,
    /// A key without quotes: `[city]`.
    NotQuoted,
    /// A key in quotes of another kind: `["city"]`.
    OtherQuotes,
    /// `['']`
    EmptyKey,
    /// A number where a key should be: `[0]`.
    Index,
    /// A quote that is not closed.
    OpenQuote,
    /// A bracket that is not closed.
    OpenBracket,
    /// More than a quoted key in the brackets: `['a', 'b']`, `['it's']`.
    NotOneKey,
    /// `[*]` that does not stand between two keys.
    EveryAtEnd,
}

/// Whether a name is written as a path, well or not. All others are the names of fields, whatever they consist of.
pub fn is_path(name: &str) -> bool {
    name.starts_with('$')
}

/// The steps of a path: one key or more in brackets and single quotes, with `[*]` between keys where a list is gone through.
pub fn parse(path: &str) -> Result<Vec<Segment<'_>>, PathError> {
    let error = |at: Range<usize>, cause| Err(PathError { at, cause });
    let Some(mut rest) = path.strip_prefix('$') else {
        return error(0..path.len(), Cause::NotInBrackets);
    };
    let mut segments = Vec::new();
    let mut every_at_end = None;
    while !rest.is_empty() {
        let at = path.len() - rest.len();
        let Some(inner) = rest.strip_prefix('[') else {
            let blank = rest.len() - rest.trim_start().len();
            if blank > 0 {
                return error(at..at + blank, Cause::Blank);
            }
            let length = rest.find('[').unwrap_or(rest.len());
            return error(at..at + rest[..length].trim_end().len(), Cause::NotInBrackets);
        };
        if let Some(behind) = inner.strip_prefix("*]") {
            every_at_end = Some(at..at + 3);
            if segments.is_empty() {
                return error(at..at + 3, Cause::EveryAtEnd);
            }
            segments.push(Segment::Every);
            rest = behind;
            continue;
        }
        let (key, behind) = match key(inner) {
            Ok(found) => found,
            Err((part, cause)) => {
                // Where the piece is no key at all, its bracket belongs to it.
                let with_bracket =
                    matches!(cause, Cause::OpenQuote | Cause::OpenBracket | Cause::EmptyKey | Cause::Index);
                let start = if with_bracket { at } else { at + 1 + part.start };
                return error(start..at + 1 + part.end, cause);
            }
        };
        segments.push(Segment::Key(key));
        every_at_end = None;
        rest = behind;
    }
    match every_at_end {
        Some(at) => error(at, Cause::EveryAtEnd),
        None if segments.is_empty() => error(0..path.len(), Cause::NoKey),
        None => Ok(segments),
    }
}

/// The key behind an open bracket and what follows the closed one; or what is wrong with which part of `inner`.
fn key(inner: &str) -> Result<(&str, &str), (Range<usize>, Cause)> {
    // Up to the bracket that closes this one, or that opens the next.
    let length = inner.find(['[', ']']).unwrap_or(inner.len());
    let written = inner[..length].trim_end();
    let is_closed = inner[length..].starts_with(']');
    let Some(quoted) = inner.strip_prefix('\'') else {
        let start = written.len() - written.trim_start().len();
        let word = &written[start..];
        let part = start..written.len();
        return Err(match word.chars().next() {
            _ if !is_closed => (0..written.len(), Cause::OpenBracket),
            None => (0..length + 1, Cause::EmptyKey),
            Some('\'') => (0..start, Cause::Blank),
            Some(first) if is_quote(first) => (part, Cause::OtherQuotes),
            _ if is_number(word) => (0..length + 1, Cause::Index),
            _ if word == "*" => (0..length, Cause::Blank),
            _ => (part, Cause::NotQuoted),
        });
    };
    let Some(end) = quoted.find('\'') else {
        return Err((0..written.len(), Cause::OpenQuote));
    };
    let behind = &quoted[end + 1..];
    if end == 0 && behind.starts_with(']') {
        return Err((0..3, Cause::EmptyKey));
    }
    if let Some(rest) = behind.strip_prefix(']') {
        return Ok((&quoted[..end], rest));
    }
    // A quote that is closed only by that of the next key.
    if length < end + 1 {
        return Err((0..written.len(), Cause::OpenQuote));
    }
    let blank = behind.len() - behind.trim_start().len();
    Err(match behind[blank..].chars().next() {
        None | Some('[' | '.') => (0..end + 2, Cause::OpenBracket),
        Some(']') => (end + 2..end + 2 + blank, Cause::Blank),
        Some(_) => (0..written.len().max(end + 2), Cause::NotOneKey),
    })
}

/// Whether a character is a quote of any kind.
pub fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"' | '`' | '´' | '‘'..='‟' | '′' | '″' | '‹' | '›' | '«' | '»' | '＂' | '＇')
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
