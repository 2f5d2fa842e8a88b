//! What is said of a broken `.amp-lint.yaml`: what its syntax and its structure want, and in words about amp-lint alone.

mod support;

use std::collections::BTreeMap;

use amp_lint::{Config, Source};
use support::wrong::Wrong;

/// Settings with everything in them that can be set.
const SETTINGS: &str = "strict: true
rules:
  unknown-key: error
  key-case: ignore
overrides:
  - paths: [sandbox, \"*.yaml\"]
    rules:
      null-value: pedantic
destinations:
  - hook
  - other
include: [files/*.yaml]
exclude:
  - vendor/**
";

/// What a rule may be about here.
const STRUCTURE: &[&str] = &[
    "duplicate-key",
    "implicit-type",
    "invalid-value",
    "key-case",
    "malformed-ignore",
    "multiple-documents",
    "not-a-manifest",
    "null-value",
    "placeholder-value",
    "required-field",
    "suspicious-text",
    "type-mismatch",
    "unknown-key",
    "unused-ignore",
];

/// Values to be found where others belong.
const VALUES: [&str; 40] = [
    "",
    "~",
    "yes",
    "off",
    "True",
    "TRUE",
    "1",
    "1.0",
    "010",
    "0x1F",
    "1e3",
    "2026-01-01",
    ".inf",
    "\"\"",
    "' '",
    "\"x\"",
    "'true'",
    "[]",
    "{}",
    "[x]",
    "[[x]]",
    "[~]",
    "[1.0]",
    "['']",
    "{x: y}",
    "{unknown-key: off}",
    "{unknown-key: Error}",
    "[{paths: x}]",
    "*nowhere",
    "!!str true",
    "!x y",
    "@x",
    "<destination>",
    "\"{{ hook }}\"",
    "${HOOK}",
    "TODO",
    "|\n  text",
    "\"a\\u200bb\"",
    "'a[b'",
    "error # amp:ignore",
];

/// The settings broken in every place: something lost, added, written otherwise; and texts that are no settings at all.
fn broken() -> Vec<String> {
    let lines: Vec<&str> = SETTINGS.lines().collect();
    let mut all: Vec<String> = Vec::new();
    let with = |nth: usize, new: &[String]| -> String {
        let before = lines[..nth].iter().map(|line| line.to_string());
        let after = lines[nth + 1..].iter().map(|line| line.to_string());
        before.chain(new.iter().cloned()).chain(after).map(|line| line + "\n").collect()
    };
    for (nth, line) in lines.iter().enumerate() {
        let begun = line.trim_start();
        let indent = &line[..line.len() - begun.len()];
        // Lost, twice, out of step, and cut off.
        all.push(with(nth, &[]));
        all.push(with(nth, &[line.to_string(), line.to_string()]));
        for other in
            [format!(" {line}"), format!("\t{line}"), format!("{line} ]"), format!("{line} {{"), format!("{line}\"")]
        {
            all.push(with(nth, &[other]));
        }
        for at in (1..begun.len()).filter(|&at| begun.is_char_boundary(at)) {
            all.push(with(nth, &[format!("{indent}{}", &begun[..at])]));
            all.push(with(nth, &[format!("{indent}{}{}", &begun[..at - 1], &begun[at..])]));
        }
        for added in [
            "x",
            "x: y",
            "- x",
            "<<: {x: y}",
            "<<: *a",
            "? x",
            "{{x}}: y",
            "<<<<<<< HEAD",
            "=======",
            "---",
            "...",
            "# amp:ignore[unknown-key]",
            "%YAML 1.1",
        ] {
            all.push(with(nth, &[format!("{indent}{added}"), line.to_string()]));
        }
        let Some((key, _)) = line.split_once(':') else { continue };
        for value in VALUES {
            all.push(with(nth, &[format!("{key}: {value}")]));
            // With what belongs to it no longer below it.
            let next = (nth + 1..lines.len()).find(|&next| !lines[next].starts_with([' ', '-'])).unwrap_or(lines.len());
            let rest: String = lines[next..].iter().map(|line| format!("{line}\n")).collect();
            let before: String = lines[..nth].iter().map(|line| format!("{line}\n")).collect();
            all.push(format!("{before}{key}: {value}\n{rest}"));
        }
        for other in [
            key.to_uppercase(),
            key.to_lowercase() + "s",
            format!("{key} "),
            format!("{key}\u{200b}"),
            key.replace('e', "é"),
            format!("\"{}\"", key.trim()),
        ] {
            all.push(with(nth, &[line.replacen(key, &other, 1)]));
        }
    }
    let name = "destinations: [a]\n";
    all.extend(
        [
            "x",
            "- x",
            "[]",
            "1",
            "\"\"",
            "\0",
            "\u{feff}- a",
            "[",
            "{",
            "&a [*a]",
            "specVersion: 1.0.0\nintegrations: []",
        ]
        .map(str::to_string),
    );
    all.push(format!("{name}---\n{name}"));
    all.push(name.repeat(3));
    all.push(SETTINGS.replace('\n', "\r"));
    all.push(SETTINGS.replace("  ", "\t"));
    all.push(format!("<<<<<<< HEAD\n{name}=======\ndestinations: [b]\n>>>>>>> topic\n"));
    all.push("[".repeat(20_000));
    all.push(serde_json::json!({"strict": "true", "rules": {"unknown-key": "off"}}).to_string());
    all
}

#[test]
fn what_is_said_of_broken_settings_is_about_amp_lint_and_about_their_structure() {
    let mut wrong = Wrong::default();
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let all = broken();
    for text in &all {
        let (_, findings) = Config::read(&Source::new(".amp-lint.yaml", text.as_str()));
        for finding in findings {
            *met.entry(finding.rule).or_default() += 1;
            let labels = finding.labels.iter().map(|label| label.message.as_str());
            let words: Vec<&str> = [finding.message.as_str(), finding.note.as_str()]
                .into_iter()
                .chain(finding.help.as_deref())
                .chain(labels)
                .collect();
            // Between backticks stands what the file says, and a list of rules is one of names.
            let prose = |said: &str| said.split('`').step_by(2).collect::<String>().to_lowercase();
            let without_rules =
                |said: String| amp_lint::rules().iter().fold(said, |said, rule| said.replace(rule.name, ""));
            let is_strange = |word: &&str| {
                let said = words.iter().map(|said| prose(said)).filter(|said| said.contains(word));
                said.map(without_rules).any(|said| said.contains(word))
            };
            let strange: Vec<&str> =
                ["platform", "ampersand", "manifest", "integration", "deploy"].into_iter().filter(is_strange).collect();
            wrong.unless(strange.is_empty(), || format!("{}: {strange:?} in {words:#?}\n{text}", finding.rule));
            let is_structure = finding.rule == "yaml-syntax" || STRUCTURE.contains(&finding.rule);
            wrong.unless(is_structure, || format!("{}: {words:#?}\n{text}", finding.rule));
        }
    }
    wrong.report();
    // All that can be wrong with settings was, and more than once.
    let often = met.values().filter(|count| **count > 5).count();
    assert!(all.len() > 1_000 && often > 9, "{} {met:?}", all.len());
}
