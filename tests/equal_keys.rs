//! Keys that the platform reads as one are duplicates, however they are written, and the view has what the reader prints.

use amp_lint::{Source, lint};

/// What is said of two keys in one integration.
fn said(first: &str, second: &str) -> Vec<(&'static str, String)> {
    let text = format!(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    provider: hubspot\n    {first}: 1\n    {second}: 2\n    proxy: {{enabled: true}}\n"
    );
    let findings = lint(&Source::new("amp.yaml", text));
    let duplicates = findings.iter().filter(|finding| finding.rule == "duplicate-key");
    duplicates.map(|finding| (finding.rule, finding.help.clone().unwrap_or_default())).collect()
}

#[test]
fn keys_are_equal_that_are_read_as_one() {
    for (first, second) in
        [("yes", "true"), ("on", "Yes"), ("1", "01"), ("0x10", "16"), ("\"a\"", "a"), ("1.5", "1.50"), ("'k'", "\"k\"")]
    {
        let found = said(first, second);
        assert_eq!(found.len(), 1, "{first} {second}: {found:?}");
        assert!(found[0].1.contains("only the last is read"), "{found:?}");
    }
    // A number and a text: the platform keeps one of them, nobody knows which.
    for (first, second) in [("1", "\"1\""), ("\"true\"", "yes"), ("!!str 1", "1")] {
        let found = said(first, second);
        assert_eq!(found.len(), 1, "{first} {second}: {found:?}");
        assert!(found[0].1.contains("left to chance"), "{found:?}");
    }
    for (first, second) in [("yes", "no"), ("1", "2"), ("\"yes\"", "true"), ("010", "\"010\""), ("a", "b")] {
        assert_eq!(said(first, second), [], "{first} {second}");
    }
}
