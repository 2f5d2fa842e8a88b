//! The names in an integration, wherever they stand, and what they are the names of.

use super::Context;
use crate::model::{Field, Integration, IntegrationField};
use crate::syntax::NodeId;
use smol_str::SmolStr;

/// What a byte of a name is: a letter, a digit, a dash or an underscore.
pub(super) const PLAIN: u8 = 1;

/// That, a full stop or a slash.
pub(super) const SIMPLE: u8 = 2;

/// By byte. Every name is looked at by several rules.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        if letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-') {
            kinds[byte] = PLAIN | SIMPLE;
        } else if matches!(letter, b'.' | b'/') {
            kinds[byte] = SIMPLE;
        }
        byte += 1;
    }
    kinds
};

/// Whether all bytes of a name are of a kind.
pub(super) fn is_all(text: &str, kind: u8) -> bool {
    text.bytes().all(|byte| KINDS[usize::from(byte)] & kind != 0)
}

/// What something is the name of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NameOf {
    /// The integration itself.
    Integration,
    /// A provider.
    Provider,
    /// A module of a provider.
    Module,
    /// A destination of the project.
    Destination,
    /// An object of the provider.
    Object,
    /// A field of the provider.
    Field,
    /// An event of the provider.
    Event,
    /// What an object or a field is delivered as.
    Mapped,
    /// Nothing that a program looks up: what customers read.
    Display,
}

impl NameOf {
    /// The word for it behind `the name of`.
    pub(super) fn what(self) -> &'static str {
        match self {
            NameOf::Integration => "an integration",
            NameOf::Provider => "a provider",
            NameOf::Module => "a module",
            NameOf::Destination => "a destination",
            NameOf::Object => "an object",
            NameOf::Field => "a field",
            NameOf::Event => "an event",
            NameOf::Mapped => "what is delivered",
            NameOf::Display => "anything",
        }
    }

    /// Whether people choose such names freely, so that nearly anything can be one: labels of custom fields, names of one's own.
    pub(super) fn is_free(self) -> bool {
        matches!(self, NameOf::Field | NameOf::Event | NameOf::Mapped | NameOf::Display)
    }
}

/// A name.
#[derive(Clone, Copy)]
pub(super) struct Name<'a> {
    /// The value that says it.
    pub node: NodeId,
    /// The name.
    pub text: &'a str,
    /// What it is the name of.
    pub of: NameOf,
    integration: &'a Integration,
}

impl Name<'_> {
    /// Whether the catalog or the project has something of that very name.
    pub(super) fn is_known(&self, cx: &Context) -> bool {
        let provider = || self.integration.provider.text().and_then(|name| cx.catalog().provider(name));
        match self.of {
            NameOf::Provider => cx.catalog().provider(self.text).is_some(),
            NameOf::Destination => {
                cx.facts.destinations.is_some_and(|known| known.iter().any(|name| name == self.text))
            }
            NameOf::Module => provider().is_some_and(|provider| provider.module(self.text).is_some()),
            // Whatever the module: there is such a name.
            NameOf::Object => provider().is_some_and(|provider| {
                let mut modules = provider.modules.iter().map(|module| Some(module.name.as_str())).chain([None]);
                modules.any(|module| cx.catalog().knows_object(&provider.name, module, self.text))
            }),
            _ => false,
        }
    }
}

/// Hands over the names of all integrations, but for empty ones.
pub(super) fn each<'a>(cx: &Context<'a>, mut give: impl FnMut(Name<'a>)) {
    for (_, integration) in cx.integrations() {
        let mut take = |of: NameOf, field: &'a Field<SmolStr>| {
            if let Some((node, text)) = field.get().filter(|(_, text)| !text.is_empty()) {
                give(Name { node, text, of, integration });
            }
        };
        take(NameOf::Integration, &integration.name);
        take(NameOf::Display, &integration.display_name);
        take(NameOf::Provider, &integration.provider);
        take(NameOf::Module, &integration.module);
        for (_, object) in integration.read_objects() {
            take(NameOf::Object, &object.object_name);
            take(NameOf::Destination, &object.destination);
            take(NameOf::Mapped, &object.map_to_name);
            take(NameOf::Display, &object.map_to_display_name);
            for (_, field) in object.required_fields.items().chain(object.optional_fields.items()) {
                let IntegrationField { field_name, map_to_name, map_to_display_name, default, prompt: _ } = field;
                take(NameOf::Field, field_name);
                take(NameOf::Mapped, map_to_name);
                take(NameOf::Display, map_to_display_name);
                take(NameOf::Field, default);
            }
        }
        for (_, object) in integration.write_objects() {
            take(NameOf::Object, &object.object_name);
        }
        for (_, object) in integration.subscribe_objects() {
            take(NameOf::Object, &object.object_name);
            take(NameOf::Destination, &object.destination);
            let watched = object.update_event.value().and_then(|event| event.required_watch_fields.value());
            watched.into_iter().flatten().for_each(|field| take(NameOf::Field, field));
            object.other_events.value().into_iter().flatten().for_each(|event| take(NameOf::Event, event));
        }
        if let Some(watch) = integration.watch_schema.value() {
            take(NameOf::Destination, &watch.destination);
        }
    }
}
