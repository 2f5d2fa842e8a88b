//! Which objects of an action belong together, and which came and went.

use std::collections::{HashMap, HashSet, VecDeque};

use super::compare::{At, Compare};
use super::installed::Subject;
use super::kinds::*;
use super::{Impact, Side};
use crate::model::{Field, Section};
use crate::syntax::NodeId;
use smol_str::SmolStr;

/// A list of objects, as the spec has it.
type List<T> = Field<Vec<Field<T>>>;

/// An object with its node, as it was and as it is.
type Pair<'o, T> = ((NodeId, &'o T), (NodeId, &'o T));

impl Compare<'_> {
    /// The objects of a list that have a name, each name once, and whether these are all: with one that cannot be told,
    /// nobody knows which is missing. What cannot be compared is named.
    fn listed<'o, T>(
        &mut self,
        side: Side,
        list: &'o List<T>,
        name: &impl Fn(&T) -> &Field<SmolStr>,
    ) -> (Vec<(&'o str, NodeId, &'o T)>, bool) {
        let items = list.value().map_or(&[][..], Vec::as_slice);
        let (entries, mut is_whole) = self.entries(side, list.node(), items);
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        for (node, object) in entries {
            match name(object) {
                Field::Value(at, text) if !text.is_empty() => {
                    if seen.insert(text.as_str()) {
                        found.push((text.as_str(), node, object));
                    } else {
                        let message = format!("there is an object `{text}` already, and that one is compared");
                        self.not_compared(side, message, At::Value(*at));
                    }
                }
                Field::Unreadable(at) => {
                    self.unreadable(side, *at);
                    is_whole = false;
                }
                Field::Absent | Field::Value(..) => {
                    self.not_compared(side, "`objectName` is missing".to_string(), At::Member(node));
                    is_whole = false;
                }
            }
        }
        (found, is_whole)
    }

    /// Objects by name, whatever its case where none is the same letter by letter: says which came and which went, and
    /// gives those that are on both sides.
    pub(super) fn objects<'o, T>(
        &mut self,
        (old, new): (&'o List<T>, &'o List<T>),
        name: impl Fn(&T) -> &Field<SmolStr>,
        kinds: (&'static Kind, &'static Kind),
        (section, done): (Section, &str),
        begins: impl Fn(&T) -> (Impact, &'static str),
    ) -> Vec<Pair<'o, T>> {
        let Some(_) = self.both(old, new) else { return Vec::new() };
        let (before, old_whole) = self.listed(Side::Old, old, &name);
        let (now, new_whole) = self.listed(Side::New, new, &name);
        let mut exact: HashMap<&str, usize> = before.iter().enumerate().map(|(nth, (name, ..))| (*name, nth)).collect();
        let mut partners: Vec<Option<usize>> = now.iter().map(|(name, ..)| exact.remove(name)).collect();
        let mut is_taken = vec![false; before.len()];
        partners.iter().flatten().for_each(|&nth| is_taken[nth] = true);
        let mut folded: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (nth, (name, ..)) in before.iter().enumerate().filter(|(nth, _)| !is_taken[*nth]) {
            folded.entry(name.to_lowercase()).or_default().push_back(nth);
        }
        for ((name, ..), partner) in now.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            *partner = folded.get_mut(&name.to_lowercase()).and_then(VecDeque::pop_front);
            partner.iter().for_each(|&nth| is_taken[nth] = true);
        }
        let mut pairs = Vec::new();
        for ((text, node, item), partner) in now.iter().zip(partners) {
            if let Some(nth) = partner {
                let (_, earlier_node, earlier) = before[nth];
                pairs.push(((earlier_node, earlier), (*node, *item)));
            } else if old_whole {
                let at = name(item).node().map(At::Value);
                let (impact, more) = begins(item);
                let message = format!("`{text}` is {done} for the first time{more}");
                let subject = if impact == Impact::Safe { Subject::Nobody } else { Subject::Everyone };
                self.change_for(subject, (kinds.1, impact), message, (old.node().map(At::Member), at));
            }
        }
        for ((text, _, item), _) in before.iter().zip(is_taken).filter(|(_, is_taken)| new_whole && !is_taken) {
            let at = name(item).node().map(At::Value);
            let subject = Subject::Object(section, text.to_string());
            let message = format!("`{text}` is no longer {done}");
            self.change_for(subject, (kinds.0, kinds.0.impact), message, (at, new.node().map(At::Member)));
        }
        for ((_, before), (_, now)) in &pairs {
            let (before, now) = (name(before), name(now));
            if let (Some(was), Some(is)) = (before.text(), now.text())
                && was != is
            {
                let message = format!("`{was}` is written `{is}` in `{}`", section.name());
                let places = (before.node().map(At::Value), now.node().map(At::Value));
                let subject = Subject::Object(section, was.to_string());
                self.change_for(subject, (&OBJECT_NAME_CASE_CHANGED, OBJECT_NAME_CASE_CHANGED.impact), message, places);
            }
        }
        pairs
    }
}
