//! A list of providers as a file: what `amp-lint catalog update` writes and later runs read.
//!
//! Versioned JSON of its own, so that it does not depend on what else the API's answer holds. A file that is not exactly
//! that is not used.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Auth, Catalog, Events, Module, Provider, Support, TableError};

/// The version of the file's form.
const VERSION: u32 = 1;

/// Why a file is no catalog.
#[derive(Debug)]
pub enum StoredError {
    /// Not JSON of the right form, or cut off.
    Form(serde_json::Error),
    /// Written by another version of amp-lint.
    Version(u64),
    /// A list without a single provider helps nobody.
    Empty,
    /// A table in it cannot be used.
    Table(TableError),
}

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoredError::Form(error) => write!(f, "it is not a catalog: {error}"),
            StoredError::Version(version) => {
                write!(f, "its version is {version}, and this amp-lint knows version {VERSION}")
            }
            StoredError::Empty => f.write_str("it lists no provider"),
            StoredError::Table(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StoredError {}

impl From<TableError> for StoredError {
    fn from(error: TableError) -> StoredError {
        StoredError::Table(error)
    }
}

impl From<serde_json::Error> for StoredError {
    fn from(error: serde_json::Error) -> StoredError {
        StoredError::Form(error)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Stored {
    version: u32,
    date: String,
    providers: Vec<StoredProvider>,
    /// Tables that take the place of built-in ones, by name, in the form that those have. The others stay.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tables: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredProvider {
    name: String,
    display_name: String,
    support: StoredSupport,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default_module: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    modules: Vec<StoredModule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auth: Option<StoredAuth>,
    #[serde(default, skip_serializing_if = "is_unknown")]
    events: StoredEvents,
}

/// Which events are sent; what is not known is left out.
#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredEvents {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    create: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    update: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delete: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pass_through: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    post_process: Option<bool>,
}

fn is_unknown(events: &StoredEvents) -> bool {
    *events == StoredEvents::default()
}

impl From<Events> for StoredEvents {
    fn from(Events { create, update, delete, pass_through, post_process }: Events) -> StoredEvents {
        StoredEvents { create, update, delete, pass_through, post_process }
    }
}

impl From<StoredEvents> for Events {
    fn from(StoredEvents { create, update, delete, pass_through, post_process }: StoredEvents) -> Events {
        Events { create, update, delete, pass_through, post_process }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredAuth {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grant_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    explicit_scopes_required: Option<bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredModule {
    name: String,
    display_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    support: Option<StoredSupport>,
    #[serde(default, skip_serializing_if = "is_unknown")]
    events: StoredEvents,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredSupport {
    read: bool,
    write: bool,
    subscribe: bool,
    proxy: bool,
}

impl From<Support> for StoredSupport {
    fn from(Support { read, write, subscribe, proxy }: Support) -> StoredSupport {
        StoredSupport { read, write, subscribe, proxy }
    }
}

impl From<StoredSupport> for Support {
    fn from(StoredSupport { read, write, subscribe, proxy }: StoredSupport) -> Support {
        Support { read, write, subscribe, proxy }
    }
}

/// The text of a file with these providers as of a date.
pub fn write(date: &str, providers: &[Provider]) -> Result<String, serde_json::Error> {
    let providers = providers
        .iter()
        .map(|provider| StoredProvider {
            name: provider.name.clone(),
            display_name: provider.display_name.clone(),
            support: provider.support.into(),
            default_module: provider.default_module.clone(),
            modules: provider
                .modules
                .iter()
                .map(|module| StoredModule {
                    name: module.name.clone(),
                    display_name: module.display_name.clone(),
                    support: module.support.map(StoredSupport::from),
                    events: module.events.into(),
                })
                .collect(),
            auth: provider.auth.as_ref().map(|Auth { kind, grant, scopes_required }| StoredAuth {
                kind: kind.clone(),
                grant_type: grant.clone(),
                explicit_scopes_required: *scopes_required,
            }),
            events: provider.events.into(),
        })
        .collect();
    serde_json::to_string(&Stored { version: VERSION, date: date.to_string(), providers, tables: BTreeMap::new() })
}

/// The catalog that a file holds.
pub fn read(text: &[u8]) -> Result<Catalog, StoredError> {
    // The version first: another one may have another form.
    #[derive(Deserialize)]
    struct Head {
        version: u64,
    }
    let head: Head = serde_json::from_slice(text)?;
    if head.version != u64::from(VERSION) {
        return Err(StoredError::Version(head.version));
    }
    let stored: Stored = serde_json::from_slice(text)?;
    if stored.providers.is_empty() {
        return Err(StoredError::Empty);
    }
    let mut providers: Vec<Provider> = stored
        .providers
        .into_iter()
        .map(|provider| Provider {
            name: provider.name,
            display_name: provider.display_name,
            support: provider.support.into(),
            default_module: provider.default_module,
            modules: provider
                .modules
                .into_iter()
                .map(|module| Module {
                    name: module.name,
                    display_name: module.display_name,
                    support: module.support.map(Support::from),
                    events: module.events.into(),
                })
                .collect(),
            auth: provider.auth.map(|StoredAuth { kind, grant_type, explicit_scopes_required }| Auth {
                kind,
                grant: grant_type,
                scopes_required: explicit_scopes_required,
            }),
            events: provider.events.into(),
        })
        .collect();
    providers.sort_by(|a, b| a.name.cmp(&b.name));
    let catalog = Catalog::of(stored.date, providers);
    stored.tables.into_iter().try_fold(catalog, |catalog, (name, text)| Ok(catalog.with_table(&name, text)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Topic;

    #[test]
    fn what_is_written_is_read_again() {
        let auth = |kind: &str, grant: Option<&str>| Auth {
            kind: kind.to_string(),
            grant: grant.map(str::to_string),
            scopes_required: grant.map(|_| true),
        };
        let ways = [None, Some(auth("apiKey", None)), Some(auth("oauth2", Some("authorizationCode")))];
        let mut all = Catalog::builtin().providers().to_vec();
        all.iter_mut().zip(ways.iter().cycle()).for_each(|(provider, way)| provider.auth = way.clone());
        let some = Events { create: Some(true), delete: Some(false), ..Events::default() };
        all.iter_mut().step_by(3).for_each(|provider| provider.events = some);
        all.iter_mut().flat_map(|provider| &mut provider.modules).step_by(2).for_each(|module| module.events = some);
        let text = write("2026-11-24", &all).unwrap();
        let catalog = read(text.as_bytes()).unwrap();
        assert_eq!(catalog.date(), "2026-11-24");
        assert_eq!(catalog.providers().len(), all.len());
        assert!(all.iter().all(|provider| catalog.provider(&provider.name) == Some(provider)));
    }

    #[test]
    fn what_is_no_catalog_is_refused() {
        let text = write("2026-11-24", Catalog::builtin().providers()).unwrap();
        assert!(matches!(read(&text.as_bytes()[..text.len() / 2]), Err(StoredError::Form(_))));
        assert!(matches!(read(b"<html>"), Err(StoredError::Form(_))));
        let with = |tables: &str| {
            let text = format!("{}, \"tables\": {tables}}}", text.strip_suffix('}').unwrap());
            read(text.as_bytes()).map(|catalog| catalog.date_of(Topic::Events).to_string())
        };
        let events = r##"{"events": "# As of 2027-01-02. Source: a test.\nasana\n  made\n"}"##;
        assert_eq!(with(events).unwrap(), "2027-01-02");
        assert!(matches!(with(r#"{"events": "asana\n"}"#), Err(StoredError::Table(TableError::Wrong(..)))));
        assert!(matches!(with(r#"{"event": ""}"#), Err(StoredError::Table(TableError::Unknown(_)))));
        assert!(matches!(with(r#"{"events": 7}"#), Err(StoredError::Form(_))));
        assert!(matches!(read(br#"{"version": 7, "rows": []}"#), Err(StoredError::Version(7))));
        assert!(matches!(read(br#"{"version": 1, "date": "2026-11-24", "providers": []}"#), Err(StoredError::Empty)));
    }
}
