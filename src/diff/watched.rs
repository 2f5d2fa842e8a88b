//! Which fields an update event watches: all, those that customers select, or a list.

use std::collections::HashSet;

use super::compare::{At, Compare};
use super::kinds::*;
use super::{Impact, Side};
use crate::model::{Field, UpdateEvent, WatchFieldsAuto};
use crate::syntax::NodeId;

/// How many names a message tells.
const MAX_NAMES: usize = 8;

/// The fields that are watched, and where that is said.
struct Watched<'a> {
    node: NodeId,
    what: What<'a>,
}

#[derive(PartialEq, Eq)]
enum What<'a> {
    All,
    Selected,
    /// These, each with its place.
    Listed(Vec<(&'a str, NodeId)>),
}

impl Watched<'_> {
    fn words(&self) -> String {
        match &self.what {
            What::All => "all fields".to_string(),
            What::Selected => "the fields that a customer has selected".to_string(),
            What::Listed(names) => in_words(names.iter().map(|(name, _)| *name)),
        }
    }
}

/// Names as a sentence has them: `a`, `b` and `c`.
fn in_words<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = names.len().saturating_sub(MAX_NAMES);
    let mut words: Vec<String> = names.take(MAX_NAMES).map(|name| format!("`{name}`")).collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    match words.as_slice() {
        [] => "no field".to_string(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl Compare<'_> {
    /// Says which fields are watched no longer, and which are now.
    pub(super) fn watch_fields(
        &mut self,
        object: &str,
        (old_node, old): (NodeId, &UpdateEvent),
        (new_node, new): (NodeId, &UpdateEvent),
    ) {
        let (before, now) = (self.watched(Side::Old, old_node, old), self.watched(Side::New, new_node, new));
        let (Some(before), Some(now)) = (before, now) else { return };
        let mut places = (At::Member(before.node), At::Member(now.node));
        let (impact, message) = match (&before.what, &now.what) {
            (What::Listed(was), What::Listed(is)) => {
                let missing_in = |from: &[(&str, NodeId)], list: &[(&str, NodeId)]| {
                    let known: HashSet<&str> = list.iter().map(|(name, _)| *name).collect();
                    let mut seen = HashSet::new();
                    let new = from.iter().filter(|(name, _)| !known.contains(name) && seen.insert(name.to_string()));
                    new.map(|(name, node)| (name.to_string(), *node)).collect::<Vec<_>>()
                };
                let (gone, came) = (missing_in(was, is), missing_in(is, was));
                places.0 = gone.first().map_or(places.0, |(_, node)| At::Value(*node));
                places.1 = came.first().map_or(places.1, |(_, node)| At::Value(*node));
                let words = |names: &[(String, NodeId)]| in_words(names.iter().map(|(name, _)| name.as_str()));
                match (gone.as_slice(), came.as_slice()) {
                    ([], []) => return,
                    ([], came) => {
                        (Impact::Notable, format!("changes of {} of `{object}` are reported too", words(came)))
                    }
                    (gone, []) => {
                        (Impact::Breaking, format!("changes of {} of `{object}` are no longer reported", words(gone)))
                    }
                    (gone, came) => {
                        let (gone, came) = (words(gone), words(came));
                        let message =
                            format!("changes of {gone} of `{object}` are no longer reported, and those of {came} are");
                        (Impact::Breaking, message)
                    }
                }
            }
            (was, is) if was == is => return,
            (_, is) => {
                // Everything else watches less than all fields, and may watch less than what it takes the place of.
                let impact = if *is == What::All { Impact::Notable } else { Impact::Breaking };
                let (was, is) = (before.words(), now.words());
                (impact, format!("changes of {is} are reported for `{object}`, in place of {was}"))
            }
        };
        self.change_of(&WATCH_FIELDS_CHANGED, impact, message, Some(places.0), Some(places.1));
    }

    fn watched<'f>(&mut self, side: Side, around: NodeId, event: &'f UpdateEvent) -> Option<Watched<'f>> {
        match (&event.watch_fields_auto, &event.required_watch_fields) {
            (Field::Unreadable(node), _) | (_, Field::Unreadable(node)) => {
                self.unreadable(side, *node);
                None
            }
            (Field::Absent, Field::Absent) => {
                let message = "neither `watchFieldsAuto` nor `requiredWatchFields` is there".to_string();
                self.not_compared(side, message, At::Member(around));
                None
            }
            (Field::Value(node, auto), Field::Absent) => {
                let what = match auto {
                    WatchFieldsAuto::All => What::All,
                    WatchFieldsAuto::Selected => What::Selected,
                };
                Some(Watched { node: *node, what })
            }
            (Field::Absent, list @ Field::Value(node, _)) => {
                let names = self.names(side, list)?;
                Some(Watched { node: *node, what: What::Listed(names) })
            }
            (Field::Value(..), Field::Value(node, _)) => {
                let message = "`requiredWatchFields` and `watchFieldsAuto` exclude each other".to_string();
                self.not_compared(side, message, At::Member(*node));
                None
            }
        }
    }
}
