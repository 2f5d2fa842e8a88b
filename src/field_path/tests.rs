//! Paths to nested fields: the parser against a second one, and what the rule says of whatever else people write.

use amp_lint::field_path::{self, Segment};
use amp_lint::{Finding, Severity, Source, fix_all, lint};
use proptest::prelude::*;

/// The second parser: a table of states and characters, made from the grammar
/// `path = "$" key (every* key)*`, `key = "['" character+ "']"`, `every = "[*]"`.
fn is_path(text: &str) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Start,
        Root,
        Open { first: bool },
        Star,
        Quoted { empty: bool },
        Unquoted,
        AfterKey,
        AfterStar,
    }
    use State::*;
    let mut state = Start;
    for c in text.chars() {
        state = match (state, c) {
            (Start, '$') => Root,
            (Root, '[') => Open { first: true },
            (AfterKey | AfterStar, '[') => Open { first: false },
            (Open { first: false }, '*') => Star,
            (Star, ']') => AfterStar,
            (Open { .. }, '\'') => Quoted { empty: true },
            (Quoted { empty: true }, '\'') => return false,
            (Quoted { .. }, '\'') => Unquoted,
            (Quoted { .. }, _) => Quoted { empty: false },
            (Unquoted, ']') => AfterKey,
            _ => return false,
        };
    }
    state == AfterKey
}

/// Both parsers agree, and an error lies in the text, is not empty and comes with whole characters.
fn agree(text: &str) {
    match field_path::parse(text) {
        Ok(segments) => {
            assert!(is_path(text), "{text}");
            let written: String = segments
                .iter()
                .map(|segment| match segment {
                    Segment::Key(key) => format!("['{key}']"),
                    Segment::Every => "[*]".to_string(),
                })
                .collect();
            assert_eq!(format!("${written}"), text);
        }
        Err(error) => {
            assert!(!is_path(text), "{text}: {error:?}");
            let piece = text.get(error.at.clone());
            assert!(text.is_empty() || piece.is_some_and(|piece| !piece.is_empty()), "{text}: {error:?}");
        }
    }
    // What it is told to be written as is a path.
    if let Some(meant) = field_path::meant(text) {
        for every in [true, false] {
            if let Some(path) = meant.path(every) {
                assert!(is_path(&path), "{text}: {path}");
                assert!(every || !path.contains("[*]"), "{text}: {path}");
            }
        }
    }
}

#[test]
fn both_parsers_agree_on_all_short_texts() {
    const LETTERS: [char; 9] = ['[', ']', '\'', '*', 'a', '.', '0', '"', ' '];
    let mut texts: Vec<String> = vec![String::new()];
    for _ in 0..5 {
        texts = texts.iter().flat_map(|text| LETTERS.map(|c| format!("{text}{c}"))).collect();
        for text in &texts {
            agree(&format!("${text}"));
            agree(&format!("$['a']{text}"));
            agree(&format!("$['a'][{text}"));
        }
    }
}

/// The keys of a path, each with whether the items of a list are gone through before it.
fn steps() -> impl Strategy<Value = Vec<(bool, String)>> {
    prop::collection::vec((any::<bool>(), "[a-zA-Z_][a-zA-Z0-9_-]{0,6}"), 1..5)
}

fn written(steps: &[(bool, String)]) -> String {
    let mut path = String::from("$");
    for (nth, (every, key)) in steps.iter().enumerate() {
        path += if *every && nth > 0 { "[*]" } else { "" };
        path += &format!("['{key}']");
    }
    path
}

