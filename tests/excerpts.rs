//! What people see of a text: however long its lines are and however far apart the places that a finding speaks of.

mod support;

use std::fs;
use std::process::Output;

use amp_lint::report::Linted;
use amp_lint::report::pretty::{self, Style};
use amp_lint::{Finding, Label, Severity, Source, Span};
use proptest::prelude::*;
use support::output::stdout;
use support::program::amp_lint;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

fn finding(span: Span, note: &str, labels: Vec<Label>) -> Finding {
    Finding {
        rule: "a-rule-with-a-name",
        severity: Severity::Error,
        message: "something is wrong with `this value here` and has to be written otherwise by somebody".to_string(),
        help: Some("write `something: else`, as schedule-minimum-interval and half-a-dozen other rules want it".into()),
        span,
        note: note.to_string(),
        labels,
        path: "$".to_string(),
        fix: None,
    }
}

fn label(span: Span, message: &str) -> Label {
    Label { span, message: message.to_string() }
}

fn printed(text: &str, finding: Finding, style: Style) -> String {
    let source = Source::new("amp.yaml", text);
    let mut out = Vec::new();
    pretty::write(&mut out, &[Linted { source, findings: vec![finding], counts: Severity::Error }], style).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(width: usize) -> Style {
    Style { colour: false, unicode: true, width }
}

/// The lines of text in a picture, each with the line of marks below it.
fn marked(printed: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = printed.lines().collect();
    let pairs = lines.windows(2).filter(|pair| pair[0].contains(" │") && pair[1].contains(" · "));
    let after = |line: &str, bar: &str| {
        let rest = line.split_once(bar).unwrap_or_default().1;
        rest.strip_prefix(' ').unwrap_or(rest).to_string()
    };
    pairs.map(|pair| (after(pair[0], " │"), after(pair[1], " ·"))).collect()
}

/// What stands above the marks, for text whose characters take a column each.
fn above(text: &str, marks: &str) -> String {
    text.chars().zip(marks.chars()).filter(|(_, mark)| *mark != ' ').map(|(c, _)| c).collect()
}

fn run(folder: &TempDir, arguments: &[&str], columns: usize) -> Output {
    amp_lint(folder.path()).env("COLUMNS", columns.to_string()).args(arguments).output().unwrap()
}

/// A manifest on one line with so many objects, the first and the last of them the same.
fn minified(objects: usize) -> String {
    let names = (0..objects).map(|nth| if nth + 1 == objects { 0 } else { nth });
    let objects: Vec<String> = names
        .map(|nth| {
            format!(r#"{{"objectName":"object{nth}","destination":"hook","schedule":"0 * * * *","optionalFieldsAuto":"all"}}"#)
        })
        .collect();
    format!(
        r#"{{"specVersion":"1.0.0","integrations":[{{"name":"crm","provider":"hubspot","read":{{"objects":[{}]}}}}]}}"#,
        objects.join(",")
    )
}

#[test]
fn places_that_are_far_apart_on_one_line_are_two_excerpts() {
    let folder = TempDir::new().unwrap();
    for objects in [12, 1_000, 2_000] {
        let text = minified(objects);
        fs::write(folder.path().join("amp.json"), &text).unwrap();
        for columns in [40, 80, 120] {
            for arguments in [&["amp.json"][..], &["--fix", "amp.json"], &["--diff", "amp.json"]] {
                let output = run(&folder, arguments, columns);
                assert_eq!(output.stderr.windows(5).filter(|part| part == b"panic").count(), 0);
                assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
            }
            let shown = stdout(&run(&folder, &["amp.json"], columns));
            let pairs = marked(&shown);
            assert_eq!(pairs.len(), 2, "{shown}");
            assert!(pairs.iter().all(|(text, marks)| above(text, marks) == "\"object0\""), "{shown}");
            assert!(shown.contains("listed here first") || columns == 40);
            let at = text.rfind("\"object0\"").unwrap() + 1;
            let first = shown.lines().find(|line| line.contains("amp.json:")).unwrap();
            assert!(first.contains(&format!("amp.json:1:{at}]")), "the finding's own place comes first: {shown}");
        }
    }
}

#[test]
fn a_long_line_is_cut_where_nothing_is_marked() {
    let text = format!("{} here {}\n", "a".repeat(70_000), "b".repeat(70_000));
    let at = text.find("here").unwrap();
    let shown = printed(&text, finding(Span::new(at, at + 4), "", Vec::new()), plain(60));
    let (line, marks) = &marked(&shown)[0];
    assert!(line.starts_with("…a") && line.ends_with("b…"), "{line}");
    assert_eq!(above(line, marks), "here");
    let ascii = printed(&text, finding(Span::new(at, at + 4), "", Vec::new()), Style { unicode: false, ..plain(60) });
    assert!(ascii.is_ascii() && ascii.contains("...aaa") && ascii.contains("bbb..."), "{ascii}");
    // What is marked goes on beyond what can be shown.
    let shown = printed(&text, finding(Span::new(0, 70_000), "", Vec::new()), plain(60));
    let (line, marks) = &marked(&shown)[0];
    assert!(line.ends_with("a…") && above(line, marks) == *line, "{shown}");
}

#[test]
fn the_lines_around_are_shown_and_those_far_away_are_not() {
    let lines: Vec<String> = (1..=40).map(|nth| format!("line{nth}: x")).collect();
    let text = lines.join("\n") + "\n";
    let span = |line: usize| {
        let at = text.find(&format!("line{line}:")).unwrap();
        Span::new(at, at + 5)
    };
    let shown = |own: usize, other: usize| {
        let shown = printed(&text, finding(span(own), "", vec![label(span(other), "here")]), plain(100));
        let numbers = shown.lines().filter_map(|line| line.split_once(" │ ")?.0.trim().parse::<usize>().ok());
        numbers.collect::<Vec<_>>()
    };
    assert_eq!(shown(20, 21), [19, 20, 21, 22]);
    assert_eq!(shown(20, 23), [19, 20, 21, 22, 23, 24]);
    // Its own place first.
    assert_eq!(shown(30, 3), [29, 30, 31, 2, 3, 4]);
    assert_eq!(shown(1, 40), [1, 2, 39, 40]);
}

#[test]
fn nothing_in_a_text_moves_the_cursor() {
    let text = "a: 1\rb: \u{1b}[31m\u{9b}2J\u{7f}\u{202e}\tc\u{85}\u{2028}d # \u{feff}\r\nlast: \u{0}\n";
    for at in text.char_indices().map(|(at, _)| at) {
        let shown =
            printed(text, finding(Span::new(at, at), "\r\u{1b}", vec![label(Span::new(0, 1), "\n::x")]), plain(80));
        let harmful = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2028}\u{feff}".contains(c));
        assert!(!shown.contains(harmful), "{shown:?}");
    }
    // A carriage return ends a line, and is none of it.
    let at = text.find('b').unwrap();
    let shown = printed(text, finding(Span::new(at, at + 1), "", Vec::new()), plain(80));
    assert!(shown.contains(" 1 │ a: 1\n 2 │ b: ?[31m?2J??    c??d # ?\n"), "{shown}");
}

#[test]
fn a_byte_order_mark_takes_no_column() {
    let shown = printed("\u{feff}key: x\n", finding(Span::new(3, 6), "", Vec::new()), plain(80));
    let (line, marks) = &marked(&shown)[0];
    assert_eq!((line.as_str(), above(line, marks).as_str()), ("key: x", "key"));
}

#[test]
fn colours_say_what_a_mark_is() {
    let text = "one: 1\ntwo: 2\nthree: 3\n";
    let style = Style { colour: true, ..plain(80) };
    let others = || vec![label(Span::new(0, 3), "another"), label(Span::new(14, 19), "a third")];
    for (severity, code) in [(Severity::Error, "31"), (Severity::Warning, "33"), (Severity::Pedantic, "36")] {
        let shown = printed(text, Finding { severity, ..finding(Span::new(7, 10), "own place", others()) }, style);
        let colour_of = |label: &str| {
            let line = shown.lines().find(|line| line.contains(label)).unwrap();
            line.split("\u{1b}[").nth(1).unwrap().split('m').next().unwrap().to_string()
        };
        assert_eq!(colour_of("own place"), code, "{shown}");
        assert_eq!(colour_of("another"), colour_of("a third"));
        assert_ne!(colour_of("another"), code);
    }
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-z]{1,12}",
        2 => Just(" ".to_string()),
        1 => Just("\n".to_string()),
        1 => "[a-z]{100,300}",
        1 => "[東é😀\u{301}\t]{1,9}",
        1 => "\u{301}{300}",
    ];
    proptest::collection::vec(piece, 1..30).prop_map(|pieces| pieces.concat())
}

