//! The view of a text as it was meant: behind a misspelt key, a lost dash, a mapping in place of a list.
//!
//! Only for what else there is to say of a text once the mistake itself has been said; what the platform reads is never
//! decided here.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{Seen, Symbol, View};
use crate::syntax::NodeId;

/// How to read on behind a mistake that hides what lies behind it: as what was meant. Never what the platform does; only
/// for what else there is to say of a text once the mistake itself has been said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amendment {
    /// A misspelt key stands for this name.
    Key {
        /// The key.
        key: NodeId,
        /// The name that was meant.
        name: Symbol,
    },
    /// A mapping where a list must stand is the one entry of that list.
    Entry {
        /// The mapping, or the alias of one.
        place: NodeId,
    },
    /// A mapping where a list must stand holds the entries, each under its name.
    Entries {
        /// The mapping, or the alias of one.
        place: NodeId,
        /// The member of an entry that the keys give.
        name: Symbol,
    },
    /// With this key of a list's entry the next entry starts.
    Dash {
        /// The entry.
        mapping: NodeId,
        /// The key.
        key: NodeId,
    },
    /// What is written in a mapping counts, wherever in it a merge stands.
    Written {
        /// The mapping.
        mapping: NodeId,
    },
}

/// What amendments make of a tree. Entries of lists that were found by one have no node of their own: an entry without its
/// dash is known by its first key.
#[derive(Debug, Default)]
pub(super) struct Amended {
    /// The keys that stand for another name than the one written.
    pub(super) keys: HashSet<NodeId>,
    /// The mappings in which what is written counts before what is merged.
    pub(super) written: HashSet<NodeId>,
    /// What stands in a list, or in place of one.
    pub(super) items: HashMap<NodeId, Vec<NodeId>>,
    /// The members of entries.
    pub(super) entries: HashMap<NodeId, Vec<[NodeId; 2]>>,
    /// The mappings that entries without a dash stand in.
    pub(super) owners: HashMap<NodeId, NodeId>,
    /// Which of the pairs of their mapping belong to entries, where not all do.
    pub(super) ranges: HashMap<NodeId, Range<usize>>,
}

impl View {
    /// Finds the entries that amendments make.
    pub(super) fn find_entries(&mut self, amendments: &[Amendment]) {
        let mut dashes: Vec<(NodeId, NodeId)> = Vec::new();
        for amendment in amendments {
            match *amendment {
                Amendment::Entry { place } => {
                    let mapping = self.tree.target(place);
                    let Some(&[first, _]) = self.tree.pairs(mapping).first() else { continue };
                    self.amended.entries.insert(first, self.entries(mapping).to_vec());
                    self.amended.owners.insert(first, mapping);
                    self.amended.items.insert(place, vec![first]);
                    if let Some(duplicates) = self.duplicates.get(&mapping).cloned() {
                        self.duplicates.insert(first, duplicates);
                    }
                    if let Some(lost) = self.lost.get(&mapping).cloned() {
                        self.lost.insert(first, lost);
                    }
                }
                Amendment::Entries { place, name } => {
                    let named: Vec<[NodeId; 2]> = self.entries(place).to_vec();
                    let mut items = Vec::with_capacity(named.len());
                    for [key, value] in named {
                        if !matches!(self.see(value), Seen::Mapping) {
                            continue;
                        }
                        let mut entries = self.entries(value).to_vec();
                        if !entries.iter().any(|[key, _]| self.symbol(*key) == Some(name)) {
                            self.symbols[key.0 as usize] = Some(name);
                            self.amended.keys.insert(key);
                            entries.insert(0, [key, key]);
                        }
                        self.amended.entries.insert(value, entries);
                        items.push(value);
                    }
                    self.amended.items.insert(place, items);
                }
                Amendment::Dash { mapping, key } => dashes.push((mapping, key)),
                Amendment::Key { .. } | Amendment::Written { .. } => {}
            }
        }
        dashes.sort_unstable();
        dashes.dedup();
        let mut parts: HashMap<NodeId, HashMap<NodeId, Vec<NodeId>>> = HashMap::new();
        for keys in dashes.chunk_by(|a, b| a.0 == b.0) {
            let mapping = keys[0].0;
            let keys: HashSet<NodeId> = keys.iter().map(|(_, key)| *key).collect();
            // Where the mapping stands for a list itself, its entry is known by its first key.
            let is_list = self.amended.items.contains_key(&mapping);
            let first = self.tree.pairs(mapping).first().map(|pair| pair[0]);
            let (list, whole) = match (is_list, self.tree.parent(mapping), first) {
                (true, _, Some(first)) => (mapping, first),
                (false, Some(list), _) => (list, mapping),
                _ => continue,
            };
            let items = self.split(mapping, whole, &keys);
            parts.entry(list).or_default().insert(whole, items);
        }
        for (list, mut parts) in parts {
            let whole = self.amended.items.remove(&list).unwrap_or_else(|| self.tree.items(list).to_vec());
            let items = whole.into_iter().flat_map(|item| parts.remove(&item).unwrap_or_else(|| vec![item])).collect();
            self.amended.items.insert(list, items);
        }
    }

    /// Makes several entries of one that is known as `whole`: from each of these keys on another. What they are known by.
    fn split(&mut self, mapping: NodeId, whole: NodeId, keys: &HashSet<NodeId>) -> Vec<NodeId> {
        let pairs = self.tree.pairs(mapping);
        let duplicates = self.duplicates.remove(&whole).unwrap_or_default();
        let mut duplicates = duplicates.into_iter().peekable();
        let mut items = Vec::new();
        let mut start = 0;
        while start < pairs.len() {
            let end = (start + 1..pairs.len()).find(|&at| keys.contains(&pairs[at][0])).unwrap_or(pairs.len());
            let part = &pairs[start..end];
            let item = if items.is_empty() { whole } else { part[0][0] };
            self.amended.ranges.insert(item, start..end);
            let (members, lost) = self.resolve(part, self.amended.written.contains(&mapping));
            self.lost.insert(item, lost);
            // Keys have their numbers in the order of the text, and so have the later ones of two equal keys.
            let (first, last) = (part[0][0], part[part.len() - 1][0]);
            let mut inside = Vec::new();
            while let Some(duplicate) = duplicates.next_if(|duplicate| duplicate.key <= last) {
                if duplicate.earlier >= first {
                    inside.push(duplicate);
                }
            }
            self.duplicates.insert(item, inside);
            self.amended.entries.insert(item, members);
            if item != mapping {
                self.amended.owners.insert(item, mapping);
            }
            items.push(item);
            start = end;
        }
        items
    }
}
