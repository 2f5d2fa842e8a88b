//! One mistake, one finding: which rule speaks where two could.
//!
//! Only what no single rule can know by itself is settled here.

use std::collections::{HashMap, HashSet};

use super::odd_characters::plain;
use super::{Found, Rule, text};
use crate::finding::{SYNTAX, Severity};
use crate::source::Span;
use crate::syntax::{NodeId, Tree};

/// Which rules speak in the place of one, as its file declares it.
#[derive(Debug)]
pub(super) struct Precedence {
    /// What these say about the same node is said in its place.
    pub(super) yields_to: &'static [&'static str],
    /// What must be right before it has anything to say.
    pub(super) rests_on: &'static [RestsOn],
    /// The keys in the read action behind which it misses a name.
    pub(super) misses: &'static [&'static str],
}

impl Precedence {
    /// It says all that it finds.
    pub(super) const NONE: Precedence = Precedence { yields_to: &[], rests_on: &[], misses: &[] };
}

/// Panics where a rule yields to one that is not there.
pub(super) const fn assert_known(all: &[Rule]) {
    let mut nth = 0;
    while nth < all.len() {
        let names = all[nth].precedence.yields_to;
        let mut name = 0;
        while name < names.len() {
            let mut other = 0;
            while !is_same(all[other].name.as_bytes(), names[name].as_bytes()) {
                other += 1;
                assert!(other < all.len(), "a rule yields to one that is not there");
            }
            name += 1;
        }
        nth += 1;
    }
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// What must be right before a rule has anything to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RestsOn {
    /// A name or another value: where it is none, or has something in it that does not belong there, that is what is wrong.
    Value,
    /// That an object has the same name in another action.
    OtherAction,
    /// That the whole text is there: what stands behind its end is missed.
    WholeText,
    /// That the value can be read: of what cannot, nobody knows the type.
    Syntax,
    /// That no rule of its own speaks of the missing member.
    OwnRule,
    /// That nobody else misses the member, whose key is written with nothing behind it.
    OtherWords,
}

impl RestsOn {
    /// Who speaks of a missing member where several rules could: the one with the lowest number.
    fn rank(rests_on: &[RestsOn]) -> u8 {
        match rests_on {
            [RestsOn::OtherWords] => 2,
            [RestsOn::OwnRule] => 1,
            _ => 0,
        }
    }
}

/// Keys that tell a manifest, or an integration alone, from the files of other tools.
const TELLING: &[&str] = &["specVersion", "integrations", "provider"];

/// Removes what another finding says better, and what is said twice of one place.
pub(super) fn settle(tree: &Tree, all: &mut Vec<Found>) {
    swallow_at_names(tree, all);
    swallow_behind_end(tree, all);
    let rank = |found: &Found| RestsOn::rank(found.rule.precedence.rests_on);
    let mut missing: HashSet<(NodeId, &str, u8)> = HashSet::new();
    // The same key, met in a mapping that merges the one it is written in.
    let mut missing_at: HashSet<(Span, &str, u8)> = HashSet::new();
    let mut speaking: HashSet<(NodeId, &str)> = HashSet::new();
    for found in all.iter() {
        if let Some((mapping, names)) = &found.lacks {
            missing.extend(names.iter().map(|name| (*mapping, *name, rank(found))));
            missing_at.extend(names.iter().map(|name| (found.finding.span, *name, rank(found))));
        }
        speaking.insert((found.node, found.rule.name));
    }
    as_bad_as_nothing(all, &missing);
    swallow_where_merged(tree, all);
    let unreadable: HashSet<Span> =
        all.iter().filter(|found| found.rule.name == SYNTAX).map(|found| found.finding.span).collect();
    // An anchored text is met at every alias and reported once, as bad as it is anywhere.
    let place =
        |found: &Found| (found.finding.rule, found.finding.span, found.lacks.as_ref().map(|(_, names)| names.clone()));
    let mut worst: HashMap<_, Severity> = HashMap::new();
    for found in all.iter() {
        let severity = worst.entry(place(found)).or_insert(found.finding.severity);
        *severity = found.finding.severity.max(*severity);
    }
    all.retain_mut(|found| {
        let Precedence { yields_to, rests_on, .. } = found.rule.precedence;
        if rests_on.contains(&RestsOn::Syntax) && unreadable.contains(&found.finding.span) {
            return false;
        }
        if let Some((mapping, names)) = &found.lacks {
            let said_better = |name: &&str| {
                let at = found.finding.span;
                (0..rank(found))
                    .any(|rank| missing.contains(&(*mapping, *name, rank)) || missing_at.contains(&(at, *name, rank)))
            };
            if names.iter().any(said_better) {
                return false;
            }
        }
        if yields_to.iter().any(|winner| speaking.contains(&(found.node, *winner))) {
            return false;
        }
        match worst.remove(&place(found)) {
            Some(severity) => {
                found.finding.severity = severity;
                true
            }
            None => false,
        }
    });
}

