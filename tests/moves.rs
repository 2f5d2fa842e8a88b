//! How a key is moved to where it belongs, in every way in which a manifest can be laid out; and when it is not.

mod support;

use amp_lint::{Finding, Severity, Source, apply, fix_all, lint};
use support::lint::findings;

/// A manifest of one integration with one read object, which these lines are in.
fn object(lines: &str) -> String {
    format!(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    read:\n      objects:\n{lines}"
    )
}

/// The text after the safe fix of the one finding there is.
fn moved(text: &str) -> String {
    let found = findings(text);
    let [finding] = found.as_slice() else { panic!("{text}\n{found:#?}") };
    assert_eq!(finding.rule, "unknown-key");
    let (after, count) = apply(text, &found, false);
    assert_eq!(count, 1, "{text}\n{finding:#?}");
    let mut left = findings(&after);
    left.retain(|finding| finding.severity > Severity::Pedantic);
    assert!(left.is_empty(), "{after}\n{left:#?}");
    after
}

/// The text stays: there is no fix that would move anything.
fn stays(text: &str) -> Vec<Finding> {
    let found = findings(text);
    let is_move = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.title.starts_with("move"));
    assert_eq!(found.iter().find(is_move), None, "{text}");
    found
}

#[test]
fn a_level_is_written_around_what_was_meant_for_it() {
    let head = "        - objectName: contacts\n          destination: d\n          schedule: \"0 * * * *\"\n          \
                optionalFieldsAuto: all\n";
    let cases = [
        // On lines, with what is said beside, above and below them.
        (
            "          backfill: # how far\n            # a month\n            days: 30 # days\n            # that is all\n",
            "          backfill: # how far\n            defaultPeriod:\n              # a month\n              \
             days: 30 # days\n            # that is all\n",
        ),
        // In braces.
        ("          backfill: {days: 30} # days\n", "          backfill: {defaultPeriod: {days: 30}} # days\n"),
        ("          backfill: { \"days\": 30 }\n", "          backfill: { \"defaultPeriod\": {\"days\": 30} }\n"),
        // Under a level that is begun.
        (
            "          backfill:\n            defaultPeriod: # the first read\n            fullHistory: true # all\n",
            "          backfill:\n            defaultPeriod: # the first read\n              fullHistory: true # all\n",
        ),
        (
            "          backfill:\n            fullHistory: true\n            defaultPeriod: ~ # the first read",
            "          backfill:\n            defaultPeriod: # the first read\n              fullHistory: true",
        ),
        ("          backfill: {defaultPeriod: , days: 30}\n", "          backfill: {defaultPeriod: {days: 30}}\n"),
        (
            "          backfill:\n            days: 30\n            defaultPeriod: {}\n",
            "          backfill:\n            defaultPeriod: {days: 30}\n",
        ),
        // The last line has no line break.
        (
            "          backfill:\n            days: 30",
            "          backfill:\n            defaultPeriod:\n              days: 30",
        ),
        // Two levels at once, where nothing misses them.
        ("          days: 30\n", "          backfill:\n            defaultPeriod:\n              days: 30\n"),
    ];
    for (wrong, right) in cases {
        let (wrong, right) = (object(&format!("{head}{wrong}")), object(&format!("{head}{right}")));
        assert_eq!(moved(&wrong), right);
        let in_windows = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(moved(&in_windows(&wrong)), in_windows(&right));
    }
}

#[test]
fn a_key_that_stands_too_deep_comes_out_and_beside_its_neighbours() {
    let rest = "          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n";
    // It was the first behind a dash, or in the middle, or the last.
    let wrong = object(&format!(
        "        - objectName: contacts\n          destination: d\n{rest}          requiredFields:\n            - \
         mapToName: city\n              mapToDisplayName: City\n              prompt: |\n                Which\n\n                \
         one?\n          backfill:\n            mapToName: people\n            defaultPeriod:\n              days: 3\n"
    ));
    let right = object(
        "        - objectName: contacts\n          destination: d\n          schedule: \"0 * * * *\"\n          mapToName: \
         people\n          optionalFieldsAuto: all\n          requiredFields:\n            - mapToName: city\n              \
         mapToDisplayName: City\n              prompt: |\n                Which\n\n                one?\n          \
         backfill:\n            defaultPeriod:\n              days: 3\n",
    );
    assert_eq!(moved(&wrong), right);
    let wrong = object(&format!(
        "        - destination: d\n{rest}          requiredFields:\n            - objectName: contacts\n              \
         fieldName: email\n"
    ));
    let right = object(&format!(
        "        - objectName: contacts\n          destination: d\n{rest}          requiredFields:\n            - fieldName: \
         email\n"
    ));
    assert_eq!(moved(&wrong), right);
}

#[test]
fn a_block_comes_with_all_its_lines() {
    let wrong = "specVersion: 1.0.0\nintegrations:\n    -   name: crm\n        provider: hubspot\n# What is read\nread: # all \
                 of it\n    objects:\n    # The people\n    -   objectName: contacts\n        destination: d # where\n\n        \
                 schedule: \"0 * * * *\"\n        optionalFieldsAuto: all\n# The end\n";
    let right = "specVersion: 1.0.0\nintegrations:\n    -   name: crm\n        provider: hubspot\n        # What is read\n        read: # all of it\n            \
                 objects:\n            # The people\n            -   objectName: contacts\n                destination: d # \
                 where\n\n                schedule: \"0 * * * *\"\n                optionalFieldsAuto: all\n# The end\n";
    assert_eq!(moved(wrong), right);
}

