//! Fields of a read object, compared by what they are: a field of the provider by its name, a mapping by the name that it
//! fills.

use std::collections::{BTreeSet, HashMap};

use super::Side;
use super::compare::{At, Compare};
use super::installed::Subject;
use super::kinds::*;
use crate::model::{Field, IntegrationField, ReadObject};
use crate::syntax::NodeId;

impl Compare<'_> {
    /// Says what became of each field.
    pub(super) fn fields(
        &mut self,
        object: &str,
        (_, old): (NodeId, &ReadObject),
        (new_node, new): (NodeId, &ReadObject),
    ) {
        let required = self.both(&old.required_fields, &new.required_fields).is_some();
        let optional = self.both(&old.optional_fields, &new.optional_fields).is_some();
        let auto = self.both(&old.optional_fields_auto, &new.optional_fields_auto);
        let Some((all_before, all_now)) = auto.filter(|_| required && optional) else { return };
        let ((before, old_whole), (now, new_whole)) =
            (self.field_entries(Side::Old, old), self.field_entries(Side::New, new));
        let (all_before, all_now) = (all_before.is_some(), all_now.is_some());
        let here = Some(At::Member(new_node));
        let mut gone: Vec<Option<&Entry>> = before.iter().map(Some).collect();
        let mut by_identity: HashMap<(bool, &str), Vec<usize>> = HashMap::new();
        for (nth, entry) in before.iter().enumerate() {
            by_identity.entry(entry.identity).or_default().push(nth);
        }
        // Of several entries for one field, first those that are delivered under the same name.
        let mut matched: Vec<Option<usize>> = vec![None; now.len()];
        for exactly in [true, false] {
            for (nth, entry) in now.iter().enumerate().filter(|_| !by_identity.is_empty()) {
                if matched[nth].is_some() {
                    continue;
                }
                let candidates = by_identity.get(&entry.identity).map_or(&[][..], Vec::as_slice);
                let found = candidates
                    .iter()
                    .copied()
                    .find(|&at| gone[at].is_some() && (!exactly || before[at].delivered == entry.delivered));
                if let Some(at) = found {
                    gone[at] = None;
                    matched[nth] = Some(at);
                }
            }
        }
        for (entry, earlier) in now.iter().zip(matched) {
            match earlier {
                Some(at) => self.field(object, &before[at], entry),
                None if old_whole => self.field_added(object, entry, all_before),
                None => {}
            }
        }
        for entry in gone.into_iter().flatten().filter(|_| new_whole) {
            let chosen_otherwise = all_now && !entry.is_mapping() && entry.delivered == entry.name();
            let at = Some(At::Value(entry.node));
            if !chosen_otherwise {
                let message = match entry.is_mapping() {
                    true => format!("customers can no longer map `{}` of `{object}`", entry.name()),
                    false => format!("`{}` of `{object}` is no longer read", entry.name()),
                };
                let (object, name) = (object.to_string(), entry.name().to_string());
                let subject = match entry.is_mapping() {
                    true => Subject::Mapping { object, name },
                    false => Subject::Field { object, name, required: entry.required },
                };
                self.change_for(subject, (&FIELD_REMOVED, FIELD_REMOVED.impact), message, (at, here));
            } else if entry.required {
                let message = format!("`{}` of `{object}` no longer has to be there", entry.name());
                self.change(&FIELD_MADE_OPTIONAL, message, at, here);
            }
        }
        if all_before && !all_now {
            let at = old.optional_fields_auto.node().map(At::Member);
            let message = format!("customers can no longer choose from all fields of `{object}`");
            let listed: BTreeSet<String> = now.iter().map(|entry| entry.name().to_string()).collect();
            let subject = Subject::Beyond { object: object.to_string(), listed };
            self.change_for(subject, (&FIELD_REMOVED, FIELD_REMOVED.impact), message, (at, here));
        } else if all_now && !all_before {
            let at = new.optional_fields_auto.node().map(At::Member);
            let message = format!("customers can choose from all fields of `{object}`");
            self.change(&OPTIONAL_FIELD_ADDED, message, None, at);
        }
    }

    fn field(&mut self, object: &str, old: &Entry, new: &Entry) {
        let name = new.name();
        let places = (Some(At::Value(old.node)), Some(At::Value(new.node)));
        if new.required && !old.required {
            let message = format!("`{name}` of `{object}` must be there, and could be chosen");
            self.change_for(
                new.missing_in(object),
                (&FIELD_MADE_REQUIRED, FIELD_MADE_REQUIRED.impact),
                message,
                places,
            );
        } else if old.required && !new.required {
            let message = format!("`{name}` of `{object}` no longer has to be there");
            self.change(&FIELD_MADE_OPTIONAL, message, places.0, places.1);
        }
        if old.delivered != new.delivered {
            let message =
                format!("`{name}` of `{object}` is delivered as `{}`, not as `{}`", new.delivered, old.delivered);
            let at = |entry: &Entry| Some(At::Value(entry.field.map_to_name.node().unwrap_or(entry.node)));
            self.change(&MAP_TO_NAME_CHANGED, message, at(old), at(new));
        }
        self.wording(&old.field.map_to_display_name, &new.field.map_to_display_name);
        self.wording(&old.field.prompt, &new.field.prompt);
        self.wording(&old.field.default, &new.field.default);
    }

    fn field_added(&mut self, object: &str, entry: &Entry, all_before: bool) {
        let (name, at) = (entry.name(), Some(At::Value(entry.node)));
        let could_be_chosen = all_before && !entry.is_mapping() && entry.delivered == name;
        match (entry.required, entry.is_mapping()) {
            (true, true) => {
                let message = format!("customers must map `{name}` of `{object}`, and have not been asked");
                self.change_for(
                    entry.missing_in(object),
                    (&REQUIRED_MAPPING_ADDED, REQUIRED_MAPPING_ADDED.impact),
                    message,
                    (None, at),
                );
            }
            (true, false) if could_be_chosen => {
                let message = format!("`{name}` of `{object}` must be there, and could be chosen");
                self.change_for(
                    entry.missing_in(object),
                    (&FIELD_MADE_REQUIRED, FIELD_MADE_REQUIRED.impact),
                    message,
                    (None, at),
                );
            }
            (true, false) => {
                let message = format!("`{name}` of `{object}` must be there, and was not read");
                self.change_for(
                    entry.missing_in(object),
                    (&REQUIRED_FIELD_ADDED, REQUIRED_FIELD_ADDED.impact),
                    message,
                    (None, at),
                );
            }
            (false, _) if could_be_chosen => {}
            (false, _) => {
                let message = format!("customers can choose `{name}` of `{object}`");
                self.change_for(
                    Subject::Nobody,
                    (&OPTIONAL_FIELD_ADDED, OPTIONAL_FIELD_ADDED.impact),
                    message,
                    (None, at),
                );
            }
        }
    }

    /// The entries of both lists, and whether these are all: with one that cannot be told nobody knows which is missing.
    /// What cannot be compared is named.
    fn field_entries<'f>(&mut self, side: Side, object: &'f ReadObject) -> (Vec<Entry<'f>>, bool) {
        let (mut found, mut is_whole) = (Vec::new(), true);
        for (list, required) in [(&object.required_fields, true), (&object.optional_fields, false)] {
            let items = list.value().map_or(&[][..], Vec::as_slice);
            let (entries, all) = self.entries(side, list.node(), items);
            is_whole &= all;
            for (node, field) in entries {
                if let (Field::Unreadable(node), _) | (_, Field::Unreadable(node)) =
                    (&field.field_name, &field.map_to_name)
                {
                    self.unreadable(side, *node);
                    is_whole = false;
                    continue;
                }
                let (name, mapped) = (field.field_name.text(), field.map_to_name.text());
                let Some(identity) = name.map(|name| (false, name)).or(mapped.map(|mapped| (true, mapped))) else {
                    let message = "this entry has neither `fieldName` nor `mapToName`".to_string();
                    self.not_compared(side, message, At::Value(node));
                    is_whole = false;
                    continue;
                };
                found.push(Entry { node, field, required, identity, delivered: mapped.unwrap_or(identity.1) });
            }
        }
        (found, is_whole)
    }
}

/// One entry of a field list.
struct Entry<'a> {
    node: NodeId,
    field: &'a IntegrationField,
    required: bool,
    /// Whether it is a mapping that customers fill in, and the name of the mapping or of the field.
    identity: (bool, &'a str),
    /// The name that it is delivered under.
    delivered: &'a str,
}

impl<'a> Entry<'a> {
    fn is_mapping(&self) -> bool {
        self.identity.0
    }

    /// What the installations have not chosen that it breaks by being required.
    fn missing_in(&self, object: &str) -> Subject {
        let (object, name) = (object.to_string(), self.name().to_string());
        match self.is_mapping() {
            true => Subject::WithoutMapping { object, name },
            false => Subject::WithoutField { object, name },
        }
    }

    fn name(&self) -> &'a str {
        self.identity.1
    }
}
