//! The comparison itself, part by part of the spec.

use std::collections::{HashMap, HashSet};

use super::kinds::*;
use super::{Change, Comparison, Place, Version};
use crate::schedule::Schedule;
use crate::spec::{
    Backfill, Delivery, DeliveryMode, Field, Integration, Read, ReadObject, Subscribe, SubscribeObject, WatchSchema,
    Write, WriteObject,
};
use crate::tree::NodeId;

pub(super) fn compare(comparison: Comparison) -> Vec<Change> {
    let mut compare = Compare { comparison, old: 0, new: 0, changes: Vec::new() };
    compare.integrations();
    compare.changes
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
    comparison: Comparison<'a>,
    /// The numbers of the texts at hand.
    old: usize,
    new: usize,
    changes: Vec<Change>,
}

/// An object with its node, as it was and as it is.
type Pair<'o, T> = ((NodeId, &'o T), (NodeId, &'o T));

/// Two members, where both can be compared: neither is there and unreadable.
pub(super) fn both<'a, T>(old: &'a Field<T>, new: &'a Field<T>) -> Option<(Option<&'a T>, Option<&'a T>)> {
    let unreadable = |field: &Field<T>| matches!(field, Field::Unreadable(_));
    (!unreadable(old) && !unreadable(new)).then(|| (old.value(), new.value()))
}

/// The same for texts, where an empty one is none.
pub(super) fn texts<'a>(old: &'a Field<String>, new: &'a Field<String>) -> Option<(Option<&'a str>, Option<&'a str>)> {
    both(old, new).map(|_| (old.text(), new.text()))
}

/// Two schedules of the same times, however they are written.
fn same_schedule(old: Option<&str>, new: Option<&str>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => {
            old.trim() == new.trim()
                || matches!((Schedule::parse(old), Schedule::parse(new)), (Ok(old), Ok(new)) if old.runs_like(&new))
        }
        (old, new) => old == new,
    }
}