proptest! {
    #[test]
    fn both_parsers_agree_on_any_text(text in "[$\\[\\]'\"*.a-c0 é‘]{0,16}", wild in ".{0,12}") {
        agree(&text);
        agree(&wild);
        agree(&format!("${wild}"));
        agree(&format!("$['{wild}']"));
    }

    #[test]
    fn a_path_with_one_piece_of_it_changed_is_judged_alike(steps in steps(), at in 0usize..40, c in "[$\\[\\]'\"*. a0]?") {
        let path = written(&steps);
        prop_assert!(field_path::parse(&path).is_ok());
        let at = at % path.len();
        agree(&format!("{}{c}{}", &path[..at], &path[at..]));
        agree(&format!("{}{c}{}", &path[..at], &path[at + 1..]));
    }

    #[test]
    fn every_other_notation_of_a_path_is_put_right_by_the_fix(steps in steps(), style in 0usize..12) {
        let right = written(&steps);
        let keys: String = steps.iter().enumerate().map(|(nth, (every, key))| {
            let list = if *every && nth > 0 { "[*]" } else { "" };
            let step = match style {
                0 => format!("[\"{key}\"]"),
                1 => format!("[{key}]"),
                2 => format!("['{key}]"),
                3 => format!("['{key}'"),
                4 => format!("[ '{key}' ]"),
                5 => format!("[‘{key}’]"),
                6 => format!(" ['{key}']"),
                7 => format!(".['{key}']"),
                8 => format!("[`{key}`]"),
                9 => format!("[“{key}”]"),
                10 => format!("['{key}']"),
                _ if nth == 0 => format!("['{key}']"),
                _ => format!(".{key}"),
            };
            format!("{list}{step}")
        }).collect();
        // Of the tenth only the last character is wrong.
        let wrong = format!("${keys}{}", if style == 10 { "]" } else { "" });
        prop_assume!(!is_path(&wrong));
        let source = manifest("fieldName", &wrong);
        let said = findings(&source);
        prop_assert_eq!(said.len(), 1, "{}", &wrong);
        prop_assert_eq!(said[0].severity, Severity::Error);
        prop_assert!(value_span(&source, &wrong).contains(said[0].span), "{}", &wrong);
        let fixed = fix_all(source, findings, false);
        let wanted = manifest("fieldName", &right);
        prop_assert_eq!(fixed.source.text(), wanted.text(), "{}", &wrong);
    }
}

/// A manifest with a field; the value is quoted as JSON quotes it.
fn manifest(key: &str, value: &str) -> Source {
    let quoted = serde_json::to_string(value).unwrap();
    Source::new(
        "amp.yaml",
        format!(
            "name: crm\nprovider: hubspot\nread:\n  objects:\n    - objectName: contacts\n      destination: d\n      \
             schedule: \"0 * * * *\"\n      requiredFields:\n        - fieldName: id\n        - {key}: {quoted}\n{}",
            if key == "mapToName" { "          fieldName: email\n" } else { "" }
        ),
    )
}

fn value_span(source: &Source, value: &str) -> amp_lint::source::Span {
    let quoted = serde_json::to_string(value).unwrap();
    let start = source.text().find(&quoted).unwrap();
    amp_lint::source::Span::new(start, start + quoted.len())
}

fn findings(source: &Source) -> Vec<Finding> {
    let mut findings = lint(source);
    findings.retain(|finding| finding.severity > Severity::Pedantic);
    findings
}

/// `severity: piece: help` of what is said of a value, which must be one thing or none.
fn said(key: &str, value: &str) -> Option<String> {
    let source = manifest(key, value);
    let findings = findings(&source);
    assert!(findings.len() < 2, "{value}: {findings:#?}");
    findings.first().map(|finding| {
        assert_eq!(finding.rule, "field-path-syntax");
        let piece = &source.text()[finding.span.range()];
        format!("{}: {piece}: {}", finding.severity.name(), finding.help.as_deref().unwrap())
    })
}

#[test]
fn names_that_are_no_paths_are_left_alone() {
    for name in [
        "email",
        "first.name",
        "first name",
        "it's",
        "\"quoted\"",
        "properties[email]",
        "address.city.zip",
        "a]b",
        "a[b",
        "a[b]c",
        "a[0",
        "100%",
        "Size (cm)",
        "価格",
        "a$b",
        "US$",
        "$['a']",
        "$['a']['b c']['d.e']['f]g']",
        "$['it\"s']",
    ] {
        assert_eq!(said("fieldName", name), None, "{name}");
        assert_eq!(said("mapToName", name), None, "{name}");
    }
    assert_eq!(said("fieldName", "$['a'][*]['b'][*][*]['c']"), None);
}

