//! `amp-lint [PATHS]...`: lint files, folders or stdin, and put right what can be.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Args;

use super::catalog::{CatalogChoice, Chosen};
use super::inputs::{self, Input};
use super::output::{self, Colour, complain};
use super::project::ProjectArguments;
use super::reports::{self, Reports, Target};
use super::rules::EXISTING;
use super::settings::{AllSettings, Broken};
use super::{Status, secrets, write};
use crate::config::FileSettings;
use crate::finding::{Finding, Severity};
use crate::fix::{self, Fixed};
use crate::project::Project;
use crate::report::patch::{self, Patch};
use crate::report::{self, Linted, Summary};
use crate::rules::Selection;
use crate::source::Source;
use crate::{Request, lint};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders to search for amp.yaml and amp.yml, or - for stdin
    ///
    /// By default the current folder is searched.
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    platform: ProjectArguments,
    /// Lint the latest revisions of all integrations that the platform holds of the project
    #[arg(
        long,
        requires = "project",
        conflicts_with_all = ["fix", "unsafe_fixes", "diff"],
        help_heading = "The platform"
    )]
    deployed: bool,
    /// How to report, and where to: FORMAT for stdout, FORMAT=FILE for a file (- for stdout); several at once
    ///
    /// FORMAT is one of pretty (for people), concise (a line each), json, github (annotations), gitlab (code quality), sarif, junit
    /// and problem (an Input Validation Problem). By default pretty; github in GitHub Actions, gitlab in GitLab CI.
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = reports::TARGET, hide_possible_values = true)]
    format: Vec<Target>,
    /// Write the report to this file, in place of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Say how many findings there are of each rule
    #[arg(long)]
    statistics: bool,
    /// Apply the fixes that have one right answer; stdin is written to stdout
    #[arg(long)]
    fix: bool,
    /// Apply the likely fixes too
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show as a diff what --fix would change, and change nothing
    #[arg(long)]
    diff: bool,
    /// Let warnings count: exit status 1
    #[arg(long)]
    strict: bool,
    /// Show advice too
    #[arg(long)]
    pedantic: bool,
    /// Report these rules alone
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = EXISTING, hide_possible_values = true)]
    only: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = EXISTING, hide_possible_values = true)]
    skip: Vec<String>,
    /// Use this settings file for all files, in place of the nearest .amp-lint.yaml of each
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use no settings file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    #[command(flatten)]
    catalog: CatalogChoice,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
    /// Report what counts alone (errors; with --strict warnings too), and no summary
    #[arg(short, long)]
    quiet: bool,
}

impl Arguments {
    /// Whether fixes are wanted, applied or shown.
    fn fixes(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff
    }

    /// The reports to write. The error is a line for a person.
    fn reports(&self) -> Result<Reports, String> {
        let new = if self.diff { Reports::with_diff } else { Reports::new };
        new(&self.format, self.output.as_deref(), self.color)
    }

    /// The least severity that counts in a file.
    fn counts(&self, settings: Option<&FileSettings>) -> Severity {
        match self.strict || settings.is_some_and(|settings| settings.strict) {
            true => Severity::Warning,
            false => Severity::Error,
        }
    }

    /// The least severity that is shown, where findings from `counts` on count.
    fn least(&self, counts: Severity) -> Severity {
        match (self.quiet, self.pedantic) {
            (true, _) => counts,
            (false, true) => Severity::Pedantic,
            (false, false) => Severity::Warning,
        }
    }
}

/// What all inputs of a run are linted with.
#[derive(Clone, Copy)]
struct Known<'a> {
    selection: &'a Selection,
    catalog: &'a Chosen,
    project: Option<&'a Project>,
}

/// One input, linted: as it was, and fixed where that was wanted.
struct Outcome {
    before: Source,
    fixed: Fixed,
}

