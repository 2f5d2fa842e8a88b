//! What is known of the providers: their names, modules and capabilities, the objects with fixed names, and how those can be
//! read and subscribed to.
//!
//! One catalog is built in; its tables are text files, read when something is first looked up in them. A fresher list of
//! providers can take the place of the built-in one ([`stored`]). A catalog ages: it knows its date, and what rests
//! on it says so. Nothing in here opens a file or asks a network.

mod builtin;
pub mod stored;

use std::sync::OnceLock;

pub use builtin::{Subscriptions, Watch};

/// What a provider or a module can be used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Whether records can be read.
    pub read: bool,
    /// Whether records can be written.
    pub write: bool,
    /// Whether changes can be subscribed to.
    pub subscribe: bool,
    /// Whether requests can be passed through.
    pub proxy: bool,
}

impl Support {
    /// Whether an action is supported.
    pub fn of(self, action: Action) -> bool {
        match action {
            Action::Read => self.read,
            Action::Write => self.write,
            Action::Subscribe => self.subscribe,
            Action::Proxy => self.proxy,
        }
    }
}

/// What an integration can do with a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Read records.
    Read,
    /// Write records.
    Write,
    /// Be told of changes.
    Subscribe,
    /// Pass requests through.
    Proxy,
}

impl Action {
    /// All of them, in the order of the tables.
    pub const ALL: [Action; 4] = [Action::Read, Action::Write, Action::Subscribe, Action::Proxy];

    /// The action's key in a manifest.
    pub fn key(self) -> &'static str {
        match self {
            Action::Read => "read",
            Action::Write => "write",
            Action::Subscribe => "subscribe",
            Action::Proxy => "proxy",
        }
    }
}

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name in manifests.
    pub name: String,
    /// Its name for people.
    pub display_name: String,
    /// What it supports as a whole.
    pub support: Support,
    /// The module that counts where a manifest names none.
    pub default_module: Option<String>,
    /// Its modules, by name.
    pub modules: Vec<Module>,
    /// How customers connect to it; nothing where that is not known.
    pub auth: Option<Auth>,
}

/// How customers connect to a provider, as the platform's list spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// The kind: `oauth2`, `apiKey`, `basic` and others.
    pub kind: String,
    /// With `oauth2`, how a token is had: `authorizationCode`, `clientCredentials` and others.
    pub grant: Option<String>,
}

/// A part of a provider with an API of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name in manifests.
    pub name: String,
    /// Its name for people; empty where only its name is known.
    pub display_name: String,
    /// What it supports; nothing where only its name is known.
    pub support: Option<Support>,
}

impl Provider {
    /// The module of that name.
    pub fn module(&self, name: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.name == name)
    }

    /// Whether a project needs a provider app for it: customers sign in with one where they are sent to the provider for
    /// an authorization code, and bring credentials of their own everywhere else. Nothing where that is not known.
    pub fn needs_app(&self) -> Option<bool> {
        let Auth { kind, grant } = self.auth.as_ref()?;
        match (kind.as_str(), grant.as_deref()) {
            ("oauth2", Some("authorizationCode" | "authorizationCodePKCE")) => Some(true),
            ("oauth2", Some("clientCredentials" | "password")) => Some(false),
            ("apiKey" | "basic" | "jwt" | "custom" | "none", _) => Some(false),
            _ => None,
        }
    }
}

/// A list of providers, by name.
#[derive(Debug)]
struct Providers {
    date: String,
    /// In the order of their names' bytes.
    all: Vec<Provider>,
}

impl Providers {
    fn new(date: String, mut all: Vec<Provider>) -> Providers {
        all.sort_by(|one, other| one.name.cmp(&other.name));
        Providers { date, all }
    }
}

/// All that is known.
#[derive(Debug, Default)]
pub struct Catalog {
    /// The providers; read from the built-in table on first use where none were given.
    providers: OnceLock<Providers>,
    fetched: bool,
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
        Catalog { providers: cell, fetched: true }
    }

    fn list(&self) -> &Providers {
        self.providers.get_or_init(builtin::providers)
    }

    /// Whether the providers are the built-in ones.
    pub fn is_builtin(&self) -> bool {
        !self.fetched
    }

    /// The date of the list of providers, `2026-08-21`.
    pub fn date(&self) -> &str {
        &self.list().date
    }

    /// All providers, by name.
    pub fn providers(&self) -> &[Provider] {
        &self.list().all
    }

    /// The provider of that name, letter by letter.
    pub fn provider(&self, name: &str) -> Option<&Provider> {
        let list = self.list();
        let found = list.all.binary_search_by(|provider| provider.name.as_str().cmp(name));
        found.ok().and_then(|at| list.all.get(at))
    }

    /// The objects with fixed names of a provider: those of the module, and those that belong to none. The lists are not
    /// complete.
    pub fn objects(&self, provider: &str, module: Option<&str>) -> impl Iterator<Item = &'static str> {
        builtin::objects(provider, module)
    }

    /// Whether a source other than that list knows an object of this name, so that it is no misspelling of one of the list.
    pub fn is_other_object(&self, provider: &str, module: Option<&str>, name: &str) -> bool {
        builtin::is_other_object(provider, module, name)
    }

    /// Whether any source knows an object of this name.
    pub fn knows_object(&self, provider: &str, module: Option<&str>, name: &str) -> bool {
        self.is_other_object(provider, module, name)
            || self.objects(provider, module).any(|object| object == name)
            || self.subscriptions(provider, module).is_some_and(|offered| offered.object(name).is_some())
    }

    /// Whether an action works with a provider or one of its modules although the list of providers, built in or
    /// fetched, says that it does not.
    pub fn works(&self, provider: &str, module: Option<&str>, action: Action) -> bool {
        builtin::works(provider, module, action)
    }

    /// The objects that a scheduled read of a provider fetches incrementally, all others being read in full; nothing
    /// where that is not known.
    pub fn incremental(&self, provider: &str) -> Option<&'static [&'static str]> {
        builtin::incremental(provider)
    }

    /// Whether a scheduled read of an object fetches only what has changed; nothing where that is not known. The
    /// table's labels are not always the objects' names letter by letter, so case and number do not count.
    pub fn reads_incrementally(&self, provider: &str, object: &str) -> Option<bool> {
        let listed = self.incremental(provider)?;
        Some(listed.iter().any(|label| same_object(label, object)))
    }

    /// What is known of subscribing to a provider, or to one of its modules.
    pub fn subscriptions(&self, provider: &str, module: Option<&str>) -> Option<&'static Subscriptions> {
        builtin::subscriptions(provider, module)
    }

    /// The dates of the tables of objects, of incremental reads and of subscriptions.
    pub fn table_dates(&self) -> [(&'static str, &'static str); 3] {
        builtin::table_dates()
    }

    /// How many objects have fixed names, and of how many providers.
    pub fn object_counts(&self) -> (usize, usize) {
        builtin::object_counts()
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
        assert!(catalog.objects("hubspot", Some("crm")).any(|name| name == "lists"));
        assert_eq!(catalog.object_counts(), (2579, 69));
        assert_eq!(catalog.reads_incrementally("asana", "tasks"), Some(false));
        assert_eq!(catalog.reads_incrementally("serviceNow", "Leads"), Some(true));
        assert_eq!(catalog.reads_incrementally("salesforce", "Account"), None);
        let jobber = catalog.subscriptions("jobber", None).unwrap();
        assert!(jobber.complete && jobber.watch == Watch::NoList);
        assert!(!jobber.object("users").unwrap().delete);
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
