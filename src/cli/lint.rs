//! `amp-lint [PATHS]...`: lint files, folders or stdin.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueEnum};

use super::Status;
use super::inputs::{self, Input};
use super::output::{self, Colour, complain};
use crate::finding::Severity;
use crate::report::{Linted, Summary, json, pretty};
use crate::rules::Selection;
use crate::{Request, lint};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders to search for amp.yaml and amp.yml, or - for stdin
    #[arg(value_name = "PATHS", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    format: Format,
    /// Let warnings count: exit status 1
    #[arg(long)]
    strict: bool,
    /// Show advice too
    #[arg(long)]
    pedantic: bool,
    /// Report these rules alone
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = super::rules::existing)]
    only: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = super::rules::existing)]
    skip: Vec<String>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
    /// Report errors alone, and no summary
    #[arg(short, long)]
    quiet: bool,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: each finding with its lines
    Pretty,
    /// For programs
    Json,
}

/// Lints what the arguments name and reports it.
pub fn run(arguments: &Arguments) -> Status {
    let (inputs, mut failed) = inputs::collect(&arguments.paths);
    let selection = Selection {
        only: (!arguments.only.is_empty()).then(|| arguments.only.iter().cloned().collect()),
        skip: arguments.skip.iter().cloned().collect(),
    };
    let least = match (arguments.quiet, arguments.pedantic) {
        (true, _) => Severity::Error,
        (false, true) => Severity::Pedantic,
        (false, false) => Severity::Warning,
    };
    // What is not shown still counts.
    let counts = if arguments.strict { Severity::Warning } else { Severity::Error };
    let mut found = false;
    let mut linted = Vec::with_capacity(inputs.len());
    for outcome in lint_all(&inputs, &selection) {
        match outcome {
            Ok(mut one) => {
                found |= one.findings.iter().any(|finding| finding.severity >= counts);
                one.findings.retain(|finding| finding.severity >= least);
                linted.push(one);
            }
            Err(complaint) => {
                complain(format_args!("{complaint}"));
                failed = true;
            }
        }
    }
    let written = output::write(|out| match arguments.format {
        Format::Pretty => pretty::write(out, &linted, output::style(arguments.color)),
        Format::Json => json::write(out, &linted),
    });
    if arguments.format == Format::Pretty && !arguments.quiet && !linted.is_empty() {
        // The one line that is neither a finding nor a failure.
        let _ = std::io::Write::write_fmt(&mut std::io::stderr().lock(), format_args!("{}\n", Summary::of(&linted)));
    }
    let status = match (failed, found) {
        (true, _) => Status::Failed,
        (false, true) => Status::Found,
        (false, false) => Status::Clean,
    };
    written.unwrap_or(status)
}

/// Lints all inputs on as many threads as there are processors. The order of the outcome is the order of the inputs.
fn lint_all(inputs: &[Input], selection: &Selection) -> Vec<Result<Linted, String>> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::with_capacity(inputs.len()));
    let work = || {
        while let Some((at, input)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            inputs.get(at).map(|input| (at, input))
        } {
            let outcome = input.read().map(|source| {
                let request = Request { found_by_search: input.found_by_search, selection: Some(selection) };
                let findings = lint(&source, request);
                Linted { source, findings }
            });
            outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((at, outcome));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(inputs.len());
    if threads <= 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
    }
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
