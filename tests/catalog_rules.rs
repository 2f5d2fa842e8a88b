//! Rules that rest on the tables of fields, objects, events and limits, at the edges that their pages do not show.

use amp_lint::{Analysis, Catalog, Facts, Finding, Policy, Schema, Source, apply, lint};

fn lint_of(text: &str) -> (Source, Vec<Finding>) {
    let source = Source::new("amp.yaml", format!("name: crm\n{text}"));
    let findings = lint(&source);
    (source, findings)
}

/// `line severity rule` of all findings of an integration; its name is filled in.
fn found(text: &str) -> Vec<String> {
    let (source, findings) = lint_of(text);
    let line = |offset: u32| source.text()[..offset as usize].matches('\n').count();
    findings
        .iter()
        .map(|finding| format!("{} {} {}", line(finding.span.start), finding.severity.name(), finding.rule))
        .collect()
}

/// The text with all fixes applied, and what is found in it then.
fn fixed(text: &str) -> (String, Vec<String>) {
    let (source, findings) = lint_of(text);
    let (text, _) = apply(source.text(), &findings, true);
    let text = text.strip_prefix("name: crm\n").unwrap().to_string();
    let rest = found(&text);
    (text, rest)
}

const NONE: [&str; 0] = [];

/// A read object with these entries of `requiredFields`, the first of which stands on line 7.
fn reads(provider: &str, object: &str, fields: &[&str]) -> String {
    let fields: String = fields.iter().map(|field| format!("        - {field}\n")).collect();
    format!(
        "provider: {provider}\nread:\n  objects:\n    - objectName: {object}\n      destination: d\n      schedule: \"0 0 * * *\"\n      requiredFields:\n{fields}"
    )
}

fn watches(object: &str, fields: &[&str]) -> String {
    format!(
        "subscribe:\n  objects:\n    - objectName: {object}\n      destination: d\n      inheritFieldsAndMapping: true\n      updateEvent:\n        enabled: always\n        requiredWatchFields: [{}]\n",
        fields.join(", ")
    )
}

#[test]
fn a_slip_is_found_wherever_a_field_is_asked_for() {
    let calls = |fields: &[&str]| found(&reads("aircall", "calls", fields));
    assert_eq!(calls(&["fieldName: duration", "fieldName: started_at"]), NONE);
    assert_eq!(calls(&["fieldName: durtion"]), ["8 warning field-misspelt"]);
    assert_eq!(calls(&["{fieldName: duraiton, mapToName: length}"]), ["8 warning field-misspelt"]);
    // What a mapping starts with, where there is one.
    let mapping = "{mapToName: length, mapToDisplayName: Length, prompt: How long, default: durtion}";
    assert_eq!(calls(&[mapping]), ["8 warning field-misspelt"]);
    // The first key of a path.
    assert_eq!(calls(&["fieldName: $['numbr']['name']"]), ["8 warning field-misspelt"]);
    assert_eq!(calls(&["fieldName: $['number']['nmae']"]), NONE);
    // Nothing that may well be another field: a short name, a number, a plural, nothing near, or a name that several are near.
    let fine = ["fieldName: idd", "fieldName: duration2", "fieldName: durations", "fieldName: my_own_field"];
    assert_eq!(calls(&fine), NONE);
    // Nor anything of an object that is not known, or one that is misspelt itself.
    assert_eq!(found(&reads("aircall", "somethings", &["fieldName: durtion"])), NONE);
    assert_eq!(found(&reads("aircall", "call", &["fieldName: durtion"])), ["4 warning object-exists"]);
    assert_eq!(found(&reads("hubspot", "contacts", &["fieldName: emial"])), NONE);
}

#[test]
fn a_field_of_another_object_is_no_slip() {
    // `ended_at` and `created_at` are fields of calls; a near name that some object has is left alone.
    let catalog = Catalog::builtin();
    let mut left_alone = 0;
    for list in catalog.field_lists("aircall", None) {
        for other in catalog.field_lists("aircall", None) {
            let foreign: Vec<String> = other.names().map(|name| format!("fieldName: {name}")).collect();
            let foreign: Vec<&str> = foreign.iter().map(String::as_str).collect();
            let said = found(&reads("aircall", &list.object, &foreign));
            assert!(said.iter().all(|said| !said.contains("field-")), "{} {}: {said:?}", list.object, other.object);
            left_alone += foreign.len();
        }
    }
    assert!(left_alone > 100, "{left_alone}");
}

