//! JSON with a slip in it: one mistake, one finding, on its line; and JSON is what the rest of the world calls JSON.

use std::collections::BTreeSet;

use amp_lint::{Analysis, Schema, Source, lint};
const MANIFEST: &str = r#"{
  "specVersion": "1.0.0",
  "integrations": [
    {
      "name": "crm",
      "provider": "salesforce",
      "read": {
        "objects": [
          {
            "objectName": "Account",
            "destination": "hook",
            "schedule": "0 * * * *",
            "optionalFieldsAuto": "all"
          },
          {
            "objectName": "Contact",
            "destination": "hook",
            "schedule": "0 6 * * *",
            "requiredFields": [
              {"fieldName": "Email", "mapToName": "email"},
              {"fieldName": "Phone"}
            ],
            "backfill": {"defaultPeriod": {"days": 30}}
          }
        ]
      },
      "proxy": {"enabled": true}
    }
  ]
}
"#;

fn found(text: &str) -> Vec<(usize, &'static str, String)> {
    let source = Source::new("amp.json", text);
    let line = |offset: u32| source.position(offset as usize).line;
    let findings = lint(&source);
    findings.iter().map(|finding| (line(finding.span.start), finding.rule, finding.message.clone())).collect()
}

/// Replaces every place where a piece of text stands, one at a time: one finding each, near that line, with these words in it.
fn each(piece: &str, instead: &str, words: &str) {
    assert_eq!(found(MANIFEST), []);
    let mut count = 0;
    for (at, _) in MANIFEST.match_indices(piece) {
        let text = format!("{}{instead}{}", &MANIFEST[..at], &MANIFEST[at + piece.len()..]);
        let line = text[..at].matches('\n').count() + 1;
        let findings = found(&text);
        assert_eq!(findings.len(), 1, "{findings:?}\n{text}");
        assert!(findings[0].0.abs_diff(line) <= 1, "{findings:?}, not on {line}\n{text}");
        assert!(findings[0].2.contains(words), "{findings:?} without {words}");
        count += 1;
    }
    assert!(count > 0, "{piece}");
}

#[test]
fn every_slip_in_every_place_is_one_finding() {
    each("\",\n", "\"\n", "is missing before this");
    each("},\n", "}\n", "is missing before this");
    each("\"\n", "\",\n", "no comma behind the last member");
    each("}\n            ]", "},\n            ]", "no comma behind the last item");
    each("}\n  ]", "},\n  ]", "no comma behind the last item");
    each("\": \"", "\" \"", "`:` is missing");
    each("\": \"", "\" = \"", "a colon between");
    each("\"name\"", "name", "keys in double quotes");
    each("\"days\"", "days", "keys in double quotes");
    each("\"crm\"", "'crm'", "double quotes");
    each("\"hook\"", "'hook'", "double quotes");
    each("\"hook\"", "\"hook", "never closed");
    each("\"hook\"", "hook\"", "the quote at the start");
    each("\"Email\"", "\"Email", "never closed");
    each("true", "True", "`True` is no JSON value");
    each("true", "yes", "`yes` is no JSON value");
    each("30", "030", "`030` is no JSON value");
    each("30", "", "a value is missing");
    each("\"hook\"", "", "a value is missing");
    each("\",\n", "\",,\n", "a comma too many");
    each("  \"", "  // why\n  \"", "no comments");
    each("  \"", "  /* why */ \"", "no comments");
    each("  \"", "  # why\n  \"", "no comments");
    each("\"crm\"", "\"c\\rm\\q\"", "no such escape");
    each("\"crm\"", "\"c\trm\"", "control character");
    each("\"Email\", \"", "\"Email\"; \"", "commas in lists");
}

#[test]
fn a_bracket_too_few_or_too_many_is_one_finding() {
    let at: Vec<usize> = MANIFEST.match_indices(['}', ']']).map(|(at, _)| at).collect();
    assert!(at.len() > 10);
    for &at in &at {
        let without = format!("{}{}", &MANIFEST[..at], &MANIFEST[at + 1..]);
        let findings = found(&without);
        assert_eq!(findings.len(), 1, "{findings:?}\n{without}");
        assert_eq!(findings[0].1, "yaml-syntax", "{without}");
        let bracket = &MANIFEST[at..at + 1];
        let twice = format!("{}{bracket}{}", &MANIFEST[..at], &MANIFEST[at..]);
        let findings = found(&twice);
        assert_eq!(findings.len(), 1, "{findings:?}\n{twice}");
        assert_eq!(findings[0].1, "yaml-syntax", "{twice}");
    }
}

