//! `amp-lint read FILE...`: what the platform reads, as JSON.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;

use super::Status;
use super::inputs::Input;
use super::output::{self, Colour, Stream};
use super::secrets;
use crate::finding::Severity;
use crate::reading::value::Layout;
use crate::report::{Linted, pretty};
use crate::source::Source;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, or - for stdin
    #[arg(value_name = "FILE", required = true)]
    paths: Vec<PathBuf>,
    /// Print each value on one line: what is done anyway where stdout is no terminal
    #[arg(long, conflicts_with = "pretty")]
    compact: bool,
    /// Print one member or item a line: what is done anyway on a terminal
    #[arg(long)]
    pretty: bool,
    /// When to use colours in what is reported on stderr
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
}

/// Prints the value of each file, in their order. What the platform rejects is reported on stderr.
pub fn run(arguments: &Arguments) -> Status {
    let layout = match (arguments.compact, arguments.pretty || io::stdout().is_terminal()) {
        (false, true) => Layout::Pretty,
        _ => Layout::Compact,
    };
    let mut worst = Status::Clean;
    for path in &arguments.paths {
        let status = match Input::named(path).read() {
            Ok(source) => one(source, layout, arguments.color),
            Err(error) => error.report(),
        };
        worst = worst.max(status);
    }
    worst
}

/// Prints the value of one file.
fn one(source: Source, layout: Layout, colour: Colour) -> Status {
    match crate::read(&source, layout) {
        Ok(json) => output::write(|out| writeln!(out, "{}", secrets::redact(&json))).unwrap_or(Status::Clean),
        Err(findings) => {
            let linted = [secrets::covered(Linted { source, findings, counts: Severity::Error })];
            // Nobody is left to tell when stderr is gone.
            let _ = pretty::write(&mut io::stderr().lock(), &linted, output::style(colour, Stream::Stderr));
            Status::Found
        }
    }
}
