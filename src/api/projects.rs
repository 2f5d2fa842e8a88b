//! What the platform holds of a project: its integrations, its destinations, its provider apps.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::client::read_json;
use super::{ApiError, Client};

/// An integration as the platform answers it, with the facts that name it.
#[derive(Debug)]
pub struct Deployed {
    /// Its name; empty where the answer has none.
    pub name: String,
    /// The id of its latest revision, where it has one.
    pub revision: Option<String>,
    /// The answer itself, as it came.
    pub raw: Box<RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    name: Option<serde_json::Value>,
    #[serde(default)]
    latest_revision: Option<RevisionHead>,
}

#[derive(Default, Deserialize)]
struct RevisionHead {
    #[serde(default)]
    id: Option<serde_json::Value>,
}

impl Deployed {
    fn new(raw: Box<RawValue>) -> Deployed {
        // What is odd about the answer is said when it is linted.
        let head: Head = serde_json::from_str(raw.get()).unwrap_or_default();
        let text = |value: Option<serde_json::Value>| match value {
            Some(serde_json::Value::String(text)) => text,
            _ => String::new(),
        };
        let revision = head.latest_revision.map(|revision| text(revision.id));
        Deployed { name: text(head.name), revision, raw }
    }

    /// The answer with a member a line, for people to read. Nothing else of it changes; one that is nested too deep for that
    /// stays as it came.
    pub fn pretty(&self) -> String {
        let value: Result<serde_json::Value, _> = serde_json::from_str(self.raw.get());
        let pretty = value.and_then(|value| serde_json::to_string_pretty(&value));
        pretty.unwrap_or_else(|_| self.raw.get().to_string())
    }
}

/// All integrations of a project.
pub fn integrations(client: &Client, project: &str) -> Result<Vec<Deployed>, ApiError> {
    let what = format!("the integrations of project `{project}`");
    let body = client.get(&["projects", project, "integrations"], &what)?;
    read_integrations(&body, &what)
}

/// The integrations in an answer of the API. `what` says what was asked for, for errors.
pub fn read_integrations(body: &[u8], what: &str) -> Result<Vec<Deployed>, ApiError> {
    let all: Vec<Box<RawValue>> = read_json(body, what)?;
    Ok(all.into_iter().map(Deployed::new).collect())
}

/// One integration of a project, by its name or id.
pub fn integration(client: &Client, project: &str, name: &str) -> Result<Deployed, ApiError> {
    let what = format!("integration `{name}` of project `{project}`");
    let body = client.get(&["projects", project, "integrations", name], &what)?;
    Ok(Deployed::new(read_json(&body, &what)?))
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

/// The providers that a project has a provider app for.
pub fn provider_apps(client: &Client, project: &str) -> Result<Vec<String>, ApiError> {
    #[derive(Deserialize)]
    struct ProviderApp {
        provider: String,
    }
    let what = format!("the provider apps of project `{project}`");
    let body = client.get(&["projects", project, "provider-apps"], &what)?;
    let all: Vec<ProviderApp> = read_json(&body, &what)?;
    Ok(all.into_iter().map(|app| app.provider).collect())
}
