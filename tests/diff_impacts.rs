//! What a change does to the installations that are there, where one kind does more than one thing.

use amp_lint::diff::{Change, Comparison, Text, Version};
use amp_lint::{Catalog, Source};

const MANIFEST: &str = r#"specVersion: 1.0.0
integrations:
  - name: crm
    provider: salesforce
    read:
      objects:
        - objectName: Account
          destination: hook
          schedule: "0 * * * *"
          requiredFields:
            - fieldName: Name
    subscribe:
      objects:
        - objectName: Account
          destination: hook
          inheritFieldsAndMapping: true
          updateEvent: {enabled: always, requiredWatchFields: [Name, Phone]}
    watchSchema:
      destination: hook
      allObjects:
        fieldCreated: {enabled: always}
"#;

fn changes(old: &str, new: &str) -> Vec<Change> {
    let version = |text: &str| Version { texts: vec![Text::read(Source::new("amp.yaml", text)).unwrap()] };
    let (old, new) = (version(old), version(new));
    let outcome = Comparison {
        old: &old,
        new: &new,
        catalog: Catalog::builtin(),
        old_may_hold_others: false,
        installations: None,
    }
    .outcome();
    assert_eq!(outcome.not_compared, []);
    outcome.changes
}

/// `kind impact: message` of the one change that replacing a part of the manifest makes, there and back.
fn there_and_back(from: &str, to: &str) -> (String, String) {
    assert!(MANIFEST.contains(from), "{from}");
    let other = MANIFEST.replacen(from, to, 1);
    let one = |old: &str, new: &str| match changes(old, new).as_slice() {
        [] => String::new(),
        [Change { kind, impact, message, .. }] => format!("{} {}: {message}", kind.name, impact.name()),
        several => panic!("{several:#?}"),
    };
    (one(MANIFEST, &other), one(&other, MANIFEST))
}

#[test]
fn watched_fields_are_named_with_the_direction() {
    let watching = |to: &str| there_and_back("requiredWatchFields: [Name, Phone]", to);
    for (to, there, back) in [
        (
            "requiredWatchFields: [Name]",
            "breaking: changes of `Phone` of `Account` are no longer reported",
            "notable: changes of `Phone` of `Account` are reported too",
        ),
        (
            "requiredWatchFields: [Name, Fax, Website]",
            "breaking: changes of `Phone` of `Account` are no longer reported, and those of `Fax` and `Website` are",
            "breaking: changes of `Fax` and `Website` of `Account` are no longer reported, and those of `Phone` are",
        ),
        (
            "watchFieldsAuto: all",
            "notable: changes of all fields are reported for `Account`, in place of `Name` and `Phone`",
            "breaking: changes of `Name` and `Phone` are reported for `Account`, in place of all fields",
        ),
        (
            "watchFieldsAuto: selected",
            "breaking: changes of the fields that a customer has selected are reported for `Account`, in place of `Name` and `Phone`",
            "breaking: changes of `Name` and `Phone` are reported for `Account`, in place of the fields that a customer has selected",
        ),
    ] {
        let (seen_there, seen_back) = watching(to);
        assert_eq!(seen_there, format!("watch-fields-changed {there}"));
        assert_eq!(seen_back, format!("watch-fields-changed {back}"));
    }
    // The same fields, however they are listed.
    for same in ["requiredWatchFields: [Phone, Name]", "requiredWatchFields: [Name, Phone, Name]"] {
        assert_eq!(watching(same), (String::new(), String::new()));
    }
    let all = MANIFEST.replace("requiredWatchFields: [Name, Phone]", "watchFieldsAuto: all");
    let selected = MANIFEST.replace("requiredWatchFields: [Name, Phone]", "watchFieldsAuto: selected");
    assert_eq!(changes(&all, &selected)[0].impact.name(), "breaking");
    assert_eq!(changes(&selected, &all)[0].impact.name(), "notable");
    // A message is as long as a message.
    let many: Vec<String> = (0..40).map(|nth| format!("F{nth}")).collect();
    let (there, _) = watching(&format!("requiredWatchFields: [Name, Phone, {}]", many.join(", ")));
    assert!(there.contains("`F7` and 32 more of `Account`"), "{there}");
}