#[test]
fn a_slip_that_is_made_everywhere_is_one_and_is_put_right_everywhere() {
    let text = reads(
        "salesloft",
        "people",
        &["fieldName: email_adress", "fieldName: $['email_adress']['x']", "fieldName: first_name"],
    ) + "write:\n  objects:\n    - objectName: people\n";
    assert_eq!(found(&text), ["8 warning field-misspelt"]);
    let (fixed_text, rest) = fixed(&text);
    assert_eq!(fixed_text.matches("email_address").count(), 2, "{fixed_text}");
    assert_eq!(rest, NONE);
    // Where the right name is written as well, it is not written twice.
    let both = reads("salesloft", "people", &["fieldName: email_adress", "fieldName: email_address"]);
    assert_eq!(found(&both), ["8 warning field-misspelt"]);
    assert_eq!(fixed(&both).0, both);
}

#[test]
fn a_watched_field_is_held_against_the_provider_too() {
    let read = reads("zoho\nmodule: mail", "messages", &["fieldName: subject"]);
    assert_eq!(found(&read), NONE);
    let google = |read: &str, watched: &str| {
        found(&(reads("google\nmodule: contacts", "myConnections", &[read]) + &watches("myConnections", &[watched])))
            .into_iter()
            .filter(|said| said.contains("field"))
            .collect::<Vec<_>>()
    };
    let names: Vec<&str> =
        Catalog::builtin().fields("google", Some("contacts"), "myConnections").unwrap().names().collect();
    assert!(names.contains(&"emailAddresses") && names.contains(&"biographies"), "{names:?}");
    assert_eq!(google("fieldName: emailAddresses", "emailAddresses"), NONE);
    // The watched one is misspelt, the read one is, and both are: one finding each.
    assert_eq!(google("fieldName: emailAddresses", "emailAdresses").len(), 1);
    assert_eq!(google("fieldName: emailAdresses", "emailAddresses"), ["9 warning field-misspelt"]);
    assert_eq!(google("fieldName: emailAdresses", "emailAdresses"), ["9 warning field-misspelt"]);
    assert_eq!(google("fieldName: emailAddresses", "biograhies").len(), 1);
}

#[test]
fn what_a_query_does_not_name_never_arrives() {
    let issues = |fields: &[&str]| found(&reads("linear", "issues", fields));
    assert_eq!(issues(&["fieldName: title", "fieldName: $['assignee']['name']"]), NONE);
    assert_eq!(issues(&["fieldName: name"]), ["8 warning field-not-delivered"]);
    assert_eq!(issues(&["fieldName: $['customer']['name']"]), ["8 warning field-not-delivered"]);
    // Case matters for issues, and does not elsewhere.
    assert_eq!(issues(&["fieldName: Assignee"]), ["8 warning field-case"]);
    assert_eq!(found(&reads("linear", "users", &["fieldName: Email"])), NONE);
    // A slip is a slip.
    assert_eq!(issues(&["fieldName: asignee"]), ["8 warning field-misspelt"]);
    // Another notation of a nested field says what to write.
    let (_, findings) = lint_of(&reads("linear", "issues", &["fieldName: assignee.name"]));
    assert_eq!(findings.len(), 1);
    assert!(findings[0].help.as_deref().unwrap().starts_with("write `$['assignee']['name']`"), "{findings:#?}");
    // A field that cannot be seen is another rule's affair.
    assert_eq!(issues(&["fieldName: \"${FIELD}\""]), ["8 warning placeholder-value"]);
    assert_eq!(issues(&["fieldName: items[0].name"]), ["8 warning field-path-syntax"]);
    // What the query names is not all there.
    assert_eq!(found(&reads("fireflies", "analytics", &["fieldName: sentiments"])), NONE);
    assert_eq!(found(&reads("fireflies", "users", &["fieldName: sentiments"])), ["8 warning field-not-delivered"]);
}

#[test]
fn every_query_is_known_for_what_it_leaves_out() {
    let catalog = Catalog::builtin();
    let mut count = 0;
    for provider in ["braintree", "fireflies", "jobber", "linear", "monday", "shopify"] {
        for list in catalog.field_lists(provider, None) {
            if list.object == "analytics" {
                continue;
            }
            let said = found(&reads(provider, &list.object, &["fieldName: zzz", "fieldName: $['zzz']['id']"]));
            let said: Vec<&String> = said.iter().filter(|said| said.contains("field-")).collect();
            assert_eq!(
                said,
                ["8 warning field-not-delivered", "9 warning field-not-delivered"],
                "{provider} {}",
                list.object
            );
            count += 1;
        }
    }
    assert_eq!(count, 59);
}

