//! Edits of a mapping as a person would make them.
//!
//! Text edits only: what stands around the place keeps its bytes. Nothing here decides what to write, only where and
//! with which indentation, quotes and line breaks.

use super::arena::{Kind, NodeId, Style, Tag, Tree};
use super::scalar::is_text_when_plain;
use super::view::View;
use crate::finding::{Edit, Fix};
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
    if let Some(&[key, old]) = pairs.iter().find(|[key, _]| symbol.is_some() && view.symbol(*key) == symbol) {
        return fill(tree, key, old, value);
    }
    let neighbour = pairs.first().map(|&[key, _]| key).or(tree.key_of(mapping));
    let quoted = neighbour.is_some_and(|key| is_double_quoted(tree, key));
    let entry = match quoted && flow {
        true if matches!(value, "true" | "false") => format!("\"{name}\": {value}"),
        true => format!("\"{name}\": \"{value}\""),
        false => format!("{name}: {value}"),
    };
    let span = tree.span(mapping);
    let Some(&[first, _]) = pairs.first() else {
        let inside = span.start + 1;
        return flow.then_some(Edit { span: Span { start: inside, end: inside }, text: entry });
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

/// The edit that sets a scalar, a key or a value, in the quotes that it has already.
pub fn set(tree: &Tree, node: NodeId, value: &str) -> Option<Edit> {
    let node = tree.target(node);
    let Kind::Scalar { style, tag: Tag::None } = tree.kind(node) else { return None };
    // `true` and `false` are set where a boolean is wanted, and a key in double quotes says that this is JSON.
    let is_boolean = matches!(value, "true" | "false");
    let in_json = tree.key_of(node).is_some_and(|key| is_double_quoted(tree, key));
    let text = match style {
        _ if is_boolean => value.to_string(),
        Style::SingleQuoted => format!("'{}'", value.replace('\'', "''")),
        Style::Plain | Style::Block if !in_json && is_plain(value) => value.to_string(),
        Style::Plain if !in_json && is_plain_in_block(value) && !is_in_flow(tree, node) => value.to_string(),
        _ => serde_json::to_string(value).ok()?,
    };
    Some(Edit { span: tree.span(node), text })
}

/// A fix that sets a scalar.
pub fn set_fix(tree: &Tree, node: NodeId, value: &str, safe: bool, title: String) -> Option<Fix> {
    set(tree, node, value).map(|edit| Fix { title, safe, edits: vec![edit] })
}

/// Whether a text can stand without quotes and is read as that very text.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
    text.starts_with(char::is_alphanumeric)
        && !text.ends_with(' ')
        && text.chars().all(plain)
        && is_text_when_plain(text)
}

/// The same for texts with brackets and quotes in them, as `$['address']['city']`, outside of flow collections.
fn is_plain_in_block(text: &str) -> bool {
    text.starts_with("$[") && !text.contains([' ', '#']) && !text.contains(char::is_control) && !text.ends_with(':')
}

