//! `amp-lint providers [NAME [OBJECT]]`: who supports what, what is known of one provider, and of one of its objects; and what
//! is called like a text.

mod details;
mod object;
mod search;

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Status;
use super::catalog::CatalogChoice;
use super::error::Error;
use super::names::{Names, not_empty};
use super::output::{self, complain};
use crate::catalog::{Action, Catalog, Provider, Support};
use crate::clean;
use crate::near::near_names;
use crate::words::did_you_mean;

#[derive(Debug, Args)]
pub struct Arguments {
    /// One provider; all of them by default
    #[arg(value_parser = NAME, hide_possible_values = true)]
    name: Option<String>,
    /// One of its objects, with its fields: `contacts`, or `crm/contacts` where a module has it
    #[arg(value_parser = not_empty)]
    object: Option<String>,
    /// Find the objects and fields that have this in their names, of one provider or of all
    #[arg(long, value_name = "TEXT", value_parser = not_empty, conflicts_with = "object")]
    search: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    choice: CatalogChoice,
}

/// Any name: a fetched catalog may know more than shells offer.
pub(super) const NAME: Names<String> = Names { all: names, read: not_empty };

fn names() -> Vec<&'static str> {
    Catalog::builtin().providers().iter().map(|provider| provider.name.as_str()).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// For programs
    Json,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    name: &'a str,
    display_name: &'a str,
    actions: Vec<&'static str>,
    default_module: Option<&'a str>,
    modules: Vec<ModuleRow<'a>>,
    /// How customers connect; nothing where that is not known.
    auth: Option<AuthRow<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthRow<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    grant_type: Option<&'a str>,
    needs_provider_app: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ModuleRow<'a> {
    name: &'a str,
    display_name: &'a str,
    actions: Option<Vec<&'static str>>,
}

/// Prints the table, one provider, an object of it, or what was searched for.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    let chosen = arguments.choice.choose()?;
    let catalog = chosen.catalog();
    let provider = match &arguments.name {
        None => None,
        Some(name) => Some(find(catalog, name).ok_or(Error::Said)?),
    };
    let format = arguments.format;
    let written = match (provider, &arguments.object, &arguments.search) {
        (_, _, Some(text)) => return Ok(search::run(catalog, provider, text, format)),
        (None, ..) => output::write_lines(|out| list(out, catalog, format)),
        (Some(provider), Some(name), _) => return Ok(object::run(catalog, provider, name, format)),
        (Some(provider), None, _) => {
            let details = details::of(catalog, provider);
            output::write_lines(|out| match format {
                Format::Json => clean::pretty_json(out, &details),
                Format::Text => details::show(out, &details),
            })
        }
    };
    Ok(written.unwrap_or(Status::Clean))
}

/// A provider by its name in manifests, in any case, or by its name for people.
pub(super) fn find<'a>(catalog: &'a Catalog, name: &str) -> Option<&'a Provider> {
    let same = |provider: &&Provider| {
        provider.name.eq_ignore_ascii_case(name) || provider.display_name.eq_ignore_ascii_case(name)
    };
    if let Some(found) = catalog.provider(name).or_else(|| catalog.providers().iter().find(same)) {
        return Some(found);
    }
    let names = catalog.providers().iter().map(|provider| provider.name.as_str());
    let near: Vec<&str> = near_names(name, names).into_iter().map(|(_, name)| name).collect();
    match did_you_mean(&near) {
        None => complain(format_args!(
            "there is no provider `{name}` in the catalog of {}; `amp-lint providers` lists them",
            catalog.date()
        )),
        Some(meant) => complain(format_args!("there is no provider `{name}`; {meant}")),
    }
    None
}

fn actions(support: Support) -> Vec<&'static str> {
    Action::ALL.into_iter().filter(|action| support.of(*action)).map(Action::key).collect()
}

fn row(provider: &Provider) -> Row<'_> {
    Row {
        name: &provider.name,
        display_name: &provider.display_name,
        actions: actions(provider.support),
        default_module: provider.default_module.as_deref(),
        modules: provider
            .modules
            .iter()
            .map(|module| ModuleRow {
                name: &module.name,
                display_name: &module.display_name,
                actions: module.support.map(actions),
            })
            .collect(),
        auth: provider.auth.as_ref().map(|auth| AuthRow {
            kind: &auth.kind,
            grant_type: auth.grant.as_deref(),
            needs_provider_app: provider.needs_app(),
        }),
    }
}

fn list(out: &mut dyn Write, catalog: &Catalog, format: Format) -> io::Result<()> {
    let mut providers: Vec<&Provider> = catalog.providers().iter().collect();
    providers.sort_by_key(|provider| provider.name.to_lowercase());
    if format == Format::Json {
        return clean::pretty_json(out, &providers.into_iter().map(row).collect::<Vec<_>>());
    }
    let names = providers.iter().flat_map(|provider| {
        let modules = provider.modules.iter().map(|module| module.name.chars().count() + 4);
        modules.chain([provider.name.chars().count()])
    });
    let width = names.max().unwrap_or(0);
    writeln!(out, "{:width$}  read  write  subscribe  proxy  name", "provider")?;
    for provider in providers {
        line(out, width, &provider.name, Some(provider.support), &provider.display_name)?;
        for module in &provider.modules {
            let mark = if provider.default_module.as_ref() == Some(&module.name) { '*' } else { '-' };
            line(out, width, &format!("  {mark} {}", module.name), module.support, &module.display_name)?;
        }
    }
    writeln!(out, "\n* the default module; as of {}", catalog.date())
}

fn line(out: &mut dyn Write, width: usize, name: &str, support: Option<Support>, display: &str) -> io::Result<()> {
    let mark = |action| match support {
        Some(support) if support.of(action) => "yes",
        Some(_) => "-",
        None => "?",
    };
    let [read, write, subscribe, proxy] = Action::ALL.map(mark);
    let line = format!("{name:width$}  {read:4}  {write:5}  {subscribe:9}  {proxy:5}  {display}");
    writeln!(out, "{}", clean::line(line.trim_end()))
}
