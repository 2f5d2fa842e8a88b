//! The tree as the platform reads it.
//!
//! Aliases and merge keys resolved, the last of two equal keys, keys matched whatever their case, scalars as
//! YAML 1.1 has them. Both the structural check and the models read through this one view, so that
//! they can never disagree. What is odd about the reading is remembered here and reported elsewhere. A mistake that
//! hides what lies behind it can be read as what was meant, once it has been reported: see [`Amendment`].

mod amended;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

pub use amended::Amendment;

use super::names::{Names, Symbol};
use crate::scalar::number;
use crate::scalar::{self, Reading};
use crate::syntax::{Kind, NodeId, Tree};
use amended::Amended;

/// A key that stands twice in one mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The later of the two: the one that counts.
    pub key: NodeId,
    /// The earlier one.
    pub earlier: NodeId,
}

/// A value that is written in a mapping and lost without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The key and the value that are lost.
    pub entry: [NodeId; 2],
    /// The key and the value that the platform reads in their place.
    pub counts: [NodeId; 2],
    /// The merge key that brings the other value; nothing where that is written beside it, with its key in another case.
    pub merge: Option<NodeId>,
}

/// What the platform makes of a node.
#[derive(Clone, PartialEq, Debug)]
pub enum Seen<'t> {
    /// Nothing, for which the platform reads: not written.
    Null,
    /// A scalar that is no null.
    Scalar(Reading<'t>),
    /// Keys and values: [`View::entries`].
    Mapping,
    /// A list: [`View::items`].
    Sequence,
    /// Nothing that could be read; a syntax error has been reported.
    Bad,
}

/// The tree as the platform reads it.
#[derive(Debug)]
pub struct View {
    tree: Arc<Tree>,
    names: &'static Names,
    /// By node: the name that a key stands for.
    symbols: Vec<Option<Symbol>>,
    /// The entries of mappings that do not simply have the pairs that are written.
    resolved: HashMap<NodeId, Vec<[NodeId; 2]>>,
    duplicates: HashMap<NodeId, Vec<Duplicate>>,
    lost: HashMap<NodeId, Vec<Lost>>,
    amended: Amended,
}

impl View {
    /// Looks at a tree; `names` are the members that the spec knows.
    pub fn new(tree: Arc<Tree>, names: &'static Names) -> View {
        View::amended(tree, names, &[])
    }

    /// The same, with some mistakes read as what was meant.
    pub fn amended(tree: Arc<Tree>, names: &'static Names, amendments: &[Amendment]) -> View {
        let mut view = View {
            tree: Arc::clone(&tree),
            names,
            symbols: vec![None; tree.len()],
            resolved: HashMap::new(),
            duplicates: HashMap::new(),
            lost: HashMap::new(),
            amended: Amended::default(),
        };
        for amendment in amendments {
            match *amendment {
                Amendment::Key { key, name } => {
                    view.amended.keys.insert(key);
                    view.symbols[key.0 as usize] = Some(name);
                }
                Amendment::Written { mapping } => {
                    view.amended.written.insert(mapping);
                }
                _ => {}
            }
        }
        let mut odd = Vec::new();
        // Which names a mapping has; cleared for the next by going over its keys again.
        let mut seen = vec![false; names.len()];
        for id in (0..tree.len() as u32).map(NodeId) {
            let pairs = tree.pairs(id);
            if !pairs.is_empty() && view.note_keys(&tree, id, pairs, &mut seen) {
                odd.push((pairs.as_ptr() as usize, id));
            }
        }
        // Pairs are laid down when a mapping is complete, and an alias only repeats what is complete:
        // in this order every merged mapping is resolved before the one that merges it.
        odd.sort_unstable();
        for (_, id) in odd {
            let (entries, lost) = view.resolve(tree.pairs(id), view.amended.written.contains(&id));
            view.resolved.insert(id, entries);
            if !lost.is_empty() {
                view.lost.insert(id, lost);
            }
        }
        view.find_entries(amendments);
        view
    }

