//! `amp-lint providers [NAME]`: who supports what, and what is known of one provider.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Status;
use super::catalog::CatalogChoice;
use super::error::Error;
use super::names::{Names, not_empty};
use super::output::{self, complain};
use crate::catalog::{Action, Catalog, Provider, Support, Watch};
use crate::clean;
use crate::near::near_names;
use crate::words::did_you_mean;

#[derive(Debug, Args)]
pub struct Arguments {
    /// One provider; all of them by default
    #[arg(value_parser = NAME, hide_possible_values = true)]
    name: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    choice: CatalogChoice,
}

/// Any name: a fetched catalog may know more than shells offer.
const NAME: Names<String> = Names { all: names, read: not_empty };

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    #[serde(flatten)]
    row: Row<'a>,
    catalog_date: &'a str,
    objects: Vec<ObjectRow>,
    subscriptions: Vec<SubscriptionRow>,
}

#[derive(Serialize)]
struct ObjectRow {
    module: Option<String>,
    name: &'static str,
    /// `incremental`, `full`, or nothing where that is not known.
    read: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionRow {
    module: Option<String>,
    complete: bool,
    watch_fields: &'static str,
    objects: Vec<SubscribedRow>,
}

#[derive(Serialize)]
struct SubscribedRow {
    name: &'static str,
    events: Vec<&'static str>,
}

/// Prints the table, or one provider.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    let chosen = arguments.choice.choose()?;
    let catalog = chosen.catalog();
    let written = match &arguments.name {
        None => output::write_lines(|out| list(out, catalog, arguments.format)),
        Some(name) => {
            let Some(provider) = find(catalog, name) else { return Err(Error::Said) };
            let details = details(catalog, provider);
            output::write_lines(|out| match arguments.format {
                Format::Json => clean::pretty_json(out, &details),
                Format::Text => one(out, &details),
            })
        }
    };
    Ok(written.unwrap_or(Status::Clean))
}

/// A provider by its name in manifests, in any case, or by its name for people.
fn find<'a>(catalog: &'a Catalog, name: &str) -> Option<&'a Provider> {
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

fn details<'a>(catalog: &'a Catalog, provider: &'a Provider) -> Details<'a> {
    let modules = || std::iter::once(None).chain(provider.modules.iter().map(|module| Some(module.name.as_str())));
    let mut objects: Vec<ObjectRow> = Vec::new();
    let mut subscriptions = Vec::new();
    for module in modules() {
        for name in catalog.objects(&provider.name, module) {
            // Those without a module are listed with the provider itself.
            if objects.iter().all(|object| object.name != name || object.module.is_some()) {
                let read = catalog.reads_incrementally(&provider.name, name);
                let read = read.map(|incremental| if incremental { "incremental" } else { "full" });
                objects.push(ObjectRow { module: module.map(str::to_string), name, read });
            }
        }
        let own = catalog.subscriptions(&provider.name, module);
        let general = module.and_then(|_| catalog.subscriptions(&provider.name, None));
        if let Some(own) = own.filter(|own| general.is_none_or(|general| !std::ptr::eq(*own, general))) {
            let watch_fields = match own.watch {
                Watch::Any => "any way",
                Watch::NoList => "not as a list",
                Watch::AllOnly => "all fields only",
                Watch::ListOfTen => "a list of at most 10",
            };
            let objects = own
                .objects
                .iter()
                .map(|object| {
                    let events = [
                        ("create", object.create),
                        ("update", object.update),
                        ("delete", object.delete),
                        ("other", object.other),
                    ];
                    let events = events.into_iter().filter(|(_, offered)| *offered).map(|(event, _)| event).collect();
                    SubscribedRow { name: object.name, events }
                })
                .collect();
            let module = module.map(str::to_string);
            subscriptions.push(SubscriptionRow { module, complete: own.complete, watch_fields, objects });
        }
    }
    // What the guides name and the connectors do not.
    for label in catalog.incremental(&provider.name).unwrap_or_default() {
        if objects.iter().all(|object| !crate::catalog::same_object(object.name, label)) {
            objects.push(ObjectRow { module: None, name: label, read: Some("incremental") });
        }
    }
    Details { row: row(provider), catalog_date: catalog.date(), objects, subscriptions }
}

fn one(out: &mut dyn Write, details: &Details) -> io::Result<()> {
    let Details { row, .. } = details;
    let none_or = |actions: &[&str]| if actions.is_empty() { "nothing".to_string() } else { actions.join(", ") };
    writeln!(out, "{} ({})", row.name, row.display_name)?;
    writeln!(out, "supports: {}", none_or(&row.actions))?;
    if let Some(AuthRow { kind, grant_type, needs_provider_app }) = &row.auth {
        let grant = grant_type.map(|grant| format!(" ({grant})")).unwrap_or_default();
        let app = match needs_provider_app {
            Some(true) => ", through a provider app of the project's",
            Some(false) => ", with credentials of their own",
            None => "",
        };
        writeln!(out, "customers connect by: {kind}{grant}{app}")?;
    }
    if !row.modules.is_empty() {
        writeln!(out, "\nmodules:")?;
        let width = row.modules.iter().map(|module| module.name.len()).max().unwrap_or(0);
        for module in &row.modules {
            let mark = if row.default_module == Some(module.name) { '*' } else { '-' };
            let what = module.actions.as_deref().map_or("not known".to_string(), none_or);
            writeln!(out, "  {mark} {:width$}  {what}", module.name)?;
        }
        if row.default_module.is_some() {
            writeln!(out, "  * counts where a manifest names no module")?;
        }
    }
    if !details.objects.is_empty() {
        writeln!(out, "\nobjects that are known (there may be others):")?;
        let width = details.objects.iter().map(|object| object.name.chars().count()).max().unwrap_or(0);
        for object in &details.objects {
            let read = match object.read {
                Some("incremental") => "read incrementally",
                Some(_) => "read in full every time",
                None => "",
            };
            let module = object.module.as_ref().map(|module| format!("module {module}")).unwrap_or_default();
            let line = format!("  {:width$}  {module:24}{read}", object.name);
            writeln!(out, "{}", clean::line(line.trim_end()))?;
        }
    }
    for subscription in &details.subscriptions {
        let module = subscription.module.as_ref().map(|module| format!(" of module {module}")).unwrap_or_default();
        let extent = if subscription.complete { " (there are no others)" } else { "" };
        if subscription.objects.is_empty() {
            writeln!(out, "\nsubscriptions{module}:")?;
        } else {
            writeln!(out, "\nobjects{module} that can be subscribed to{extent}:")?;
        }
        for object in &subscription.objects {
            writeln!(out, "  {}: {}", object.name, object.events.join(", "))?;
        }
        writeln!(out, "  fields can be watched: {}", subscription.watch_fields)?;
    }
    writeln!(out, "\nas of {}", details.catalog_date)
}
