//! The tree as the platform reads it.
//!
//! Aliases and merge keys resolved, the last of two equal keys, keys matched whatever their case, scalars as
//! YAML 1.1 has them. Both the structural check and the models read through this one view, so that
//! they can never disagree. What is odd about the reading is remembered here and reported elsewhere.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::arena::{Kind, NodeId, Style, Tag, Tree};
use super::number;
use super::scalar::{self, Reading};

/// The names that the spec gives to members, each with a number from 1 on.
///
/// No two names of the spec differ in case only, so that a name has one number in whatever case it is written.
#[derive(Debug, Default)]
pub struct Names {
    texts: Vec<&'static str>,
    exact: HashMap<&'static str, Symbol>,
    folded: HashMap<String, Symbol>,
}

/// The number of a name in [`Names`]; 0 for a key that the spec does not know anywhere.
pub type Symbol = u8;

impl Names {
    /// Takes the names of the spec. More than 127 of them are not kept: the spec has half as many.
    pub fn new(names: impl IntoIterator<Item = &'static str>) -> Names {
        let mut known = Names { texts: vec![""], ..Names::default() };
        for name in names {
            if known.texts.len() < 128 && !known.exact.contains_key(name) {
                let symbol = known.texts.len() as Symbol;
                known.texts.push(name);
                known.exact.insert(name, symbol);
                known.folded.insert(name.to_ascii_lowercase(), symbol);
            }
        }
        known
    }

    /// No names at all: keys are what is written.
    pub fn none() -> &'static Names {
        static NONE: OnceLock<Names> = OnceLock::new();
        NONE.get_or_init(|| Names::new([]))
    }

    /// The number of a name in any case, or 0.
    pub fn symbol(&self, text: &str) -> Symbol {
        match self.exact.get(text) {
            Some(&symbol) => symbol,
            None if text.len() <= 64 && text.is_ascii() => {
                self.folded.get(&text.to_ascii_lowercase()).copied().unwrap_or(0)
            }
            None => 0,
        }
    }

    /// The name as the spec spells it; empty for 0.
    pub fn text(&self, symbol: Symbol) -> &'static str {
        self.texts.get(symbol as usize).copied().unwrap_or("")
    }
}

/// A key that stands twice in one mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The later of the two: the one that counts.
    pub key: NodeId,
    /// The earlier one.
    pub earlier: NodeId,
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
pub struct View<'t> {
    tree: &'t Tree,
    names: &'static Names,
    /// By node: the name that a key stands for.
    symbols: Vec<Symbol>,
    /// The entries of mappings that do not simply have the pairs that are written.
    resolved: HashMap<NodeId, Vec<[NodeId; 2]>>,
    duplicates: HashMap<NodeId, Vec<Duplicate>>,
}

