//! Findings as an editor shows them: the same ones, at the same characters, in the same words.

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Uri,
};

use super::opened::Opened;
use crate::clean;
use crate::finding::{Finding, Severity};
use crate::rules;

/// What the rules call what has no effect at all. Editors show such text paler.
const WITHOUT_EFFECT: [&str; 9] = [
    "backfill-noop",
    "duplicate-field",
    "duplicate-key",
    "duplicate-watch-field",
    "optional-fields-redundant",
    "proxy-enabled",
    "unknown-key",
    "unknown-rule",
    "unused-ignore",
];

/// What the platform takes for the sake of old manifests alone.
const DEPRECATED: [&str; 1] = ["delivery-deprecated"];

/// All of a text, by place.
pub fn of(opened: &Opened) -> Vec<Diagnostic> {
    opened.findings().iter().map(|finding| diagnostic(opened, finding)).collect()
}

/// One finding.
pub fn diagnostic(opened: &Opened, finding: &Finding) -> Diagnostic {
    let mut message = clean::line(&finding.message).into_owned();
    if let Some(help) = &finding.help {
        message.push('\n');
        message.push_str(&clean::line(help));
    }
    let related = finding.labels.iter().map(|label| DiagnosticRelatedInformation {
        location: opened.location(label.span),
        message: clean::line(&label.message).into_owned(),
    });
    let related: Vec<_> = related.collect();
    let tag = match finding.rule {
        rule if WITHOUT_EFFECT.contains(&rule) => Some(DiagnosticTag::Unnecessary),
        rule if DEPRECATED.contains(&rule) => Some(DiagnosticTag::Deprecated),
        _ => None,
    };
    Diagnostic {
        range: opened.range(finding.span),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
            Severity::Pedantic => DiagnosticSeverity::Information,
        }),
        code: Some(Code::String(finding.rule.to_string())),
        code_description: address(finding.rule),
        source: Some("amp-lint".to_string()),
        message: message.into(),
        tags: tag.map(|tag| vec![tag]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

fn address(rule: &str) -> Option<CodeDescription> {
    Some(CodeDescription { href: Uri(rules::by_name(rule)?.address()?) })
}
