//! `amp-lint summary`: numbers that are held against the manifest by another way of counting, and texts that stay texts.

mod support;

use support::files::{files, folder, project, put};
use support::output::{json, stderr, stdout};
use support::program::{amp_lint, run};

/// A manifest of so many read objects, of which some are also written.
fn manifest(objects: &str, rest: &str) -> String {
    format!(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    read:\n      objects:\n{objects}{rest}"
    )
}

fn object(name: &str, schedule: &str, more: &str) -> String {
    format!(
        "        - {{objectName: {name}, destination: hook, schedule: \"{schedule}\", optionalFieldsAuto: all{more}}}\n"
    )
}

#[test]
fn the_examples_are_summed_up_as_the_snapshots_say() {
    for folder in ["examples", "examples/broken"] {
        for path in files(folder) {
            let name = path.file_name().unwrap().to_str().unwrap().to_string();
            let of = |format: &str| {
                amp_lint(project()).args(["summary", "--format", format, &format!("{folder}/{name}")]).output().unwrap()
            };
            let (text, markdown) = (of("text"), of("markdown"));
            let shown = format!("{}{}---\n{}", stdout(&text), stderr(&text), stdout(&markdown));
            let name = format!("summary-{name}");
            insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(name, shown);
            });
        }
    }
}

