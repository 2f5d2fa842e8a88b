//! Slips in the names of listed fields: nearly all are found, and nothing is said of names that are right.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;

use amp_lint::catalog::Catalog;
use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A field of the catalog.
#[derive(Clone)]
struct Listed {
    provider: String,
    module: Option<String>,
    object: String,
    field: String,
}

/// All listed fields, in the catalog's order.
fn all_fields() -> Vec<Listed> {
    let catalog = Catalog::builtin();
    let mut all = Vec::new();
    for provider in catalog.providers() {
        let modules = provider.modules.iter().map(|module| Some(module.name.clone()));
        let modules: Vec<Option<String>> = if provider.modules.is_empty() { vec![None] } else { modules.collect() };
        for module in modules {
            for list in catalog.field_lists(&provider.name, module.as_deref()) {
                all.extend(list.names().map(|field| Listed {
                    provider: provider.name.clone(),
                    module: module.clone(),
                    object: list.object.to_string(),
                    field: field.to_string(),
                }));
            }
        }
    }
    all
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// A name with one slip of the fingers in it: two letters swapped, one lost, one typed twice, or its neighbour on the
/// keyboard hit.
fn slip(name: &str, dice: &mut Dice) -> String {
    const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let letters: Vec<char> = name.chars().collect();
    let at = dice.roll(letters.len() - 1);
    let mut made = letters.clone();
    match dice.roll(4) {
        0 => made.swap(at, at + 1),
        1 => {
            made.remove(at);
        }
        2 => made.insert(at, letters[at]),
        _ => {
            let row = KEYS.iter().find(|row| row.contains(letters[at].to_ascii_lowercase()));
            let Some(row) = row else { return slip(name, dice) };
            let place = row.find(letters[at].to_ascii_lowercase()).unwrap();
            let beside = if place > 0 { place - 1 } else { place + 1 };
            made[at] = row.as_bytes()[beside] as char;
        }
    }
    let made: String = made.into_iter().collect();
    if made == name { slip(name, dice) } else { made }
}

/// Lints fields as integrations read them: what rules say of them, by the text that is pointed at.
fn said(fields: &[(Listed, String)], rules: &str) -> Vec<(String, String, Option<String>)> {
    type Objects<'f> = BTreeMap<&'f str, Vec<&'f str>>;
    let mut integrations: BTreeMap<(&str, Option<&str>), Objects> = BTreeMap::new();
    for (listed, written) in fields {
        let objects = integrations.entry((&listed.provider, listed.module.as_deref())).or_default();
        objects.entry(&listed.object).or_default().push(written);
    }
    let integrations: Vec<Value> = integrations
        .into_iter()
        .enumerate()
        .map(|(nth, ((provider, module), objects))| {
            let objects: Vec<Value> = objects
                .into_iter()
                .map(|(object, fields)| {
                    let fields: Vec<Value> = fields.into_iter().map(|field| json!({"fieldName": field})).collect();
                    json!({"objectName": object, "destination": "hook", "schedule": "0 0 * * *", "requiredFields": fields})
                })
                .collect();
            let mut integration = json!({"name": format!("n{nth}"), "provider": provider, "read": {"objects": objects}});
            if let Some(module) = module {
                integration["module"] = json!(module);
            }
            integration
        })
        .collect();
    let folder = TempDir::new().unwrap();
    let text = json!({"specVersion": "1.0.0", "integrations": integrations}).to_string();
    fs::write(folder.path().join("amp.json"), &text).unwrap();
    let mut command = Command::cargo_bin("amp-lint").unwrap();
    command.current_dir(folder.path()).env_clear().env("HOME", folder.path());
    let output = command.args(["--format", "json", "--pedantic", "--only", rules, "amp.json"]).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["files"][0]["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| {
            let offset = |end: &str| finding[end]["offset"].as_u64().unwrap() as usize;
            let fix = finding["fix"]["edits"][0]["text"].as_str().map(|text| text.trim_matches('"').to_string());
            let pointed_at = text[offset("start")..offset("end")].trim_matches('"').to_string();
            (finding["rule"].as_str().unwrap().to_string(), pointed_at, fix)
        })
        .collect()
}

#[test]
fn nearly_every_slip_is_found_and_put_right() {
    const SLIPS: usize = 500;
    let mut dice = Dice(14);
    let all = all_fields();
    let known: HashSet<(&str, &str)> =
        all.iter().map(|listed| (listed.provider.as_str(), listed.field.as_str())).collect();
    let mut seeded: Vec<(Listed, String)> = Vec::new();
    let mut met = HashSet::new();
    while seeded.len() < SLIPS {
        let listed = &all[dice.roll(all.len())];
        // Of short names nobody can say what was meant, and a path is written in another way.
        if listed.field.chars().count() < 6 || listed.field.starts_with('$') {
            continue;
        }
        let written = slip(&listed.field, &mut dice);
        let is_other = known.contains(&(listed.provider.as_str(), written.as_str()));
        if !is_other && met.insert((listed.provider.clone(), listed.object.clone(), written.clone())) {
            seeded.push((listed.clone(), written));
        }
    }
    let providers: HashSet<&str> = seeded.iter().map(|(listed, _)| listed.provider.as_str()).collect();
    assert!(providers.len() > 40, "{}", providers.len());
    let mut found: HashMap<(String, String), usize> = HashMap::new();
    for (rule, written, fix) in said(&seeded, "field-misspelt") {
        assert_eq!(rule, "field-misspelt");
        if let Some(fix) = fix {
            *found.entry((written, fix)).or_default() += 1;
        }
    }
    let missed: Vec<&(Listed, String)> = seeded
        .iter()
        .filter(|(listed, written)| match found.get_mut(&(written.clone(), listed.field.clone())) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .collect();
    let share = (SLIPS - missed.len()) * 100 / SLIPS;
    let lines: Vec<String> = missed
        .iter()
        .map(|(listed, written)| format!("{} {}: {} for {}", listed.provider, listed.object, written, listed.field))
        .collect();
    assert!(share >= 95, "{share} %, missed:\n{}", lines.join("\n"));
}

#[test]
fn nothing_is_said_of_a_listed_field() {
    let all: Vec<(Listed, String)> = all_fields().into_iter().map(|listed| (listed.clone(), listed.field)).collect();
    assert!(all.len() > 37_000);
    assert_eq!(said(&all, "field-misspelt,field-case,field-not-delivered,field-path-syntax"), []);
}

#[test]
fn another_case_counts_only_where_it_matters() {
    let field = |provider: &str, object: &str, field: &str, written: &str| {
        let listed = Listed { provider: provider.into(), module: None, object: object.into(), field: field.into() };
        (listed, written.to_string())
    };
    let rules = "field-misspelt,field-case,field-not-delivered";
    assert_eq!(said(&[field("aircall", "calls", "duration", "Duration")], rules), []);
    let right = "amount_refunded".to_string();
    assert_eq!(
        said(&[field("stripe", "charges", &right, "Amount_Refunded")], rules),
        [("field-case".to_string(), "Amount_Refunded".to_string(), Some(right))]
    );
    // One of the two can go: which one is the user's choice.
    let both = [field("stripe", "charges", "amount", "amount"), field("stripe", "charges", "amount", "Amount")];
    assert_eq!(said(&both, rules), [("field-case".to_string(), "Amount".to_string(), None)]);
}
