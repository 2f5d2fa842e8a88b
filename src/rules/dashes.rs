//! Entries of lists whose dashes are lost: a mapping where a list must stand, and an entry that goes on with the next one.
//!
//! Each is said by the rule that sees it, and read on as what was meant.

use std::collections::HashSet;

use super::advice::{in_json, naming_member};
use super::words::excerpt;
use super::{Context, Findings};
use crate::edit;
use crate::finding::{Edit, Fix};
use crate::reading::names::Symbol;
use crate::reading::view::{Amendment, Seen};
use crate::shape::plan::{Expect, Object};
use crate::source::Span;
use crate::syntax::{Kind, NodeId};

/// Reports a mapping where a list of such mappings must stand: one entry without its dash, or entries under their names.
/// Whether it is one of those.
pub(super) fn in_place_of_list(cx: &Context, out: &mut Findings, place: NodeId, entry: &Object) -> bool {
    let tree = cx.tree();
    let mapping = tree.target(place);
    let pairs = tree.pairs(mapping);
    let (Some(&[first, _]), Some(list)) = (pairs.first(), tree.key_of(mapping).or(tree.key_of(place))) else {
        return false;
    };
    if !matches!(tree.kind(first), Kind::Scalar { .. }) {
        return false;
    }
    let list = tree.text(tree.target(list));
    let entries = cx.view().entries(place);
    let is_flow = tree.kind(mapping) == Kind::Mapping { flow: true };
    if tree.is_merge_key(first) || entries.iter().any(|[key, _]| entry.member(cx.view().symbol(*key)).is_some()) {
        let name = tree.text(first);
        let message = match is_flow {
            true => format!("`{list}` must be a list, not a mapping"),
            false => format!("`{list}` must be a list: a `- ` is missing before `{name}`"),
        };
        let draft = match is_flow {
            true => out.value(place, message),
            false => out.part(mapping, tree.span(first), message),
        };
        let help = match is_flow {
            true => "put brackets around it: `[{…}]`".to_string(),
            false => format!("write `- {}`", excerpt(tree.source_slice(tree.visible(mapping)))),
        };
        draft.help(help).maybe_fix(dash_before(cx, place)).read_on([Amendment::Entry { place }]);
        return true;
    }
    let naming = naming_member(entry, |member| cx.schema().expect(member.value) == Expect::Text(None));
    let is_entry = |[_, value]: &[NodeId; 2]| matches!(cx.view().see(*value), Seen::Mapping | Seen::Null);
    let any = entries.iter().any(|[_, value]| cx.view().see(*value) == Seen::Mapping);
    let (Some(naming), true, true) = (naming, any, entries.iter().all(is_entry)) else { return false };
    let name = tree.slice(first);
    let line = match is_flow {
        true => format!(
            "`{{{}: {name}, …}}`",
            if in_json(cx) { format!("\"{}\"", naming.name) } else { naming.name.into() }
        ),
        false => format!("`- {}: {name}`", naming.name),
    };
    let others = if pairs.len() > 1 { ", and the others likewise" } else { "" };
    out.value(place, format!("`{list}` must be a list, not a mapping with the names as keys"))
        .help(format!("write {line} in place of `{name}:`{others}"))
        .maybe_fix(entries_of_names(cx, place, naming.name))
        .read_on([Amendment::Entries { place, name: naming.symbol }]);
    true
}

