//! `amp-lint [PATHS]...`: lint files, folders or stdin, and put right what can be.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Args;

use super::catalog::{CatalogChoice, Chosen};
use super::inputs::{self, Collected, Input, Wanted};
use super::output::{self, Colour, complain};
use super::project::ProjectArguments;
use super::reports::{self, Reports, Target};
use super::rules::{EXISTING, OPTIONAL};
use super::settings::{AllSettings, Broken};
use super::{Status, secrets, waiting, write};
use crate::analysis::Analysis;
use crate::edit::fix::{self, Fixed};
use crate::facts::{Facts, Project};
use crate::finding::{Finding, Fix, Severity};
use crate::report::patch::{self, Patch};
use crate::report::{self, Linted, Summary};
use crate::rules::{Policy, Selection};
use crate::settings::FileSettings;
use crate::shape::plan::Schema;
use crate::source::Source;

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
    /// Apply the safe fixes: those with one right answer; stdin is written to stdout
    #[arg(long)]
    fix: bool,
    /// Apply the unsafe fixes too: likely answers, to be looked over afterwards
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show as a diff what the fixes would change, and the findings that would stay; change nothing
    #[arg(long)]
    diff: bool,
    /// Let warnings count as errors do: exit status 1
    #[arg(long)]
    strict: bool,
    /// Show advice too: findings of severity pedantic
    #[arg(long)]
    pedantic: bool,
    /// Report these rules alone
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = EXISTING, hide_possible_values = true)]
    only: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = OPTIONAL, hide_possible_values = true)]
    skip: Vec<String>,
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
    arguments.platform.keep_secret();
    let reports = match arguments.reports() {
        Ok(reports) => reports,
        Err(complaint) => {
            complain(format_args!("{complaint}"));
            return Status::Failed;
        }
    };
    let Ok(Linting { mut inputs, current, mut failed }) = collect(arguments) else { return Status::Failed };
    // What the platform does not tell fails the run, and the rest is linted all the same.
    let project = arguments.platform.facts().unwrap_or_else(|_| {
        failed = true;
        None
    });
    if let Some(project) = arguments.platform.project.as_deref().filter(|_| arguments.deployed && project.is_some()) {
        match arguments.platform.deployed(project, None) {
            Ok((all, is_whole)) => {
                failed |= !is_whole;
                if all.is_empty() && is_whole && !arguments.quiet {
                    complain(format_args!("nothing is deployed of project {project}, and nothing of it was linted"));
                }
                inputs.extend(all.into_iter().map(|one| (Input::deployed(project, one), current.clone())));
            }
            Err(_) => failed = true,
        }
    }
    let selection = Selection {
        only: (!arguments.only.is_empty()).then(|| arguments.only.iter().cloned().collect()),
        skip: arguments.skip.iter().cloned().collect(),
    };
    let Ok(catalog) = arguments.catalog.choose() else { return Status::Failed };
    let mut found = false;
    let mut applied = 0;
    let mut offered = Offered::default();
    let mut linted = Vec::with_capacity(inputs.len());
    let mut to_stdout = Vec::new();
    let known = Known { selection: &selection, catalog: &catalog, project: project.as_ref() };
    for ((input, settings), outcome) in inputs.iter().zip(lint_all(&inputs, arguments, known)) {
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
        let Outcome { before, fixed } = outcome;
        // What is not shown still counts.
        let counts = arguments.counts(Some(settings));
        let count = |findings: &[Finding]| findings.iter().any(|finding| finding.severity >= counts);
        let (source, mut findings);
        if arguments.diff {
            // Nothing is changed: what would be fixed is still there.
            found |= count(fixed.before());
            applied += fixed.applied;
            to_stdout.extend(diff(&before, &fixed.source).into_bytes());
            (source, findings) = (before, fixed.left_in_original());
        } else {
            let written = match input.path().filter(|_| fixed.applied > 0) {
                Some(path) => write::replace(path, &before.to_bytes(), &fixed.source.to_bytes()),
                None => Ok(()),
            };
            if let Err(complaint) = written {
                complain(format_args!("{complaint}"));
                failed = true;
                (source, findings) = (before, fixed.before().to_vec());
            } else {
                applied += fixed.applied;
                if arguments.fixes() && input.path().is_none() {
                    to_stdout.extend(fixed.source.to_bytes());
                }
                (source, findings) = (fixed.source, fixed.findings);
            }
            found |= count(&findings);
        }
        findings.retain(|finding| finding.severity >= arguments.least(counts));
        if !input.is_deployed() {
            findings.iter().filter_map(|finding| finding.fix.as_ref()).for_each(|fix| offered.count(fix));
        }
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
        written = written.max(output::write(|out| out.write_all(&to_stdout)));
        // Nobody is left to tell when stderr is gone.
        let _ = reports.write(&mut io::stderr().lock(), &linted);
    } else {
        written = written.max(output::write(|out| reports.write(out, &linted)));
    }
    if reports.for_people() && !arguments.quiet && !linted.is_empty() {
        summarize(arguments, &linted, applied, offered, selection.left_out());
    }
    if arguments.statistics {
        statistics(&linted);
    }
    written.unwrap_or(status)
}

