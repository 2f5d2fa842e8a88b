//! The comparison itself, part by part of the spec.

use std::collections::{HashMap, HashSet, VecDeque};

use super::kinds::*;
use super::{Change, Comparison, Impact, NotCompared, Outcome, Place, Side, Text};
use crate::schedule::Schedule;
use crate::spec::limits::WATCH_SCHEMA_SCHEDULE;
use crate::spec::{
    Always, Backfill, Delivery, DeliveryMode, Field, Integration, Proxy, Read, ReadObject, Subscribe, SubscribeObject,
    ValueDefaults, WatchSchema, Write, WriteObject,
};
use crate::tree::NodeId;

pub(super) fn compare(comparison: Comparison) -> Outcome {
    let mut compare = Compare { comparison, old: 0, new: 0, outcome: Outcome::default(), named: HashSet::new() };
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
    outcome: Outcome,
    /// What has been named already: an anchored value is met at every alias.
    named: HashSet<(Side, usize, String, (u32, u32))>,
}

/// An object with its node, as it was and as it is.
type Pair<'o, T> = ((NodeId, &'o T), (NodeId, &'o T));

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
        let tree = &self.text(side).tree;
        let (node, span) = match at {
            At::Value(node) => (node, tree.visible(tree.target(node))),
            At::Member(node) => (node, tree.handle(node)),
        };
        Place { text: self.number(side), span, path: tree.path(node) }
    }

    pub(super) fn change(&mut self, kind: &'static Kind, message: String, old: Option<At>, new: Option<At>) {
        self.change_of(kind, kind.impact, message, old, new);
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
        self.outcome.changes.push(Change { kind, impact, message, old, new });
    }

    /// Names something that cannot be compared.
    pub(super) fn not_compared(&mut self, side: Side, message: String, at: At) {
        let place = self.place(side, at);
        if self.named.insert((side, place.text, message.clone(), (place.span.start, place.span.end))) {
            self.outcome.not_compared.push(NotCompared { message, side, place });
        }
    }

    /// Names a value that is not what the spec wants in its place.
    pub(super) fn unreadable(&mut self, side: Side, node: NodeId) {
        let tree = &self.text(side).tree;
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
        old: &'f Field<String>,
        new: &'f Field<String>,
    ) -> Option<(Option<&'f str>, Option<&'f str>)> {
        self.both(old, new).map(|_| (old.text(), new.text()))
    }

    /// Two members that have to be there; one that is not is named. `around` are the mappings that they belong to.
    fn needed<'f, T>(
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
    fn needed_texts<'f>(
        &mut self,
        around: (NodeId, NodeId),
        name: &str,
        old: &'f Field<String>,
        new: &'f Field<String>,
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
                    let tree = &self.text(side).tree;
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

    pub(super) fn integration(
        &mut self,
        name: &str,
        (old_node, old): (NodeId, &Integration),
        (new_node, new): (NodeId, &Integration),
    ) {
        let around = (old_node, new_node);
        self.wording(&old.display_name, &new.display_name);
        if let Some((before, now)) = self.needed_texts(around, "provider", &old.provider, &new.provider) {
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
        let is_there = || (true, true);
        if self.action(name, ("read", "reads"), &old.read, &new.read, is_there(), begins_to_read)
            && let (Some(old), Some(new)) = (old.read.value(), new.read.value())
        {
            self.read(old, new);
        }
        let quietly = |_: &Write| (Impact::Safe, String::new());
        if self.action(name, ("write", "writes"), &old.write, &new.write, is_there(), quietly)
            && let (Some(old), Some(new)) = (old.write.value(), new.write.value())
        {
            self.write(old, new);
        }
        let at_once = |_: &Subscribe| (Impact::Notable, String::new());
        if self.action(name, ("subscribe", "subscribes"), &old.subscribe, &new.subscribe, is_there(), at_once)
            && let (Some(old), Some(new)) = (old.subscribe.value(), new.subscribe.value())
        {
            self.subscribe(old, new);
        }
        self.proxy(name, &old.proxy, &new.proxy);
        let for_all = |_: &WatchSchema| (Impact::Notable, ", for every installation at once".to_string());
        let words = ("watchSchema", "watches the schema");
        if self.action(name, words, &old.watch_schema, &new.watch_schema, is_there(), for_all)
            && let (Some(old), Some(new)) = (old.watch_schema.get(), new.watch_schema.get())
        {
            self.watch_schema(old, new);
        }
    }

    fn module(&mut self, provider: &str, old: &Field<String>, new: &Field<String>) {
        let Some((before, now)) = self.texts(old, new) else { return };
        let default = self.comparison.catalog.provider(provider).and_then(|known| known.default_module.as_deref());
        // A default that is not known may be the module that is named; then nothing would change, and nobody can tell.
        let (before, now) = (before.or(default), now.or(default));
        if before != now {
            let word = |module: Option<&str>| module.map_or("none".to_string(), |module| format!("`{module}`"));
            let message = format!("the module of `{provider}` is {}, not {}", word(now), word(before));
            self.change(&MODULE_CHANGED, message, old.node().map(At::Value), new.node().map(At::Value));
        }
    }

    /// Whether an action is there on both sides, and switched on; says so where it is on one alone. `begins` says what
    /// an action does to the installations that are there when it is new.
    fn action<T>(
        &mut self,
        name: &str,
        (key, does): (&str, &str),
        old: &Field<T>,
        new: &Field<T>,
        (old_on, new_on): (bool, bool),
        begins: impl Fn(&T) -> (Impact, String),
    ) -> bool {
        let Some((before, now)) = self.both(old, new) else { return false };
        let (before, now) = (before.filter(|_| old_on), now.filter(|_| new_on));
        let (old, new) = (old.node().map(At::Member), new.node().map(At::Member));
        match (before, now) {
            (Some(_), None) => {
                self.change(&ACTION_REMOVED, format!("`{name}` no longer {does} (`{key}`)"), old, new);
            }
            (None, Some(action)) => {
                let (impact, more) = begins(action);
                let message = format!("`{name}` {does} for the first time (`{key}`){more}");
                self.change_of(&ACTION_ADDED, impact, message, old, new);
            }
            _ => {}
        }
        before.is_some() && now.is_some()
    }

    fn proxy(&mut self, name: &str, old: &Field<Proxy>, new: &Field<Proxy>) {
        let mut told = true;
        let mut is_on = |side, field: &Field<Proxy>| match field.get() {
            None => false,
            Some((node, proxy)) => match &proxy.enabled {
                Field::Value(_, enabled) => *enabled,
                Field::Unreadable(node) => {
                    self.unreadable(side, *node);
                    told = false;
                    false
                }
                Field::Absent => {
                    self.not_compared(side, "`enabled` is missing".to_string(), At::Member(node));
                    told = false;
                    false
                }
            },
        };
        let on = (is_on(Side::Old, old), is_on(Side::New, new));
        let quietly = |_: &Proxy| (Impact::Safe, String::new());
        if told
            && self.action(name, ("proxy", "proxies"), old, new, on, quietly)
            && let (Some(before), Some(now)) = (old.value(), new.value())
            && let Some((before_module, now_module)) = self.both(&before.use_module, &now.use_module)
            && before_module.unwrap_or(&false) != now_module.unwrap_or(&false)
        {
            let to = if now_module == Some(&true) { "the module's API" } else { "the provider's API" };
            let old = before.use_module.node().or(old.node()).map(At::Member);
            let new = now.use_module.node().or(new.node()).map(At::Member);
            self.change(&PROXY_MODULE_CHANGED, format!("requests through `{name}` go to {to}"), old, new);
        }
    }

    pub(super) fn wording(&mut self, old: &Field<String>, new: &Field<String>) {
        let Some((before, now)) = self.texts(old, new).filter(|(before, now)| before != now) else { return };
        let word = |text: Option<&str>| text.map_or("nothing".to_string(), |text| format!("`{text}`"));
        let message = format!("people see {} in place of {}", word(now), word(before));
        self.change(&WORDING_CHANGED, message, old.node().map(At::Value), new.node().map(At::Value));
    }

    fn destination(&mut self, who: &str, around: (NodeId, NodeId), old: &Field<String>, new: &Field<String>) {
        let both = self.needed_texts(around, "destination", old, new);
        if let Some((before, now)) = both.filter(|(before, now)| before != now) {
            let message = format!("{who} goes to `{now}`, not `{before}`");
            self.change(&DESTINATION_CHANGED, message, old.node().map(At::Value), new.node().map(At::Value));
        }
    }

    /// Whether the same objects are read by the same times; `default` is what counts where nothing is written.
    fn schedule(
        &mut self,
        who: &str,
        owners: (NodeId, NodeId),
        old: &Field<String>,
        new: &Field<String>,
        default: Option<&str>,
    ) {
        let Some((before, now)) = self.texts(old, new) else { return };
        let (before, now) = (before.or(default), now.or(default));
        if same_schedule(before, now) {
            return;
        }
        let (impact, message) = match (before, now) {
            (Some(before), None) => (
                Impact::Breaking,
                format!("{who} by no schedule, and was by `{before}`: it stops until something asks for it"),
            ),
            (before, now) => {
                let word = |text: Option<&str>| text.map_or("no schedule".to_string(), |text| format!("`{text}`"));
                (Impact::Notable, format!("{who} by {}, not by {}", word(now), word(before)))
            }
        };
        let at = |field: &Field<String>, owner: NodeId| match field.text() {
            Some(_) => field.node().map(At::Value),
            None => Some(At::Member(owner)),
        };
        self.change_of(&SCHEDULE_CHANGED, impact, message, at(old, owners.0), at(new, owners.1));
    }

    /// The objects of a list that have a name, each name once, and whether these are all: with one that cannot be told,
    /// nobody knows which is missing. What cannot be compared is named.
    fn listed<'o, T>(
        &mut self,
        side: Side,
        list: &'o Field<Vec<Field<T>>>,
        name: &impl Fn(&T) -> &Field<String>,
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
    fn objects<'o, T>(
        &mut self,
        (old, new): (&'o Field<Vec<Field<T>>>, &'o Field<Vec<Field<T>>>),
        name: impl Fn(&T) -> &Field<String>,
        kinds: (&'static Kind, &'static Kind),
        (key, done): (&str, &str),
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
                self.change_of(kinds.1, impact, message, old.node().map(At::Member), at);
            }
        }
        for ((text, _, item), _) in before.iter().zip(is_taken).filter(|(_, is_taken)| new_whole && !is_taken) {
            let at = name(item).node().map(At::Value);
            self.change(kinds.0, format!("`{text}` is no longer {done}"), at, new.node().map(At::Member));
        }
        for ((_, before), (_, now)) in &pairs {
            let (before, now) = (name(before), name(now));
            if let (Some(was), Some(is)) = (before.text(), now.text())
                && was != is
            {
                let message = format!("`{was}` is written `{is}` in `{key}`");
                let places = (before.node().map(At::Value), now.node().map(At::Value));
                self.change(&OBJECT_NAME_CASE_CHANGED, message, places.0, places.1);
            }
        }
        pairs
    }

    fn read(&mut self, old: &Read, new: &Read) {
        let kinds = (&READ_OBJECT_REMOVED, &READ_OBJECT_ADDED);
        let begins = |object: &ReadObject| match object.enabled.value() {
            Some(Always::Always) => (Impact::Notable, ", for every installation at once"),
            None => (Impact::Safe, ""),
        };
        let lists = (&old.objects, &new.objects);
        for (old, new) in self.objects(lists, |object| &object.object_name, kinds, ("read", "read"), begins) {
            self.read_object(old, new);
        }
    }

    fn read_object(&mut self, (old_node, old): (NodeId, &ReadObject), (new_node, new): (NodeId, &ReadObject)) {
        let name = new.object_name.text().unwrap_or("this object").to_string();
        let places = (old_node, new_node);
        self.destination(&format!("`{name}`"), places, &old.destination, &new.destination);
        self.schedule(&format!("`{name}` is read"), places, &old.schedule, &new.schedule, None);
        if let Some((before, now)) = self.texts(&old.map_to_name, &new.map_to_name) {
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
        if self.both(&old.backfill, &new.backfill).is_some() {
            let (was, is) = (self.depth(Side::Old, &old.backfill), self.depth(Side::New, &new.backfill));
            if let (Some(was), Some(is)) = (was, is)
                && was != is
            {
                let at = |field: &Field<Backfill>, node| Some(At::Member(field.node().unwrap_or(node)));
                let message = format!("the first read of `{name}` goes back {}, not {}", is.words(), was.words());
                self.change(&BACKFILL_CHANGED, message, at(&old.backfill, old_node), at(&new.backfill, new_node));
            }
        }
        if self.both(&old.delivery, &new.delivery).is_some() {
            let (was, is) = (self.way(Side::Old, &old.delivery), self.way(Side::New, &new.delivery));
            if let (Some(was), Some(is)) = (was, is)
                && was != is
            {
                let at = |field: &Field<Delivery>, node| Some(At::Member(field.node().unwrap_or(node)));
                // Who has never asked gets nothing.
                let impact = if was.is_none() { Impact::Breaking } else { Impact::Notable };
                let message = format!("`{name}` is delivered {}, not {}", in_words(is), in_words(was));
                let places = (at(&old.delivery, old_node), at(&new.delivery, new_node));
                self.change_of(&DELIVERY_CHANGED, impact, message, places.0, places.1);
            }
        }
        if let Some((before, now)) = self.both(&old.enabled, &new.enabled)
            && before.is_some() != now.is_some()
        {
            let (impact, message) = match now {
                Some(_) => (Impact::Notable, format!("`{name}` is read for every installation")),
                None => (Impact::Breaking, format!("`{name}` is read only for the installations that want it")),
            };
            let at = |object: &ReadObject, node| Some(At::Member(object.enabled.node().unwrap_or(node)));
            self.change_of(&ENABLED_CHANGED, impact, message, at(old, old_node), at(new, new_node));
        }
        self.fields(&name, (old_node, old), (new_node, new));
    }

    fn write(&mut self, old: &Write, new: &Write) {
        let kinds = (&WRITE_OBJECT_REMOVED, &WRITE_OBJECT_ADDED);
        let begins = |_: &WriteObject| (Impact::Safe, "");
        let lists = (&old.objects, &new.objects);
        let pairs = self.objects(lists, |object| &object.object_name, kinds, ("write", "written"), begins);
        for ((old_node, old), (new_node, new)) in pairs {
            let name = new.object_name.text().unwrap_or("this object");
            let places = (old_node, new_node);
            self.inheritance(name, places, &old.inherit_mapping, &new.inherit_mapping);
            if let Some((before, now)) = self.both(&old.value_defaults, &new.value_defaults) {
                let field = |defaults: Option<&'_ ValueDefaults>| {
                    defaults.map_or(Field::Absent, |one| one.allow_any_fields.clone())
                };
                let (before, now) = (field(before), field(now));
                if let Some((before, now)) = self.both(&before, &now)
                    && before.unwrap_or(&false) != now.unwrap_or(&false)
                {
                    let message = match now {
                        Some(true) => format!("default values can be set for any field of `{name}`"),
                        _ => format!("default values can no longer be set for any field of `{name}`"),
                    };
                    let at =
                        |object: &WriteObject, node| Some(At::Member(object.value_defaults.node().unwrap_or(node)));
                    self.change(&VALUE_DEFAULTS_CHANGED, message, at(old, old_node), at(new, new_node));
                }
            }
        }
    }

    fn inheritance(&mut self, name: &str, places: (NodeId, NodeId), old: &Field<bool>, new: &Field<bool>) {
        let Some((before, now)) = self.both(old, new) else { return };
        if before.unwrap_or(&false) != now.unwrap_or(&false) {
            let (impact, message) = match now {
                Some(true) => (Impact::Notable, format!("`{name}` takes its fields and mappings from the read object")),
                _ => {
                    (Impact::Breaking, format!("`{name}` no longer takes its fields and mappings from the read object"))
                }
            };
            let at = |field: &Field<bool>, node| Some(At::Member(field.node().unwrap_or(node)));
            self.change_of(&INHERITANCE_CHANGED, impact, message, at(old, places.0), at(new, places.1));
        }
    }

    fn subscribe(&mut self, old: &Subscribe, new: &Subscribe) {
        let kinds = (&SUBSCRIBE_OBJECT_REMOVED, &SUBSCRIBE_OBJECT_ADDED);
        let words = ("subscribe", "subscribed to");
        let begins = |_: &SubscribeObject| (SUBSCRIBE_OBJECT_ADDED.impact, "");
        let lists = (&old.objects, &new.objects);
        for (old, new) in self.objects(lists, |object| &object.object_name, kinds, words, begins) {
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

    fn watch_schema(&mut self, (old_node, old): (NodeId, &WatchSchema), (new_node, new): (NodeId, &WatchSchema)) {
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

    /// The texts of a list, each with its node; nothing where one of them cannot be read, which is named.
    pub(super) fn names<'f>(
        &mut self,
        side: Side,
        list: &'f Field<Vec<Field<String>>>,
    ) -> Option<Vec<(&'f str, NodeId)>> {
        let items = list.value().map_or(&[][..], Vec::as_slice);
        let (entries, is_whole) = self.entries(side, list.node(), items);
        is_whole.then(|| entries.into_iter().map(|(node, text)| (text.as_str(), node)).collect())
    }

    /// How far a backfill goes; nothing where that cannot be told.
    fn depth(&mut self, side: Side, backfill: &Field<Backfill>) -> Option<Depth> {
        let Some((node, backfill)) = backfill.get() else { return Some(Depth::None) };
        let (node, period) = match &backfill.default_period {
            Field::Value(node, period) => (*node, period),
            Field::Unreadable(period) => {
                self.unreadable(side, *period);
                return None;
            }
            Field::Absent => {
                self.not_compared(side, "`defaultPeriod` is missing".to_string(), At::Member(node));
                return None;
            }
        };
        match (&period.days, &period.full_history) {
            (Field::Unreadable(node), _) | (_, Field::Unreadable(node)) => {
                self.unreadable(side, *node);
                None
            }
            (Field::Value(_, days), Field::Absent) if *days > 0 => Some(Depth::Days(*days)),
            (Field::Absent, Field::Value(_, true)) => Some(Depth::All),
            (Field::Value(..), Field::Absent) | (Field::Absent, Field::Value(..)) => Some(Depth::None),
            (Field::Absent, Field::Absent) => {
                let message = "neither `days` nor `fullHistory` is there".to_string();
                self.not_compared(side, message, At::Member(node));
                None
            }
            (Field::Value(..), Field::Value(node, _)) => {
                let message = "`fullHistory` and `days` exclude each other".to_string();
                self.not_compared(side, message, At::Member(*node));
                None
            }
        }
    }

    /// The page size of deliveries on request; nothing in the inner place for deliveries at once; nothing at all where
    /// that cannot be told.
    fn way(&mut self, side: Side, delivery: &Field<Delivery>) -> Option<Option<i64>> {
        let Some((node, delivery)) = delivery.get() else { return Some(None) };
        match (&delivery.mode, &delivery.page_size) {
            (Field::Unreadable(node), _) => {
                self.unreadable(side, *node);
                None
            }
            (Field::Absent | Field::Value(_, DeliveryMode::Auto), _) => Some(None),
            (Field::Value(_, DeliveryMode::OnRequest), Field::Value(_, size)) => Some(Some(*size)),
            (Field::Value(_, DeliveryMode::OnRequest), Field::Unreadable(node)) => {
                self.unreadable(side, *node);
                None
            }
            (Field::Value(_, DeliveryMode::OnRequest), Field::Absent) => {
                self.not_compared(side, "`pageSize` is missing".to_string(), At::Member(node));
                None
            }
        }
    }
}

/// What a read action does that was not there before.
fn begins_to_read(read: &Read) -> (Impact, String) {
    let always = read.objects.items().find(|(_, object)| object.enabled.value() == Some(&Always::Always));
    match always.map(|(_, object)| object.object_name.text().unwrap_or("an object")) {
        Some(name) => (Impact::Notable, format!(", and `{name}` for every installation at once")),
        None => (Impact::Safe, String::new()),
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

fn in_words(way: Option<i64>) -> String {
    match way {
        None => "as it comes".to_string(),
        Some(size) => format!("on request, {size} at a time"),
    }
}
