//! Fixes that can be trusted: what they promise is gone afterwards, nothing new has come, a second time changes nothing, and
//! the bytes around them stay.

mod support;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

use amp_lint::{Finding, Fixed, Source, apply, fix_all, lint, to_yaml};
use proptest::prelude::*;
use support::lint::read;
use support::output::text;
use support::pages;
use support::program::{amp_lint, run};
use support::slips;
use tempfile::TempDir;

/// What there is to say of each text, which is found but once.
#[derive(Default)]
struct Linted(RefCell<HashMap<String, Vec<Finding>>>);

impl Linted {
    fn of(&self, source: &Source) -> Vec<Finding> {
        let mut all = self.0.borrow_mut();
        all.entry(source.text().to_string()).or_insert_with(|| lint(source)).clone()
    }

    fn fixes(&self, text: &str, unsafe_too: bool) -> Fixed {
        fix_all(Source::new("amp.yaml", text), |source| self.of(source), unsafe_too)
    }
}

/// Everything that must hold after the fixes of a text; what there was to say of it before.
fn holds(text: &str, unsafe_too: bool) -> Vec<Finding> {
    let linted = Linted::default();
    let before = linted.of(&Source::new("amp.yaml", text));
    let fixed = linted.fixes(text, unsafe_too);
    assert!(fixed.defects.is_empty(), "{:?}\n{text}", fixed.defects);
    let is_fixable = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.safe || unsafe_too);
    let left: Vec<&Finding> = fixed.findings.iter().filter(is_fixable).collect();
    assert!(left.is_empty(), "{left:#?}\n{text}\n->\n{}", fixed.source.text());
    for finding in &fixed.findings {
        let count = |all: &[Finding]| all.iter().filter(|other| other.rule == finding.rule).count();
        assert!(
            count(&fixed.findings) <= count(&before) || before.iter().any(|finding| finding.rule == "yaml-syntax"),
            "a new finding: {finding:#?}\n{text}\n->\n{}",
            fixed.source.text()
        );
    }
    let again = linted.fixes(fixed.source.text(), unsafe_too);
    assert_eq!((again.applied, again.source.text()), (0, fixed.source.text()));
    // Every comment, and every line break of its kind, is still there.
    let comments = |text: &str| text.matches('#').count();
    // But for those that `unused-ignore` takes out as a whole.
    let takes_comment = |finding: &&Finding| {
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        finding.rule == "unused-ignore" && edits.into_iter().any(|edit| text[edit.span.range()].contains('#'))
    };
    let dropped = usize::from(unsafe_too) * before.iter().filter(takes_comment).count();
    assert_eq!(comments(fixed.source.text()) + dropped, comments(text), "{text}\n->\n{}", fixed.source.text());
    if text.contains("\r\n") {
        assert_eq!(fixed.source.text().matches('\n').count(), fixed.source.text().matches("\r\n").count());
    }
    before
}

#[test]
fn the_fixes_of_every_page_keep_their_promises() {
    for (rule, text) in pages::of_rules("bad") {
        let variants = [
            text.clone(),
            text.replace('\n', "\r\n"),
            text.trim_end().to_string(),
            format!("# é 東京 😀\n{text}"),
            format!("\u{FEFF}{text}"),
            text.lines()
                .map(|line| {
                    if line.ends_with(['|', '>']) || line == "---" || line.trim_start().starts_with("0 6") {
                        format!("{line}\n")
                    } else {
                        format!("{line} # 😀 kept\n")
                    }
                })
                .collect(),
        ];
        for variant in variants {
            for unsafe_too in [false, true] {
                println!("{rule}\n{variant}");
                holds(&variant, unsafe_too);
            }
        }
    }
}

/// A text with a comment behind every line, laid out in one of three ways.
fn commented(text: &str, layout: usize) -> String {
    let lines = text.lines().map(|line| {
        let begun = line.trim_start();
        let blank = line.len() - begun.len();
        let line = match layout {
            // Four columns to a level.
            1 => format!(
                "{}{}",
                " ".repeat(2 * blank),
                begun.replacen("- ", "-   ", usize::from(begun.starts_with("- ")))
            ),
            _ => line.to_string(),
        };
        format!("{line} # 😀 kept\n")
    });
    let text: String = lines.collect();
    if layout == 2 { text.replace('\n', "\r\n") } else { text }
}