impl Compare<'_> {
    pub(super) fn change(&mut self, kind: &'static Kind, message: String, old: Option<At>, new: Option<At>) {
        let place = |version: &Version, text: usize, at: At| {
            let one = &version.texts[text];
            let (node, span) = match at {
                At::Value(node) => {
                    let target = one.tree.target(node);
                    (node, one.tree.visible(target))
                }
                At::Member(node) => (node, one.tree.handle(node)),
            };
            Place { text, span, path: one.tree.path(node) }
        };
        let old = old.map(|at| place(self.comparison.old, self.old, at));
        let new = new.map(|at| place(self.comparison.new, self.new, at));
        self.changes.push(Change { kind, impact: kind.impact, message, old, new });
    }

    fn integrations(&mut self) {
        let Comparison { old, new, old_may_hold_others, .. } = self.comparison;
        // Of several with one name the first counts.
        let mut before: HashMap<&str, (usize, &Integration)> = HashMap::new();
        for (text, _, integration) in old.integrations() {
            if let Some(name) = integration.name.text() {
                before.entry(name).or_insert((text, integration));
            }
        }
        let mut seen = HashSet::new();
        for (text, node, integration) in new.integrations() {
            self.new = text;
            let Some(name) = integration.name.text().filter(|name| seen.insert(name.to_string())) else { continue };
            match before.get(name) {
                Some(&(text, earlier)) => {
                    self.old = text;
                    self.integration(name, earlier, integration);
                }
                None => {
                    let at = At::Value(integration.name.node().unwrap_or(node));
                    self.change(&INTEGRATION_ADDED, format!("`{name}` is new"), None, Some(at));
                }
            }
        }
        for (text, node, integration) in old.integrations() {
            self.old = text;
            let Some(name) = integration.name.text().filter(|name| seen.insert(name.to_string())) else { continue };
            let at = At::Value(integration.name.node().unwrap_or(node));
            let message = match old_may_hold_others {
                true => format!("`{name}` is deployed, and not in this manifest"),
                false => format!("`{name}` is gone"),
            };
            self.change(&INTEGRATION_REMOVED, message, Some(at), None);
            if let Some(change) = self.changes.last_mut().filter(|_| old_may_hold_others) {
                change.impact = Impact::Notable;
            }
        }
    }

    fn integration(&mut self, name: &str, old: &Integration, new: &Integration) {
        self.wording(&old.display_name, &new.display_name);
        if let Some((Some(before), Some(now))) = texts(&old.provider, &new.provider) {
            if before == now {
                self.module(before, &old.module, &new.module);
            } else {
                let places = (old.provider.node().map(At::Value), new.provider.node().map(At::Value));
                self.change(
                    &PROVIDER_CHANGED,
                    format!("`{name}` connects to `{now}`, not `{before}`"),
                    places.0,
                    places.1,
                );
            }
        }
        if self.action(name, "read", "reads", &old.read, &new.read, |_| true)
            && let (Some(old), Some(new)) = (old.read.value(), new.read.value())
        {
            self.read(old, new);
        }
        if self.action(name, "write", "writes", &old.write, &new.write, |_| true)
            && let (Some(old), Some(new)) = (old.write.value(), new.write.value())
        {
            self.write(old, new);
        }
        if self.action(name, "subscribe", "subscribes", &old.subscribe, &new.subscribe, |_| true)
            && let (Some(old), Some(new)) = (old.subscribe.value(), new.subscribe.value())
        {
            self.subscribe(old, new);
        }
        let is_on = |proxy: &crate::spec::Proxy| proxy.enabled.value() != Some(&false);
        if self.action(name, "proxy", "proxies", &old.proxy, &new.proxy, is_on)
            && let (Some(before), Some(now)) = (old.proxy.value(), new.proxy.value())
            && let Some((before_module, now_module)) = both(&before.use_module, &now.use_module)
            && before_module.unwrap_or(&false) != now_module.unwrap_or(&false)
        {
            let to = if now_module == Some(&true) { "the module's API" } else { "the provider's API" };
            let old = before.use_module.node().or(old.proxy.node()).map(At::Member);
            let new = now.use_module.node().or(new.proxy.node()).map(At::Member);
            self.change(&PROXY_MODULE_CHANGED, format!("requests through `{name}` go to {to}"), old, new);
        }
        if self.action(name, "watchSchema", "watches the schema", &old.watch_schema, &new.watch_schema, |_| true)
            && let (Some(old), Some(new)) = (old.watch_schema.value(), new.watch_schema.value())
        {
            self.watch_schema(old, new);
        }
    }

    fn module(&mut self, provider: &str, old: &Field<String>, new: &Field<String>) {
        let Some((before, now)) = texts(old, new) else { return };
        let default = self.comparison.catalog.provider(provider).and_then(|known| known.default_module.as_deref());
        // A default that is not known may be the module that is named; then nothing would change, and nobody can tell.
        let (before, now) = (before.or(default), now.or(default));
        if before != now {
            let word = |module: Option<&str>| module.map_or("none".to_string(), |module| format!("`{module}`"));
            let message = format!("the module of `{provider}` is {}, not {}", word(now), word(before));
            self.change(&MODULE_CHANGED, message, old.node().map(At::Value), new.node().map(At::Value));
        }
    }

    /// Whether an action is there on both sides; says so where it is there on one.
    fn action<T>(
        &mut self,
        name: &str,
        key: &str,
        does: &str,
        old: &Field<T>,
        new: &Field<T>,
        is_on: impl Fn(&T) -> bool,
    ) -> bool {
        let Some((before, now)) = both(old, new) else { return false };
        let (was_on, on) = (before.is_some_and(&is_on), now.is_some_and(&is_on));
        let (old, new) = (old.node().map(At::Member), new.node().map(At::Member));
        if was_on && !on {
            self.change(&ACTION_REMOVED, format!("`{name}` no longer {does} (`{key}`)"), old, new);
        } else if on && !was_on {
            self.change(&ACTION_ADDED, format!("`{name}` {does} for the first time (`{key}`)"), old, new);
        }
        was_on && on
    }

    pub(super) fn wording(&mut self, old: &Field<String>, new: &Field<String>) {
        let Some((before, now)) = texts(old, new).filter(|(before, now)| before != now) else { return };
        let word = |text: Option<&str>| text.map_or("nothing".to_string(), |text| format!("`{text}`"));
        let message = format!("people see {} in place of {}", word(now), word(before));
        self.change(&WORDING_CHANGED, message, old.node().map(At::Value), new.node().map(At::Value));
    }

    fn destination(&mut self, who: &str, old: &Field<String>, new: &Field<String>) {
        if let Some((Some(before), Some(now))) = texts(old, new).filter(|(before, now)| before != now) {
            let message = format!("{who} goes to `{now}`, not `{before}`");
            self.change(&DESTINATION_CHANGED, message, old.node().map(At::Value), new.node().map(At::Value));
        }
    }

    fn schedule(&mut self, who: &str, owners: (Option<At>, Option<At>), old: &Field<String>, new: &Field<String>) {
        let Some((before, now)) = texts(old, new) else { return };
        if same_schedule(before, now) {
            return;
        }
        let word = |text: Option<&str>| text.map_or("no schedule".to_string(), |text| format!("`{text}`"));
        let message = format!("{who} by {}, not by {}", word(now), word(before));
        let at = |field: &Field<String>, owner: Option<At>| match field.text() {
            Some(_) => field.node().map(At::Value),
            None => owner,
        };
        self.change(&SCHEDULE_CHANGED, message, at(old, owners.0), at(new, owners.1));
    }

    /// Objects by name whatever its case: says which came and went, and gives those that are on both sides.
    fn objects<'o, T>(
        &mut self,
        old: &'o Field<Vec<Field<T>>>,
        new: &'o Field<Vec<Field<T>>>,
        name: impl Fn(&T) -> &Field<String>,
        kinds: (&'static Kind, &'static Kind),
        words: (&str, &str),
    ) -> Vec<Pair<'o, T>> {
        let Some(_) = both(old, new) else { return Vec::new() };
        // With an item that cannot be read, nobody knows which one is missing.
        let whole = |list: &Field<Vec<Field<T>>>| {
            let mut items = list.value().into_iter().flatten();
            items.all(|item| item.value().is_some_and(|item| !matches!(name(item), Field::Unreadable(_))))
        };
        let (old_whole, new_whole) = (whole(old), whole(new));
        let list = |field: &'o Field<Vec<Field<T>>>| {
            let mut seen = HashSet::new();
            let mut found: Vec<(String, NodeId, &'o T)> = Vec::new();
            for (node, item) in field.items() {
                if let Some(text) = name(item).text().map(str::to_lowercase).filter(|text| seen.insert(text.clone())) {
                    found.push((text, node, item));
                }
            }
            found
        };
        let (before, now) = (list(old), list(new));
        let by_name: HashMap<&str, (NodeId, &'o T)> =
            before.iter().map(|(name, node, item)| (name.as_str(), (*node, *item))).collect();
        let mut pairs = Vec::new();
        let mut kept = HashSet::new();
        for (key, node, item) in &now {
            let Some(earlier) = by_name.get(key.as_str()) else {
                if old_whole {
                    let at = name(item).node().map(At::Value);
                    let message = format!("`{}` is {} for the first time", name(item).text().unwrap_or(key), words.1);
                    self.change(kinds.1, message, old.node().map(At::Member), at);
                }
                continue;
            };
            kept.insert(key.as_str());
            pairs.push((*earlier, (*node, *item)));
        }
        for (key, _, item) in before.iter().filter(|(key, ..)| new_whole && !kept.contains(key.as_str())) {
            let at = name(item).node().map(At::Value);
            let message = format!("`{}` is no longer {}", name(item).text().unwrap_or(key), words.1);
            self.change(kinds.0, message, at, new.node().map(At::Member));
        }
        for ((_, before), (_, now)) in &pairs {
            let (before, now) = (name(before), name(now));
            if let Some((Some(was), Some(is))) = texts(before, now).filter(|(was, is)| was != is) {
                let message = format!("`{was}` is written `{is}` in `{}`", words.0);
                let places = (before.node().map(At::Value), now.node().map(At::Value));
                self.change(&OBJECT_NAME_CASE_CHANGED, message, places.0, places.1);
            }
        }
        pairs
    }

    fn read(&mut self, old: &Read, new: &Read) {
        let kinds = (&READ_OBJECT_REMOVED, &READ_OBJECT_ADDED);
        let pairs = self.objects(&old.objects, &new.objects, |object| &object.object_name, kinds, ("read", "read"));
        for (old, new) in pairs {
            self.read_object(old, new);
        }
    }

    fn read_object(&mut self, (old_node, old): (NodeId, &ReadObject), (new_node, new): (NodeId, &ReadObject)) {
        let name = new.object_name.text().unwrap_or("this object").to_string();
        let owners = (Some(At::Member(old_node)), Some(At::Member(new_node)));
        self.destination(&format!("`{name}`"), &old.destination, &new.destination);
        self.schedule(&format!("`{name}` is read"), owners, &old.schedule, &new.schedule);
        if let Some((before, now)) = texts(&old.map_to_name, &new.map_to_name) {
            // Where neither is mapped, only the case of the name itself can differ, which has been said.
            let delivered =
                |mapped: Option<&str>, object: &ReadObject| mapped.or(object.object_name.text()).map(str::to_string);
            let (was, is) = (delivered(before, old), delivered(now, new));
            if let (Some(was), Some(is)) = (was, is)
                && was != is
                && (before.is_some() || now.is_some())
            {
                let message = format!("`{name}` is delivered as `{is}`, not as `{was}`");
                let at = |object: &ReadObject| {
                    let mapped = object.map_to_name.text().and_then(|_| object.map_to_name.node());
                    mapped.or(object.object_name.node()).map(At::Value)
                };
                self.change(&MAP_TO_NAME_CHANGED, message, at(old), at(new));
            }
        }
        self.wording(&old.map_to_display_name, &new.map_to_display_name);
        if let Some((before, now)) = both(&old.backfill, &new.backfill) {
            let (was, is) = (depth(before), depth(now));
            if let (Some(was), Some(is)) = (was, is)
                && was != is
            {
                let at = |field: &Field<Backfill>, node| Some(At::Member(field.node().unwrap_or(node)));
                let message = format!("the first read of `{name}` goes back {}, not {}", is.words(), was.words());
                self.change(&BACKFILL_CHANGED, message, at(&old.backfill, old_node), at(&new.backfill, new_node));
            }
        }
        if let Some((before, now)) = both(&old.delivery, &new.delivery) {
            let (was, is) = (way(before), way(now));
            if let (Some(was), Some(is)) = (was, is)
                && was != is
            {
                let at = |field: &Field<Delivery>, node| Some(At::Member(field.node().unwrap_or(node)));
                let message = format!("`{name}` is delivered {}, not {}", in_words(is), in_words(was));
                self.change(&DELIVERY_CHANGED, message, at(&old.delivery, old_node), at(&new.delivery, new_node));
            }
        }
        if let Some((before, now)) = both(&old.enabled, &new.enabled)
            && before.is_some() != now.is_some()
        {
            let message = match now {
                Some(_) => format!("`{name}` is read for every installation"),
                None => format!("`{name}` is read only for the installations that want it"),
            };
            let at = |object: &ReadObject, node| Some(At::Member(object.enabled.node().unwrap_or(node)));
            self.change(&ENABLED_CHANGED, message, at(old, old_node), at(new, new_node));
        }
        self.fields(&name, (old_node, old), (new_node, new));
    }

    fn write(&mut self, old: &Write, new: &Write) {
        let kinds = (&WRITE_OBJECT_REMOVED, &WRITE_OBJECT_ADDED);
        let words = ("write", "written");
        let pairs = self.objects(&old.objects, &new.objects, |object| &object.object_name, kinds, words);
        for ((old_node, old), (new_node, new)) in pairs {
            let name = new.object_name.text().unwrap_or("this object");
            let places = (old_node, new_node);
            self.inheritance(name, places, &old.inherit_mapping, &new.inherit_mapping);
            if let Some((before, now)) = both(&old.value_defaults, &new.value_defaults) {
                let any = |defaults: Option<&crate::spec::ValueDefaults>| {
                    defaults.and_then(|defaults| defaults.allow_any_fields.value()) == Some(&true)
                };
                if any(before) != any(now) {
                    let message = match any(now) {
                        true => format!("default values can be set for any field of `{name}`"),
                        false => format!("default values can no longer be set for any field of `{name}`"),
                    };
                    let at =
                        |object: &WriteObject, node| Some(At::Member(object.value_defaults.node().unwrap_or(node)));
                    self.change(&VALUE_DEFAULTS_CHANGED, message, at(old, old_node), at(new, new_node));
                }
            }
        }
    }

    fn inheritance(&mut self, name: &str, places: (NodeId, NodeId), old: &Field<bool>, new: &Field<bool>) {
        let Some((before, now)) = both(old, new) else { return };
        if before.unwrap_or(&false) != now.unwrap_or(&false) {
            let message = match now {
                Some(true) => format!("`{name}` takes its fields and mappings from the read object"),
                _ => format!("`{name}` no longer takes its fields and mappings from the read object"),
            };
            let at = |field: &Field<bool>, node| Some(At::Member(field.node().unwrap_or(node)));
            self.change(&INHERITANCE_CHANGED, message, at(old, places.0), at(new, places.1));
        }
    }

    fn subscribe(&mut self, old: &Subscribe, new: &Subscribe) {
        let kinds = (&SUBSCRIBE_OBJECT_REMOVED, &SUBSCRIBE_OBJECT_ADDED);
        let words = ("subscribe", "subscribed to");
        let pairs = self.objects(&old.objects, &new.objects, |object| &object.object_name, kinds, words);
        for (old, new) in pairs {
            self.subscribe_object(old, new);
        }
    }

    fn subscribe_object(
        &mut self,
        (old_node, old): (NodeId, &SubscribeObject),
        (new_node, new): (NodeId, &SubscribeObject),
    ) {
        let name = new.object_name.text().unwrap_or("this object").to_string();
        let places = (old_node, new_node);
        self.destination(&format!("what happens to `{name}`"), &old.destination, &new.destination);
        self.inheritance(&name, places, &old.inherit_fields_and_mapping, &new.inherit_fields_and_mapping);
        self.event(&name, "createEvent", places, &old.create_event, &new.create_event);
        self.event(&name, "updateEvent", places, &old.update_event, &new.update_event);
        self.event(&name, "deleteEvent", places, &old.delete_event, &new.delete_event);
        let associations = (&old.association_change_event, &new.association_change_event);
        self.event(&name, "associationChangeEvent", places, associations.0, associations.1);
        if let (Some(before), Some(now)) = (associations.0.value(), associations.1.value())
            && let Some((was, is)) = both(&before.include_full_records, &now.include_full_records)
            && was.unwrap_or(&false) != is.unwrap_or(&false)
        {
            let message = match is {
                Some(true) => format!("association events of `{name}` carry full records"),
                _ => format!("association events of `{name}` no longer carry full records"),
            };
            let (old, new) = (associations.0.node().map(At::Member), associations.1.node().map(At::Member));
            self.change(&EVENT_SETTINGS_CHANGED, message, old, new);
        }
        if let (Some(before), Some(now)) = (old.update_event.value(), new.update_event.value())
            && let Some((auto_before, auto_now)) = both(&before.watch_fields_auto, &now.watch_fields_auto)
            && let (Some(list_before), Some(list_now)) =
                (names(&before.required_watch_fields), names(&now.required_watch_fields))
        {
            let set = |list: &[(&str, NodeId)]| list.iter().map(|(name, _)| name.to_string()).collect::<HashSet<_>>();
            if auto_before != auto_now || set(&list_before) != set(&list_now) {
                let (old, new) = (old.update_event.node().map(At::Member), new.update_event.node().map(At::Member));
                let message = format!("changes of other fields of `{name}` are reported");
                self.change(&WATCH_FIELDS_CHANGED, message, old, new);
            }
        }
        let (Some(before), Some(now)) = (names(&old.other_events), names(&new.other_events)) else { return };
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

    fn event<T>(&mut self, name: &str, event: &str, places: (NodeId, NodeId), old: &Field<T>, new: &Field<T>) {
        let Some((before, now)) = both(old, new) else { return };
        let at = |field: &Field<T>, node| Some(At::Member(field.node().unwrap_or(node)));
        let (old, new) = (at(old, places.0), at(new, places.1));
        if before.is_some() && now.is_none() {
            self.change(&EVENT_REMOVED, format!("`{event}` of `{name}` is no longer delivered"), old, new);
        } else if now.is_some() && before.is_none() {
            self.change(&EVENT_ADDED, format!("`{event}` of `{name}` is delivered"), old, new);
        }
    }

    fn watch_schema(&mut self, old: &WatchSchema, new: &WatchSchema) {
        self.destination("what happens to the schema", &old.destination, &new.destination);
        let (Some(before), Some(now)) = (old.all_objects.get(), new.all_objects.get()) else { return };
        let owners = (Some(At::Member(before.0)), Some(At::Member(now.0)));
        self.schedule("the schema is checked", owners, &old.schedule, &new.schedule);
        let places = (before.0, now.0);
        let name = "all objects";
        self.event(name, "fieldCreated", places, &before.1.field_created, &now.1.field_created);
        self.event(name, "fieldDeleted", places, &before.1.field_deleted, &now.1.field_deleted);
        self.event(name, "fieldChanged", places, &before.1.field_changed, &now.1.field_changed);
    }
}