/// A span of a text from two numbers, on character boundaries.
fn span(text: &str, from: usize, length: usize) -> Span {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let start = from % ends.len();
    Span::new(ends[start], ends[(start + length).min(ends.len() - 1)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_excerpt_is_never_wider_than_the_terminal_and_no_word_is_broken(
        text in texts(),
        width in 24_usize..130,
        places in proptest::collection::vec((0_usize..2000, 0_usize..60), 1..5),
        unicode: bool,
    ) {
        let spans: Vec<Span> = places.iter().map(|(from, length)| span(&text, *from, *length)).collect();
        let others = spans[1..].iter().map(|span| label(*span, "listed here first")).collect();
        let found = finding(spans[0], "the second one", others);
        let words: Vec<String> = format!("{} {}", found.message, found.help.clone().unwrap())
            .split(' ').map(str::to_string).collect();
        let shown = printed(&text, found, Style { unicode, ..plain(width) });
        for line in shown.lines().filter(|line| !line.contains("amp.yaml:")) {
            let is_word = line.trim().split(' ').count() <= 3 && words.iter().any(|word| line.contains(word.as_str()));
            prop_assert!(line.width() <= width || is_word, "{}: {line}\n{shown}", line.width());
            prop_assert!(line.chars().count() <= 5 * width + 10, "{line}");
        }
        for word in &words {
            prop_assert!(shown.split([' ', '\n']).any(|one| one == word), "{word}\n{shown}");
        }
    }

    #[test]
    fn what_is_marked_is_what_is_meant(
        lines in proptest::collection::vec("[a-z ]{0,40}|[a-z ]{80,400}", 1..8),
        width in 30_usize..130,
        from in 0_usize..2000,
        length in 1_usize..20,
    ) {
        let text = lines.join("\n");
        let span = span(&text, from, length);
        let own = text[span.range()].split('\n').next().unwrap().to_string();
        let shown = printed(&text, finding(span, "", Vec::new()), plain(width));
        let pairs = marked(&shown);
        prop_assert_eq!(pairs.len(), 1, "{}", shown);
        // Blanks at the end of a line are not printed.
        let (line, marks) = &pairs[0];
        let above = format!("{:marks$}", line, marks = marks.chars().count());
        let above: String = above.chars().zip(marks.chars()).filter(|(_, mark)| *mark != ' ').map(|(c, _)| c).collect();
        if own.is_empty() {
            prop_assert_eq!(above.chars().count(), 1);
        } else if above.ends_with('…') && !own.ends_with('…') {
            prop_assert!(own.starts_with(above.trim_end_matches('…')), "{own} {above}\n{shown}");
        } else {
            prop_assert_eq!(above, own, "{}", shown);
        }
        let place = Source::new("amp.yaml", text.clone()).position(span.start as usize);
        let named = format!("[amp.yaml:{}:{}]", place.line, place.column);
        prop_assert!(shown.contains(&named), "{} {}", named, shown);
    }
}
