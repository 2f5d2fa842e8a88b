//! `amp-lint init [PROVIDER [OBJECT...]]`: a first manifest to go on from.

mod draft;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;

use super::catalog::CatalogChoice;
use super::error::Error;
use super::names::not_empty;
use super::output::{self, complain};
use super::{Status, providers, write};
use crate::catalog::{Catalog, Provider};
use crate::clean;
use crate::files;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The provider; asked for in a terminal where it is left out
    #[arg(value_parser = providers::NAME, hide_possible_values = true)]
    provider: Option<String>,
    /// The objects to read or to write; a few that suit by default
    #[arg(value_parser = not_empty)]
    objects: Vec<String>,
    /// The module of the provider; by default the one that has the objects
    #[arg(long, value_parser = not_empty)]
    module: Option<String>,
    /// Write it to this file, which must not be there yet; to stdout by default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    choice: CatalogChoice,
}

/// Prints a first manifest, or writes it to a file.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    let chosen = arguments.choice.choose()?;
    let catalog = chosen.catalog();
    let asked = match &arguments.provider {
        Some(name) => providers::find(catalog, name).map(|provider| (provider, arguments.objects.clone())),
        None => ask(catalog),
    };
    let (provider, objects) = asked.ok_or(Error::Said)?;
    let text = draft::manifest(catalog, provider, arguments.module.as_deref(), &objects).map_err(Error::Usage)?;
    let written = match arguments.output.as_deref().filter(|path| path.as_os_str() != "-") {
        None => output::write_lines(|out| out.write_all(text.as_bytes())),
        Some(path) => {
            write::create_new(path, text.as_bytes())?;
            output::write_lines(|out| writeln!(out, "wrote {}", clean::line(&files::name(path))))
        }
    };
    Ok(written.unwrap_or(Status::Clean))
}

/// Asks a person for a provider and its objects. What is wrong has been complained of.
fn ask(catalog: &Catalog) -> Option<(&Provider, Vec<String>)> {
    /// Who has got it wrong so often wants to look it up.
    const TIMES: usize = 5;
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        complain(format_args!("name a provider, as `amp-lint init hubspot`; `amp-lint providers` lists them"));
        return None;
    }
    let mut found = None;
    for _ in 0..TIMES {
        let name = answer("provider (`amp-lint providers` lists them): ")?;
        found = if name.is_empty() { None } else { providers::find(catalog, &name) };
        if found.is_some() {
            break;
        }
    }
    let provider = found?;
    let objects = answer("objects, with blanks between them (none: a few that suit): ")?;
    Some((provider, objects.split([' ', ',']).filter(|name| !name.is_empty()).map(str::to_string).collect()))
}

/// What a person answers to a question; nothing where the terminal ends.
fn answer(question: &str) -> Option<String> {
    let mut stderr = io::stderr().lock();
    // Where nobody can be asked nobody answers.
    write!(stderr, "{question}").and_then(|()| stderr.flush()).ok()?;
    drop(stderr);
    let mut line = String::new();
    let length = io::stdin().lock().read_line(&mut line).ok()?;
    (length > 0).then(|| line.trim().to_string())
}