#[test]
fn the_default_of_a_schedule_is_known() {
    let schema = |schedule: &str| {
        there_and_back("    watchSchema:\n", &format!("    watchSchema:\n      schedule: \"{schedule}\"\n"))
    };
    for same in ["0 */24 * * *", "0 0 * * *", ""] {
        assert_eq!(schema(same), (String::new(), String::new()), "{same}");
    }
    assert_eq!(
        schema("0 */6 * * *"),
        (
            "schedule-changed notable: the schema is checked by `0 */6 * * *`, not by `0 */24 * * *`".to_string(),
            "schedule-changed notable: the schema is checked by `0 */24 * * *`, not by `0 */6 * * *`".to_string(),
        )
    );
    // A read object has none: without a schedule nothing comes by itself.
    for none in ["", "          schedule: \"\"\n"] {
        let (there, back) = there_and_back("          schedule: \"0 * * * *\"\n", none);
        assert!(there.starts_with("schedule-changed breaking: `Account` is read by no schedule"), "{there}");
        assert_eq!(back, "schedule-changed notable: `Account` is read by `0 * * * *`, not by no schedule");
    }
}

#[test]
fn what_begins_by_itself_is_notable_and_what_waits_for_a_customer_is_safe() {
    let begins = |added: &str| {
        let (there, back) = there_and_back("    provider: salesforce\n", &format!("    provider: salesforce\n{added}"));
        assert!(back.starts_with("action-removed breaking"), "{back}");
        there
    };
    assert!(begins("    write: {objects: [{objectName: Lead}]}\n").starts_with("action-added safe"));
    assert!(begins("    proxy: {enabled: true}\n").starts_with("action-added safe"));
    // An action of the manifest that was not there before.
    let (read, subscribe, watch) = (
        MANIFEST.find("    read").unwrap(),
        MANIFEST.find("    subscribe").unwrap(),
        MANIFEST.find("    watchSchema").unwrap(),
    );
    let new = |from: usize, to: usize, manifest: &str| {
        let changes = changes(&[&MANIFEST[..from], &MANIFEST[to..]].concat(), manifest);
        assert_eq!(changes.len(), 1, "{changes:#?}");
        format!("{} {}: {}", changes[0].kind.name, changes[0].impact.name(), changes[0].message)
    };
    assert_eq!(new(read, subscribe, MANIFEST), "action-added safe: `crm` reads for the first time (`read`)");
    assert_eq!(
        new(subscribe, watch, MANIFEST),
        "action-added notable: `crm` subscribes for the first time (`subscribe`)"
    );
    assert_eq!(
        new(watch, MANIFEST.len(), MANIFEST),
        "action-added notable: `crm` watches the schema for the first time (`watchSchema`), for every installation at once"
    );
    let always = MANIFEST.replace("          requiredFields", "          enabled: always\n          requiredFields");
    assert_eq!(
        new(read, subscribe, &always),
        "action-added notable: `crm` reads for the first time (`read`), and `Account` for every installation at once"
    );
    // An object beside others.
    let (there, _) = there_and_back(
        "        - objectName: Account\n          destination: hook\n          schedule",
        "        - {objectName: Lead, destination: hook, optionalFieldsAuto: all}\n        - objectName: Account\n          destination: hook\n          schedule",
    );
    assert_eq!(there, "read-object-added safe: `Lead` is read for the first time");
    let (there, _) = there_and_back(
        "        - objectName: Account\n          destination: hook\n          schedule",
        "        - {objectName: Lead, destination: hook, enabled: always, requiredFields: [{fieldName: Id}]}\n        - objectName: Account\n          destination: hook\n          schedule",
    );
    assert_eq!(there, "read-object-added notable: `Lead` is read for the first time, for every installation at once");
}

#[test]
fn what_stops_data_is_breaking_and_its_return_notable() {
    for (from, to, kind) in [
        ("          inheritFieldsAndMapping: true\n", "", "inheritance-changed"),
        (
            "          inheritFieldsAndMapping: true\n",
            "          inheritFieldsAndMapping: false\n",
            "inheritance-changed",
        ),
        (", requiredWatchFields: [Name, Phone]}", ", requiredWatchFields: [Phone]}", "watch-fields-changed"),
        ("          schedule: \"0 * * * *\"\n", "", "schedule-changed"),
    ] {
        let (there, back) = there_and_back(from, to);
        assert!(there.starts_with(&format!("{kind} breaking")), "{there}");
        assert!(back.starts_with(&format!("{kind} notable")), "{back}");
    }
}
