//! One text from bytes to findings.

use std::collections::HashSet;

use crate::analysis::definition::Definition;
use crate::catalog::Catalog;
use crate::facts::Project;
use crate::finding::Finding;
use crate::reading::view::{Amendment, View};
use crate::rules::ignores::{self, Ignore};
use crate::rules::{self, Context, Reading, ScheduleAt, Selection};
use crate::settings::FileSettings;
use crate::shape::check;
use crate::shape::plan::Plan;
use crate::source::{Source, Span};
use crate::syntax::{self, Tree};

/// What the caller knows of a text beside its characters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Whether a search of a folder came upon the file, so that it may well be some other tool's.
    pub found_by_search: bool,
    /// The rules to run; all of them by default.
    pub selection: Option<&'a Selection>,
    /// What the project's settings say about the file.
    pub settings: Option<&'a FileSettings>,
    /// What is known of the providers; the built-in catalog by default.
    pub catalog: Option<&'a Catalog>,
    /// What the platform knows of the project; its word counts before that of the settings.
    pub project: Option<&'a Project>,
}

/// All findings of a text, by place. Same text, same findings, whatever else runs.
pub fn lint(source: &Source, request: Request) -> Vec<Finding> {
    let lint_again = |text: String| findings(&source.with_text(text), request, None, None);
    let mut findings = findings(source, request, request.selection, Some(&lint_again));
    if let Some(settings) = request.settings.filter(|settings| !settings.levels.is_empty()) {
        findings.retain_mut(|finding| match settings.levels.get(finding.rule) {
            Some(level) if !rules::stays(finding) => {
                finding.severity = level.severity().unwrap_or(finding.severity);
                level.severity().is_some()
            }
            _ => true,
        });
    }
    findings
}

/// The findings of a text, whatever the settings say; `lint_again` gives those of another one.
fn findings(
    source: &Source,
    request: Request,
    selection: Option<&Selection>,
    lint_again: Option<&dyn Fn(String) -> Vec<Finding>>,
) -> Vec<Finding> {
    let tree = syntax::parse_with(source, &Plan::get().vocabulary);
    let mut findings = findings_of(source, &tree, request, selection, lint_again);
    if let Some(other) = tree.other_side() {
        // What stands outside the conflicts is the same on both sides, and so is what is found there.
        let known: HashSet<_> = findings.iter().map(key).collect();
        let more = findings_of(source, other, request, selection, lint_again);
        let more: Vec<Finding> = more.into_iter().filter(|finding| !known.contains(&key(finding))).collect();
        findings.extend(more);
        findings.sort_by_key(|finding| finding.span);
    }
    findings
}

/// What makes a finding the one that it is.
fn key(finding: &Finding) -> (&'static str, Span, String) {
    (finding.rule, finding.span, finding.message.clone())
}

/// The findings of a tree.
fn findings_of(
    source: &Source,
    tree: &Tree,
    request: Request,
    selection: Option<&Selection>,
    lint_again: Option<&dyn Fn(String) -> Vec<Finding>>,
) -> Vec<Finding> {
    let ignores = ignores::find(source, tree);
    let parsed = Parsed { source, tree, ignores: &ignores };
    let mut reading = Reading::default();
    loop {
        let amendments = reading.amendments();
        let heard = with_context(parsed, &amendments, request, lint_again, |cx| reading.hear(cx, selection));
        if let Some(findings) = heard {
            return findings;
        }
    }
}

/// How long each rule takes on a text, the slowest first. For benchmarks.
#[doc(hidden)]
pub fn costs(source: &Source) -> Vec<(&'static str, std::time::Duration)> {
    let tree = syntax::parse_with(source, &Plan::get().vocabulary);
    let ignores = ignores::find(source, &tree);
    let parsed = Parsed { source, tree: &tree, ignores: &ignores };
    with_context(parsed, &[], Request::default(), None, rules::costs)
}

/// A text after the first stages, which all readings of it share.
#[derive(Clone, Copy)]
struct Parsed<'a> {
    source: &'a Source,
    tree: &'a Tree,
    ignores: &'a [Ignore],
}

/// Takes a text through all stages between the tree and the rules.
fn with_context<T>(
    parsed: Parsed,
    amendments: &[Amendment],
    request: Request,
    lint_again: Option<&dyn Fn(String) -> Vec<Finding>>,
    work: impl FnOnce(&Context) -> T,
) -> T {
    let Parsed { source, tree, ignores } = parsed;
    let view = View::amended(tree, &Plan::get().names, amendments);
    let root = Definition::root(&view);
    let (violations, definition) = match (root, tree.root()) {
        (Some(root), Some(node)) => {
            let violations = check::check(&view, node, Plan::get(), root as usize);
            let definition = Definition::read(&view, root, &violations);
            (violations, definition)
        }
        _ => (Vec::new(), Definition::Unknown),
    };
    let schedules = ScheduleAt::all(&definition);
    work(&Context {
        source,
        tree,
        view: &view,
        plan: Plan::get(),
        definition: &definition,
        violations: &violations,
        schedules: &schedules,
        slips: &[],
        ignores,
        catalog: request.catalog.unwrap_or_else(|| Catalog::builtin()),
        destinations: request
            .project
            .and_then(|project| project.destinations.as_deref())
            .or_else(|| request.settings.and_then(|settings| settings.destinations.as_deref())),
        provider_apps: request.project.and_then(|project| project.provider_apps.as_deref()),
        named: !request.found_by_search,
        lint_again,
    })
}