#[test]
fn what_the_parser_refuses_is_an_error_at_the_piece_with_the_right_form() {
    for (path, expected) in [
        ("$['a']['b", "error: ['b: write `$['a']['b']`"),
        ("$['a'['b']", "error: ['a': write `$['a']['b']`"),
        ("$['a']['b']]", "error: ]: write `$['a']['b']`"),
        ("$['a'].b", "error: .b: write `$['a']['b']`"),
        ("$[a][b]", "error: a: write `$['a']['b']`"),
        ("$['a']['']", "error: ['']: write a key here, or remove `['']`"),
        ("$['a'][]", "error: []: write a key here, or remove `[]`"),
        ("$['items'][0]['id']", "error: [0]: write `$['items'][*]['id']` for each item of the list"),
        ("$['items'][0]", "error: [0]: write `$['items']` for the whole list"),
        ("$['items'][-1]", "error: [-1]: write `$['items']` for the whole list"),
        ("$['items'][*]", "error: [*]: write `$['items']`"),
        ("$[*]['id']", "error: [*]: write a nested field as `$['parent']['child']`"),
        ("$.items[*].id", "error: .items: write `$['items'][*]['id']`"),
        ("$.items[0].id", "error: .items: write `$['items'][*]['id']` for each item of the list"),
        ("$['it's']", "error: 'it's': write a nested field as `$['parent']['child']`"),
        ("$['a','b']", "error: 'a','b': write a nested field as `$['parent']['child']`"),
        ("$", "error: $: write a nested field as `$['parent']['child']`"),
        ("$email", "error: email: write `email`, or `$['$email']` if that is the field's name"),
        ("$..email", "error: ..email: write a nested field as `$['parent']['child']`"),
        ("$['a'] ", "error:  : write `$['a']`"),
        ("$.address.city", "warning: \"$.address.city\": write `$['address']['city']`"),
        ("$.items.0.id", "warning: \"$.items.0.id\": write `$['items'][*]['id']` for each item of the list"),
        ("items[0]", "warning: \"items[0]\": write `items` for the whole list"),
        ("items[0].id", "warning: \"items[0].id\": write `$['items'][*]['id']` for each item of the list"),
        ("items[*].id", "warning: \"items[*].id\": write `$['items'][*]['id']`"),
        ("items[].id", "warning: \"items[].id\": write `$['items'][*]['id']`"),
        ("address['city']", "warning: \"address['city']\": write `$['address']['city']`"),
        ("['address']['city']", "warning: \"['address']['city']\": write `$['address']['city']`"),
    ] {
        assert_eq!(said("fieldName", path).as_deref(), Some(expected), "{path}");
    }
}

#[test]
fn a_name_that_fields_are_delivered_under_goes_through_no_list() {
    for (path, expected) in [
        ("$['items'][*]['id']", "error: [*]: write `$['items']['id']`"),
        ("$['a']['b'][*]['id']", "error: [*]: write `$['a']['b']['id']`"),
        ("$['items'][0]['id']", "error: [0]: write `$['items']['id']`"),
        ("$['items'][id]", "error: id: write `$['items']['id']`"),
    ] {
        let source = manifest("mapToName", path);
        let said = said("mapToName", path).unwrap();
        assert_eq!(said, expected, "{path}");
        // Where a list is meant to be gone through, nothing is changed unasked.
        let fixed = fix_all(source.clone(), findings, false);
        assert_eq!(fixed.applied == 0, path.contains(['*', '0']), "{path}");
    }
}

#[test]
fn no_help_advises_what_the_parser_refuses() {
    let pieces = ["['a']", "[\"a\"]", "[a]", ".a", "[0]", "[*]", "[]", "['']", "a"];
    for one in pieces {
        for two in pieces {
            for three in pieces {
                for root in ["$", ""] {
                    for key in ["fieldName", "mapToName"] {
                        let path = format!("{root}{one}{two}{three}");
                        let Some(said) = said(key, &path) else { continue };
                        let help = said.rsplit(": ").next().unwrap();
                        // What is told to be removed is no advice to write it.
                        let advice = help.split(", or remove").next().unwrap();
                        for written in advice.split('`').skip(1).step_by(2).filter(|written| written.contains('[')) {
                            assert!(is_path(written), "{path}: {help}");
                            assert!(key == "fieldName" || !written.contains("[*]"), "{path}: {help}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_fix_keeps_the_way_a_value_is_written() {
    let fixed = |value: &str| {
        let text = manifest("fieldName", "@").text().replace("\"@\"", value);
        let fixed = fix_all(Source::new("amp.yaml", text), findings, false);
        assert!(fixed.findings.is_empty() && fixed.defects.is_empty(), "{value}: {:#?}", fixed.findings);
        let line = fixed.source.text().lines().last().unwrap().to_string();
        line.trim_start_matches("        - fieldName: ").to_string()
    };
    assert_eq!(fixed("$[\"a\"][\"b\"]"), "$['a']['b']");
    assert_eq!(fixed("\"$[a]\""), "\"$['a']\"");
    assert_eq!(fixed("'$[a]'"), "'$[''a'']'");
    assert_eq!(fixed("$['a'].b # why"), "$['a']['b'] # why");
    assert_eq!(fixed("&a $[a]"), "&a $['a']");
    let flow = manifest("fieldName", "@").text().replace("- fieldName: \"@\"", "- {fieldName: $.a.b, mapToName: b}");
    let fixed = fix_all(Source::new("amp.yaml", flow), findings, true);
    assert!(fixed.source.text().contains("- {fieldName: \"$['a']['b']\", mapToName: b}"), "{}", fixed.source.text());
}