/// What a mapping lacks, and others lack by merging it: put right where it is written, it is right in all of them.
fn swallow_where_merged(tree: &Tree, all: &mut Vec<Found>) {
    let lacks = |found: &Found| {
        let (mapping, names) = found.lacks.as_ref()?;
        Some((found.rule.name, *mapping, names.clone()))
    };
    let mut lacking: HashMap<(&str, NodeId, Vec<&str>), usize> = HashMap::new();
    for (at, found) in all.iter().enumerate() {
        if let Some(lacks) = lacks(found) {
            lacking.entry(lacks).or_insert(at);
        }
    }
    // Nothing merges what stands behind it: from the last one on, each is as bad as all that merge it.
    let mut swallowed = Vec::new();
    for (at, found) in all.iter().enumerate() {
        let Some((rule, mapping, names)) = lacks(found) else { continue };
        let mut earlier = merged(tree, mapping).filter(|&inner| inner < mapping);
        if let Some(by) = earlier.find_map(|inner| lacking.get(&(rule, inner, names.clone()))) {
            swallowed.push((mapping, at, *by));
        }
    }
    swallowed.sort_unstable_by(|one, other| other.cmp(one));
    let swallowed: Vec<(usize, usize)> = swallowed.into_iter().map(|(_, at, by)| (at, by)).collect();
    swallow(all, &swallowed);
}

/// The mappings that are merged into one.
fn merged(tree: &Tree, mapping: NodeId) -> impl Iterator<Item = NodeId> {
    let merges = tree.pairs(tree.target(mapping)).iter().filter(|[key, _]| tree.is_merge_key(*key));
    merges.flat_map(|[_, value]| {
        let value = tree.target(*value);
        let list = tree.items(value).iter().map(|&item| tree.target(item));
        std::iter::once(value).chain(list)
    })
}

/// A key with nothing behind it is no advice, whoever speaks of what is missing there.
fn as_bad_as_nothing(all: &mut [Found], missing: &HashSet<(NodeId, &str, u8)>) {
    let last = RestsOn::rank(&[RestsOn::OtherWords]);
    for found in all.iter_mut() {
        let Some((mapping, names)) = &found.lacks else { continue };
        if names.iter().any(|name| missing.contains(&(*mapping, *name, last))) {
            found.finding.severity = found.finding.severity.max(Severity::Warning);
        }
    }
}

/// A name that is none, or is misspelt by what nobody sees, and what other rules say of it, or miss because of it: one
/// mistake.
fn swallow_at_names(tree: &Tree, all: &mut Vec<Found>) {
    let mut at_name: HashMap<NodeId, usize> = HashMap::new();
    let mut in_read: HashMap<(NodeId, &str), usize> = HashMap::new();
    let mut objects: HashMap<(NodeId, String), usize> = HashMap::new();
    for (at, found) in all.iter().enumerate() {
        let is_placeholder = found.rule.name == text::placeholder_value::RULE.name;
        if !is_placeholder && found.rule.name != text::suspicious_text::RULE.name {
            continue;
        }
        if is_placeholder || !at_name.contains_key(&found.node) {
            at_name.insert(found.node, at);
        }
        let key = tree.key_of(found.node).map_or("", |key| tree.text(key));
        let object = tree.parent(found.node).filter(|_| key.eq_ignore_ascii_case("objectName"));
        if let Some(object) = object.and_then(|object| named_object(tree, object)) {
            objects.entry(object).or_insert(at);
        }
        let place = owner(tree, found.node, &["read"]).map(|integration| (integration, key));
        if let Some(place) = place.filter(|place| is_placeholder || !in_read.contains_key(place)) {
            in_read.insert(place, at);
        }
    }
    if at_name.is_empty() {
        return;
    }
    let mut swallowed = Vec::new();
    for (at, found) in all.iter().enumerate() {
        let Precedence { misses, rests_on, .. } = found.rule.precedence;
        let missed = || {
            let integration = owner(tree, found.node, &["write", "subscribe"]).filter(|_| !misses.is_empty())?;
            misses.iter().find_map(|key| in_read.get(&(integration, *key)))
        };
        let object = || {
            let object = [Some(found.node), tree.parent(found.node)].into_iter().flatten();
            object.filter_map(|object| named_object(tree, object)).find_map(|object| objects.get(&object))
        };
        let elsewhere = || rests_on.contains(&RestsOn::OtherAction).then(object).flatten();
        let here = at_name.get(&found.node).filter(|_| rests_on.contains(&RestsOn::Value));
        if let Some(&by) = here.or_else(missed).or_else(elsewhere) {
            swallowed.push((at, by));
        }
    }
    swallow(all, &swallowed);
}

