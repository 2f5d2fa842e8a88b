//! What is known of the providers: their names, modules and capabilities, their objects and the fields of those, and how they
//! can be read, written and subscribed to.
//!
//! All of it are tables by provider, module and object (`table.rs`, `fields.rs`), each with its date and its source. The built-in
//! ones are read place by place, when something is first looked up there; each of them can be replaced, for a test or by a
//! file (`stored.rs`), and a fetched list of providers takes the place of the built-in one. A catalog ages: it knows its dates,
//! and what rests on a table says so. Nothing in here opens a file, asks a network, or knows of manifests.
//!
//! What is asked by many rules is not inlined into each: that would take more room than the tables.

mod fields;
mod limits;
mod names;
mod objects;
mod providers;
pub mod stored;
mod subscriptions;
mod table;

use std::fmt;
use std::sync::OnceLock;

use smol_str::SmolStr;

pub use fields::{Extent, FieldFacts, FieldList, FieldsAt, Known, Matching, ObjectFacts, root};
pub use limits::{Handling, Limit, Limits, Sent};
pub use names::Names;
pub use objects::{Object, Objects};
pub use providers::{Action, Auth, Events, Module, Provider, Support};
pub use subscriptions::{SubscribeFacts, Subscriptions, Watch};

use crate::near::Likeness;
use fields::Fields;
use providers::Providers;
use table::{Section, Table, builtin};

const PROVIDERS: &str = include_str!("builtin/providers.txt");

/// All that is known.
#[derive(Debug)]
pub struct Catalog {
    /// Read from the built-in table on first use where none were given.
    providers: OnceLock<Providers>,
    /// The first few built-in providers that were asked for: most runs ask for no others.
    asked: [OnceLock<Provider>; 4],
    fetched: bool,
    objects: Table<Objects>,
    other_objects: Table<Names>,
    works: Table<Vec<Action>>,
    incremental: Table<Incremental>,
    subscriptions: Table<Subscriptions>,
    events: Table<Names>,
    limits: Table<Limits>,
    handling: Table<Handling>,
    aliases: Table<Alias>,
    fields: Fields,
}

/// One of the tables, for its date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// The objects, and what the connectors do with them.
    Objects,
    /// What is read incrementally.
    Incremental,
    /// What can be subscribed to.
    Subscriptions,
    /// The events with names of their own.
    Events,
    /// What single objects cannot do.
    Limits,
    /// How the names of fields are sent.
    Handling,
    /// The fields of objects.
    Fields,
}

impl Topic {
    /// All of them.
    pub const ALL: [Topic; 7] = [
        Topic::Objects,
        Topic::Incremental,
        Topic::Subscriptions,
        Topic::Events,
        Topic::Limits,
        Topic::Handling,
        Topic::Fields,
    ];

    /// What it is about, for people.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Objects => "objects",
            Topic::Incremental => "incremental reads",
            Topic::Subscriptions => "subscriptions",
            Topic::Events => "other events",
            Topic::Limits => "limits",
            Topic::Handling => "requested fields",
            Topic::Fields => "fields",
        }
    }
}

/// The names of the tables that can be given in place of the built-in ones.
pub const TABLES: [&str; 10] = [
    "objects",
    "other-objects",
    "works",
    "incremental",
    "subscribe",
    "events",
    "limits",
    "handling",
    "aliases",
    "fields",
];

/// A table that cannot take the place of a built-in one.
#[derive(Debug, PartialEq, Eq)]
pub enum TableError {
    /// There is no such table.
    Unknown(String),
    /// It cannot be read.
    Wrong(String, String),
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableError::Unknown(name) => write!(f, "there is no table `{name}`; the tables are {}", TABLES.join(", ")),
            TableError::Wrong(name, why) => write!(f, "the table `{name}` cannot be read: {why}"),
        }
    }
}

impl std::error::Error for TableError {}

/// What a scheduled read fetches incrementally.
#[derive(Debug, Default)]
pub struct Incremental {
    labels: Vec<SmolStr>,
    /// Objects of which it is not known.
    unsure: Vec<SmolStr>,
}

