//! `amp-lint providers`: a provider with its objects, an object with its fields, and what is called like a text.

use std::process::Output;

use amp_lint::catalog::Catalog;
use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

fn run(arguments: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    let mut command = Command::cargo_bin("amp-lint").unwrap();
    command.current_dir(folder.path()).env_clear().env("HOME", folder.path());
    command.arg("providers").args(arguments).output().unwrap()
}

fn text(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json_of(arguments: &[&str]) -> Value {
    serde_json::from_str(&text(&[arguments, &["--format", "json"]].concat())).unwrap()
}

/// What is said where there is nothing to show.
fn complaint(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_provider_shows_what_can_be_done_with_each_object() {
    let amplitude = json_of(&["amplitude"]);
    let object = |name: &str| {
        amplitude["objects"].as_array().unwrap().iter().find(|object| object["name"] == name).unwrap().clone()
    };
    let can = json!({"read": false, "create": true, "update": true, "delete": null});
    assert_eq!((object("attribution")["can"].clone(), object("attribution")["read"].clone()), (can, Value::Null));
    assert_eq!(object("annotations")["read"], "full");
    let shown = text(&["amplitude"]);
    let line = |name: &str| {
        let line = shown.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("attribution"), "attribution create, update");
    assert_eq!(line("annotations"), "annotations read, create, update read in full every time");
    // Fields, events and limits.
    let jobber = text(&["jobber"]);
    assert!(jobber.contains("`amp-lint providers jobber OBJECT`") && jobber.contains(" fields"), "{jobber}");
    assert!(jobber.contains("(any other is refused)") && jobber.contains("CLIENT_CREATE"), "{jobber}");
    assert_eq!(json_of(&["jobber"])["otherEvents"][0]["names"].as_array().unwrap().len(), 46);
    assert!(text(&["outreach"]).contains("limits of all objects: an incremental read knows days"));
    assert!(text(&["outreach"]).contains("any other: create, update, delete"));
    // Objects of a module are shown with it, those of another connector too.
    let google = json_of(&["google"]);
    let messages =
        google["objects"].as_array().unwrap().iter().find(|object| object["name"] == "messages").unwrap().clone();
    assert_eq!(messages["module"], "gmail");
    let twin = json_of(&["googleWorkspaceDelegation"]);
    assert!(twin["objects"].as_array().unwrap().iter().any(|object| object["name"] == "messages"));
}

#[test]
fn an_object_shows_its_fields() {
    let invoices = json_of(&["connectWise", "invoices"]);
    assert_eq!((invoices["provider"].as_str(), invoices["list"].as_str()), (Some("connectWise"), Some("custom")));
    assert_eq!(invoices["caseMatters"], false);
    assert_eq!(invoices["watchFields"], "all fields only");
    assert_eq!(invoices["events"], json!(["create", "update", "delete"]));
    let fields = invoices["fields"].as_array().unwrap();
    assert!(fields.iter().all(|field| field["name"].is_string()), "{fields:?}");
    // As many as the lists have, of every object of some providers.
    for provider in ["linear", "aircall", "salesflare"] {
        for list in Catalog::builtin().field_lists(provider, None) {
            let shown = json_of(&[provider, &list.object]);
            let names: Vec<&str> =
                shown["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
            assert_eq!(names, list.names().collect::<Vec<_>>(), "{provider} {}", list.object);
        }
    }
    // Display names, types, values, and what is refused.
    let milestones = json_of(&["accuLynx", "company-settings/job-file-settings/workflow-milestones"]);
    assert_eq!(milestones["displayName"], "Workflow Milestones");
    let name = milestones["fields"].as_array().unwrap().iter().find(|field| field["name"] == "name").unwrap().clone();
    assert_eq!((name["type"].as_str(), name["values"].as_array().unwrap().len()), (Some("singleSelect"), 8));
    let shown = text(&["accuLynx", "company-settings/job-file-settings/workflow-milestones"]);
    assert!(shown.contains("one of Lead, Prospect, Approved"), "{shown}");
    assert!(text(&["linear", "issues"]).contains("nothing else can arrive; case matters"));
    assert!(text(&["zoom", "recordings"]).contains("goes back 29 days"));
    assert!(text(&["asana", "tasks"]).contains("the names of requested fields go to: query opt_fields"));
    assert!(text(&["asana", "tasks"]).contains("none of its fields is known"));
}

#[test]
fn an_object_is_found_in_its_module() {
    let module = |arguments: &[&str]| json_of(arguments)["module"].clone();
    assert_eq!(module(&["google", "messages"]), "gmail");
    assert_eq!(module(&["google", "gmail/messages"]), "gmail");
    assert_eq!(module(&["google", "events"]), "calendar");
    // The default module comes first, and a slash may be a part of the name.
    assert_eq!(module(&["pipedrive", "deals"]), "legacy");
    assert_eq!(module(&["pipedrive", "crm/deals"]), "crm");
    assert_eq!(json_of(&["accuLynx", "jobs/contacts"])["name"], "jobs/contacts");
    assert!(complaint(&["aircall", "call"]).contains("did you mean `calls`?"));
    assert!(complaint(&["aircall", "zzz"]).contains("the lists of 2026-08-21 are not complete"));
    assert!(complaint(&["google", "gmail/mesages"]).contains("did you mean `messages`?"));
    assert!(complaint(&["hubpsot", "contacts"]).contains("did you mean `hubspot`?"));
    assert!(complaint(&["aircall", "  "]).contains("empty"));
}

#[test]
fn a_search_finds_objects_and_fields_by_either_name() {
    let hits = |arguments: &[&str]| {
        let hits = json_of(&[&["--search"], arguments].concat());
        let hits = hits.as_array().unwrap().clone();
        let of = |hit: &Value| {
            format!(
                "{} {} {}",
                hit["provider"].as_str().unwrap(),
                hit["object"].as_str().unwrap(),
                hit["field"].as_str().unwrap_or("-")
            )
        };
        hits.iter().map(of).collect::<Vec<String>>()
    };
    // By the names in manifests, whatever the case.
    let found = hits(&["workflow-milestone"]);
    assert!(
        found.contains(&"accuLynx company-settings/job-file-settings/workflow-milestones -".to_string()),
        "{found:?}"
    );
    assert_eq!(found, hits(&["WORKFLOW-Milestone"]));
    assert!(hits(&["prioritySortOrder"]).contains(&"linear issues prioritySortOrder".to_string()));
    // By the names for people.
    assert!(hits(&["Units of Measure"]).contains(&"accuLynx acculynx/units-of-measure -".to_string()));
    // Of one provider alone; each once.
    let mine = hits(&["email", "salesflare"]);
    assert!(!mine.is_empty() && mine.iter().all(|hit| hit.starts_with("salesflare ")), "{mine:?}");
    let mut once = mine.clone();
    once.dedup();
    assert_eq!(once, mine);
    assert!(text(&["--search", "prioritySortOrder", "linear"]).starts_with("linear  issues  prioritySortOrder"));
    // Nothing is no failure.
    let output = run(&["--search", "zzzzzz"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no object and no field"));
    assert_eq!(hits(&["zzzzzz"]), Vec::<String>::new());
}
