//! `--project` and `--group`: what the platform holds of a project, for the commands that ask.

use clap::Args;

use super::api::{ApiArguments, ask};
use super::error::Error;
use super::names::not_empty;
use super::output::complain;
use crate::api::projects::{self, Deployed, Integrations};
use crate::facts::Project;

#[derive(Debug, Args)]
pub struct ProjectArguments {
    /// The project, by name or id: the platform is asked for what only it knows
    #[arg(long, value_name = "PROJECT", value_parser = not_empty, help_heading = "The platform")]
    pub project: Option<String>,
    #[command(flatten)]
    pub(super) api: ApiArguments,
}

impl ProjectArguments {
    /// Keeps the secret that the arguments name out of whatever is said from now on.
    pub fn keep_secret(&self) {
        self.api.keep_secret();
    }

    /// The project's destinations and provider apps; nothing where no project is named.
    pub fn facts(&self) -> Result<Option<Project>, Error> {
        let Some(project) = &self.project else { return Ok(None) };
        let client = self.api.client()?;
        let destinations = ask("the destinations", || projects::destinations(&client, project))?;
        let provider_apps = ask("the provider apps", || projects::provider_apps(&client, project))?;
        Ok(Some(Project { destinations: Some(destinations), provider_apps: Some(provider_apps) }))
    }

    /// The integrations that the platform holds of the project, or the one of that name: those that have a revision; and
    /// whether they are all. What is left out is said.
    pub fn deployed(&self, project: &str, name: Option<&str>) -> Result<(Vec<Deployed>, bool), Error> {
        let client = self.api.client()?;
        let Integrations { mut all, malformed } = match name {
            Some(name) => {
                let one = ask("the integration", || projects::integration(&client, project, name))?;
                Integrations { all: vec![one], malformed: Vec::new() }
            }
            None => ask("the integrations", || projects::integrations(&client, project))?,
        };
        for (nth, kind) in &malformed {
            complain(format_args!(
                "item {nth} of the platform's list of integrations of {project} is {kind}, and no integration"
            ));
        }
        all.retain(|integration| {
            if integration.revision.is_none() {
                let name =
                    if integration.name.is_empty() { "an integration without a name" } else { &integration.name };
                complain(format_args!("{project}/{name} has no revision and is left out"));
            }
            integration.revision.is_some()
        });
        Ok((all, malformed.is_empty()))
    }
}
