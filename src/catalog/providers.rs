//! The providers and their modules: what they are called, and what they can be used for.

use super::table::date;

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
    /// Which events it can send, as far as that is known.
    pub events: Events,
}

/// Which events a provider or a module can send, as the platform's list has it; nothing where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// For records that are created.
    pub create: Option<bool>,
    /// For records that change.
    pub update: Option<bool>,
    /// For records that are deleted.
    pub delete: Option<bool>,
    /// Any other, as the provider sends it.
    pub pass_through: Option<bool>,
    /// Whether something has to be set up elsewhere first.
    pub post_process: Option<bool>,
}

/// How customers connect to a provider, as the platform's list spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// The kind: `oauth2`, `apiKey`, `basic` and others.
    pub kind: String,
    /// With `oauth2`, how a token is had: `authorizationCode`, `clientCredentials` and others.
    pub grant: Option<String>,
    /// Whether a provider app must say what it asks for; nothing where that is not known.
    pub scopes_required: Option<bool>,
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
    /// Which events it can send, as far as that is known.
    pub events: Events,
}

impl Provider {
    /// The module of that name.
    pub fn module(&self, name: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.name == name)
    }

    /// Whether a project needs a provider app for it: customers sign in with one where they are sent to the provider for
    /// an authorization code, and bring credentials of their own everywhere else. Nothing where that is not known.
    pub fn needs_app(&self) -> Option<bool> {
        let Auth { kind, grant, .. } = self.auth.as_ref()?;
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
pub(super) struct Providers {
    pub date: String,
    /// In the order of their names' bytes.
    pub all: Vec<Provider>,
}

impl Providers {
    pub fn new(date: String, mut all: Vec<Provider>) -> Providers {
        if !all.is_sorted_by(|one, other| one.name <= other.name) {
            all.sort_by(|one, other| one.name.cmp(&other.name));
        }
        Providers { date, all }
    }
}

/// One provider of the table, and none of the others. A manifest has few, and reading all of them takes longer than a lint of it.
pub(super) fn one(table: &str, name: &str) -> Option<Provider> {
    // What no provider is called would be found elsewhere in the table.
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let line = format!("\n{name} ");
    let start = memchr::memmem::find(table.as_bytes(), line.as_bytes())? + 1;
    let (_, below) = super::table::heads(&table[start..]).next()?;
    read(&table[start..start + below.end]).all.pop()
}

/// Reads the table of providers.
pub(super) fn read(table: &str) -> Providers {
    let mut all: Vec<Provider> = Vec::new();
    for (below, line) in lines(table) {
        if !below {
            let (name, rest) = word(line);
            let (flags, display_name) = word(rest);
            all.push(Provider {
                name: name.to_string(),
                display_name: display_name.to_string(),
                support: support(flags),
                default_module: None,
                modules: Vec::new(),
                auth: None,
                events: Events::default(),
            });
            continue;
        }
        let Some(provider) = all.last_mut() else { continue };
        let (mark, rest) = word(line);
        let (name, rest) = word(rest);
        let (flags, display_name) = word(rest);
        if mark == "*" {
            provider.default_module = Some(name.to_string());
        }
        let support = (!flags.is_empty()).then(|| support(flags));
        provider.modules.push(Module {
            name: name.to_string(),
            display_name: display_name.to_string(),
            support,
            events: Events::default(),
        });
    }
    Providers::new(date(table).to_string(), all)
}

fn support(flags: &str) -> Support {
    let has = |letter| flags.contains(letter);
    Support { read: has('r'), write: has('w'), subscribe: has('s'), proxy: has('p') }
}

/// The lines of a table, each with whether it belongs under the one before.
fn lines(table: &str) -> impl Iterator<Item = (bool, &str)> {
    let written = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    written.map(|line| (line.starts_with(' '), line.trim_start()))
}

/// The first word of a line, and the rest.
fn word(line: &str) -> (&str, &str) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    (word, rest.trim_start())
}
