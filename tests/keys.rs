//! Keys in the wrong place and keys with their letters swapped: whatever a slip takes with it, it is one finding, at the key.
//!
//! The slips are made from the schema and the good examples, all that there are: every member of every mapping moved into
//! every other mapping that has no such member, every level lost, every pair of letters swapped; as it stands, as JSON, and
//! through aliases and merges.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use amp_lint::finding::{Finding, Severity};
use amp_lint::shape::plan::Plan;
use amp_lint::shape::schema;
use amp_lint::source::Source;
use amp_lint::spec::from_tree;
use amp_lint::tree::view::View;
use amp_lint::tree::{self, emit};
use amp_lint::{Request, lint, rules};
use serde_json::{Map, Value, json};

fn read(text: &str) -> Value {
    let tree = tree::parse(&Source::new("amp.yaml", text));
    let view = View::new(&tree, Plan::get().names);
    from_tree::read::<Value>(&view, tree.root().unwrap(), &Default::default()).value().cloned().unwrap()
}

fn findings(text: &str) -> Vec<Finding> {
    lint(&Source::new("amp.yaml", text), Request::default())
}

/// A step of a path: a key, or a place in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Item(usize),
}

type Place = Vec<Step>;

fn at<'v>(value: &'v Value, place: &[Step]) -> &'v Value {
    place.iter().fold(value, |value, step| match step {
        Step::Key(key) => &value[key.as_str()],
        Step::Item(nth) => &value[*nth],
    })
}

fn at_mut<'v>(value: &'v mut Value, place: &[Step]) -> &'v mut Value {
    place.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Item(nth) => &mut value[*nth],
    })
}

fn shown(place: &[Step]) -> String {
    place.iter().fold("$".to_string(), |shown, step| match step {
        Step::Key(key) => format!("{shown}.{key}"),
        Step::Item(nth) => format!("{shown}[{nth}]"),
    })
}

fn with(place: &[Step], key: &str) -> Place {
    let mut place = place.to_vec();
    place.push(Step::Key(key.to_string()));
    place
}

/// All mappings of a value.
fn mappings(value: &Value, place: Place, found: &mut Vec<Place>) {
    match value {
        Value::Object(members) => {
            found.push(place.clone());
            for (key, inner) in members {
                mappings(inner, with(&place, key), found);
            }
        }
        Value::Array(items) => {
            for (nth, inner) in items.iter().enumerate() {
                let mut place = place.clone();
                place.push(Step::Item(nth));
                mappings(inner, place, found);
            }
        }
        _ => {}
    }
}

/// The names that the schema knows in the mapping at a place.
fn known(root: &Value, place: &[Step]) -> Vec<String> {
    let resolve = |mut schema: Value| {
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            schema = root.pointer(reference.trim_start_matches('#')).unwrap().clone();
        }
        match schema.get("anyOf") {
            Some(branches) => branches[0].clone(),
            None => schema,
        }
    };
    let mut schema = resolve(root.clone());
    for step in place {
        schema = resolve(match step {
            Step::Key(key) => schema["properties"][key.as_str()].clone(),
            Step::Item(_) => schema["items"].clone(),
        });
    }
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

/// The good examples: of this folder, and of all pages.
fn good() -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            all.push((
                path.file_name().unwrap().to_string_lossy().into_owned(),
                read(&fs::read_to_string(&path).unwrap()),
            ));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(all.len() >= 6);
    for rule in rules::all() {
        let mut rest = rule.page;
        while let Some(start) = rest.find("```yaml good\n") {
            let body = &rest[start + "```yaml good\n".len()..];
            let end = body.find("```").unwrap();
            let value = read(&body[..end]);
            // A page may show the content of a revision: here all of them are manifests.
            let value = match value.get("provider") {
                Some(_) => json!({"specVersion": "1.0.0", "integrations": [value]}),
                None => value,
            };
            if value.get("integrations").is_some_and(Value::is_array) && findings(&emit::yaml(&value)).is_empty() {
                all.push((rule.name.to_string(), value));
            }
            rest = &body[end..];
        }
    }
    all
}

/// What is left of the mapping that a key was taken from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rest {
    AsItIs,
    Null,
    Dropped,
}

struct Slip {
    what: String,
    value: Value,
    original: Value,
    /// The mapping that the key has come to stand in, and the key.
    place: Place,
    key: String,
    from: Place,
}