    /// Remembers what the keys of a mapping stand for and which of them come twice; whether the
    /// mapping has anything but plain different keys.
    fn note_keys(&mut self, tree: &Tree, mapping: NodeId, pairs: &[[NodeId; 2]], seen: &mut [bool]) -> bool {
        // The keys that may stand twice: unknown ones, and all of them where a known one does.
        let mut names: Vec<(Cow<str>, NodeId)> = Vec::new();
        let mut doubles = Vec::new();
        let mut odd = false;
        let mut again = false;
        for &[key, _] in pairs {
            let text = tree.text(tree.target(key));
            let symbol = match self.amended.keys.contains(&key) {
                true => self.symbols[key.0 as usize],
                false => self.names.symbol(text),
            };
            self.symbols[key.0 as usize] = symbol;
            let Some(symbol) = symbol else {
                if tree.is_merge_key(key) {
                    odd = true;
                } else if matches!(tree.kind(tree.target(key)), Kind::Scalar { .. }) {
                    names.push((key_text(tree, key), key));
                }
                continue;
            };
            again |= std::mem::replace(&mut seen[symbol.index()], true);
        }
        for symbol in pairs.iter().filter_map(|[key, _]| self.symbols[key.0 as usize]) {
            seen[symbol.index()] = false;
        }
        odd |= again;
        if again {
            let known = pairs.iter().map(|[key, _]| *key).filter(|key| self.symbols[key.0 as usize].is_some());
            names.extend(known.map(|key| (Cow::Borrowed(tree.text(tree.target(key))), key)));
        }
        if names.len() > 1 {
            names.sort_unstable();
            for pair in names.windows(2) {
                if pair[0].0 == pair[1].0 {
                    odd = true;
                    doubles.push(Duplicate { key: pair[1].1, earlier: pair[0].1 });
                }
            }
        }
        if !doubles.is_empty() {
            doubles.sort_unstable_by_key(|double: &Duplicate| double.key);
            self.duplicates.insert(mapping, doubles);
        }
        odd
    }

    /// The entries of one mapping, and what is lost in it. In the platform's reader a merge takes part in order: it wins
    /// over what stands before it, and what stands after wins over it; of a list of merges the first wins.
    fn resolve(&self, pairs: &[[NodeId; 2]], written_first: bool) -> (Vec<[NodeId; 2]>, Vec<Lost>) {
        let mut entries: Vec<[NodeId; 2]> = Vec::new();
        // By name: where the entry stands, and the merge that it came with.
        let mut index: HashMap<Cow<str>, (usize, Option<NodeId>)> = HashMap::new();
        let mut lost: Vec<Lost> = Vec::new();
        // A key that stands for another name is spelt like that one.
        let spelt = |key: NodeId| match self.amended.keys.contains(&key) {
            true => Cow::Borrowed(self.name(key).unwrap_or("")),
            false => self.key_text(key),
        };
        let mut put = |entry: [NodeId; 2], merge: Option<NodeId>| {
            let text = spelt(entry[0]);
            let name = self.name(entry[0]).map_or_else(|| text.clone(), Cow::Borrowed);
            let Some((at, from)) = index.get_mut(&name) else {
                index.insert(name, (entries.len(), merge));
                entries.push(entry);
                return;
            };
            let there = entries[*at];
            let written = spelt(there[0]);
            let stays = match (*from, merge) {
                (None, Some(_)) if written_first => true,
                (Some(_), None) if written_first => false,
                // Of two spellings in different case, the platform takes the one that sorts last.
                _ => written > text,
            };
            let (loser, winner) =
                if stays { ((entry, merge), (there, *from)) } else { ((there, *from), (entry, merge)) };
            // What is merged is there to be replaced; and a key that stands twice is a matter of its own.
            if loser.1.is_none() && (winner.1.is_some() || written != text) {
                lost.push(Lost { entry: loser.0, counts: winner.0, merge: winner.1 });
            }
            if !stays {
                entries[*at] = entry;
                *from = merge;
            }
        };
        for &[key, value] in pairs {
            if !self.tree.is_merge_key(key) {
                put([key, value], None);
                continue;
            }
            let value = self.tree.target(value);
            match self.tree.kind(value) {
                Kind::Sequence { .. } => {
                    for &item in self.tree.items(value).iter().rev() {
                        self.entries(item).iter().for_each(|&entry| put(entry, Some(key)));
                    }
                }
                _ => self.entries(value).iter().for_each(|&entry| put(entry, Some(key))),
            }
        }
        (entries, lost)
    }

