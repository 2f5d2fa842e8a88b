//! Every rule's page is also its test: the bad examples give exactly the findings they mark, the good ones none, and where
//! there is a fix, bad plus fix is good.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use amp_lint::catalog::Auth;
use amp_lint::{Analysis, Catalog, Config, Facts, Finding, Fixable, Policy, Rule, Schema, Source, apply};
/// A fenced example.
struct Example {
    language: String,
    kind: String,
    /// The text without the lines that mark places.
    text: String,
    /// Rule, line, first column, column after the last.
    marks: BTreeSet<Mark>,
}

type Mark = (String, usize, usize, usize);

/// A line of carets under the place, behind an optional `#`, and the rule's name.
fn mark(line: &str) -> Option<(usize, usize, &str)> {
    let start = line.find('^')?;
    let before = &line[..start];
    let is_blank = before.replacen('#', "", 1).trim().is_empty();
    let rest = &line[start..];
    let rule = rest.trim_start_matches('^');
    let length = rest.len() - rule.len();
    let is_name = rule.trim().chars().all(|c| c.is_ascii_lowercase() || c == '-') && !rule.trim().is_empty();
    (is_blank && is_name).then_some((start + 1, start + 1 + length, rule.trim()))
}

fn examples(page: &str) -> Vec<Example> {
    let mut all = all_examples(page);
    all.retain(|example| !matches!(example.kind.as_str(), "settings" | "project"));
    all
}

fn all_examples(page: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut open = false;
    let mut line_number = 0;
    for line in page.lines() {
        if let Some(fence) = line.strip_prefix("```") {
            open = !open;
            if open {
                let mut words = fence.split_whitespace().map(str::to_string);
                let language = words.next().unwrap_or_default();
                let kind = words.next().unwrap_or_default();
                found.push(Example { language, kind, text: String::new(), marks: BTreeSet::new() });
                line_number = 0;
            }
        } else if let (true, Some(example)) = (open, found.last_mut()) {
            if let Some((start, end, rule)) = mark(line) {
                example.marks.insert((rule.to_string(), line_number, start, end));
            } else {
                example.text.push_str(line);
                example.text.push('\n');
                line_number += 1;
            }
        }
    }
    found
}

fn findings(rule: &Rule, example: &Example) -> (Source, Vec<Finding>) {
    let source = Source::new(format!("example.{}", example.language), example.text.clone());
    // A page may say which settings its examples are linted with.
    let all = all_examples(rule.page);
    let settings = all.iter().find(|example| example.kind == "settings").map(|example| {
        let (config, findings) = Config::read(&Source::new(".amp-lint.yaml", example.text.clone()));
        assert!(findings.is_empty(), "{findings:#?}");
        config.unwrap().for_file(Path::new("amp.yaml"))
    });
    // And what the project has: `providerApps: [a, b]`; and which providers customers sign in to: `signIn: [b, c]`.
    let known = all.iter().find(|example| example.kind == "project");
    let listed = |name: &str| -> Option<Vec<String>> {
        let list = known?.text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": [")?.strip_suffix(']'));
        Some(list.unwrap_or_else(|| panic!("{} lists no {name}", rule.name)).split(", ").map(str::to_string).collect())
    };
    let apps = listed("providerApps");
    let catalog = known.map(|_| {
        let mut providers = Catalog::builtin().providers().to_vec();
        for provider in &mut providers {
            let signs_in = listed("signIn").unwrap().contains(&provider.name);
            let grant = if signs_in { "authorizationCode" } else { "clientCredentials" };
            provider.auth = Some(Auth { kind: "oauth2".to_string(), grant: Some(grant.to_string()) });
        }
        Catalog::of("2026-11-24".to_string(), providers)
    });
    let mut facts = Facts {
        destinations: settings.as_ref().and_then(|settings| settings.destinations.as_deref()),
        provider_apps: apps.as_deref(),
        ..Facts::default()
    };
    facts.catalog = catalog.as_ref().unwrap_or(facts.catalog);
    let policy = Policy { levels: settings.as_ref().map(|settings| &settings.levels), ..Policy::default() };
    let findings = Analysis::of(source.clone(), Schema::integrations()).findings(&facts, &policy);
    (source, findings)
}

