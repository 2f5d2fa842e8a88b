//! Comments that were meant to silence something and cannot be read, and those that silence less than they say.

use amp_lint::{Severity, Source, fix_all, lint};

/// A manifest with three warnings in one place: two unknown keys and a key in another case; the comment stands before them.
fn manifest(comment: &str) -> Source {
    Source::new(
        "amp.yaml",
        format!("name: a\nprovider: hubspot\n{comment}\nsettings: {{a: 1}}\nproxy:\n  enabled: true\n  Colour: red\n"),
    )
}

/// `rule: the text it points at`, advice left out but for that on comments.
fn found(source: &Source) -> Vec<String> {
    lint(source)
        .iter()
        .filter(|finding| finding.severity > Severity::Pedantic || finding.rule == "unused-ignore")
        .map(|finding| format!("{}: {}", finding.rule, &source.text()[finding.span.range()]))
        .collect()
}

/// The comment after all safe fixes; `None` where it is as before.
fn fixed(comment: &str, unsafe_too: bool) -> String {
    let fixed = fix_all(manifest(comment), lint, unsafe_too);
    assert!(fixed.defects.is_empty());
    fixed.source.text().lines().nth(2).unwrap().to_string()
}

const WARNINGS: [&str; 2] = ["unknown-key: settings", "unknown-key: Colour"];

/// What is said of a comment that stands alone over the warnings.
fn said(comment: &str) -> Vec<String> {
    let mut said = found(&manifest(comment));
    said.retain(|finding| !WARNINGS.contains(&finding.as_str()));
    said
}

/// Whether the comment silences the warning below it.
fn silences(comment: &str) -> bool {
    !found(&manifest(comment)).contains(&WARNINGS[0].to_string())
}

#[test]
fn what_is_written_right_is_read() {
    for comment in [
        "# amp:ignore",
        "# amp:ignore[unknown-key]",
        "# amp:ignore [unknown-key]",
        "# amp:ignore[ unknown-key ,]",
        "#amp:ignore, an old one",
        "# amp:ignore because the key is for another tool",
        "# amp:ignore: well-known, and only for a while",
        "# amp:ignore (see the wiki)",
    ] {
        assert!(silences(comment), "{comment}");
        assert!(said(comment).is_empty(), "{comment}: {:?}", said(comment));
    }
}

#[test]
fn a_rule_out_of_brackets_silences_nothing_whichever_it_is_and_whatever_stands_before_it() {
    let names = amp_lint::rules().iter().map(|rule| rule.name).chain(["destination-exists", "unknwon-key"]);
    for name in names {
        for before in [" ", ": ", ":", "=", "(", " (", " {", " <", " \"", " `", ", "] {
            let comment = format!("# amp:ignore{before}{name}");
            assert!(!silences(&comment), "{comment}");
            assert_eq!(
                said(&comment)[0],
                format!("malformed-ignore: {}", comment[12..].trim_start_matches([':', ' ']))
            );
            let right = if name == "unknwon-key" { "unknown-key" } else { name };
            assert_eq!(fixed(&comment, false), format!("# amp:ignore[{right}]"), "{comment}");
        }
    }
}

#[test]
fn lists_without_brackets_keep_the_words_behind_them() {
    for (comment, right) in [
        ("# amp:ignore unknown-key, key-case", "# amp:ignore[unknown-key, key-case]"),
        ("# amp:ignore unknown-key key-case", "# amp:ignore[unknown-key, key-case]"),
        ("# amp:ignore unknown-key; key-case", "# amp:ignore[unknown-key, key-case]"),
        ("# amp:ignore unknown-key for now", "# amp:ignore[unknown-key] for now"),
        ("# amp:ignore(unknown-key) for now", "# amp:ignore[unknown-key] for now"),
        (
            "# legacy; amp:ignore unknown-key, see the well-known page",
            "# legacy; amp:ignore[unknown-key] see the well-known page",
        ),
        ("# amp:ignore unknown_key", "# amp:ignore[unknown-key]"),
    ] {
        assert!(!silences(comment), "{comment}");
        assert_eq!(fixed(comment, false), right);
    }
}

#[test]
fn a_bracket_that_is_not_closed_silences_nothing() {
    for (comment, right) in [
        ("# amp:ignore[unknown-key", "# amp:ignore[unknown-key]"),
        ("# amp:ignore [unknown-key", "# amp:ignore [unknown-key]"),
        ("# amp:ignore[unknown-key,", "# amp:ignore[unknown-key]"),
        ("# amp:ignore[unknown-key)", "# amp:ignore[unknown-key]"),
        ("# amp:ignore[unknown-key}", "# amp:ignore[unknown-key]"),
        ("# amp:ignore[unknown-key, key-case", "# amp:ignore[unknown-key, key-case]"),
        ("# amp:ignore[unknown-key key-case", "# amp:ignore[unknown-key, key-case]"),
        ("# amp:ignore[unknown-key, key-case until the move", "# amp:ignore[unknown-key, key-case] until the move"),
        ("# amp:ignore[unknwon-key", "# amp:ignore[unknown-key]"),
    ] {
        assert!(!silences(comment), "{comment}");
        assert!(said(comment)[0].starts_with("malformed-ignore: ["), "{:?}", said(comment));
        assert_eq!(fixed(comment, false), right);
    }
}

