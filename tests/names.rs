//! Names that are none, and names with something in them that does not belong there: everything that can be wrong with one,
//! wherever a name can stand.

mod support;

use std::collections::BTreeSet;

use amp_lint::{Analysis, Facts, Finding, Policy, Schema, Severity, Source, fix_all, lint};
use serde_json::{Value, json};
use support::lint::without_advice as findings;

/// A manifest with every kind of name; each is `¤` and the name of its place.
fn manifest() -> Value {
    json!({
        "name": "¤name",
        "displayName": "¤displayName",
        "provider": "hubspot",
        "read": {"objects": [{
            "objectName": "¤read",
            "destination": "¤destination",
            "mapToName": "¤mapToName",
            "mapToDisplayName": "¤mapToDisplayName",
            "schedule": "0 * * * *",
            "requiredFields": [
                {"fieldName": "¤fieldName", "mapToName": "¤fieldMapToName", "mapToDisplayName": "¤fieldDisplayName"},
                {"mapToName": "mapped", "mapToDisplayName": "Mapped", "default": "¤default", "prompt": "Which?"},
            ],
            "optionalFields": [{"fieldName": "¤optional"}],
        }]},
        "write": {"objects": [{"objectName": "¤write"}]},
        "subscribe": {"objects": [{
            "objectName": "¤read",
            "destination": "¤subscribeDestination",
            "inheritFieldsAndMapping": true,
            "updateEvent": {"enabled": "always", "requiredWatchFields": ["¤watched", "other"]},
            "otherEvents": ["¤event"],
        }]},
        "watchSchema": {"destination": "¤watchDestination", "allObjects": {"fieldCreated": {"enabled": "always"}}},
    })
}

/// The places of names that programs look up: those where a name may consist of anything last.
const STRICT: [&str; 6] = ["name", "destination", "subscribeDestination", "watchDestination", "read", "write"];
const FREE: [&str; 7] = ["fieldName", "fieldMapToName", "default", "optional", "watched", "event", "mapToName"];
const DISPLAYED: [&str; 3] = ["displayName", "mapToDisplayName", "fieldDisplayName"];

/// The manifest with a name in one place, or `provider`; good names everywhere else.
fn with(place: &str, name: &str) -> Source {
    let mut text = serde_json::to_string_pretty(&manifest()).unwrap();
    let quoted = serde_json::to_string(name).unwrap();
    if place == "provider" {
        text = text.replace("\"hubspot\"", &quoted);
    }
    text = text.replace(&format!("\"¤{place}\""), &quoted);
    Source::new("amp.json", text.replace("\"¤read\"", "\"contacts\"").replace("\"¤", "\"good_"))
}

fn rules(findings: &[Finding]) -> BTreeSet<&str> {
    findings.iter().map(|finding| finding.rule).collect()
}

/// How often a name stands in the manifest: that of the read object twice.
fn times(place: &str) -> usize {
    if place == "read" { 2 } else { 1 }
}

#[test]
fn good_names_are_good_everywhere() {
    for place in STRICT.into_iter().chain(FREE).chain(DISPLAYED) {
        for name in ["contacts", "crmWebhook", "my-webhook", "a_b", "Name"] {
            let source = with(place, name);
            let findings = findings(&source);
            let of_names =
                findings.iter().filter(|finding| ["placeholder-value", "suspicious-text"].contains(&finding.rule));
            assert_eq!(of_names.count(), 0, "{place} {name}: {findings:#?}");
        }
    }
}

const TEMPLATES: [&str; 16] = [
    "${VAR}",
    "${VAR:-default}",
    "prefix-${VAR}",
    "${{ secrets.X }}",
    "{{ x }}",
    "{{x}}Webhook",
    "{{ .Values.x }}",
    "{% if x %}a{% endif %}",
    "{# x #}",
    "<%= x %>",
    "#{x}",
    "$(VAR)",
    "%VAR%",
    "@VAR@",
    "@@VAR@@",
    "__VAR__",
];

