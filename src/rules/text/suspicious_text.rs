//! A name with something in it that does not belong there, and that is easily overlooked: spaces at its ends, characters that
//! look like a space or like nothing, quotes around it, a comma behind it, or a second name.

use std::ops::Range;

use crate::field_path;
use crate::finding::Fix;
use crate::rules::names::{self, Name, NameOf};
use crate::rules::odd_characters::{Odd, called, is_blank, odd_characters, plain};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::source::Span;
use crate::tree::scalar::is_text_when_plain;
use crate::tree::{Kind, NodeId, Style, Tag, edit, emit};

rule! {
    name: "suspicious-text",
    severity: Warning,
    fix: Safe,
    summary: "a name with spaces, quotes or a second name in it that do not belong there",
}

fn check(cx: &Context, out: &mut Findings) {
    names::each(cx, |name| {
        let is_simple = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
        if name.text.bytes().all(is_simple) {
            return;
        }
        // What is wrong with a path, another rule says.
        let is_path = matches!(name.of, NameOf::Field | NameOf::Mapped) && field_path::is_path(name.text);
        if is_path && field_path::parse(name.text).is_err() {
            return;
        }
        if let Some(names) = several(cx, &name) {
            report_several(cx, &name, &names, out);
            return;
        }
        let odd = odd_text(&name).or_else(|| quotes(&name)).or_else(|| comma(&name));
        let Some((part, message)) = odd.filter(|_| !name.is_known(cx)) else { return };
        let place = place(cx, &name, part);
        let draft = out.part(name.node, place, message);
        match right(&name) {
            Some(right) => {
                let title = format!("write `{}`", excerpt(&right));
                let fix = edit::set_fix(cx.tree, name.node, &right, true, title.clone());
                draft.help(title).maybe_fix(fix);
            }
            None => {
                draft.help("write the name alone, on one line");
            }
        }
    });
}

/// The bytes to point at: the part of the name; the mark of a block scalar, and all of a name of which nothing could be seen there.
fn place(cx: &Context, name: &Name, part: Range<usize>) -> Span {
    let node = cx.tree.target(name.node);
    let whole = cx.tree.span(node);
    if is_block(cx, node) {
        return whole.part(0..1);
    }
    let seen = &name.text[part.clone()];
    let is_seen = seen.chars().all(|c| odd_characters(c.encode_utf8(&mut [0; 4])).all(|(.., odd)| odd == Odd::Blank));
    if is_seen && !seen.contains(['\n', '\r']) { cx.part(node, part) } else { whole }
}

/// The name as it was meant, where that can be seen.
fn right(name: &Name) -> Option<String> {
    if name.of == NameOf::Display {
        let trimmed = name.text.trim_matches([' ', '\t']);
        return Some(enclosed(trimmed, name.of).unwrap_or(trimmed).to_string());
    }
    let is_on_lines = name.text.trim().contains(['\n', '\r']);
    let plain = plain(name.text);
    let mut right = plain.as_str();
    while let Some(inner) = enclosed(right, name.of).or_else(|| without_comma(right, name.of)) {
        right = inner;
    }
    if !name.of.is_free() {
        right = right.trim_matches(is_curly).trim();
    }
    let is_left = right.is_empty() || is_on_lines || quote(right, name.of).is_some();
    (!is_left).then(|| right.to_string())
}

