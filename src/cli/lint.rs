//! `amp-lint [PATHS]...`: lint files, folders or stdin, and put right what can be.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Args;

use super::accounts::{self, AccountArguments};
use super::catalog::{CatalogChoice, Chosen};
use super::error::Error;
use super::inputs::{self, Collected, Input, Wanted};
use super::output::{self, Colour, complain};
use super::project::ProjectArguments;
use super::reports::{self, Reports, Target};
use super::rules::{EXISTING, OPTIONAL};
use super::settings;
use super::{Status, secrets, waiting, write};
use crate::analysis::Analysis;
use crate::diff::Installations;
use crate::edit::fix::{self, Fixed};
use crate::facts::{Accounts, Facts, Project};
use crate::finding::{Finding, Fix, Severity};
use crate::report::patch::{self, Patch};
use crate::report::{Linted, Summary};
use crate::rules::{Policy, Selection};
use crate::settings::FileSettings;
use crate::settings::nearest::AllSettings;
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
    #[command(flatten)]
    accounts: AccountArguments,
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

    /// The reports to write.
    fn reports(&self) -> Result<Reports, Error> {
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

/// What a run is about: what is linted, and what with.
struct Gathered {
    /// The inputs, each with what the settings say about it.
    inputs: Vec<(Input, FileSettings)>,
    selection: Selection,
    catalog: Chosen,
    project: Option<Project>,
    /// What the accounts of customers hold, where some were named.
    accounts: Option<Accounts>,
    /// The installations of what is deployed, as far as they are known.
    installations: Installations,
    /// The texts that were read before they are linted, by the numbers of their inputs.
    read: HashMap<usize, Source>,
    /// Whether something could not be had. It has been said, and the rest is linted all the same.
    failed: bool,
}

/// One input, linted: as it was, and fixed where that was wanted.
struct Outcome {
    before: Source,
    fixed: Fixed,
}

/// What came of a run.
#[derive(Default)]
struct Results {
    linted: Vec<Linted>,
    /// What goes to stdout in place of a report: fixed texts, or what would be changed.
    to_stdout: Vec<u8>,
    /// Whether something was found that counts, shown or not.
    found: bool,
    failed: bool,
    /// How many fixes were applied, or would be.
    applied: usize,
    offered: Offered,
}

/// Lints what the arguments name and reports it.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    arguments.platform.keep_secret();
    let reports = arguments.reports()?;
    let gathered = gather(arguments)?;
    let mut results = Results { failed: gathered.failed, ..Results::default() };
    for ((input, settings), outcome) in gathered.inputs.iter().zip(lint_all(&gathered, arguments)) {
        match outcome {
            Ok(outcome) => results.take(arguments, input, arguments.counts(Some(settings)), outcome),
            Err(error) => {
                error.say();
                results.failed = true;
            }
        }
    }
    Ok(report(arguments, &gathered, reports, results))
}

/// Finds what is to be linted, and what is known for it.
fn gather(arguments: &Arguments) -> Result<Gathered, Error> {
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
    let mut inputs: Vec<_> = inputs.into_iter().map(with_settings).collect();
    let mut failed = !complaints.is_empty();
    // What is deployed belongs to the current folder.
    let current = if arguments.deployed { settings.for_file(None) } else { FileSettings::default() };
    settings::report(&settings, arguments.color, arguments.quiet)?;
    // What the platform does not tell fails the run, and the rest is linted all the same.
    let project = arguments.platform.facts().unwrap_or_else(|error| {
        error.say();
        failed = true;
        None
    });
    let mut installed = Installations::default();
    if let Some(name) = arguments.platform.project.as_deref().filter(|_| arguments.deployed && project.is_some()) {
        match arguments.platform.deployed(name, None) {
            Ok((all, is_whole)) => {
                failed |= !is_whole;
                if all.is_empty() && is_whole && !arguments.quiet {
                    complain(format_args!("nothing is deployed of project {name}, and nothing of it was linted"));
                }
                // What customers have saved is more to check with, and no reason to fail.
                let is_known = match accounts::installations(&arguments.platform, &all) {
                    Ok((known, is_known)) => {
                        installed = known;
                        is_known
                    }
                    Err(error) => {
                        error.say();
                        false
                    }
                };
                failed |= !is_known && arguments.accounts.online.require_online;
                inputs.extend(all.into_iter().map(|one| (Input::deployed(name, one), current.clone())));
            }
            Err(error) => {
                error.say();
                failed = true;
            }
        }
    }
    let selection = Selection {
        only: (!arguments.only.is_empty()).then(|| arguments.only.iter().cloned().collect()),
        skip: arguments.skip.iter().cloned().collect(),
    };
    let catalog = arguments.catalog.choose()?;
    let mut gathered = Gathered {
        inputs,
        selection,
        catalog,
        project,
        accounts: None,
        installations: installed,
        read: HashMap::new(),
        failed,
    };
    if !arguments.accounts.group.is_empty() {
        gathered.ask_accounts(arguments);
    }
    Ok(gathered)
}

