//! One text from bytes to findings.

use crate::catalog::Catalog;
use crate::config::FileSettings;
use crate::definition::Definition;
use crate::finding::Finding;
use crate::project::Project;
use crate::rules::{self, Context, ScheduleAt, Selection, ignores};
use crate::shape::check;
use crate::shape::plan::Plan;
use crate::source::Source;
use crate::tree;
use crate::tree::view::View;

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
    let mut findings = with_context(source, request, |cx| rules::run(cx, request.selection));
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

/// How long each rule takes on a text, the slowest first. For benchmarks.
#[doc(hidden)]
pub fn costs(source: &Source) -> Vec<(&'static str, std::time::Duration)> {
    with_context(source, Request::default(), rules::costs)
}

/// Takes a text through all stages before the rules.
fn with_context<T>(source: &Source, request: Request, work: impl FnOnce(&Context) -> T) -> T {
    let tree = tree::parse(source);
    let view = View::new(&tree, Plan::get().names);
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
        tree: &tree,
        view: &view,
        plan: Plan::get(),
        definition: &definition,
        violations: &violations,
        schedules: &schedules,
        ignores: &ignores::find(source, &tree),
        catalog: request.catalog.unwrap_or_else(|| Catalog::builtin()),
        destinations: request
            .project
            .and_then(|project| project.destinations.as_deref())
            .or_else(|| request.settings.and_then(|settings| settings.destinations.as_deref())),
        provider_apps: request.project.and_then(|project| project.provider_apps.as_deref()),
        named: !request.found_by_search,
    })
}
