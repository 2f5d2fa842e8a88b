//! The platform's list of providers, as the catalog has it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::client::read_json;
use super::{ApiError, Client};
use crate::catalog::{Auth, Events, Module, Provider, Support};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiProvider {
    #[serde(default)]
    display_name: Option<String>,
    support: ApiSupport,
    #[serde(default)]
    default_module: Option<String>,
    #[serde(default)]
    modules: Option<BTreeMap<String, ApiModule>>,
    #[serde(default)]
    auth_type: Option<String>,
    #[serde(default)]
    oauth2_opts: Option<Oauth2Options>,
    #[serde(default)]
    subscribe_requirements: Option<Requirements>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Requirements {
    #[serde(default)]
    post_process: Option<bool>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiEvents {
    #[serde(default)]
    create: Option<bool>,
    #[serde(default)]
    update: Option<bool>,
    #[serde(default)]
    delete: Option<bool>,
    #[serde(default)]
    pass_through: Option<bool>,
}

/// What a part of the list says of events.
fn events(support: Option<&ApiSupport>, requirements: Option<Requirements>) -> Events {
    let ApiEvents { create, update, delete, pass_through } =
        support.and_then(|support| support.subscribe_support).unwrap_or_default();
    let post_process = requirements.unwrap_or_default().post_process;
    Events { create, update, delete, pass_through, post_process }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Oauth2Options {
    #[serde(default)]
    grant_type: Option<String>,
    #[serde(default)]
    explicit_scopes_required: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiModule {
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    support: Option<ApiSupport>,
    #[serde(default)]
    subscribe_requirements: Option<Requirements>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiSupport {
    #[serde(default)]
    read: bool,
    #[serde(default)]
    write: bool,
    #[serde(default)]
    subscribe: bool,
    #[serde(default)]
    proxy: bool,
    #[serde(default)]
    subscribe_support: Option<ApiEvents>,
}

impl From<ApiSupport> for Support {
    fn from(ApiSupport { read, write, subscribe, proxy, .. }: ApiSupport) -> Support {
        Support { read, write, subscribe, proxy }
    }
}

/// All providers, by name.
pub fn fetch(client: &Client) -> Result<Vec<Provider>, ApiError> {
    let what = "the list of providers";
    let body = client.get(&["providers"], what)?;
    let all: BTreeMap<String, ApiProvider> = read_json(&body, what)?;
    if all.is_empty() {
        return Err(ApiError::Unexpected { what: what.to_string(), got: "an empty one".to_string() });
    }
    Ok(all.into_iter().map(|(name, provider)| provider.named(name)).collect())
}

impl ApiProvider {
    /// The provider as the catalog has it. In manifests it goes by the key that it has in the list.
    fn named(self, name: String) -> Provider {
        let mut modules: Vec<Module> = self
            .modules
            .unwrap_or_default()
            .into_iter()
            .map(|(name, module)| Module {
                name,
                display_name: module.display_name.unwrap_or_default(),
                events: events(module.support.as_ref(), module.subscribe_requirements),
                support: module.support.map(Support::from),
            })
            .collect();
        let default_module = self.default_module.filter(|module| !module.is_empty());
        if let Some(name) = default_module.as_ref().filter(|name| modules.iter().all(|module| module.name != **name)) {
            modules.push(Module {
                name: name.clone(),
                display_name: String::new(),
                support: None,
                events: Events::default(),
            });
        }
        let (grant, scopes_required) =
            self.oauth2_opts.map_or((None, None), |options| (options.grant_type, options.explicit_scopes_required));
        Provider {
            auth: self.auth_type.map(|kind| Auth { kind, grant, scopes_required }),
            display_name: self.display_name.unwrap_or_else(|| name.clone()),
            events: events(Some(&self.support), self.subscribe_requirements),
            support: self.support.into(),
            default_module,
            modules,
            name,
        }
    }
}
