//! A mistake hides no other: what stands behind a lost dash, a misspelt key, a list without dashes or a merge that wins is read
//! as it was meant, and the mistake itself is one finding.

mod support;

use amp_lint::{Finding, Severity, Source, apply};
use support::lint::without_advice;

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
            - fieldName: Phone
              mapToName: phone
            - mapToName: source
              mapToDisplayName: Source
              prompt: Which one?
          backfill:
            defaultPeriod:
              days: 30
        - objectName: Contact
          destination: hook
          schedule: "30 * * * *"
          optionalFields:
            - fieldName: Email
            - fieldName: Title
        - objectName: Lead
          schedule: "15 * * * *"
          destination: hook
          optionalFieldsAuto: all
    write:
      objects:
        - objectName: Account
          inheritMapping: true
        - objectName: Contact
    subscribe:
      objects:
        - objectName: Contact
          destination: hook
          inheritFieldsAndMapping: true
          createEvent:
            enabled: always
        - objectName: Account
          destination: hook
          inheritFieldsAndMapping: true
          updateEvent:
            enabled: always
            requiredWatchFields:
              - Name
  - name: proxy
    provider: hubspot
    proxy:
      enabled: true
"#;

fn found(name: &str, text: &str) -> Vec<Finding> {
    without_advice(&Source::new(name, text))
}

fn said(text: &str) -> Vec<(usize, &'static str)> {
    let source = Source::new("amp.yaml", text);
    let line = |finding: &Finding| source.position(finding.span.start as usize).line;
    found("amp.yaml", text).iter().map(|finding| (line(finding), finding.rule)).collect()
}

fn fixed(name: &str, text: &str) -> String {
    apply(text, &found(name, text), true).0
}