const NOTES: [&str; 19] = [
    "<your-destination>",
    "<name>",
    "<<name>>",
    "TODO",
    "TODO: ask the team",
    "TODO!",
    "FIXME",
    "TBD",
    "XXX",
    "xxx",
    "xxxx-xxxx",
    "changeme",
    "CHANGE_ME",
    "change-me",
    "ReplaceMe",
    "replace this",
    "fill me in",
    "...",
    "???",
];

const STRICT_NOTES: [&str; 23] = [
    "your-destination",
    "YOUR_WEBHOOK_NAME",
    "yourProvider",
    "your_crm_here",
    "<env>-webhook",
    "[destination]",
    "{destination}",
    "[[destination]]",
    "$DESTINATION",
    "replace-with-the-name",
    "REPLACE_WITH_PROVIDER",
    "insert-name-here",
    "INSERT_YOUR_NAME",
    "enter name here",
    "none",
    "None",
    "null",
    "undefined",
    "n/a",
    "placeholder",
    "-",
    "?",
    "*",
];

#[test]
fn a_placeholder_is_one_warning_wherever_a_name_stands() {
    let everywhere = TEMPLATES.into_iter().chain(NOTES);
    for (places, names) in [
        (STRICT.to_vec(), everywhere.clone().chain(STRICT_NOTES).collect::<Vec<_>>()),
        (FREE.to_vec(), everywhere.clone().collect()),
        (DISPLAYED.to_vec(), TEMPLATES.to_vec()),
        (vec!["provider"], everywhere.chain(STRICT_NOTES).collect()),
    ] {
        for place in places {
            for name in &names {
                let source = with(place, name);
                let found = findings(&source);
                assert_eq!(rules(&found), BTreeSet::from(["placeholder-value"]), "{place} {name}: {found:#?}");
                assert_eq!(found.len(), times(place), "{place} {name}: {found:#?}");
                let quoted = serde_json::to_string(name).unwrap();
                for finding in &found {
                    assert_eq!(&source.text()[finding.span.range()], quoted, "{place} {name}");
                    // Only a nested field in the watched ones is refused whatever it is.
                    let severity = match place {
                        "watched" if name.contains(['.', '[', ']']) => Severity::Error,
                        _ => Severity::Warning,
                    };
                    assert_eq!(finding.severity, severity, "{place} {name}");
                    assert!(finding.fix.is_none());
                }
            }
        }
    }
}

#[test]
fn what_can_be_the_name_of_a_field_is_no_placeholder() {
    for name in [
        "todo",
        "Todo",
        "none",
        "placeholder",
        "your_name",
        "your-email",
        "Change this month",
        "changeMethod",
        "replaceMember",
        "Price (USD)",
        "Amount $(USD) net",
        "100%",
        "a < b > c",
        "Size <= 10",
        "x",
        "xx",
        "__typename",
        "__c",
        "Custom__c",
        "@type",
        "#",
        "*",
        "User {id}",
        "TODO_ID",
        "TODOS",
        "tbd_date",
        "insert_date",
    ] {
        for place in FREE.into_iter().chain(DISPLAYED) {
            let found = findings(&with(place, name));
            assert!(!rules(&found).contains("placeholder-value"), "{place} {name}: {found:#?}");
        }
    }
    for name in [
        "yourself",
        "todos",
        "changes",
        "changeMethod",
        "nonexistent",
        "null-island",
        "xx",
        "nonprofits",
        "replacements",
    ] {
        for place in STRICT {
            let found = findings(&with(place, name));
            assert!(!rules(&found).contains("placeholder-value"), "{place} {name}: {found:#?}");
        }
    }
}

/// The findings with what the project knows.
fn in_project(source: &Source, destinations: &[&str]) -> Vec<Finding> {
    let destinations: Vec<String> = destinations.iter().map(|name| name.to_string()).collect();
    let facts = Facts { destinations: Some(&destinations), ..Facts::default() };
    Analysis::of(source.clone(), Schema::integrations()).findings(&facts, &Policy::default())
}

