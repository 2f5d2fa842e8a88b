//! `amp-lint summary [PATHS]...`: what manifests do, in numbers.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::catalog::CatalogChoice;
use super::error::Error;
use super::inputs::{self, Wanted};
use super::output::{self, Colour, complain};
use super::{Status, secrets, settings, waiting};
use crate::analysis::{Analysis, Definition};
use crate::clean;
use crate::facts::Facts;
use crate::rules::Policy;
use crate::settings::nearest::AllSettings;
use crate::shape::plan::Schema;
use crate::summary::{Summary, markdown, text};

/// The version of the JSON report's shape.
const VERSION: u32 = 1;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders to search for amp.yaml and amp.yml, or - for stdin
    ///
    /// By default the current folder is searched.
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    wanted: Wanted,
    /// Use this settings file for all files, in place of the nearest .amp-lint.yaml of each
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use no settings file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    #[command(flatten)]
    catalog: CatalogChoice,
    /// When to use colours in what is reported on stderr
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A few lines for each integration
    Text,
    /// For pull requests and wikis, with a diagram
    Markdown,
    /// For programs
    Json,
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    #[serde(flatten)]
    summary: &'a Summary,
}

/// Sums up what the arguments name.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    let mut files = AllSettings::new(arguments.config.as_deref(), arguments.no_config);
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    let collected = waiting::show("searching", || inputs::collect(paths, &arguments.wanted, &mut files));
    collected.say(false);
    let mut status = if collected.complaints.is_empty() { Status::Clean } else { Status::Failed };
    let of_files: Vec<_> = collected.inputs.iter().map(|input| files.for_file(input.path())).collect();
    settings::report(&files, arguments.color, false)?;
    let catalog = arguments.catalog.choose()?;
    let mut all: Vec<(String, Summary)> = Vec::new();
    for (input, settings) in collected.inputs.into_iter().zip(of_files) {
        let by_search = input.found_by_search;
        let source = match input.read() {
            Ok(source) => source,
            Err(error) => {
                status = error.report();
                continue;
            }
        };
        let name = source.name().to_string();
        let analysis = Analysis::of(source, Schema::integrations());
        if matches!(analysis.definition(), Definition::Unknown) {
            let what = if by_search { "is left out" } else { "cannot be summed up" };
            complain(format_args!("{name} {what}: it is neither a manifest nor an answer of the API"));
            status = if by_search { status } else { Status::Failed };
            continue;
        }
        let facts = Facts {
            catalog: catalog.catalog(),
            destinations: settings.destinations.as_deref(),
            found_by_search: by_search,
            policies: &settings.policies,
            ..Facts::default()
        };
        let findings = analysis.findings(&facts, &Policy { selection: None, levels: Some(&settings.levels) });
        all.push((name, Summary::of(&analysis, facts.catalog, &findings)));
    }
    let written = output::write(|out| {
        let mut shown = String::new();
        match arguments.format {
            Format::Text => {
                let each: Vec<String> = all.iter().map(|(name, summary)| text::write(summary, name)).collect();
                shown = each.join("\n");
            }
            Format::Markdown => all.iter().for_each(|(name, summary)| shown.push_str(&markdown::write(summary, name))),
            Format::Json => {
                let files = all.iter().map(|(path, summary)| File { path, summary }).collect();
                let mut json = Vec::new();
                clean::json(&mut json, &Report { version: VERSION, files })?;
                json.push(b'\n');
                shown = String::from_utf8_lossy(&json).into_owned();
            }
        }
        out.write_all(secrets::redact(&shown).as_bytes())
    });
    Ok(written.unwrap_or(status))
}
