//! Rules that rest on the catalog, at the edges that their pages do not show.

use amp_lint::{Source, lint};

/// `line severity rule` of all findings of an integration; its name is filled in.
fn found(text: &str) -> Vec<String> {
    let source = Source::new("amp.yaml", format!("name: crm\n{text}"));
    let line = |offset: u32| source.text()[..offset as usize].matches('\n').count();
    lint(&source)
        .iter()
        .map(|finding| format!("{} {} {}", line(finding.span.start), finding.severity.name(), finding.rule))
        .collect()
}

const NONE: [&str; 0] = [];

fn reads(provider: &str, object: &str, schedule: &str) -> String {
    format!(
        "provider: {provider}\nread:\n  objects:\n    - objectName: {object}\n      destination: d\n      schedule: \"{schedule}\"\n      optionalFieldsAuto: all\n"
    )
}

#[test]
fn names_of_providers_are_near_or_new() {
    let proxy = |name: &str| found(&format!("provider: {name}\nproxy: {{enabled: true}}\n"));
    assert_eq!(proxy("hubspot"), NONE);
    assert_eq!(proxy("HubSpot"), ["1 error provider-not-supported"]);
    assert_eq!(proxy("hubspots"), ["1 error provider-not-supported"]);
    assert_eq!(proxy("huspot"), ["1 error provider-not-supported"]);
    assert_eq!(proxy("hbspto"), ["1 warning provider-not-supported"]);
    // Four letters are too few to guess from.
    assert_eq!(proxy("xeros"), ["1 error provider-not-supported"]);
    assert_eq!(proxy("xer"), ["1 warning provider-not-supported"]);
    assert_eq!(proxy("drif"), ["1 error provider-not-supported"]);
    assert_eq!(proxy("\"\""), ["1 error required-field"]);
}

#[test]
fn the_module_in_force_is_the_named_one_else_the_default_one() {
    let proxy = |rest: &str| found(&format!("{rest}\n"));
    // The provider's own support counts, whatever the module.
    assert_eq!(proxy("provider: google\nmodule: gmail\nproxy: {enabled: true}"), NONE);
    assert_eq!(
        proxy("provider: google\nmodule: gmail\nproxy: {enabled: true, useModule: true}"),
        ["3 warning provider-capability-proxy"]
    );
    assert_eq!(proxy("provider: salesforce\nproxy: {enabled: true, useModule: true}"), NONE);
    assert_eq!(proxy("provider: asana\nproxy: {enabled: true, useModule: true}"), ["2 warning proxy-module"]);
    assert_eq!(proxy("provider: xero\nproxy: {enabled: true}"), ["2 warning provider-capability-proxy"]);
    // What is switched off asks for nothing.
    assert_eq!(proxy("provider: xero\nproxy: {enabled: false}"), ["2 warning inactive-integration"]);
    assert_eq!(proxy("provider: asana\nmodule: crm\nproxy: {enabled: true}"), ["2 warning provider-module"]);
    assert_eq!(proxy("provider: zoho\nmodule: Desk\nproxy: {enabled: true}"), ["2 error provider-module"]);
    assert_eq!(proxy("provider: marketo\nmodule: root\nproxy: {enabled: true}"), NONE);
    // Nothing is said twice of a provider that is not known.
    assert_eq!(
        found(&format!("module: crm\n{}", reads("nobodyKnows", "contacts", "0 * * * *"))),
        ["2 warning provider-not-supported"]
    );
}

#[test]
fn another_fact_can_say_that_an_action_works() {
    // The table says no, and there are objects to read.
    assert_eq!(found(&reads("breezy", "pipelines", "0 0 * * *")), NONE);
    assert_eq!(found(&reads("box", "files", "0 0 * * *")), ["2 warning provider-capability-read"]);
}

#[test]
fn names_of_objects_are_near_or_unknown() {
    let named = |provider: &str, object: &str| found(&reads(provider, object, "0 0 * * *"));
    assert_eq!(named("stripe", "customers"), NONE);
    assert_eq!(named("stripe", "Customers"), ["4 warning object-exists"]);
    assert_eq!(named("stripe", "custumers"), ["4 warning object-exists"]);
    assert_eq!(named("stripe", "somethingElse"), NONE);
    // Objects are the customers' own: what is nearly a name that everyone has is advice, and case does not count.
    assert_eq!(named("salesforce", "Acount"), ["4 pedantic object-exists"]);
    assert_eq!(named("salesforce", "account"), NONE);
    assert_eq!(named("salesforce", "Acount__c"), NONE);
    assert_eq!(named("hubspot", "contct"), ["4 pedantic object-exists"]);
    assert_eq!(named("hubspot", "contact"), NONE);
    // Lists that name objects by what can be done with them, or by their fields.
    assert_eq!(named("amplitude", "annotation"), ["4 warning object-exists"]);
    assert_eq!(named("microsoftAdminConsent", "user"), ["4 warning object-exists"]);
    assert_eq!(named("microsoft", "contracts"), NONE);
}