/// The texts of a list, each with its node; nothing where one of them cannot be read.
fn names(list: &Field<Vec<Field<String>>>) -> Option<Vec<(&str, NodeId)>> {
    match list {
        Field::Absent => Some(Vec::new()),
        Field::Unreadable(_) => None,
        Field::Value(_, items) => {
            items.iter().map(|item| item.get().map(|(node, text)| (text.as_str(), node))).collect()
        }
    }
}

/// How far a backfill goes.
#[derive(PartialEq, Eq)]
enum Depth {
    /// Nothing of the past.
    None,
    /// So many days.
    Days(i64),
    /// All of it.
    All,
}

impl Depth {
    fn words(&self) -> String {
        match self {
            Depth::None => "not at all".to_string(),
            Depth::Days(1) => "1 day".to_string(),
            Depth::Days(days) => format!("{days} days"),
            Depth::All => "all the way".to_string(),
        }
    }
}

/// How far a backfill goes; nothing where that cannot be read.
fn depth(backfill: Option<&Backfill>) -> Option<Depth> {
    let Some(backfill) = backfill else { return Some(Depth::None) };
    let period = match &backfill.default_period {
        Field::Absent => return Some(Depth::None),
        field => field.value()?,
    };
    match (&period.days, &period.full_history) {
        (Field::Unreadable(_), _) | (_, Field::Unreadable(_)) => None,
        (_, Field::Value(_, true)) => Some(Depth::All),
        (Field::Value(_, days), _) if *days > 0 => Some(Depth::Days(*days)),
        _ => Some(Depth::None),
    }
}

/// The page size of deliveries on request; nothing in the inner place for deliveries at once; nothing at all where that
/// cannot be read.
fn way(delivery: Option<&Delivery>) -> Option<Option<i64>> {
    let Some(delivery) = delivery else { return Some(None) };
    match &delivery.mode {
        Field::Unreadable(_) => None,
        Field::Absent | Field::Value(_, DeliveryMode::Auto) => Some(None),
        Field::Value(_, DeliveryMode::OnRequest) => match &delivery.page_size {
            Field::Unreadable(_) => None,
            size => Some(Some(size.value().copied().unwrap_or_default())),
        },
    }
}

fn in_words(way: Option<i64>) -> String {
    match way {
        None => "as it comes".to_string(),
        Some(size) => format!("on request, {size} at a time"),
    }
}