impl Incremental {
    /// Whether a scheduled read of an object fetches only what has changed; nothing where that is not known.
    pub fn says(&self, object: &str) -> Option<bool> {
        match self.unsure.iter().any(|label| same_object(label, object)) {
            true => None,
            false => Some(self.labels.iter().any(|label| same_object(label, object))),
        }
    }
}

/// The place whose objects and fields another one has.
#[derive(Debug, Default)]
struct Alias {
    provider: SmolStr,
    module: Option<SmolStr>,
}

/// Places, the first ones before the others.
type Places<'p> = std::iter::Flatten<std::array::IntoIter<Option<(&'p str, Option<&'p str>)>, 4>>;

impl Default for Catalog {
    fn default() -> Catalog {
        Catalog {
            providers: OnceLock::new(),
            asked: Default::default(),
            fetched: false,
            objects: builtin!("objects.txt", Objects::read_from),
            other_objects: builtin!("other-objects.txt", read_names),
            works: builtin!("works.txt", read_actions),
            incremental: builtin!("incremental.txt", read_incremental),
            subscriptions: builtin!("subscribe.txt", Subscriptions::read_from),
            events: builtin!("events.txt", read_names),
            limits: builtin!("limits.txt", Limits::read_from),
            handling: builtin!("handling.txt", Handling::read_from),
            aliases: builtin!("aliases.txt", read_alias),
            fields: Fields::packed(include_bytes!("builtin/fields.pack")),
        }
    }
}

