//! Every rule's page is also its test: the bad examples give exactly the findings they mark, the good ones none, and where
//! there is a fix, bad plus fix is good.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use amp_lint::catalog::{Auth, Events};
use amp_lint::{
    Accounts, Analysis, Catalog, Config, Facts, FieldInAccount, Finding, Fixable, Installation, ObjectInAccount,
    Policy, ProviderApp, Rule, SavedRead, Schema, Source, apply,
};
use support::files::project;
use support::pages::{Fence, Place, fences};
use support::wrong::Wrong;

/// A page with all that its examples are linted by.
struct Page {
    rule: &'static Rule,
    /// The examples that are linted, `bad` and `good` in turn.
    examples: Vec<Fence>,
    config: Option<Config>,
    /// The project's provider apps, where the page says what the project has.
    apps: Option<Vec<ProviderApp>>,
    /// The providers, where the page says which ones customers sign in to.
    catalog: Option<Catalog>,
    /// What accounts hold, where the page says so.
    accounts: Option<Accounts>,
    /// What is installed, where the page says so.
    installations: Option<Vec<Installation>>,
}

fn read(fence: &Fence) -> serde_json::Value {
    serde_json::from_str(&fence.text).unwrap_or_else(|error| panic!("{error}: {}", fence.text))
}

fn texts(list: &serde_json::Value) -> impl Iterator<Item = String> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_string())
}

/// Provider apps: a list of `provider`, whether it has `scopes`, and the names of its `parameters`.
fn apps(fence: &Fence) -> Vec<ProviderApp> {
    let all = read(fence);
    let app = |one: &serde_json::Value| ProviderApp {
        provider: one["provider"].as_str().unwrap().to_string(),
        has_scopes: one["scopes"].as_bool().unwrap(),
        parameters: texts(&one["parameters"]).collect(),
    };
    all.as_array().unwrap().iter().map(app).collect()
}

/// The built-in providers with what a fetched list says of some: `signIn`, `scopesRequired` and `events`.
fn catalog(fence: &Fence) -> Catalog {
    let told = read(fence);
    let mut providers = Catalog::builtin().providers().to_vec();
    for (name, facts) in told.as_object().unwrap() {
        let provider = providers.iter_mut().find(|provider| provider.name == *name).unwrap();
        if facts["signIn"] == true {
            let grant = Some("authorizationCode".to_string());
            let scopes_required = facts["scopesRequired"].as_bool();
            provider.auth = Some(Auth { kind: "oauth2".to_string(), grant, scopes_required });
        }
        let events = &facts["events"];
        provider.events = Events {
            create: events["create"].as_bool(),
            update: events["update"].as_bool(),
            delete: events["delete"].as_bool(),
            pass_through: events["passThrough"].as_bool(),
            post_process: events["postProcess"].as_bool(),
        };
    }
    Catalog::of("2026-11-24".to_string(), providers)
}

/// Installations: a list of `group`, the `object` that it reads, and the `fields` and `mappings` that it has chosen of it.
fn installations(fence: &Fence) -> Vec<Installation> {
    let all = read(fence);
    let installation = |one: &serde_json::Value| {
        let mappings = one["mappings"].as_object().unwrap().iter();
        let saved = SavedRead {
            fields: texts(&one["fields"]).collect(),
            mappings: mappings.map(|(name, field)| (name.clone(), field.as_str().unwrap().to_string())).collect(),
            ..SavedRead::default()
        };
        Installation {
            group: one["group"].as_str().unwrap().to_string(),
            read: [(one["object"].as_str().unwrap().to_string(), saved)].into(),
            ..Installation::default()
        }
    };
    all.as_array().unwrap().iter().map(installation).collect()
}

/// What accounts hold: a list in JSON, in which the fields are as the platform tells them.
fn accounts(text: &str) -> Option<Accounts> {
    let list: serde_json::Value = serde_json::from_str(text).ok()?;
    let mut all = Accounts::default();
    for one in list.as_array()? {
        let fields = one["fields"].as_object()?.iter().map(|(name, field)| {
            let told = |member: &str| field[member].as_bool();
            let field = FieldInAccount {
                is_custom: told("isCustom"),
                is_required: told("isRequired"),
                is_read_only: told("readOnly"),
            };
            (name.clone(), field)
        });
        let answer = ObjectInAccount::new(one["group"].as_str()?.to_string(), fields.collect());
        all.add(one["provider"].as_str()?, one["object"].as_str()?, answer);
    }
    Some(all)
}

/// All pages. What they say beside their examples has to be readable, or it is wrong.
fn pages(wrong: &mut Wrong) -> Vec<Page> {
    amp_lint::rules().iter().map(|rule| page(rule, wrong)).collect()
}

