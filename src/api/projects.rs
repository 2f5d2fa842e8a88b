//! What the platform holds of a project: its integrations, its destinations, its provider apps.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::client::read_json;
use super::{ApiError, Client};
use crate::facts::ProviderApp;

/// An integration as the platform answers it, with the facts that name it.
#[derive(Debug)]
pub struct Deployed {
    /// Its name; empty where the answer has none.
    pub name: String,
    /// Its id; empty where the answer has none.
    pub id: String,
    /// The id of its latest revision, where it has one.
    pub revision: Option<String>,
    /// The answer itself, as it came.
    pub raw: Box<RawValue>,
}

/// The integrations of an answer.
#[derive(Debug, Default)]
pub struct Integrations {
    /// Those that are one.
    pub all: Vec<Deployed>,
    /// The items that are none: their numbers, from 1 on, and what they are.
    pub malformed: Vec<(usize, &'static str)>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    name: Option<Value>,
    #[serde(default)]
    latest_revision: Option<RevisionHead>,
}

#[derive(Default, Deserialize)]
struct RevisionHead {
    #[serde(default)]
    id: Option<Value>,
}

impl Deployed {
    /// Takes an answer apart as far as it must be to name it: what is odd about it is said when it is linted. The error
    /// says what it is if it is no object.
    fn new(raw: Box<RawValue>) -> Result<Deployed, &'static str> {
        let text = |value: Option<Value>| match value {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        match raw.get().trim_start().as_bytes().first() {
            Some(b'{') => {}
            Some(b'[') => return Err("a list"),
            Some(b'"') => return Err("text"),
            Some(b't' | b'f') => return Err("a boolean"),
            Some(b'n') => return Err("nothing"),
            _ => return Err("a number"),
        }
        // A revision of another form is a revision all the same, with something to say about it.
        let head: Head = serde_json::from_str(raw.get()).unwrap_or_else(|_| {
            let mut whole: Value = serde_json::from_str(raw.get()).unwrap_or_default();
            let revision = whole.get_mut("latestRevision").map(Value::take).filter(|revision| !revision.is_null());
            let own = whole.get_mut("id").map(Value::take);
            let id = |mut revision: Value| revision.get_mut("id").map(Value::take);
            let latest_revision = revision.map(|revision| RevisionHead { id: id(revision) });
            Head { id: own, name: whole.get_mut("name").map(Value::take), latest_revision }
        });
        let revision = head.latest_revision.map(|revision| text(revision.id));
        Ok(Deployed { name: text(head.name), id: text(head.id), revision, raw })
    }

    /// The answer with a member a line, for people to read. Nothing else of it changes; one that is nested too deep for that
    /// stays as it came.
    pub fn pretty(&self) -> String {
        let value: Result<Value, _> = serde_json::from_str(self.raw.get());
        let pretty = value.and_then(|value| serde_json::to_string_pretty(&value));
        pretty.unwrap_or_else(|_| self.raw.get().to_string())
    }
}

/// All integrations of a project.
pub fn integrations(client: &Client, project: &str) -> Result<Integrations, ApiError> {
    let what = format!("the integrations of project `{project}`");
    let body = client.get(&["projects", project, "integrations"], &what)?;
    read_integrations(&body, &what)
}

/// The integrations in an answer of the API. `what` says what was asked for, for errors.
pub fn read_integrations(body: &[u8], what: &str) -> Result<Integrations, ApiError> {
    let items: Vec<Box<RawValue>> = read_json(body, what)?;
    let mut read = Integrations { all: Vec::with_capacity(items.len()), malformed: Vec::new() };
    for (at, item) in items.into_iter().enumerate() {
        match Deployed::new(item) {
            Ok(integration) => read.all.push(integration),
            Err(kind) => read.malformed.push((at + 1, kind)),
        }
    }
    Ok(read)
}

/// One integration of a project, by its name or id.
pub fn integration(client: &Client, project: &str, name: &str) -> Result<Deployed, ApiError> {
    let what = format!("integration `{name}` of project `{project}`");
    let body = client.get(&["projects", project, "integrations", name], &what)?;
    Deployed::new(read_json(&body, &what)?).map_err(|kind| ApiError::Unexpected { what, got: kind.to_string() })
}

/// The names of a project's destinations.
pub fn destinations(client: &Client, project: &str) -> Result<Vec<String>, ApiError> {
    #[derive(Deserialize)]
    struct Destination {
        name: String,
    }
    let what = format!("the destinations of project `{project}`");
    let body = client.get(&["projects", project, "destinations"], &what)?;
    let all: Vec<Destination> = read_json(&body, &what)?;
    Ok(all.into_iter().map(|destination| destination.name).collect())
}

/// The provider apps of a project. Of what opens them nothing is read.
pub fn provider_apps(client: &Client, project: &str) -> Result<Vec<ProviderApp>, ApiError> {
    #[derive(Deserialize)]
    struct ApiApp {
        provider: String,
        #[serde(default)]
        scopes: Option<Vec<IgnoredAny>>,
        #[serde(default)]
        metadata: Option<Metadata>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Metadata {
        #[serde(default)]
        provider_params: Option<BTreeMap<String, Value>>,
    }
    let what = format!("the provider apps of project `{project}`");
    let body = client.get(&["projects", project, "provider-apps"], &what)?;
    let all: Vec<ApiApp> = read_json(&body, &what)?;
    let is_set = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    let apps = all.into_iter().map(|ApiApp { provider, scopes, metadata }| {
        let parameters = metadata.and_then(|metadata| metadata.provider_params).unwrap_or_default();
        ProviderApp {
            provider,
            has_scopes: scopes.is_some_and(|scopes| !scopes.is_empty()),
            parameters: parameters.into_iter().filter(|(_, value)| is_set(value)).map(|(name, _)| name).collect(),
        }
    });
    Ok(apps.collect())
}