impl Catalog {
    /// The catalog that is built in.
    pub fn builtin() -> &'static Catalog {
        static BUILTIN: OnceLock<Catalog> = OnceLock::new();
        BUILTIN.get_or_init(Catalog::default)
    }

    /// A catalog with these providers as of a date (`2026-08-21`), and the built-in tables for all else.
    pub fn of(date: String, providers: Vec<Provider>) -> Catalog {
        let cell = OnceLock::new();
        let _ = cell.set(Providers::new(date, providers));
        Catalog { providers: cell, fetched: true, ..Catalog::default() }
    }

    /// The same catalog with another table in the place of one of [`TABLES`]. It has the form of the built-in ones: see
    /// `table.rs` and, for `fields`, `fields.rs`.
    #[inline(never)]
    pub fn with_table(mut self, name: &str, text: String) -> Result<Catalog, TableError> {
        let wrong = |why: String| TableError::Wrong(name.to_string(), why);
        match name {
            "objects" => self.objects = Table::given(text, Objects::read_from).map_err(wrong)?,
            "other-objects" => self.other_objects = Table::given(text, read_names).map_err(wrong)?,
            "works" => self.works = Table::given(text, read_actions).map_err(wrong)?,
            "incremental" => self.incremental = Table::given(text, read_incremental).map_err(wrong)?,
            "subscribe" => self.subscriptions = Table::given(text, Subscriptions::read_from).map_err(wrong)?,
            "events" => self.events = Table::given(text, read_names).map_err(wrong)?,
            "limits" => self.limits = Table::given(text, Limits::read_from).map_err(wrong)?,
            "handling" => self.handling = Table::given(text, Handling::read_from).map_err(wrong)?,
            "aliases" => self.aliases = Table::given(text, read_alias).map_err(wrong)?,
            "fields" => self.fields = Fields::given(&text).map_err(wrong)?,
            other => return Err(TableError::Unknown(other.to_string())),
        }
        Ok(self)
    }

    fn list(&self) -> &Providers {
        self.providers.get_or_init(|| providers::read(PROVIDERS))
    }

    /// Whether the providers are the built-in ones.
    pub fn is_builtin(&self) -> bool {
        !self.fetched
    }

    /// The date of the list of providers, `2026-08-21`.
    pub fn date(&self) -> &str {
        &self.list().date
    }

    /// The date of a table.
    pub fn date_of(&self, topic: Topic) -> &str {
        match topic {
            Topic::Objects => self.objects.date(),
            Topic::Incremental => self.incremental.date(),
            Topic::Subscriptions => self.subscriptions.date(),
            Topic::Events => self.events.date(),
            Topic::Limits => self.limits.date(),
            Topic::Handling => self.handling.date(),
            Topic::Fields => self.fields.date(),
        }
    }

    /// Where a table is from.
    pub fn source_of(&self, topic: Topic) -> &str {
        match topic {
            Topic::Objects => self.objects.source(),
            Topic::Incremental => self.incremental.source(),
            Topic::Subscriptions => self.subscriptions.source(),
            Topic::Events => self.events.source(),
            Topic::Limits => self.limits.source(),
            Topic::Handling => self.handling.source(),
            Topic::Fields => self.fields.source(),
        }
    }

    /// All providers, by name.
    pub fn providers(&self) -> &[Provider] {
        &self.list().all
    }

    /// The provider of that name, letter by letter.
    pub fn provider(&self, name: &str) -> Option<&Provider> {
        if self.providers.get().is_none() {
            for slot in &self.asked {
                match slot.get() {
                    Some(provider) if provider.name == name => return Some(provider),
                    Some(_) => {}
                    None => {
                        let provider = providers::one(PROVIDERS, name)?;
                        // Another thread may have been faster, with another provider.
                        if slot.get_or_init(|| provider).name == name {
                            return slot.get();
                        }
                    }
                }
            }
        }
        let list = self.list();
        let found = list.all.binary_search_by(|provider| provider.name.as_str().cmp(name));
        found.ok().and_then(|at| list.all.get(at))
    }

    /// The places whose objects and fields a provider or a module has: its own, those of the one that serves it, and, of a
    /// module, those that belong to none.
    #[inline(never)]
    fn places<'p>(&'p self, provider: &'p str, module: Option<&'p str>) -> Places<'p> {
        let alias = |module: Option<&str>| {
            self.aliases.at(provider, module).map(|alias| (alias.provider.as_str(), alias.module.as_deref()))
        };
        let mut all = [Some((provider, module)), alias(module), None, None];
        if module.is_some() {
            all[2] = Some((provider, None));
            all[3] = alias(None);
        }
        all.into_iter().flatten()
    }

    /// The objects that are known of a provider or a module, in lists by the place that they belong to. The lists are not
    /// complete.
    pub fn objects<'c>(&'c self, provider: &'c str, module: Option<&'c str>) -> impl Iterator<Item = &'c Objects> {
        self.places(provider, module).filter_map(|(provider, module)| self.objects.at(provider, module))
    }

    /// The object of that name, if it is listed.
    #[inline(never)]
    pub fn object(&self, provider: &str, module: Option<&str>, name: &str) -> Option<&Object> {
        self.objects.at(provider, module).and_then(|own| own.get(name)).or_else(|| {
            // The other places are asked in turn; most names are found above.
            self.places(provider, module)
                .filter_map(|(provider, module)| self.objects.at(provider, module))
                .find_map(|objects| objects.get(name))
        })
    }

    /// Whether any object of a provider or a module is known to be read.
    pub fn reads_any(&self, provider: &str, module: Option<&str>) -> bool {
        self.objects(provider, module).flat_map(Objects::iter).any(|object| object.read == Some(true))
    }

    /// Whether objects of a provider or a module are the customers' own, so that any name can be one.
    pub fn has_open_objects(&self, provider: &str, module: Option<&str>) -> bool {
        self.objects(provider, module).any(|objects| objects.open)
    }

    /// Whether any source knows an object of this name.
    #[inline(never)]
    pub fn knows_object(&self, provider: &str, module: Option<&str>, name: &str) -> bool {
        self.object(provider, module, name).is_some()
            || self
                .places(provider, module)
                .filter_map(|(provider, module)| self.other_objects.at(provider, module))
                .any(|others| others.has(name))
            || self.subscriptions(provider, module).is_some_and(|offered| offered.names(name))
    }

    /// The listed objects for reading or for writing that a name is near to, the nearest first; none where any source knows
    /// the name itself.
    #[inline(never)]
    pub fn near_objects<'c>(
        &'c self,
        provider: &'c str,
        module: Option<&'c str>,
        name: &str,
        action: Action,
    ) -> Vec<(Likeness, &'c str)> {
        if self.knows_object(provider, module, name) {
            return Vec::new();
        }
        let reading = action != Action::Write;
        // Where objects are the customers' own, names are taken in any case.
        let lists = self.objects(provider, module);
        let mut near: Vec<_> = lists
            .flat_map(|objects| {
                let near = objects.near(name, reading);
                let is_same = objects.open && near.iter().any(|(how, _)| *how == Likeness::Case);
                if is_same { Vec::new() } else { near }
            })
            .collect();
        near.sort_unstable();
        near.dedup();
        near.truncate(3);
        near
    }

    /// Whether an action works with a provider or one of its modules although the list of providers, built in or
    /// fetched, says that it does not.
    pub fn works(&self, provider: &str, module: Option<&str>, action: Action) -> bool {
        self.works.at(provider, module).is_some_and(|actions| actions.contains(&action))
    }

    /// Whether any fact says that an action works with a provider, or with the module in force. Requests are passed through
    /// by the provider itself, unless the module is asked to (`use_module`).
    #[inline(never)]
    pub fn supports(&self, provider: &Provider, module: Option<&str>, action: Action, use_module: bool) -> bool {
        let name = &provider.name;
        let module = module.filter(|_| action != Action::Proxy || use_module);
        if self.works(name, module, action) {
            return true;
        }
        // What the module supports; what the provider does where nothing is known of the module.
        let of_module = module.and_then(|name| provider.module(name)).and_then(|module| module.support);
        let support = of_module.unwrap_or(provider.support).of(action);
        match action {
            Action::Read => support || self.reads_any(name, module),
            Action::Subscribe => support || self.subscriptions(name, module).is_some(),
            Action::Write | Action::Proxy => support,
        }
    }

    /// What is known of the reads of a provider, or of one of its modules; nothing where that is nothing.
    #[inline(never)]
    pub fn incremental_of(&self, provider: &str, module: Option<&str>) -> Option<&Incremental> {
        self.incremental.at(provider, module).or_else(|| self.incremental.at(provider, None))
    }

    /// The objects that a scheduled read fetches incrementally, all others being read in full; nothing where that is not
    /// known.
    pub fn incremental(&self, provider: &str, module: Option<&str>) -> Option<impl Iterator<Item = &str>> {
        Some(self.incremental_of(provider, module)?.labels.iter().map(SmolStr::as_str))
    }

    /// Whether a scheduled read of an object fetches only what has changed; nothing where that is not known. The
    /// table's labels are not always the objects' names letter by letter, so case and number do not count.
    pub fn reads_incrementally(&self, provider: &str, module: Option<&str>, object: &str) -> Option<bool> {
        self.incremental_of(provider, module)?.says(object)
    }

    /// What is known of subscribing to a provider, or to one of its modules.
    pub fn subscriptions(&self, provider: &str, module: Option<&str>) -> Option<&Subscriptions> {
        self.subscriptions.at(provider, module).or_else(|| self.subscriptions.at(provider, None))
    }

    /// The only names that `otherEvents` can hold; nothing where that is not known.
    pub fn events(&self, provider: &str, module: Option<&str>) -> Option<&Names> {
        self.events.at(provider, module).or_else(|| self.events.at(provider, None))
    }

    /// What the objects of a provider or a module cannot do, as far as anything is known of that.
    #[inline(never)]
    pub fn limits(&self, provider: &str, module: Option<&str>) -> Option<&Limits> {
        self.places(provider, module).find_map(|(provider, module)| self.limits.at(provider, module))
    }

    /// What an object cannot do.
    pub fn limits_of<'c>(
        &'c self,
        provider: &str,
        module: Option<&str>,
        object: &'c str,
    ) -> impl Iterator<Item = &'c Limit> {
        self.limits(provider, module).into_iter().flat_map(move |limits| limits.of(object))
    }

    /// Where the names of requested fields go; nothing where they are picked from the record, whatever their case, and an
    /// unknown one is dropped.
    #[inline(never)]
    pub fn handling(&self, provider: &str, module: Option<&str>) -> Option<&Handling> {
        self.places(provider, module).find_map(|(provider, module)| self.handling.at(provider, module))
    }

    /// The same for one object.
    pub fn sent(&self, provider: &str, module: Option<&str>, object: &str) -> Option<&Sent> {
        self.handling(provider, module).and_then(|handling| handling.of(object))
    }

    /// The fields of an object, as far as they are listed.
    #[inline(never)]
    pub fn fields(&self, provider: &str, module: Option<&str>, object: &str) -> Option<&FieldList> {
        self.places(provider, module).find_map(|(provider, module)| self.fields.of(provider, module, object))
    }

    /// The fields of the objects of a provider or a module, found once for many objects.
    #[inline(never)]
    pub fn fields_at<'c>(&'c self, provider: &'c str, module: Option<&'c str>) -> FieldsAt<'c> {
        self.fields.with(self.places(provider, module))
    }

    /// What is known of an object and its fields beside their names.
    #[inline(never)]
    pub fn field_facts(&self, provider: &str, module: Option<&str>, object: &str) -> Option<ObjectFacts> {
        self.places(provider, module).find_map(|(provider, module)| self.fields.facts(provider, module, object))
    }

    /// The lists of fields of a provider or a module.
    pub fn field_lists<'c>(
        &'c self,
        provider: &'c str,
        module: Option<&'c str>,
    ) -> impl Iterator<Item = &'c FieldList> {
        self.places(provider, module).flat_map(|(provider, module)| self.fields.at(provider, module))
    }

    /// Whether any listed object of a provider and module has a field of this name, whatever its case.
    #[inline(never)]
    pub fn has_field_anywhere(&self, provider: &str, module: Option<&str>, name: &str) -> bool {
        self.places(provider, module).any(|(provider, module)| self.fields.has_root(provider, module, name))
    }

    /// How many objects are listed, and of how many providers.
    pub fn object_counts(&self) -> (usize, usize) {
        let mut providers: Vec<&str> = self.objects.all().map(|(provider, ..)| provider).collect();
        providers.dedup();
        (self.objects.all().map(|(.., objects)| objects.iter().len()).sum(), providers.len())
    }

    /// How many fields are listed, and of how many objects.
    pub fn field_counts(&self) -> (usize, usize) {
        let lists = || self.fields.places().flat_map(|(provider, module)| self.fields.at(provider, module));
        (lists().map(|list| list.names().len()).sum(), lists().count())
    }
}