/// What is missing at the top because the document ends before it: one mistake, where it ends.
fn swallow_behind_end(tree: &Tree, all: &mut Vec<Found>) {
    let (Some(root), Some(ignored)) = (tree.root(), tree.ignored()) else { return };
    let Some(by) = all.iter().position(|found| found.rule.name == text::multiple_documents::RULE.name) else { return };
    let behind = keys_behind(tree.source(), ignored.start as usize);
    // A second document with a top of its own is not the rest of the first.
    if tree.pairs(root).iter().any(|[key, _]| behind.contains(tree.text(*key))) {
        return;
    }
    let is_behind = |found: &Found| {
        if found.rule.precedence.rests_on.contains(&RestsOn::WholeText) {
            return TELLING.iter().any(|name| behind.contains(name));
        }
        let lacks = found.lacks.as_ref().filter(|(mapping, _)| *mapping == root);
        lacks.is_some_and(|(_, names)| names.iter().any(|name| behind.contains(name)))
    };
    let found = all.iter().enumerate().filter(|(_, found)| is_behind(found));
    let swallowed: Vec<(usize, usize)> = found.map(|(at, _)| (at, by)).collect();
    swallow(all, &swallowed);
}

/// The keys at the top of what the platform never reads.
fn keys_behind(source: &str, start: usize) -> HashSet<&str> {
    let line = source[..start].rfind('\n').map_or(0, |end| end + 1);
    let column = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let lines = || source[line..].lines().filter(|line| !line.trim().is_empty() && !line.starts_with("---"));
    let outermost = lines().map(column).min().unwrap_or(0);
    let keys = lines().filter(|line| column(line) == outermost).filter_map(|line| line.trim_start().split_once(':'));
    keys.map(|(key, _)| key.trim_matches(['"', '\'', ' '])).collect()
}

/// The integration of an object, and its name without what nobody sees.
fn named_object(tree: &Tree, object: NodeId) -> Option<(NodeId, String)> {
    let is_name = |[key, _]: &&[NodeId; 2]| tree.text(*key).eq_ignore_ascii_case("objectName");
    let [_, name] = tree.pairs(object).iter().find(is_name)?;
    Some((
        owner(tree, object, &["read", "write", "subscribe"])?,
        plain(tree.text(tree.target(*name))).trim_end_matches(['"', '\'']).to_string(),
    ))
}

/// The integration that a node stands in, below one of its actions.
fn owner(tree: &Tree, node: NodeId, actions: &[&str]) -> Option<NodeId> {
    let mut around = std::iter::successors(Some(node), |&node| tree.parent(node));
    let action = around.find(|&node| {
        tree.key_of(node).is_some_and(|key| actions.iter().any(|action| tree.text(key).eq_ignore_ascii_case(action)))
    })?;
    tree.parent(action)
}

/// Removes findings that others stand for, given by their numbers; those are then as bad as what they stand for.
fn swallow(all: &mut Vec<Found>, swallowed: &[(usize, usize)]) {
    for &(at, by) in swallowed {
        let severity = all[at].finding.severity;
        let finding = &mut all[by].finding;
        finding.severity = finding.severity.max(severity);
    }
    let swallowed: HashSet<usize> = swallowed.iter().map(|(at, _)| *at).collect();
    let mut at = 0;
    all.retain(|_| {
        at += 1;
        !swallowed.contains(&(at - 1))
    });
}