/// Characters that look like a space or like nothing, and spaces at the ends.
fn odd_text(name: &Name) -> Option<(Range<usize>, String)> {
    let text = name.text;
    let at_end = |c: char| match name.of {
        // What customers read may be a text of several lines.
        NameOf::Display => matches!(c, ' ' | '\t'),
        _ => is_blank(c),
    };
    let inner = text.trim_matches(at_end);
    if inner.len() < text.len() {
        let start = text.len() - text.trim_start_matches(at_end).len();
        let (part, c, which) = match text.chars().next_back().filter(|&c| at_end(c)) {
            _ if inner.is_empty() => return Some((0..text.len(), "this name is blank".to_string())),
            Some(last) => (text.trim_end_matches(at_end).len()..text.len(), last, "ends"),
            None => (0..start, text.chars().next()?, "starts"),
        };
        return Some((part, format!("this name {which} with {}", called(c))));
    }
    if name.of == NameOf::Display {
        return None;
    }
    // A line break stands between two names.
    let (at, c, odd) = odd_characters(text).find(|(_, c, _)| !matches!(c, '\n' | '\r'))?;
    let message = match odd {
        Odd::Blank if c == '\t' => "there is a tab in this name".to_string(),
        Odd::Blank => format!("there is {} in this name, which looks like a plain space and is none", called(c)),
        Odd::Invisible => format!("there is {} in this name, which nobody sees", called(c)),
    };
    Some((at..at + c.len_utf8(), message))
}

/// Quotes that belong to the name, and were meant to go around it.
fn quotes(name: &Name) -> Option<(Range<usize>, String)> {
    let text = name.text;
    if enclosed(text, name.of).is_some() {
        return Some((0..text.len(), format!("the quotes are a part of this name: {}", excerpt(text))));
    }
    let (at, c) = quote(text, name.of)?;
    Some((at..at + c.len_utf8(), format!("the quote `{c}` is a part of this name")))
}

/// The first quote that is none of the keyboard's, with its place, where a name has none. In `Bob’s` it is an apostrophe.
fn quote(text: &str, of: NameOf) -> Option<(usize, char)> {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_apostrophe = |at: usize, c: char| {
        matches!(c, '‘' | '’')
            && letter(text[..at].chars().next_back())
            && letter(text[at + c.len_utf8()..].chars().next())
    };
    text.char_indices().find(|&(at, c)| is_curly(c) && !is_apostrophe(at, c)).filter(|_| !of.is_free())
}

fn is_curly(c: char) -> bool {
    !matches!(c, '\'' | '"') && field_path::is_quote(c)
}

/// What stands between quotes that enclose a text. In straight ones the names of fields can be.
fn enclosed(text: &str, of: NameOf) -> Option<&str> {
    const PAIRS: [(char, &[char]); 13] = [
        ('“', &['”', '“']),
        ('”', &['”']),
        ('„', &['“', '”']),
        ('‘', &['’', '‘']),
        ('’', &['’']),
        ('‚', &['‘', '’']),
        ('«', &['»']),
        ('»', &['«']),
        ('‹', &['›']),
        ('`', &['`', '´']),
        ('＂', &['＂']),
        ('"', &['"']),
        ('\'', &['\'']),
    ];
    let first = text.chars().next()?;
    let closing = PAIRS.iter().find(|(open, _)| *open == first)?.1;
    let inner = text[first.len_utf8()..].strip_suffix(closing)?;
    let is_straight = matches!(first, '"' | '\'');
    let is_one = !inner.trim().is_empty() && !inner.contains(|c| c == first || closing.contains(&c));
    (is_one && !(is_straight && of.is_free())).then(|| inner.trim())
}

/// A comma or a semicolon behind a name, as other notations have it.
fn comma(name: &Name) -> Option<(Range<usize>, String)> {
    let inner = without_comma(name.text, name.of)?;
    let mark = &name.text[inner.len()..];
    let called = if mark.contains(',') { "the comma" } else { "the semicolon" };
    Some((inner.len()..name.text.len(), format!("{called} is a part of this name")))
}

fn without_comma(text: &str, of: NameOf) -> Option<&str> {
    let inner = text.trim_end_matches([',', ';', ' ']);
    let is_mark = text[inner.len()..].contains([',', ';']) && !inner.is_empty();
    (is_mark && of != NameOf::Display).then_some(inner)
}

