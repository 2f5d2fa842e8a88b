//! What must hold for any text at all: a report and no panic, every place inside the text, the same answer twice, and a
//! half-broken manifest never blamed twice for one mistake.

use amp_lint::{Finding, Severity, Source, Span, apply, lint};
use proptest::prelude::*;

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

/// The manifest with each key in turn missing, null, of the wrong type or doubled.
fn half_broken() -> Vec<(String, String)> {
    let lines: Vec<&str> = MANIFEST.lines().collect();
    let mut all = Vec::new();
    for (start, end) in blocks(MANIFEST) {
        let line = lines[start];
        let Some((key, _)) = line.split_once(':') else { continue };
        let dash = key.trim_start().starts_with('-');
        let key = key.trim_end();
        let with = |middle: Vec<String>| {
            let mut text: Vec<String> = lines[..start].iter().map(|line| line.to_string()).collect();
            text.extend(middle);
            text.extend(lines[end..].iter().map(|line| line.to_string()));
            text.join("\n") + "\n"
        };
        let whole: Vec<String> = lines[start..end].iter().map(|line| line.to_string()).collect();
        if !dash {
            all.push((format!("{} missing", key.trim()), with(vec![])));
            let mut twice = whole.clone();
            twice.extend(whole.clone());
            all.push((format!("{} doubled", key.trim()), with(twice)));
        }
        all.push((format!("{} null", key.trim()), with(vec![format!("{key}:")])));
        all.push((format!("{} a list", key.trim()), with(vec![format!("{key}: [x]")])));
        all.push((format!("{} a mapping", key.trim()), with(vec![format!("{key}: {{x: y}}")])));
        all.push((format!("{} a text", key.trim()), with(vec![format!("{key}: some text")])));
    }
    all
}

#[test]
fn one_broken_key_is_one_place_to_look_at() {
    for (what, text) in half_broken() {
        let (source, found) = findings("a.yaml", text.clone().into_bytes());
        let shown: Vec<&Finding> = found.iter().filter(|finding| finding.severity != Severity::Pedantic).collect();
        if what.ends_with("a mapping") {
            // Another mapping lacks several members at once, each a mistake of its own.
            continue;
        }
        let mut places: Vec<Span> = shown.iter().map(|finding| finding.span).collect();
        places.sort();
        let count = places.len();
        places.dedup();
        assert_eq!(places.len(), count, "{what}: two findings at one place\n{found:#?}\n{text}");
        assert!(shown.iter().all(|finding| !source.slice(finding.span).is_empty()), "{what}\n{found:#?}");
    }
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
