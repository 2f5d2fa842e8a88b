//! What the platform tells of customers: who is connected, and what their accounts hold of an object.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::client::read_json;
use super::{ApiError, Client};
use crate::facts::{FieldInAccount, ObjectInAccount};

/// Who is connected to what. Of what opens the connection nothing is asked for, and nothing is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    /// The reference that the project has for the group of customers.
    pub group: String,
    /// The provider.
    pub provider: String,
    /// The name of the group.
    pub name: String,
    /// `created`, `working` or `bad_credentials`.
    pub status: String,
}

/// The connections of a project, by group and provider.
pub fn connections(client: &Client, project: &str, provider: Option<&str>) -> Result<Vec<Connection>, ApiError> {
    #[derive(Deserialize)]
    struct ApiConnection {
        group: Group,
        provider: String,
        status: String,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Group {
        group_ref: String,
        #[serde(default)]
        group_name: String,
    }
    let what = format!("the connections of project `{project}`");
    let query: Vec<(&str, &str)> = provider.map(|provider| ("provider", provider)).into_iter().collect();
    let body = client.get_of(&["projects", project, "connections"], &query, &what)?;
    let all: Vec<ApiConnection> = read_json(&body, &what)?;
    let mut all: Vec<Connection> = all
        .into_iter()
        .map(|ApiConnection { group, provider, status }| Connection {
            group: group.group_ref,
            provider,
            name: group.group_name,
            status,
        })
        .collect();
    all.sort();
    all.dedup();
    Ok(all)
}

/// What the account of a group holds of an object.
pub fn object(
    client: &Client,
    project: &str,
    provider: &str,
    object: &str,
    group: &str,
) -> Result<ObjectInAccount, ApiError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Metadata {
        #[serde(rename = "name")]
        _name: String,
        fields: Option<BTreeMap<String, Field>>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Field {
        #[serde(default)]
        is_custom: Option<bool>,
        #[serde(default)]
        is_required: Option<bool>,
        #[serde(default)]
        read_only: Option<bool>,
    }
    // One line may speak of many objects.
    let what = "its fields there";
    let path = ["projects", project, "providers", provider, "objects", object, "metadata"];
    let body = client.get_of(&path, &[("groupRef", group)], what)?;
    let metadata: Metadata = read_json(&body, what)?;
    let fields = metadata.fields.unwrap_or_default().into_iter();
    let fields = fields.map(|(name, Field { is_custom, is_required, read_only })| {
        (name, FieldInAccount { is_custom, is_required, is_read_only: read_only })
    });
    Ok(ObjectInAccount::new(group.to_string(), fields.collect()))
}