#[test]
fn what_is_known_by_that_very_name_is_none() {
    // Microsoft has an object `todo`, Chili Piper `user_read_{p1}`.
    let read = |provider: &str, object: &str| {
        Source::new(
            "amp.yaml",
            format!(
                "name: a\nprovider: {provider}\nread:\n  objects:\n    - objectName: {object}\n      destination: TODO\n      \
                 schedule: \"0 0 * * *\"\n      optionalFieldsAuto: all\n"
            ),
        )
    };
    let source = read("chilipiper", "user_read_{p1}");
    assert_eq!(rules(&in_project(&source, &["TODO"])), BTreeSet::new());
    let found = in_project(&source, &["crm"]);
    assert_eq!(rules(&found), BTreeSet::from(["placeholder-value"]));
    // The project has no such destination: the deploy fails.
    assert_eq!(found[0].severity, Severity::Error);
    let spaced = Source::new("amp.yaml", read("stripe", "customers").text().replace("TODO", "\"crm \""));
    assert_eq!(rules(&in_project(&spaced, &["crm "])), BTreeSet::new());
    let found = in_project(&spaced, &["crm"]);
    assert_eq!((found.len(), found[0].rule, found[0].severity), (1, "suspicious-text", Severity::Error));
}

#[test]
fn a_tag_of_another_tool_fills_in_nothing() {
    for tag in ["!ENV", "!Ref", "!secret", "!vault"] {
        let source = Source::new(
            "amp.yaml",
            format!(
                "name: a\nprovider: {tag} hubspot\nproxy:\n  enabled: true\ndisplayName: !!str A\nmodule: !!str crm\n"
            ),
        );
        let found = findings(&source);
        let of_tag: Vec<&Finding> = found.iter().filter(|finding| finding.rule == "placeholder-value").collect();
        assert_eq!(of_tag.len(), 1, "{found:#?}");
        assert_eq!(&source.text()[of_tag[0].span.range()], tag);
    }
}

#[test]
fn an_unquoted_template_is_one_error_and_is_not_told_to_be_quoted() {
    for template in ["{{ x }}", "{{x}}", "{{ .Values.x }}", "{{ x }}Webhook", "{% x %}", "%VAR%", "@VAR@"] {
        for key in ["destination", "objectName", "mapToName"] {
            let text = "name: a\nprovider: hubspot\nread:\n  objects:\n    - objectName: contacts\n      destination: crm\n      \
                        mapToName: people\n      schedule: \"0 * * * *\"\n      optionalFieldsAuto: all\n";
            let line = text.lines().find(|line| line.contains(&format!("{key}:"))).unwrap();
            let value = line.rsplit(": ").next().unwrap();
            let source = Source::new("amp.yaml", text.replace(line, &line.replace(value, template)));
            let found = findings(&source);
            assert_eq!(found.len(), 1, "{template}: {found:#?}");
            assert_eq!((found[0].rule, found[0].severity), ("yaml-syntax", Severity::Error));
            assert_eq!(&source.text()[found[0].span.range()], template);
            assert!(found[0].fix.is_none() && !found[0].help.as_deref().unwrap().contains('"'));
        }
    }
}

/// All characters that are a space without being one, or are not seen at all.
fn odd_characters() -> Vec<(char, bool)> {
    let blank = "\t\u{A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{202F}\u{205F}\u{3000}\u{2028}\u{2029}";
    let invisible = "\u{AD}\u{180E}\u{200B}\u{200C}\u{200D}\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2060}\u{2061}\u{2062}\u{2063}\u{2064}\u{2066}\u{2067}\u{2068}\u{2069}\u{FEFF}\u{61C}\u{7F}\u{1}\u{80}";
    blank.chars().map(|c| (c, true)).chain(invisible.chars().map(|c| (c, false))).collect()
}

