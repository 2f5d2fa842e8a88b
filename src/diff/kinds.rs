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
    /// What it does to the installations that are there, as a rule.
    pub impact: Impact,
    /// What some changes of the kind do; its page says which.
    pub or: Option<Impact>,
    /// What has changed, in one line.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl Kind {
    /// The words for its impact: `notable`, or `notable or breaking`.
    pub fn impacts(&self) -> String {
        let or = self.or.map(|or| format!(" or {}", or.name())).unwrap_or_default();
        format!("{}{or}", self.impact.name())
    }
}

macro_rules! kinds {
    ($($constant:ident $name:literal $impact:ident $(or $or:ident)? $summary:literal)+) => {
        $(
            #[doc = $summary]
            pub(super) static $constant: Kind = Kind {
                name: $name,
                impact: Impact::$impact,
                or: kinds!(@or $($or)?),
                summary: $summary,
                page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/changes/", $name, ".md")),
            };
        )+
        static ALL: &[&Kind] = &[$(&$constant),+];
    };
    (@or) => { None };
    (@or $or:ident) => { Some(Impact::$or) };
}

kinds! {
    INTEGRATION_REMOVED "integration-removed" Breaking or Notable "an integration is gone"
    PROVIDER_CHANGED "provider-changed" Breaking "an integration has another provider"
    MODULE_CHANGED "module-changed" Breaking "an integration has another module"
    ACTION_REMOVED "action-removed" Breaking "an integration no longer reads, writes, subscribes, proxies or watches the schema"
    PROXY_MODULE_CHANGED "proxy-module-changed" Breaking "requests go to the module's API, or to the provider's"
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
    SCHEDULE_CHANGED "schedule-changed" Notable or Breaking "an object is read, or the schema is checked, at other times"
    DELIVERY_CHANGED "delivery-changed" Notable or Breaking "records are delivered in another way"
    ENABLED_CHANGED "enabled-changed" Notable or Breaking "an object is read for all customers, or no longer"
    WATCH_FIELDS_CHANGED "watch-fields-changed" Notable or Breaking "changes of more, fewer or other fields are reported"
    EVENT_SETTINGS_CHANGED "event-settings-changed" Notable or Breaking "an event carries more or less"
    INHERITANCE_CHANGED "inheritance-changed" Notable or Breaking "fields and mappings are taken from the read object, or no longer"
    OBJECT_NAME_CASE_CHANGED "object-name-case-changed" Notable "an object's name is written in another case"
    BACKFILL_CHANGED "backfill-changed" Notable "more or less of the past is read at first"
    FIELD_MADE_OPTIONAL "field-made-optional" Notable "a field that had to be there can be left out"
    VALUE_DEFAULTS_CHANGED "value-defaults-changed" Notable "other default values can be set for writes"
    SUBSCRIBE_OBJECT_ADDED "subscribe-object-added" Notable "one more object is subscribed to"
    EVENT_ADDED "event-added" Notable "one more event is delivered"
    INTEGRATION_ADDED "integration-added" Safe "a new integration"
    ACTION_ADDED "action-added" Safe or Notable "an integration reads, writes, subscribes, proxies or watches the schema for the first time"
    READ_OBJECT_ADDED "read-object-added" Safe or Notable "one more object is read"
    WRITE_OBJECT_ADDED "write-object-added" Safe "one more object can be written"
    OPTIONAL_FIELD_ADDED "optional-field-added" Safe "one more field can be chosen"
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