#[test]
fn a_lost_list_gets_its_key_and_its_dash() {
    let wrong = "\u{FEFF}specVersion: 1.0.0\nname: crm # ours\nprovider: hubspot\nproxy:\n  enabled: true\n";
    let right = "\u{FEFF}specVersion: 1.0.0\nintegrations:\n  - name: crm # ours\n    provider: hubspot\n    proxy:\n      \
                 enabled: true\n";
    assert_eq!(moved(wrong), right);
    let wrong =
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    write: {objectName: contacts}\n";
    let right = "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    write: {objects: [{objectName: \
                 contacts}]}\n";
    assert_eq!(moved(wrong), right);
}

#[test]
fn json_stays_json_on_many_lines_and_on_one() {
    let wrong = "{\n  \"specVersion\": \"1.0.0\",\n  \"integrations\": [\n    {\n      \"name\": \"crm\",\n      \"provider\": \
                 \"hubspot\",\n      \"read\": {\n        \"objects\": [\n          {\n            \"objectName\": \
                 \"contacts\",\n            \"schedule\": \"0 * * * *\",\n            \"optionalFieldsAuto\": \"all\",\n            \
                 \"backfill\": {\n              \"destination\": \"d\",\n              \"defaultPeriod\": {\"days\": 3}\n            \
                 }\n          }\n        ]\n      }\n    }\n  ]\n}\n";
    let right = wrong
        .replace("              \"destination\": \"d\",\n", "")
        .replace("\"contacts\",\n", "\"contacts\",\n            \"destination\": \"d\",\n");
    let left = moved(wrong);
    assert_eq!(left.replace([' ', '\n'], ""), right.replace([' ', '\n'], ""));
    assert!(left.contains("\"contacts\",\n            \"destination\": \"d\",\n            \"schedule\""), "{left}");
    let on_one_line = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap().to_string();
    let fixed = moved(&on_one_line(wrong));
    let value: serde_json::Value = serde_json::from_str(&fixed).unwrap();
    assert_eq!(value, serde_json::from_str::<serde_json::Value>(&right).unwrap());
    assert_eq!(fixed.lines().count(), 1);
}

#[test]
fn what_others_refer_to_is_not_moved_and_what_is_used_twice_is_not_taken_from_one() {
    // The alias would come before its anchor.
    let anchored = stays(&object(
        "        - objectName: contacts\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n          \
         backfill:\n            defaultPeriod: {days: 3}\n            destination: &d hook\n        - objectName: \
         companies\n          destination: *d\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n",
    ));
    assert_eq!(anchored.len(), 1, "{anchored:#?}");
    // Both objects miss what stands in the block that they share.
    let shared = stays(&object(
        "        - objectName: contacts\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n          \
         backfill: &b\n            defaultPeriod: {days: 3}\n            destination: hook\n        - objectName: \
         companies\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n          backfill: *b\n",
    ));
    assert_eq!(shared.len(), 1, "{shared:#?}");
    // A mapping that is two things at once has no one name for the key.
    let both = stays(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    read:\n      objects:\n        - \
         objectName: contacts\n          destination: d\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: \
         all\n    write:\n      objects:\n        - &o\n          objectName: contacts\n          inheritFieldsAndMapping: \
         true\n    subscribe:\n      objects:\n        - <<: *o\n          destination: d\n          createEvent: {enabled: \
         always}\n",
    );
    assert!(both.iter().all(|finding| finding.fix.is_none()), "{both:#?}");
}

#[test]
fn a_move_after_which_something_else_is_wrong_is_not_offered() {
    let head = "        - objectName: contacts\n          destination: d\n          schedule: \"0 * * * *\"\n          \
                optionalFieldsAuto: all\n";
    for lines in [
        // Only one of the two can be given.
        "          backfill:\n            defaultPeriod: {days: 3}\n            fullHistory: true\n",
        // There is no such page.
        "          delivery: {mode: onRequest}\n          pageSize: 5\n",
        // It is not what is wanted there.
        "          backfill:\n            days: soon\n",
    ] {
        let found = stays(&object(&format!("{head}{lines}")));
        assert!(found.iter().any(|finding| finding.rule == "unknown-key"), "{lines}\n{found:#?}");
    }
    // Nor where the text cannot be read as a whole, nor where nothing would be left.
    let broken = format!("{head}          backfill:\n            days: 3\n            @x: y\n");
    stays(&object(&broken));
    let found = stays(&object(
        "        - objectName: contacts\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n          \
         delivery:\n            destination: d\n",
    ));
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn many_slips_at_once_are_all_put_right() {
    let item = |nth: usize| {
        format!(
            "        - objectName: o{nth}\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n          \
             backfill:\n            days: 3\n            destination: d # where\n"
        )
    };
    let text = object(&(0..40).map(item).collect::<String>());
    let found = findings(&text);
    assert_eq!(found.len(), 80);
    assert!(found.iter().all(|finding| finding.fix.is_some()), "{found:#?}");
    let fixed = fix_all(Source::new("amp.yaml", text), lint, false);
    assert!(fixed.findings.is_empty() && fixed.applied == 80, "{}\n{:#?}", fixed.applied, fixed.findings);
    assert_eq!(fixed.source.text().matches("          destination: d # where\n          schedule").count(), 40);
}