/// The text with one line in the place of others.
fn with_line(lines: &[&str], nth: usize, line: &str) -> String {
    let mut lines: Vec<&str> = lines.to_vec();
    lines[nth] = line;
    lines.join("\n") + "\n"
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines that start an entry of a list and have one before them, by number, with the number of the first of the one before.
fn later_entries(lines: &[&str]) -> Vec<(usize, usize)> {
    let starts = |line: &str| line.trim_start().starts_with("- ") && line.contains(": ");
    let mut found = Vec::new();
    for nth in (0..lines.len()).filter(|&nth| starts(lines[nth])) {
        let mut before = (0..nth).rev().take_while(|&at| indent(lines[at]) >= indent(lines[nth]));
        if let Some(first) = before.find(|&at| indent(lines[at]) == indent(lines[nth]) && starts(lines[at])) {
            found.push((nth, first));
        }
    }
    assert!(found.len() >= 8, "{found:?}");
    found
}

#[test]
fn the_manifest_that_this_starts_from_is_clean() {
    assert_eq!(found("amp.yaml", MANIFEST), []);
}

#[test]
fn a_lost_dash_is_one_finding_at_the_key_behind_it_and_its_fix_puts_it_back() {
    let lines: Vec<&str> = MANIFEST.lines().collect();
    let mut tried = 0;
    for (nth, before) in later_entries(&lines) {
        // Where nothing comes twice, YAML cannot know of a second entry.
        let key = |nth: usize| lines[nth].trim_start_matches([' ', '-']).split(':').next().unwrap();
        let twice = (before..nth).any(|at| key(at) == key(nth));
        if !twice {
            continue;
        }
        let lost = lines[nth].replacen("- ", "  ", 1);
        let text = with_line(&lines, nth, &lost);
        let findings = found("amp.yaml", &text);
        assert_eq!(said(&text), [(nth + 1, "duplicate-key")], "{text}\n{findings:#?}");
        assert_eq!(findings[0].message, format!("a `- ` is missing before `{}`", key(nth)));
        assert_eq!(fixed("amp.yaml", &text), MANIFEST);
        tried += 1;
    }
    assert!(tried >= 6, "{tried}");
}

#[test]
fn several_lost_dashes_are_a_finding_each_and_hide_nothing_of_what_stands_between_them() {
    let mut lines: Vec<String> = MANIFEST.lines().map(str::to_string).collect();
    let mut expected = Vec::new();
    for line in ["        - objectName: Contact", "        - objectName: Lead", "            - fieldName: Title"] {
        let nth = lines.iter().position(|other| other == line).unwrap();
        lines[nth] = line.replacen("- ", "  ", 1);
        expected.push((nth + 1, "duplicate-key"));
    }
    // In the first, in the middle and in the last of the three.
    for (line, wrong, rule) in [
        ("              days: 30", "              days: thirty", "type-mismatch"),
        ("          schedule: \"30 * * * *\"", "          schedule: \"*/5 * * * *\"", "schedule-minimum-interval"),
        ("          optionalFieldsAuto: all", "          optionalFieldsAuto: some", "invalid-value"),
    ] {
        let nth = lines.iter().position(|other| other == line).unwrap();
        lines[nth] = wrong.to_string();
        expected.push((nth + 1, rule));
    }
    expected.sort_unstable();
    let text = lines.join("\n") + "\n";
    assert_eq!(said(&text), expected, "{text}");
}

#[test]
fn a_lost_brace_in_json_is_one_finding() {
    let manifest: serde_json::Value = serde_json::from_str(
        r#"{"specVersion": "1.0.0", "integrations": [{"name": "a", "provider": "hubspot", "read": {"objects": [
            {"objectName": "contacts", "destination": "d", "schedule": "0 * * * *", "requiredFields": [{"fieldName": "a"}, {"fieldName": "b"}]},
            {"objectName": "deals", "destination": "d", "schedule": "0 * * * *", "optionalFieldsAuto": "all"}]}}]}"#,
    )
    .unwrap();
    let text = serde_json::to_string_pretty(&manifest).unwrap();
    assert_eq!(found("amp.json", &text), []);
    let mut tried = 0;
    for (at, _) in text.match_indices('}').filter(|(at, _)| text[at + 1..].starts_with(",\n")) {
        let after = at + text[at..].find('{').unwrap() + 1;
        // Without the end of one entry and the start of the next.
        let broken = format!("{},{}", text[..at].trim_end(), &text[after..]);
        let findings = found("amp.json", &broken);
        assert_eq!(findings.len(), 1, "{broken}\n{findings:#?}");
        assert!(findings[0].message.starts_with("a `}, {` is missing before `"), "{findings:#?}");
        let again: serde_json::Value = serde_json::from_str(&fixed("amp.json", &broken)).unwrap();
        assert_eq!(again, manifest);
        tried += 1;
    }
    assert_eq!(tried, 2);
}

