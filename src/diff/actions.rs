//! One integration on both sides: its provider, its module, and which actions came and went.

use super::compare::{At, Compare};
use super::kinds::*;
use super::{Impact, Side};
use crate::model::{Always, Field, Integration, Proxy, Read, Subscribe, WatchSchema, Write};
use crate::syntax::NodeId;
use smol_str::SmolStr;

impl Compare<'_> {
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

    fn module(&mut self, provider: &str, old: &Field<SmolStr>, new: &Field<SmolStr>) {
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
}

/// What a read action does that was not there before.
fn begins_to_read(read: &Read) -> (Impact, String) {
    let always = read.objects.items().find(|(_, object)| object.enabled.value() == Some(&Always::Always));
    match always.map(|(_, object)| object.object_name.text().unwrap_or("an object")) {
        Some(name) => (Impact::Notable, format!(", and `{name}` for every installation at once")),
        None => (Impact::Safe, String::new()),
    }
}
