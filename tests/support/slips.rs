//! Slips in keys, made from the schema and the good examples, all that there are: members moved into other mappings, levels
//! lost, letters swapped. No list of them is kept anywhere.

use std::collections::HashSet;
use std::sync::LazyLock;

use amp_lint::{schema, to_yaml};
use serde_json::{Map, Value, json};

use super::files::examples;
use super::lint::{findings, read};
use super::pages;

/// A step of a path: a key, or a place in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    Key(String),
    Item(usize),
}

pub type Place = Vec<Step>;

pub fn at<'v>(value: &'v Value, place: &[Step]) -> &'v Value {
    place.iter().fold(value, |value, step| match step {
        Step::Key(key) => &value[key.as_str()],
        Step::Item(nth) => &value[*nth],
    })
}

pub fn at_mut<'v>(value: &'v mut Value, place: &[Step]) -> &'v mut Value {
    place.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Item(nth) => &mut value[*nth],
    })
}

pub fn members<'v>(value: &'v mut Value, place: &[Step]) -> &'v mut Map<String, Value> {
    at_mut(value, place).as_object_mut().unwrap()
}

/// A path as reports spell it.
pub fn shown(place: &[Step]) -> String {
    place.iter().fold("$".to_string(), |shown, step| match step {
        Step::Key(key) => format!("{shown}.{key}"),
        Step::Item(nth) => format!("{shown}[{nth}]"),
    })
}

/// The same, whatever the item.
fn shape(place: &[Step]) -> String {
    place.iter().fold("$".to_string(), |shown, step| match step {
        Step::Key(key) => format!("{shown}.{key}"),
        Step::Item(_) => format!("{shown}[]"),
    })
}

pub fn with(place: &[Step], key: &str) -> Place {
    let mut place = place.to_vec();
    place.push(Step::Key(key.to_string()));
    place
}