/// The edit that makes a mapping the only entry of a list.
fn dash_before(cx: &Context, place: NodeId) -> Option<Fix> {
    let (tree, span) = (cx.tree(), cx.tree().span(place));
    let source = tree.source();
    let title = "make it an entry of a list".to_string();
    let edits = match tree.kind(place) {
        Kind::Mapping { flow: true } => {
            let at =
                |offset: u32, text: &str| Edit { span: Span { start: offset, end: offset }, text: text.to_string() };
            vec![at(span.start, "["), at(span.end, "]")]
        }
        Kind::Mapping { flow: false } => {
            let start = span.start as usize;
            let outer = edit::column(source, tree.span(tree.key_of(place)?).start as usize);
            let column = edit::column(source, start);
            // The dash takes the place of two blanks.
            let blanks = source.get(start.checked_sub(2)?..start)?;
            if column < outer + 2 || blanks != "  " {
                return None;
            }
            vec![Edit { span: Span::new(start - 2, start), text: "- ".to_string() }]
        }
        _ => return None,
    };
    tree.anchor(place).is_none().then_some(Fix { title, safe: true, edits })
}

/// The edit that makes a list of a mapping whose keys are the names of its entries.
fn entries_of_names(cx: &Context, place: NodeId, naming: &str) -> Option<Fix> {
    let tree = cx.tree();
    let Kind::Mapping { flow } = tree.kind(place) else { return None };
    let source = tree.source();
    let member = if in_json(cx) { format!("\"{naming}\"") } else { naming.to_string() };
    let mut edits = Vec::new();
    let span = tree.span(place);
    let bracket = |at: u32, text: &str| Edit { span: Span { start: at, end: at + 1 }, text: text.to_string() };
    if flow {
        edits.push(bracket(span.start, "["));
    }
    for &[key, value] in tree.pairs(place) {
        let (from, name) = (tree.span(key), tree.slice(key));
        let colon = from.end as usize + source.get(from.end as usize..)?.find(':')? + 1;
        let is_bare = tree.anchor(value).is_none() && cx.view().entry(value, naming).is_none();
        let (to, text) = match tree.kind(value) {
            Kind::Mapping { flow: true } if is_bare => {
                let comma = if tree.pairs(value).is_empty() { "" } else { ", " };
                let dash = if flow { "" } else { "- " };
                (tree.span(value).start + 1, format!("{dash}{{{member}: {name}{comma}"))
            }
            Kind::Mapping { flow: false } if is_bare && !flow => {
                let outer = edit::column(source, from.start as usize);
                let inner = edit::column(source, tree.span(value).start as usize);
                let blanks = inner.checked_sub(outer + 1).filter(|&blanks| blanks > 0)?;
                (colon as u32, format!("-{}{member}: {name}", " ".repeat(blanks)))
            }
            Kind::Scalar { .. } if tree.span(value).is_empty() && !flow => {
                (colon as u32, format!("- {member}: {name}"))
            }
            _ => return None,
        };
        edits.push(Edit { span: Span { start: from.start, end: to }, text });
    }
    if flow {
        edits.push(bracket(span.end - 1, "]"));
    }
    let title = "make a list of it".to_string();
    tree.anchor(place).is_none().then_some(Fix { title, safe: true, edits })
}

