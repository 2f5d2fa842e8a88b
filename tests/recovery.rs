//! One broken line is one finding, on that line: whatever else it took with it, nothing else is said.

mod support;

use amp_lint::{Layout, Source, apply, lint, read};
use support::files;

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
    let examples = files::examples().into_iter().map(|(name, text)| {
        assert_eq!(found(&text), [], "{name}");
        text.lines().map(str::to_string).collect()
    });
    examples.collect()
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

/// What fixes bring back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fixed {
    /// Nothing: what was meant nobody knows.
    Not,
    /// The value that there was, with other blanks at most.
    Value,
    /// The text that there was.
    Text,
}

/// A text with one slip in it, and what is to be said of it.
struct Slip {
    text: String,
    /// The number of the line that is named, from 1.
    line: usize,
    /// The very text that is named; any where it is empty.
    named: String,
    /// Words of the message or the help.
    words: String,
    /// What a fix is to bring back.
    fixed: Fixed,
}

/// All texts that come of one slip made in `lines`, at each line in turn that `how` knows how to spoil. It gives the lines that
/// stand in its place, what is named, and words of what is said.
fn at_each(
    lines: &[String],
    fixed: Fixed,
    how: impl Fn(&str, usize) -> Option<(String, String, String)>,
) -> Vec<(String, Slip)> {
    let mut all = Vec::new();
    for (nth, line) in lines.iter().enumerate() {
        let Some((spoilt, named, words)) = how(line, nth) else { continue };
        let mut broken = lines.to_vec();
        broken[nth] = spoilt;
        let text = broken.join("\n") + "\n";
        all.push((lines.join("\n") + "\n", Slip { text, line: nth + 1, named, words, fixed }));
    }
    all
}

/// What is not as it must be with a slip; nothing where all is.
fn judge(good: &str, slip: &Slip) -> Option<String> {
    let source = Source::new("amp.yaml", slip.text.as_str());
    let findings = lint(&source);
    let said = || {
        let lines = findings.iter().map(|finding| {
            let at = source.position(finding.span.start as usize);
            let (rule, message, help) = (finding.rule, &finding.message, finding.help.as_deref().unwrap_or(""));
            format!("  {}:{} {rule}: {message}; {help} [{}]\n", at.line, at.column, source.slice(finding.span))
        });
        let line = slip.text.lines().nth(slip.line - 1).unwrap_or("");
        format!("line {}: {line:?}\n{}", slip.line, lines.collect::<String>())
    };
    let [finding] = &findings[..] else { return Some(format!("{} findings at {}", findings.len(), said())) };
    if source.position(finding.span.start as usize).line != slip.line {
        return Some(format!("another place than {}", said()));
    }
    if !slip.named.is_empty() && source.slice(finding.span) != slip.named {
        return Some(format!("not `{}` at {}", slip.named, said()));
    }
    let words = format!("{}; {}", finding.message, finding.help.as_deref().unwrap_or(""));
    if !words.contains(&slip.words) {
        return Some(format!("not said that {} at {}", slip.words, said()));
    }
    if slip.fixed != Fixed::Not {
        let back = apply(&slip.text, &findings, true).0;
        let same = match slip.fixed {
            Fixed::Value => found(&back).is_empty() && value(&back) == value(good),
            _ => back == good,
        };
        if !same {
            let diff: Vec<_> = back.lines().zip(good.lines()).filter(|(back, good)| back != good).collect();
            return Some(format!("not fixed: {diff:?} at {}", said()));
        }
    }
    None
}

/// The value of a text, as the platform reads it.
fn value(text: &str) -> String {
    read(&Source::new("amp.yaml", text), Layout::Compact).unwrap()
}

/// All of these slips are one finding each, at the right place and with the right words.
fn hold(slips: Vec<(String, Slip)>, at_least: usize) {
    let wrong: Vec<String> = slips.iter().filter_map(|(good, slip)| judge(good, slip)).collect();
    let (count, of) = (wrong.len(), slips.len());
    assert!(wrong.is_empty(), "{count} of {of}:\n{}", wrong.join("\n"));
    assert!(of >= at_least, "only {of} slips were made");
}

