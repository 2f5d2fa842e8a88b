//! A name with something in it that does not belong there, and that is easily overlooked: spaces at its ends, characters that
//! look like a space or like nothing, quotes around it, a comma behind it, or a second name.

use std::ops::Range;

use crate::analysis::Definition;
use crate::edit;
use crate::field_path;
use crate::finding::Fix;
use crate::rules::names::{self, Name, NameOf};
use crate::rules::odd_characters::{Odd, called, is_blank, odd_characters, plain};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings, odd_lines, several_names};
use crate::shape::check::Violation;
use crate::source::Span;

rule! {
    name: "suspicious-text",
    severity: Warning,
    fix: Safe,
    yields_to: ["placeholder-value"],
    summary: "a name with spaces, quotes or a second name in it that do not belong there",
}

fn check(cx: &Context, out: &mut Findings) {
    spoilt_values(cx, out);
    names::each(cx, |name| {
        if names::is_all(name.text, names::SIMPLE) {
            return;
        }
        // What is wrong with a path, another rule says.
        let is_path = matches!(name.of, NameOf::Field | NameOf::Mapped) && field_path::is_path(name.text);
        let is_spoilt = || !name.text.is_ascii() && field_path::parse(&plain(name.text)).is_ok();
        if is_path && field_path::parse(name.text).is_err() && !is_spoilt() {
            return;
        }
        if let Some(names) = several_names::several(cx, &name) {
            several_names::report(cx, &name, &names, out);
            return;
        }
        let odd = odd_text(&name).or_else(|| quotes(&name)).or_else(|| comma(&name));
        let Some((part, message)) = odd.filter(|_| !name.is_known(cx)) else { return };
        let rest = format!("{}{}", &name.text[..part.start], &name.text[part.end..]);
        let written = cx.tree().verbatim(cx.tree().target(name.node)).map(|_| cx.part(name.node, part.clone()));
        let place = place(cx, &name, part);
        let draft = out.part(name.node, place, message);
        match right(&name) {
            Some(right) => {
                let title = format!("write `{}`", excerpt(&right));
                // Where the rest is right as it stands, nothing is written anew.
                let fix = match written.filter(|_| rest == right && !name.text.is_ascii()) {
                    Some(part) => Some(Fix::replace(true, title.clone(), part, "")),
                    None => edit::set_fix(cx.tree(), name.node, &right, true, title.clone()),
                };
                draft.help(title).maybe_fix(fix);
            }
            None => {
                draft.help(if name.text.trim().is_empty() { "write a name" } else { "write the name alone" });
            }
        }
    });
}

/// Values other than names that are not what the spec wants because of a character at one of their ends that is no plain space,
/// or that nobody sees.
fn spoilt_values(cx: &Context, out: &mut Findings) {
    let violations = cx.violations().iter().filter_map(|violation| match violation {
        // What is a line of YAML but for that character, another rule says.
        Violation::WrongType { node, expect, .. } if odd_lines::of_value(cx, *node, *expect).is_some() => None,
        Violation::WrongType { node, .. } | Violation::NotAllowed { node, .. } => Some(*node),
        _ => None,
    });
    let schedules = cx.schedules().filter(|at| at.parsed.is_err()).map(|at| at.node);
    let version = match cx.definition() {
        Definition::Manifest(manifest) => manifest.get().and_then(|(_, manifest)| manifest.spec_version.get()),
        Definition::Revision(revision) => revision.get().and_then(|(_, revision)| revision.spec_version.get()),
        _ => None,
    };
    for node in violations.chain(schedules).chain(version.map(|(node, _)| node)) {
        let target = cx.tree().target(node);
        let text = cx.tree().text(target);
        if text.is_ascii() || cx.tree().verbatim(target).is_none() {
            continue;
        }
        let is_odd = |c: char| is_blank(c) && (c != '\n' && c != '\r');
        let inner = text.trim_matches(is_odd);
        let lead = text.len() - text.trim_start_matches(is_odd).len();
        let (part, which) = match lead {
            _ if inner.is_empty() || inner.len() == text.len() => continue,
            0 => (inner.len()..text.len(), "ends"),
            lead => (0..lead, "starts"),
        };
        let Some(c) = text[part.clone()].chars().find(|c| !c.is_ascii()) else { continue };
        let place = cx.part(target, part);
        out.part(node, place, format!("this value {which} with {}", called(c))).help("remove it").fix(Fix::replace(
            true,
            "remove it",
            place,
            "",
        ));
    }
}

/// The bytes to point at: the part of the name; the mark of a block scalar, and all of a name of which nothing could be seen there.
fn place(cx: &Context, name: &Name, part: Range<usize>) -> Span {
    let node = cx.tree().target(name.node);
    let whole = cx.tree().span(node);
    if cx.tree().is_block_scalar(node) {
        return whole.part(0..1);
    }
    let seen = &name.text[part.clone()];
    let is_hidden = odd_characters(seen).any(|(_, c, odd)| odd == Odd::Invisible || matches!(c, '\n' | '\r'));
    if is_hidden { whole } else { cx.part(node, part) }
}

/// The name as it was meant, where that can be seen.
fn right(name: &Name) -> Option<String> {
    if name.of == NameOf::Display {
        let trimmed = name.text.trim_matches(is_end_of_display);
        return Some(enclosed(trimmed, name.of).unwrap_or(trimmed).to_string());
    }
    let is_on_lines = name.text.trim().contains(['\n', '\r']);
    let plain = plain(name.text);
    let mut right = plain.as_str();
    let inner = |right| {
        enclosed(right, name.of).or_else(|| without_comma(right, name.of)).or_else(|| without_end_quote(right, name.of))
    };
    while let Some(inner) = inner(right) {
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
        NameOf::Display => is_end_of_display(c),
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

/// Whether it does not belong at the ends of what customers read.
fn is_end_of_display(c: char) -> bool {
    is_blank(c) && called(c) != "a line break"
}

/// Quotes that belong to the name, and were meant to go around it.
fn quotes(name: &Name) -> Option<(Range<usize>, String)> {
    let text = name.text;
    if enclosed(text, name.of).is_some() {
        return Some((0..text.len(), format!("the quotes are a part of this name: {}", excerpt(text))));
    }
    if let Some(inner) = without_end_quote(text, name.of) {
        let quote = &text[inner.len()..];
        return Some((inner.len()..text.len(), format!("the quote `{quote}` at the end is a part of this name")));
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
    match of.is_free() {
        true => None,
        false => text.char_indices().find(|&(at, c)| is_curly(c) && !is_apostrophe(at, c)),
    }
}

/// A name without a quote at its end, where there is none at its start.
fn without_end_quote(text: &str, of: NameOf) -> Option<&str> {
    let inner = text.strip_suffix(['"', '\''])?;
    (!of.is_free() && !inner.is_empty() && !inner.contains(['"', '\''])).then_some(inner)
}

fn is_curly(c: char) -> bool {
    !matches!(c, '\'' | '"') && field_path::is_quote(c)
}

/// What stands between quotes that enclose a text. In straight ones the names of fields can be, and those of tables.
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
    (is_one && !(is_straight && (of.is_free() || of == NameOf::Object))).then(|| inner.trim())
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
