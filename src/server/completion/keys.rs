//! The keys that may stand at a place: those of its object that are not there, what must be there first, then what comes next in
//! the order of the spec.

use gen_lsp_types::CompletionItemKind;

use super::skeleton::{self, Style};
use super::{Marked, Offer};
use crate::server::known::code;
use crate::shape::plan::{Doc, Expect, Member, Object, Place};
use crate::syntax::NodeId;

/// Those in the place of a mark.
pub fn of(marked: &Marked, mark: NodeId) -> Vec<Offer> {
    let tree = marked.analysis.tree();
    let Some((mapping, value)) = tree.with_key(mark) else { return Vec::new() };
    let Some(place) = marked.place(mapping) else { return Vec::new() };
    // Where a list is wanted, its first item is begun.
    let (place, dash) = match Marked::items(place) {
        Some(item) => (item, true),
        None => (place, false),
    };
    let Some(object) = place.object() else {
        return if dash { super::values::items(marked, mark, place) } else { Vec::new() };
    };
    let view = marked.analysis.view();
    // What is merged in can be written anew.
    let present: Vec<Option<&str>> = tree.pairs(mapping).iter().map(|&[key, _]| view.name(key)).collect();
    let merged: Vec<Option<&str>> = view.entries(mapping).iter().map(|&[key, _]| view.name(key)).collect();
    let at = tree.pairs(mapping).iter().position(|&[key, _]| key == mark);
    let order = |name: Option<&str>| object.members.iter().position(|member| Some(member.name) == name);
    let before = at.and_then(|at| present[..at].iter().rev().find_map(|name| order(*name)));
    let behind = Behind::of(marked, value);
    let mut offers: Vec<(u8, usize, &Member)> = object
        .members
        .iter()
        .enumerate()
        .filter(|(_, member)| !present.contains(&Some(member.name)))
        .map(|(nth, member)| {
            let distance = match before {
                Some(before) if nth > before => nth - before,
                Some(before) => object.members.len() + before - nth,
                None => nth,
            };
            let fits = place.member(Some(member.symbol)).is_some_and(|member| behind.fits(member));
            let rank = match (fits, member.required && !merged.contains(&Some(member.name))) {
                (true, true) => 0,
                (true, false) => 1,
                (false, _) => 2,
            };
            (rank, distance, member)
        })
        .collect();
    offers.sort_by_key(|&(rank, distance, _)| (rank, distance));
    offers.into_iter().filter_map(|(_, _, member)| offer(marked, place, member, dash, &behind)).collect()
}

/// What stands below a key that is being written, and will be its value.
enum Behind {
    Nothing,
    /// A mapping with these keys.
    Keys(Vec<String>),
    /// A list.
    Items,
    /// Something on the line.
    Scalar,
}

impl Behind {
    fn of(marked: &Marked, value: NodeId) -> Behind {
        let view = marked.analysis.view();
        let tree = view.tree();
        let keys: Vec<String> = tree.pairs(value).iter().map(|&[key, _]| view.key_text(key).into_owned()).collect();
        match (keys.is_empty(), tree.items(value).is_empty()) {
            (false, _) => Behind::Keys(keys),
            (true, false) => Behind::Items,
            (true, true) if tree.span(value).is_empty() => Behind::Nothing,
            (true, true) => Behind::Scalar,
        }
    }

    /// Whether it could be the value of a member.
    fn fits(&self, member: Place) -> bool {
        match (self, member.expect()) {
            (Behind::Nothing, _) => true,
            (Behind::Items, expect) => matches!(expect, Expect::List(_)),
            (Behind::Scalar, expect) => !matches!(expect, Expect::List(_) | Expect::Object(_)),
            (Behind::Keys(keys), Expect::Object(_)) => {
                let has = |object: &Object, key: &String| object.members.iter().any(|member| member.name == key);
                member.object().is_some_and(|object| keys.iter().all(|key| has(object, key)))
            }
            (Behind::Keys(_), _) => false,
        }
    }
}

fn offer(marked: &Marked, place: Place, member: &Member, dash: bool, behind: &Behind) -> Option<Offer> {
    let inner = place.member(Some(member.symbol))?;
    let word = marked.word;
    let source = marked.opened.analysis().source();
    let is_json = word.quote() == "\"" || source.text().trim_start().starts_with(['{', '[']);
    let snippets = marked.opened.client.snippets;
    let style = Style { flow: word.in_flow, json: is_json, snippets };
    let column = word.column + if dash { 2 } else { 0 };
    let name = member.name;
    let quoted = if is_json { format!("\"{name}\"") } else { format!("{}{name}{}", word.quote(), word.quote()) };
    let (text, is_snippet) = match behind {
        _ if word.has_colon => (quoted, false),
        // What stands below becomes its value.
        Behind::Nothing => (skeleton::member(inner, column, style), snippets),
        Behind::Keys(_) | Behind::Items => (format!("{quoted}:"), false),
        Behind::Scalar => (format!("{quoted}: "), false),
    };
    let text = if dash { format!("- {text}") } else { text };
    let Doc { title, description, default, .. } = inner.doc();
    let mut about = String::new();
    if !title.is_empty() {
        about.push_str(&format!("**{title}**\n\n"));
    }
    about.push_str(description);
    if let Some(default) = default {
        about.push_str(&format!("\n\nBy default {}", code(default)));
    }
    let detail = if member.required { "required".to_string() } else { String::new() };
    Some(Offer { label: name.to_string(), text, is_snippet, detail, about, kind: Some(CompletionItemKind::Property) })
}