#[test]
fn a_line_that_stands_twice_is_one_finding_and_its_fix_takes_it_out() {
    let lines: Vec<&str> = MANIFEST.lines().collect();
    let mut tried = 0;
    for (nth, line) in lines.iter().enumerate() {
        let has_value = line.split_once(": ").is_some() && !line.trim_start().starts_with("- ");
        if !has_value {
            continue;
        }
        let text = with_line(&lines, nth, &format!("{line}\n{line}"));
        assert_eq!(said(&text), [(nth + 2, "duplicate-key")], "{text}");
        assert_eq!(fixed("amp.yaml", &text), MANIFEST);
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn a_block_that_stands_twice_is_one_finding() {
    let lines: Vec<&str> = MANIFEST.lines().collect();
    let mut tried = 0;
    for nth in 0..lines.len() {
        for end in nth + 2..lines.len() {
            // Whole members of one mapping, one or more of them.
            let depth = indent(lines[nth]);
            let is_block = lines[nth..end].iter().all(|line| indent(line) >= depth)
                && !lines[nth..end].iter().any(|line| indent(line) == depth && line.trim_start().starts_with('-'))
                && indent(lines[end]) <= depth;
            if !is_block || depth == 0 {
                continue;
            }
            let block = lines[nth..end].join("\n");
            let text = with_line(&lines, end - 1, &format!("{}\n{block}", lines[end - 1]));
            assert_eq!(said(&text), [(end + 1, "duplicate-key")], "{text}");
            assert_eq!(fixed("amp.yaml", &text), MANIFEST);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn an_entry_whose_first_line_is_a_comment_is_one_finding() {
    let lines: Vec<&str> = MANIFEST.lines().collect();
    let mut tried = 0;
    for (nth, before) in later_entries(&lines) {
        let key = |line: &str| line.trim_start_matches([' ', '-']).split(':').next().unwrap().to_string();
        let Some(second) = lines.get(nth + 1).filter(|line| indent(line) == indent(lines[nth]) + 2) else { continue };
        if !lines[before..nth].iter().any(|line| key(line) == key(second)) {
            continue;
        }
        let text =
            with_line(&lines, nth, &format!("{}# {}", &lines[nth][..indent(lines[nth])], lines[nth].trim_start()));
        let findings = found("amp.yaml", &text);
        // What rests on the name that is gone is said as well.
        let first: Vec<_> = findings.iter().filter(|finding| finding.rule == "duplicate-key").collect();
        assert_eq!(first.len(), 1, "{text}\n{findings:#?}");
        assert!(first[0].message.ends_with("and what starts another entry is a comment"), "{findings:#?}");
        assert_eq!(first[0].labels.last().unwrap().message, "this line, which starts an entry, is commented out");
        tried += 1;
    }
    assert!(tried >= 3, "{tried}");
}

#[test]
fn a_key_that_stands_three_times_is_one_finding_at_the_one_that_counts() {
    let text = MANIFEST.replace("    provider: hubspot\n", "    provider: a\n    provider: b\n    provider: hubspot\n");
    let findings = found("amp.yaml", &text);
    let line = text.lines().position(|line| line == "    provider: hubspot").unwrap() + 1;
    assert_eq!(said(&text), [(line, "duplicate-key")]);
    assert_eq!(findings[0].labels.len(), 2);
}

/// Each key that has a mapping or a list under it, with a letter lost or doubled.
fn misspelt() -> Vec<(usize, String)> {
    let lines: Vec<&str> = MANIFEST.lines().collect();
    let mut all = Vec::new();
    for (nth, line) in lines.iter().enumerate().filter(|(_, line)| line.ends_with(':')) {
        let key = line.trim_start().trim_end_matches(':');
        // Short names have to be right, or they are anything.
        if key.len() >= 5 {
            all.push((nth, line.replace(key, &key[..key.len() - 1])));
            all.push((nth, line.replace(key, &format!("{}{}", &key[..3], &key[2..]))));
        }
    }
    assert!(all.len() > 20);
    all
}

#[test]
fn behind_a_misspelt_key_the_text_is_read_on() {
    let lines: Vec<&str> = MANIFEST.lines().collect();
    for (nth, line) in misspelt() {
        let alone = with_line(&lines, nth, &line);
        assert_eq!(said(&alone), [(nth + 1, "unknown-key")], "{alone}\n{:#?}", found("amp.yaml", &alone));
        // With a mistake in every line below that can have one.
        let depth = indent(&line);
        let below = lines[nth + 1..].iter().take_while(|line| indent(line) > depth).count();
        for at in nth + 1..=nth + below {
            let Some((key, _)) = lines[at].split_once(": ").filter(|(key, _)| !key.contains("ieldName")) else {
                continue;
            };
            let mut broken: Vec<&str> = lines.clone();
            let wrong = format!("{key}: [[]]");
            broken[nth] = &line;
            broken[at] = &wrong;
            let text = broken.join("\n") + "\n";
            let findings = said(&text);
            assert!(findings.contains(&(at + 1, "type-mismatch")), "line {}: {findings:?}\n{text}", at + 1);
            assert!(findings.contains(&(nth + 1, "unknown-key")), "line {}: {findings:?}\n{text}", nth + 1);
            assert_eq!(findings.len(), 2, "{findings:?}\n{text}");
        }
    }
}

#[test]
fn what_the_platform_ignores_is_no_error_and_neither_is_what_is_in_it() {
    let text = MANIFEST.replace("backfill:", "backfil:").replace("days: 30", "days: -30");
    let findings = found("amp.yaml", &text);
    assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["unknown-key", "out-of-range"]);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning), "{findings:#?}");
    // And what is silenced is as it is meant to be.
    let silenced = text.replace("backfil:", "backfil: # amp:ignore[unknown-key]");
    assert_eq!(found("amp.yaml", &silenced), []);
}

#[test]
fn a_whole_manifest_behind_one_wrong_key_is_read() {
    for (from, to) in [
        ("integrations:\n", "integration:\n"),
        ("integrations:\n  - name: crm", "integrations:\n    name: crm"),
        ("integrations:\n  - name: crm", "integration:\n    name: crm"),
    ] {
        let text = MANIFEST
            .replace(from, to)
            .replace("days: 30", "days: thirty")
            .replace("inheritMapping: true", "inheritMapping: maybe");
        let text = match to.contains("    name") {
            // A mapping can hold one of them only.
            true => text[..text.find("  - name: proxy").unwrap()].to_string(),
            false => text,
        };
        let rules: Vec<&str> = found("amp.yaml", &text).iter().map(|finding| finding.rule).collect();
        assert_eq!(
            rules.iter().filter(|rule| **rule == "type-mismatch").count(),
            2 + usize::from(to.contains("    name")),
            "{text}\n{rules:?}"
        );
        assert_eq!(
            rules.len(),
            2 + to.matches("integration:").count() + usize::from(to.contains("    name")),
            "{text}\n{rules:?}"
        );
    }
}

/// A read object with all that can be merged, and one that merges it behind a key of its own.
fn merged(line: &str, after: &str) -> String {
    format!(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: salesforce\n    read:\n      objects:\n        - &std\n          objectName: Account\n          destination: hook\n          schedule: \"0 * * * *\"\n          mapToName: accounts\n          mapToDisplayName: Accounts\n          optionalFieldsAuto: all\n          backfill: {{defaultPeriod: {{days: 30}}}}\n        - {line}\n          <<: *std\n{after}"
    )
}

#[test]
fn a_value_that_a_merge_overrides_is_said_at_its_key() {
    for (line, after) in [
        ("objectName: Contact", "          mapToName: contacts\n"),
        ("destination: other", "          objectName: Contact\n          mapToName: contacts\n"),
        ("schedule: \"0 6 * * *\"", "          objectName: Contact\n          mapToName: contacts\n"),
        ("mapToName: contacts", "          objectName: Contact\n"),
        ("mapToDisplayName: Contacts", "          objectName: Contact\n          mapToName: contacts\n"),
        (
            "backfill: {defaultPeriod: {fullHistory: true}}",
            "          objectName: Contact\n          mapToName: contacts\n",
        ),
    ] {
        let text = merged(line, after);
        let findings = found("amp.yaml", &text);
        let at = text.lines().position(|other| other.trim_start() == format!("- {line}")).unwrap();
        assert_eq!(said(&text), [(at + 1, "duplicate-key")], "{text}\n{findings:#?}");
        assert!(findings[0].message.ends_with("is overridden by the merge that follows"));
        assert!(found("amp.yaml", &fixed("amp.yaml", &text)).is_empty(), "{}", fixed("amp.yaml", &text));
        // Two objects of one name are an error, and one that is read at other times is none.
        let rejected = line.starts_with("objectName");
        assert_eq!(findings[0].severity == Severity::Error, rejected, "{findings:#?}");
        // The same value, or a merge that comes first, loses nothing.
        let first =
            text.replace(&format!("- {line}\n          <<: *std\n"), &format!("- <<: *std\n          {line}\n"));
        assert!(found("amp.yaml", &first).is_empty(), "{first}");
    }
    let same = merged("destination: hook", "          objectName: Contact\n          mapToName: contacts\n");
    assert!(found("amp.yaml", &same).is_empty());
    let two = merged(
        "destination: other\n          schedule: \"0 6 * * *\"",
        "          objectName: Contact\n          mapToName: contacts\n",
    );
    let findings = found("amp.yaml", &two);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].message, "`destination` and `schedule` are overridden by the merge that follows");
}

