//! What any of the built-in tables knows to be right is never called wrong, whatever the other tables lack.

mod support;

use std::fs;

use amp_lint::catalog::{Provider, Support};
use amp_lint::{Analysis, Catalog, Facts, Policy, Schema, Source};
use serde_json::{Value, json};
use support::files::project;

/// The heads of a built-in table with the lines below each.
fn table(name: &str) -> Vec<(String, Vec<String>)> {
    let path = project().join("src/catalog/builtin").join(name);
    let mut heads: Vec<(String, Vec<String>)> = Vec::new();
    for line in fs::read_to_string(path).unwrap().lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(below) => heads.last_mut().unwrap().1.push(below.to_string()),
            None => heads.push((line.to_string(), Vec::new())),
        }
    }
    assert!(!heads.is_empty(), "{name}");
    heads
}

/// An integration with a place of a table, `google contacts`, and these actions.
fn integration(place: &str, actions: &Value) -> String {
    let (provider, module) = place.split_once(' ').map_or((place, None), |(provider, module)| (provider, Some(module)));
    let mut integration = json!({"name": "all", "provider": provider});
    if let Some(module) = module {
        integration["module"] = json!(module);
    }
    integration.as_object_mut().unwrap().extend(actions.as_object().unwrap().clone());
    integration.to_string()
}

fn read_object(name: &str) -> Value {
    json!({"objectName": name, "destination": "hook", "schedule": "0 0 * * *", "optionalFieldsAuto": "all"})
}

/// The findings of a text but for advice and for names that differ in case alone, of which some tables have both.
fn said(text: String, catalog: Option<&Catalog>) -> Vec<String> {
    let source = Source::new("amp.json", text);
    let facts = catalog.map(|catalog| Facts { catalog, ..Facts::default() }).unwrap_or_default();
    Analysis::of(source, Schema::integrations())
        .findings(&facts, &Policy::default())
        .into_iter()
        .filter(|finding| finding.rule != "duplicate-read-object")
        .map(|finding| format!("{} {}", finding.rule, finding.message))
        .collect()
}

const NONE: [&str; 0] = [];

#[test]
fn no_object_that_a_table_knows_is_a_misspelling_of_another() {
    for (head, lines) in table("objects.txt").into_iter().chain(table("other-objects.txt")) {
        let place = head.split(": ").next().unwrap();
        let names = lines.iter().map(|line| line.split(' ').next().unwrap());
        let objects: Vec<Value> = names.map(read_object).collect();
        let mut said = said(integration(place, &json!({"read": {"objects": objects}})), None);
        // What cannot be read, or not in this way, is known all the same.
        let others = ["object-action-unsupported", "read-needs-filter", "record-limit", "fields-in-address"];
        said.retain(|said| !others.iter().any(|rule| said.starts_with(rule)));
        assert_eq!(said, NONE, "{place}");
    }
}