/// The texts in which slips are made.
fn texts() -> Vec<Vec<String>> {
    let mut all = examples();
    all.push(MANIFEST.lines().map(str::to_string).collect());
    all
}

/// A line of block YAML, comment left out: its indentation, `- ` or nothing, and the rest.
fn split(line: &str) -> (&str, &str, &str) {
    let rest = line.trim_start();
    let blank = &line[..line.len() - rest.len()];
    match rest.strip_prefix("- ") {
        Some(content) => (blank, "- ", content),
        None => (blank, "", rest),
    }
}

/// Makes a slip in each line of all texts.
fn in_each(fixed: Fixed, how: impl Fn(&str, &str, &str) -> Option<(String, String, String)>) -> Vec<(String, Slip)> {
    let spoil = |line: &str, _| {
        let (blank, dash, content) = split(line);
        if content.is_empty() || content.starts_with('#') { None } else { how(blank, dash, content) }
    };
    texts().iter().flat_map(|lines| at_each(lines, fixed, spoil)).collect()
}

/// `key: value`, comment and all; the value may be empty.
fn member(content: &str) -> Option<(&str, &str)> {
    let (key, value) = content.split_once(':')?;
    let is_key = key.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_key && (value.is_empty() || value.starts_with(' '))).then_some((key, value.trim_start()))
}

fn said(spoilt: String, named: &str, words: &str) -> Option<(String, String, String)> {
    Some((spoilt, named.to_string(), words.to_string()))
}

#[test]
fn a_dash_that_is_none() {
    for (dash, code) in [("–", "U+2013"), ("—", "U+2014"), ("−", "U+2212"), ("•", "U+2022")] {
        hold(
            in_each(Fixed::Text, |blank, mark, content| {
                if mark.is_empty() || content.starts_with(['&', '<']) {
                    return None;
                }
                said(format!("{blank}{dash} {content}"), dash, code)
            }),
            30,
        );
    }
}

#[test]
fn a_space_missing_behind_a_dash() {
    hold(
        in_each(Fixed::Text, |blank, mark, content| {
            let (key, _) = member(content).filter(|_| !mark.is_empty())?;
            said(format!("{blank}-{content}"), &format!("-{key}"), "a space is missing behind the dash")
        }),
        30,
    );
}

#[test]
fn a_space_missing_in_a_field() {
    hold(
        in_each(Fixed::Text, |blank, mark, content| {
            let (key, value) = member(content).filter(|(_, value)| !mark.is_empty() && !value.is_empty())?;
            let value = value.split(" #").next().unwrap_or(value);
            said(format!("{blank}- {}", content.replacen(": ", ":", 1)), "", &format!("{key}: {value}"))
        }),
        20,
    );
}

#[test]
fn a_quote_at_one_end_only() {
    for start in [false, true] {
        hold(
            in_each(Fixed::Not, |blank, mark, content| {
                let (_, value) = member(content)?;
                let inner = value.strip_prefix('"')?.split('"').next()?;
                let (from, to) = if start {
                    (format!("\"{inner}\""), format!("\"{inner}"))
                } else {
                    (format!("\"{inner}\""), format!("{inner}\""))
                };
                said(format!("{blank}{mark}{}", content.replacen(&from, &to, 1)), "", "quote")
            }),
            8,
        );
    }
}