#[test]
fn an_integration_whose_name_a_merge_overrides() {
    let text = "specVersion: 1.0.0\nintegrations:\n  - &std\n    name: crm\n    provider: hubspot\n    proxy: {enabled: true}\n  - name: other\n    <<: *std\n";
    assert_eq!(said(text), [(7, "duplicate-key")]);
    assert_eq!(found("amp.yaml", text)[0].severity, Severity::Error);
}

#[test]
fn of_two_spellings_of_a_key_it_is_said_which_one_is_read() {
    // The platform takes the spelling that sorts last.
    for (one, other, read) in [
        ("module: crm", "Module: sales", "module: crm"),
        ("Module: sales", "module: crm", "module: crm"),
        ("moduLe: sales", "module: crm", "module: crm"),
        ("module: crm", "MODULE: sales", "module: crm"),
        ("displayName: A", "displayname: B", "displayname: B"),
        ("displayname: B", "displayName: A", "displayname: B"),
        ("displayName: A", "DisplayName: B", "displayName: A"),
    ] {
        let text = format!("name: crm\nprovider: hubspot\n{one}\n{other}\nproxy: {{enabled: true}}\n");
        let findings = found("amp.yaml", &text);
        assert_eq!(findings.len(), 1, "{text}\n{findings:#?}");
        assert_eq!((findings[0].rule, findings[0].severity), ("duplicate-key", Severity::Warning));
        assert!(findings[0].message.ends_with(&format!("and it reads `{read}`")), "{text}\n{findings:#?}");
        // At the spelling that is to be changed.
        let misspelt = if one.starts_with("module") || one.starts_with("displayName") { 4 } else { 3 };
        assert_eq!(said(&text)[0].0, misspelt, "{text}");
    }
}

