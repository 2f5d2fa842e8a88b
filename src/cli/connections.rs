//! `amp-lint connections`: whose accounts there are to check with.

use std::io::Write;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::api::ask;
use super::error::Error;
use super::names::not_empty;
use super::output::{self, complain};
use super::project::ProjectArguments;
use super::{Status, secrets};
use crate::api::accounts::{self, Connection};
use crate::clean;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Those to one provider alone
    #[arg(value_parser = not_empty)]
    provider: Option<String>,
    /// How to list them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    platform: ProjectArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// For programs
    Json,
}

#[derive(Serialize)]
struct Entry<'a> {
    group: &'a str,
    provider: &'a str,
    name: &'a str,
    status: &'a str,
}

/// The status of a connection through which nothing can be asked.
const BAD: &str = "bad_credentials";

/// Lists them.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    let Some(project) = &arguments.platform.project else {
        return Err(Error::Usage("say of which project: --project PROJECT".to_string()));
    };
    arguments.platform.keep_secret();
    let client = arguments.platform.api.client()?;
    let provider = arguments.provider.as_deref();
    let all = ask("the connections", || accounts::connections(&client, project, provider))?;
    let (bad, usable): (Vec<Connection>, Vec<Connection>) = all.into_iter().partition(|one| one.status == BAD);
    for Connection { group, provider, .. } in &bad {
        complain(format_args!("{group} is left out: the credentials of its connection to {provider} no longer work"));
    }
    let covered: Vec<[String; 4]> = usable
        .iter()
        .map(|Connection { group, provider, name, status }| {
            [group, provider, name, status].map(|text| clean::line(&secrets::redact(text)).into_owned())
        })
        .collect();
    if covered.is_empty() && arguments.format == Format::Text {
        complain(format_args!("project {project} has no connection to check with"));
        return Ok(Status::Clean);
    }
    let written = output::write(|out| match arguments.format {
        Format::Json => {
            let entries: Vec<Entry> =
                covered.iter().map(|[group, provider, name, status]| Entry { group, provider, name, status }).collect();
            clean::pretty_json(out, &entries)
        }
        Format::Text => {
            let head = ["GROUP", "PROVIDER", "NAME", "STATUS"].map(str::to_string);
            let width = |at: usize| {
                let cells = std::iter::once(&head).chain(&covered).map(|row| row[at].chars().count());
                cells.max().unwrap_or(0)
            };
            let (group, provider, name) = (width(0), width(1), width(2));
            for [one, two, three, four] in std::iter::once(&head).chain(&covered) {
                writeln!(out, "{one:group$}  {two:provider$}  {three:name$}  {four}")?;
            }
            Ok(())
        }
    });
    Ok(written.unwrap_or(Status::Clean))
}