/// Lints what the arguments name and reports it.
pub fn run(arguments: &Arguments) -> Status {
    let reports = match arguments.reports() {
        Ok(reports) => reports,
        Err(complaint) => {
            complain(format_args!("{complaint}"));
            return Status::Failed;
        }
    };
    let (mut inputs, mut failed) = match arguments.paths.as_slice() {
        [] if arguments.deployed => (Vec::new(), false),
        [] => inputs::collect(&[PathBuf::from(".")]),
        paths => inputs::collect(paths),
    };
    // What the platform does not tell fails the run, and the rest is linted all the same.
    let project = arguments.platform.facts().unwrap_or_else(|_| {
        failed = true;
        None
    });
    if let Some(project) = arguments.platform.project.as_deref().filter(|_| arguments.deployed && project.is_some()) {
        match arguments.platform.deployed(project, None) {
            Ok(all) => inputs.extend(all.into_iter().map(|one| Input::deployed(project, one))),
            Err(_) => failed = true,
        }
    }
    let selection = Selection {
        only: (!arguments.only.is_empty()).then(|| arguments.only.iter().cloned().collect()),
        skip: arguments.skip.iter().cloned().collect(),
    };
    let Ok(catalog) = arguments.catalog.choose() else { return Status::Failed };
    let Ok(inputs) = with_settings(inputs, arguments) else { return Status::Failed };
    let mut found = false;
    let mut applied = 0;
    let mut linted = Vec::with_capacity(inputs.len());
    let mut to_stdout = Vec::new();
    for ((input, settings), outcome) in inputs.iter().zip(lint_all(
        &inputs,
        arguments,
        Known { selection: &selection, catalog: &catalog, project: project.as_ref() },
    )) {
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(complaint) => {
                complain(format_args!("{complaint}"));
                failed = true;
                continue;
            }
        };
        for rule in &outcome.fixed.defects {
            complain(format_args!(
                "the fix of `{rule}` would break {} and was not applied: please report this defect of amp-lint",
                outcome.before.name()
            ));
        }
        let mut source = outcome.fixed.source;
        if arguments.diff {
            applied += outcome.fixed.applied;
            to_stdout.extend(diff(&outcome.before, &source).into_bytes());
            source = outcome.before;
        } else if arguments.fixes() {
            match input.path() {
                None => {
                    applied += outcome.fixed.applied;
                    to_stdout.extend(source.to_bytes());
                }
                Some(path) if outcome.fixed.applied > 0 => {
                    match write::replace(path, &outcome.before.to_bytes(), &source.to_bytes()) {
                        Ok(()) => applied += outcome.fixed.applied,
                        Err(complaint) => {
                            complain(format_args!("{complaint}"));
                            failed = true;
                        }
                    }
                }
                Some(_) => {}
            }
        }
        let mut findings = outcome.fixed.findings;
        // What is not shown still counts.
        let counts = arguments.counts(Some(settings));
        found |= findings.iter().any(|finding| finding.severity >= counts);
        findings.retain(|finding| finding.severity >= arguments.least(counts));
        linted.push(secrets::covered(Linted { source, findings, counts }));
    }
    let status = match (failed, found) {
        (true, _) => Status::Failed,
        (false, true) => Status::Found,
        (false, false) => Status::Clean,
    };
    // Where the fixed text or the diff has stdout for itself, the report goes to stderr.
    let beside = arguments.diff || (arguments.fixes() && inputs.iter().any(|(input, _)| input.path().is_none()));
    let reports = if beside { reports.beside() } else { reports };
    let mut written = reports.write_files(&linted);
    if beside {
        if !arguments.diff {
            // Nobody is left to tell when stderr is gone.
            let _ = reports.write(&mut io::stderr().lock(), &linted);
        }
        written = written.max(output::write(|out| out.write_all(&to_stdout)));
    } else {
        written = written.max(output::write(|out| reports.write(out, &linted)));
    }
    if reports.for_people() && !arguments.quiet && !linted.is_empty() {
        summarize(arguments, &linted, applied);
    }
    if arguments.statistics {
        statistics(&linted);
    }
    written.unwrap_or(status)
}

