//! What a deploy would change: every kind of change by its page, and the command by its real binary.

mod support;

use std::collections::BTreeSet;
use std::fs;

use amp_lint::diff::{Change, Comparison, Impact, Kind, Outcome, Text, Version, kinds};
use amp_lint::{Catalog, Source};
use serde_json::{Value, json};
use support::files::project;
use support::output::{stderr, stdout};
use support::pages::{Fence, Place, fences};
use support::program::amp_lint;
use support::server::{Server, json as answer};
use support::wrong::Wrong;
use tempfile::TempDir;

fn version(text: &str) -> Version {
    Version { texts: vec![Text::read(Source::new("amp.yaml", text)).unwrap()] }
}

fn outcome(old: &str, new: &str, deployed: bool) -> Outcome {
    let (old, new) = (version(old), version(new));
    Comparison { old: &old, new: &new, catalog: Catalog::builtin(), old_may_hold_others: deployed, installations: None }
        .outcome()
}

/// The changes between two texts of which everything can be compared.
fn changes(old: &str, new: &str) -> Vec<Change> {
    let outcome = outcome(old, new, false);
    assert_eq!(outcome.not_compared, [], "{old}\n{new}");
    outcome.changes
}

fn names(changes: &[Change]) -> Vec<&'static str> {
    let mut names: Vec<&str> = changes.iter().map(|change| change.kind.name).collect();
    names.sort_unstable();
    names
}

/// An example of a page: what stands before, and what after.
struct Example {
    old: Fence,
    new: Fence,
    impact: Impact,
    /// Whether the old side is what is deployed.
    deployed: bool,
}

/// The examples of a page: a fence `old` or `deployed` and one that is `new`, which names the impact where the kind has
/// more than one.
fn examples(kind: &Kind, wrong: &mut Wrong) -> Vec<Example> {
    let impacts: Vec<Impact> = std::iter::once(kind.impact).chain(kind.or).collect();
    let mut examples = Vec::new();
    let mut fences = fences(kind.page).into_iter();
    while let Some(old) = fences.next() {
        let Some(new) = fences.next() else {
            wrong.unless(false, || format!("{}: examples come in pairs", kind.name));
            break;
        };
        let named = new.words.get(2).map(|name| impacts.iter().find(|impact| impact.name() == *name));
        let impact = match (named, kind.or) {
            (None, None) => Some(kind.impact),
            (Some(named), Some(_)) => named.copied(),
            _ => None,
        };
        let is_pair = old.language() == "yaml" && ["old", "deployed"].contains(&old.kind()) && old.words.len() == 2;
        let is_read = is_pair && new.words.starts_with(&["yaml".to_string(), "new".to_string()]);
        wrong.unless(is_read && impact.is_some(), || {
            format!("{}: {:?} and {:?} do not say what the example does", kind.name, old.words, new.words)
        });
        for (name, _) in old.marks.iter().chain(&new.marks) {
            wrong.unless(name == kind.name, || format!("{} marks `{name}`", kind.name));
        }
        if let (true, Some(impact)) = (is_read, impact) {
            let deployed = old.kind() == "deployed";
            examples.push(Example { old, new, impact, deployed });
        }
    }
    wrong.unless(!examples.is_empty(), || format!("{} has no example", kind.name));
    examples
}