/// What a run is about, before the platform is asked.
struct Linting {
    /// The inputs, each with what the settings say about it.
    inputs: Vec<(Input, FileSettings)>,
    /// What the settings say about what is deployed: it belongs to the current folder.
    current: FileSettings,
    /// Whether something could not be had. It has been reported.
    failed: bool,
}

fn collect(arguments: &Arguments) -> Result<Linting, Broken> {
    let mut settings = AllSettings::new(arguments.config.as_deref(), arguments.no_config);
    let collected = waiting::show("searching", || match arguments.paths.as_slice() {
        [] if arguments.deployed => Collected::default(),
        [] => inputs::collect(&[PathBuf::from(".")], &arguments.wanted, &mut settings),
        paths => inputs::collect(paths, &arguments.wanted, &mut settings),
    });
    collected.say(arguments.quiet);
    let Collected { inputs, complaints, .. } = collected;
    let with_settings = |input: Input| {
        let settings = settings.for_file(input.path());
        (input, settings)
    };
    let inputs = inputs.into_iter().map(with_settings).collect();
    let current = if arguments.deployed { settings.for_file(None) } else { FileSettings::default() };
    settings.report(arguments.color, arguments.quiet)?;
    Ok(Linting { inputs, current, failed: !complaints.is_empty() })
}

/// How many findings there are of each rule, on stderr.
fn statistics(linted: &[Linted]) {
    let counts = report::statistics(linted);
    let width = counts.first().map_or(0, |(_, count)| count.to_string().len());
    for (rule, count) in counts {
        output::say(&format!("{count:width$}  {rule}"));
    }
}

/// The fixes that a further run could apply.
#[derive(Clone, Copy, Default)]
struct Offered {
    safe: usize,
    likely: usize,
}

impl Offered {
    fn count(&mut self, fix: &Fix) {
        match fix.safe {
            true => self.safe += 1,
            false => self.likely += 1,
        }
    }
}

/// The line on stderr that says how it went.
fn summarize(arguments: &Arguments, linted: &[Linted], applied: usize, offered: Offered, left_out: usize) {
    let mut text = Summary::of(linted).to_string();
    let mut can = "can be fixed ";
    if arguments.diff && applied > 0 {
        let fixes = if applied == 1 { "1 fix".to_string() } else { format!("{applied} fixes") };
        text = format!("With {fixes}: {}", text.replacen("No", "no", 1));
    } else if arguments.fixes() && !arguments.diff {
        text.push_str(&format!("; {applied} fixed"));
    } else if offered.safe > 0 {
        text.push_str(&format!("; {} {can}with --fix", offered.safe));
        can = "";
    }
    if !arguments.unsafe_fixes && offered.likely > 0 {
        text.push_str(&format!("; {} {can}with --unsafe-fixes", offered.likely));
    }
    if left_out > 0 {
        let rules = if left_out == 1 { "1 rule was".to_string() } else { format!("{left_out} rules were") };
        text.push_str(&format!("; {rules} left out"));
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
                let project = known.project;
                // The platform's word counts before that of the settings.
                let destinations = project.and_then(|project| project.destinations.as_deref());
                let facts = Facts {
                    catalog: known.catalog.catalog(),
                    destinations: destinations.or(settings.destinations.as_deref()),
                    provider_apps: project.and_then(|project| project.provider_apps.as_deref()),
                    found_by_search: input.found_by_search,
                };
                let policy = Policy { selection: Some(known.selection), levels: Some(&settings.levels) };
                let lint =
                    |source: &Source| Analysis::of(source.clone(), Schema::integrations()).findings(&facts, &policy);
                lint_one(source, arguments, arguments.counts(Some(settings)), lint)
            });
            outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((at, outcome));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(inputs.len());
    let all = || {
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            work();
            // The end of a scope is that of their work; they themselves are gone when they are joined. Signals that are held
            // in this thread while a file is written must find no other.
            for other in others {
                if let Err(panic) = other.join() {
                    std::panic::resume_unwind(panic);
                }
            }
        });
    };
    if !inputs.is_empty() {
        // One that cannot be used is complained about, and nothing may be on the line then.
        known.catalog.catalog();
    }
    match inputs {
        // Somebody may be typing, or another program show a sign of its own.
        _ if inputs.iter().any(|(input, _)| input.is_stdin()) => all(),
        [_] => waiting::show("linting 1 file", all),
        _ => waiting::show(&format!("linting {} files", inputs.len()), all),
    }
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn lint_one(
    source: Source,
    arguments: &Arguments,
    counts: Severity,
    lint: impl Fn(&Source) -> Vec<Finding>,
) -> Outcome {
    if !arguments.fixes() {
        let findings = lint(&source);
        return Outcome { before: source.clone(), fixed: Fixed::untouched(source, findings) };
    }
    // Only what is shown is fixed: advice that nobody asked for changes nothing.
    let least = arguments.least(counts);
    let shown = |source: &Source| -> Vec<Finding> {
        let mut findings = lint(source);
        for finding in findings.iter_mut().filter(|finding| finding.severity < least) {
            finding.fix = None;
        }
        findings
    };
    let fixed = fix::fix_all(source.clone(), shown, arguments.unsafe_fixes);
    Outcome { before: source, fixed }
}
