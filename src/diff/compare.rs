//! What the parts of a comparison share: the texts at hand, what is said of them, and two members held against each other.

use std::collections::HashSet;

use super::installed::Subject;
use super::kinds::*;
use super::{Change, Comparison, Impact, NotCompared, Outcome, Place, Side, Text};
use crate::model::Field;
use crate::source::Span;
use crate::syntax::NodeId;
use smol_str::SmolStr;

pub(super) fn compare(comparison: Comparison) -> Outcome {
    let mut compare = Compare {
        comparison,
        old: 0,
        new: 0,
        integration: String::new(),
        subject: Subject::Everyone,
        outcome: Outcome::default(),
        named: HashSet::new(),
    };
    compare.integrations();
    let mut outcome = compare.outcome;
    outcome.not_compared.sort_by_key(|one| (one.side, one.place.text, one.place.span));
    outcome
}

/// Something on one side that a change is about.
#[derive(Clone, Copy)]
pub(super) enum At {
    /// A value.
    Value(NodeId),
    /// A member, by its key; an item of a list by its first key.
    Member(NodeId),
}

pub(super) struct Compare<'a> {
    pub(super) comparison: Comparison<'a>,
    /// The numbers of the texts at hand.
    old: usize,
    new: usize,
    /// The integration at hand.
    pub(super) integration: String,
    /// What installations must have chosen for a change to touch them, unless it says otherwise.
    pub(super) subject: Subject,
    outcome: Outcome,
    /// What has been named already: an anchored value is met at every alias.
    named: HashSet<(Side, usize, String, Span)>,
}

impl<'a> Compare<'a> {
    /// Goes to a text of one side.
    pub(super) fn at_text(&mut self, side: Side, text: usize) {
        match side {
            Side::Old => self.old = text,
            Side::New => self.new = text,
        }
    }

    /// The number of the text at hand.
    fn number(&self, side: Side) -> usize {
        match side {
            Side::Old => self.old,
            Side::New => self.new,
        }
    }