fn is_in_flow(tree: &Tree, node: NodeId) -> bool {
    let flow = |node| matches!(tree.kind(node), Kind::Sequence { flow: true } | Kind::Mapping { flow: true });
    std::iter::successors(tree.parent(node), |&node| tree.parent(node)).any(flow)
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

pub(super) fn is_double_quoted(tree: &Tree, key: NodeId) -> bool {
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
pub fn column(text: &str, at: usize) -> usize {
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

/// The edit that takes a member out of a mapping. A comment behind it stays.
///
/// Nothing where it is the only member, since what is left would be no mapping, and where the mapping is not written here.
pub fn remove_member(tree: &Tree, mapping: NodeId, value: NodeId) -> Option<Edit> {
    let mapping = tree.target(mapping);
    let Kind::Mapping { flow } = tree.kind(mapping) else { return None };
    let pairs = tree.pairs(mapping);
    let start = tree.span(value).start;
    // By place: lists are long, and each of their entries may be one that is taken out.
    let at = pairs.partition_point(|&[_, other]| tree.span(other).start < start);
    let at = at + pairs[at..].iter().position(|&[_, other]| other == value)?;
    let whole = |[key, value]: [NodeId; 2]| {
        let (key, value) = (tree.span(key), tree.span(value));
        Span { start: key.start, end: value.end.max(key.end) }
    };
    Neighbours::of(pairs.len(), at, |nth| Some(whole(pairs[nth])))?.remove(tree, flow)
}

/// The edit that takes an item out of a list; the item must not be the only one.
pub fn remove_item(tree: &Tree, item: NodeId) -> Option<Edit> {
    let list = tree.parent(item)?;
    let Kind::Sequence { flow } = tree.kind(list) else { return None };
    let items = tree.items(list);
    let start = tree.span(item).start;
    let at = items.partition_point(|&other| tree.span(other).start < start);
    let at = at + items[at..].iter().position(|&other| other == item)?;
    let whole = |nth: usize| {
        let span = tree.span(items[nth]);
        if flow {
            return Some(span);
        }
        // A block item starts with its dash, which lies before the node.
        let dash = tree.source().get(..span.start as usize)?.trim_end().strip_suffix('-')?.len();
        Some(Span { start: dash as u32, end: span.end })
    };
    Neighbours::of(items.len(), at, whole)?.remove(tree, flow)
}

/// An entry of a mapping or a list, from its first character to its end, with those next to it.
struct Neighbours {
    before: Option<Span>,
    entry: Span,
    after: Option<Span>,
}

impl Neighbours {
    /// One entry of so many; nothing where it is the only one.
    fn of(count: usize, at: usize, span: impl Fn(usize) -> Option<Span>) -> Option<Neighbours> {
        let before = at.checked_sub(1).map(|before| span(before).ok_or(())).transpose().ok()?;
        let after = (at + 1 < count).then(|| span(at + 1).ok_or(())).transpose().ok()?;
        (before.is_some() || after.is_some()).then_some(Neighbours { before, entry: span(at)?, after })
    }

    fn remove(&self, tree: &Tree, flow: bool) -> Option<Edit> {
        if flow { self.remove_from_flow() } else { self.remove_lines(tree.source()) }
    }

    /// Up to the next entry, or from the end of the one before.
    fn remove_from_flow(&self) -> Option<Edit> {
        let span = match self.after {
            Some(next) => Span { start: self.entry.start, end: next.start },
            None => Span { start: self.before?.end, end: self.entry.end },
        };
        Some(Edit { span, text: String::new() })
    }

    /// The lines of an entry; where other things stand on them, only the entry.
    fn remove_lines(&self, text: &str) -> Option<Edit> {
        let Span { start, end } = self.entry;
        let before = text.get(..start as usize)?;
        let line_start = before.rfind(['\n', '\r']).map_or(0, |found| found + 1);
        let rest = text.get(end as usize..)?;
        let line_end = end as usize + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let behind = text.get(end as usize..line_end)?;
        let alone = before[line_start..].trim().is_empty();
        if !alone {
            // First of a list item, behind its dash: what follows moves up.
            let next = self.after.filter(|_| behind.trim().is_empty())?;
            return Some(Edit { span: Span { start, end: next.start }, text: String::new() });
        }
        if !behind.trim().is_empty() {
            let blank = behind.len() - behind.trim_start().len();
            return behind
                .trim_start()
                .starts_with('#')
                .then(|| Edit { span: Span { start, end: end + blank as u32 }, text: String::new() });
        }
        let line_break = match text.get(line_end..)? {
            rest if rest.starts_with("\r\n") => 2,
            rest => usize::from(!rest.is_empty()),
        };
        // Of a last line without a line break, the break before it goes.
        let span = match line_break {
            0 => Span::new(before[..line_start].trim_end_matches(['\n', '\r']).len(), line_end),
            _ => Span::new(line_start, line_end + line_break),
        };
        Some(Edit { span, text: String::new() })
    }
}