#[test]
fn every_kind_of_change_is_what_its_page_shows() {
    let mut wrong = Wrong::default();
    for kind in kinds::all() {
        let name = kind.name;
        let mut shown = BTreeSet::new();
        for Example { old, new, impact, deployed } in examples(kind, &mut wrong) {
            let outcome = outcome(&old.text, &new.text, deployed);
            let changes = outcome.changes;
            shown.insert(impact);
            wrong.unless_equal(&names(&changes), &[name], || format!("{name}: {changes:#?}"));
            wrong.unless(outcome.not_compared.is_empty(), || format!("{name}: {:#?}", outcome.not_compared));
            for change in &changes {
                wrong.unless_equal(&change.impact, &impact, || format!("{name}: the impact"));
            }
            let mut hold = |side: &Fence, of_old: bool| {
                let source = Source::new("amp.yaml", side.text.as_str());
                let places =
                    changes.iter().filter_map(|change| if of_old { &change.old } else { &change.new }.as_ref());
                let seen: BTreeSet<(String, Place)> = places
                    .map(|place| {
                        let start = source.position(place.span.start as usize);
                        let end = source.position(place.span.end as usize);
                        (name.to_string(), (start.line, start.column, end.column))
                    })
                    .collect();
                wrong.unless_equal(&seen, &side.marks, || format!("{name}:\n{}", side.text));
            };
            hold(&old, true);
            hold(&new, false);
            let is_marked = !(old.marks.is_empty() && new.marks.is_empty());
            wrong.unless(is_marked, || format!("{name} points at nothing"));
        }
        let all: BTreeSet<Impact> = std::iter::once(kind.impact).chain(kind.or).collect();
        wrong.unless_equal(&shown, &all, || format!("{name}: an example of each of its impacts"));
    }
    wrong.report();
}

/// What a kind becomes when the versions are swapped: another kind, or one of several.
fn swapped(kind: &str) -> &'static [&'static str] {
    match kind {
        "integration-removed" => &["integration-added"],
        "integration-added" => &["integration-removed"],
        "action-removed" => &["action-added"],
        "action-added" => &["action-removed"],
        "read-object-removed" => &["read-object-added"],
        "read-object-added" => &["read-object-removed"],
        "write-object-removed" => &["write-object-added"],
        "write-object-added" => &["write-object-removed"],
        "subscribe-object-removed" => &["subscribe-object-added"],
        "subscribe-object-added" => &["subscribe-object-removed"],
        "event-removed" => &["event-added"],
        "event-added" => &["event-removed"],
        "field-made-required" => &["field-made-optional"],
        "field-made-optional" => &["field-made-required"],
        "field-removed" => &["optional-field-added", "required-field-added", "required-mapping-added"],
        "optional-field-added" | "required-field-added" | "required-mapping-added" => &["field-removed"],
        _ => &[],
    }
}

#[test]
fn swapping_the_versions_swaps_what_came_and_what_went() {
    let mut wrong = Wrong::default();
    for kind in kinds::all() {
        for Example { old, new, deployed, .. } in examples(kind, &mut wrong) {
            if deployed {
                continue;
            }
            let back = names(&changes(&new.text, &old.text));
            let wanted = swapped(kind.name);
            let is_swapped = match back[..] {
                [one] => wanted.contains(&one) || (wanted.is_empty() && one == kind.name),
                _ => false,
            };
            wrong.unless(is_swapped, || format!("{} the other way round is {back:?}", kind.name));
        }
    }
    wrong.report();
}

/// The manifests of this project, and of wherever else some may lie.
fn manifests() -> Vec<String> {
    let further = std::env::var("AMP_LINT_MANIFESTS").ok();
    let folders = ["examples".to_string()].into_iter().chain(further);
    let entries = folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let texts = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| fs::read_to_string(path).unwrap());
    texts.collect()
}

#[test]
fn a_manifest_compared_with_itself_is_unchanged() {
    let all = manifests();
    assert!(all.len() >= 6);
    for text in &all {
        assert_eq!(changes(text, text), [], "{text}");
    }
    for pair in all.windows(2) {
        // Whatever they are: what is new one way is gone the other way.
        let count = |changes: &[Change], ending: &str| {
            changes
                .iter()
                .filter(|change| change.kind.name.ends_with(ending) && !change.kind.name.contains("field"))
                .count()
        };
        let (there, back) = (changes(&pair[0], &pair[1]), changes(&pair[1], &pair[0]));
        assert_eq!(count(&there, "-added"), count(&back, "-removed"));
        assert_eq!(count(&there, "-removed"), count(&back, "-added"));
    }
}