/// The manifest after the safe fixes is as if the name had been written right.
fn is_put_right(place: &str, wrong: &str, right: &str) {
    let source = with(place, wrong);
    let found = findings(&source);
    assert_eq!(rules(&found), BTreeSet::from(["suspicious-text"]), "{place} {wrong:?}: {found:#?}");
    assert_eq!(found.len(), times(place), "{place} {wrong:?}: {found:#?}");
    let fixed = fix_all(source, findings, false);
    let wanted = with(place, right);
    assert_eq!(fixed.source.text(), wanted.text(), "{place} {wrong:?}");
}

#[test]
fn every_kind_of_space_is_put_right_wherever_a_name_stands() {
    for (nth, (c, is_blank)) in odd_characters().into_iter().enumerate() {
        for (place, name) in STRICT.into_iter().chain(FREE).enumerate() {
            // Each character in each place, and in each position in some of them.
            match (nth + place) % 4 {
                0 => is_put_right(name, &format!("{c}contacts"), "contacts"),
                1 => is_put_right(name, &format!("contacts{c}"), "contacts"),
                2 => is_put_right(name, &format!("{c} contacts {c}"), "contacts"),
                _ if !is_blank => is_put_right(name, &format!("con{c}tacts"), "contacts"),
                _ if name != "name" => is_put_right(name, &format!("my{c}contacts"), "my contacts"),
                // The name of an integration may have no space in it, of whatever kind.
                _ => {}
            }
        }
    }
    for place in STRICT.into_iter().chain(FREE) {
        for wrong in [" contacts", "contacts ", " contacts  ", "contacts\n", "contacts\r\n", "\ncontacts"] {
            is_put_right(place, wrong, "contacts");
        }
    }
    for place in DISPLAYED {
        is_put_right(place, " The contacts ", "The contacts");
        is_put_right(place, "The contacts\t", "The contacts");
    }
}

#[test]
fn scripts_that_need_such_characters_keep_them() {
    for name in ["می\u{200C}خواهم", "氏名\u{3000}漢字", "👩\u{200D}💻", "שם\u{200F}״", "Straße", "naïve", "名前"]
    {
        for place in FREE {
            let found = findings(&with(place, name));
            assert!(!rules(&found).contains("suspicious-text"), "{name}: {found:#?}");
        }
    }
}

#[test]
fn quotes_around_a_name_are_put_right() {
    for (open, close) in [
        ("“", "”"),
        ("”", "”"),
        ("“", "“"),
        ("„", "“"),
        ("„", "”"),
        ("‘", "’"),
        ("’", "’"),
        ("‚", "‘"),
        ("‚", "’"),
        ("«", "»"),
        ("»", "«"),
        ("‹", "›"),
        ("`", "`"),
        ("`", "´"),
        ("＂", "＂"),
    ] {
        for place in STRICT.into_iter().chain(FREE) {
            is_put_right(place, &format!("{open}contacts{close}"), "contacts");
        }
        is_put_right("destination", &format!(" {open} contacts{close} "), "contacts");
        is_put_right("displayName", &format!("{open}The contacts{close}"), "The contacts");
    }
    for place in STRICT {
        // A table can have straight ones in its name.
        if !["read", "write"].contains(&place) {
            is_put_right(place, "\"contacts\"", "contacts");
            is_put_right(place, "'contacts'", "contacts");
        }
        for quote in ["“", "”", "„", "’", "‘", "»", "`"] {
            is_put_right(place, &format!("contacts{quote}"), "contacts");
            is_put_right(place, &format!("{quote}contacts"), "contacts");
        }
    }
}

#[test]
fn quotes_that_can_belong_to_a_name_are_left_alone() {
    for name in
        ["Bob’s list", "Customer’s email", "Size 5”", "The “best” one", "\"quoted\"", "it's", "“A” and “B”", "5' 11\""]
    {
        for place in FREE.into_iter().chain(DISPLAYED) {
            let found = findings(&with(place, name));
            assert!(!rules(&found).contains("suspicious-text"), "{place} {name}: {found:#?}");
        }
    }
    for place in ["destination", "read", "write"] {
        let found = findings(&with(place, "Bob’s list"));
        assert!(!rules(&found).contains("suspicious-text"), "{place}: {found:#?}");
        // One in the middle is pointed at; what is meant is not known.
        let source = with(place, "the “best”one");
        let found = findings(&source);
        assert_eq!(found.len(), times(place));
        assert!(found.iter().all(|finding| finding.rule == "suspicious-text" && finding.fix.is_none()));
        assert_eq!(&source.text()[found[0].span.range()], "“");
    }
}