impl<'t> View<'t> {
    /// Looks at a tree; `names` are the members that the spec knows.
    pub fn new(tree: &'t Tree, names: &'static Names) -> View<'t> {
        let mut view =
            View { tree, names, symbols: vec![0; tree.len()], resolved: HashMap::new(), duplicates: HashMap::new() };
        let mut odd = Vec::new();
        for id in (0..tree.len() as u32).map(NodeId) {
            let pairs = tree.pairs(id);
            if !pairs.is_empty() && view.note_keys(id, pairs) {
                odd.push((pairs.as_ptr() as usize, id));
            }
        }
        // Pairs are laid down when a mapping is complete, and an alias only repeats what is complete:
        // in this order every merged mapping is resolved before the one that merges it.
        odd.sort_unstable();
        for (_, id) in odd {
            let entries = view.resolve(id);
            view.resolved.insert(id, entries);
        }
        view
    }

    /// Remembers what the keys of a mapping stand for and which of them come twice; whether the
    /// mapping has anything but plain different keys.
    fn note_keys(&mut self, mapping: NodeId, pairs: &[[NodeId; 2]]) -> bool {
        let mut seen = 0u128;
        let mut unknown: Vec<(&str, NodeId)> = Vec::new();
        let mut doubles = Vec::new();
        let mut odd = false;
        for &[key, _] in pairs {
            let text = self.tree.text(self.tree.target(key));
            let symbol = self.names.symbol(text);
            self.symbols[key.0 as usize] = symbol;
            if symbol == 0 {
                if is_merge_key(self.tree, key) {
                    odd = true;
                } else if matches!(self.tree.kind(self.tree.target(key)), Kind::Scalar { .. }) {
                    unknown.push((text, key));
                }
                continue;
            }
            if seen & (1 << symbol) != 0 {
                odd = true;
                let same = |&&[other, _]: &&[NodeId; 2]| other < key && self.tree.text(self.tree.target(other)) == text;
                if let Some(&[earlier, _]) = pairs.iter().rfind(same) {
                    doubles.push(Duplicate { key, earlier });
                }
            }
            seen |= 1 << symbol;
        }
        if unknown.len() > 1 {
            unknown.sort_unstable();
            for pair in unknown.windows(2) {
                if pair[0].0 == pair[1].0 {
                    odd = true;
                    doubles.push(Duplicate { key: pair[1].1, earlier: pair[0].1 });
                }
            }
        }
        if !doubles.is_empty() {
            self.duplicates.insert(mapping, doubles);
        }
        odd
    }

    /// The entries of one mapping. In the platform's reader a merge takes part in order: it wins over
    /// what stands before it, and what stands after wins over it; of a list of merges the first wins.
    fn resolve(&self, mapping: NodeId) -> Vec<[NodeId; 2]> {
        let mut entries: Vec<[NodeId; 2]> = Vec::new();
        let mut index: HashMap<&str, usize> = HashMap::new();
        let mut put = |entry: [NodeId; 2]| {
            let symbol = self.symbols[entry[0].0 as usize];
            let text = self.tree.text(self.tree.target(entry[0]));
            let name = if symbol == 0 { text } else { self.names.text(symbol) };
            match index.get(name) {
                // Of two spellings in different case, the platform takes the one that sorts last.
                Some(&at) if self.tree.text(self.tree.target(entries[at][0])) > text => {}
                Some(&at) => entries[at] = entry,
                None => {
                    index.insert(name, entries.len());
                    entries.push(entry);
                }
            }
        };
        for &[key, value] in self.tree.pairs(mapping) {
            if !is_merge_key(self.tree, key) {
                put([key, value]);
                continue;
            }
            let value = self.tree.target(value);
            match self.tree.kind(value) {
                Kind::Sequence { .. } => {
                    for &item in self.tree.items(value).iter().rev() {
                        self.entries(item).iter().for_each(|&entry| put(entry));
                    }
                }
                _ => self.entries(value).iter().for_each(|&entry| put(entry)),
            }
        }
        entries
    }

    /// The tree looked at.
    pub fn tree(&self) -> &'t Tree {
        self.tree
    }

    /// The names that keys are matched with.
    pub fn names(&self) -> &'static Names {
        self.names
    }

    /// The keys and values of a mapping, each name once; none for any other node.
    pub fn entries(&self, id: NodeId) -> &[[NodeId; 2]] {
        let id = self.tree.target(id);
        if !self.resolved.is_empty()
            && let Some(entries) = self.resolved.get(&id)
        {
            return entries;
        }
        self.tree.pairs(id)
    }

    /// The items of a sequence; none for any other node.
    pub fn items(&self, id: NodeId) -> &'t [NodeId] {
        self.tree.items(self.tree.target(id))
    }

    /// The name that a key stands for, or 0.
    pub fn symbol(&self, key: NodeId) -> Symbol {
        self.symbols.get(key.0 as usize).copied().unwrap_or(0)
    }

    /// The key and the value of a member, null or not.
    pub fn entry(&self, mapping: NodeId, name: &str) -> Option<[NodeId; 2]> {
        let symbol = self.names.symbol(name);
        if symbol == 0 {
            return None;
        }
        self.entries(mapping).iter().find(|[key, _]| self.symbol(*key) == symbol).copied()
    }

    /// The value of a member that is not null.
    pub fn get(&self, mapping: NodeId, name: &str) -> Option<NodeId> {
        self.entry(mapping, name).map(|[_, value]| value).filter(|&value| !self.is_null(value))
    }

    /// The keys of a mapping, as written there, that stand in it twice.
    pub fn duplicates(&self, mapping: NodeId) -> &[Duplicate] {
        self.duplicates.get(&mapping).map_or(&[], Vec::as_slice)
    }

    /// What the platform makes of a node.
    pub fn see(&self, id: NodeId) -> Seen<'t> {
        let id = self.tree.target(id);
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
        matches!(self.see(id), Seen::Null)
    }

    /// The name that the platform makes of a key; empty for what is no scalar.
    pub fn key_text(&self, key: NodeId) -> Cow<'t, str> {
        let target = self.tree.target(key);
        let Kind::Scalar { style, tag } = self.tree.kind(target) else { return Cow::Borrowed("") };
        match scalar::read(self.tree.text(target), style, tag) {
            Reading::Text(text) => text,
            Reading::Float(value) => Cow::Owned(number::key_text(value)),
            other => Cow::Owned(other.as_text().unwrap_or_default().into_owned()),
        }
    }

    /// The text of a node that the platform reads as text or turns into text.
    pub fn text(&self, id: NodeId) -> Option<Cow<'t, str>> {
        match self.see(id) {
            Seen::Scalar(reading) => match reading {
                Reading::Text(text) => Some(text),
                other => other.as_text().map(|text| Cow::Owned(text.into_owned())),
            },
            _ => None,
        }
    }
}

/// Whether a key is a merge key: a plain `<<`; or one in any quotes with the tag `!!merge` or `!`.
pub fn is_merge_key(tree: &Tree, key: NodeId) -> bool {
    tree.text(key) == "<<"
        && matches!(
            tree.kind(key),
            Kind::Scalar { style: Style::Plain, tag: Tag::None }
                | Kind::Scalar { tag: Tag::Merge | Tag::NonSpecific, .. }
        )
}