#[test]
fn brackets_without_a_rule_silence_nothing_and_are_removed_only_where_that_is_asked_for() {
    for brackets in ["[]", "[ ]", "[,]", "[ , ]", "["] {
        let comment = format!("# amp:ignore{brackets}");
        assert!(!silences(&comment), "{comment}");
        assert_eq!(said(&comment), [format!("malformed-ignore: {brackets}")]);
        assert_eq!(fixed(&comment, false), comment);
        assert_eq!(fixed(&comment, true), "# amp:ignore");
    }
}

#[test]
fn rules_in_brackets_have_commas_between_them() {
    for between in [" ", "; ", "  ", " | ", "|"] {
        let comment = format!("# amp:ignore[unknown-key{between}key-case]");
        assert!(!silences(&comment), "{comment}");
        assert_eq!(said(&comment), [format!("malformed-ignore: [unknown-key{between}key-case]")]);
        assert_eq!(fixed(&comment, false), "# amp:ignore[unknown-key, key-case]");
    }
    // That is one name, of which another rule speaks.
    assert_eq!(said("# amp:ignore[unknown key]"), ["unknown-rule: unknown key"]);
}

#[test]
fn words_that_are_nearly_the_right_ones_are_told() {
    for (comment, words) in [
        ("# AMP:IGNORE[unknown-key]", "AMP:IGNORE"),
        ("# amp: ignore[unknown-key]", "amp: ignore"),
        ("# amp:ingore[unknown-key]", "amp:ingore"),
        ("# amp:ignored[unknown-key]", "amp:ignored"),
        ("# amp-lint:ignore[unknown-key]", "amp-lint:ignore"),
        ("# amp-lint: ignore unknown-key", "amp-lint: ignore"),
        ("## amp ignore", "amp ignore"),
    ] {
        assert!(!silences(comment), "{comment}");
        assert_eq!(said(comment)[0], format!("malformed-ignore: {words}"), "{comment}");
        let right = fixed(comment, false);
        assert!(right.ends_with("amp:ignore[unknown-key]") || right == "## amp:ignore", "{right}");
    }
    for prose in [
        "# amp:ignored",
        "# amp ignores [1] of these",
        "# Amp. Ignore this one",
        "# amp",
        "# ignore[unknown-key]",
        "# amp ignore the rest",
        "# sample: ignore",
        "#",
    ] {
        assert!(said(prose).is_empty(), "{prose}: {:?}", said(prose));
    }
}

#[test]
fn all_rules_by_a_star_are_all_rules_by_no_name() {
    for all in ["*", "all"] {
        let comment = format!("# amp:ignore[{all}]");
        assert_eq!(said(&comment), [format!("unknown-rule: {all}")]);
        assert_eq!(fixed(&comment, false), "# amp:ignore");
    }
}

#[test]
fn a_name_in_a_list_that_silences_nothing_is_reported_and_can_be_removed() {
    let cases = [
        ("[unknown-key, key-case]", vec!["key-case"], "[unknown-key]"),
        ("[key-case, unknown-key]", vec!["key-case"], "[unknown-key]"),
        ("[key-case,unknown-key,null-value]", vec!["key-case", "null-value"], "[unknown-key]"),
        ("[unknown-key, unknown-key]", vec!["unknown-key"], "[unknown-key]"),
        ("[catalog-access, key-case]", vec!["key-case"], "[catalog-access]"),
        ("[unknown-key, catalog-access]", vec![], "[unknown-key, catalog-access]"),
        // Without the platform nobody knows.
        ("[unknown-key, provider-app-not-configured]", vec![], "[unknown-key, provider-app-not-configured]"),
        ("[provider-app-not-configured]", vec![], "[provider-app-not-configured]"),
    ];
    for (list, unused, left) in cases {
        let comment = format!("# amp:ignore{list}");
        let wanted: Vec<String> = unused.iter().map(|name| format!("unused-ignore: {name}")).collect();
        assert_eq!(said(&comment), wanted, "{list}");
        assert_eq!(fixed(&comment, true), format!("# amp:ignore{left}"));
    }
    // All of them: the comment goes as a whole.
    assert_eq!(said("# amp:ignore[key-case, null-value]"), ["unused-ignore: amp:ignore[key-case, null-value]"]);
}

#[test]
fn over_an_error_it_is_told_that_errors_cannot_be_silenced() {
    let messages = |comment: &str| {
        let text = format!(
            "{comment}\n\nspecVersion: 2.0.0\nteam: a\nintegrations:\n- {{name: a, provider: hubspot, proxy: {{enabled: true}}}}\n"
        );
        let findings = lint(&Source::new("amp.yaml", text));
        findings.into_iter().filter(|finding| finding.rule == "unused-ignore").map(|finding| finding.message).collect()
    };
    let none: Vec<String> = messages("# amp:ignore");
    assert!(none.is_empty(), "the warning is silenced: {none:?}");
    let one: Vec<String> = messages("# amp:ignore[spec-version]");
    assert_eq!(one, ["this comment silences nothing: errors cannot be silenced"]);
    let listed: Vec<String> = messages("# amp:ignore[unknown-key, spec-version]");
    assert_eq!(listed, ["`spec-version` silences nothing here: errors cannot be silenced"]);
    let other: Vec<String> = messages("# amp:ignore[key-case]");
    assert_eq!(other, ["this comment silences nothing"]);
}
