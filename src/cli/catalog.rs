//! Which catalog is in force, and a fresher one: `amp-lint catalog [update]`, and `--catalog` everywhere else.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::{Args, ValueEnum};
use etcetera::BaseStrategy;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::api::{ApiArguments, ask};
use super::error::Error;
use super::output::{self, complain};
use super::{Status, write};
use crate::api::providers;
use crate::catalog::{Action, Catalog, Topic, stored};
use crate::clean;
use crate::files::{self, Unreadable};

#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do: show which one is in force, or fetch the platform's list of providers for this and all later runs
    #[arg(value_enum, default_value_t = Act::Show, hide_default_value = true)]
    act: Act,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    choice: CatalogChoice,
    #[command(flatten)]
    api: ApiArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Act {
    /// Show which catalog is in force, how old it is, and its counts
    Show,
    /// Fetch the platform's list of providers into the cache
    Update,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A few lines
    Text,
    /// For programs
    Json,
}

/// Which catalog to use.
#[derive(Debug, Default, Args)]
pub struct CatalogChoice {
    /// The catalog of providers to use: a file, or `builtin`; by default the one that `catalog update` fetched, if any
    #[arg(long, value_name = "FILE|builtin")]
    catalog: Option<PathBuf>,
}

/// The catalog of this run, found when something is first looked up.
pub struct Chosen {
    given: Option<Catalog>,
    builtin: bool,
    cached: OnceLock<Option<Catalog>>,
}

impl CatalogChoice {
    /// The catalog that the arguments name, which must be good; else the cached one, if there is one and it is.
    pub fn choose(&self) -> Result<Chosen, Error> {
        let none = || Chosen { given: None, builtin: false, cached: OnceLock::new() };
        match self.catalog.as_deref() {
            None => Ok(none()),
            Some(path) if path.as_os_str() == "builtin" => Ok(Chosen { builtin: true, ..none() }),
            Some(path) => match load(path) {
                Ok(catalog) => Ok(Chosen { given: Some(catalog), ..none() }),
                Err(reason) => Err(Error::Unusable(format!("cannot use the catalog {}: {reason}", files::name(path)))),
            },
        }
    }
}

impl Chosen {
    /// The catalog. A cached one that cannot be used costs a line on stderr, and the built-in one takes its place.
    pub fn catalog(&self) -> &Catalog {
        if let Some(given) = &self.given {
            return given;
        }
        let cached = self.cached.get_or_init(|| {
            let path = cache_file().filter(|path| !self.builtin && path.exists())?;
            match load(&path) {
                Ok(catalog) => Some(catalog),
                Err(reason) => {
                    complain(format_args!(
                        "cannot use the fetched catalog {}: {reason}; the built-in one is used",
                        files::name(&path)
                    ));
                    None
                }
            }
        });
        cached.as_ref().unwrap_or_else(|| Catalog::builtin())
    }
}

fn load(path: &Path) -> Result<Catalog, String> {
    /// Three hundred times what a catalog measures.
    const MAX_BYTES: u64 = 16 * 1024 * 1024;
    let bytes = files::read(path, MAX_BYTES).map_err(|why| match why {
        Unreadable::TooLong => "it is too long for a catalog".to_string(),
        why => why.to_string(),
    })?;
    stored::read(&bytes).map_err(|error| error.to_string())
}

/// The file in the user's cache folder. Who says by `XDG_CACHE_HOME` where that is means every system.
fn cache_file() -> Option<PathBuf> {
    let said = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = said.or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir()))?;
    Some(folder.join("amp-lint").join("catalog.json"))
}

fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Facts {
    source: &'static str,
    file: Option<String>,
    date: String,
    days_old: Option<i32>,
    providers: usize,
    modules: usize,
    read: usize,
    write: usize,
    subscribe: usize,
    proxy: usize,
    objects: usize,
    providers_with_objects: usize,
    fields: usize,
    objects_with_fields: usize,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Table {
    name: &'static str,
    date: String,
    source: String,
}

/// Shows the catalog in force, or fetches a fresher one first.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    arguments.api.keep_secret();
    if arguments.act == Act::Update {
        return update(arguments);
    }
    let chosen = arguments.choice.choose()?;
    let facts = facts(&chosen, arguments.choice.catalog.as_deref());
    let written = output::write_lines(|out| match arguments.format {
        Format::Json => clean::pretty_json(out, &facts),
        Format::Text => {
            let file = facts.file.as_ref().map(|file| format!(", {}", clean::line(file))).unwrap_or_default();
            let age = match facts.days_old {
                Some(0) => ", today".to_string(),
                Some(1) => ", yesterday".to_string(),
                Some(days) if days > 1 => format!(", {days} days ago"),
                _ => String::new(),
            };
            writeln!(out, "in force:   {}{file}", facts.source)?;
            writeln!(out, "as of:      {}{age}", facts.date)?;
            writeln!(
                out,
                "providers:  {} with {} modules; {} can be read, {} written, {} subscribed to, {} proxied",
                facts.providers, facts.modules, facts.read, facts.write, facts.subscribe, facts.proxy
            )?;
            writeln!(out, "objects:    {} of {} providers", facts.objects, facts.providers_with_objects)?;
            writeln!(out, "fields:     {} of {} objects", facts.fields, facts.objects_with_fields)?;
            writeln!(out, "tables:")?;
            for table in &facts.tables {
                let line = format!("  {:18} {}  {}", table.name, table.date, table.source);
                writeln!(out, "{}", clean::line(&line))?;
            }
            Ok(())
        }
    });
    Ok(written.unwrap_or(Status::Clean))
}

fn facts(chosen: &Chosen, given: Option<&Path>) -> Facts {
    let catalog = chosen.catalog();
    let (source, file) = match (given.filter(|_| chosen.given.is_some()), catalog.is_builtin()) {
        (Some(path), _) => ("a file", Some(files::name(path))),
        (None, false) => ("fetched", cache_file().map(|path| files::name(&path))),
        (None, true) => ("the built-in one", None),
    };
    let providers = catalog.providers();
    let count = |action: Action| providers.iter().filter(|provider| provider.support.of(action)).count();
    let (objects, providers_with_objects) = catalog.object_counts();
    let (fields, objects_with_fields) = catalog.field_counts();
    let date: Option<Date> = catalog.date().parse().ok();
    Facts {
        source,
        file,
        date: catalog.date().to_string(),
        days_old: date.and_then(|date| Some(today().since(date).ok()?.get_days())),
        providers: providers.len(),
        modules: providers.iter().map(|provider| provider.modules.len()).sum(),
        read: count(Action::Read),
        write: count(Action::Write),
        subscribe: count(Action::Subscribe),
        proxy: count(Action::Proxy),
        objects,
        providers_with_objects,
        fields,
        objects_with_fields,
        tables: Topic::ALL
            .into_iter()
            .map(|topic| Table {
                name: topic.name(),
                date: catalog.date_of(topic).to_string(),
                source: catalog.source_of(topic).to_string(),
            })
            .collect(),
    }
}

/// Fetches the list and puts it in the cache; the old one stays until the new one is there whole.
fn update(arguments: &Arguments) -> Result<Status, Error> {
    let client = arguments.api.client()?;
    let providers = ask("the providers", || providers::fetch(&client))?;
    let path = cache_file();
    let path = path.ok_or_else(|| Error::Nothing("there is no cache folder: HOME is not set".to_string()))?;
    let text = stored::write(&today().to_string(), &providers).map_err(|error| Error::Unusable(error.to_string()))?;
    write::create(&path, text.as_bytes())?;
    let count = providers.len();
    let path = files::name(&path);
    let written = output::write_lines(|out| writeln!(out, "fetched {count} providers to {}", clean::line(&path)));
    Ok(written.unwrap_or(Status::Clean))
}