#[test]
fn what_the_connectors_read_and_write_is_not_denied_and_what_they_refuse_is() {
    let mut refused = 0;
    let works = table("works.txt");
    for (head, lines) in table("objects.txt") {
        let place = head.split(": ").next().unwrap();
        let (mut read, mut written, mut expected) = (Vec::new(), Vec::new(), Vec::new());
        for line in lines {
            let (name, can) = line.split_once(' ').unwrap_or((&line, "r???"));
            read.push(read_object(name));
            written.push(json!({"objectName": name}));
            let mut refuses = |action: &str| expected.push((name.to_string(), action.to_string()));
            if can.starts_with('-') {
                refuses("read");
            }
            if &can[1..3] == "--" {
                refuses("write");
            }
        }
        let both = json!({"read": {"objects": read}, "write": {"objects": written}});
        let said = said(integration(place, &both), None);
        // A provider that writes nothing at all is denied once, and one that is known to work not at all.
        let denied = |action: &str| said.iter().any(|said| said.contains(&format!("does not support `{action}`")));
        let works = |action: &str| {
            let line = works.iter().find_map(|(line, _)| line.strip_prefix(&format!("{place}: ")));
            line.is_some_and(|actions| actions.split(' ').any(|one| one == action))
        };
        expected.retain(|(_, action)| !denied(action) && !works(action));
        let mut found: Vec<(String, String)> = said
            .iter()
            .filter(|said| said.starts_with("object-action-unsupported"))
            .map(|said| {
                let mut words = said.rsplit('`');
                let name = words.nth(1).unwrap().to_string();
                (name, if said.contains("does not write") { "write" } else { "read" }.to_string())
            })
            .collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{place}");
        refused += found.len();
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn what_can_be_subscribed_to_is_not_denied() {
    let event_names = table("events.txt");
    for (head, lines) in table("subscribe.txt") {
        let (place, facts) = head.split_once(": ").unwrap();
        let (mut read, mut subscribed) = (Vec::new(), Vec::new());
        for line in lines {
            let (name, events) = line.split_once(": ").unwrap();
            let mut object = json!({"objectName": name, "destination": "hook", "inheritFieldsAndMapping": true});
            for event in events.split(' ') {
                let (key, value) = match event {
                    "create" => ("createEvent", json!({"enabled": "always"})),
                    "update" if facts.ends_with("list-10") => {
                        ("updateEvent", json!({"enabled": "always", "requiredWatchFields": ["name"]}))
                    }
                    "update" => ("updateEvent", json!({"enabled": "always", "watchFieldsAuto": "all"})),
                    "delete" => ("deleteEvent", json!({"enabled": "always"})),
                    "other" => {
                        let known = event_names.iter().find(|(provider, _)| provider == place);
                        ("otherEvents", json!([known.map_or("something", |(_, names)| &names[0])]))
                    }
                    "-" => continue,
                    other => panic!("{other}"),
                };
                object[key] = value;
            }
            // All objects of a provider, whatever they are called.
            let name = if name == "*" { "anything" } else { name };
            object["objectName"] = json!(name);
            read.push(read_object(name));
            subscribed.push(object);
        }
        if !read.is_empty() {
            let actions = json!({"read": {"objects": read}, "subscribe": {"objects": subscribed}});
            let mut said = said(integration(place, &actions), None);
            said.retain(|said| {
                let others = ["subscribe-minimum-events", "object-action-unsupported"];
                !others.iter().any(|rule| said.starts_with(rule))
            });
            assert_eq!(said, NONE, "{place}");
        }
    }
}

#[test]
fn what_is_known_to_work_is_not_denied_by_any_list_of_providers() {
    for (line, _) in table("works.txt") {
        let (place, actions) = line.split_once(": ").unwrap();
        let mut all = json!({});
        for action in actions.split(' ') {
            all[action] = match action {
                "read" => json!({"objects": [read_object("something")]}),
                "write" => json!({"objects": [{"objectName": "something"}]}),
                "proxy" => json!({"enabled": true}),
                other => panic!("{other}"),
            };
        }
        assert_eq!(said(integration(place, &all), None), NONE, "{place}");
        // A fetched list that says no to everything.
        let name = place.split(' ').next().unwrap();
        let known = Catalog::builtin().provider(name).unwrap().clone();
        let modules = known.modules.into_iter().map(|mut module| {
            module.support = Some(Support::default());
            module
        });
        let denied = Provider { support: Support::default(), modules: modules.collect(), ..known };
        let fetched = Catalog::of("2030-01-01".to_string(), vec![denied]);
        assert_eq!(said(integration(place, &all), Some(&fetched)), NONE, "{place}");
    }
}

#[test]
fn what_is_not_known_to_work_is_still_denied() {
    let proxy = json!({"proxy": {"enabled": true}});
    assert_eq!(said(integration("xero", &proxy), None).len(), 1);
    // The provider can be passed through, its module is asked to be and cannot.
    let module = json!({"proxy": {"enabled": true, "useModule": true}});
    assert_eq!(said(integration("google contacts", &module), None).len(), 1);
    let write = json!({"write": {"objects": [{"objectName": "something"}]}});
    assert_eq!(said(integration("breezy", &write), None).len(), 1);
}
