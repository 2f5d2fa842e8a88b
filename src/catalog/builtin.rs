//! The built-in tables: text files that read well, taken apart on first use.
//!
//! The files are written by `scripts/regenerate-catalog`, never by hand; what they look like is said at their tops.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::{Action, Module, Provider, Providers, Support};

const PROVIDERS: &str = include_str!("builtin/providers.txt");
const OBJECTS: &str = include_str!("builtin/objects.txt");
const OTHER_OBJECTS: &str = include_str!("builtin/other-objects.txt");
const WORKS: &str = include_str!("builtin/works.txt");
const INCREMENTAL: &str = include_str!("builtin/incremental.txt");
const SUBSCRIBE: &str = include_str!("builtin/subscribe.txt");

/// What is known of subscribing to a provider or a module.
#[derive(Debug, PartialEq, Eq)]
pub struct Subscriptions {
    /// Whether no other object can be subscribed to.
    pub complete: bool,
    /// How fields can be watched.
    pub watch: Watch,
    /// The objects that are known.
    pub objects: Vec<SubscribeFacts>,
}

impl Subscriptions {
    /// The object of that name.
    pub fn object(&self, name: &str) -> Option<&SubscribeFacts> {
        self.objects.iter().find(|object| object.name == name)
    }
}

/// The events of an object.
#[derive(Debug, PartialEq, Eq)]
pub struct SubscribeFacts {
    /// The object's name.
    pub name: &'static str,
    /// Whether there are events for records that are created.
    pub create: bool,
    /// Whether there are events for records that change.
    pub update: bool,
    /// Whether there are events for records that are deleted.
    pub delete: bool,
    /// Whether there are other events.
    pub other: bool,
}

/// How fields can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// In any way, as far as is known.
    Any,
    /// Not as a list.
    NoList,
    /// All fields, and nothing else.
    AllOnly,
    /// As a list of at most ten.
    ListOfTen,
}

/// The date in the first line of a table.
fn date(table: &'static str) -> &'static str {
    table.strip_prefix("# As of ").and_then(|rest| rest.get(..10)).unwrap_or("")
}

/// The lines of a table, each with whether it belongs under the one before.
fn lines(table: &'static str) -> impl Iterator<Item = (bool, &'static str)> {
    let written = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    written.map(|line| (line.starts_with(' '), line.trim_start()))
}

/// The first word of a line, and the rest.
fn word(line: &'static str) -> (&'static str, &'static str) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    (word, rest.trim_start())
}

pub(super) fn providers() -> Providers {
    let mut all: Vec<Provider> = Vec::new();
    for (below, line) in lines(PROVIDERS) {
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
        provider.modules.push(Module { name: name.to_string(), display_name: display_name.to_string(), support });
    }
    Providers::new(date(PROVIDERS).to_string(), all)
}

fn support(flags: &str) -> Support {
    let has = |letter| flags.contains(letter);
    Support { read: has('r'), write: has('w'), subscribe: has('s'), proxy: has('p') }
}

/// The lists under the heads of a table.
fn lists(table: &'static str) -> HashMap<&'static str, Vec<&'static str>> {
    let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut head = "";
    for (below, line) in lines(table) {
        match below {
            false => {
                head = line;
                all.entry(head).or_default();
            }
            true => all.entry(head).or_default().push(line),
        }
    }
    all
}

fn object_lists() -> &'static HashMap<&'static str, Vec<&'static str>> {
    static LISTS: OnceLock<HashMap<&str, Vec<&str>>> = OnceLock::new();
    LISTS.get_or_init(|| lists(OBJECTS))
}

pub(super) fn objects(provider: &str, module: Option<&str>) -> impl Iterator<Item = &'static str> {
    let of_module = module.and_then(|module| object_lists().get(format!("{provider} {module}").as_str()));
    of_module.into_iter().chain(object_lists().get(provider)).flatten().copied()
}

pub(super) fn is_other_object(provider: &str, module: Option<&str>, name: &str) -> bool {
    static SETS: OnceLock<HashMap<&str, HashSet<&str>>> = OnceLock::new();
    let sets = SETS.get_or_init(|| {
        lists(OTHER_OBJECTS).into_iter().map(|(place, names)| (place, names.into_iter().collect())).collect()
    });
    let has = |place: &str| sets.get(place).is_some_and(|names| names.contains(name));
    has(provider) || module.is_some_and(|module| has(&format!("{provider} {module}")))
}

pub(super) fn works(provider: &str, module: Option<&str>, action: Action) -> bool {
    static ALL: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let all = ALL.get_or_init(|| lines(WORKS).filter_map(|(_, line)| line.split_once(": ")).collect());
    let has = |place: &str| all.get(place).is_some_and(|actions| actions.split(' ').any(|one| one == action.key()));
    match module {
        Some(module) => has(&format!("{provider} {module}")),
        None => has(provider),
    }
}

pub(super) fn object_counts() -> (usize, usize) {
    let mut providers: Vec<&str> = object_lists().keys().map(|head| word(head).0).collect();
    providers.sort_unstable();
    providers.dedup();
    (object_lists().values().map(Vec::len).sum(), providers.len())
}

pub(super) fn incremental(provider: &str) -> Option<&'static [&'static str]> {
    static LISTS: OnceLock<HashMap<&str, Vec<&str>>> = OnceLock::new();
    LISTS.get_or_init(|| lists(INCREMENTAL)).get(provider).map(Vec::as_slice)
}

pub(super) fn subscriptions(provider: &str, module: Option<&str>) -> Option<&'static Subscriptions> {
    static ALL: OnceLock<HashMap<&str, Subscriptions>> = OnceLock::new();
    let all = ALL.get_or_init(|| lists_of_subscriptions(SUBSCRIBE));
    let of_module = module.and_then(|module| all.get(format!("{provider} {module}").as_str()));
    of_module.or_else(|| all.get(provider))
}

fn lists_of_subscriptions(table: &'static str) -> HashMap<&'static str, Subscriptions> {
    let mut all = HashMap::new();
    for (head, objects) in lists(table) {
        let (place, facts) = head.split_once(": ").unwrap_or((head, ""));
        let watch = match facts.rsplit(' ').next() {
            Some("no-list") => Watch::NoList,
            Some("all-only") => Watch::AllOnly,
            Some("list-10") => Watch::ListOfTen,
            _ => Watch::Any,
        };
        let objects = objects
            .into_iter()
            .map(|line| {
                let (name, events) = line.split_once(": ").unwrap_or((line, ""));
                let has = |event| events.split(' ').any(|one| one == event);
                SubscribeFacts {
                    name,
                    create: has("create"),
                    update: has("update"),
                    delete: has("delete"),
                    other: has("other"),
                }
            })
            .collect();
        all.insert(place, Subscriptions { complete: facts.starts_with("complete"), watch, objects });
    }
    all
}

pub(super) fn table_dates() -> [(&'static str, &'static str); 3] {
    [("objects", date(OBJECTS)), ("incremental reads", date(INCREMENTAL)), ("subscriptions", date(SUBSCRIBE))]
}
