//! What an unfinished merge leaves behind is one finding, at its first marker, that names the lines; both sides are linted on their
//! own, and what is wrong on one of them is found there, once.

mod support;

use amp_lint::Source;
use support::files;
use support::lint::without_advice;

/// The clean manifests of this project, as lines.
fn examples() -> Vec<Vec<String>> {
    files::examples().iter().map(|(_, text)| text.lines().map(str::to_string).collect()).collect()
}

/// Each finding: its line, its rule, and what it says.
fn said(text: &str) -> Vec<(usize, &'static str, String)> {
    let source = Source::new("amp.yaml", text);
    let findings = without_advice(&source);
    let line = |at: u32| source.position(at as usize).line;
    let words = |message: &str, help: Option<&str>| format!("{message}; {}", help.unwrap_or(""));
    findings
        .iter()
        .map(|finding| (line(finding.span.start), finding.rule, words(&finding.message, finding.help.as_deref())))
        .collect()
}

/// How a conflict is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    Merge,
    Diff3,
    /// Of a rebase, without names.
    Bare,
}

const STYLES: [Style; 3] = [Style::Merge, Style::Diff3, Style::Bare];

/// A conflict between some lines and others, with what both come from.
fn conflict(style: Style, ours: &[String], theirs: &[String], before: &[String]) -> Vec<String> {
    let (first, middle, last) = match style {
        Style::Bare => ("<<<<<<<", "=======", ">>>>>>>"),
        _ => ("<<<<<<< HEAD", "=======", ">>>>>>> topic/new-fields"),
    };
    let mut lines = vec![first.to_string()];
    lines.extend_from_slice(ours);
    if style == Style::Diff3 {
        lines.push("||||||| 1a2b3c4".to_string());
        lines.extend_from_slice(before);
    }
    lines.push(middle.to_string());
    lines.extend_from_slice(theirs);
    lines.push(last.to_string());
    lines
}