fn seen(source: &Source, findings: &[Finding]) -> BTreeSet<Mark> {
    findings
        .iter()
        .map(|finding| {
            let start = source.position(finding.span.start as usize);
            let end = source.position(finding.span.end as usize);
            (finding.rule.to_string(), start.line, start.column, end.column)
        })
        .collect()
}

#[test]
fn a_bad_example_gives_exactly_the_findings_that_it_marks() {
    for rule in amp_lint::rules() {
        for example in examples(rule.page).iter().filter(|example| example.kind == "bad") {
            let (source, findings) = findings(rule, example);
            assert_eq!(seen(&source, &findings), example.marks, "{}:\n{}\n{findings:#?}", rule.name, example.text);
            assert!(
                example.marks.iter().any(|(name, ..)| name == rule.name),
                "{} marks no finding of its own",
                rule.name
            );
        }
    }
}

#[test]
fn a_good_example_gives_no_finding_at_all() {
    for rule in amp_lint::rules() {
        for example in examples(rule.page).iter().filter(|example| example.kind == "good") {
            let (_, findings) = findings(rule, example);
            assert!(findings.is_empty(), "{}:\n{}\n{findings:#?}", rule.name, example.text);
        }
    }
}

#[test]
fn a_bad_example_with_its_fixes_applied_is_the_good_one() {
    for rule in amp_lint::rules() {
        let all = examples(rule.page);
        let mut fixed_one = false;
        for pair in all.chunks(2) {
            let [bad, good] = pair else { panic!("{}: examples come in pairs", rule.name) };
            let (source, findings) = findings(rule, bad);
            let (fixed, count) = apply(source.text(), &findings, true);
            if count > 0 {
                fixed_one = true;
                assert_eq!(fixed, good.text, "{}", rule.name);
            }
        }
        assert_eq!(fixed_one, rule.fixable != Fixable::No, "{}: a fix in the registry and one on the page", rule.name);
    }
}

#[test]
fn a_page_has_its_parts_in_order() {
    for rule in amp_lint::rules() {
        let title = format!("# {}", rule.name);
        let wanted = [&title, "## Why it matters", "## Example", "## When to ignore it", "## Where this comes from"];
        let headings: Vec<&str> = rule.page.lines().filter(|line| wanted.contains(line)).collect();
        assert_eq!(headings, wanted, "{}", rule.name);
        let kinds: Vec<String> = examples(rule.page).iter().map(|example| example.kind.clone()).collect();
        let are_pairs = !kinds.is_empty() && kinds.chunks(2).all(|pair| pair == ["bad", "good"]);
        assert!(are_pairs, "{}: {kinds:?}", rule.name);
    }
}

/// The table in `docs/rules/README.md`.
fn table() -> String {
    let mut text = String::from(
        "# The rules\n\nEach name leads to a page with examples. `amp-lint explain NAME` prints the same page, \
         `amp-lint rules` this table.\n\n| rule | severity | fix | what it finds |\n|---|---|---|---|\n",
    );
    for rule in amp_lint::rules() {
        let (name, severity, fix) = (rule.name, rule.severity.name(), rule.fixable.name());
        text.push_str(&format!("| [{name}]({name}.md) | {severity} | {fix} | {} |\n", rule.summary));
    }
    text
}

#[test]
fn the_table_of_rules_is_fresh_and_every_page_has_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let readme = folder.join("README.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&readme, table()).unwrap();
    }
    let written = fs::read_to_string(&readme).unwrap_or_default();
    assert_eq!(written, table(), "docs/rules/README.md is stale: run UPDATE_DOCS=1 cargo test --test pages");
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let rule = name.trim_end_matches(".md");
        assert!(rule == "README" || amp_lint::rule(rule).is_some(), "docs/rules/{name} belongs to no rule");
    }
}

#[test]
fn the_documents_count_the_rules_right() {
    for name in ["README.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
        let count = format!("{} rules", amp_lint::rules().len());
        assert!(text.contains(&count), "{name} does not say that there are {count}");
    }
}