/// Reports where the next entry of a list starts without its dash: with a key that the entry has already, while both are whole
/// without the other. Whether there is such a place.
pub(super) fn in_entry(cx: &Context, out: &mut Findings, object: NodeId, spec: &Object) -> bool {
    let mapping = cx.view().mapping(object);
    let list = cx.tree().parent(mapping).filter(|&parent| matches!(cx.tree().kind(parent), Kind::Sequence { .. }));
    if list.is_none() && object == mapping {
        return false;
    }
    let pairs = cx.view().pairs(object);
    let mut parts: Vec<&[[NodeId; 2]]> = Vec::new();
    let mut start = 0;
    let mut names: HashSet<&str> = HashSet::new();
    for (at, &[key, _]) in pairs.iter().enumerate() {
        if !names.insert(cx.written(key)) {
            parts.push(&pairs[start..at]);
            start = at;
            names = HashSet::from([cx.written(key)]);
        }
    }
    parts.push(&pairs[start..]);
    let is_copy = |part: &[[NodeId; 2]]| {
        part.iter().all(|[key, value]| {
            let first = parts[0].iter().find(|[other, _]| cx.written(*other) == cx.written(*key));
            first.is_some_and(|[_, other]| cx.view().is_same(*value, *other))
        })
    };
    let are_whole = parts.iter().all(|part| is_whole(cx, spec, part, parts[0]));
    if parts.len() < 2 || !are_whole || parts[1..].iter().any(|part| is_copy(part)) {
        return false;
    }
    let Some(&[first, _]) = pairs.first() else { return false };
    for (nth, part) in parts.iter().enumerate().skip(1) {
        let [key, value] = part[0];
        let is_flow = cx.tree().kind(mapping) == Kind::Mapping { flow: true };
        let missing = if is_flow { "}, {" } else { "- " };
        let help = match (is_flow, cx.view().see(value)) {
            (true, _) => "start the next entry with a brace of its own".to_string(),
            (false, Seen::Scalar(_)) => {
                format!("write `- {}: {}`", cx.tree().slice(key), excerpt(cx.tree().slice(value)))
            }
            (false, _) => format!("write `- {}:`", cx.tree().slice(key)),
        };
        let before = parts[nth - 1].last().map_or(value, |[_, value]| *value);
        out.key(key, format!("a `{missing}` is missing before `{}`", cx.written(key)))
            .note("the next entry starts here")
            .label_at(cx.tree().span(if nth == 1 { first } else { parts[nth - 1][0][0] }), "the entry before it")
            .help(help)
            .maybe_fix(dash(cx, mapping, list, before, key))
            .read_on([Amendment::Dash { mapping, key }]);
    }
    true
}

/// Whether some pairs have all that an entry must have, as far as can be seen without what they merge; `first` are those of the
/// first entry.
fn is_whole(cx: &Context, spec: &Object, pairs: &[[NodeId; 2]], first: &[[NodeId; 2]]) -> bool {
    let has =
        |pairs: &[[NodeId; 2]], symbol: Option<Symbol>| pairs.iter().any(|[key, _]| cx.view().symbol(*key) == symbol);
    if spec.is_field_entry {
        let [field, mapping] = ["fieldName", "mapToName"].map(|name| cx.view().names().symbol(name));
        // A second `mapToName` alone is one too many for the field above it.
        let is_mapping = has(pairs, mapping) && (pairs.len() > 1 || !has(first, field));
        return has(pairs, field) || is_mapping;
    }
    let merges = pairs.iter().any(|[key, _]| cx.tree().is_merge_key(*key));
    let mut required = spec.members.iter().filter(|member| member.required).peekable();
    required.peek().is_some() && (merges || required.all(|member| has(pairs, Some(member.symbol))))
}

/// The edit that starts an entry with a key.
fn dash(cx: &Context, mapping: NodeId, list: Option<NodeId>, before: NodeId, key: NodeId) -> Option<Fix> {
    let (source, start) = (cx.tree().source(), cx.tree().span(key).start as usize);
    let title = "start the next entry here".to_string();
    if cx.tree().kind(mapping) == (Kind::Mapping { flow: true }) {
        let end = cx.tree().span(before).end as usize;
        let comma = end + source.get(end..start)?.find(',')?;
        return Some(Fix::replace(true, title, Span::new(comma, comma + 1), "}, {"));
    }
    let column = edit::column(source, start);
    let outer = match list {
        Some(list) if cx.tree().kind(list) == (Kind::Sequence { flow: false }) => {
            edit::column(source, cx.tree().span(list).start as usize)
        }
        Some(_) => return None,
        None => column.checked_sub(2)?,
    };
    // The dash takes the place of blanks before the key.
    let width = column.checked_sub(outer).filter(|&width| width > 1)?;
    let from = start.checked_sub(width)?;
    let is_blank = source.get(from..start)?.bytes().all(|byte| byte == b' ');
    let text = format!("-{}", " ".repeat(width - 1));
    is_blank.then(|| Fix::replace(true, title, Span::new(from, start), text))
}