#[test]
fn a_blank_name_is_none() {
    for place in STRICT.into_iter().chain(FREE) {
        for blank in [" ", "  ", "\t", "\u{A0}", "\u{200B}"] {
            let found = findings(&with(place, blank));
            assert_eq!(rules(&found), BTreeSet::from(["suspicious-text"]), "{place} {blank:?}: {found:#?}");
            assert!(found[0].fix.is_none());
        }
    }
}

#[test]
fn a_text_that_is_broken_by_something_else_is_told_so() {
    let said = |value: &str| {
        let text = format!("name: a\nprovider: hubspot\ndisplayName: {value}\nproxy:\n  enabled: true\n");
        let found = findings(&Source::new("amp.yaml", text));
        found.iter().find(|finding| finding.rule == "yaml-syntax").map(|finding| finding.message.clone()).unwrap()
    };
    for broken in ["\"a ${X}", "{a: ${X}", "[${X}", "'{{ x }}"] {
        assert!(!said(broken).contains("placeholder"), "{broken}: {}", said(broken));
    }
}

#[test]
fn a_comma_behind_a_name_is_put_right() {
    for place in STRICT.into_iter().chain(FREE) {
        for wrong in ["contacts,", "contacts;", "contacts, ", "contacts ,", "“contacts”,", "“contacts,”"] {
            is_put_right(place, wrong, "contacts");
        }
    }
}

#[test]
fn two_names_in_one_are_told_and_set_apart_in_lists() {
    for place in STRICT.into_iter().chain(FREE).filter(|place| *place != "name") {
        for two in ["contacts, deals", "contacts,deals", "contacts; deals", "contacts\ndeals", "contacts, deals, leads"]
        {
            let found = findings(&with(place, two));
            assert_eq!(rules(&found), BTreeSet::from(["suspicious-text"]), "{place} {two}: {found:#?}");
            assert_eq!(found.len(), times(place), "{place} {two}");
            assert_eq!(found[0].fix.is_some(), ["watched", "event"].contains(&place), "{place} {two}");
        }
        for one in ["City, State of birth", "Last name, first name", "f(a,b)", "1,5", "a, ?"] {
            let found = findings(&with(place, one));
            assert!(!rules(&found).contains("suspicious-text"), "{place} {one}: {found:#?}");
        }
    }
    let fixed = |list: &str| {
        let text = format!(
            "name: a\nprovider: hubspot\nread:\n  objects:\n    - objectName: contacts\n      destination: d\n      schedule: \"0 * * * *\"\n      \
             requiredFields:\n{list}\nsubscribe:\n  objects:\n    - objectName: contacts\n      destination: d\n      otherEvents:\n{list}\n"
        );
        let fixed = fix_all(Source::new("amp.yaml", text), lint, true);
        fixed.source.text().split("otherEvents:\n").nth(1).unwrap().trim_end().to_string()
    };
    assert_eq!(fixed("        - a.b, c.d"), "        - a.b\n        - c.d");
    assert_eq!(fixed("        - a.b\n          c.d # both"), "        - a.b\n        - c.d # both");
    assert_eq!(fixed("        - \"a.b,c.d\""), "        - \"a.b\"\n        - \"c.d\"");
    assert_eq!(fixed("        - a.b, on"), "        - a.b\n        - \"on\"");
    assert_eq!(fixed("        [a.b, 'c.d;e.f']"), "        [a.b, \"c.d\", \"e.f\"]");
    // Where it is used elsewhere as one, nothing is changed.
    assert_eq!(fixed("        - &x a.b, c.d\n        - other"), "        - &x a.b, c.d\n        - other");
}

