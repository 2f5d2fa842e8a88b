//! `amp-lint check-message MANIFEST FILE`: whether a recorded message is one that the manifest delivers.

use std::path::PathBuf;

use clap::Args;

use super::error::Error;
use super::inputs::Input;
use super::output::{self, Colour};
use super::reports::{self, Reports, Target};
use super::types::ManifestArguments;
use super::{Status, secrets};
use crate::finding::Severity;
use crate::report::{Linted, Summary};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The manifest
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
    /// The message in JSON, or a list of messages; - for stdin
    #[arg(value_name = "FILE")]
    message: PathBuf,
    #[command(flatten)]
    of: ManifestArguments,
    /// How to report, and where to: FORMAT for stdout, FORMAT=FILE for a file; the formats of a lint
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = reports::TARGET, hide_possible_values = true)]
    format: Vec<Target>,
    /// Let warnings count: fields that the manifest does not ask for
    #[arg(long)]
    strict: bool,
    /// Show advice too: mapped names that the manifest does not have
    #[arg(long)]
    pedantic: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
}

/// Checks and reports.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    let reports = Reports::new(&arguments.format, None, arguments.color)?;
    let messages = arguments.of.messages(&arguments.manifest)?;
    let source = Input::named(&arguments.message).read()?;
    let counts = if arguments.strict { Severity::Warning } else { Severity::Error };
    let mut findings = messages.check(&source);
    findings.retain(|finding| arguments.pedantic || finding.severity > Severity::Pedantic);
    let found = findings.iter().any(|finding| finding.severity >= counts);
    let linted = [secrets::covered(Linted { source, findings, counts })];
    let mut written = reports.write_files(&linted);
    written = written.max(output::write(|out| reports.write(out, &linted)));
    if reports.for_people() {
        output::say(&Summary::of(&linted).to_string());
    }
    Ok(written.unwrap_or(if found { Status::Found } else { Status::Clean }))
}
