//! What a deploy would change: every kind of change by its page, and the command by its real binary.

mod server;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use amp_lint::diff::{Change, Comparison, Impact, Kind, Outcome, Text, Version, kinds};
use amp_lint::{Catalog, Source};
use assert_cmd::Command;
use serde_json::{Value, json};
use server::{Server, json as answer};
use tempfile::TempDir;

fn version(text: &str) -> Version {
    Version { texts: vec![Text::read(Source::new("amp.yaml", text)).unwrap()] }
}

fn outcome(old: &str, new: &str, deployed: bool) -> Outcome {
    let (old, new) = (version(old), version(new));
    Comparison { old: &old, new: &new, catalog: Catalog::builtin(), old_may_hold_others: deployed }.outcome()
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

/// Line, first column, column after the last.
type Mark = (usize, usize, usize);

/// One side of an example on a page, without its marks.
struct Side {
    text: String,
    /// The marks, which name the kind.
    marks: BTreeSet<Mark>,
}

/// An example of a page.
struct Example {
    old: Side,
    new: Side,
    impact: Impact,
    /// Whether the old side is what is deployed.
    deployed: bool,
}

/// The examples of a page: a fence `old` or `deployed` and one that is `new`, which names the impact where the kind has
/// more than one.
fn examples(kind: &Kind) -> Vec<Example> {
    let mut fences: Vec<(Vec<&str>, Side)> = Vec::new();
    let mut is_open = false;
    for line in kind.page.lines() {
        if let Some(words) = line.strip_prefix("```") {
            is_open = !is_open;
            if is_open {
                fences.push((words.split(' ').collect(), Side { text: String::new(), marks: BTreeSet::new() }));
            }
            continue;
        }
        let Some((_, side)) = fences.last_mut().filter(|_| is_open) else { continue };
        match line.find('^').filter(|&at| line[..at].trim_matches(['#', ' ']).is_empty()) {
            Some(at) => {
                let name = line[at..].trim_start_matches('^');
                assert_eq!(name.trim(), kind.name);
                side.marks.insert((side.text.matches('\n').count(), at + 1, line.len() - name.len() + 1));
            }
            None => {
                side.text.push_str(line);
                side.text.push('\n');
            }
        }
    }
    let mut examples = Vec::new();
    let mut fences = fences.into_iter();
    while let (Some((before, old)), Some((after, new))) = (fences.next(), fences.next()) {
        let impacts: Vec<Impact> = std::iter::once(kind.impact).chain(kind.or).collect();
        let named = after.get(2).map(|name| *impacts.iter().find(|impact| impact.name() == *name).unwrap());
        assert_eq!(named.is_some(), kind.or.is_some(), "{}: say what each example does", kind.name);
        assert!(after[..2] == ["yaml", "new"] && before[0] == "yaml", "{}", kind.name);
        let deployed = before[1] == "deployed";
        assert!(deployed || before[1] == "old", "{}", kind.name);
        examples.push(Example { old, new, impact: named.unwrap_or(kind.impact), deployed });
    }
    assert!(!examples.is_empty(), "{} has no example", kind.name);
    examples
}

#[test]
fn every_kind_of_change_is_what_its_page_shows() {
    for kind in kinds::all() {
        let mut shown = BTreeSet::new();
        for Example { old, new, impact, deployed } in examples(kind) {
            let outcome = outcome(&old.text, &new.text, deployed);
            let changes = outcome.changes;
            assert_eq!(names(&changes), [kind.name], "{}: {changes:#?}", kind.name);
            assert_eq!((changes[0].impact, outcome.not_compared.len()), (impact, 0), "{}", kind.name);
            shown.insert(impact);
            let marks = |text: &str, of_old: bool| -> BTreeSet<Mark> {
                let source = Source::new("amp.yaml", text);
                changes
                    .iter()
                    .filter_map(|change| if of_old { change.old.as_ref() } else { change.new.as_ref() })
                    .map(|place| {
                        let start = source.position(place.span.start as usize);
                        let end = source.position(place.span.end as usize);
                        (start.line, start.column, end.column)
                    })
                    .collect()
            };
            assert_eq!(marks(&old.text, true), old.marks, "{}", kind.name);
            assert_eq!(marks(&new.text, false), new.marks, "{}", kind.name);
            assert!(!(old.marks.is_empty() && new.marks.is_empty()), "{} points at nothing", kind.name);
        }
        let all: BTreeSet<Impact> = std::iter::once(kind.impact).chain(kind.or).collect();
        assert_eq!(shown, all, "{} has no example of one of its impacts", kind.name);
    }
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
    for kind in kinds::all() {
        for Example { old, new, deployed, .. } in examples(kind) {
            if deployed {
                continue;
            }
            let back = names(&changes(&new.text, &old.text));
            let wanted = swapped(kind.name);
            assert_eq!(back.len(), 1, "{}: {back:?}", kind.name);
            assert!(
                wanted.contains(&back[0]) || (wanted.is_empty() && back[0] == kind.name),
                "{}: {back:?}",
                kind.name
            );
        }
    }
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

fn command(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("amp-lint").unwrap();
    command.current_dir(folder).env_clear().envs(server::for_sockets()).env("HOME", folder);
    command
}

#[test]
fn breaking_changes_count_unless_they_are_allowed() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("old.yaml"), MANIFEST).unwrap();
    let new = MANIFEST.replace("    proxy:\n      enabled: true\n", "").replace("0 0 * * *", "0 1 * * *");
    fs::write(folder.path().join("new.yaml"), new).unwrap();
    let run = |arguments: &[&str]| command(folder.path()).arg("diff").args(arguments).output().unwrap();
    let output = run(&["old.yaml", "new.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    insta::assert_snapshot!("a diff in a terminal", text);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "1 breaking, 1 notable, 0 safe\n");
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
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("did you mean `action-removed`?"));
    assert_eq!(run(&["old.yaml"]).status.code(), Some(2));
    fs::write(folder.path().join("broken.yaml"), "integrations: [\n").unwrap();
    let broken = run(&["broken.yaml", "new.yaml"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(String::from_utf8(broken.stderr).unwrap().contains("cannot compare broken.yaml: line 1"));
    let page = command(folder.path()).args(["explain", "action-removed"]).output().unwrap();
    assert!(String::from_utf8(page.stdout).unwrap().starts_with("action-removed (breaking)"));
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
    let mut diff = command(folder.path());
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/changes");
    let readme = folder.join("README.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&readme, table()).unwrap();
    }
    let written = fs::read_to_string(&readme).unwrap_or_default();
    assert_eq!(written, table(), "docs/changes/README.md is stale: run UPDATE_DOCS=1 cargo test --test diff");
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let kind = name.trim_end_matches(".md");
        assert!(kind == "README" || kinds::by_name(kind).is_some(), "docs/changes/{name} belongs to no change");
    }
}