#[test]
fn keys_are_moved_with_their_comments_and_nothing_else_is_changed() {
    let words = |text: &str| {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_string).collect();
        words.sort_unstable();
        words
    };
    let mut moves = 0;
    for (nth, slip) in slips::moved().into_iter().chain(slips::lost_levels()).step_by(2).enumerate() {
        let text = commented(&to_yaml(&slip.changed), nth % 3);
        assert_eq!(read(&text), slip.changed, "{text}");
        let found = holds(&text, nth % 2 == 0);
        let at_key = found.iter().find(|finding| finding.path == slip.path()).unwrap();
        let (fixed, applied) = apply(&text, std::slice::from_ref(at_key), true);
        if applied == 0 || read(&fixed) != slip.original {
            continue;
        }
        // What was written is still written, and what is new is the levels that were not.
        let (before, after) = (words(&text), words(&fixed));
        let mut rest = after.iter();
        let is_kept = |word: &String| matches!(word.as_str(), "{}" | "null") || rest.any(|other| other == word);
        assert!(before.iter().all(is_kept), "{}\n{text}\n->\n{fixed}", slip.what);
        moves += 1;
    }
    assert!(moves > 400, "{moves}");
}

/// A manifest with one place for each mistake of a kind.
const SLOTS: &str = "specVersion: VERSION\nintegrations:\n- name: crm # 名前\n  PROVIDER: hubspot\n  displayName: DISPLAY\n  read:\n    objects:\n    - objectName: contacts\n      destination: d\n      schedule: SCHEDULE # when\n      requiredFields:\n      - fieldName: FIELD\n      - {fieldName: \"a\", mapToName: '😀'}\n      optionalFieldsAuto: AUTO\n      delivery:\n        mode: auto\nPAGE  subscribe:\n    objects:\n    - objectName: contacts\n      destination: d # where\nINHERIT      createEvent: EVENT\n      updateEvent:\n        enabled: always\n        requiredWatchFields: WATCHED\n  proxy:\n    enabled: PROXY\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mistakes_put_in_anywhere_are_put_right(
        version in prop::sample::select(vec!["1.0.0", "1.0", "\"2\"", "", "~"]),
        provider in prop::sample::select(vec!["provider", "Provider", "providr"]),
        display in prop::sample::select(vec!["x", "1.0", "yes", "010", "é"]),
        schedule in prop::sample::select(vec!["\"0 * * * *\"", "*/10 * * * *", "\"0 6 * * 5-7\"", "'0 6 * * 1-7'", "|\n        0 * * * *\n      mapToName: x"]),
        field in prop::sample::select(vec!["email", "no", "1.10", "\"on\""]),
        auto in prop::sample::select(vec!["all", "ALL", "All"]),
        page in prop::sample::select(vec!["", "        pageSize: 100\n", "        pageSize: 100 # size\n"]),
        inherit in prop::sample::select(vec!["", "      inheritFieldsAndMapping: true\n", "      inheritFieldsAndMapping: false # no\n", "      inheritFieldsAndMapping:\n"]),
        event in prop::sample::select(vec!["{enabled: always}", "{}", "{enabled: Always}", "\n        enabled: always", "{\"enabled\": ~}"]),
        watched in prop::sample::select(vec!["[email]", "[email, email]", "[email, Email]", "\n        - email\n        - email # twice", "[A, a]"]),
        proxy in prop::sample::select(vec!["true", "\"true\"", "yes"]),
        crlf in any::<bool>(),
    ) {
        let mut text = SLOTS
            .replace("VERSION", version).replace("PROVIDER", provider).replace("DISPLAY", display).replace("SCHEDULE # when", &if schedule.contains('|') { schedule.to_string() } else { format!("{schedule} # when") })
            .replace("FIELD", field).replace("AUTO", auto).replace("PAGE", page).replace("INHERIT", inherit).replace("EVENT", event)
            .replace("WATCHED", watched).replace("PROXY", proxy);
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let dropped = watched.contains('#') as usize;
        if dropped == 0 {
            holds(&text, false);
        }
    }
}

#[test]
fn json_stays_json_and_quotes_stay_quotes() {
    let manifest = r#"{
  "specversion": 1.0,
  "integrations": [{"name": "a", "provider": "hubspot",
    "read": {"objects": [{"objectName": "contacts", "destinaton": "d", "schedule": "0 6 * * 5-7", "optionalFieldsAuto": "ALL",
      "delivery": {"mode": "auto", "pageSize": 100}}]},
    "subscribe": {"objects": [
      {"objectName": "contacts", "destination": "d", "createEvent": {}, "updateEvent": {"enabled": null, "requiredWatchFields": ["a", "a"]}}
    ]},
    "proxy": {"enabled": "true"}}]
}
"#;
    let fixed = fix_all(Source::new("amp.json", manifest), lint, true);
    let value: serde_json::Value = serde_json::from_str(fixed.source.text()).unwrap();
    assert!(fixed.findings.is_empty(), "{:#?}\n{}", fixed.findings, fixed.source.text());
    assert_eq!(value["specVersion"], "1.0.0");
    assert_eq!(value["integrations"][0]["subscribe"]["objects"][0]["createEvent"]["enabled"], "always");
    let quoted = Linted::default()
        .fixes("specVersion: '2'\nintegrations:\n- name: a\n  \"Provider\": hubspot\n  proxy: {enabled: true}\n", true);
    assert_eq!(
        quoted.source.text(),
        "specVersion: '1.0.0'\nintegrations:\n- name: a\n  \"provider\": hubspot\n  proxy: {enabled: true}\n"
    );
}

