//! What must hold for any text at all: a report and no panic, every place inside the text, the same answer twice, and a
//! half-broken manifest never blamed twice for one mistake.

mod support;

use std::sync::LazyLock;

use amp_lint::{Finding, Layout, Severity, Source, Span, apply, lint, schema};
use jsonschema::Validator;
use proptest::prelude::*;
use support::wrong::Wrong;

/// A manifest with something of everything.
const MANIFEST: &str = r#"specVersion: 1.0.0
integrations:
  - name: crm # the main one
    displayName: "CRM: contacts – 東京 😀"
    provider: hubspot
    read:
      objects:
        - &contacts
          objectName: contacts
          destination: crmWebhook
          schedule: "*/30 * * * *"
          mapToName: people
          requiredFields:
            - fieldName: email
            - {fieldName: "$['address']['city']", mapToName: city}
            - mapToName: source
              mapToDisplayName: Source
              prompt: |
                Where did the lead
                come from?
          optionalFieldsAuto: all
          backfill:
            defaultPeriod:
              days: 30
        - <<: *contacts
          objectName: companies
          mapToName: firms
    subscribe:
      objects:
        - objectName: contacts
          destination: crmWebhook
          inheritFieldsAndMapping: true
          createEvent: {enabled: always}
          updateEvent:
            enabled: always
            requiredWatchFields: [email, phone]
          otherEvents:
            - contact.merged
    write:
      objects:
        - objectName: contacts
          inheritMapping: true
    proxy:
      enabled: true
    watchSchema:
      destination: 'crmWebhook'
      allObjects:
        fieldChanged:
          enabled: always
"#;

fn findings(name: &str, bytes: Vec<u8>) -> (Source, Vec<Finding>) {
    let source = Source::from_bytes(name, bytes);
    let findings = lint(&source);
    (source, findings)
}

fn is_inside(text: &str, span: Span) -> bool {
    span.start <= span.end && text.get(span.range()).is_some()
}

/// Everything that must hold for one text.
fn holds(name: &str, bytes: Vec<u8>) {
    let (source, found) = findings(name, bytes.clone());
    for finding in &found {
        assert!(is_inside(source.text(), finding.span), "{finding:?}");
        assert!(finding.labels.iter().all(|label| is_inside(source.text(), label.span)), "{finding:?}");
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        assert!(edits.clone().all(|edit| is_inside(source.text(), edit.span)), "{finding:?}");
        assert!(!finding.message.is_empty() && finding.path.starts_with('$'), "{finding:?}");
    }
    assert_eq!(findings(name, bytes).1, found);
    // Applying fixes panics on nothing either.
    apply(source.text(), &found, true);
}

/// A piece of text that means something to a parser.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "*",
            "&a ",
            "*contacts",
            "!!str ",
            "- ",
            "  ",
            "\t",
            "\n",
            "\r\n",
            ": ",
            "? ",
            "#",
            "\"",
            "'",
            "[",
            "]",
            "{",
            "}",
            "|",
            ">",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "<<: ",
            "~",
            "\u{FEFF}",
            "\u{85}",
            "\u{2028}",
            "\0",
            "\u{7}",
            "\\",
            "\\u",
            "@",
            "`",
            "é",
            "😀",
            "null",
            "yes",
            "1e3",
            "*/5 * * * *",
            "0 0 30 2 *",
            "# amp:ignore\n",
        ])
        .prop_map(str::to_string),
        "\\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_a_report(bytes in prop::collection::vec(any::<u8>(), 0..200), json in any::<bool>()) {
        holds(if json { "a.json" } else { "a.yaml" }, bytes);
    }

    #[test]
    fn any_soup_of_yaml_gives_a_report(pieces in prop::collection::vec(piece(), 0..40), json in any::<bool>()) {
        holds(if json { "a" } else { "a.yaml" }, pieces.concat().into_bytes());
    }

    #[test]
    fn a_manifest_with_something_put_in_or_taken_out_gives_a_report(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..12usize, piece()), 1..4),
    ) {
        let mut text = MANIFEST.to_string();
        for (index, length, piece) in changes {
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let from = index.index(boundaries.len().max(1));
            let start = boundaries.get(from).copied().unwrap_or(0);
            let end = boundaries.get(from + length).copied().unwrap_or(text.len());
            text.replace_range(start..end, &piece);
        }
        holds("a.yaml", text.into_bytes());
    }

    #[test]
    fn a_manifest_cut_anywhere_gives_a_report(at in any::<prop::sample::Index>()) {
        let mut bytes = MANIFEST.as_bytes().to_vec();
        bytes.truncate(at.index(bytes.len()));
        holds("a.yaml", bytes);
    }
}

