//! What the platform knows of a project beside its integrations. Facts only: who asks for them is the command line's affair.

/// What a project has, as far as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The names of its destinations.
    pub destinations: Option<Vec<String>>,
    /// The providers that it has a provider app for.
    pub provider_apps: Option<Vec<String>>,
}
