//! Text behind the end of the document, which the platform never reads: one finding at its first character, and where it holds what
//! is missing at the top, an error.

use amp_lint::{Severity, Source, lint};

/// The place, the rule and the severity of each finding.
fn found(text: &str) -> Vec<(usize, usize, &'static str, Severity)> {
    let source = Source::new("amp.yaml", text);
    let mut findings = lint(&source);
    findings.retain(|finding| finding.severity > Severity::Pedantic);
    let place = |at: u32| source.position(at as usize);
    findings
        .iter()
        .map(|finding| (place(finding.span.start), finding))
        .map(|(at, finding)| (at.line, at.column, finding.rule, finding.severity))
        .collect()
}

/// The members of a good manifest, and of an integration as a file of its own.
const TEXTS: [&[&str]; 2] = [
    &["specVersion: 1.0.0\n", "integrations:\n  - name: crm\n    provider: hubspot\n    proxy: {enabled: true}\n"],
    &["name: crm\n", "displayName: CRM\n", "provider: hubspot\n", "proxy:\n  enabled: true\n"],
];

#[test]
fn a_mark_in_the_middle_is_what_is_wrong() {
    for members in TEXTS {
        assert_eq!(found(&members.concat()), [], "{members:?}");
        for nth in 1..members.len() {
            let (before, behind) = (members[..nth].concat(), members[nth..].concat());
            let line = before.lines().count() + 1;
            for comment in ["", "# a comment: of two words\n", "\n"] {
                let lines = comment.lines().count();
                for (mark, at) in [("...", line + 1 + lines), ("---", line), ("...\n---", line + 2 + lines)] {
                    let text = format!("{before}{mark}\n{comment}{behind}");
                    assert_eq!(found(&text), [(at, 1, "multiple-documents", Severity::Error)], "{text}");
                }
            }
        }
    }
}

#[test]
fn what_stands_behind_brackets_is_what_is_wrong() {
    for (inside, behind) in [
        ("{specVersion: 1.0.0}", "integrations:\n  - name: crm\n    provider: hubspot\n    proxy: {enabled: true}\n"),
        ("{specVersion: 1.0.0}", "\"integrations\": [{name: crm, provider: hubspot, proxy: {enabled: true}}]\n"),
        ("{name: crm, proxy: {enabled: true}}", "provider: hubspot\n"),
        ("{name: crm, provider: hubspot}", "proxy: {enabled: true}\n"),
    ] {
        for blank in ["\n", "\n\n", "\n# a comment\n"] {
            let text = format!("{inside}{blank}{behind}");
            let line = 1 + blank.lines().count().max(1);
            let line = if blank == "\n" { 2 } else { line };
            assert_eq!(found(&text), [(line, 1, "multiple-documents", Severity::Error)], "{text}");
        }
    }
}

#[test]
fn what_is_indented_less_than_the_first_line_is_what_is_wrong() {
    for members in TEXTS {
        for blanks in 1..4 {
            let text = format!("{}{}", " ".repeat(blanks), members.concat());
            assert_eq!(found(&text), [(2, 1, "multiple-documents", Severity::Error)], "{text}");
        }
    }
}

#[test]
fn what_is_not_missing_is_ignored_and_no_error() {
    let manifest = TEXTS[0].concat();
    for (behind, line) in [("---\na: 1\n", 5), ("...\na: 1\n", 6), ("---\nspecVersion: 1.0.0\nintegrations: []\n", 5)] {
        let text = format!("{manifest}{behind}");
        let line = line + manifest.lines().count() - 5 + 1;
        assert_eq!(found(&text), [(line, 1, "multiple-documents", Severity::Warning)], "{text}");
    }
}

#[test]
fn what_is_missing_and_not_behind_the_end_is_said_as_well() {
    // The second document has a top of its own: it is another manifest, not the rest of this one.
    let text = format!("specVersion: 1.0.0\n---\n{}", TEXTS[0].concat());
    let found_rules: Vec<_> = found(&text).into_iter().map(|(line, _, rule, _)| (line, rule)).collect();
    assert_eq!(found_rules, [(1, "integration-structure"), (2, "multiple-documents")], "{text}");
    let text = "name: crm\nproxy:\n  enabled: true\n...\ndisplayName: CRM\n";
    let found_rules: Vec<_> = found(text).into_iter().map(|(line, _, rule, _)| (line, rule)).collect();
    assert_eq!(found_rules, [(1, "required-field"), (5, "multiple-documents")], "{text}");
}