fn page(rule: &'static Rule, wrong: &mut Wrong) -> Page {
    let mut examples = fences(rule.page);
    let mut beside = |kind: &str| {
        let at = examples.iter().position(|fence| fence.kind() == kind)?;
        Some(examples.remove(at))
    };
    // A page may say which settings its examples are linted with.
    let config = beside("settings").and_then(|settings| {
        let (config, findings) = Config::read(&Source::new(".amp-lint.yaml", settings.text));
        wrong.unless(findings.is_empty(), || format!("{}: its settings\n{findings:#?}", rule.name));
        config
    });
    // And what the project has: `providerApps: [a, b]`; and which providers customers sign in to: `signIn: [b, c]`.
    let account = beside("account");
    let installed = beside("installations").map(|fence| installations(&fence));
    let own_apps = beside("apps").map(|fence| apps(&fence));
    let told = beside("catalog").map(|fence| catalog(&fence));
    let known = beside("project");
    let mut listed = |name: &str| -> Option<Vec<String>> {
        let mut lines = known.as_ref()?.text.lines();
        let list = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": [")?.strip_suffix(']'));
        wrong.unless(list.is_some(), || format!("{}: its project lists no {name}", rule.name));
        Some(list?.split(", ").map(str::to_string).collect())
    };
    let named = |provider| ProviderApp { provider, has_scopes: true, ..ProviderApp::default() };
    let apps = listed("providerApps").map(|apps| apps.into_iter().map(named).collect()).or(own_apps);
    let catalog = listed("signIn").map(|sign_in| {
        let mut providers = Catalog::builtin().providers().to_vec();
        for provider in &mut providers {
            let grant = if sign_in.contains(&provider.name) { "authorizationCode" } else { "clientCredentials" };
            provider.auth =
                Some(Auth { kind: "oauth2".to_string(), grant: Some(grant.to_string()), scopes_required: None });
        }
        Catalog::of("2026-11-24".to_string(), providers)
    });
    let catalog = catalog.or(told);
    let accounts = account.as_ref().and_then(|fence| accounts(&fence.text));
    wrong.unless(account.is_some() == accounts.is_some(), || format!("{}: its accounts cannot be read", rule.name));
    Page { rule, examples, config, apps, catalog, accounts, installations: installed }
}

impl Page {
    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Fence> {
        self.examples.iter().filter(move |example| example.kind() == kind)
    }

    fn findings(&self, example: &Fence) -> (Source, Vec<Finding>) {
        let source = Source::new(format!("example.{}", example.language()), example.text.clone());
        let settings = self.config.as_ref().map(|config| config.for_file(Path::new("amp.yaml")));
        let mut facts = Facts {
            destinations: settings.as_ref().and_then(|settings| settings.destinations.as_deref()),
            provider_apps: self.apps.as_deref(),
            accounts: self.accounts.as_ref(),
            installations: self.installations.as_deref(),
            policies: settings.as_ref().map_or(&[], |settings| &settings.policies),
            ..Facts::default()
        };
        facts.catalog = self.catalog.as_ref().unwrap_or(facts.catalog);
        let policy = Policy { levels: settings.as_ref().map(|settings| &settings.levels), ..Policy::default() };
        let findings = Analysis::of(source.clone(), Schema::integrations()).findings(&facts, &policy);
        (source, findings)
    }
}

fn seen(source: &Source, findings: &[Finding]) -> BTreeSet<(String, Place)> {
    findings
        .iter()
        .map(|finding| {
            let start = source.position(finding.span.start as usize);
            let end = source.position(finding.span.end as usize);
            (finding.rule.to_string(), (start.line, start.column, end.column))
        })
        .collect()
}

#[test]
fn a_bad_example_gives_exactly_the_findings_that_it_marks() {
    let mut wrong = Wrong::default();
    for page in pages(&mut wrong) {
        for example in page.of_kind("bad") {
            let name = page.rule.name;
            let (source, findings) = page.findings(example);
            wrong.unless_equal(&seen(&source, &findings), &example.marks, || {
                format!(
                    "docs/rules/{name}.md: what the rules say of a bad example, and what it marks (rule, line, first column, column \
                     after the last); what other rules say is marked, too, unless the example is mended or one yields\n\
                     {}\n{findings:#?}",
                    example.text
                )
            });
            let marks_own = example.marks.iter().any(|(marked, _)| marked == name);
            wrong.unless(marks_own, || format!("{name} marks no finding of its own:\n{}", example.text));
        }
    }
    wrong.report();
}

#[test]
fn a_good_example_gives_no_finding_at_all() {
    let mut wrong = Wrong::default();
    for page in pages(&mut wrong) {
        for example in page.of_kind("good") {
            let (_, findings) = page.findings(example);
            wrong.unless(findings.is_empty(), || {
                format!(
                    "docs/rules/{}.md: a good example gives findings\n{}\n{findings:#?}",
                    page.rule.name, example.text
                )
            });
        }
    }
    wrong.report();
}

