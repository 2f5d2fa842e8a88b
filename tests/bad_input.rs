//! Bytes that are not what anybody writes: other encodings, control characters, strange line breaks, and far too much of something. A
//! value or a finding that says which and where, and never a panic.

mod support;

use amp_lint::{Finding, Layout, Source};
use support::lint::without_advice;

const MANIFEST: &str = "# é\nspecVersion: 1.0.0\nintegrations:\n  - name: crm\n    displayName: Größe 😀\n    provider: hubspot\n    proxy:\n      enabled: true\n";

fn source(bytes: impl Into<Vec<u8>>) -> Source {
    Source::from_bytes("amp.yaml", bytes.into())
}

fn found(source: &Source) -> Vec<Finding> {
    let findings = without_advice(source);
    for finding in &findings {
        let text = source.text();
        assert!(text.get(finding.span.range()).is_some(), "{finding:?}");
    }
    findings
}

/// The value of a text, or the first thing that is wrong with it.
fn read(source: &Source) -> Result<String, String> {
    amp_lint::read(source, Layout::Compact).map_err(|errors| errors[0].message.clone())
}

#[test]
fn every_encoding_that_the_platform_takes_is_the_same_text() {
    let expected = read(&source(MANIFEST)).unwrap();
    assert!(found(&source(MANIFEST)).is_empty());
    let units = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
    let marked = format!("\u{FEFF}{MANIFEST}");
    for bytes in [marked.clone().into_bytes(), units(&marked, u16::to_le_bytes), units(&marked, u16::to_be_bytes)] {
        let source = source(bytes);
        assert_eq!(read(&source).as_ref(), Ok(&expected));
        assert_eq!(found(&source), []);
    }
}

#[test]
fn what_is_no_text_is_one_finding() {
    let le: Vec<u8> = MANIFEST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = MANIFEST.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = MANIFEST.replace("😀", "").chars().map(|c| c as u8).collect();
    let cut = MANIFEST.as_bytes()[..MANIFEST.find('😀').unwrap() + 2].to_vec();
    let odd: Vec<u8> = format!("\u{FEFF}{MANIFEST}").encode_utf16().flat_map(u16::to_le_bytes).chain([0]).collect();
    for bytes in [latin, cut, odd] {
        let source = source(bytes);
        let findings = found(&source);
        let syntax: Vec<_> = findings.iter().filter(|finding| finding.rule == "yaml-syntax").collect();
        assert_eq!(syntax.len(), 1, "{findings:#?}");
        assert!(syntax[0].message.contains("neither UTF-8 nor UTF-16"), "{syntax:#?}");
    }
    // Without its mark nobody knows that this is UTF-16, the platform neither.
    for bytes in [le, be] {
        let findings = found(&source(bytes));
        assert!(findings.iter().any(|finding| finding.rule == "yaml-syntax"), "{findings:#?}");
        assert!(findings.len() <= 17, "{findings:#?}");
    }
}

