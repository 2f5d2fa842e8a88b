//! `amp-lint diff [OLD] NEW`: what a deploy would change, and what it would break.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::catalog::CatalogChoice;
use super::inputs::Input;
use super::names::Names;
use super::output::{self, Colour, Stream, complain};
use super::project::ProjectArguments;
use super::{Status, secrets};
use crate::diff::{self, Comparison, Impact, Text, Version};
use crate::near::near_keys;
use crate::report::changes::{self, Judged, Summary};

#[derive(Debug, Args)]
#[command(override_usage = "amp-lint diff [OPTIONS] OLD NEW\n       amp-lint diff [OPTIONS] --project <PROJECT> NEW")]
pub struct Arguments {
    /// The old version and the new one; with --project the new one alone, and the old one is what is deployed
    #[arg(value_name = "OLD NEW", num_args = 1..=2, required = true)]
    paths: Vec<PathBuf>,
    /// Let these kinds of change be, whatever they break
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = EXISTING, hide_possible_values = true)]
    allow: Vec<String>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    format: Format,
    #[command(flatten)]
    catalog: CatalogChoice,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
    /// Report breaking changes alone, and no summary
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    platform: ProjectArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: each change with its lines
    Pretty,
    /// For programs
    Json,
}

/// The name of a kind of change that exists, for arguments.
const EXISTING: Names<String> = Names { all: names, read: |name| find(name).map(|kind| kind.name.to_string()) };

/// The names of all kinds of change.
pub fn names() -> Vec<&'static str> {
    diff::kinds::all().iter().map(|kind| kind.name).collect()
}

/// A kind of change by its name; the error says which one may be meant.
pub fn find(name: &str) -> Result<&'static diff::Kind, String> {
    diff::kinds::by_name(name).ok_or_else(|| {
        let near = near_keys(name, diff::kinds::all().iter().map(|kind| kind.name));
        match near.first() {
            Some((_, near)) => format!("there is no change `{name}`; did you mean `{near}`?"),
            None => {
                let all: Vec<&str> = diff::kinds::all().iter().map(|kind| kind.name).collect();
                format!("there is no change `{name}`; there are {}", all.join(", "))
            }
        }
    })
}

/// Compares and reports.
pub fn run(arguments: &Arguments) -> Status {
    match compare(arguments) {
        Ok(status) => status,
        Err(complaint) => {
            if let Some(complaint) = complaint {
                complain(format_args!("{complaint}"));
            }
            Status::Failed
        }
    }
}

/// The error is a line for a person, or nothing where it has been said.
fn compare(arguments: &Arguments) -> Result<Status, Option<String>> {
    let chosen = arguments.catalog.choose().map_err(|_| None)?;
    let project = arguments.platform.project.as_deref();
    let (old, new) = match (project, arguments.paths.as_slice()) {
        (Some(project), [new]) => {
            let new = file(new)?;
            let deployed = arguments.platform.deployed(project, None).map_err(|_| None)?;
            let mut texts = Vec::with_capacity(deployed.len());
            for one in deployed {
                texts.push(read(Input::deployed(project, one))?);
            }
            (Version { texts }, new)
        }
        (None, [old, new]) => (file(old)?, file(new)?),
        (Some(_), _) => return Err(Some("with --project, name the new version alone".to_string())),
        (None, _) => {
            return Err(Some("name the old version and the new one, or the new one and --project".to_string()));
        }
    };
    let comparison =
        Comparison { old: &old, new: &new, catalog: chosen.catalog(), old_may_hold_others: project.is_some() };
    let mut judged: Vec<Judged> = comparison
        .changes()
        .into_iter()
        .map(|change| {
            let allowed =
                change.impact == Impact::Breaking && arguments.allow.iter().any(|name| name == change.kind.name);
            Judged { change, allowed }
        })
        .collect();
    let summary = Summary::of(&judged);
    let breaks = summary.breaking > 0;
    if arguments.quiet {
        judged.retain(|one| one.change.impact == Impact::Breaking && !one.allowed);
    }
    let style = output::style(arguments.color, Stream::Stdout);
    let written = output::write(|out| match arguments.format {
        Format::Pretty => changes::pretty(out, &judged, &old, &new, style),
        Format::Json => changes::json(out, &judged, &old, &new),
    });
    if arguments.format == Format::Pretty && !arguments.quiet {
        // The one line that is neither a change nor a failure.
        output::say(&summary.to_string());
    }
    Ok(written.unwrap_or(if breaks { Status::Found } else { Status::Clean }))
}

fn file(path: &Path) -> Result<Version, Option<String>> {
    Ok(Version { texts: vec![read(Input::named(path.to_path_buf()))?] })
}

fn read(input: Input) -> Result<Text, Option<String>> {
    let source = secrets::cover(input.read().map_err(Some)?);
    let name = source.name().to_string();
    Text::read(source).map_err(|why| Some(format!("cannot compare {name}: {why}")))
}