#[test]
fn a_blank_that_is_no_space() {
    let blanks = [('\u{A0}', "U+00A0"), ('\u{3000}', "U+3000"), ('\u{200B}', "U+200B"), ('\u{FEFF}', "U+FEFF")];
    for (odd, code) in blanks {
        let zero = matches!(odd, '\u{200B}' | '\u{FEFF}');
        // In place of the last space of the indentation, and of all.
        let mut all = in_each(Fixed::Text, |blank, mark, content| {
            let less = blank.strip_suffix(' ').filter(|_| !zero)?;
            said(format!("{less}{odd}{mark}{content}"), &odd.to_string(), code)
        });
        all.extend(in_each(Fixed::Not, |blank, mark, content| {
            if blank.is_empty() || zero {
                return None;
            }
            let odd = odd.to_string().repeat(blank.len());
            said(format!("{odd}{mark}{content}"), &odd, code)
        }));
        // Beside the indentation; at the start of the text a byte order mark is one.
        all.extend(in_each(Fixed::Text, |blank, mark, content| {
            if content.starts_with("specVersion") {
                return None;
            }
            said(format!("{blank}{odd}{mark}{content}"), &odd.to_string(), code).filter(|_| zero)
        }));
        hold(all, 50);
    }
}

#[test]
fn a_blank_that_is_no_space_behind_a_mark() {
    let blanks = [('\u{A0}', "U+00A0"), ('\u{3000}', "U+3000"), ('\u{200B}', "U+200B"), ('\u{FEFF}', "U+FEFF")];
    for (odd, code) in blanks {
        // In place of the space behind the colon, and beside it.
        let mut all = in_each(Fixed::Text, |blank, mark, content| {
            let (key, value) = member(content).filter(|(_, value)| !value.is_empty())?;
            said(format!("{blank}{mark}{key}:{odd}{value}"), "", code)
        });
        hold(std::mem::take(&mut all), 50);
        all.extend(in_each(Fixed::Text, |blank, mark, content| {
            // A prompt is a text, not a name.
            let (key, value) = member(content).filter(|(key, value)| !value.is_empty() && *key != "prompt")?;
            said(format!("{blank}{mark}{key}: {odd}{value}"), "", code)
        }));
        hold(std::mem::take(&mut all), 50);
        // Behind the dash.
        all.extend(in_each(Fixed::Text, |blank, mark, content| {
            said(format!("{blank}-{odd}{content}"), "", code).filter(|_| !mark.is_empty())
        }));
        hold(std::mem::take(&mut all), 20);
        all.extend(in_each(Fixed::Text, |blank, mark, content| {
            // A merge that is none any more leaves a mapping that lacks what it was to bring.
            if content.starts_with("<<") {
                return None;
            }
            said(format!("{blank}- {odd}{content}"), "", code).filter(|_| !mark.is_empty())
        }));
        hold(std::mem::take(&mut all), 20);
        // Before a colon.
        all.extend(in_each(Fixed::Text, |blank, mark, content| {
            let (key, value) = member(content)?;
            let space = if value.is_empty() { "" } else { " " };
            said(format!("{blank}{mark}{key}{odd}:{space}{value}"), "", code)
        }));
        hold(std::mem::take(&mut all), 50);
        all.extend(in_each(Fixed::Text, |blank, mark, content| {
            // Comments and prompts are free.
            let is_free = content.contains(" #") || content.starts_with("prompt");
            said(format!("{blank}{mark}{content}{odd}"), "", code).filter(|_| !is_free)
        }));
        hold(std::mem::take(&mut all), 50);
    }
}

#[test]
fn a_character_before_a_key() {
    for odd in ['@', '`', '%'] {
        hold(
            in_each(Fixed::Text, |blank, mark, content| {
                let (key, _) = member(content)?;
                said(format!("{blank}{mark}{odd}{content}"), &odd.to_string(), &format!("`{key}:`"))
            }),
            100,
        );
    }
}

#[test]
fn a_dash_too_many() {
    hold(
        in_each(Fixed::Value, |blank, mark, content| {
            member(content).filter(|_| mark.is_empty())?;
            said(format!("{blank}- {content}"), "-", "remove the dash")
        }),
        80,
    );
}

#[test]
fn a_colon_lost_before_a_block() {
    hold(
        in_each(Fixed::Text, |blank, mark, content| {
            let (key, _) = member(content).filter(|(_, value)| value.is_empty())?;
            said(format!("{blank}{mark}{key}"), key, &format!("a colon is missing after `{key}`"))
        }),
        30,
    );
}

