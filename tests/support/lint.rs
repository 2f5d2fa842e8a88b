//! The findings of a text, as the library gives them, and the value that the platform reads out of it.

use amp_lint::{Finding, Layout, Severity, Source, lint};
use serde_json::Value;

/// Everything that there is to say of a manifest.
pub fn findings(text: &str) -> Vec<Finding> {
    lint(&Source::new("amp.yaml", text))
}

/// What there is to say of a source, but for advice.
pub fn without_advice(source: &Source) -> Vec<Finding> {
    let mut findings = lint(source);
    findings.retain(|finding| finding.severity > Severity::Pedantic);
    findings
}

/// The value of a text as the platform reads it, aliases and merges resolved.
pub fn read(text: &str) -> Value {
    let json = amp_lint::read(&Source::new("amp.yaml", text), Layout::Compact);
    serde_json::from_str(&json.unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))).unwrap()
}