#[test]
fn a_bracket_that_is_missing_is_said_where_it_was_opened() {
    for (piece, instead, line) in [
        ("          },\n          {", "          ,\n          {", 9),
        ("          },\n          {", "          {", 9),
        ("            ],\n", "            ,\n", 19),
        ("            ],\n", "", 19),
        ("      },\n      \"proxy", "      \"proxy", 7),
        ("        ]\n", "", 8),
    ] {
        let text = MANIFEST.replacen(piece, instead, 1);
        assert_ne!(text, MANIFEST);
        let findings = found(&text);
        assert_eq!(findings.len(), 1, "{findings:?}\n{text}");
        assert_eq!(findings[0].0, line, "{findings:?}\n{text}");
        assert!(findings[0].2.contains("never closed"), "{findings:?}");
    }
}

#[test]
fn two_slips_are_two_findings() {
    let text = MANIFEST.replace("\"crm\"", "'crm'").replace("\"days\"", "days");
    let lines: Vec<usize> = found(&text).iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines, [5, 23]);
}

/// A number that looks random and is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

#[test]
fn what_is_json_is_what_everybody_calls_json() {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "'a'",
        "1",
        "-",
        "0",
        ".5",
        "e3",
        "true",
        "null",
        "nul",
        " ",
        "\n",
        "\\",
        "\\n",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\x",
        "//",
        "/*",
        "*/",
        "#",
        "é",
        "\u{1}",
        "\t",
    ];
    let seeds =
        ["{\"a\": [1, -2.5e3, true, null, \"x\\n\"], \"b\": {}}", "[[], {}, \"\", 0]", "{\"a\": {\"b\": {\"c\": []}}}"];
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let mut verdicts = BTreeSet::new();
    for round in 0..60_000 {
        let mut text = seeds[round % seeds.len()].to_string();
        for _ in 0..dice.below(4) {
            let mut at = dice.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match dice.below(3) {
                0 => text.insert_str(at, pieces[dice.below(pieces.len())]),
                1 if at < text.len() => {
                    text.remove(at);
                }
                _ => {
                    let piece = pieces[dice.below(pieces.len())];
                    let end = (at..=text.len()).filter(|&end| text.is_char_boundary(end)).nth(1).unwrap_or(at);
                    text.replace_range(at..end, piece);
                }
            }
        }
        let ours = !Analysis::of(Source::new("x.json", &text), Schema::integrations()).is_broken();
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        assert_eq!(ours, theirs, "{text:?}");
        verdicts.insert(ours);
    }
    assert_eq!(verdicts.len(), 2);
}

#[test]
fn two_slips_of_one_kind_are_two_findings() {
    let slips = [
        ("\"", "'"),
        ("\"destination\"", "destination"),
        ("\"hook\"", "hook"),
        ("\"hook\"", "\"hook"),
        ("\"hook\"", "\"\\hook\""),
        ("\"objectName\": ", "\"objectName\" "),
        ("\"hook\",\n", "\"hook\"\n"),
        ("\"hook\",\n", "\"hook\",,\n"),
    ];
    for (piece, instead) in slips {
        // The first and the last place.
        let (from, to) = match piece {
            "\"" => ("\"hook\"", "'hook'"),
            _ => (piece, instead),
        };
        let places: Vec<usize> = MANIFEST.match_indices(from).map(|(at, _)| at).collect();
        let (first, last) = (places[0], places[places.len() - 1]);
        let middle = &MANIFEST[first + from.len()..last];
        let text = format!("{}{to}{middle}{to}{}", &MANIFEST[..first], &MANIFEST[last + from.len()..]);
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let expected = [line(first), line(first + to.len() + middle.len())];
        let findings = found(&text);
        assert_eq!(findings.len(), 2, "{findings:#?}\n{text}");
        for (finding, expected) in findings.iter().zip(expected) {
            assert!(finding.0.abs_diff(expected) <= 1, "{findings:#?}, not on {expected}\n{text}");
        }
    }
}

#[test]
fn all_comments_together_are_one_finding_that_says_how_many() {
    for comment in ["// why", "# why", "/* why */"] {
        for (count, words) in [(1, "JSON has no comments"), (2, "there is one more"), (4, "there are 3 more")] {
            let lines: Vec<&str> = MANIFEST.lines().collect();
            let mut text = String::new();
            for (nth, line) in lines.iter().enumerate() {
                text += line;
                if nth % 5 == 0 && nth / 5 < count {
                    text += &format!(" {comment}");
                }
                text += "\n";
            }
            let findings = found(&text);
            assert_eq!(findings.len(), 1, "{findings:#?}\n{text}");
            assert_eq!((findings[0].0, findings[0].1), (1, "yaml-syntax"), "{text}");
            assert!(findings[0].2.contains(words), "{findings:#?}");
        }
    }
}