/// How many findings there are of each rule, on stderr.
fn statistics(linted: &[Linted]) {
    let counts = report::statistics(linted);
    let width = counts.first().map_or(0, |(_, count)| count.to_string().len());
    for (rule, count) in counts {
        output::say(&format!("{count:width$}  {rule}"));
    }
}

/// The inputs, each with what the settings say about it; without those that the settings exclude.
fn with_settings(inputs: Vec<Input>, arguments: &Arguments) -> Result<Vec<(Input, FileSettings)>, Broken> {
    let mut settings = AllSettings::new(arguments.config.as_deref(), arguments.no_config, arguments.color)?;
    let mut kept = Vec::with_capacity(inputs.len());
    for input in inputs {
        if let Some(one) = settings.for_file(input.path(), input.found_by_search)? {
            kept.push((input, one));
        }
    }
    Ok(kept)
}

/// The lines on stderr that say how it went.
fn summarize(arguments: &Arguments, linted: &[Linted], applied: usize) {
    let fixes = |safe: bool| {
        let all = linted.iter().flat_map(|one| &one.findings).filter_map(|finding| finding.fix.as_ref());
        all.filter(|fix| fix.safe == safe).count()
    };
    let mut text = Summary::of(linted).to_string();
    let mut can = "can be fixed ";
    if arguments.fixes() {
        let done = if arguments.diff { "to fix" } else { "fixed" };
        text.push_str(&format!("; {applied} {done}"));
    } else if fixes(true) > 0 {
        text.push_str(&format!("; {} {can}with --fix", fixes(true)));
        can = "";
    }
    if !arguments.unsafe_fixes && fixes(false) > 0 {
        text.push_str(&format!("; {} {can}with --unsafe-fixes", fixes(false)));
    }
    // The one line that is neither a finding nor a failure.
    output::say(&text);
}

/// What changed, as a unified diff; empty where nothing did.
fn diff(before: &Source, after: &Source) -> String {
    let Patch { text, is_exact } = patch::unified(before, after);
    let redacted = secrets::redact(&text);
    if !is_exact || redacted != text {
        complain(format_args!(
            "{} has something in it that is not shown: its diff cannot be applied, --fix can",
            before.name()
        ));
    }
    redacted.into_owned()
}

/// Lints all inputs on as many threads as there are processors. The order of the outcome is the order of the inputs.
fn lint_all(inputs: &[(Input, FileSettings)], arguments: &Arguments, known: Known) -> Vec<Result<Outcome, String>> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::with_capacity(inputs.len()));
    let work = || {
        while let Some((at, (input, settings))) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            inputs.get(at).map(|input| (at, input))
        } {
            let outcome = input.read().map(|source| {
                let request = Request {
                    found_by_search: input.found_by_search,
                    selection: Some(known.selection),
                    settings: Some(settings),
                    catalog: Some(known.catalog.catalog()),
                    project: known.project,
                };
                lint_one(source, arguments, request)
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

fn lint_one(source: Source, arguments: &Arguments, request: Request) -> Outcome {
    if !arguments.fixes() {
        let findings = lint(&source, request);
        let fixed = Fixed { source: source.clone(), findings, applied: 0, defects: Vec::new() };
        return Outcome { before: source, fixed };
    }
    // Only what is shown is fixed: advice that nobody asked for changes nothing.
    let least = arguments.least(arguments.counts(request.settings));
    let shown = |source: &Source| -> Vec<Finding> {
        let mut findings = lint(source, request);
        for finding in findings.iter_mut().filter(|finding| finding.severity < least) {
            finding.fix = None;
        }
        findings
    };
    let fixed = fix::fix_all(source.clone(), shown, arguments.unsafe_fixes);
    Outcome { before: source, fixed }
}