#[test]
fn a_colon_lost_before_a_value() {
    hold(
        in_each(Fixed::Text, |blank, mark, content| {
            let (key, value) = member(content).filter(|(_, value)| !value.is_empty())?;
            said(format!("{blank}{mark}{key} {value}"), key, &format!("a colon is missing after `{key}`"))
        }),
        50,
    );
}

#[test]
fn a_mark_before_the_manifest() {
    for before in ["---\n", "---\n\n", "---\n# x\n", "# x\n---\n"] {
        let mut all = Vec::new();
        for lines in texts() {
            let good = lines.join("\n") + "\n";
            let spoilt = format!("{before}---\n{good}");
            let line = 1 + spoilt.lines().position(|line| line == "---").unwrap();
            let line = line + 1 + spoilt.lines().skip(line).position(|line| line == "---").unwrap();
            all.push((
                format!("{before}{good}"),
                Slip { text: spoilt, line, named: "---".into(), words: "remove it".into(), fixed: Fixed::Text },
            ));
        }
        hold(all, 7);
    }
}

#[test]
fn a_placeholder_without_quotes() {
    for written in ["{{ x }}", "{{x}}", "{{ .Values.x }}", "{% x %}"] {
        hold(
            in_each(Fixed::Not, |blank, mark, content| {
                let (key, _) = member(content).filter(|(_, value)| !value.is_empty())?;
                said(format!("{blank}{mark}{key}: {written}"), written, "is a placeholder")
            }),
            50,
        );
    }
}

/// The lines of the block that starts at a line: those below that are indented deeper.
fn block(lines: &[String], nth: usize) -> usize {
    let own = lines[nth].len() - lines[nth].trim_start().len();
    let deeper = |line: &&String| line.trim().is_empty() || line.len() - line.trim_start().len() > own;
    let mut end = nth + 1 + lines[nth + 1..].iter().take_while(deeper).count();
    while lines[end - 1].trim().is_empty() {
        end -= 1;
    }
    end
}

#[test]
fn a_block_too_far_to_the_left_or_to_the_right() {
    let mut all = Vec::new();
    for lines in texts() {
        for nth in 0..lines.len() {
            let (blank, mark, content) = split(&lines[nth]);
            // Only what has neighbours at its place can be out of step with them.
            let is_neighbour = |other: &String| {
                let (other, dash, content) = split(other);
                !content.is_empty() && !content.starts_with('#') && other.len() + dash.len() == blank.len() + mark.len()
            };
            let end = block(&lines, nth);
            let before =
                lines[..nth].iter().rev().find(|line| split(line).0.len() <= blank.len() || is_neighbour(line));
            let after = lines[end..].iter().find(|line| !split(line).2.is_empty());
            let beside = [before, after].into_iter().flatten().any(is_neighbour);
            if content.is_empty() || content.starts_with('#') || blank.is_empty() || !beside || !mark.is_empty() {
                continue;
            }
            let Some((key, _)) = member(content) else { continue };
            for by in [-1i32, 1] {
                let mut broken = lines.clone();
                for line in &mut broken[nth..end] {
                    *line = match by {
                        1.. => format!(" {line}"),
                        _ => line.get(1..).unwrap_or("").to_string(),
                    };
                }
                let text = broken.join("\n") + "\n";
                let words = format!("indent it by {} spaces", blank.len());
                let named = key.to_string();
                all.push((lines.join("\n") + "\n", Slip { text, line: nth + 1, named, words, fixed: Fixed::Value }));
            }
        }
    }
    hold(all, 50);
}

