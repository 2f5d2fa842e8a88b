//! One broken line is one finding, on that line: whatever else it took with it, nothing else is said.

use std::fs;
use std::path::Path;

use amp_lint::{Source, lint};
/// The lines and rules of all findings.
fn found(text: &str) -> Vec<(usize, &'static str)> {
    let source = Source::new("amp.yaml", text);
    let line = |offset: u32| source.position(offset as usize).line;
    let mut found: Vec<_> = lint(&source).iter().map(|finding| (line(finding.span.start), finding.rule)).collect();
    found.sort_unstable();
    found
}

/// The clean manifests of this project, as lines.
fn examples() -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(found(&text), [], "{}", path.display());
            all.push(text.lines().map(str::to_string).collect());
        }
    }
    assert!(all.len() >= 6);
    all
}

/// A line of block YAML: what stands before the key, the key, the value.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let key = line.trim_start_matches([' ', '-']);
    let before = &line[..line.len() - key.len()];
    let (key, value) = key.split_once(": ")?;
    let is_plain = key.bytes().all(|byte| byte.is_ascii_alphabetic()) && !value.contains(['#', '"', '|', '{', '[']);
    is_plain.then_some((before, key, value))
}

/// Breaks every line that can be broken in some way, one at a time.
fn break_each(how: impl Fn(&str, &str, &str) -> String) -> usize {
    let mut count = 0;
    for lines in examples() {
        for nth in 0..lines.len() {
            let Some((before, key, value)) = parts(&lines[nth]) else { continue };
            let mut broken = lines.clone();
            broken[nth] = how(before, key, value);
            let text = broken.join("\n") + "\n";
            let findings = found(&text);
            assert_eq!(findings.len(), 1, "{findings:?}\n{text}");
            assert_eq!(findings[0].0, nth + 1, "{findings:?}\n{text}");
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
    count
}

#[test]
fn a_space_missing_after_a_colon() {
    break_each(|before, key, value| format!("{before}{key}:{value}"));
}

#[test]
fn a_tab_before_a_line() {
    break_each(|before, key, value| format!("\t{}{key}: {value}", before.trim_start()));
}

#[test]
fn a_quote_that_nothing_closes() {
    break_each(|before, key, value| format!("{before}{key}: \"{value}"));
}

#[test]
fn a_value_that_must_be_quoted() {
    break_each(|before, key, value| format!("{before}{key}: @{value}"));
    break_each(|before, key, value| format!("{before}{key}: {value}: x"));
}

const MANIFEST: &str = "specVersion: 1.0.0
integrations:
  - name: crm
    provider: salesforce
    read:
      objects:
        - objectName: Account
          destination: hook
          schedule: \"0 * * * *\"
          requiredFields:
            - fieldName: Name
            - fieldName: Phone
            - fieldName: Industry
          optionalFieldsAuto: all
          backfill:
            defaultPeriod:
              days: 30
        - objectName: Contact
          destination: hook
          schedule: \"0 * * * *\"
          optionalFieldsAuto: all
    subscribe:
      objects:
        - objectName: Contact
          destination: hook
          inheritFieldsAndMapping: true
          updateEvent:
            enabled: always
            watchFieldsAuto: all
";

#[test]
fn a_line_moved_to_the_left_or_to_the_right() {
    assert_eq!(found(MANIFEST), []);
    let lines: Vec<&str> = MANIFEST.lines().collect();
    // Where only this line has this parent, YAML itself allows any place; the others are out of step with their neighbours.
    let moved = [
        "provider: salesforce",
        "read:",
        "- objectName: Account",
        "destination: hook",
        "requiredFields:",
        "- fieldName: Name",
        "- fieldName: Phone",
        "backfill:",
        "- objectName: Contact",
        "subscribe:",
        "updateEvent:",
    ];
    for (nth, line) in lines.iter().enumerate().filter(|(_, line)| moved.contains(&line.trim_start())) {
        for shifted in [format!(" {line}"), line[1..].to_string()] {
            let mut broken = lines.clone();
            broken[nth] = &shifted;
            let text = broken.join("\n") + "\n";
            let findings = found(&text);
            assert_eq!(findings, [(nth + 1, "yaml-syntax")], "{text}");
        }
    }
}