const MANIFEST: &str = r#"specVersion: 1.0.0
integrations:
  - name: crm
    provider: salesforce
    read:
      objects:
        - objectName: Account
          destination: hook
          schedule: "*/30 * * * *"
          requiredFields:
            - fieldName: Name
            - fieldName: Phone
              mapToName: phone
          optionalFields:
            - mapToName: segment
              mapToDisplayName: Segment
        - objectName: Contact
          destination: hook
          schedule: "0 0 * * *"
          optionalFieldsAuto: all
    proxy:
      enabled: true
"#;

#[test]
fn order_layout_and_spelling_do_not_count() {
    let rewritten = r#"# the same
integrations:
- proxy: {enabled: yes}
  provider: 'salesforce'
  name: crm
  module: crm
  read:
    objects:
    - {objectName: Contact, destination: hook, schedule: 0 0 * * *, optionalFieldsAuto: all,
       backfill: {defaultPeriod: {days: 0}}, delivery: {mode: auto}}
    - objectName: Account
      mapToName: Account
      destination: hook
      schedule: 0,30 * * * *
      requiredFields:
      - {mapToName: phone, fieldName: Phone}
      - {fieldName: Name, mapToName: Name}
      optionalFields: [{mapToName: segment, mapToDisplayName: Segment}]
specVersion: "1.0.0"
"#;
    assert_eq!(changes(MANIFEST, rewritten), []);
}

#[test]
fn fields_are_known_by_what_they_are() {
    let with = |from: &str, to: &str| {
        assert!(MANIFEST.contains(from), "{from}");
        names(&changes(MANIFEST, &MANIFEST.replace(from, to)))
    };
    assert_eq!(with("mapToName: phone", "mapToName: tel"), ["map-to-name-changed"]);
    assert_eq!(with("              mapToName: phone\n", ""), ["map-to-name-changed"]);
    assert_eq!(with("fieldName: Phone", "fieldName: Fax"), ["field-removed", "required-field-added"]);
    assert_eq!(with("mapToName: segment", "mapToName: sector"), ["field-removed", "optional-field-added"]);
    assert_eq!(with("mapToDisplayName: Segment", "mapToDisplayName: Sector"), ["wording-changed"]);
    // What could be chosen from all fields and now must be there; and the other way round.
    let listed = "requiredFields:\n            - fieldName: Email\n          optionalFieldsAuto: all";
    assert_eq!(with("optionalFieldsAuto: all", listed), ["field-made-required"]);
    assert_eq!(
        names(&changes(&MANIFEST.replace("optionalFieldsAuto: all", listed), MANIFEST)),
        ["field-made-optional"]
    );
    let listed = "optionalFields:\n            - fieldName: Email\n          optionalFieldsAuto: all";
    assert_eq!(with("optionalFieldsAuto: all", listed), [""; 0]);
}

