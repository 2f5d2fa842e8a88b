//! `--group`: what the accounts of customers hold of the objects that the manifests name.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use super::error::Error;
use super::names::not_empty;
use super::output::complain;
use super::project::ProjectArguments;
use super::waiting;
use crate::analysis::Analysis;
use crate::api::projects::Deployed;
use crate::api::together::ask_all;
use crate::api::{accounts, installations};
use crate::clean;
use crate::diff::Installations;
use crate::facts::Accounts;
use crate::model::{Field, Integration};
use crate::words::some_of;

#[derive(Debug, Default, Args)]
pub struct AccountArguments {
    /// Check objects and fields with the account of this group of customers, too; can be given several times
    ///
    /// `amp-lint connections` lists the groups. The platform is asked once for each object that a manifest names.
    #[arg(long, value_name = "GROUP", requires = "project", value_parser = not_empty, help_heading = "The platform")]
    pub group: Vec<String>,
    #[command(flatten)]
    pub online: OnlineArguments,
}

#[derive(Debug, Default, Args)]
pub struct OnlineArguments {
    /// Fail (exit status 2) where something could not be checked with an account or an installation
    #[arg(long, requires = "project", help_heading = "The platform")]
    pub require_online: bool,
}

/// Asks for the installations of these integrations, and says of which they are not known, in a line for each cause. Whether they
/// are known of all.
pub fn installations(platform: &ProjectArguments, deployed: &[Deployed]) -> Result<(Installations, bool), Error> {
    let mut known = Installations::default();
    let Some(project) = platform.project.as_deref() else { return Ok((known, true)) };
    let client = platform.api.client()?;
    let wanted: Vec<&Deployed> = deployed.iter().filter(|one| !one.id.is_empty()).collect();
    let answers = waiting::show("asking the platform for the installations", || {
        ask_all(&wanted, |one| installations::of_integration(&client, project, &one.id))
    });
    let mut causes: BTreeMap<u16, (String, Vec<&str>)> = BTreeMap::new();
    let mut not_asked = Vec::new();
    for (one, answer) in wanted.into_iter().zip(answers) {
        match answer {
            Some(Ok(all)) => {
                known.of.insert(one.name.clone(), all);
            }
            Some(Err(error)) => {
                causes.entry(error.sort()).or_insert_with(|| (error.in_a_line(), Vec::new())).1.push(&one.name);
            }
            None => not_asked.push(one.name.as_str()),
        }
    }
    let is_whole = causes.is_empty();
    for (_, (why, mut names)) in causes {
        // What was not asked for would have gone the same way.
        names.append(&mut not_asked);
        let line = format!("not checked with the installations of {}: {why}", some_of(&names));
        complain(format_args!("{}", clean::line(&line)));
    }
    Ok((known, is_whole))
}

/// A provider's object, by their names.
pub type Named = (String, String);

/// The objects that a text names.
pub fn named(analysis: &Analysis) -> BTreeSet<Named> {
    let mut all = BTreeSet::new();
    for (_, integration) in analysis.definition().integrations() {
        let Some(provider) = integration.provider.text().filter(|name| !name.is_empty()) else { continue };
        let names = names(integration).filter(|name| !name.is_empty() && !name.contains(['{', '<']));
        all.extend(names.map(|object| (provider.to_string(), object.to_string())));
    }
    all
}

fn names(integration: &Integration) -> impl Iterator<Item = &str> {
    let read = integration.read_objects().map(|(_, object)| &object.object_name);
    let written = integration.write_objects().map(|(_, object)| &object.object_name);
    let subscribed = integration.subscribe_objects().map(|(_, object)| &object.object_name);
    read.chain(written).chain(subscribed).filter_map(Field::text)
}

impl AccountArguments {
    /// What the accounts of the groups hold of these objects, and whether that is all there is to know. What is not known is
    /// said, in a line for each cause.
    pub fn ask(&self, platform: &ProjectArguments, objects: &BTreeSet<Named>) -> Result<(Accounts, bool), Error> {
        let mut known = Accounts::default();
        let Some(project) = platform.project.as_deref() else { return Ok((known, true)) };
        let groups: BTreeSet<&str> = self.group.iter().map(String::as_str).collect();
        let wanted: Vec<(&str, &Named)> =
            groups.iter().flat_map(|group| objects.iter().map(move |object| (*group, object))).collect();
        if wanted.is_empty() {
            return Ok((known, true));
        }
        let client = platform.api.client()?;
        let answers = waiting::show("asking the platform for what the accounts hold", || {
            ask_all(&wanted, |(group, (provider, object))| accounts::object(&client, project, provider, object, group))
        });
        let mut causes: BTreeMap<(&str, &str, u16), (String, Vec<&str>)> = BTreeMap::new();
        let mut not_asked = 0;
        for ((group, (provider, object)), answer) in wanted.into_iter().zip(answers) {
            match answer {
                Some(Ok(answer)) => known.add(provider, object, answer),
                Some(Err(error)) => {
                    let cause = causes.entry((group, provider, error.sort()));
                    cause.or_insert_with(|| (error.in_a_line(), Vec::new())).1.push(object);
                }
                None => not_asked += 1,
            }
        }
        let is_whole = causes.is_empty();
        for ((group, provider, _), (why, objects)) in causes {
            let more = if not_asked > 0 {
                format!(" (nor {not_asked} more, which were not asked for)")
            } else {
                String::new()
            };
            not_asked = 0;
            let line =
                format!("{} of `{provider}` not checked with the account of `{group}`{more}: {why}", some_of(&objects));
            complain(format_args!("{}", clean::line(&line)));
        }
        Ok((known, is_whole))
    }
}