/// The words for lines that start at a number.
fn lines(first: usize, count: usize) -> String {
    match count {
        0 => "has no lines".to_string(),
        1 => format!("is line {first}"),
        _ => format!("is lines {first} to {}", first + count - 1),
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The blocks of a text: each line with all that is indented deeper below it.
fn blocks(lines: &[String]) -> Vec<(usize, usize)> {
    let is_written = |line: &String| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let starts = (0..lines.len()).filter(|&nth| is_written(&lines[nth]));
    let end = |nth: usize| {
        let deeper = |line: &&String| is_written(line) && indentation(line) > indentation(&lines[nth]);
        nth + 1 + lines[nth + 1..].iter().take_while(deeper).count()
    };
    starts.map(|nth| (nth, end(nth))).collect()
}

/// The lines with one stretch of them replaced.
fn with(lines: &[String], start: usize, end: usize, instead: &[String]) -> String {
    [&lines[..start], instead, &lines[end..]].concat().join("\n") + "\n"
}

/// The one finding of a conflict is right.
fn holds(text: &str, first: usize, ours: usize, before: Option<usize>, theirs: usize) {
    let found = said(text);
    let [(line, rule, words)] = &found[..] else { panic!("{found:#?}\n{text}") };
    assert_eq!((*line, *rule), (first, "yaml-syntax"), "{words}\n{text}");
    let middle = first + 1 + ours + before.map_or(0, |before| before + 1);
    let (one, other) = (lines(first + 1, ours), lines(middle + 1, theirs));
    assert!(words.contains(&format!("one side {one}, the other {other}")), "{words}\n{text}");
    assert!(words.contains(&format!("of lines {first} to {}", middle + 1 + theirs)), "{words}\n{text}");
}

#[test]
fn a_conflict_is_one_finding_wherever_it_stands() {
    let mut count = 0;
    for lines in examples() {
        for (start, end) in blocks(&lines) {
            for style in STYLES {
                // Both sides are as good as what was there.
                let block = &lines[start..end];
                let text = with(&lines, start, end, &conflict(style, block, block, block));
                let before = (style == Style::Diff3).then_some(block.len());
                holds(&text, start + 1, block.len(), before, block.len());
                count += 1;
            }
        }
    }
    assert!(count > 400, "{count}");
}

#[test]
fn a_side_may_have_nothing() {
    let text = |ours: &str, theirs: &str| {
        format!(
            "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> topic\n    proxy:\n      enabled: true\n"
        )
    };
    holds(&text("", "    displayName: CRM\n"), 5, 0, None, 1);
    holds(&text("    displayName: CRM\n", ""), 5, 1, None, 0);
    holds(&text("", ""), 5, 0, None, 0);
}

#[test]
fn a_whole_file_may_be_in_conflict() {
    for lines in examples() {
        for style in STYLES {
            let text = conflict(style, &lines, &lines, &lines).join("\n") + "\n";
            holds(&text, 1, lines.len(), (style == Style::Diff3).then_some(lines.len()), lines.len());
            // As an editor on Windows leaves it.
            holds(
                &text.replace('\n', "\r\n"),
                1,
                lines.len(),
                (style == Style::Diff3).then_some(lines.len()),
                lines.len(),
            );
        }
    }
}

#[test]
fn every_conflict_of_a_file_is_found() {
    for lines in examples() {
        let scalars: Vec<usize> = (0..lines.len()).filter(|&nth| is_scalar(&lines[nth])).collect();
        for style in STYLES {
            for width in [1, 2, 3] {
                // From the last to the first, so that the numbers of those before stay.
                let mut text = lines.clone();
                let chosen: Vec<usize> = scalars.iter().copied().step_by(width + 1).collect();
                for &nth in chosen.iter().rev() {
                    let line = [lines[nth].clone()];
                    text.splice(nth..=nth, conflict(style, &line, &line, &line));
                }
                let text = text.join("\n") + "\n";
                let markers: Vec<usize> = text
                    .lines()
                    .enumerate()
                    .filter(|(_, line)| line.starts_with("<<<<<<<"))
                    .map(|(nth, _)| nth + 1)
                    .collect();
                let found: Vec<usize> = said(&text).into_iter().map(|(line, ..)| line).collect();
                assert_eq!(found, markers, "{text}");
            }
        }
    }
}

/// `key: value` in block YAML, where nothing else hangs on the key.
fn is_scalar(line: &str) -> bool {
    let words = line.trim_start();
    let Some((key, value)) = words.trim_start_matches("- ").split_once(": ") else { return false };
    !words.starts_with('#') && key.bytes().all(|byte| byte.is_ascii_alphabetic()) && !value.contains(['&', '*', '#'])
}

#[test]
fn what_is_wrong_on_one_side_is_found_there_once() {
    // A line of a side that is spoilt, and what is then said of it, whatever else that causes.
    let spoil = |line: &str| -> Option<(String, &'static str)> {
        let words = line.trim_start_matches([' ', '-']);
        let (key, value) = words.split_once(": ")?;
        match key {
            "schedule" => Some((
                format!("{}schedule: \"* * * * *\"", &line[..line.len() - words.len()]),
                "schedule-minimum-interval",
            )),
            "provider" => Some((line.replace(value, "hubspott"), "provider-not-supported")),
            "optionalFieldsAuto" => Some((line.replace(value, "some"), "invalid-value")),
            "days" => Some((line.replace(value, "-1"), "out-of-range")),
            "specVersion" => Some((line.replace(value, "2.0.0"), "spec-version")),
            "enabled" if value == "always" || value == "true" => Some((line.replace(value, "maybe"), "")),
            _ => None,
        }
    };
    let mut count = 0;
    for lines in examples() {
        for (nth, line) in lines.iter().enumerate().filter(|(_, line)| is_scalar(line)) {
            let Some((spoilt, rule)) = spoil(line) else { continue };
            for style in STYLES {
                let (good, bad) = ([line.clone()], [spoilt.clone()]);
                let above = if style == Style::Diff3 { 2 } else { 0 };
                for (ours, theirs, at) in [(&bad, &good, nth + 2), (&good, &bad, nth + 4 + above)] {
                    let text = with(&lines, nth, nth + 1, &conflict(style, ours, theirs, &good));
                    let found = said(&text);
                    let places: Vec<usize> = found.iter().map(|(line, ..)| *line).collect();
                    assert_eq!(places, [nth + 1, at], "{found:#?}\n{text}");
                    assert!(rule.is_empty() || found[1].1 == rule, "{found:#?}\n{text}");
                    count += 1;
                }
                // On both sides: once on each.
                let text = with(&lines, nth, nth + 1, &conflict(style, &bad, &bad, &good));
                let places: Vec<usize> = said(&text).into_iter().map(|(line, ..)| line).collect();
                assert_eq!(places, [nth + 1, nth + 2, nth + 4 + above], "{text}");
            }
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn what_is_wrong_outside_is_found_once() {
    for lines in examples() {
        let scalars: Vec<usize> = (0..lines.len()).filter(|&nth| is_scalar(&lines[nth])).collect();
        let version = lines.iter().position(|line| line.starts_with("specVersion")).unwrap();
        for &nth in scalars.iter().filter(|&&nth| nth > version) {
            let mut bad = lines.clone();
            bad[version] = "specVersion: 2.0.0".to_string();
            let line = [lines[nth].clone()];
            let text = with(&bad, nth, nth + 1, &conflict(Style::Merge, &line, &line, &line));
            let found: Vec<_> = said(&text).into_iter().map(|(line, rule, _)| (line, rule)).collect();
            assert_eq!(found, [(version + 1, "spec-version"), (nth + 1, "yaml-syntax")], "{text}");
        }
    }
}

#[test]
fn a_slip_of_the_keyboard_on_a_side_is_found_too() {
    let text = |ours: &str, theirs: &str| {
        format!(
            "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n<<<<<<< HEAD\n    displayName: {ours}\n=======\n    displayName: {theirs}\n>>>>>>> topic\n    proxy:\n      enabled: true\n"
        )
    };
    for slip in ["@crm", "\"crm", "a: b", "[crm", "crm: |x"] {
        for (ours, theirs, at) in [(slip, "CRM", 6), ("CRM", slip, 8)] {
            let text = text(ours, theirs);
            let found: Vec<_> = said(&text).into_iter().map(|(line, rule, _)| (line, rule)).collect();
            assert_eq!(found, [(5, "yaml-syntax"), (at, "yaml-syntax")], "{text}");
        }
    }
}

#[test]
fn entries_of_a_list_may_be_in_conflict() {
    let head = "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    read:\n      objects:\n";
    let entry = |name: &str| {
        format!(
            "        - objectName: {name}\n          destination: hook\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n"
        )
    };
    let (contacts, companies, deals) = (entry("contacts"), entry("companies"), entry("deals"));
    let text = format!("{head}{contacts}<<<<<<< HEAD\n{companies}=======\n{deals}>>>>>>> topic\n{}", entry("tickets"));
    holds(&text, 11, 4, None, 4);
    // One side has an object that the rest has as well: there it is one too many.
    let text = format!("{head}{contacts}<<<<<<< HEAD\n{companies}=======\n{contacts}>>>>>>> topic\n");
    let found: Vec<_> = said(&text).into_iter().map(|(line, rule, _)| (line, rule)).collect();
    assert_eq!(found, [(11, "yaml-syntax"), (17, "duplicate-read-object")], "{text}");
    // In the middle of an entry: the sides begin different ones.
    let text = format!(
        "{head}{contacts}<<<<<<< HEAD\n        - objectName: companies\n=======\n        - objectName: deals\n>>>>>>> topic\n          destination: hook\n          schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n"
    );
    holds(&text, 11, 1, None, 1);
}

#[test]
fn markers_without_the_others_are_named_one_by_one() {
    let good =
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    proxy:\n      enabled: true\n";
    for marker in ["<<<<<<< HEAD", "=======", ">>>>>>> topic"] {
        let text = good.replace("    provider", &format!("{marker}\n    provider"));
        let found = said(&text);
        let places: Vec<_> = found.iter().map(|(line, rule, _)| (*line, *rule)).collect();
        assert_eq!(places, [(4, "yaml-syntax")], "{found:#?}\n{text}");
        assert!(found[0].2.contains("left over from a merge"), "{found:#?}");
    }
}
