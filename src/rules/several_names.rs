//! Names that stand in one value where each wants a value of its own: behind a comma, or on the next line because a dash was lost.

use super::names::{Name, NameOf};
use super::words::excerpt;
use super::{Context, Findings};
use crate::edit;
use crate::edit::emit;
use crate::finding::Fix;
use crate::scalar::is_text_when_plain;
use crate::source::Span;
use crate::syntax::{Kind, NodeId, Style, Tag};

/// The names in a text, where there are several and one is meant.
pub(super) fn several<'a>(cx: &'a Context, name: &Name<'a>) -> Option<Vec<&'a str>> {
    if matches!(name.of, NameOf::Display | NameOf::Integration) {
        return None;
    }
    let node = cx.tree().target(name.node);
    // Lines are folded into one text with spaces in between: that is what a lost dash looks like.
    let written = cx.tree().slice(node);
    let names: Vec<&str> = match cx.tree().is_block_scalar(node) || !written.contains(['\n', '\r']) {
        true => name.text.split([',', ';', '\n', '\r']).map(str::trim).collect(),
        false => written.lines().map(|line| line.trim().trim_matches(['"', '\''])).collect(),
    };
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    (names.len() > 1 && names.iter().copied().all(is_one_name) && !name.is_known(cx)).then_some(names)
}

/// Says so, with a fix where they stand in a list.
pub(super) fn report(cx: &Context, name: &Name, names: &[&str], out: &mut Findings) {
    let node = cx.tree().target(name.node);
    let whole = cx.tree().span(node);
    let message = match cx.tree().slice(node).trim().contains(['\n', '\r']) {
        true => "these lines are one name to the platform".to_string(),
        false => format!("`{}` is one name to the platform, not {}", excerpt(name.text), names.len()),
    };
    let place = if cx.tree().is_block_scalar(node) { whole.part(0..1) } else { cx.tree().first_line(whole) };
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
    let list = cx.tree().parent(node)?;
    let Kind::Sequence { flow } = cx.tree().kind(list) else { return None };
    let between = if flow { ", ".to_string() } else { format!("{}- ", new_line(cx, list)?) };
    split(cx, node, names, &between, true)
}

/// The fix that makes an entry for each name of an entry that consists of nothing but `fieldName`.
fn split_entry(cx: &Context, node: NodeId, names: &[&str]) -> Option<Fix> {
    let entry = cx.tree().parent(node)?;
    let list = cx.tree().parent(entry)?;
    let (Kind::Mapping { flow: false }, Kind::Sequence { flow: false }) = (cx.tree().kind(entry), cx.tree().kind(list))
    else {
        return None;
    };
    let &[[key, _]] = cx.tree().pairs(entry) else { return None };
    if cx.tree().text(key) != "fieldName" {
        return None;
    }
    let between = format!("{}- {}: ", new_line(cx, list)?, cx.tree().slice(key));
    // A field may have a comma in its name.
    split(cx, node, names, &between, false)
}

/// A line break with the indentation of a block list's dashes.
fn new_line(cx: &Context, list: NodeId) -> Option<String> {
    let start = cx.tree().span(list).start;
    let line = cx.source().line_span(cx.source().line_index(start as usize));
    let blank = cx.source().slice(Span { start: line.start, end: start });
    blank.trim().is_empty().then(|| format!("{}{blank}", edit::line_break(cx.source().text())))
}

fn split(cx: &Context, node: NodeId, names: &[&str], between: &str, safe: bool) -> Option<Fix> {
    let Kind::Scalar { style, tag: Tag::None } = cx.tree().kind(node) else { return None };
    // An anchored name is used elsewhere, as one.
    if style == Style::Block || cx.tree().anchor(node).is_some() {
        return None;
    }
    let written = |name: &&str| match style == Style::Plain && is_text_when_plain(name) {
        true => (*name).to_string(),
        false => emit::quoted(name),
    };
    let text = names.iter().map(written).collect::<Vec<_>>().join(between);
    Some(Fix::replace(safe, "write an entry for each", cx.tree().span(node), text))
}