/// Each key of each mapping in every other mapping that has no such member.
fn moved(name: &str, original: &Value) -> Vec<Slip> {
    let schema = schema::manifest();
    let mut all = Vec::new();
    mappings(original, Vec::new(), &mut all);
    let mut slips = Vec::new();
    for from in &all {
        for (key, value) in at(original, from).as_object().unwrap() {
            for to in &all {
                let integration = |place: &Place| place.get(..2).map(<[Step]>::to_vec);
                let apart = integration(to).zip(integration(from)).is_some_and(|(to, from)| to != from);
                if apart || to == from || to.starts_with(&with(from, key)) || known(&schema, to).contains(key) {
                    continue;
                }
                for rest in [Rest::AsItIs, Rest::Null, Rest::Dropped] {
                    let mut changed = original.clone();
                    at_mut(&mut changed, from).as_object_mut().unwrap().shift_remove(key);
                    let empty = at(&changed, from).as_object().unwrap().is_empty();
                    if rest != Rest::AsItIs && (!empty || from.is_empty() || to.starts_with(from)) {
                        continue;
                    }
                    at_mut(&mut changed, to).as_object_mut().unwrap().insert(key.clone(), value.clone());
                    if rest == Rest::Null && matches!(from.last(), Some(Step::Item(_))) {
                        continue;
                    }
                    let (last, around) =
                        from.split_last().map_or((None, &[][..]), |(last, around)| (Some(last), around));
                    match (rest, last) {
                        (Rest::Null, _) => *at_mut(&mut changed, from) = Value::Null,
                        (Rest::Dropped, Some(Step::Key(key))) => {
                            at_mut(&mut changed, around).as_object_mut().unwrap().shift_remove(key);
                        }
                        (Rest::Dropped, Some(Step::Item(_))) => continue,
                        _ => {}
                    }
                    slips.push(Slip {
                        what: format!("{name}: {} to {} ({rest:?})", shown(&with(from, key)), shown(to)),
                        value: changed,
                        original: original.clone(),
                        place: to.clone(),
                        key: key.clone(),
                        from: from.clone(),
                    });
                }
            }
        }
    }
    slips
}

fn swapped(name: &str, original: &Value) -> Vec<Slip> {
    let mut all = Vec::new();
    mappings(original, Vec::new(), &mut all);
    let mut slips = Vec::new();
    for place in &all {
        for (nth, key) in at(original, place).as_object().unwrap().keys().enumerate() {
            let letters: Vec<char> = key.chars().collect();
            for first in 0..letters.len() - 1 {
                if letters[first] == letters[first + 1] {
                    continue;
                }
                let mut letters = letters.clone();
                letters.swap(first, first + 1);
                let written: String = letters.into_iter().collect();
                let mut changed = original.clone();
                let members = at_mut(&mut changed, place).as_object_mut().unwrap();
                *members = members
                    .iter()
                    .enumerate()
                    .map(|(at, (key, value))| (if at == nth { written.clone() } else { key.clone() }, value.clone()))
                    .collect::<Map<String, Value>>();
                slips.push(Slip {
                    what: format!("{name}: {} as {written}", shown(&with(place, key))),
                    value: changed,
                    original: original.clone(),
                    place: place.clone(),
                    key: written,
                    from: with(place, key),
                });
            }
        }
    }
    slips
}

fn tally(kind: &str, slips: &[Slip]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for slip in slips {
        let text = emit::yaml(&slip.value);
        let found = findings(&text);
        let path = shown(&with(&slip.place, &slip.key));
        let at_key = found.iter().filter(|finding| finding.path == path).count();
        let result = match (found.len(), at_key) {
            (1, 1) => "one at the key".to_string(),
            (0, _) => "none".to_string(),
            (1, 0) => "one elsewhere".to_string(),
            (n, 0) => "several, none at the key".to_string(),
            (n, _) => "several".to_string(),
        };
        if result != "one at the key" {
            println!("{kind}: {result}: {}", slip.what);
            for finding in &found {
                println!(
                    "      {} {:?} {} {} | {:?}",
                    finding.rule, finding.severity, finding.path, finding.message, finding.help
                );
            }
        } else if std::env::var("ALL").is_ok() {
            let finding = &found[0];
            println!("{kind}: ok: {} {:?} {} | {:?}", slip.what, finding.severity, finding.message, finding.help);
        }
        *counts.entry(result).or_default() += 1;
        let Some(finding) = found.iter().find(|finding| finding.path == path) else { continue };
        *counts.entry(format!("  {:?}", finding.severity)).or_default() += 1;
        let kind_of_fix = match &finding.fix {
            None => "  no fix".to_string(),
            Some(fix) => {
                let (fixed, _) = amp_lint::fix::apply(&text, std::slice::from_ref(finding), true);
                let same = read(&fixed) == slip.original;
                if !same {
                    println!("{kind}: other value: {}\n{text}\n->\n{fixed}", slip.what);
                }
                format!(
                    "  fix: {} {}",
                    if fix.safe { "safe" } else { "unsafe" },
                    if same { "right" } else { "other value" }
                )
            }
        };
        *counts.entry(kind_of_fix).or_default() += 1;
    }
    println!("== {kind}: {} {counts:#?}", slips.len());
}

#[test]
fn tallies() {
    let good = good();
    println!("{} bases", good.len());
    let mut all_moved = Vec::new();
    let mut all_swapped = Vec::new();
    for (name, value) in &good {
        all_moved.extend(moved(name, value));
        all_swapped.extend(swapped(name, value));
    }
    tally("moved", &all_moved);
    tally("swapped", &all_swapped);
}