/// All mappings of a value.
pub fn mappings(value: &Value) -> Vec<Place> {
    fn walk(value: &Value, place: Place, found: &mut Vec<Place>) {
        match value {
            Value::Object(members) => {
                found.push(place.clone());
                for (key, inner) in members {
                    walk(inner, with(&place, key), found);
                }
            }
            Value::Array(items) => {
                for (nth, inner) in items.iter().enumerate() {
                    let mut place = place.clone();
                    place.push(Step::Item(nth));
                    walk(inner, place, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, Vec::new(), &mut found);
    found
}

/// The names that the schema has in the mapping at a place.
pub fn known(place: &[Step]) -> Vec<String> {
    static SCHEMA: LazyLock<Value> = LazyLock::new(schema::manifest);
    let root: &Value = &SCHEMA;
    let resolve = |mut schema: Value| {
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            schema = root.pointer(reference.trim_start_matches('#')).unwrap().clone();
        }
        match schema.get("anyOf") {
            Some(branches) => branches[0].clone(),
            None => schema,
        }
    };
    let schema = place.iter().fold(resolve(root.clone()), |schema, step| {
        resolve(match step {
            Step::Key(key) => schema["properties"][key.as_str()].clone(),
            Step::Item(_) => schema["items"].clone(),
        })
    });
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

/// The good examples as values, with nothing to say of them: of the folder, and of all pages.
pub fn good() -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = examples().iter().map(|(name, text)| (name.clone(), read(text))).collect();
    for (rule, text) in pages::of_rules("good") {
        // A page may show the content of a revision: here all of them are manifests.
        let value = match read(&text) {
            value if value.get("provider").is_some() => json!({"specVersion": "1.0.0", "integrations": [value]}),
            value => value,
        };
        if value.get("integrations").is_some_and(Value::is_array) {
            all.push((rule.to_string(), value));
        }
    }
    all.retain(|(_, value)| findings(&to_yaml(value)).is_empty());
    assert!(all.len() > 80, "{}", all.len());
    all
}

/// What is left of the mapping that a key was the only member of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rest {
    /// The mapping, be it empty.
    AsItIs,
    /// Its key, with nothing behind it.
    Null,
    /// Nothing.
    Dropped,
}

/// A manifest with one slip in it.
#[derive(Clone, Debug)]
pub struct Slip {
    pub what: String,
    pub original: Value,
    /// With the slip.
    pub changed: Value,
    /// With what was taken from its place, and nothing in the wrong one.
    pub without: Value,
    /// The mapping that the member belongs in.
    pub from: Place,
    /// The mapping that it has come to stand in.
    pub to: Place,
    /// The key as it is written now.
    pub key: String,
    pub rest: Rest,
}

impl Slip {
    /// Where the finding must be.
    pub fn path(&self) -> String {
        shown(&with(&self.to, &self.key))
    }
}

/// Each member of each mapping in every other mapping of its integration that has no such member, once for each place of the
/// spec. A key is not looked for in another integration than its own.
pub fn moved() -> Vec<Slip> {
    let mut seen = HashSet::new();
    let mut slips = Vec::new();
    for (name, original) in good() {
        let all = mappings(&original);
        let all: Vec<(Place, Vec<String>)> = all.into_iter().map(|place| (place.clone(), known(&place))).collect();
        for (from, _) in &all {
            for (key, value) in at(&original, from).as_object().unwrap() {
                for (to, known) in &all {
                    let integration = |place: &Place| place.get(..2).map(<[Step]>::to_vec);
                    let apart = integration(to).zip(integration(from)).is_some_and(|(to, from)| to != from);
                    if apart || to == from || to.starts_with(&with(from, key)) || known.contains(key) {
                        continue;
                    }
                    for rest in [Rest::AsItIs, Rest::Null, Rest::Dropped] {
                        let Some(without) = taken(&original, from, key, to, rest) else { continue };
                        if !seen.insert((shape(from), key.clone(), shape(to), same_items(from, to), rest)) {
                            continue;
                        }
                        let mut changed = without.clone();
                        members(&mut changed, to).insert(key.clone(), value.clone());
                        slips.push(Slip {
                            what: format!("{name}: {} in {} ({rest:?})", shown(&with(from, key)), shown(to)),
                            original: original.clone(),
                            changed,
                            without,
                            from: from.clone(),
                            to: to.clone(),
                            key: key.clone(),
                            rest,
                        });
                    }
                }
            }
        }
    }
    assert!(slips.len() > 1000, "{}", slips.len());
    slips
}

/// How many items of lists two places have in common, and how many there are on the way to each.
fn same_items(one: &[Step], other: &[Step]) -> (usize, usize, usize) {
    let items = |place: &[Step]| place.iter().filter(|step| matches!(step, Step::Item(_))).count();
    let common = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    (items(&one[..common]), items(one), items(other))
}

/// A manifest without a member; nothing where what is to be left cannot be.
fn taken(original: &Value, from: &[Step], key: &str, to: &[Step], rest: Rest) -> Option<Value> {
    let mut without = original.clone();
    members(&mut without, from).shift_remove(key);
    if rest == Rest::AsItIs {
        return Some(without);
    }
    let (last, around) = from.split_last()?;
    let Step::Key(name) = last else { return None };
    if !at(&without, from).as_object().unwrap().is_empty() || to.starts_with(from) {
        return None;
    }
    match rest {
        Rest::Null => *at_mut(&mut without, from) = Value::Null,
        _ => {
            members(&mut without, around).shift_remove(name);
        }
    }
    Some(without)
}

/// Each mapping dissolved into the one around it, where that has no member of those names; with the first of its keys.
pub fn lost_levels() -> Vec<Slip> {
    let mut seen = HashSet::new();
    let mut slips = Vec::new();
    for (name, original) in good() {
        for from in mappings(&original) {
            let inner = at(&original, &from).as_object().unwrap();
            // By its key, or as the only item of a list.
            let around = match from.as_slice() {
                [around @ .., Step::Key(_)] => around,
                [around @ .., Step::Key(_), Step::Item(0)]
                    if at(&original, &from[..from.len() - 1]).as_array().unwrap().len() == 1 =>
                {
                    around
                }
                _ => continue,
            };
            let Some(Step::Key(level)) = from.get(around.len()) else { continue };
            let known = known(around);
            let Some(first) = inner.keys().next() else { continue };
            let names: Vec<&str> = inner.keys().map(String::as_str).collect();
            if inner.keys().any(|key| known.contains(key)) || !seen.insert(format!("{} {names:?}", shape(&from))) {
                continue;
            }
            let mut without = original.clone();
            members(&mut without, around).shift_remove(level);
            let mut changed = without.clone();
            for (key, value) in inner {
                members(&mut changed, around).insert(key.clone(), value.clone());
            }
            slips.push(Slip {
                what: format!("{name}: {} without its level", shown(&from)),
                original: original.clone(),
                changed,
                without,
                from: from.clone(),
                to: around.to_vec(),
                key: first.clone(),
                rest: Rest::Dropped,
            });
        }
    }
    assert!(slips.len() > 20, "{}", slips.len());
    slips
}

/// Each two neighbouring letters of each key swapped, once for each place of the spec.
pub fn swapped() -> Vec<Slip> {
    let mut seen = HashSet::new();
    let mut slips = Vec::new();
    for (name, original) in good() {
        for place in mappings(&original) {
            for key in at(&original, &place).as_object().unwrap().keys() {
                if !seen.insert((shape(&place), key.clone())) {
                    continue;
                }
                let letters: Vec<char> = key.chars().collect();
                for first in 0..letters.len() - 1 {
                    let mut swapped = letters.clone();
                    swapped.swap(first, first + 1);
                    let written: String = swapped.into_iter().collect();
                    // In another case it is the same key to the platform.
                    if written.eq_ignore_ascii_case(key) {
                        continue;
                    }
                    slips.push(renamed(&name, &original, &place, key, &written));
                }
            }
        }
    }
    assert!(slips.len() > 500, "{}", slips.len());
    slips
}

/// A manifest with a key spelt otherwise.
fn renamed(name: &str, original: &Value, place: &[Step], key: &str, written: &str) -> Slip {
    let mut without = original.clone();
    members(&mut without, place).shift_remove(key);
    let mut changed = original.clone();
    let all = members(&mut changed, place);
    let spelt = |name: &String| if name == key { written.to_string() } else { name.clone() };
    *all = all.iter().map(|(name, value)| (spelt(name), value.clone())).collect();
    Slip {
        what: format!("{name}: {} as {written}", shown(&with(place, key))),
        original: original.clone(),
        changed,
        without,
        from: place.to_vec(),
        to: place.to_vec(),
        key: written.to_string(),
        rest: Rest::AsItIs,
    }
}

/// How a second integration shares what the first one has.
#[derive(Clone, Copy, Debug)]
pub enum Shared {
    /// Each of its actions is an alias of the first one's.
    Alias,
    /// It merges the whole of the first one.
    Merge,
}

/// The first integration of a manifest as text, with a second one that is the first one under another name; nothing where
/// there is none that can be shared.
pub fn shared(manifest: &Value, how: Shared) -> Option<String> {
    let mut manifest = manifest.clone();
    let integrations = manifest.get_mut("integrations")?.as_array_mut()?;
    integrations.truncate(1);
    let [Value::Object(first)] = integrations.as_mut_slice() else { return None };
    let mut second = Map::new();
    let mark = |anchor: &str| (format!("&{anchor}"), Value::Null);
    match how {
        Shared::Alias => {
            for (key, value) in first.iter_mut() {
                match value {
                    // What has nothing in it cannot be shared by a mark in it.
                    Value::Object(members) if members.is_empty() => return None,
                    Value::Null => return None,
                    Value::Object(members) => {
                        let anchored = std::iter::once(mark(key)).chain(std::mem::take(members));
                        *members = anchored.collect();
                        second.insert(key.clone(), json!(format!("*{key}")));
                    }
                    value => {
                        second.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        Shared::Merge => {
            *first = std::iter::once(mark("first")).chain(std::mem::take(first)).collect();
            second.insert("<<".to_string(), json!("*first"));
        }
    }
    second.insert("name".to_string(), json!("the-second"));
    manifest["integrations"].as_array_mut()?.push(Value::Object(second));
    Some(anchored(&to_yaml(&manifest)))
}

/// The marks of a text turned into anchors, aliases and merges.
fn anchored(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let begun = line.trim_start();
        match begun.trim_start_matches("- ").strip_prefix("\"&").and_then(|rest| rest.strip_suffix("\": null")) {
            Some(anchor) if begun.starts_with("- ") => {
                out.push_str(&format!("{}- &{anchor}\n", &line[..line.len() - begun.len()]));
            }
            Some(anchor) => {
                out.truncate(out.trim_end().len());
                out.push_str(&format!(" &{anchor}\n"));
            }
            None => {
                let line = line.replace("\"<<\":", "<<:");
                let line = match line.split_once(": \"*") {
                    Some((key, alias)) if !alias.contains([' ', '/']) => {
                        format!("{key}: *{}", alias.trim_end_matches('"'))
                    }
                    _ => line,
                };
                out.push_str(&line);
                out.push('\n');
            }
        }
    }
    out
}
