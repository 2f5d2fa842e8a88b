//! What is told as it happens: subscribe objects with their events, and changes of the schema.

use std::collections::HashSet;

use super::compare::{At, Compare};
use super::installed::Subject;
use super::kinds::*;
use super::{Impact, Side};
use crate::model::limits::WATCH_SCHEMA_SCHEDULE;
use crate::model::{Always, Field, Section, Subscribe, SubscribeObject, WatchSchema};
use crate::syntax::NodeId;

impl Compare<'_> {
    pub(super) fn subscribe(&mut self, old: &Subscribe, new: &Subscribe) {
        let kinds = (&SUBSCRIBE_OBJECT_REMOVED, &SUBSCRIBE_OBJECT_ADDED);
        let words = (Section::Subscribe, "subscribed to");
        let begins = |_: &SubscribeObject| (SUBSCRIBE_OBJECT_ADDED.impact, "");
        let lists = (&old.objects, &new.objects);
        for (old, new) in self.objects(lists, |object| &object.object_name, kinds, words, begins) {
            let name = old.1.object_name.text().unwrap_or_default().to_string();
            let around = std::mem::replace(&mut self.subject, Subject::Object(Section::Subscribe, name));
            self.subscribe_object(old, new);
            self.subject = around;
        }
    }

    fn subscribe_object(
        &mut self,
        (old_node, old): (NodeId, &SubscribeObject),
        (new_node, new): (NodeId, &SubscribeObject),
    ) {
        let name = new.object_name.text().unwrap_or("this object").to_string();
        let places = (old_node, new_node);
        self.destination(&format!("what happens to `{name}`"), places, &old.destination, &new.destination);
        self.inheritance(&name, places, &old.inherit_fields_and_mapping, &new.inherit_fields_and_mapping);
        self.event(&name, "createEvent", places, &old.create_event, &new.create_event, |event| &event.enabled);
        self.event(&name, "updateEvent", places, &old.update_event, &new.update_event, |event| &event.enabled);
        self.event(&name, "deleteEvent", places, &old.delete_event, &new.delete_event, |event| &event.enabled);
        let associations = (&old.association_change_event, &new.association_change_event);
        let key = "associationChangeEvent";
        self.event(&name, key, places, associations.0, associations.1, |event| &event.enabled);
        if let (Some(before), Some(now)) = (associations.0.value(), associations.1.value())
            && let Some((was, is)) = self.both(&before.include_full_records, &now.include_full_records)
            && was.unwrap_or(&false) != is.unwrap_or(&false)
        {
            let (impact, message) = match is {
                Some(true) => (Impact::Notable, format!("association events of `{name}` carry full records")),
                _ => (Impact::Breaking, format!("association events of `{name}` no longer carry full records")),
            };
            let (old, new) = (associations.0.node().map(At::Member), associations.1.node().map(At::Member));
            self.change_of(&EVENT_SETTINGS_CHANGED, impact, message, old, new);
        }
        if let (Some(before), Some(now)) = (old.update_event.get(), new.update_event.get()) {
            self.watch_fields(&name, before, now);
        }
        let Some(_) = self.both(&old.other_events, &new.other_events) else { return };
        let (before, now) = (self.names(Side::Old, &old.other_events), self.names(Side::New, &new.other_events));
        let (Some(before), Some(now)) = (before, now) else { return };
        let known = |list: &[(&str, NodeId)]| list.iter().map(|(event, _)| event.to_string()).collect::<HashSet<_>>();
        let (known_before, known_now) = (known(&before), known(&now));
        for (event, node) in now.iter().filter(|(event, _)| !known_before.contains(*event)) {
            let message = format!("`{event}` of `{name}` is delivered");
            self.change(&EVENT_ADDED, message, Some(At::Member(old_node)), Some(At::Value(*node)));
        }
        for (event, node) in before.iter().filter(|(event, _)| !known_now.contains(*event)) {
            let message = format!("`{event}` of `{name}` is no longer delivered");
            self.change(&EVENT_REMOVED, message, Some(At::Value(*node)), Some(At::Member(new_node)));
        }
    }

    fn event<T>(
        &mut self,
        name: &str,
        event: &str,
        places: (NodeId, NodeId),
        old: &Field<T>,
        new: &Field<T>,
        enabled: impl Fn(&T) -> &Field<Always>,
    ) {
        let Some((before, now)) = self.both(old, new) else { return };
        let mut is_told = true;
        for (side, field) in [(Side::Old, old), (Side::New, new)] {
            match field.get().map(|(node, event)| (node, enabled(event))) {
                Some((node, Field::Absent)) => {
                    self.not_compared(side, "`enabled` is missing".to_string(), At::Member(node));
                    is_told = false;
                }
                Some((_, Field::Unreadable(node))) => {
                    self.unreadable(side, *node);
                    is_told = false;
                }
                Some((_, Field::Value(..))) | None => {}
            }
        }
        if !is_told {
            return;
        }
        let at = |field: &Field<T>, node| Some(At::Member(field.node().unwrap_or(node)));
        let (old, new) = (at(old, places.0), at(new, places.1));
        if before.is_some() && now.is_none() {
            self.change(&EVENT_REMOVED, format!("`{event}` of `{name}` is no longer delivered"), old, new);
        } else if now.is_some() && before.is_none() {
            self.change(&EVENT_ADDED, format!("`{event}` of `{name}` is delivered"), old, new);
        }
    }

    pub(super) fn watch_schema(
        &mut self,
        (old_node, old): (NodeId, &WatchSchema),
        (new_node, new): (NodeId, &WatchSchema),
    ) {
        let owners = (old_node, new_node);
        self.destination("what happens to the schema", owners, &old.destination, &new.destination);
        let default = Some(WATCH_SCHEMA_SCHEDULE);
        self.schedule("the schema is checked", owners, &old.schedule, &new.schedule, default);
        let Some((before, now)) = self.needed(owners, "allObjects", &old.all_objects, &new.all_objects) else { return };
        let places = (old.all_objects.node().unwrap_or(old_node), new.all_objects.node().unwrap_or(new_node));
        let name = "all objects";
        self.event(name, "fieldCreated", places, &before.field_created, &now.field_created, |event| &event.enabled);
        self.event(name, "fieldDeleted", places, &before.field_deleted, &now.field_deleted, |event| &event.enabled);
        self.event(name, "fieldChanged", places, &before.field_changed, &now.field_changed, |event| &event.enabled);
    }
}
