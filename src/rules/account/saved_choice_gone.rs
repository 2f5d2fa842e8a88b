//! What customers have chosen, and the revision no longer offers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::analysis::Definition;
use crate::model::{Field, Integration};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::words::some_of;

rule! {
    name: "saved-choice-gone",
    severity: Warning,
    fix: No,
    rests_on: [Value],
    waits_for: Installations,
    summary: "a field, a mapping or an object that installations have chosen, and the deployed revision does not have",
}

fn check(cx: &Context, out: &mut Findings) {
    if cx.facts.installations.is_none() {
        return;
    }
    // Installations are those of one integration.
    let Definition::Api(integrations) = cx.definition() else { return };
    let [integration] = &integrations[..] else { return };
    let revision = integration.value().and_then(|one| one.latest_revision.value());
    if let Some(content) = revision.and_then(|revision| revision.content.value()) {
        hold(cx, out, content);
    }
}

/// What an object offers.
struct Offer<'a> {
    fields: HashSet<&'a str>,
    mappings: HashSet<&'a str>,
    all: bool,
}

fn hold(cx: &Context, out: &mut Findings, content: &Integration) {
    let installations = cx.facts.installations.unwrap_or_default();
    let Some((list, read)) = content.read.get() else { return };
    let mut offers: HashMap<String, Offer> = HashMap::new();
    for (_, object) in content.read_objects() {
        let Some(name) = object.object_name.text() else { return };
        let entries = || object.required_fields.items().chain(object.optional_fields.items()).map(|(_, field)| field);
        let offer = Offer {
            fields: entries().filter_map(|field| field.field_name.text()).collect(),
            mappings: entries().filter_map(|field| field.map_to_name.text()).collect(),
            all: !object.optional_fields_auto.is_absent(),
        };
        // Where a list cannot be read, nobody knows what it offers.
        let unreadable = [&object.required_fields, &object.optional_fields].iter().any(|list| match list {
            Field::Unreadable(_) => true,
            Field::Value(_, items) => items.iter().any(|item| item.get().is_none()),
            Field::Absent => false,
        });
        if !unreadable {
            offers.insert(name.to_lowercase(), offer);
        }
    }
    // By object, what of it is gone (nothing for the object itself), and for whom.
    let mut gone: BTreeMap<String, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    let listed: HashSet<String> =
        content.read_objects().filter_map(|(_, one)| one.object_name.text()).map(str::to_lowercase).collect();
    for one in installations {
        for (name, saved) in &one.read {
            if !listed.contains(name) {
                gone.entry(name.clone()).or_default().1.insert(&one.group);
            }
            let Some(offer) = offers.get(name) else { continue };
            let is_known = |field: &&str| offer.all || offer.fields.contains(field) || offer.mappings.contains(field);
            let fields = saved.fields.iter().map(String::as_str).filter(|field| !is_known(field));
            let mappings = saved.mappings.keys().map(String::as_str);
            let mappings = mappings.filter(|mapping| !saved.has_own_mappings && !offer.mappings.contains(mapping));
            let choices: BTreeSet<&str> = fields.chain(mappings).collect();
            if !choices.is_empty() {
                let (all, groups) = gone.entry(name.clone()).or_default();
                all.extend(choices);
                groups.insert(&one.group);
            }
        }
    }
    let count = installations.len();
    let word = if count == 1 { "installation" } else { "installations" };
    let who = |groups: &BTreeSet<&str>| {
        let names: Vec<&str> = groups.iter().copied().collect();
        format!("{} of {count} {word} ({})", groups.len(), some_of(&names))
    };
    let mut objects: (BTreeSet<String>, BTreeSet<&str>) = Default::default();
    for (object, (choices, groups)) in gone {
        let place = content.read_objects().find_map(|(_, one)| {
            let (node, name) = one.object_name.get()?;
            (name.to_lowercase() == object).then_some((node, name))
        });
        let Some((node, name)) = place else {
            objects.0.insert(object);
            objects.1.extend(groups);
            continue;
        };
        let choices: Vec<&str> = choices.into_iter().collect();
        let message =
            format!("the revision has no {} in `{}`, which {} chose", some_of(&choices), excerpt(name), who(&groups));
        out.value(node, message)
            .help("deploy it with that again, as one of `optionalFields`, or ask these customers to choose anew");
    }
    if !objects.0.is_empty() {
        let names: Vec<&str> = objects.0.iter().map(String::as_str).collect();
        let node = read.objects.node().unwrap_or(list);
        out.member(node, format!("the revision does not read {}, which {} chose", some_of(&names), who(&objects.1)))
            .help("deploy it with that again, or ask these customers to choose anew");
    }
}