#[test]
fn a_bad_example_with_its_fixes_applied_is_the_good_one() {
    let mut wrong = Wrong::default();
    for page in pages(&mut wrong) {
        let name = page.rule.name;
        let mut fixed_one = false;
        for pair in page.examples.chunks(2) {
            let [bad, good] = pair else {
                wrong.unless(false, || format!("{name}: examples come in pairs"));
                continue;
            };
            let (source, findings) = page.findings(bad);
            let (fixed, count) = apply(source.text(), &findings, true);
            if count > 0 {
                fixed_one = true;
                wrong.unless(fixed == good.text, || format!("{name}, fixed:\n{fixed}\nwanted:\n{}", good.text));
            }
        }
        wrong.unless(fixed_one == (page.rule.fixable != Fixable::No), || {
            format!("{name}: a fix in the registry and none on the page, or the other way round")
        });
    }
    wrong.report();
}

#[test]
fn a_page_has_its_parts_in_order() {
    let mut wrong = Wrong::default();
    for page in pages(&mut wrong) {
        let name = page.rule.name;
        let title = format!("# {name}");
        let wanted = [&title, "## Why it matters", "## Example", "## When to ignore it", "## Where this comes from"];
        let headings: Vec<&str> = page.rule.page.lines().filter(|line| wanted.contains(line)).collect();
        wrong.unless_equal(&headings, &wanted, || format!("docs/rules/{name}.md: the headings"));
        let kinds: Vec<&str> = page.examples.iter().map(Fence::kind).collect();
        let are_pairs = !kinds.is_empty() && kinds.chunks(2).all(|pair| pair == ["bad", "good"]);
        wrong.unless(are_pairs, || format!("{name}: {kinds:?} are no pairs"));
    }
    wrong.report();
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
    let folder = project().join("docs/rules");
    let readme = folder.join("README.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&readme, table()).unwrap();
    }
    let written = fs::read_to_string(&readme).unwrap_or_default();
    let mut wrong = Wrong::default();
    wrong.unless(written == table(), || {
        "docs/rules/README.md is stale: run UPDATE_DOCS=1 cargo test --test pages".to_string()
    });
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let rule = name.trim_end_matches(".md");
        let is_known = rule == "README" || amp_lint::rule(rule).is_some();
        wrong.unless(is_known, || {
            format!("docs/rules/{name} belongs to no rule: add one to the list in src/rules/mod.rs, or remove the page")
        });
    }
    wrong.report();
}

/// A text with a number in place of the one that stands before some words; nothing where there is none.
fn counted(text: &str, words: &str, count: usize) -> Option<String> {
    let (before, behind) = text.split_once(words)?;
    let rest = before.trim_end_matches(|c: char| c.is_ascii_digit());
    (rest.len() < before.len()).then(|| format!("{rest}{count}{words}{behind}"))
}

#[test]
fn the_documents_count_the_rules_right() {
    let mut wrong = Wrong::default();
    for (name, words) in [("README.md", " rules](docs/rules/README.md)"), ("CHANGELOG.md", " rules, each with a page")]
    {
        let path = project().join(name);
        let text = fs::read_to_string(&path).unwrap();
        let right = counted(&text, words, amp_lint::rules().len());
        let right = right.unwrap_or_else(|| panic!("{name} does not count the rules: no number before `{words}`"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, right).unwrap();
        } else {
            wrong.unless(text == right, || {
                format!("{name} counts the rules wrong: run UPDATE_DOCS=1 cargo test --test pages")
            });
        }
    }
    wrong.report();
}

#[test]
fn the_rule_that_contributors_are_shown_is_the_one_in_the_source() {
    let read = |name: &str| fs::read_to_string(project().join(name)).unwrap();
    let indented = |text: &str| -> String {
        text.lines().map(|line| if line.is_empty() { "\n".to_string() } else { format!("   {line}\n") }).collect()
    };
    let contributing = read("CONTRIBUTING.md");
    let page = read("docs/rules/backfill-noop.md");
    let (_, bad) = page.split_once("```yaml bad\n").unwrap();
    let (bad, _) = bad.split_once("```\n").unwrap();
    let mut wrong = Wrong::default();
    wrong.unless(contributing.contains(&indented(bad)), || {
        "CONTRIBUTING.md, step 1: copy the bad example of docs/rules/backfill-noop.md".to_string()
    });
    wrong.unless(contributing.contains(&indented(&read("src/rules/read/backfill_noop.rs"))), || {
        "CONTRIBUTING.md, step 2: copy src/rules/read/backfill_noop.rs".to_string()
    });
    wrong.report();
}
