//! Which mapping of a text is which object of the spec.
//!
//! Looked at only where a text has a key that is in the wrong place, to find the right one. Facts about what is written, no words.

use std::collections::{HashMap, HashSet};

use super::plan::{Expect, Object, Schema};
use crate::reading::view::{Seen, View};
use crate::syntax::{Kind, NodeId};

/// A mapping in the place of an object of the spec.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The mapping as written: the one with the anchor, where an alias leads to it.
    pub mapping: NodeId,
    /// The object of the spec that it is.
    pub object: &'static Object,
    /// The place that it stands in, by number; nothing for the whole of a text.
    pub parent: Option<usize>,
    /// The member of that place that leads to it; empty for the whole of a text and for items of it.
    pub member: &'static str,
    /// Whether it is an item of the list under that member.
    pub item: bool,
}

/// All of them in a text. A mapping that aliases lead to has a place for each.
#[derive(Debug, Default)]
pub struct Places {
    all: Vec<Place>,
    by_mapping: HashMap<NodeId, Vec<usize>>,
    /// The object of the spec that the keys written in a mapping are read in; nothing where there are several.
    kinds: HashMap<NodeId, Option<&'static Object>>,
}

impl Places {
    /// The places of a text whose root node follows the schema with number `root`.
    pub fn of(view: &View, plan: &'static Schema, node: NodeId, root: usize) -> Places {
        let mut walk = Walk { view, plan, places: Places::default(), visited: HashSet::new() };
        walk.value(node, plan.root(root), Around { parent: None, member: "", item: false });
        walk.places
    }

    /// A place by number.
    pub fn get(&self, at: usize) -> &Place {
        &self.all[at]
    }

    /// The numbers of the places of a mapping, as written.
    pub fn of_mapping(&self, mapping: NodeId) -> &[usize] {
        self.by_mapping.get(&mapping).map_or(&[], Vec::as_slice)
    }

    /// Whether the keys that are written in a mapping are read in one object of the spec alone, by whatever aliases and merges.
    pub fn is_of_one_kind(&self, mapping: NodeId) -> bool {
        matches!(self.kinds.get(&mapping), Some(Some(_)))
    }

    fn note_kind(&mut self, mapping: NodeId, object: &'static Object) {
        let kind = self.kinds.entry(mapping).or_insert(Some(object));
        *kind = kind.filter(|other| std::ptr::eq(*other, object));
    }
}

#[derive(Clone, Copy)]
struct Around {
    parent: Option<usize>,
    member: &'static str,
    item: bool,
}

struct Walk<'a> {
    view: &'a View,
    plan: &'static Schema,
    places: Places,
    /// What aliases lead to is gone through once for each place of the spec.
    visited: HashSet<(NodeId, usize)>,
}

impl Walk<'_> {
    fn value(&mut self, node: NodeId, at: usize, around: Around) {
        let tree = self.view.tree();
        let target = tree.target(node);
        // A list that is there again has the same items, but a mapping has one more place.
        let again = matches!(tree.kind(node), Kind::Alias { .. }) && !self.visited.insert((target, at));
        match (self.view.see(node), self.plan.expect(at)) {
            (Seen::Mapping, Expect::Object(object)) => {
                let object = self.plan.object(object);
                let place =
                    Place { mapping: target, object, parent: around.parent, member: around.member, item: around.item };
                let number = self.places.all.len();
                self.places.all.push(place);
                self.places.by_mapping.entry(target).or_default().push(number);
                self.places.note_kind(target, object);
                if again {
                    return;
                }
                for &[key, value] in self.view.entries(node) {
                    if let Some(owner) = tree.parent(key).filter(|&owner| owner != target) {
                        self.places.note_kind(owner, object);
                    }
                    if let Some(member) = object.member(self.view.symbol(key)) {
                        let around = Around { parent: Some(number), member: member.name, item: false };
                        self.value(value, member.value, around);
                    }
                }
            }
            (Seen::Sequence, Expect::List(items)) if !again => {
                for &item in self.view.items(node) {
                    self.value(item, items, Around { item: true, ..around });
                }
            }
            _ => {}
        }
    }
}