#[test]
fn breaking_changes_count_unless_they_are_allowed() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("old.yaml"), MANIFEST).unwrap();
    let new = MANIFEST.replace("    proxy:\n      enabled: true\n", "").replace("0 0 * * *", "0 1 * * *");
    fs::write(folder.path().join("new.yaml"), new).unwrap();
    let run = |arguments: &[&str]| amp_lint(folder.path()).arg("diff").args(arguments).output().unwrap();
    let output = run(&["old.yaml", "new.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    insta::assert_snapshot!("a diff in a terminal", text);
    assert_eq!(stderr(&output), "1 breaking, 1 notable, 0 safe\n");
    let output = run(&["old.yaml", "new.yaml", "--allow", "action-removed", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"], json!({"breaking": 0, "allowed": 1, "notable": 1, "safe": 0, "notCompared": 0}));
    let removed = report["changes"].as_array().unwrap().iter().find(|one| one["kind"] == "action-removed").unwrap();
    assert_eq!(removed["allowed"], true);
    assert_eq!(removed["old"]["file"], "old.yaml");
    assert_eq!(removed["old"]["path"], "$.integrations[0].proxy");
    assert_eq!(removed["old"]["start"]["line"], 21);
    assert_eq!(removed["new"], Value::Null);
    assert_eq!(run(&["old.yaml", "old.yaml"]).status.code(), Some(0));
    assert!(run(&["old.yaml", "old.yaml"]).stdout.is_empty());
    assert!(run(&["-q", "old.yaml", "new.yaml"]).stderr.is_empty());
    // What makes no sense is said.
    let wrong = run(&["old.yaml", "new.yaml", "--allow", "action-remove"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("did you mean `action-removed`?"));
    assert_eq!(run(&["old.yaml"]).status.code(), Some(2));
    fs::write(folder.path().join("broken.yaml"), "integrations: [\n").unwrap();
    let broken = run(&["broken.yaml", "new.yaml"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains("cannot compare broken.yaml: line 1"));
    let page = amp_lint(folder.path()).args(["explain", "action-removed"]).output().unwrap();
    assert!(stdout(&page).starts_with("action-removed (breaking)"));
}

#[test]
fn what_is_deployed_is_the_old_version() {
    let content = json!({
        "name": "crm", "provider": "salesforce",
        "read": {"objects": [
            {"objectName": "Account", "destination": "hook", "schedule": ""},
            {"objectName": "Lead", "destination": "hook", "schedule": "0 * * * *"},
        ]},
    });
    let envelope = |content: &Value| {
        json!({"id": "i", "projectId": "p", "name": content["name"], "provider": content["provider"],
            "createTime": "2026-01-01T00:00:00Z",
            "latestRevision": {"id": "r", "specVersion": "1.0.0", "createTime": "2026-01-01T00:00:00Z", "content": content}})
    };
    let other = json!({"name": "billing", "provider": "stripe", "proxy": {"enabled": true}});
    let deployed = json!([envelope(&content), envelope(&other)]).to_string();
    let server = Server::start(move |_, _| answer(200, deployed.clone()));
    let folder = TempDir::new().unwrap();
    let manifest = "specVersion: 1.0.0
integrations:
  - name: crm
    provider: salesforce
    read:
      objects:
        - objectName: Account
          destination: hook
";
    fs::write(folder.path().join("amp.yaml"), manifest).unwrap();
    let mut diff = amp_lint(folder.path());
    diff.args(["diff", "amp.yaml", "--project", "acme", "--format", "json"]).env("AMP_API_URL", &server.root);
    let output = diff.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<(&str, &str, &str)> = report["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let text = |value: &'_ Value| value.as_str().unwrap().to_string().leak() as &str;
            (text(&change["kind"]), text(&change["impact"]), text(&change["old"]["file"]))
        })
        .collect();
    assert_eq!(
        found,
        [("read-object-removed", "breaking", "acme/crm@r"), ("integration-removed", "notable", "acme/billing@r")]
    );
}

/// The table in `docs/changes/README.md`.
fn table() -> String {
    let mut text = String::from(
        "# The changes\n\nWhat `amp-lint diff` tells apart. Each name leads to a page with examples; `amp-lint explain NAME` prints the \
         same page, `amp-lint changes` this table.\n\n| change | impact | what has changed |\n|---|---|---|\n",
    );
    for kind in kinds::all() {
        let (name, impact) = (kind.name, kind.impacts());
        text.push_str(&format!("| [{name}]({name}.md) | {impact} | {} |\n", kind.summary));
    }
    text
}

#[test]
fn the_table_of_changes_is_fresh_and_every_page_has_a_kind() {
    let folder = project().join("docs/changes");
    let readme = folder.join("README.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&readme, table()).unwrap();
    }
    let written = fs::read_to_string(&readme).unwrap_or_default();
    let mut wrong = Wrong::default();
    wrong.unless(written == table(), || {
        "docs/changes/README.md is stale: run UPDATE_DOCS=1 cargo test --test diff".to_string()
    });
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let kind = name.trim_end_matches(".md");
        let is_known = kind == "README" || kinds::by_name(kind).is_some();
        wrong.unless(is_known, || format!("docs/changes/{name} belongs to no change"));
    }
    wrong.report();
}
