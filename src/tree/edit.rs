//! Edits of a mapping as a person would make them.
//!
//! Text edits only: what stands around the place keeps its bytes. Nothing here decides what to write, only where and
//! with which indentation, quotes and line breaks.

use super::arena::{Kind, NodeId, Style, Tree};
use super::view::View;
use crate::finding::Edit;
use crate::source::Span;

/// The edit that gives a mapping a member it lacks, or that has nothing behind its key. `value` is plain text that
/// needs no quotes in YAML; it goes behind the first member of `after` that is there, else to the front.
///
/// Nothing where the node is no mapping that is written in this text.
pub fn insert(view: &View, mapping: NodeId, name: &str, value: &str, after: &[&str]) -> Option<Edit> {
    let tree = view.tree();
    let mapping = tree.target(mapping);
    let Kind::Mapping { flow } = tree.kind(mapping) else { return None };
    let pairs = tree.pairs(mapping);
    let symbol = view.names().symbol(name);
    if let Some(&[key, old]) = pairs.iter().find(|[key, _]| symbol != 0 && view.symbol(*key) == symbol) {
        return fill(tree, key, old, value);
    }
    let quoted = pairs.first().is_some_and(|&[key, _]| is_double_quoted(tree, key));
    let entry = match quoted && flow {
        true if matches!(value, "true" | "false") => format!("\"{name}\": {value}"),
        true => format!("\"{name}\": \"{value}\""),
        false => format!("{name}: {value}"),
    };
    let span = tree.span(mapping);
    let Some(&[first, _]) = pairs.first() else {
        let inside = span.start + 1;
        return flow.then(|| Edit { span: Span { start: inside, end: inside }, text: entry });
    };
    let front = tree.span(first).start;
    if flow {
        let (blank, on_own_line) = indentation(tree.source(), front as usize);
        let text = match on_own_line {
            true => format!("{entry},{}{blank}", line_break(tree.source())),
            false => format!("{entry}, "),
        };
        return Some(Edit { span: Span { start: front, end: front }, text });
    }
    let column = column(tree.source(), front as usize);
    let newline = line_break(tree.source());
    let anchor = after.iter().find_map(|name| {
        let symbol = view.names().symbol(name);
        pairs.iter().find(|[key, _]| view.symbol(*key) == symbol).map(|&[_, value]| value)
    });
    match anchor.filter(|&value| matches!(tree.kind(value), Kind::Scalar { style, .. } if style != Style::Block)) {
        Some(value) => {
            let end = tree.span(value).end as usize;
            let rest = tree.source().get(end..)?;
            let line_end = (end + rest.find(['\n', '\r']).unwrap_or(rest.len())) as u32;
            let text = format!("{newline}{}{entry}", " ".repeat(column));
            Some(Edit { span: Span { start: line_end, end: line_end }, text })
        }
        None => {
            let text = format!("{entry}{newline}{}", " ".repeat(column));
            Some(Edit { span: Span { start: front, end: front }, text })
        }
    }
}

/// The edit that sets a scalar to a plain value.
pub fn set(tree: &Tree, node: NodeId, value: &str) -> Option<Edit> {
    let node = tree.target(node);
    matches!(tree.kind(node), Kind::Scalar { .. }).then(|| Edit { span: tree.span(node), text: value.to_string() })
}

/// A value for a key that has none, or only `~`.
fn fill(tree: &Tree, key: NodeId, old: NodeId, value: &str) -> Option<Edit> {
    let span = tree.span(old);
    if !matches!(tree.kind(old), Kind::Scalar { .. }) {
        return None;
    }
    let value = if is_double_quoted(tree, key) && !matches!(value, "true" | "false") {
        format!("\"{value}\"")
    } else {
        value.to_string()
    };
    if !span.is_empty() {
        return Some(Edit { span, text: value });
    }
    let end = tree.span(key).end as usize;
    let colon = end + tree.source().get(end..)?.find(':')? + 1;
    Some(Edit { span: Span::new(colon, colon), text: format!(" {value}") })
}

fn is_double_quoted(tree: &Tree, key: NodeId) -> bool {
    matches!(tree.kind(key), Kind::Scalar { style: Style::DoubleQuoted, .. })
}

/// The line break of a text: the first one's kind.
pub fn line_break(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Characters between the start of the line and a place.
fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    let line = before.rfind(['\n', '\r']).map_or(before, |start| &before[start + 1..]);
    line.trim_start_matches('\u{FEFF}').chars().count()
}

/// What stands between the start of the line and a place, where that is blank, and whether it is.
fn indentation(text: &str, at: usize) -> (String, bool) {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |start| start + 1);
    let blank = &before[start..];
    let own_line = start > 0 && blank.trim().is_empty();
    (if own_line { blank.to_string() } else { String::new() }, own_line)
}
