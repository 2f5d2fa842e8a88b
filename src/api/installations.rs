//! What customers have installed and saved. Of their connections nothing is read.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::client::read_json;
use super::{ApiError, Client};
use crate::facts::{Installation, SavedRead};

#[derive(Deserialize)]
struct ApiInstallation {
    #[serde(default)]
    id: String,
    #[serde(default)]
    group: Option<Group>,
    config: Config,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    group_ref: String,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    content: Option<Content>,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    read: Option<Action<Read>>,
    #[serde(default)]
    write: Option<Action<serde::de::IgnoredAny>>,
    #[serde(default)]
    subscribe: Option<Action<serde::de::IgnoredAny>>,
}

#[derive(Deserialize)]
struct Action<T> {
    #[serde(default = "Option::default")]
    objects: Option<BTreeMap<String, T>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    #[serde(default)]
    selected_fields: Option<BTreeMap<String, bool>>,
    #[serde(default)]
    selected_field_mappings: Option<BTreeMap<String, String>>,
    #[serde(default)]
    selected_fields_auto: Option<String>,
    #[serde(default)]
    schedule: Option<String>,
    #[serde(default)]
    destination: Option<String>,
    #[serde(default)]
    dynamic_mappings_input: Option<serde::de::IgnoredAny>,
}

impl From<Read> for SavedRead {
    fn from(read: Read) -> SavedRead {
        let chosen = read.selected_fields.unwrap_or_default().into_iter().filter(|(_, chosen)| *chosen);
        SavedRead {
            fields: chosen.map(|(name, _)| name).collect(),
            mappings: read.selected_field_mappings.unwrap_or_default(),
            all: read.selected_fields_auto.as_deref() == Some("all"),
            schedule: read.schedule.filter(|text| !text.is_empty()),
            destination: read.destination.filter(|text| !text.is_empty()),
            has_own_mappings: read.dynamic_mappings_input.is_some(),
        }
    }
}

/// The installations of the integration of that id.
pub fn of_integration(client: &Client, project: &str, id: &str) -> Result<Vec<Installation>, ApiError> {
    // One line may speak of many integrations.
    let what = "them";
    let body = client.get(&["projects", project, "integrations", id, "installations"], what)?;
    let all: Vec<ApiInstallation> = read_json(&body, what)?;
    Ok(all.into_iter().map(Installation::from).collect())
}

impl From<ApiInstallation> for Installation {
    fn from(one: ApiInstallation) -> Installation {
        let names = |action: Option<Action<serde::de::IgnoredAny>>| -> Option<BTreeSet<String>> {
            Some(action?.objects?.into_keys().map(|name| name.to_lowercase()).collect())
        };
        let content = one.config.content;
        let (read, write, subscribe) = content.map_or((None, None, None), |all| (all.read, all.write, all.subscribe));
        let read = read.and_then(|read| read.objects).unwrap_or_default().into_iter();
        Installation {
            // Who is in no group goes by the installation's own id.
            group: one.group.map_or(one.id, |group| group.group_ref),
            read: read.map(|(name, saved)| (name.to_lowercase(), saved.into())).collect(),
            write: names(write),
            subscribe: names(subscribe),
        }
    }
}
