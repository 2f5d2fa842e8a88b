//! Lines that YAML takes for a text or for a strange key, because of one character: a dash or a space that is none, a colon or a space
//! left out.
//!
//! Knows what stands on a line and what was meant, for the rules that see the value or the key. Reports nothing.

use std::ops::Range;

use super::Context;
use super::odd_characters::{Odd, called, odd};
use super::words::excerpt;
use crate::finding::{Edit, Fix};
use crate::shape::plan::{Expect, Object};
use crate::source::Span;
use crate::syntax::{Kind, NodeId, Style, Tag, looks_like_dash};

/// What is odd about some lines, at the first of them.
pub(super) struct OddLine {
    /// The smallest text to change.
    pub(super) span: Span,
    /// What is wrong with it.
    pub(super) message: String,
    /// What to write.
    pub(super) help: String,
    /// The edits for all of these lines.
    pub(super) fix: Option<Fix>,
}

/// What is odd about one line, in places of that line.
struct Odds {
    at: Range<usize>,
    message: String,
    help: String,
    /// What is to stand in place of which part.
    edit: (Range<usize>, &'static str),
    safe: bool,
}

/// What is odd about a value that was meant for something of another type.
pub(super) fn of_value(cx: &Context, place: NodeId, expect: Expect) -> Option<OddLine> {
    let is_item = matches!(expect, Expect::List(_));
    let spec = match expect {
        Expect::Object(object) => Some(cx.schema().object(object)),
        Expect::List(_) => None,
        _ => return None,
    };
    let tree = cx.tree();
    match tree.kind(place) {
        Kind::Scalar { style: Style::Plain, tag: Tag::None } => {
            let span = tree.span(place);
            if !starts_line(cx, place) {
                return None;
            }
            let mut start = span.start as usize;
            let mut found = Vec::new();
            for line in tree.source_slice(span).split_inclusive('\n') {
                let words = line.trim_matches([' ', '\t', '\r', '\n']);
                let from = start + (line.len() - line.trim_start_matches([' ', '\t']).len());
                start += line.len();
                match spec {
                    Some(spec) => found.push((from, member(cx, words, spec)?)),
                    None if is_item && words.starts_with("- ") => {}
                    None => found.push((from, item(words)?)),
                }
            }
            together(found)
        }
        // `–` in place of every dash makes strange keys of the first ones of the entries.
        Kind::Mapping { flow: false } if is_item => {
            let keys = tree.pairs(place).iter().map(|[key, _]| {
                let start = tree.span(*key).start as usize;
                Some((start, item(tree.slice(*key)).filter(|_| is_plain(cx, *key))?))
            });
            together(keys.collect::<Option<_>>()?)
        }
        _ => None,
    }
}

/// What is odd about a key that was meant for a name, which belongs to the key's own mapping or not.
pub(super) fn of_key(cx: &Context, key: NodeId, name: &str, here: bool) -> Option<OddLine> {
    let written = cx.tree().slice(key);
    if !is_plain(cx, key) || written.len() == name.len() || plain_name(written) != name {
        return None;
    }
    let start = cx.tree().span(key).start as usize;
    let lead = written.len() - written.trim_start_matches(is_odd).len();
    if lead > 0 {
        // It stands in place of blanks of the indentation, or beside them: then the key stands right without it.
        let first = written.chars().next()?;
        let mapping = cx.tree().parent(key)?;
        let is_beside = (here && cx.tree().pairs(mapping).len() > 1) || !begins_line(cx, start);
        let instead = if is_beside { "" } else { instead(first, lead) };
        return together(vec![(start, blanks(first, 0..lead, "before this key", instead))]);
    }
    let end = written.trim_end_matches(|c| is_odd(c) || c == ' ').len();
    let first = written[end..].chars().find(|&c| is_odd(c))?;
    let odds = blanks(first, end..written.len(), "before the colon", "");
    together(vec![(start, odds)])
}

/// What nobody sees before a key, whatever the key was meant for.
pub(super) fn before_key(cx: &Context, key: NodeId) -> Option<OddLine> {
    let written = cx.tree().slice(key);
    let first = written.chars().next().filter(|&c| is_odd(c) && is_plain(cx, key))?;
    let lead = written.len() - written.trim_start_matches(is_odd).len();
    let odds = blanks(first, 0..lead, "before this key", instead(first, lead));
    let found = together(vec![(cx.tree().span(key).start as usize, odds)])?;
    Some(OddLine { fix: None, ..found })
}

/// A key without what nobody sees around it.
pub(super) fn plain_name(written: &str) -> &str {
    if written.is_ascii() { written } else { written.trim_matches(|c| is_odd(c) || c == ' ') }
}

/// Whether a mapping stands where a list was meant, with a dash that is none before each of its keys.
pub(super) fn has_odd_dashes(cx: &Context, mapping: NodeId) -> bool {
    let starts = |key: NodeId| cx.tree().slice(key).starts_with(|c: char| c == '-' || !c.is_ascii());
    let pairs = cx.tree().pairs(mapping);
    pairs.first().is_some_and(|[key, _]| starts(*key))
        && pairs.iter().all(|[key, _]| is_plain(cx, *key) && item(cx.tree().slice(*key)).is_some())
}

/// One finding of what is odd about several lines, each with its place.
fn together(found: Vec<(usize, Odds)>) -> Option<OddLine> {
    let safe = found.iter().all(|(_, odds)| odds.safe);
    let edits = found.iter().map(|(start, Odds { edit: (part, text), .. })| Edit {
        span: Span::new(start + part.start, start + part.end),
        text: (*text).to_string(),
    });
    let edits = edits.collect();
    let (start, first) = found.into_iter().next()?;
    Some(OddLine {
        span: Span::new(start + first.at.start, start + first.at.end),
        message: first.message,
        fix: Some(Fix { title: first.help.clone(), safe, edits }),
        help: first.help,
    })
}

/// `name:value`, `name value` or `name:` with an odd blank behind it, where the name is a member of an object.
fn member(cx: &Context, line: &str, spec: &Object) -> Option<Odds> {
    let end = line.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, rest) = line.split_at(end);
    spec.member(cx.view().names().symbol(name))?;
    let is_blank = |c: char| c == ' ' || is_odd(c);
    if let Some(value) = rest.strip_prefix(':') {
        let behind = value.chars().next()?;
        if is_odd(behind) {
            let blank = value.len() - value.trim_start_matches(is_blank).len();
            return Some(blanks(behind, end + 1..end + 1 + blank, "behind the colon", " "));
        }
        return Some(Odds {
            at: 0..line.len(),
            message: format!("a space is missing after the colon of `{name}:`"),
            help: format!("write `{name}: {}`", excerpt(value)),
            edit: (end + 1..end + 1, " "),
            safe: false,
        });
    }
    let value = rest.strip_prefix(' ')?.trim();
    Some(Odds {
        at: 0..end,
        message: format!("a colon is missing after `{name}`"),
        help: format!("write `{name}: {}`", excerpt(value)),
        edit: (end..end, ":"),
        safe: false,
    })
}