#[test]
fn objects_are_grouped_by_schedule_backfill_and_destination() {
    let mut objects = String::new();
    for nth in 0..15 {
        objects.push_str(&object(
            &format!("o{nth}"),
            if nth % 2 == 0 { "*/10 * * * *" } else { "0/10 * * * *" },
            ", backfill: {defaultPeriod: {days: 15}}",
        ));
    }
    objects.push_str(&object("later", "5/10 * * * *", ", backfill: {defaultPeriod: {days: 15}}"));
    objects.push_str(&object("deeper", "*/10 * * * *", ", backfill: {defaultPeriod: {days: 16}}"));
    objects.push_str(
        &object("elsewhere", "*/10 * * * *", ", backfill: {defaultPeriod: {days: 15}}").replace("hook", "hook2"),
    );
    let writes: Vec<String> = (0..9).map(|nth| format!("{{objectName: O{nth}}}")).collect();
    let text = manifest(&objects, &format!("    write: {{objects: [{}]}}\n", writes.join(", ")));
    let folder = folder(&[("amp.yaml", &text)]);
    let said = stdout(&run(folder.path(), &["summary"]));
    assert!(said.contains("15 objects every 10 min, at the same minute → hook\n"), "{said}");
    assert!(said.contains("2,160 reads a day per installation · "), "{said}");
    assert!(said.contains(" · backfill 15 days · 9 of them also written\n"), "{said}");
    let summary = json(&run(folder.path(), &["summary", "--format", "json"]));
    let reads = summary["files"][0]["integrations"][0]["reads"].as_array().unwrap();
    let sizes: Vec<usize> = reads.iter().map(|read| read["objects"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [15, 1, 1, 1]);
    assert_eq!(summary["files"][0]["readsADay"], 18 * 144);
}

/// The runs of a year without a leap day and the next ones are walked minute by minute by another engine.
#[test]
fn reads_a_day_are_what_another_engine_counts() {
    use chrono::{TimeZone, Utc};
    use std::str::FromStr;
    for schedule in ["*/25 * * * *", "0 6 * * 1-5", "30 4 1,15 * *", "0 */7 * 6 *", "15 12 * * 0"] {
        // Four hundred years hold as many of each weekday of each date as any others; 28 hold them, too, where no century is among them.
        let (from, to) =
            (Utc.with_ymd_and_hms(2001, 1, 1, 0, 0, 0).unwrap(), Utc.with_ymd_and_hms(2029, 1, 1, 0, 0, 0).unwrap());
        let cron = croner::Cron::from_str(schedule).unwrap();
        let mut count = 0;
        let mut at = from - chrono::Duration::minutes(1);
        while let Ok(next) = cron.find_next_occurrence(&at, false) {
            if next >= to {
                break;
            }
            count += 1;
            at = next;
        }
        let days = (to - from).num_days();
        let folder = folder(&[("amp.yaml", &manifest(&object("contacts", schedule, ""), ""))]);
        let summary = json(&run(folder.path(), &["summary", "--format", "json"]));
        let said = summary["files"][0]["readsADay"].as_f64().unwrap();
        let counted = f64::from(count) / days as f64;
        // The centuries without a leap day make the difference.
        assert!((said - counted).abs() < counted * 1e-4, "{schedule}: {said}, and another engine has {counted}");
    }
}

#[test]
fn full_reads_are_those_of_objects_of_which_the_provider_cannot_say_what_has_changed() {
    let catalog = amp_lint::Catalog::builtin();
    let names = ["ideas", "products"];
    let says = names.map(|name| catalog.reads_incrementally("aha", None, name));
    assert_eq!(says, [Some(true), Some(false)], "the test wants one of each");
    let objects = names.map(|name| object(name, "*/10 * * * *", "")).concat();
    let text = manifest(&objects, "").replace("provider: hubspot", "provider: aha");
    let folder = folder(&[("amp.yaml", &text)]);
    let summary = json(&run(folder.path(), &["summary", "--format", "json", "--catalog", "builtin"]));
    let integration = &summary["files"][0]["integrations"][0];
    assert_eq!((&integration["readsADay"], &integration["fullReadsADay"]), (&288.into(), &144.into()));
    let said = stdout(&run(folder.path(), &["summary"]));
    assert!(said.contains("288 reads a day per installation · 144 of them full reads · "), "{said}");
    // Of this provider nothing is known, and nothing is said.
    let unknown = text.replace("provider: aha", "provider: nobodyKnows");
    let said = stdout(&amp_lint(folder.path()).args(["summary", "-"]).write_stdin(unknown).output().unwrap());
    assert!(said.contains("288 reads a day") && !said.contains("full reads"), "{said}");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_summed_up() {
    let text = "specVersion: 1.0.0\nintegrations:\n  - name: [a]\n    provider: hubspot\n    read:\n      objects:\n        - objectName: contacts\n          destination: {a: b}\n          schedule: 0 25 * * *\n        - just text\n        - objectName: deals\n          destination: hook\n          schedule: 0 * * * *\n          backfill: {defaultPeriod: {days: 3, fullHistory: true}}\n  - 17\n";
    let folder = folder(&[("amp.yaml", text)]);
    let output = run(folder.path(), &["summary"]);
    assert_eq!(output.status.code(), Some(0));
    let said = stdout(&output);
    for gap in [
        "line 3: the name of the integration cannot be read",
        "line 8: the destination of `contacts` cannot be read",
        "line 9: `0 25 * * *` is no schedule, and how often `contacts` is read is not known",
        "line 10: a read object cannot be read",
        "line 14: the backfill of `deals` says nothing, or two things at once",
        "line 15: an integration cannot be read",
    ] {
        assert!(said.contains(gap), "{gap}\n{said}");
    }
    assert!(said.contains("deals, hourly → hook\n"), "{said}");
    assert!(said.contains("\n(no name) · hubspot · 24 reads a day\n"), "{said}");
}

#[test]
fn findings_are_counted_where_they_stand_and_as_the_settings_have_them() {
    let text = "specVersion: 1.0.0\nintegrations:\n  - {name: a, provider: hubspot, proxy: {enabled: true}, team: x}\n  - {name: b, provider: hubspot, proxy: {enabled: true}}\nextra: 1\n";
    let folder = folder(&[("amp.yaml", text)]);
    let counts = || {
        let summary = json(&run(folder.path(), &["summary", "--format", "json"]));
        let file = &summary["files"][0];
        [&file["findings"], &file["integrations"][0]["findings"], &file["integrations"][1]["findings"]]
            .map(|counts| (counts["errors"].as_u64().unwrap(), counts["warnings"].as_u64().unwrap()))
    };
    assert_eq!(counts(), [(0, 2), (0, 1), (0, 0)]);
    put(folder.path(), ".amp-lint.yaml", "rules: {unknown-key: error}\n");
    assert_eq!(counts(), [(2, 0), (1, 0), (0, 0)]);
}

/// Whatever stands in a name, the Markdown has the structure that it has with harmless names, and holds no HTML but our own.
#[test]
fn names_stay_text() {
    let long = "x".repeat(10_000);
    let names = [
        "<script>alert(1)</script>",
        "a`b``c",
        "`",
        "``",
        "](http://a.b) [x",
        "*a* _b_ ~c~",
        "@someone #12",
        "| a | b",
        "a\nb\n\n# c",
        "```\n# x",
        "\u{202e}abc",
        "שלום",
        "&lt;",
        "\\`",
        "::error ::x",
        "##[group]x",
        "\u{1b}[31m",
        "\" --> x[\"",
        "<!--",
        &long,
    ];
    for name in names {
        let quoted = serde_json::to_string(name).unwrap();
        let text = format!(
            "specVersion: 1.0.0\nintegrations:\n  - name: {quoted}\n    provider: {quoted}\n    module: {quoted}\n    read:\n      objects:\n        - objectName: {quoted}\n          mapToName: {quoted}\n          destination: {quoted}\n          schedule: {quoted}\n    write: {{objects: [{{objectName: {quoted}}}]}}\n    subscribe: {{objects: [{{objectName: {quoted}, destination: {quoted}, otherEvents: [{quoted}]}}]}}\n    {quoted}: 1\n"
        );
        let folder = folder(&[("amp.yaml", &text)]);
        let shape = |format: &str| {
            let output = run(folder.path(), &["summary", "--format", format]);
            assert_eq!(output.status.code(), Some(0), "{name:?}: {}", stderr(&output));
            stdout(&output)
        };
        let (text, markdown) = (shape("text"), shape("markdown"));
        for said in [&text, &markdown] {
            assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");
            assert!(said.lines().all(|line| line.chars().count() < 700), "{said}");
            assert!(!said.contains("##[") && !said.lines().any(|line| line.trim_start().starts_with("::")), "{said}");
        }
        let heads = markdown.lines().filter(|line| line.starts_with('#')).count();
        assert_eq!(heads, 2, "{markdown}");
        assert_eq!(markdown.lines().filter(|line| line.starts_with("```")).count(), 2, "{markdown}");
        let body = markdown.split_once("\n```\n").unwrap().1;
        for line in body.lines() {
            assert_eq!(
                outside_code(line).matches(['<', '[', '*', '@']).count(),
                outside_code(line).matches("**").count() * 2,
                "{line}"
            );
        }
        json(&run(folder.path(), &["summary", "--format", "json"]));
    }
}

/// What of a line of Markdown is not in a code span, as CommonMark has it: a span ends at as many backticks as it began with.
fn outside_code(line: &str) -> String {
    let mut outside = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        outside.push_str(&rest[..at]);
        let count = rest[at..].chars().take_while(|&c| c == '`').count();
        let behind = &rest[at + count..];
        let mut from = 0;
        let end = loop {
            let Some(at) = behind[from..].find('`').map(|at| at + from) else {
                panic!("a span that does not end: {line}")
            };
            let here = behind[at..].chars().take_while(|&c| c == '`').count();
            if here == count {
                break at + here;
            }
            from = at + here;
        };
        rest = &behind[end..];
    }
    outside + rest
}

#[test]
fn large_diagrams_are_left_out_and_said_to_be() {
    let many: String =
        (0..300).map(|nth| format!("  - {{name: a{nth}, provider: hubspot, proxy: {{enabled: true}}}}\n")).collect();
    let folder = folder(&[("amp.yaml", &format!("specVersion: 1.0.0\nintegrations:\n{many}"))]);
    let said = stdout(&run(folder.path(), &["summary", "--format", "markdown"]));
    assert!(!said.contains("```mermaid") && said.contains("\nThe diagram is left out: "), "{said}");
    assert_eq!(said.matches("\n### ").count(), 300);
}

#[test]
fn folders_stdin_and_what_is_no_manifest() {
    let good = manifest(&object("contacts", "0 * * * *", ""), "");
    let folder =
        folder(&[("a/amp.yaml", &good), ("b/amp.yaml", &good), ("other.yaml", "a: 1\n"), ("c/amp.yaml", "a: 1\n")]);
    let output = run(folder.path(), &["summary"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("a/amp.yaml · 1 integration") && stdout(&output).contains("\nb/amp.yaml · "));
    assert!(stderr(&output).contains("c/amp.yaml is left out: it is neither a manifest nor"), "{}", stderr(&output));
    let output = run(folder.path(), &["summary", "other.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    let output = amp_lint(folder.path()).args(["summary", "-"]).write_stdin(good).output().unwrap();
    assert!(stdout(&output).contains("contacts, hourly → hook"), "{}", stdout(&output));
    let output =
        amp_lint(folder.path()).args(["summary", "a"]).env("AMP_API_KEY", "contacts-are-secret").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
}