/// What YAML 1.1 calls printable, which is what the platform takes.
fn is_taken(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[test]
fn every_character_that_the_platform_refuses_is_said_where_it_stands() {
    let all = (0..0xA1).chain([0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x1_0000, 0x1_FFFE, 0x10_FFFF]);
    for c in all.filter_map(char::from_u32).filter(|c| !"\t\n\r \"\\\u{85}#:'".contains(*c)) {
        // In a comment, in a value with quotes and without, in a key.
        for (before, behind) in [
            ("# é", "é"),
            ("    displayName: a", "b"),
            ("    displayName: \"a", "b\""),
            ("    x", "y: 1"),
            ("    x: |\n      a", "b"),
        ] {
            let text = MANIFEST.replace("    displayName: Größe 😀", &format!("{before}{c}{behind}"));
            let at = text.find(&format!("{c}{behind}")).unwrap();
            let source = source(text.clone());
            let findings = found(&source);
            let syntax: Vec<_> = findings.iter().filter(|finding| finding.rule == "yaml-syntax").collect();
            if is_taken(c) {
                assert_eq!(syntax.len(), 0, "{c:?}: {syntax:#?}\n{text:?}");
                continue;
            }
            let [finding] = syntax[..] else { panic!("{c:?}: {findings:#?}\n{text:?}") };
            assert!(finding.message.contains(&format!("U+{:04X}", c as u32)), "{finding:?}");
            assert_eq!(finding.span.range(), at..at + c.len_utf8(), "{text:?}");
            assert!(findings.iter().all(|other| other.rule == "yaml-syntax" || other.span.start != finding.span.start));
        }
    }
}

#[test]
fn every_line_break_of_the_platform_is_one() {
    let expected = read(&source(MANIFEST)).unwrap();
    for end in ["\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
        let source = source(MANIFEST.replace('\n', end));
        assert_eq!(read(&source).as_ref(), Ok(&expected), "{end:?}");
        assert_eq!(found(&source), [], "{end:?}");
        // Mixed with others.
        let mut nth = 0;
        let mixed: String = MANIFEST
            .split_inclusive('\n')
            .map(|line| {
                nth += 1;
                if nth % 2 == 0 { line.replace('\n', end) } else { line.to_string() }
            })
            .collect();
        assert_eq!(read(&Source::new("amp.yaml", mixed.as_str())).as_ref(), Ok(&expected), "{end:?}");
    }
}

#[test]
fn one_scalar_may_be_as_long_as_a_file() {
    let read_long = read(&source(format!("a: {}\n", "x".repeat(20 * 1024 * 1024)))).unwrap();
    assert_eq!(read_long.len(), 20 * 1024 * 1024 + 8);
    let long = "x".repeat(2 * 1024 * 1024);
    for (before, behind) in [("a: ", "\n"), ("a: \"", "\"\n"), ("a: |\n  ", "\n"), ("# ", "\na: 1\n"), ("a: [", "]\n")]
    {
        let read = read(&source(format!("{before}{long}{behind}"))).unwrap();
        assert!(read == "{\"a\":1}" || read.len() > long.len());
    }
    // A key ends after 1024 characters, a quote never: findings.
    assert!(read(&source(format!("{long}: 1\n"))).is_err());
    assert!(read(&source(format!("a: \"{long}"))).is_err());
    assert_eq!(found(&source(format!("{MANIFEST}    description: {long}\n"))).len(), 1);
}

#[test]
fn a_mapping_may_have_any_number_of_keys() {
    let keys: String = (0..300_000).map(|nth| format!("k{nth}: {nth}\n")).collect();
    let value = read(&source(keys.clone())).unwrap();
    assert_eq!(value.matches(':').count(), 300_000);
    let same = "k: 1\n".repeat(300_000);
    assert_eq!(read(&source(same)).unwrap(), "{\"k\":1}");
    let list: String = (0..300_000).map(|nth| format!("- {nth}\n")).collect();
    assert_eq!(read(&source(list)).unwrap().matches(',').count(), 299_999);
}

#[test]
fn nesting_ends_where_the_platform_ends_it() {
    let flow = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let braces = |levels: usize| format!("{}1{}", "{a: ".repeat(levels), "}".repeat(levels));
    let dashes = |levels: usize| format!("{}x\n", "- ".repeat(levels));
    let lines = |levels: usize| (0..levels).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>();
    for text in [flow(9_000), braces(9_000), dashes(9_000), lines(1_000)] {
        assert!(read(&source(text)).is_ok());
    }
    for text in [flow(20_000), braces(20_000), dashes(20_000), "[".repeat(300_000), "{a: ".repeat(300_000)] {
        let source = source(text);
        assert!(read(&source).unwrap_err().contains("levels deep"));
        assert!(found(&source).len() <= 2);
    }
}

#[test]
fn aliases_that_multiply_are_refused_and_others_are_not() {
    let bomb = |levels: usize, each: usize| {
        let mut text = "a0: &a0 [x]\n".to_string();
        for level in 1..levels {
            let inner = vec![format!("*a{}", level - 1); each].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
        }
        text
    };
    for (levels, each) in [(9, 9), (30, 2), (4, 200), (400, 2), (3_000, 3)] {
        let source = source(bomb(levels, each));
        let why = read(&source).unwrap_err();
        assert!(why.contains("alias"), "{levels} times {each}: {why}");
        assert!(found(&source).len() <= 2);
    }
    // Merges that do the same.
    let mut merges = "a0: &a0 {k0: 1}\n".to_string();
    for level in 1..30 {
        let below = level - 1;
        merges.push_str(&format!(
            "a{level}: &a{level} {{<<: [*a{below}, *a{below}], k{level}: [*a{below}, *a{below}]}}\n"
        ));
    }
    assert!(read(&source(merges)).unwrap_err().contains("alias"));
    // Many aliases of one thing are no bomb.
    let many = format!("a: &a [1, 2]\nb:\n{}", "- *a\n".repeat(1_000));
    assert_eq!(read(&source(many)).unwrap().matches("[1,2]").count(), 1_001);
}