fn read_names(section: Section) -> Result<Names, String> {
    Ok(Names::of(section.lines()))
}

fn read_actions(section: Section) -> Result<Vec<Action>, String> {
    let action = |key: &str| {
        let found = Action::ALL.into_iter().find(|action| action.key() == key);
        found.ok_or_else(|| format!("`{key}` is no action"))
    };
    section.facts.split(' ').map(action).collect()
}

fn read_incremental(section: Section) -> Result<Incremental, String> {
    let mut read = Incremental::default();
    for line in section.lines() {
        match line.strip_suffix(": not known") {
            Some(label) => read.unsure.push(SmolStr::new(label)),
            None => read.labels.push(SmolStr::new(line)),
        }
    }
    Ok(read)
}

fn read_alias(section: Section) -> Result<Alias, String> {
    match section.facts.split_once(' ') {
        _ if section.facts.is_empty() => Err("it does not say whose".to_string()),
        None => Ok(Alias { provider: SmolStr::new(section.facts), module: None }),
        Some((provider, module)) => Ok(Alias { provider: SmolStr::new(provider), module: Some(SmolStr::new(module)) }),
    }
}

/// Whether two names are the same but for case and number.
pub fn same_object(one: &str, other: &str) -> bool {
    one == other
        || matches!(
            crate::near::likeness(one, other),
            Some(crate::near::Likeness::Case | crate::near::Likeness::Number)
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read_whole() {
        let catalog = Catalog::builtin();
        assert_eq!(catalog.providers().len(), 238);
        let google = catalog.provider("google").unwrap();
        assert_eq!(google.default_module.as_deref(), Some("calendar"));
        assert_eq!(google.modules.len(), 3);
        assert!(google.module("gmail").unwrap().support.unwrap().subscribe);
        assert!(!google.support.subscribe && google.support.proxy);
        let marketo = catalog.provider("marketo").unwrap();
        assert_eq!(marketo.default_module.as_deref(), Some("root"));
        assert_eq!(marketo.module("root").unwrap().support, None);
        assert!(catalog.object("hubspot", Some("crm"), "lists").is_some());
        assert_eq!(catalog.object_counts(), (4263, 115));
        assert_eq!(catalog.field_counts(), (37_531, 2733));
        assert_eq!(catalog.reads_incrementally("asana", None, "tasks"), Some(false));
        assert_eq!(catalog.reads_incrementally("serviceNow", None, "Leads"), Some(true));
        assert_eq!(catalog.reads_incrementally("salesforce", Some("crm"), "Account"), None);
        assert_eq!(catalog.reads_incrementally("pipedrive", Some("crm"), "deals"), Some(true));
        assert_eq!(catalog.reads_incrementally("pipedrive", Some("legacy"), "deals"), None);
        assert_eq!(catalog.reads_incrementally("gong", None, "users"), Some(false));
        assert_eq!(catalog.reads_incrementally("gong", None, "calls"), None);
        let jobber = catalog.subscriptions("jobber", None).unwrap();
        assert!(jobber.complete && jobber.watch == Watch::AllOnly);
        assert!(!jobber.object("users").unwrap().delete);
        // The guides alone speak of it, the code alone, and both.
        assert!(catalog.subscriptions("zoho", Some("mail")).unwrap().complete);
        assert!(catalog.subscriptions("slack", None).unwrap().object("users").unwrap().update);
        assert!(catalog.subscriptions("google", Some("gmail")).unwrap().object("drafts").is_some());
        assert!(!catalog.subscriptions("salesloft", None).unwrap().complete);
        assert!(catalog.subscriptions("outreach", None).unwrap().object("anything").unwrap().delete);
    }

    #[test]
    fn every_built_in_table_can_be_read_and_says_where_it_is_from() {
        let catalog = Catalog::default();
        catalog.objects.check().unwrap();
        catalog.other_objects.check().unwrap();
        catalog.works.check().unwrap();
        catalog.incremental.check().unwrap();
        catalog.subscriptions.check().unwrap();
        catalog.events.check().unwrap();
        catalog.limits.check().unwrap();
        catalog.handling.check().unwrap();
        catalog.aliases.check().unwrap();
        for topic in Topic::ALL {
            assert!(catalog.date_of(topic).starts_with("2026-08-2"), "{topic:?}");
            assert!(!catalog.source_of(topic).is_empty(), "{topic:?}");
        }
    }

    #[test]
    fn what_another_connector_serves_has_its_objects_and_fields() {
        let catalog = Catalog::builtin();
        let own = catalog.fields("google", Some("gmail"), "messages").unwrap();
        let served = catalog.fields("googleWorkspaceDelegation", Some("gmail"), "messages").unwrap();
        assert!(std::ptr::eq(own, served));
        assert!(catalog.object("microsoftAdminConsent", None, "users").is_some());
        assert!(catalog.fields("google", Some("calendar"), "messages").is_none());
        // What belongs to no module is every module's.
        assert!(catalog.fields("hubspot", Some("crm"), "lists").is_some());
    }

    #[test]
    fn a_list_of_fields_knows_what_is_one_of_them_and_what_is_nearly() {
        let catalog = Catalog::builtin();
        let users = catalog.fields("asana", None, "users");
        assert!(users.is_none());
        let calls = catalog.fields("aircall", None, "calls").unwrap();
        let names: Vec<&str> = calls.names().collect();
        assert!(names.contains(&"started_at"), "{names:?}");
        assert_eq!(calls.knows("started_at"), Known::Listed);
        assert_eq!(calls.knows("Started_At"), Known::Listed);
        assert_eq!(calls.knows("startd_at"), Known::Near("started_at"));
        assert_eq!(calls.knows("Startde_at"), Known::Near("started_at"));
        assert_eq!(calls.knows("started_ats"), Known::Unlisted);
        assert_eq!(calls.knows("started_at1"), Known::Unlisted);
        assert_eq!(calls.knows("something"), Known::Unlisted);
        let charges = catalog.fields("stripe", None, "charges").unwrap();
        assert_eq!(charges.matching, Matching::Exact);
        assert_eq!(charges.knows("Amount"), Known::Case("amount"));
        // The root of a path that is listed.
        let messages = catalog.fields("google", Some("gmail"), "messages").unwrap();
        assert_eq!(messages.knows("payload"), Known::Listed);
        assert_eq!(root("$['payload']['raw']"), Some("payload"));
        assert_eq!((root("$.payload"), root("payload.raw")), (None, Some("payload.raw")));
    }

    #[test]
    fn a_table_can_be_replaced() {
        let fields = "# As of 2027-01-02. Source: a test.\nasana\n  tasks\tqi\tdueOn\tname\n    Due on\tdate\n    Name\tstring\t1\ta|b\n";
        let catalog = Catalog::default().with_table("fields", fields.to_string()).unwrap();
        assert_eq!((catalog.date_of(Topic::Fields), catalog.source_of(Topic::Fields)), ("2027-01-02", "a test"));
        let tasks = catalog.fields("asana", None, "tasks").unwrap();
        assert_eq!((tasks.extent, tasks.knows("duOn")), (Extent::Query, Known::Unlisted));
        let facts = catalog.field_facts("asana", None, "tasks").unwrap();
        assert_eq!(facts.fields[0].display_name.as_deref(), Some("Due on"));
        assert_eq!((facts.fields[1].read_only, facts.fields[1].values.len()), (Some(true), 2));
        // The others stay, each with its own date.
        assert_eq!(catalog.date_of(Topic::Limits), "2026-08-21");
        assert!(catalog.fields("aircall", None, "calls").is_none());
        let refused = |name: &str, text: &str| {
            Catalog::default().with_table(name, text.to_string()).map(|_| ()).unwrap_err().to_string()
        };
        assert!(refused("nothing", "").starts_with("there is no table `nothing`"));
        assert!(refused("objects", "asana\n  tasks\n").contains("date"));
        let head = "# As of 2027-01-02. Source: a test.";
        for (name, rest, why) in [
            ("objects", "asana\n  tasks rx--", "`rx--` does not say"),
            ("objects", "asana: some", "is not `open`"),
            ("works", "asana: fly", "`fly` is no action"),
            ("subscribe", "asana: complete, watch all", "no way of watching"),
            ("subscribe", "asana: partial\n  tasks: cretae", "no kind of event"),
            ("limits", "asana\n  max-records tasks many", "is no number"),
            ("limits", "asana\n  slow tasks", "no kind of limit"),
            ("handling", "asana\n  tasks: query", "an unknown name"),
            ("aliases", "asana", "does not say whose"),
            ("fields", "asana\n  tasks\tx\tname", "how complete"),
            ("fields", "asana\n  tasks\tsx\tname", "whether case matters"),
            ("fields", "asana\n  tasks\tsi\tname\tid", "not in order"),
            ("fields", "asana\n  tasks\tsi\tid\n  goals\tsi\tid", "not in order"),
            ("fields", "asana\n tasks\tsi\tid", "not indented"),
        ] {
            let said = refused(name, &format!("{head}\n{rest}\n"));
            assert!(said.contains(why), "{rest}: {said}");
        }
    }

    #[test]
    fn no_provider_is_near_another() {
        // Leaving one out of the catalog must not turn it into a misspelling of another.
        let providers = Catalog::builtin().providers();
        for one in providers {
            for other in providers.iter().filter(|other| other.name != one.name) {
                assert_eq!(crate::near::name_likeness(&one.name, &other.name), None, "{} {}", one.name, other.name);
            }
        }
    }
}
