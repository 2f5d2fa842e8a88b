//! Values of the wrong type, at every place of the spec: one finding, at the value, and whoever does what its help says has
//! a manifest without it.
//!
//! The places and the types that are wanted there come from the schema, so that a member that is new is tried too.

mod support;

use std::collections::HashSet;
use std::path::Path;

use amp_lint::{Analysis, Config, Expect, Finding, NodeId, Root, Schema, Source, apply, fix_all, lint, to_yaml};
use serde_json::{Map, Value, json};
use support::lint::without_advice as found;
use support::output::stdout;
use support::program::amp_lint;

/// A clean manifest with every member of the spec in it.
fn manifest() -> Value {
    json!({
        "specVersion": "1.0.0",
        "integrations": [{
            "name": "crm", "provider": "hubspot", "displayName": "CRM", "module": "crm",
            "read": {"objects": [{
                "objectName": "contacts", "destination": "hook", "schedule": "0 * * * *", "mapToName": "people",
                "mapToDisplayName": "People", "enabled": "always",
                "requiredFields": [{"fieldName": "email"}, {"fieldName": "phone"}],
                "backfill": {"defaultPeriod": {"days": 30}}, "delivery": {"mode": "auto"}
            }, {
                "objectName": "companies", "destination": "hook", "schedule": "0 * * * *",
                "optionalFields": [
                    {"fieldName": "name", "mapToName": "title", "mapToDisplayName": "Title"},
                    {"mapToName": "source", "mapToDisplayName": "Source", "prompt": "?", "default": "src"}
                ],
                "backfill": {"defaultPeriod": {"fullHistory": true}}
            }, {"objectName": "deals", "destination": "hook", "schedule": "0 * * * *", "optionalFieldsAuto": "all"}]},
            "write": {"objects": [{"objectName": "contacts", "inheritMapping": true, "valueDefaults": {"allowAnyFields": true}}]},
            "proxy": {"enabled": true, "useModule": false},
            "subscribe": {"objects": [{
                "objectName": "contacts", "destination": "hook", "inheritFieldsAndMapping": true,
                "createEvent": {"enabled": "always"}, "deleteEvent": {"enabled": "always"},
                "associationChangeEvent": {"enabled": "always", "includeFullRecords": true},
                "updateEvent": {"enabled": "always", "watchFieldsAuto": "all"}, "otherEvents": ["contact.merged"]
            }, {
                "objectName": "companies", "destination": "hook", "inheritFieldsAndMapping": true,
                "updateEvent": {"enabled": "always", "requiredWatchFields": ["name", "title"]}
            }]},
            "watchSchema": {"destination": "hook", "schedule": "0 0 * * *", "allObjects": {
                "fieldCreated": {"enabled": "always"}, "fieldDeleted": {"enabled": "always"},
                "fieldChanged": {"enabled": "always"}
            }}
        }]
    })
}

/// A place of the manifest, and what the spec wants there.
struct Place {
    /// As a report spells it.
    path: String,
    pointer: String,
    expect: Expect,
}

