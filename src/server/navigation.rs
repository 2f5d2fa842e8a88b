//! What belongs together in a text: an object where it is read, written and subscribed to, an anchor and its aliases, a mapped name
//! and its uses. From each of them the others are found.

use std::borrow::Cow;

use gen_lsp_types::{DocumentHighlight, Location, Position};

use super::opened::Opened;
use super::spot::{self, Spot};
use crate::source::Span;
use crate::syntax::{Kind, NodeId};

/// Things in a text that are one.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they are.
    pub what: What,
    /// The name that they share.
    pub name: String,
    /// Where it is decided what the name stands for.
    pub definition: Span,
    /// All places, the definition among them, by place.
    pub places: Vec<Span>,
}

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An anchor and its aliases; the places are those of the names alone.
    Anchor,
    /// An object of the provider, in one integration.
    Object,
    /// A name that objects or fields are delivered under.
    MappedName,
    /// A name that the platform keeps things by.
    Integration,
    /// A destination of the project.
    Destination,
}

/// What the cursor is at.
pub fn group(opened: &Opened, position: Position) -> Option<Group> {
    let offset = opened.offset(position);
    let node = opened.analysis().node_at(offset);
    if let Some(group) = anchor(opened, offset) {
        return Some(group);
    }
    let node = node.filter(|_| opened.is_manifest())?;
    let analysis = opened.analysis();
    let is_scalar = matches!(analysis.tree().kind(node), Kind::Scalar { .. }) && !analysis.is_key(node);
    let span = analysis.span(node);
    if !is_scalar || span.is_empty() || !(span.start as usize <= offset && offset <= span.end as usize) {
        return None;
    }
    let view = analysis.view();
    let name = view.text(node).filter(|name| !name.is_empty())?;
    let spot = Spot::of(analysis, node);
    let key = analysis.tree().key_of(node).and_then(|key| view.name(key));
    let (what, all) = match spot.steps[..] {
        // Wherever it stands: what is shared by an anchor may stand outside of all integrations.
        _ if key == Some("destination") => (What::Destination, members(opened, "destination")),
        ["read" | "write" | "subscribe", "objects", "objectName"] => {
            let sections = ["read", "subscribe", "write"];
            (What::Object, sections.into_iter().flat_map(|section| spot.objects(section)).collect())
        }
        ["read" | "write", "objects", "mapToName"] => (What::MappedName, mapped_objects(opened)),
        ["read", "objects", "requiredFields" | "optionalFields", "mapToName"] => {
            // A field's name belongs to the object that delivers it, whoever delivers that.
            let own = spot.object_says("mapToName").or(spot.object_says("objectName"));
            (What::MappedName, own.map(|own| mapped_fields(opened, &own)).unwrap_or_default())
        }
        ["name"] => (What::Integration, vec![(node, name.clone())]),
        _ => return None,
    };
    let mut places: Vec<NodeId> =
        all.into_iter().filter(|(_, other)| *other == name).map(|(node, _)| view.tree().target(node)).collect();
    places.sort();
    places.dedup();
    let definition = places.first().copied()?;
    Some(Group {
        what,
        name: name.into_owned(),
        definition: analysis.span(definition),
        places: places.into_iter().map(|node| analysis.span(node)).collect(),
    })
}

/// The names under which objects are delivered, in all integrations.
fn mapped_objects<'a>(opened: &Opened<'a>) -> Vec<(NodeId, Cow<'a, str>)> {
    let view = opened.analysis().view();
    let mut found = Vec::new();
    for integration in spot::integrations(opened) {
        for section in ["read", "write"] {
            let list = view.get(integration, section).and_then(|section| view.get(section, "objects"));
            for &item in list.map(|list| view.items(list)).unwrap_or_default() {
                let named = view.get(item, "mapToName");
                found.extend(named.and_then(|node| Some((node, view.text(node)?))));
            }
        }
    }
    found
}

/// The names of fields of all objects that are delivered under one name.
fn mapped_fields<'a>(opened: &Opened<'a>, own: &str) -> Vec<(NodeId, Cow<'a, str>)> {
    let view = opened.analysis().view();
    let mut found = Vec::new();
    for integration in spot::integrations(opened) {
        let list = view.get(integration, "read").and_then(|read| view.get(read, "objects"));
        for &item in list.map(|list| view.items(list)).unwrap_or_default() {
            let name = spot::text(view, item, "mapToName").or_else(|| spot::text(view, item, "objectName"));
            if name.as_deref() != Some(own) {
                continue;
            }
            let lists = ["requiredFields", "optionalFields"].into_iter().filter_map(|list| view.get(item, list));
            for &entry in lists.flat_map(|list| view.items(list)) {
                found.extend(view.get(entry, "mapToName").and_then(|node| Some((node, view.text(node)?))));
            }
        }
    }
    found
}

/// The values of all members of a name.
fn members<'a>(opened: &Opened<'a>, member: &str) -> Vec<(NodeId, Cow<'a, str>)> {
    let view = opened.analysis().view();
    let of_member = |node: NodeId| {
        let key = view.tree().key_of(node)?;
        let is_scalar = matches!(view.tree().kind(node), Kind::Scalar { .. });
        let text = view.text(node).filter(|_| is_scalar && view.name(key) == Some(member))?;
        Some((node, text))
    };
    opened.analysis().nodes().filter_map(of_member).collect()
}

/// An anchor or one of its aliases at an offset.
fn anchor(opened: &Opened, offset: usize) -> Option<Group> {
    let analysis = opened.analysis();
    let tree = analysis.tree();
    let is_at = |span: Span| span.start as usize <= offset && offset <= span.end as usize;
    let aliased = |node: NodeId| match tree.kind(node) {
        Kind::Alias { target } => Some(target),
        _ => None,
    };
    let at = analysis.nodes().find_map(|node| {
        let here = tree.anchor(node).filter(|&span| is_at(span)).map(|_| node);
        here.or_else(|| aliased(node).filter(|_| is_at(tree.span(node))))
    })?;
    let definition = name_behind(opened, tree.anchor(at)?);
    let mut places: Vec<Span> = analysis
        .nodes()
        .filter(|&node| aliased(node) == Some(at))
        .map(|node| name_behind(opened, tree.span(node)))
        .chain([definition])
        .collect();
    places.sort();
    Some(Group { what: What::Anchor, name: opened.slice(definition).to_string(), definition, places })
}

/// The name behind the `&` or the `*`.
fn name_behind(opened: &Opened, span: Span) -> Span {
    let text = opened.slice(span);
    let sign = text.len() - text.trim_start_matches(['&', '*']).len();
    span.part(sign..text.trim_end().len())
}

/// Where it is decided what stands at a place.
pub fn definition(opened: &Opened, position: Position) -> Option<Location> {
    let group = group(opened, position)?;
    Some(opened.location(group.definition))
}

/// All places of what stands at a place.
pub fn references(opened: &Opened, position: Position, with_definition: bool) -> Option<Vec<Location>> {
    let group = group(opened, position)?;
    let places = group.places.iter().filter(|&&place| with_definition || place != group.definition);
    Some(places.map(|&place| opened.location(place)).collect())
}

/// The same, to be shown in the text.
pub fn highlights(opened: &Opened, position: Position) -> Option<Vec<DocumentHighlight>> {
    let group = group(opened, position)?;
    Some(group.places.iter().map(|&place| DocumentHighlight { range: opened.range(place), kind: None }).collect())
}
