//! `amp-lint diff [OLD] NEW`: what a deploy would change, and what it would break.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::catalog::CatalogChoice;
use super::changes::EXISTING;
use super::error::Error;
use super::inputs::{self, Input, Wanted};
use super::output::{self, Colour, Stream, complain};
use super::project::ProjectArguments;
use super::settings;
use super::{Status, secrets, waiting};
use crate::diff::{Comparison, Impact, Text, Unreadable, Version};
use crate::files;
use crate::report::changes::{self, Compared, Judged, Summary};
use crate::report::comment;
use crate::settings::nearest::AllSettings;

#[derive(Debug, Args)]
#[command(override_usage = "amp-lint diff [OPTIONS] OLD NEW\n       amp-lint diff [OPTIONS] --project <PROJECT> NEW")]
pub struct Arguments {
    /// The old version and the new one, files or folders; with --project the new one alone, and the old one is what is
    /// deployed
    #[arg(value_name = "OLD NEW", num_args = 1..=2, required = true)]
    paths: Vec<PathBuf>,
    /// Let these kinds of change be, whatever they break
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = EXISTING, hide_possible_values = true)]
    allow: Vec<String>,
    /// How to report; by default pretty, and github in GitHub Actions
    #[arg(long, value_enum)]
    format: Option<Format>,
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
    /// Annotations for GitHub Actions
    Github,
    /// The comment for a pull request, with the difference in reads a day
    Markdown,
}

/// Compares and reports.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    arguments.platform.keep_secret();
    let chosen = arguments.catalog.choose()?;
    let project = arguments.platform.project.as_deref();
    let (old, new) = match (project, arguments.paths.as_slice()) {
        (Some(project), [new]) => {
            let new = version(new, arguments)?;
            let (deployed, is_whole) = arguments.platform.deployed(project, None)?;
            if !is_whole {
                return Err(Error::Said);
            }
            let texts = texts(deployed.into_iter().map(|one| (Input::deployed(project, one), String::new())))?;
            (Version { texts }, new)
        }
        (None, [old, new]) if old == new && old.as_os_str() == "-" => {
            return Err(Error::Usage("stdin can be one of the two versions, not both".to_string()));
        }
        (None, [old, new]) => (version(old, arguments)?, version(new, arguments)?),
        (Some(_), _) => return Err(Error::Usage("with --project, name the new version alone".to_string())),
        (None, _) => {
            return Err(Error::Usage("name the old version and the new one, or the new one and --project".to_string()));
        }
    };
    let comparison =
        Comparison { old: &old, new: &new, catalog: chosen.catalog(), old_may_hold_others: project.is_some() };
    let outcome = comparison.outcome();
    let mut reads = comparison.reads();
    let mut judged: Vec<Judged> = outcome
        .changes
        .into_iter()
        .map(|change| {
            let allowed =
                change.impact == Impact::Breaking && arguments.allow.iter().any(|name| name == change.kind.name);
            Judged { change, allowed }
        })
        .collect();
    let summary = Summary::of(&judged, &outcome.not_compared);
    let status = match summary {
        // Whatever was not compared may break something, too.
        Summary { not_compared: 1.., .. } => Status::Failed,
        Summary { breaking: 1.., .. } => Status::Found,
        _ => Status::Clean,
    };
    if arguments.quiet {
        judged.retain(|one| one.change.impact == Impact::Breaking && !one.allowed);
    }
    // What is compared is the text itself, and what is shown of it holds no secret.
    let (old, new) = (secrets::covered_version(old), secrets::covered_version(new));
    judged.iter_mut().for_each(|one| secrets::redact_change(&mut one.change));
    let mut not_compared = outcome.not_compared;
    not_compared.iter_mut().for_each(secrets::redact_gap);
    reads.iter_mut().for_each(|one| one.integration = secrets::redact(&one.integration).into_owned());
    let compared = Compared { judged: &judged, not_compared: &not_compared, old: &old, new: &new };
    let style = output::style(arguments.color, Stream::Stdout);
    let in_actions = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let format = arguments.format.unwrap_or(if in_actions { Format::Github } else { Format::Pretty });
    let written = output::write(|out| match format {
        Format::Pretty => changes::pretty(out, compared, style),
        Format::Json => changes::json(out, compared),
        Format::Github => changes::github(out, compared),
        Format::Markdown => out.write_all(comment::markdown(compared, &reads).as_bytes()),
    });
    if format != Format::Json && !arguments.quiet {
        // The one line that is neither a change nor a failure.
        output::say(&summary.to_string());
    }
    Ok(written.unwrap_or(status))
}

/// What a path stands for: a file, stdin, or the manifests of a folder, which are searched for as for a lint.
fn version(path: &Path, arguments: &Arguments) -> Result<Version, Error> {
    let mut settings = AllSettings::new(None, false);
    let collected =
        waiting::show("searching", || inputs::collect(&[path.to_path_buf()], &Wanted::default(), &mut settings));
    collected.say(arguments.quiet);
    settings::report(&settings, arguments.color, arguments.quiet)?;
    if !collected.complaints.is_empty() {
        return Err(Error::Said);
    }
    let mut named = Vec::with_capacity(collected.inputs.len());
    for input in collected.inputs {
        let file = input.path().filter(|_| input.found_by_search);
        let file = file.map(|file| files::name(file.strip_prefix(path).unwrap_or(file)));
        named.push((input, file.unwrap_or_default()));
    }
    let texts = texts(named.into_iter())?;
    if texts.is_empty() {
        return Err(Error::Nothing(format!("there is no manifest to compare in {}", files::name(path))));
    }
    Ok(Version { texts })
}

/// Reads texts, each with the name of its file on its side. Another tool's file that a search came upon is left out,
/// and said to be.
fn texts(inputs: impl Iterator<Item = (Input, String)>) -> Result<Vec<Text>, Error> {
    let mut texts = Vec::new();
    let mut failed = false;
    for (input, file) in inputs {
        let source = input.read()?;
        let name = source.name().to_string();
        match Text::read(source) {
            Ok(text) => texts.push(text.in_file(file)),
            Err(Unreadable::NotIntegrations) if input.found_by_search => {
                complain(format_args!("{name} is left out: {}", Unreadable::NotIntegrations));
            }
            Err(why) => {
                complain(format_args!("cannot compare {name}: {why}"));
                failed = true;
            }
        }
    }
    if failed { Err(Error::Said) } else { Ok(texts) }
}