/// All places of a value, with what is expected there; the members that are met, by name and object.
fn places(
    value: &Value,
    at: usize,
    path: &str,
    pointer: &str,
    found: &mut Vec<Place>,
    met: &mut HashSet<(usize, &'static str)>,
) {
    let plan = Schema::integrations();
    match (plan.expect(at), value) {
        (Expect::Object(number), Value::Object(members)) => {
            for member in plan.object(number).members {
                let Some(inner) = members.get(member.name) else { continue };
                met.insert((number, member.name));
                let (path, pointer) = (format!("{path}.{}", member.name), format!("{pointer}/{}", member.name));
                let expect = plan.expect(member.value);
                found.push(Place { path: path.clone(), pointer: pointer.clone(), expect });
                places(inner, member.value, &path, &pointer, found, met);
            }
        }
        (Expect::List(items), Value::Array(inner)) => {
            for (nth, inner) in inner.iter().enumerate() {
                let (path, pointer) = (format!("{path}[{nth}]"), format!("{pointer}/{nth}"));
                found.push(Place { path: path.clone(), pointer: pointer.clone(), expect: plan.expect(items) });
                places(inner, items, &path, &pointer, found, met);
            }
        }
        _ => {}
    }
}

fn all_places() -> Vec<Place> {
    let (mut found, mut met) = (Vec::new(), HashSet::new());
    places(&manifest(), Schema::integrations().root(Root::Manifest as usize), "$", "", &mut found, &mut met);
    // Every member of every object that was met is in the manifest.
    let objects: HashSet<usize> = met.iter().map(|(object, _)| *object).collect();
    for object in objects {
        for member in Schema::integrations().object(object).members {
            // `pageSize` goes with a mode that is deprecated.
            assert!(
                met.contains(&(object, member.name)) || member.name == "pageSize",
                "`{}` is tried nowhere",
                member.name
            );
        }
    }
    assert!(found.len() > 80, "{}", found.len());
    found
}

/// Values that are wrong at a place.
fn wrong(place: &Place, right: &Value) -> Vec<Value> {
    let plan = Schema::integrations();
    let mut scalars = vec![json!("thing"), json!(30), json!(true), json!(false), json!("always"), json!("all")];
    let collections = vec![json!(["thing"]), json!(["a", "b"]), json!({"thing": "value"}), json!([{"thing": "value"}])];
    match place.expect {
        Expect::Object(_) => {
            scalars.extend([json!(["thing"]), json!([right]), json!(["a", "b"])]);
            scalars
        }
        Expect::List(items) => {
            scalars.extend([json!({"thing": "value"}), json!({"thing": null}), json!("a, b"), json!("*")]);
            if let (Expect::Object(_), Some(entries)) = (plan.expect(items), right.as_array()) {
                scalars.extend(under_their_names(entries));
                // Of several, the others are missed elsewhere.
                scalars.extend(entries.first().filter(|_| entries.len() == 1).cloned());
            }
            scalars
        }
        Expect::Text(None) => collections,
        Expect::Text(Some(allowed)) => {
            let allowed = plan.texts(allowed);
            scalars.retain(|value| value.as_str().is_none_or(|text| !allowed.contains(&text)));
            scalars.extend([
                json!([right]),
                json!({"value": right}),
                json!("ALWAYS"),
                json!("none"),
                json!(["a", "b"]),
            ]);
            scalars.retain(|value| value.as_str().is_none_or(|text| !allowed.contains(&text)));
            scalars
        }
        Expect::Boolean => {
            let mut all =
                vec![json!("yes"), json!("true"), json!("True"), json!("off"), json!(30), json!(1), json!("thing")];
            all.extend([json!([true]), json!({"value": false}), json!(["a", "b"])]);
            all
        }
        Expect::Integer(..) => {
            let mut all =
                vec![json!("30"), json!("030"), json!("0x1E"), json!("30 days"), json!("30d"), json!("2 weeks")];
            all.extend([json!("all"), json!(true), json!(1.5), json!([30]), json!({"value": "30"}), json!("thing")]);
            all
        }
        Expect::Anything => Vec::new(),
    }
}

/// A list of entries as a mapping with their names for keys, where all have one.
fn under_their_names(entries: &[Value]) -> Option<Value> {
    let mut named = Map::new();
    for entry in entries {
        let mut entry = entry.as_object()?.clone();
        let name = ["name", "objectName", "fieldName"].iter().find_map(|name| entry.shift_remove(*name))?;
        named.insert(name.as_str()?.to_string(), Value::Object(entry));
    }
    Some(Value::Object(named))
}

fn node_at(analysis: &Analysis, path: &str) -> NodeId {
    let found = analysis.nodes().find(|&id| !analysis.is_key(id) && analysis.path_to(id) == path);
    found.unwrap_or_else(|| panic!("{path}"))
}

/// The lines that a help writes out, between backticks.
fn lines_of(help: &str) -> Vec<&str> {
    let Some(rest) = help.strip_prefix("write ").or(help.strip_prefix("write one entry for each: ")) else {
        return Vec::new();
    };
    let lines: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    // With a gap to fill in they are no whole lines.
    if lines.iter().any(|line| line.contains('…')) { Vec::new() } else { lines }
}

/// A text in which the member or the item at a path is what the help says.
fn followed(source: &Source, path: &str, lines: &[&str]) -> Option<String> {
    let analysis = Analysis::of(source.clone(), Schema::integrations());
    let node = node_at(&analysis, path);
    let text = source.text();
    let span = analysis.span(node);
    let [line] = lines else { return None };
    let (start, line) = match analysis.key_of(node) {
        // A line for a member has a key; a word alone is a value.
        Some(key) if line.contains(": ") => (analysis.span(key).start as usize, *line),
        Some(_) => (span.start as usize, *line),
        None => match line.strip_prefix("- ") {
            Some(item) => (span.start as usize, item),
            None => (span.start as usize, *line),
        },
    };
    Some(format!("{}{line}{}", &text[..start], &text[span.end as usize..]))
}

#[test]
fn the_manifest_that_this_starts_from_is_clean() {
    let text = to_yaml(&manifest());
    assert_eq!(found(&Source::new("amp.yaml", text)), []);
}

/// What is wrong with what is said of one wrong value; whether the help writes out lines, whether there is a fix.
fn judge(source: &Source, place: &Place) -> (Option<String>, bool, bool) {
    let findings = found(source);
    let [finding] = findings.as_slice() else {
        return (Some(format!("{} findings: {findings:#?}", findings.len())), false, false);
    };
    let mut complaint = None;
    if !finding.path.starts_with(&place.path) {
        complaint = Some(format!("it is at another place: {finding:#?}"));
    }
    let Some(help) = &finding.help else { return (Some(format!("no help: {finding:#?}")), false, false) };
    let mut must_be_gone = |text: &str, how: &str, most: usize| {
        let after = found(&source.with_text(text.to_string()));
        let again = |other: &&Finding| other.rule == finding.rule && other.path == finding.path;
        let is_broken = |other: &&Finding| matches!(other.rule, "yaml-syntax" | "not-a-manifest");
        if after.iter().any(|other| again(&other) || is_broken(&other)) || after.len() > most {
            complaint = Some(format!("{how}: {help}\n{text}\n{after:#?}"));
        }
    };
    let lines = lines_of(help);
    // A mapping in place of a list keeps what is in it.
    let stays =
        help.contains(" in place of ") || (matches!(place.expect, Expect::List(_)) && help.starts_with("write `- "));
    let text = if stays { None } else { followed(source, &place.path, &lines) };
    if let Some(text) = &text {
        must_be_gone(text, "the help was followed", usize::MAX);
    }
    if let Some(one) = &finding.fix {
        let (text, _) = apply(source.text(), std::slice::from_ref(finding), true);
        // What the value says, now that it can be read, may be a mistake of its own.
        must_be_gone(&text, "the fix was applied", if one.safe { 1 } else { usize::MAX });
    }
    // All fixes together come to an end, and leave none behind.
    let fixed = fix_all(source.clone(), lint, true);
    if !fixed.defects.is_empty() || fixed.findings.iter().any(|finding| finding.fix.is_some()) {
        complaint = Some(format!("after all fixes: {help}\n{}\n{:#?}", fixed.source.text(), fixed.findings));
    }
    (complaint, text.is_some(), finding.fix.is_some())
}

/// Tries all wrong values at all places; how many there are, how many of the helps write out lines, how many have a fix.
fn try_all(name: &str, write: impl Fn(&Value) -> String) -> (usize, usize, usize) {
    let (mut tried, mut written_out, mut fixed) = (0, 0, 0);
    let mut complaints = Vec::new();
    for place in all_places() {
        let right = manifest().pointer(&place.pointer).unwrap().clone();
        for value in wrong(&place, &right) {
            let mut broken = manifest();
            *broken.pointer_mut(&place.pointer).unwrap() = value.clone();
            let (complaint, lines, fix) = judge(&Source::new(name, write(&broken)), &place);
            tried += 1;
            written_out += usize::from(lines);
            fixed += usize::from(fix);
            complaints.extend(complaint.map(|complaint| format!("{}: {value}: {complaint}\n", place.path)));
        }
    }
    assert!(complaints.is_empty(), "{} of {tried}:\n{}", complaints.len(), complaints.concat());
    (tried, written_out, fixed)
}

#[test]
fn a_wrong_value_in_yaml_is_one_finding_whose_help_can_be_followed() {
    let (tried, written_out, fixed) = try_all("amp.yaml", to_yaml);
    println!("{tried} {written_out} {fixed}");
    assert!(tried > 600 && written_out * 2 > tried, "{tried} {written_out} {fixed}");
}

#[test]
fn a_wrong_value_in_json_is_one_finding_whose_help_can_be_followed() {
    let (tried, written_out, fixed) = try_all("amp.json", |value| serde_json::to_string_pretty(value).unwrap());
    println!("{tried} {written_out} {fixed}");
    assert!(tried > 600 && written_out * 2 > tried, "{tried} {written_out} {fixed}");
}

#[test]
fn a_wrong_value_in_the_settings_is_one_finding_with_what_to_write() {
    for (settings, help, fixed) in [
        ("rules: [unknown-key]\n", "write `rules: {unknown-key: ignore}`", Some("rules: {unknown-key: ignore}\n")),
        ("rules: unknown-key\n", "write `rules: {unknown-key: ignore}`", Some("rules: {unknown-key: ignore}\n")),
        ("rules:\n  - unknown-key: error\n", "remove the dash", Some("rules:\n    unknown-key: error\n")),
        ("rules: {unknown-key: off}\n", "write `unknown-key: ignore`", Some("rules: {unknown-key: ignore}\n")),
        ("rules: {unknown-key: warn}\n", "write `unknown-key: warning`", Some("rules: {unknown-key: warning}\n")),
        ("strict: \"yes\"\n", "write `strict: true`", Some("strict: true\n")),
        ("exclude: vendor/**\n", "write `exclude: [vendor/**]`", Some("exclude: [vendor/**]\n")),
        ("exclude: \"*/x\"\n", "write `exclude: [\"*/x\"]`", Some("exclude: [\"*/x\"]\n")),
        (
            "overrides:\n  paths: [a]\n  rules: {unknown-key: error}\n",
            "write `- paths: [a]`",
            Some("overrides:\n- paths: [a]\n  rules: {unknown-key: error}\n"),
        ),
        ("rules: all\n", "write `rules:`, and indented below it", None),
    ] {
        let source = Source::new(".amp-lint.yaml", settings);
        let (_, findings) = Config::read(&source);
        let [finding] = findings.as_slice() else { panic!("{settings}\n{findings:#?}") };
        assert!(finding.help.as_ref().unwrap().starts_with(help), "{settings}\n{finding:#?}");
        let (text, count) = apply(settings, &findings, true);
        assert_eq!((count, text.as_str()), (usize::from(fixed.is_some()), fixed.unwrap_or(settings)), "{settings}");
        if fixed.is_some() {
            assert!(Config::read(&source.with_text(text.clone())).1.is_empty(), "{text}");
        }
    }
}

#[test]
fn one_run_of_the_program_puts_right_what_it_advises() {
    let wrong = "specVersion: 1.0.0
integrations:
  crm:
    provider: salesforce
    proxy: true
    read:
      - objectName: Account # the first
        destination: hook
        schedule: every 30 minutes
        requiredFields: [Name, \"Phone\"]
        backfill: 30 days
        objectName: Contact
        destination: [hook]
        schedule: \"@hourly\"
        optionalFields: all
    subscribe:
      objects:
        - objectName: Account
          destination: hook
          inheritFieldsAndMapping: yes please
          createEvent: true
          updateEvent: [Name]
          deleteEvent: false
          otherEvents: a, b
";
    let right = "specVersion: 1.0.0
integrations:
  - name: crm
    provider: salesforce
    proxy: {enabled: true}
    read:
      objects:
      - objectName: Account # the first
        destination: hook
        schedule: \"*/30 * * * *\"
        requiredFields: [{fieldName: Name}, {fieldName: Phone}]
        backfill: {defaultPeriod: {days: 30}}
      - objectName: Contact
        destination: hook
        schedule: \"0 * * * *\"
        optionalFieldsAuto: all
    subscribe:
      objects:
        - objectName: Account
          destination: hook
          inheritFieldsAndMapping: true
          createEvent: {enabled: always}
          updateEvent: {enabled: always, requiredWatchFields: [Name]}
          otherEvents: [a, b]
";
    let wrong = wrong.replace("yes please", "\"yes\"");
    let mut command = amp_lint(Path::new("."));
    let output = command.args(["--no-config", "--unsafe-fixes", "-"]).write_stdin(wrong).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(stdout(&output), right, "{said}");
    assert_eq!(output.status.code(), Some(0), "{said}");
}