#[test]
fn a_question_mark_in_braces() {
    let mut all = Vec::new();
    for (written, value) in [
        ("{fieldName: other, mapToName: really?}", "really?"),
        ("{mapToName: a, mapToDisplayName: Which one?, prompt: x}", "Which one?"),
        ("{mapToName: a, mapToDisplayName: A, prompt: Which?}", "Which?"),
    ] {
        // Where something is always enabled, nothing can be mapped.
        for lines in texts().into_iter().filter(|lines| !lines.iter().any(|line| line.contains("enabled: always #"))) {
            for nth in (0..lines.len()).filter(|&nth| lines[nth].trim().starts_with("- fieldName: ")) {
                let (blank, ..) = split(&lines[nth]);
                if lines.get(nth + 1).is_some_and(|next| split(next).0.len() > blank.len()) {
                    continue;
                }
                let mut broken = lines.clone();
                broken[nth] = format!("{blank}- {written}");
                let text = broken.join("\n") + "\n";
                let words = format!("`{value}` must be quoted");
                all.push((text.clone(), Slip { text, line: nth + 1, named: value.into(), words, fixed: Fixed::Not }));
            }
        }
    }
    hold(all, 9);
}

#[test]
fn an_empty_proxy() {
    for (line, words) in
        [("proxy:", "proxy"), ("proxy: ~", "proxy"), ("proxy: {}", "enabled"), ("proxy: null", "proxy")]
    {
        let mut all = Vec::new();
        let text = format!("specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    {line}\n");
        all.push((text.clone(), Slip { text, line: 5, named: "proxy".into(), words: words.into(), fixed: Fixed::Not }));
        let text = format!("specVersion: 1.0.0\nintegrations:\n  - name: crm\n    {line}\n    provider: hubspot\n");
        all.push((text.clone(), Slip { text, line: 4, named: "proxy".into(), words: words.into(), fixed: Fixed::Not }));
        let text = format!("{MANIFEST}    {line}\n");
        let last = MANIFEST.lines().count() + 1;
        all.push((
            text.clone(),
            Slip { text, line: last, named: "proxy".into(), words: words.into(), fixed: Fixed::Not },
        ));
        hold(all, 3);
    }
}

#[test]
fn entries_of_fields_where_fields_are_watched() {
    let mut all = Vec::new();
    let good =
        MANIFEST.replace("watchFieldsAuto: all", "requiredWatchFields:\n              - Email\n              - Phone");
    assert_eq!(found(&good), []);
    for field in ["Email", "Phone"] {
        for (entry, named) in [
            (format!("- fieldName: {field}"), format!("fieldName: {field}")),
            (format!("- {{fieldName: {field}}}"), format!("{{fieldName: {field}}}")),
        ] {
            let text = good.replace(&format!("              - {field}"), &format!("              {entry}"));
            let line = 1 + text.lines().collect::<Vec<_>>().iter().rposition(|line| line.trim() == entry).unwrap();
            let words = format!("write `- {field}`");
            all.push((good.clone(), Slip { text, line, named, words, fixed: Fixed::Text }));
        }
    }
    hold(all, 4);
}

/// The lines of two slips of one kind, anywhere in one text: both are found.
#[test]
fn two_quotes_that_nothing_closes() {
    let mut count = 0;
    for quote in ['"', '\''] {
        for lines in texts() {
            let places: Vec<usize> = (0..lines.len()).filter(|&nth| parts(&lines[nth]).is_some()).collect();
            for (nth, &first) in places.iter().enumerate() {
                for &second in places[nth + 1..].iter().take(4) {
                    let mut broken = lines.clone();
                    for at in [first, second] {
                        let (before, key, value) = parts(&lines[at]).unwrap();
                        broken[at] = format!("{before}{key}: {quote}{value}");
                    }
                    let text = broken.join("\n") + "\n";
                    let findings = found(&text);
                    let expected = [(first + 1, "yaml-syntax"), (second + 1, "yaml-syntax")];
                    assert_eq!(findings, expected, "{text}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 300, "{count}");
}

/// A quote behind a name that has none before it.
#[test]
fn a_quote_at_the_end_of_a_name() {
    for quote in ['"', '\''] {
        hold(
            in_each(Fixed::Not, |blank, mark, content| {
                let (key, value) = member(content).filter(|(_, value)| !value.is_empty())?;
                let is_simple = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
                let is_name = matches!(key, "name" | "provider" | "destination" | "objectName");
                if !is_simple || !is_name {
                    return None;
                }
                said(format!("{blank}{mark}{key}: {value}{quote}"), "", "quote")
            }),
            20,
        );
    }
}
