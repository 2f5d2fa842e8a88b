//! One mistake that is met in several places, by merging it or by building on it, is told once, where it is to be put right.

mod support;

use amp_lint::Source;
use support::lint::without_advice;

/// Line, rule and message of each finding but for advice.
fn said(text: &str) -> Vec<String> {
    let source = Source::new("amp.yaml", text);
    let line = |at: u32| source.position(at as usize).line;
    let findings = without_advice(&source);
    findings.iter().map(|one| format!("{} {}: {}", line(one.span.start), one.rule, one.message)).collect()
}

/// An integration that reads these objects.
fn reading(objects: &str) -> String {
    format!(
        "specVersion: 1.0.0\nintegrations:\n- name: crm\n  provider: hubspot\n  read:\n    objects:\n{objects}  \
         proxy: {{enabled: true}}\n"
    )
}

const REST: &str = "schedule: \"0 * * * *\"\n      optionalFieldsAuto: all\n";

#[test]
fn what_a_merged_mapping_lacks_is_missed_there_and_nowhere_else() {
    let first = format!("    - &a\n      objectName: contacts\n      {REST}");
    let missing = "8 required-field: `destination` is missing for `contacts`";
    for (what, others) in [
        ("merged", "    - {<<: *a, objectName: companies}\n"),
        ("merged twice over", "    - &b {<<: *a, objectName: companies}\n    - {<<: *b, objectName: deals}\n"),
        ("in a list", "    - {<<: [{mapToName: x}, *a], objectName: companies}\n"),
        ("and added", "    - {<<: *a, objectName: companies, destination: hook}\n"),
    ] {
        assert_eq!(said(&reading(&format!("{first}{others}"))), [missing], "{what}");
    }
    // What is no read object itself lacks nothing: those that merge it do.
    let defaults = format!("x-defaults: &a\n      {REST}");
    let text = reading("    - {<<: *a, objectName: contacts}\n    - {<<: *a, objectName: companies}\n");
    let text = text.replacen("integrations:", &format!("{defaults}integrations:"), 1);
    let found = said(&text);
    let lacking: Vec<&String> = found.iter().filter(|said| said.contains("required-field")).collect();
    assert_eq!(lacking.len(), 2, "{found:#?}\n{text}");
    // Another member is another mistake.
    let other = "    - {<<: *a, objectName: \"\"}\n";
    let found = said(&reading(&format!("{first}{other}")));
    assert_eq!(found, [missing, "11 required-field: `objectName` must not be empty"]);
}

#[test]
fn what_is_lacking_is_as_bad_as_in_the_worst_of_the_mappings_that_merge_it() {
    let object = "destination: hook\n      optionalFieldsAuto: all\n";
    let alone = reading(&format!("    - &a\n      objectName: contacts\n      {object}"));
    // Where nothing has a schedule, that one has none is advice.
    assert_eq!(said(&alone), [""; 0]);
    let second = "- name: other
  provider: hubspot
  read:
    objects:
    - {objectName: deals, destination: hook, schedule: \"0 * * * *\", optionalFieldsAuto: all}
    - &b {<<: *a, objectName: companies}
    - {<<: *b, objectName: tickets}
";
    let found = said(&format!("{alone}{second}"));
    assert!(found.len() == 1 && found[0].starts_with("8 schedule-missing: "), "{found:#?}");
}

#[test]
fn a_mapping_that_merges_itself_is_not_passed_over() {
    for object in ["&a {<<: *a, objectName: contacts}", "&a {objectName: contacts, <<: [*a, *a]}"] {
        let found = said(&reading(&format!("    - {object}\n")));
        assert!(!found.is_empty(), "{object}");
    }
}

/// An integration whose write and subscribe objects build on its read action.
fn building_on(read: &str) -> String {
    format!(
        "specVersion: 1.0.0
integrations:
- name: crm
  provider: hubspot
{read}  subscribe:
    objects:
    - objectName: contacts
      destination: hook
      inheritFieldsAndMapping: true
      createEvent: {{enabled: always}}
  write:
    objects:
    - {{objectName: contacts, inheritMapping: true}}
    - {{objectName: companies, inheritMapping: true}}
"
    )
}

#[test]
fn a_read_action_that_reads_nothing_is_told_once_whatever_builds_on_it() {
    for (read, rule) in [
        ("", "subscribe-requires-read"),
        ("  read:\n", "subscribe-requires-read"),
        ("  read: {objects: []}\n", "read-objects"),
        ("  read: {objects: }\n", "read-objects"),
        ("  read: {}\n", "read-objects"),
        ("  read: []\n", "type-mismatch"),
        ("  read: {objects: {}}\n", "type-mismatch"),
    ] {
        let found = said(&building_on(read));
        let [one] = found.as_slice() else { panic!("{read}\n{found:#?}") };
        assert!(one.contains(&format!(" {rule}: ")), "{read}\n{one}");
    }
    // With an object to read, each name that is not there is a place of its own.
    let read = "  read:\n    objects:\n    - {objectName: deals, destination: hook, schedule: \"0 * * * *\", optionalFieldsAuto: all}\n";
    let found = said(&building_on(read));
    assert_eq!(found.len(), 3, "{found:#?}");
    // And without subscriptions it is the write objects that miss it.
    let text = building_on("");
    let (before, rest) = text.split_once("  subscribe:").unwrap();
    let (_, after) = rest.split_once("  write:").unwrap();
    let found = said(&format!("{before}  write:{after}"));
    assert!(found.len() == 2 && found.iter().all(|one| one.contains("write-inherit-without-read")), "{found:#?}");
}

#[test]
fn a_key_with_nothing_behind_it_is_no_advice_whichever_rule_speaks_of_it() {
    let field = "      requiredFields:\n      - mapToName: source\n        mapToDisplayName: Source\n";
    let object = format!("    - objectName: contacts\n      destination: hook\n      schedule: \"0 * * * *\"\n{field}");
    assert_eq!(said(&reading(&object)), [""; 0]);
    let found = said(&reading(&format!("{object}        prompt:\n")));
    assert!(found.len() == 1 && found[0].starts_with("13 field-mapping-prompt: "), "{found:#?}");
    // Met through a merge as well.
    let merged = "    - {<<: *a, objectName: companies}\n";
    let object = format!("    - &a\n      objectName: contacts\n      destination: hook\n      {REST}{merged}");
    let found = said(&reading(&object.replacen("schedule: \"0 * * * *\"", "schedule:", 1)));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("10 schedule-missing: "), "{found:#?}");
}