#[test]
fn full_reads_are_counted_by_the_day() {
    let source = |schedule: &str, object: &str| {
        let text = format!("name: crm\n{}", reads("asana", object, schedule));
        lint(&Source::new("amp.yaml", text))
            .into_iter()
            .filter(|finding| finding.rule == "full-read-schedule")
            .map(|finding| finding.message)
            .collect::<Vec<_>>()
    };
    assert_eq!(source("0 */6 * * *", "tasks"), NONE);
    assert_eq!(source("0 */4 * * 1", "tasks"), ["`asana` gives all of `tasks` on every read: 6 full reads a day"]);
    assert_eq!(source("*/30 * 30 2 *", "tasks"), NONE);
}

#[test]
fn subscriptions_are_held_against_what_is_offered() {
    let subscribed = |provider: &str, object: &str, events: &str| {
        found(&format!(
            "{}subscribe:\n  objects:\n    - objectName: {object}\n      destination: d\n      inheritFieldsAndMapping: true\n{events}",
            reads(provider, object, "0 0 * * *")
        ))
    };
    let create = "      createEvent: {enabled: always}\n";
    assert_eq!(subscribed("gong", "calls", create), NONE);
    assert_eq!(
        subscribed("gong", "calls", "      deleteEvent: {enabled: always}\n"),
        ["13 warning subscribe-object-support"]
    );
    assert_eq!(subscribed("gong", "users", create), ["10 warning subscribe-object-support"]);
    assert_eq!(subscribed("zoho", "Leads", create), NONE);
    let list = |count: usize| {
        let names: Vec<String> = (0..count).map(|number| format!("f{number}")).collect();
        format!("      updateEvent:\n        enabled: always\n        requiredWatchFields: [{}]\n", names.join(", "))
    };
    assert_eq!(subscribed("zoho", "Leads", &list(10)), NONE);
    assert_eq!(subscribed("zoho", "Leads", &list(11)), ["15 warning watch-fields-support"]);
    let auto = |how: &str| format!("      updateEvent:\n        enabled: always\n        watchFieldsAuto: {how}\n");
    assert_eq!(subscribed("zoho", "Leads", &auto("all")), ["15 warning watch-fields-support"]);
    assert_eq!(subscribed("salesloft", "people", &auto("all")), NONE);
    assert_eq!(subscribed("salesloft", "people", &auto("selected")), ["15 warning watch-fields-support"]);
    assert_eq!(subscribed("salesloft", "people", &list(1)), ["15 warning watch-fields-support"]);
}

#[test]
fn a_misspelt_object_is_one_mistake_and_renamed_wherever_it_is_meant() {
    let text = format!(
        "name: crm\n{}subscribe:\n  objects:\n    - objectName: call\n      destination: d\n      inheritFieldsAndMapping: true\n      createEvent: {{enabled: always}}\n",
        reads("gong", "call", "0 0 * * *")
    );
    let findings = lint(&Source::new("amp.yaml", text));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].rule, "object-exists");
    assert_eq!(findings[0].fix.as_ref().unwrap().edits.len(), 2);
}

#[test]
fn a_misspelt_provider_is_one_mistake() {
    let text = "read:\n  objects:\n    - {objectName: contacts, destination: d, schedule: \"0 * * * *\", optionalFieldsAuto: all}\nsubscribe:\n  objects:\n    - objectName: contacts\n      destination: d\n      inheritFieldsAndMapping: true\n      associationChangeEvent: {enabled: always}\n";
    assert_eq!(found(&format!("provider: HubSpot\n{text}")), ["1 error provider-not-supported"]);
    let contact = text.replace("contacts", "Contact");
    assert_eq!(found(&format!("provider: salesforce\n{contact}")), ["10 warning association-event-provider"]);
    assert_eq!(found(&format!("provider: hubspot\n{text}")), NONE);
    // An object that is misspelt where it is subscribed to.
    let gong = reads("gong", "calls", "0 0 * * *")
        + "subscribe:\n  objects:\n    - objectName: cals\n      destination: d\n      inheritFieldsAndMapping: true\n      createEvent: {enabled: always}\n";
    assert_eq!(found(&gong), ["10 error subscribe-read-object"]);
}

#[test]
fn what_rests_on_a_misspelt_module_waits() {
    let text = |key: &str| {
        format!(
            "{key}: gmail\n{}subscribe:\n  objects:\n    - objectName: messages\n      destination: d\n      inheritFieldsAndMapping: true\n      createEvent: {{enabled: always}}\n",
            reads("google", "messages", "0 0 * * *")
        )
    };
    assert_eq!(found(&text("module")), NONE);
    assert_eq!(found(&text("moduel")), ["1 warning unknown-key"]);
    assert_eq!(found(&text("# module")), ["11 warning subscribe-object-support"]);
}