#[test]
fn a_field_list_is_set_apart_only_where_that_is_asked_for() {
    let text = |fields: &str| {
        format!(
            "name: a\nprovider: hubspot\nread:\n  objects:\n    - objectName: contacts\n      destination: d\n      schedule: \"0 * * * *\"\n      \
             requiredFields:\n{fields}"
        )
    };
    let two = "        - fieldName: email, phone\n        - fieldName: id\n";
    let apart = "        - fieldName: email\n        - fieldName: phone\n        - fieldName: id\n";
    let all = |unsafe_too| fix_all(Source::new("amp.yaml", text(two)), findings, unsafe_too).source.text().to_string();
    assert_eq!(all(false), text(two));
    assert_eq!(all(true), text(apart));
}

#[test]
fn what_misses_such_a_name_is_the_same_mistake_and_makes_it_an_error() {
    let text = |read: &str, field: &str| {
        format!(
            "name: a\nprovider: hubspot\nread:\n  objects:\n    - objectName: {read}\n      destination: d\n      schedule: \"0 * * * *\"\n      \
             requiredFields:\n        - fieldName: {field}\nwrite:\n  objects:\n    - objectName: contacts\n      inheritMapping: true\n\
             subscribe:\n  objects:\n    - objectName: contacts\n      destination: d\n      inheritFieldsAndMapping: true\n      updateEvent:\n        \
             enabled: always\n        requiredWatchFields: [email]\n"
        )
    };
    let judged = |read: &str, field: &str| {
        let found = findings(&Source::new("amp.yaml", text(read, field)));
        found.iter().map(|finding| format!("{} {}", finding.severity.name(), finding.rule)).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(judged("contacts", "email"), none);
    assert_eq!(judged("leads", "email").len(), 2);
    assert_eq!(judged("TODO", "email"), ["error placeholder-value"]);
    assert_eq!(judged("\"contacts \"", "email"), ["error suspicious-text"]);
    assert_eq!(judged("contacts,", "email"), ["error suspicious-text"]);
    assert_eq!(judged("contacts", "\"email \""), ["warning suspicious-text"]);
    assert_eq!(judged("\"contacts \"", "\"email \""), ["error suspicious-text", "warning suspicious-text"]);
    // What is wrong elsewhere in the object has nothing to do with it.
    let other = text("leads", "email").replace("destination: d", "destination: TODO");
    assert_eq!(findings(&Source::new("amp.yaml", other)).len(), 4);
}

#[test]
fn a_misspelt_provider_with_a_space_is_an_error_that_a_safe_fix_puts_right() {
    let source = Source::new("amp.yaml", "name: a\nprovider: \"hubspot \"\nproxy:\n  enabled: true\n");
    let found = findings(&source);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule, found[0].severity), ("suspicious-text", Severity::Error));
    assert_eq!(&source.text()[found[0].span.range()], " ");
    let fixed = fix_all(source, findings, false);
    assert_eq!(fixed.source.text(), "name: a\nprovider: \"hubspot\"\nproxy:\n  enabled: true\n");
    assert!(fixed.findings.is_empty());
}

#[test]
fn a_name_in_a_block_scalar_has_no_line_break_at_its_end() {
    for block in ["|\n        crm\n", ">\n        crm\n", "|\n        crm\n\n"] {
        let text = |value: &str| {
            format!(
                "name: a\nprovider: hubspot\nread:\n  objects:\n    - objectName: contacts\n      destination: {value}      schedule: \"0 * * * *\"\n      optionalFieldsAuto: all\n"
            )
        };
        let source = Source::new("amp.yaml", text(block));
        let found = findings(&source);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(&source.text()[found[0].span.range()], &block[..1]);
        let fixed = fix_all(source, findings, false);
        assert!(fixed.source.text().contains("destination: crm\n"), "{}", fixed.source.text());
        assert!(fixed.findings.is_empty());
    }
    let fine = "name: a\nprovider: hubspot\ndisplayName: |\n  The CRM\n  of ours\nproxy:\n  enabled: true\n";
    assert!(findings(&Source::new("amp.yaml", fine)).is_empty());
}
