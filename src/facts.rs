//! What is known beside the text: of the providers, of the project, of where the text comes from.
//!
//! Facts only: who asks for them is the command line's affair.

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
    /// The providers that the project has a provider app for, where the platform was asked.
    pub provider_apps: Option<&'a [String]>,
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
            found_by_search: false,
            #[cfg(feature = "cli")]
            policies: &[],
        }
    }
}

/// What the platform knows of a project beside its integrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The names of its destinations.
    pub destinations: Option<Vec<String>>,
    /// The providers that it has a provider app for.
    pub provider_apps: Option<Vec<String>>,
}