#[test]
fn numbers_in_another_base_are_named_and_no_fix_makes_one() {
    let with = |days: &str| {
        format!(
            "name: a\nprovider: hubspot\nread:\n  objects:\n  - objectName: contacts\n    destination: d\n    schedule: \"0 * * * *\"\n    optionalFieldsAuto: all\n    backfill: {{defaultPeriod: {{days: {days}}}}}\n"
        )
    };
    for (days, read, fixed_to) in [
        ("030", Some("24"), "30"),
        ("010", Some("8"), "10"),
        ("0o36", Some("30"), "30"),
        ("0x1E", Some("30"), "30"),
        ("0b101", Some("5"), "5"),
        ("0_3_0", Some("24"), "30"),
        ("30", None, "30"),
        ("0", None, "0"),
        ("007", None, "007"),
        ("08", None, "08"),
        ("3e1", None, "3e1"),
        ("+30", None, "+30"),
    ] {
        let text = with(days);
        let findings = found("amp.yaml", &text);
        match read {
            Some(read) => {
                assert_eq!(findings.len(), 1, "{days}: {findings:#?}");
                assert_eq!(findings[0].rule, "implicit-type");
                assert_eq!(findings[0].message, format!("the platform reads `{days}` as {read}"));
            }
            None => assert_eq!(findings, [], "{days}"),
        }
        assert_eq!(fixed("amp.yaml", &text), with(fixed_to), "{days}");
    }
    for (days, fixed_to) in [("\"030\"", "30"), ("'0030'", "30"), ("\"30 days\"", "30"), ("\"007\"", "7")] {
        assert_eq!(fixed("amp.yaml", &with(days)), with(fixed_to), "{days}");
    }
}