/// An entry of a list with something odd in place of its dash, before it or behind it.
fn item(line: &str) -> Option<Odds> {
    let first = line.chars().next()?;
    if is_odd(first) {
        let lead = line.len() - line.trim_start_matches(is_odd).len();
        return line[lead..]
            .starts_with("- ")
            .then(|| blanks(first, 0..lead, "in the indentation", instead(first, lead)));
    }
    let end = first.len_utf8();
    let behind = line[end..].chars().next()?;
    if looks_like_dash(first) {
        return (behind == ' ').then(|| Odds {
            at: 0..end,
            message: format!("`{first}` (U+{:04X}) is not the dash that starts a list item", first as u32),
            help: "write `-`".to_string(),
            edit: (0..end, "-"),
            safe: true,
        });
    }
    if first != '-' {
        return None;
    }
    if is_odd(behind) {
        let blank = line[end..].len() - line[end..].trim_start_matches(is_odd).len();
        return Some(blanks(behind, end..end + blank, "behind the dash", " "));
    }
    let length = line[end..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(line.len() - end);
    behind.is_ascii_alphabetic().then(|| Odds {
        at: 0..end + length,
        message: "a space is missing behind the dash".to_string(),
        help: format!("write `- {}`", excerpt(&line[end..])),
        edit: (end..end, " "),
        safe: false,
    })
}

/// Blanks that are no spaces, and what to write in their place.
fn blanks(first: char, part: Range<usize>, place: &str, instead: &'static str) -> Odds {
    let help = if instead.is_empty() { "remove it" } else { "write a space in its place" };
    Odds {
        at: part.clone(),
        message: format!("{} stands {place}", called(first)),
        help: help.to_string(),
        edit: (part, instead),
        safe: true,
    }
}

/// As many spaces as there are odd ones, as far as anybody indents; nothing for what nobody sees.
fn instead(first: char, length: usize) -> &'static str {
    const SPACES: &str = "                                                                ";
    match odd(None, first, None) {
        Some(Odd::Blank) => SPACES.get(..length / first.len_utf8()).unwrap_or(""),
        _ => "",
    }
}

fn is_odd(c: char) -> bool {
    !c.is_ascii() && odd(None, c, None).is_some()
}

fn is_plain(cx: &Context, key: NodeId) -> bool {
    matches!(cx.tree().kind(key), Kind::Scalar { style: Style::Plain, tag: Tag::None })
}

/// Whether a value stands on a line of its own, or in a list.
fn starts_line(cx: &Context, place: NodeId) -> bool {
    let in_list = cx.tree().parent(place).is_some_and(|parent| matches!(cx.tree().kind(parent), Kind::Sequence { .. }));
    in_list || begins_line(cx, cx.tree().span(place).start as usize)
}

fn begins_line(cx: &Context, at: usize) -> bool {
    let before = cx.tree().source().get(..at).unwrap_or("");
    before.trim_end_matches(' ').ends_with(['\n', '\r']) || before.trim_end_matches(' ').is_empty()
}