    /// The tree looked at.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The names that keys are matched with.
    pub fn names(&self) -> &'static Names {
        self.names
    }

    /// The keys and values of a mapping, each name once; none for any other node.
    pub fn entries(&self, id: NodeId) -> &[[NodeId; 2]] {
        if !self.amended.entries.is_empty()
            && let Some(entries) = self.amended.entries.get(&id)
        {
            return entries;
        }
        let id = self.tree.target(id);
        if !self.resolved.is_empty()
            && let Some(entries) = self.resolved.get(&id)
        {
            return entries;
        }
        self.tree.pairs(id)
    }

    /// The items of a sequence; none for any other node.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        if !self.amended.items.is_empty() {
            let target = self.tree.target(id);
            let is_list = matches!(self.tree.kind(target), Kind::Sequence { .. });
            if let Some(items) = self.amended.items.get(if is_list { &target } else { &id }) {
                return items;
            }
        }
        self.tree.items(self.tree.target(id))
    }

    /// Whether something may be missing in a collection only because it could not be read.
    pub fn is_incomplete(&self, id: NodeId) -> bool {
        self.tree.is_incomplete(self.mapping(id))
    }

    /// The mapping that an entry of a list is written in.
    pub fn mapping(&self, item: NodeId) -> NodeId {
        self.amended.owners.get(&item).copied().unwrap_or(self.tree.target(item))
    }

    /// The keys and values of a mapping as written; of an entry of a list those that belong to it.
    pub fn pairs(&self, item: NodeId) -> &[[NodeId; 2]] {
        let pairs = self.tree.pairs(self.mapping(item));
        self.amended.ranges.get(&item).and_then(|range| pairs.get(range.clone())).unwrap_or(pairs)
    }

    /// Whether a key is read as another name than the one written.
    pub fn is_amended(&self, key: NodeId) -> bool {
        self.amended.keys.contains(&key)
    }

    /// The number of the name that a key stands for; nothing for one that the spec does not have anywhere.
    pub fn symbol(&self, key: NodeId) -> Option<Symbol> {
        self.symbols.get(key.0 as usize).copied().flatten()
    }

    /// The name that a key stands for, as the spec spells it; nothing for one that the spec does not have anywhere.
    pub fn name(&self, key: NodeId) -> Option<&'static str> {
        self.symbol(key).map(|symbol| self.names.text(symbol))
    }

    /// The key and the value of a member, null or not.
    pub fn entry(&self, mapping: NodeId, name: &str) -> Option<[NodeId; 2]> {
        let symbol = self.names.symbol(name)?;
        self.entries(mapping).iter().find(|[key, _]| self.symbol(*key) == Some(symbol)).copied()
    }

    /// The value of a member that is not null.
    pub fn get(&self, mapping: NodeId, name: &str) -> Option<NodeId> {
        self.entry(mapping, name).map(|[_, value]| value).filter(|&value| !self.is_null(value))
    }

    /// The keys of a mapping, as written there, that stand in it twice.
    pub fn duplicates(&self, mapping: NodeId) -> &[Duplicate] {
        // Nearly always there are none at all.
        if self.duplicates.is_empty() {
            return &[];
        }
        self.duplicates.get(&mapping).map_or(&[], Vec::as_slice)
    }

    /// The values that are written in a mapping and not read.
    pub fn lost(&self, mapping: NodeId) -> &[Lost] {
        if self.lost.is_empty() {
            return &[];
        }
        self.lost.get(&mapping).map_or(&[], Vec::as_slice)
    }

    /// Whether two nodes mean the same to the platform. Where there is very much to compare the answer is no.
    pub fn is_same(&self, a: NodeId, b: NodeId) -> bool {
        self.is_same_within(a, b, &mut 10_000)
    }

    fn is_same_within(&self, a: NodeId, b: NodeId, budget: &mut usize) -> bool {
        let size = 1 + self.entries(a).len() + self.items(a).len();
        let Some(left) = budget.checked_sub(size) else { return false };
        *budget = left;
        if self.tree.target(a) == self.tree.target(b) {
            return true;
        }
        match (self.see(a), self.see(b)) {
            (Seen::Mapping, Seen::Mapping) => {
                let (a, b) = (self.entries(a), self.entries(b));
                let name = |key: NodeId| self.name(key).unwrap_or_else(|| self.tree.text(self.tree.target(key)));
                if a.len() != b.len() {
                    return false;
                }
                let by_name: HashMap<&str, NodeId> = b.iter().map(|&[key, value]| (name(key), value)).collect();
                a.iter().all(|&[key, value]| {
                    by_name.get(name(key)).is_some_and(|&other| self.is_same_within(value, other, budget))
                })
            }
            (Seen::Sequence, Seen::Sequence) => {
                let (a, b) = (self.items(a), self.items(b));
                a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| self.is_same_within(a, b, budget))
            }
            (a, b) => a == b && a != Seen::Bad,
        }
    }

    /// What the platform makes of a node.
    pub fn see(&self, id: NodeId) -> Seen<'_> {
        if self.amended.items.contains_key(&id) {
            return Seen::Sequence;
        }
        if self.amended.owners.contains_key(&id) {
            return Seen::Mapping;
        }
        let id = self.tree.target(id);
        if self.tree.is_surely_text(id) {
            return Seen::Scalar(Reading::Text(Cow::Borrowed(self.tree.text(id))));
        }
        match self.tree.kind(id) {
            Kind::Scalar { style, tag } => match scalar::read(self.tree.text(id), style, tag) {
                Reading::Null => Seen::Null,
                Reading::Mismatch(_) => Seen::Bad,
                reading => Seen::Scalar(reading),
            },
            Kind::Mapping { .. } => Seen::Mapping,
            Kind::Sequence { .. } => Seen::Sequence,
            Kind::Alias { .. } | Kind::Bad => Seen::Bad,
        }
    }

    /// Whether the platform reads nothing here.
    pub fn is_null(&self, id: NodeId) -> bool {
        !self.tree.is_surely_text(id) && matches!(self.see(id), Seen::Null)
    }

    /// The name that the platform makes of a key; empty for what is no scalar.
    pub fn key_text(&self, key: NodeId) -> Cow<'_, str> {
        key_text(&self.tree, key)
    }

    /// The text of a node that the platform reads as text or turns into text.
    pub fn text(&self, id: NodeId) -> Option<Cow<'_, str>> {
        match self.see(id) {
            Seen::Scalar(reading) => match reading {
                Reading::Text(text) => Some(text),
                other => other.as_text().map(|text| Cow::Owned(text.into_owned())),
            },
            _ => None,
        }
    }
}

/// The name that the platform makes of a key; empty for what is no scalar.
fn key_text(tree: &Tree, key: NodeId) -> Cow<'_, str> {
    let target = tree.target(key);
    if tree.is_surely_text(target) {
        return Cow::Borrowed(tree.text(target));
    }
    let Kind::Scalar { style, tag } = tree.kind(target) else { return Cow::Borrowed("") };
    match scalar::read(tree.text(target), style, tag) {
        Reading::Text(text) => text,
        Reading::Float(value) => Cow::Owned(number::key_text(value)),
        other => Cow::Owned(other.as_text().unwrap_or_default().into_owned()),
    }
}
