//! Which integrations there are on each side, and which of them belong together.

use std::collections::{HashMap, HashSet, VecDeque};

use super::compare::{At, Compare};
use super::kinds::*;
use super::{Comparison, Side, Text, Version};
use crate::analysis::Definition;
use crate::model::{Field, Integration, Revision};
use crate::syntax::NodeId;

/// An integration with a name.
#[derive(Clone, Copy)]
struct Named<'a> {
    /// The number of its text.
    text: usize,
    /// The text's name among those of its version.
    file: &'a str,
    name: &'a str,
    node: NodeId,
    integration: &'a Integration,
    /// Its name, to point at.
    at: At,
}

/// The integrations of one side.
struct All<'a> {
    named: Vec<Named<'a>>,
    /// Whether nothing hides another one: then what is not there is gone, or new.
    is_whole: bool,
}

impl<'a> Compare<'a> {
    /// Compares integrations of one name, first those of one file, and says which came and which went.
    pub(super) fn integrations(&mut self) {
        let Comparison { old, new, old_may_hold_others, .. } = self.comparison;
        let (before, now) = (self.all(Side::Old, old), self.all(Side::New, new));
        let mut by_place: HashMap<(&str, &str), usize> = HashMap::new();
        for (nth, one) in before.named.iter().enumerate() {
            by_place.entry((one.file, one.name)).or_insert(nth);
        }
        let mut partners: Vec<Option<usize>> =
            now.named.iter().map(|one| by_place.remove(&(one.file, one.name))).collect();
        let mut is_taken = vec![false; before.named.len()];
        partners.iter().flatten().for_each(|&nth| is_taken[nth] = true);
        // The others may have moved from one file to another.
        let mut moved: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (nth, one) in before.named.iter().enumerate().filter(|(nth, _)| !is_taken[*nth]) {
            moved.entry(one.name).or_default().push_back(nth);
        }
        for (one, partner) in now.named.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            *partner = moved.get_mut(one.name).and_then(VecDeque::pop_front);
            partner.iter().for_each(|&nth| is_taken[nth] = true);
        }
        for (one, partner) in now.named.iter().zip(partners) {
            self.integration = one.name.to_string();
            self.at_text(Side::New, one.text);
            match partner {
                Some(nth) => {
                    let earlier = before.named[nth];
                    self.at_text(Side::Old, earlier.text);
                    self.integration(one.name, (earlier.node, earlier.integration), (one.node, one.integration));
                }
                None if before.is_whole => {
                    self.change(&INTEGRATION_ADDED, format!("`{}` is new", one.name), None, Some(one.at));
                }
                None => {}
            }
        }
        for (nth, one) in before.named.iter().enumerate().filter(|_| now.is_whole) {
            if is_taken[nth] {
                continue;
            }
            self.integration = one.name.to_string();
            self.at_text(Side::Old, one.text);
            let (message, impact) = match old_may_hold_others {
                true => ("is deployed, and not in this manifest", Impact::Notable),
                false => ("is gone", Impact::Breaking),
            };
            let message = format!("`{}` {message}", one.name);
            self.change_of(&INTEGRATION_REMOVED, impact, message, Some(one.at), None);
        }
    }

    fn all(&mut self, side: Side, version: &'a Version) -> All<'a> {
        let mut all = All { named: Vec::new(), is_whole: true };
        for (nth, text) in version.texts.iter().enumerate() {
            self.at_text(side, nth);
            let mut seen = HashSet::new();
            for (node, integration) in self.of_text(side, text, &mut all.is_whole) {
                let name = match &integration.name {
                    Field::Value(_, name) if !name.is_empty() => name.as_str(),
                    Field::Unreadable(name) => {
                        self.unreadable(side, *name);
                        all.is_whole = false;
                        continue;
                    }
                    _ => {
                        self.not_compared(side, "`name` is missing".to_string(), At::Member(node));
                        all.is_whole = false;
                        continue;
                    }
                };
                let at = At::Value(integration.name.node().unwrap_or(node));
                if !seen.insert(name) {
                    let message = format!("there is an integration `{name}` already, and that one is compared");
                    self.not_compared(side, message, at);
                    continue;
                }
                all.named.push(Named { text: nth, file: &text.file, name, node, integration, at });
            }
        }
        all
    }

    /// The integrations of a text that can be read, each with its node. `is_whole` is cleared where there may be others.
    fn of_text(&mut self, side: Side, text: &'a Text, is_whole: &mut bool) -> Vec<(NodeId, &'a Integration)> {
        let Some(root) = text.analysis.tree().root() else { return Vec::new() };
        let (found, all) = match text.analysis.definition() {
            Definition::Unknown | Definition::Settings => (Vec::new(), true),
            Definition::Manifest(manifest) => match self.there(side, manifest, root, "integrations") {
                Some((_, manifest)) => match self.there(side, &manifest.integrations, root, "integrations") {
                    Some((list, items)) => self.entries(side, Some(list), items),
                    None => (Vec::new(), false),
                },
                None => (Vec::new(), false),
            },
            Definition::Content(content) => one(self.there(side, content, root, "name")),
            Definition::Revision(revision) => one(self.content(side, revision, root)),
            Definition::Api(envelopes) => {
                let (envelopes, mut all) = self.entries(side, Some(root), envelopes);
                let mut found = Vec::with_capacity(envelopes.len());
                for (node, envelope) in envelopes {
                    let content = self.content(side, &envelope.latest_revision, node);
                    all &= content.is_some();
                    found.extend(content);
                }
                (found, all)
            }
        };
        *is_whole &= all;
        found
    }

    /// What a revision holds.
    fn content(
        &mut self,
        side: Side,
        revision: &'a Field<Revision>,
        around: NodeId,
    ) -> Option<(NodeId, &'a Integration)> {
        let (node, revision) = self.there(side, revision, around, "latestRevision")?;
        self.there(side, &revision.content, node, "content")
    }

    /// Something that must be there: its node and its value. Where it cannot be had, that is named.
    fn there<T>(&mut self, side: Side, field: &'a Field<T>, around: NodeId, name: &str) -> Option<(NodeId, &'a T)> {
        match field {
            Field::Value(node, value) => return Some((*node, value)),
            Field::Unreadable(node) => self.unreadable(side, *node),
            Field::Absent => self.not_compared(side, format!("`{name}` is missing"), At::Member(around)),
        }
        None
    }
}

/// One of one, or none of it.
fn one<T>(there: Option<T>) -> (Vec<T>, bool) {
    let is_there = there.is_some();
    (there.into_iter().collect(), is_there)
}
