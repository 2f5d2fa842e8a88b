//! What is known beside the text: of the providers, of the project, of where the text comes from.
//!
//! Facts only: who asks for them is the command line's affair.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::catalog::Catalog;
#[cfg(feature = "cli")]
use crate::policies::OwnPolicy;

/// What the rules know of the world. By default the built-in catalog, and nothing of any project.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What is known of the providers.
    pub catalog: &'a Catalog,
    /// The names of the project's destinations, where they are known.
    pub destinations: Option<&'a [String]>,
    /// The project's provider apps, where the platform was asked.
    pub provider_apps: Option<&'a [ProviderApp]>,
    /// What the accounts of customers hold, where the platform was asked.
    pub accounts: Option<&'a Accounts>,
    /// The installations of the integration at hand, where the platform was asked.
    pub installations: Option<&'a [Installation]>,
    /// Whether a search of a folder came upon the file, so that it may well be some other tool's.
    pub found_by_search: bool,
    /// The organisation's own policies.
    #[cfg(feature = "cli")]
    pub policies: &'a [OwnPolicy],
}

impl Default for Facts<'_> {
    fn default() -> Self {
        Facts {
            catalog: Catalog::builtin(),
            destinations: None,
            provider_apps: None,
            accounts: None,
            installations: None,
            found_by_search: false,
            #[cfg(feature = "cli")]
            policies: &[],
        }
    }
}

impl<'a> Facts<'a> {
    /// What the accounts of customers hold of an object, as far as they were asked and have answered.
    pub fn in_accounts(&self, provider: &str, object: &str) -> &'a [ObjectInAccount] {
        self.accounts.map_or(&[], |accounts| accounts.of(provider, object))
    }
}

/// What the platform knows of a project beside its integrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The names of its destinations.
    pub destinations: Option<Vec<String>>,
    /// Its provider apps.
    pub provider_apps: Option<Vec<ProviderApp>>,
}

/// What customers of a project sign in to a provider with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderApp {
    /// The provider.
    pub provider: String,
    /// Whether it asks for any scope.
    pub has_scopes: bool,
    /// The names of the provider's own parameters that are set. Their values are not kept.
    pub parameters: BTreeSet<String>,
}

/// What the accounts of some customers hold of some objects: what the platform answered, and nothing about the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// By provider and object.
    objects: HashMap<String, HashMap<String, Vec<ObjectInAccount>>>,
}

/// An object as the account of one group of customers has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectInAccount {
    /// The group, by the reference that the project has for it.
    pub group: String,
    /// Its fields, by name. Nested ones are written `$['parent']['child']`.
    pub fields: BTreeMap<String, FieldInAccount>,
    /// The names of the fields by what they are in small letters.
    folded: HashMap<String, String>,
}

/// A field as an account has it. What the platform does not say is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldInAccount {
    /// Whether the customer has made it.
    pub is_custom: Option<bool>,
    /// Whether a new record must have it.
    pub is_required: Option<bool>,
    /// Whether nobody can write it.
    pub is_read_only: Option<bool>,
}

impl ObjectInAccount {
    /// An object with these fields in the account of a group.
    pub fn new(group: String, fields: BTreeMap<String, FieldInAccount>) -> ObjectInAccount {
        let folded = fields.keys().map(|name| (name.to_lowercase(), name.clone())).collect();
        ObjectInAccount { group, fields, folded }
    }

    /// The field whose name differs in its case alone.
    pub fn in_other_case(&self, name: &str) -> Option<&str> {
        self.folded.get(&name.to_lowercase()).map(String::as_str).filter(|known| *known != name)
    }
}

impl Accounts {
    /// Takes in what an account holds of an object of a provider.
    pub fn add(&mut self, provider: &str, object: &str, answer: ObjectInAccount) {
        self.objects.entry(provider.to_string()).or_default().entry(object.to_string()).or_default().push(answer);
    }

    /// What is known of an object, account by account; nothing where no account was asked or none answered.
    pub fn of(&self, provider: &str, object: &str) -> &[ObjectInAccount] {
        self.objects.get(provider).and_then(|objects| objects.get(object)).map_or(&[], Vec::as_slice)
    }
}

/// An integration as the customers of one group have it installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installation {
    /// The group, by the reference that the project has for it.
    pub group: String,
    /// The objects that are read, by name in small letters.
    pub read: BTreeMap<String, SavedRead>,
    /// The objects that are written, by name in small letters; nothing where that was not saved.
    pub write: Option<BTreeSet<String>>,
    /// The objects that are subscribed to, in the same way.
    pub subscribe: Option<BTreeSet<String>>,
}

/// What customers have saved for an object that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedRead {
    /// The fields that they chose.
    pub fields: BTreeSet<String>,
    /// The fields that they chose for mappings, by the name of the mapping.
    pub mappings: BTreeMap<String, String>,
    /// Whether they chose all fields.
    pub all: bool,
    /// The schedule.
    pub schedule: Option<String>,
    /// The destination.
    pub destination: Option<String>,
    /// Whether the application brings mappings of its own, beside those of the manifest.
    pub has_own_mappings: bool,
}

impl SavedRead {
    /// Whether a field is chosen, by itself or for a mapping.
    pub fn has_field(&self, name: &str) -> bool {
        self.all || self.fields.contains(name) || self.mappings.values().any(|field| field == name)
    }
}