#[test]
fn the_manifest_that_all_this_starts_from_is_clean() {
    let (_, found) = findings("a.yaml", MANIFEST.into());
    assert!(found.is_empty(), "{found:#?}");
}

/// The lines of a manifest that hold a key, and what is under them.
fn blocks(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    // A key behind a dash stands two columns further in.
    let column = |line: &str| indent(line) + if line.trim_start().starts_with("- ") { 2 } else { 0 };
    (0..lines.len())
        .filter(|&at| lines[at].contains(':'))
        .map(|at| {
            let after = (at + 1..lines.len()).find(|&next| indent(lines[next]) <= column(lines[at]));
            (at, after.unwrap_or(lines.len()))
        })
        .collect()
}

/// What is done to a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum How {
    Missing,
    Doubled,
    Null,
    List,
    Mapping,
    Text,
}

/// A manifest with one key that is broken.
struct Broken {
    /// The key, what was done to it, and its line.
    what: String,
    how: How,
    line: usize,
    text: String,
}

/// The manifest with each key in turn missing, null, of the wrong type or doubled.
fn half_broken() -> Vec<Broken> {
    let lines: Vec<&str> = MANIFEST.lines().collect();
    let mut all = Vec::new();
    for (start, end) in blocks(MANIFEST) {
        let Some((key, _)) = lines[start].split_once(':') else { continue };
        let is_item = key.trim_start().starts_with('-');
        for (how, words) in [
            (How::Missing, "missing"),
            (How::Doubled, "doubled"),
            (How::Null, "null"),
            (How::List, "a list"),
            (How::Mapping, "a mapping"),
            (How::Text, "a text"),
        ] {
            let whole = lines[start..end].iter().map(|line| line.to_string());
            let instead: Vec<String> = match how {
                // The dash would go with it.
                How::Missing | How::Doubled if is_item => continue,
                How::Missing => Vec::new(),
                How::Doubled => whole.clone().chain(whole).collect(),
                How::Null => vec![format!("{key}:")],
                How::List => vec![format!("{key}: [x]")],
                How::Mapping => vec![format!("{key}: {{x: y}}")],
                How::Text => vec![format!("{key}: some text")],
            };
            let mut text: Vec<String> = lines[..start].iter().map(|line| line.to_string()).collect();
            text.extend(instead);
            text.extend(lines[end..].iter().map(|line| line.to_string()));
            let name = key.trim_start_matches([' ', '-']);
            let (what, line) = (format!("{name} {words}, line {}", start + 1), start + 1);
            all.push(Broken { what, how, line, text: text.join("\n") + "\n" });
        }
    }
    all
}

/// Whether the schema allows a text, as the platform reads it.
fn is_allowed(text: &str) -> bool {
    static SCHEMA: LazyLock<Validator> = LazyLock::new(|| jsonschema::validator_for(&schema::manifest()).unwrap());
    let json = amp_lint::read(&Source::new("a.yaml", text), Layout::Compact);
    json.is_ok_and(|json| SCHEMA.is_valid(&serde_json::from_str(&json).unwrap()))
}

