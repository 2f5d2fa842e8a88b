//! The kinds of change, each with a name, a page and what it means for the installations that are there.

/// What a change does to the installations that are there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Impact {
    /// Nothing that anybody has to know of.
    Safe,
    /// It works on, and not as before.
    Notable,
    /// Something stops working.
    Breaking,
}

impl Impact {
    /// The word for it in reports.
    pub fn name(self) -> &'static str {
        match self {
            Impact::Safe => "safe",
            Impact::Notable => "notable",
            Impact::Breaking => "breaking",
        }
    }
}

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name, as reports and `--allow` spell it.
    pub name: &'static str,
    /// What it does to the installations that are there.
    pub impact: Impact,
    /// What has changed, in one line.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
}

macro_rules! kinds {
    ($($constant:ident $name:literal $impact:ident $summary:literal)+) => {
        $(
            #[doc = $summary]
            pub(super) static $constant: Kind = Kind {
                name: $name,
                impact: Impact::$impact,
                summary: $summary,
                page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/changes/", $name, ".md")),
            };
        )+
        static ALL: &[&Kind] = &[$(&$constant),+];
    };
}

kinds! {
    INTEGRATION_REMOVED "integration-removed" Breaking "an integration is gone"
    PROVIDER_CHANGED "provider-changed" Breaking "an integration has another provider"
    MODULE_CHANGED "module-changed" Breaking "an integration has another module"
    ACTION_REMOVED "action-removed" Breaking "an integration no longer reads, writes, subscribes, proxies or watches the schema"
    READ_OBJECT_REMOVED "read-object-removed" Breaking "an object is no longer read"
    WRITE_OBJECT_REMOVED "write-object-removed" Breaking "an object can no longer be written"
    SUBSCRIBE_OBJECT_REMOVED "subscribe-object-removed" Breaking "an object is no longer subscribed to"
    MAP_TO_NAME_CHANGED "map-to-name-changed" Breaking "an object or a field is delivered under another name"
    DESTINATION_CHANGED "destination-changed" Breaking "records or events go to another destination"
    FIELD_REMOVED "field-removed" Breaking "a field is no longer read, or can no longer be chosen"
    FIELD_MADE_REQUIRED "field-made-required" Breaking "a field that could be chosen must be there"
    REQUIRED_FIELD_ADDED "required-field-added" Breaking "a field that was not read must be there"
    REQUIRED_MAPPING_ADDED "required-mapping-added" Breaking "customers must map one more field"
    EVENT_REMOVED "event-removed" Breaking "an event is no longer delivered"
    OBJECT_NAME_CASE_CHANGED "object-name-case-changed" Notable "an object's name is written in another case"
    SCHEDULE_CHANGED "schedule-changed" Notable "an object is read, or the schema is checked, at other times"
    BACKFILL_CHANGED "backfill-changed" Notable "more or less of the past is read at first"
    DELIVERY_CHANGED "delivery-changed" Notable "records are delivered in another way"
    ENABLED_CHANGED "enabled-changed" Notable "an object is read for all customers, or no longer"
    FIELD_MADE_OPTIONAL "field-made-optional" Notable "a field that had to be there can be left out"
    WATCH_FIELDS_CHANGED "watch-fields-changed" Notable "changes of other fields are reported"
    EVENT_SETTINGS_CHANGED "event-settings-changed" Notable "an event carries more or less"
    INHERITANCE_CHANGED "inheritance-changed" Notable "fields and mappings are taken from the read object, or no longer"
    VALUE_DEFAULTS_CHANGED "value-defaults-changed" Notable "other default values can be set for writes"
    PROXY_MODULE_CHANGED "proxy-module-changed" Notable "requests go to the module's API, or to the provider's"
    INTEGRATION_ADDED "integration-added" Safe "a new integration"
    ACTION_ADDED "action-added" Safe "an integration reads, writes, subscribes, proxies or watches the schema for the first time"
    READ_OBJECT_ADDED "read-object-added" Safe "one more object is read"
    WRITE_OBJECT_ADDED "write-object-added" Safe "one more object can be written"
    SUBSCRIBE_OBJECT_ADDED "subscribe-object-added" Safe "one more object is subscribed to"
    OPTIONAL_FIELD_ADDED "optional-field-added" Safe "one more field can be chosen"
    EVENT_ADDED "event-added" Safe "one more event is delivered"
    WORDING_CHANGED "wording-changed" Safe "display names, prompts and defaults that people see when they install"
}

/// All kinds, in the order of the documentation.
pub fn all() -> &'static [&'static Kind] {
    ALL
}

/// The kind of that name.
pub fn by_name(name: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.name == name)
}