const WRONG: &str = "specVersion: 1.0 # the version\r\nintegrations:\r\n- name: a\r\n  provider: hubspot\r\n  proxy:\r\n    enabled: \"true\"";
const RIGHT: &str = "specVersion: 1.0.0 # the version\r\nintegrations:\r\n- name: a\r\n  provider: hubspot\r\n  proxy:\r\n    enabled: true";

#[test]
fn ten_unquoted_schedules_are_repaired_by_one_fix() {
    let object = |nth: usize| {
        format!(
            "    - objectName: o{nth}\n      destination: d\n      schedule: */10 * * * *\n      optionalFieldsAuto: all\n"
        )
    };
    let objects: String = (0..10).map(object).collect();
    let manifest =
        format!("specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  read:\n    objects:\n{objects}");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    fs::write(&path, &manifest).unwrap();
    let output = run(folder.path(), &["--fix", "amp.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(fs::read_to_string(&path).unwrap(), manifest.replace("*/10 * * * *", "\"*/10 * * * *\""));
    assert_eq!(text(&output.stderr), "No problems in 1 file; 10 fixed\n");
}

#[test]
fn a_diff_shows_the_fixes_and_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    fs::write(&path, WRONG).unwrap();
    let output = run(folder.path(), &["--diff", "amp.yaml"]);
    let shown = text(&output.stdout);
    assert!(shown.starts_with("--- a/amp.yaml\n+++ b/amp.yaml\n"), "{shown}");
    assert!(shown.contains("-specVersion: 1.0 # the version") && shown.contains("+specVersion: 1.0.0 # the version"));
    assert_eq!(fs::read_to_string(&path).unwrap(), WRONG);
}

#[test]
fn stdin_is_fixed_to_stdout() {
    let output = amp_lint(Path::new(".")).args(["--fix", "-"]).write_stdin(WRONG).output().unwrap();
    assert_eq!(text(&output.stdout), RIGHT);
    let clean = amp_lint(Path::new(".")).args(["--fix", "-"]).write_stdin(RIGHT).output().unwrap();
    assert_eq!(text(&clean.stdout), RIGHT);
}

#[test]
fn likely_fixes_are_applied_only_when_asked_for() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    let manifest = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {useModule: true}\n";
    fs::write(&path, manifest).unwrap();
    let output = run(folder.path(), &["--fix", "amp.yaml"]);
    assert_eq!((output.status.code(), fs::read_to_string(&path).unwrap().as_str()), (Some(1), manifest));
    assert!(text(&output.stderr).contains("1 can be fixed with --unsafe-fixes"), "{}", text(&output.stderr));
    let output = run(folder.path(), &["--unsafe-fixes", "amp.yaml"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(fs::read_to_string(&path).unwrap().contains("proxy: {enabled: true, useModule: true}"));
}

#[test]
fn a_fixed_file_keeps_its_encoding() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    let utf16 =
        |text: &str| -> Vec<u8> { format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect() };
    fs::write(&path, utf16(WRONG)).unwrap();
    run(folder.path(), &["--fix", "amp.yaml"]);
    assert_eq!(fs::read(&path).unwrap(), utf16(RIGHT));
}

#[test]
fn bytes_that_cannot_be_read_are_never_written() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    let bytes = b"specVersion: 1.0\nintegrations:\n- name: caf\xE9\n".to_vec();
    fs::write(&path, &bytes).unwrap();
    run(folder.path(), &["--fix", "amp.yaml"]);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[cfg(unix)]
#[test]
fn mode_and_symbolic_link_stay_and_read_only_files_are_left_alone() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = TempDir::new().unwrap();
    let real = folder.path().join("real.yaml");
    let link = folder.path().join("amp.yaml");
    fs::write(&real, WRONG).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.yaml", &link).unwrap();
    assert_eq!(run(folder.path(), &["--fix", "amp.yaml"]).status.code(), Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), RIGHT);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);

    fs::write(&real, WRONG).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o440)).unwrap();
    let output = run(folder.path(), &["--fix", "amp.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("amp.yaml is read-only and was left as it is"));
    assert_eq!(fs::read_to_string(&real).unwrap(), WRONG);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "a temporary file was left behind");
}