/// Keys that others refer to by what is in them: written otherwise, each reference is a place of its own, since nobody knows
/// which of them was meant.
const REFERRED_TO: [(&str, usize); 1] = [("objectName a text, line 9", 2)];

#[test]
fn one_broken_key_is_one_place_to_look_at() {
    let mut wrong = Wrong::default();
    let (mut single, mut none) = (0, 0);
    for Broken { what, how, line, text } in half_broken() {
        let (source, found) = findings("a.yaml", text.clone().into_bytes());
        let shown: Vec<&Finding> = found.iter().filter(|finding| finding.severity != Severity::Pedantic).collect();
        let seen = || format!("{what}\n{shown:#?}\n{text}");
        wrong.unless(shown.iter().all(|finding| !source.slice(finding.span).is_empty()), seen);
        match (how, shown.len()) {
            // Another mapping has a key that nobody knows, and lacks what there was: each a mistake of its own, and all of
            // them in its line.
            (How::Mapping, _) => {
                let is_here = |finding: &&Finding| source.position(finding.span.start as usize).line == line;
                wrong.unless(!shown.is_empty() && shown.iter().all(is_here), seen);
            }
            (_, 1) => single += 1,
            (_, 0) => {
                none += 1;
                wrong.unless(is_allowed(&text), seen);
            }
            (_, count) => wrong.unless(REFERRED_TO.contains(&(what.as_str(), count)), seen),
        }
    }
    wrong.report();
    assert!(single > 90 && none < single / 2, "{single} with a finding, {none} without");
}

/// Inputs that have hurt parsers before.
fn nasty() -> Vec<(&'static str, String)> {
    let bomb = |levels: usize| {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_string();
        for level in 1..levels {
            let inner = vec![format!("*a{}", level - 1); 9].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
        }
        text
    };
    let chain = {
        let mut text =
            "specVersion: 1.0.0\nintegrations:\n- &m0 {name: a, provider: b, proxy: {enabled: true}}\n".to_string();
        for at in 1..300 {
            text.push_str(&format!("- &m{at}\n  <<: *m{}\n  name: n{at}\n", at - 1));
        }
        text
    };
    vec![
        ("brackets", "[".repeat(100_000)),
        ("braces", "{a: ".repeat(50_000)),
        ("dashes", "- ".repeat(10_000)),
        ("question marks", "? ".repeat(10_000)),
        ("deep block", (0..3000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("alias bomb", bomb(9)),
        (
            "alias bomb in a manifest",
            format!(
                "specVersion: 1.0.0\nintegrations:\n- name: a\n{}",
                bomb(8).replace("\na", "\n  a").replacen('a', "  a", 1)
            ),
        ),
        ("merge chain", chain),
        ("long line", format!("specVersion: \"{}\"\nintegrations: []\n", "x".repeat(1_000_000))),
        ("long broken line", format!("specVersion: \"{}\nintegrations: []\n", "x".repeat(1_000_000))),
        ("long key", format!("{}: x\n", "k".repeat(100_000))),
        ("zeros", "\0".repeat(10_000)),
        ("only a mark", "\u{FEFF}".to_string()),
        ("carriage returns", MANIFEST.replace('\n', "\r")),
        ("tabs", MANIFEST.replace("  ", "\t")),
        ("comments", "# x\n".repeat(20_000)),
        ("quotes", "a: \"\n".repeat(2_000)),
        ("documents", "---\na: b\n".repeat(2_000)),
        ("a key that contains itself", "&a [*a]: b\n*a : c\n".to_string()),
        ("same key many times", "name: a\n".repeat(5_000)),
        (
            "unquoted schedules",
            format!("specVersion: 1.0.0\nintegrations:\n{}", "- schedule: */5 * * * *\n".repeat(500)),
        ),
    ]
}

#[test]
fn nasty_inputs_are_reported_and_survived() {
    for (_, text) in nasty() {
        holds("a.yaml", text.clone().into_bytes());
        holds("a.json", text.into_bytes());
    }
}