#[test]
fn an_object_that_is_refused_is_said_to_be_once() {
    let read = |provider: &str, object: &str| found(&reads(provider, object, &["fieldName: id"]));
    assert_eq!(read("amplitude", "annotations"), NONE);
    assert_eq!(read("amplitude", "attribution"), ["4 warning object-action-unsupported"]);
    let write = |provider: &str, object: &str| {
        found(&format!("provider: {provider}\nwrite:\n  objects:\n    - objectName: {object}\n"))
    };
    assert_eq!(write("amplitude", "attribution"), NONE);
    assert_eq!(write("amplitude", "cohorts"), ["4 warning object-action-unsupported"]);
    // What is not listed may well work.
    assert_eq!(write("amplitude", "somethingElse"), NONE);
    // What is known to work as a whole is not denied object by object.
    assert_eq!(read("breezy", "pipelines"), NONE);
    assert_eq!(write("podium", "contacts"), NONE);
    // A provider without the action is denied as a whole.
    assert_eq!(write("clickup", "workspaces"), ["2 warning provider-capability-write"]);
    // The module that can.
    let (_, findings) = lint_of(&reads("zoho", "tickets", &["fieldName: id"]));
    assert!(findings.is_empty(), "{findings:#?}");
    // What only lends its fields to a subscription is not read.
    let inherited = "provider: stripe\nread:\n  objects:\n    - objectName: radar/early_fraud_warnings\n      destination: d\n      optionalFieldsAuto: all\nsubscribe:\n  objects:\n    - objectName: radar/early_fraud_warnings\n      destination: d\n      inheritFieldsAndMapping: true\n      createEvent: {enabled: always}\n";
    assert!(found(inherited).iter().all(|said| !said.contains("object-action")), "{:?}", found(inherited));
}

#[test]
fn the_names_of_events_are_those_of_the_provider() {
    let event = |provider: &str, object: &str, name: &str| {
        found(&format!(
            "{}subscribe:\n  objects:\n    - objectName: {object}\n      destination: d\n      otherEvents: [{name}]\n",
            reads(provider, object, &["fieldName: id"])
        ))
        .into_iter()
        .filter(|said| said.contains("event"))
        .collect::<Vec<_>>()
    };
    assert_eq!(event("jobber", "clients", "CLIENT_CREATE"), NONE);
    assert_eq!(event("jobber", "clients", "client_create"), ["13 error other-event-unknown"]);
    assert_eq!(event("jobber", "clients", "SOMETHING"), ["13 error other-event-unknown"]);
    assert_eq!(event("accuLynx", "contacts", "contact_added"), NONE);
    assert_eq!(event("accuLynx", "contacts", "contact_add"), ["13 error other-event-unknown"]);
    // Any other provider takes what it takes.
    assert_eq!(event("hubspot", "contacts", "whatever"), NONE);
    let text = |name: &str| {
        format!(
            "{}subscribe:\n  objects:\n    - objectName: clients\n      destination: d\n      otherEvents:\n        - {name}\n",
            reads("jobber", "clients", &["fieldName: id"])
        )
    };
    assert_eq!(fixed(&text("CLIENT_CREAT")), (text("CLIENT_CREATE"), NONE.map(String::from).to_vec()));
}