impl Gathered {
    /// Asks what the accounts of customers hold of the objects that the inputs name. What that leaves open is no failure,
    /// unless it is to be one.
    fn ask_accounts(&mut self, arguments: &Arguments) {
        let mut objects = BTreeSet::new();
        for (at, (input, _)) in self.inputs.iter().enumerate() {
            // What cannot be read is said when it is linted.
            let Ok(source) = input.read() else { continue };
            objects.extend(accounts::named(&Analysis::of(source.clone(), Schema::integrations())));
            self.read.insert(at, source);
        }
        let is_whole = match arguments.accounts.ask(&arguments.platform, &objects) {
            Ok((known, is_whole)) => {
                self.accounts = Some(known);
                is_whole
            }
            Err(error) => {
                error.say();
                false
            }
        };
        self.failed |= !is_whole && arguments.accounts.online.require_online;
    }
}

impl Results {
    /// Writes back what was fixed in one input, and keeps what there is to report of it.
    fn take(&mut self, arguments: &Arguments, input: &Input, counts: Severity, outcome: Outcome) {
        let Outcome { before, fixed } = outcome;
        for rule in &fixed.defects {
            complain(format_args!(
                "the fix of `{rule}` would break {} and was not applied: please report this defect of amp-lint",
                before.name()
            ));
        }
        // What is not shown still counts.
        let count = |findings: &[Finding]| findings.iter().any(|finding| finding.severity >= counts);
        let (source, mut findings);
        if arguments.diff {
            // Nothing is changed: what would be fixed is still there.
            self.found |= count(fixed.before());
            self.applied += fixed.applied;
            self.to_stdout.extend(diff(&before, &fixed.source).into_bytes());
            (source, findings) = (before, fixed.left_in_original());
        } else {
            (source, findings) = self.write_back(arguments, input, before, fixed);
            self.found |= count(&findings);
        }
        findings.retain(|finding| finding.severity >= arguments.least(counts));
        if !input.is_deployed() {
            findings.iter().filter_map(|finding| finding.fix.as_ref()).for_each(|fix| self.offered.count(fix));
        }
        self.linted.push(secrets::covered(Linted { source, findings, counts }));
    }

    /// Writes a fixed text to where it came from. The text as it is then, and what is still to be found in it.
    fn write_back(
        &mut self,
        arguments: &Arguments,
        input: &Input,
        before: Source,
        fixed: Fixed,
    ) -> (Source, Vec<Finding>) {
        let path = input.path().filter(|_| fixed.applied > 0);
        let written = path.map(|path| write::replace(path, &before.to_bytes(), &fixed.source.to_bytes()));
        if let Some(Err(error)) = written {
            error.say();
            self.failed = true;
            let findings = fixed.before().to_vec();
            return (before, findings);
        }
        self.applied += fixed.applied;
        if arguments.fixes() && input.path().is_none() {
            self.to_stdout.extend(fixed.source.to_bytes());
        }
        (fixed.source, fixed.findings)
    }
}

/// Writes the reports and says how it went.
fn report(arguments: &Arguments, gathered: &Gathered, reports: Reports, results: Results) -> Status {
    let Results { linted, to_stdout, found, failed, applied, offered } = results;
    let status = match (failed, found) {
        (true, _) => Status::Failed,
        (false, true) => Status::Found,
        (false, false) => Status::Clean,
    };
    // Where the fixed text or the diff has stdout for itself, the report goes to stderr.
    let is_stdin = |(input, _): &(Input, FileSettings)| input.path().is_none();
    let beside = arguments.diff || (arguments.fixes() && gathered.inputs.iter().any(is_stdin));
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
        summarize(arguments, &linted, applied, offered, gathered.selection.left_out());
    }
    if arguments.statistics {
        statistics(&linted);
    }
    written.unwrap_or(status)
}

/// How many findings there are of each rule, on stderr.
fn statistics(linted: &[Linted]) {
    let counts = crate::report::statistics(linted);
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
fn lint_all(gathered: &Gathered, arguments: &Arguments) -> Vec<Result<Outcome, Error>> {
    let Gathered { inputs, selection, catalog, project, accounts, installations, read, .. } = gathered;
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::with_capacity(inputs.len()));
    let work = || {
        while let Some((at, (input, settings))) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            inputs.get(at).map(|input| (at, input))
        } {
            let source = read.get(&at).map_or_else(|| input.read(), |source| Ok(source.clone()));
            let outcome = source.map(|source| {
                let project = project.as_ref();
                // The platform's word counts before that of the settings.
                let destinations = project.and_then(|project| project.destinations.as_deref());
                let facts = Facts {
                    catalog: catalog.catalog(),
                    destinations: destinations.or(settings.destinations.as_deref()),
                    provider_apps: project.and_then(|project| project.provider_apps.as_deref()),
                    accounts: accounts.as_ref(),
                    installations: input.integration().and_then(|name| installations.of.get(name)).map(Vec::as_slice),
                    found_by_search: input.found_by_search,
                    policies: &settings.policies,
                };
                let policy = Policy { selection: Some(selection), levels: Some(&settings.levels) };
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
        catalog.catalog();
    }
    match &inputs[..] {
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