    /// The text at hand.
    fn text(&self, side: Side) -> &'a Text {
        match side {
            Side::Old => &self.comparison.old.texts[self.old],
            Side::New => &self.comparison.new.texts[self.new],
        }
    }

    fn place(&self, side: Side, at: At) -> Place {
        let tree = self.text(side).analysis.tree();
        let (node, span) = match at {
            At::Value(node) => (node, tree.visible(tree.target(node))),
            At::Member(node) => (node, tree.handle(node)),
        };
        Place { text: self.number(side), span, path: tree.path(node) }
    }

    pub(super) fn change(&mut self, kind: &'static Kind, message: String, old: Option<At>, new: Option<At>) {
        self.change_of(kind, kind.impact, message, old, new);
    }

    /// A change that is about something else than the object or the integration at hand.
    pub(super) fn change_for(
        &mut self,
        subject: Subject,
        (kind, impact): (&'static Kind, Impact),
        message: String,
        (old, new): (Option<At>, Option<At>),
    ) {
        let around = std::mem::replace(&mut self.subject, subject);
        self.change_of(kind, impact, message, old, new);
        self.subject = around;
    }

    pub(super) fn change_of(
        &mut self,
        kind: &'static Kind,
        impact: Impact,
        message: String,
        old: Option<At>,
        new: Option<At>,
    ) {
        let old = old.map(|at| self.place(Side::Old, at));
        let new = new.map(|at| self.place(Side::New, at));
        let (mut impact, mut message) = (impact, message);
        let known = self.comparison.installations.and_then(|known| known.of.get(&self.integration));
        let touched = known.map(|known| self.subject.touched(known));
        if let Some(touched) = touched.as_ref().filter(|_| impact != Impact::Safe) {
            impact = touched.impact(impact);
            message.push_str(&touched.words(impact));
        }
        self.outcome.changes.push(Change { kind, impact, message, old, new, touched });
    }

    /// Names something that cannot be compared.
    pub(super) fn not_compared(&mut self, side: Side, message: String, at: At) {
        let place = self.place(side, at);
        if self.named.insert((side, place.text, message.clone(), place.span)) {
            self.outcome.not_compared.push(NotCompared { message, side, place });
        }
    }

    /// Names a value that is not what the spec wants in its place.
    pub(super) fn unreadable(&mut self, side: Side, node: NodeId) {
        let tree = self.text(side).analysis.tree();
        let key = |node| tree.key_of(node).map(|key| tree.text(tree.target(key)).to_string());
        let message = match (key(node), tree.parent(node).and_then(key)) {
            (Some(name), _) => format!("`{name}` cannot be read"),
            (None, Some(list)) => format!("this entry of `{list}` cannot be read"),
            (None, None) => "this entry cannot be read".to_string(),
        };
        self.not_compared(side, message, At::Value(node));
    }

    /// Two members, where both can be compared; one that is there and unreadable is named.
    pub(super) fn both<'f, T>(
        &mut self,
        old: &'f Field<T>,
        new: &'f Field<T>,
    ) -> Option<(Option<&'f T>, Option<&'f T>)> {
        let mut readable = true;
        for (side, field) in [(Side::Old, old), (Side::New, new)] {
            if let Field::Unreadable(node) = field {
                self.unreadable(side, *node);
                readable = false;
            }
        }
        readable.then(|| (old.value(), new.value()))
    }

    /// The same for texts, where an empty one is none.
    pub(super) fn texts<'f>(
        &mut self,
        old: &'f Field<SmolStr>,
        new: &'f Field<SmolStr>,
    ) -> Option<(Option<&'f str>, Option<&'f str>)> {
        self.both(old, new).map(|_| (old.text(), new.text()))
    }

    /// Two members that have to be there; one that is not is named. `around` are the mappings that they belong to.
    pub(super) fn needed<'f, T>(
        &mut self,
        around: (NodeId, NodeId),
        name: &str,
        old: &'f Field<T>,
        new: &'f Field<T>,
    ) -> Option<(&'f T, &'f T)> {
        let both = self.both(old, new)?;
        for (side, value, around) in [(Side::Old, both.0, around.0), (Side::New, both.1, around.1)] {
            if value.is_none() {
                self.not_compared(side, format!("`{name}` is missing"), At::Member(around));
            }
        }
        both.0.zip(both.1)
    }

    /// The same for texts, which must not be empty.
    pub(super) fn needed_texts<'f>(
        &mut self,
        around: (NodeId, NodeId),
        name: &str,
        old: &'f Field<SmolStr>,
        new: &'f Field<SmolStr>,
    ) -> Option<(&'f str, &'f str)> {
        let (before, now) = self.needed(around, name, old, new)?;
        for (side, field) in [(Side::Old, old), (Side::New, new)] {
            if let Some((node, _)) = field.get().filter(|(_, text)| text.is_empty()) {
                self.not_compared(side, format!("`{name}` is empty"), At::Value(node));
            }
        }
        (!before.is_empty() && !now.is_empty()).then_some((before, now))
    }

    /// The entries of a list that can be read, each with its node, and whether these are all. The others are named.
    pub(super) fn entries<'o, T>(
        &mut self,
        side: Side,
        list: Option<NodeId>,
        items: &'o [Field<T>],
    ) -> (Vec<(NodeId, &'o T)>, bool) {
        let mut found = Vec::with_capacity(items.len());
        for (nth, item) in items.iter().enumerate() {
            match item {
                Field::Value(node, value) => found.push((*node, value)),
                Field::Unreadable(node) => self.unreadable(side, *node),
                Field::Absent => {
                    let tree = self.text(side).analysis.tree();
                    let node = list.and_then(|list| tree.items(tree.target(list)).get(nth).copied().or(Some(list)));
                    if let Some(node) = node {
                        self.not_compared(side, "this entry has nothing in it".to_string(), At::Value(node));
                    }
                }
            }
        }
        let is_whole = found.len() == items.len();
        (found, is_whole)
    }

    /// The texts of a list, each with its node; nothing where one of them cannot be read, which is named.
    pub(super) fn names<'f>(
        &mut self,
        side: Side,
        list: &'f Field<Vec<Field<SmolStr>>>,
    ) -> Option<Vec<(&'f str, NodeId)>> {
        let items = list.value().map_or(&[][..], Vec::as_slice);
        let (entries, is_whole) = self.entries(side, list.node(), items);
        is_whole.then(|| entries.into_iter().map(|(node, text)| (text.as_str(), node)).collect())
    }

    pub(super) fn wording(&mut self, old: &Field<SmolStr>, new: &Field<SmolStr>) {
        let Some((before, now)) = self.texts(old, new).filter(|(before, now)| before != now) else { return };
        let word = |text: Option<&str>| text.map_or("nothing".to_string(), |text| format!("`{text}`"));
        let message = format!("people see {} in place of {}", word(now), word(before));
        self.change(&WORDING_CHANGED, message, old.node().map(At::Value), new.node().map(At::Value));
    }

    pub(super) fn destination(
        &mut self,
        who: &str,
        around: (NodeId, NodeId),
        old: &Field<SmolStr>,
        new: &Field<SmolStr>,
    ) {
        let both = self.needed_texts(around, "destination", old, new);
        if let Some((before, now)) = both.filter(|(before, now)| before != now) {
            let message = format!("{who} goes to `{now}`, not `{before}`");
            self.change(&DESTINATION_CHANGED, message, old.node().map(At::Value), new.node().map(At::Value));
        }
    }
}