#[test]
fn limits_are_said_where_they_count() {
    let with = |provider: &str, object: &str, more: &str| {
        found(&format!(
            "provider: {provider}\nread:\n  objects:\n    - objectName: {object}\n      destination: d\n      optionalFieldsAuto: all\n{more}"
        ))
    };
    let schedule = "      schedule: \"0 0 * * *\"\n";
    let backfill = |period: &str| format!("{schedule}      backfill: {{defaultPeriod: {{{period}}}}}\n");
    assert_eq!(with("zoom", "recordings", &backfill("fullHistory: true")), ["8 warning full-history-limited"]);
    assert_eq!(with("zoom", "recordings", &backfill("days: 29")), NONE);
    assert_eq!(with("zoom", "meetings", &backfill("fullHistory: true")), ["8 pedantic large-backfill-risk"]);
    assert_eq!(with("outplay", "call", schedule), NONE);
    assert_eq!(with("outplay", "call", ""), ["4 warning read-needs-schedule"]);
    assert_eq!(with("outplay", "call", "      schedule: \"\"\n"), ["7 warning read-needs-schedule"]);
    assert_eq!(with("outplay", "prospect", ""), ["4 pedantic schedule-missing"]);
    let marketo = |more: &str| {
        found(&format!(
            "provider: marketo\nread:\n  objects:\n    - objectName: activities\n      destination: d\n      requiredFields: [{{fieldName: activityDate}}]\n{more}"
        ))
    };
    assert_eq!(marketo(schedule), ["7 warning read-needs-filter"]);
    assert_eq!(marketo("      backfill: {defaultPeriod: {days: 3}}\n"), ["7 warning read-needs-filter"]);
    assert_eq!(marketo(""), NONE);
    assert_eq!(with("apollo", "contacts", schedule), ["4 pedantic record-limit"]);
    assert_eq!(with("apollo", "opportunities", schedule), NONE);
    assert_eq!(with("marketo", "leads", schedule), ["6 pedantic fields-in-address"]);
    assert_eq!(with("marketo", "companies", schedule), NONE);
}

#[test]
fn what_can_be_watched_is_what_the_connectors_say() {
    let auto = |provider: &str, object: &str, how: &str| {
        found(&format!(
            "{}subscribe:\n  objects:\n    - objectName: {object}\n      destination: d\n      inheritFieldsAndMapping: true\n      updateEvent: {{enabled: always, {how}}}\n",
            reads(provider, object, &["fieldName: id"])
        ))
        .into_iter()
        .filter(|said| said.contains("watch-fields-support"))
        .count()
    };
    for (provider, object) in
        [("jobber", "clients"), ("attio", "notes"), ("connectWise", "companies"), ("salesloft", "people")]
    {
        assert_eq!(auto(provider, object, "watchFieldsAuto: all"), 0, "{provider}");
        assert_eq!(auto(provider, object, "watchFieldsAuto: selected"), 1, "{provider}");
        assert_eq!(auto(provider, object, "requiredWatchFields: [id]"), 1, "{provider}");
    }
    assert_eq!(auto("slack", "users", "watchFieldsAuto: selected"), 0);
}

#[test]
fn many_objects_and_fields_take_no_longer_each() {
    // Twenty thousand misspelt names in one object are one pass over them, and not over the list for each.
    let names: Vec<String> = (0..20_000).map(|nth| format!("fieldName: duraxion{nth}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(found(&reads("aircall", "calls", &names)), NONE);
    let same: Vec<String> = (0..20_000).map(|nth| format!("{{fieldName: durtion, mapToName: m{nth}}}")).collect();
    let same: Vec<&str> = same.iter().map(String::as_str).collect();
    assert_eq!(found(&reads("aircall", "calls", &same)), ["8 warning field-misspelt"]);
}

#[test]
fn where_an_object_can_be_read_is_said() {
    let objects = "# As of 2027-01-02. Source: a test.\nzoho crm\n  tickets -cu?\n  lead -cu?\n  leads r---\nzoho desk\n  tickets r---\n";
    let catalog = Catalog::default().with_table("objects", objects.to_string()).unwrap();
    let help = |action: &str, object: &str| {
        let more = if action == "read" {
            "      destination: d\n      optionalFieldsAuto: all\n      schedule: \"0 0 * * *\"\n"
        } else {
            ""
        };
        let text = format!("name: crm\nprovider: zoho\n{action}:\n  objects:\n    - objectName: {object}\n{more}");
        let source = Source::new("amp.yaml", text);
        let facts = Facts { catalog: &catalog, ..Facts::default() };
        let findings = Analysis::of(source, Schema::integrations()).findings(&facts, &Policy::default());
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(findings[0].rule, "object-action-unsupported");
        findings[0].help.clone().unwrap()
    };
    let of = "the list of objects is of 2027-01-02";
    assert_eq!(help("read", "tickets"), format!("did you mean the module `desk`? it can be read there; {of}"));
    assert_eq!(help("read", "lead"), format!("did you mean `leads`? that can be read; {of}"));
    assert_eq!(help("write", "leads"), format!("did you mean `lead`? that can be written; {of}"));
}