/// The names in a text, where there are several and one is meant.
fn several<'a>(cx: &'a Context, name: &Name<'a>) -> Option<Vec<&'a str>> {
    if matches!(name.of, NameOf::Display | NameOf::Integration) {
        return None;
    }
    let node = cx.tree.target(name.node);
    // Lines are folded into one text with spaces in between: that is what a lost dash looks like.
    let written = cx.tree.slice(node);
    let names: Vec<&str> = match is_block(cx, node) || !written.contains(['\n', '\r']) {
        true => name.text.split([',', ';', '\n', '\r']).map(str::trim).collect(),
        false => written.lines().map(|line| line.trim().trim_matches(['"', '\''])).collect(),
    };
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    (names.len() > 1 && names.iter().copied().all(is_one_name) && !name.is_known(cx)).then_some(names)
}

fn is_block(cx: &Context, node: NodeId) -> bool {
    matches!(cx.tree.kind(node), Kind::Scalar { style: Style::Block, .. })
}

fn report_several(cx: &Context, name: &Name, names: &[&str], out: &mut Findings) {
    let node = cx.tree.target(name.node);
    let whole = cx.tree.span(node);
    let message = match cx.tree.slice(node).trim().contains(['\n', '\r']) {
        true => "these lines are one name to the platform".to_string(),
        false => format!("`{}` is one name to the platform, not {}", excerpt(name.text), names.len()),
    };
    let place = if is_block(cx, node) { whole.part(0..1) } else { cx.tree.first_line(whole) };
    let fix = split_list(cx, node, names).or_else(|| split_entry(cx, node, names));
    let help = match name.of {
        NameOf::Field | NameOf::Event => "write an entry for each",
        NameOf::Destination => "name one destination here",
        NameOf::Provider => "write an integration for each provider",
        NameOf::Object => "write an entry for each object",
        _ => "write one name here",
    };
    out.part(node, place, message).help(help).maybe_fix(fix);
}

/// A text that can be a name by itself, and would not be a part of one.
fn is_one_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))
}

/// The fix that makes an item for each name of an item of a list.
fn split_list(cx: &Context, node: NodeId, names: &[&str]) -> Option<Fix> {
    let list = cx.tree.parent(node)?;
    let Kind::Sequence { flow } = cx.tree.kind(list) else { return None };
    let between = if flow { ", ".to_string() } else { format!("{}- ", new_line(cx, list)?) };
    split(cx, node, names, &between, true)
}

/// The fix that makes an entry for each name of an entry that consists of nothing but `fieldName`.
fn split_entry(cx: &Context, node: NodeId, names: &[&str]) -> Option<Fix> {
    let entry = cx.tree.parent(node)?;
    let list = cx.tree.parent(entry)?;
    let (Kind::Mapping { flow: false }, Kind::Sequence { flow: false }) = (cx.tree.kind(entry), cx.tree.kind(list))
    else {
        return None;
    };
    let &[[key, _]] = cx.tree.pairs(entry) else { return None };
    if cx.tree.text(key) != "fieldName" {
        return None;
    }
    let between = format!("{}- {}: ", new_line(cx, list)?, cx.tree.slice(key));
    // A field may have a comma in its name.
    split(cx, node, names, &between, false)
}

/// A line break with the indentation of a block list's dashes.
fn new_line(cx: &Context, list: NodeId) -> Option<String> {
    let start = cx.tree.span(list).start;
    let line = cx.source.line_span(cx.source.line_index(start as usize));
    let blank = cx.source.slice(Span { start: line.start, end: start });
    blank.trim().is_empty().then(|| format!("{}{blank}", edit::line_break(cx.source.text())))
}

fn split(cx: &Context, node: NodeId, names: &[&str], between: &str, safe: bool) -> Option<Fix> {
    let Kind::Scalar { style, tag: Tag::None } = cx.tree.kind(node) else { return None };
    // An anchored name is used elsewhere, as one.
    if style == Style::Block || cx.tree.anchor(node).is_some() {
        return None;
    }
    let written = |name: &&str| match style == Style::Plain && is_text_when_plain(name) {
        true => (*name).to_string(),
        false => emit::quoted(name),
    };
    let text = names.iter().map(written).collect::<Vec<_>>().join(between);
    Some(Fix::replace(safe, "write an entry for each", cx.tree.span(node), text))
}
