//! A file that is none of the known inputs. Other tools have an `amp.yaml` too.

use crate::analysis::Definition;
use crate::finding::Severity;
use crate::rules::{Context, Findings};
use crate::source::Span;
use crate::syntax::Kind;

rule! {
    name: "not-a-manifest",
    severity: Error,
    fix: No,
    switch_off: Warnings,
    rests_on: [WholeText],
    summary: "a file that defines no integration",
}

fn check(cx: &Context, out: &mut Findings) {
    if !matches!(cx.definition(), Definition::Unknown) {
        return;
    }
    let kind = cx.tree().root().map(|root| cx.tree().kind(root));
    // What could not be read may well have been a manifest.
    let unreadable = matches!(kind, Some(Kind::Bad)) || !cx.tree().errors.is_empty();
    if unreadable {
        return;
    }
    let severity = if !cx.facts.found_by_search { Severity::Error } else { Severity::Warning };
    let (place, message) = match cx.tree().root() {
        Some(root) if !cx.view().is_null(root) => {
            (cx.tree().handle(root), "this is no Ampersand manifest: it has neither `specVersion` nor `integrations`")
        }
        _ => (Span::default(), "this file is empty"),
    };
    out.place(place, message)
        .help("a manifest starts with `specVersion: 1.0.0` and has a list of `integrations`; if this is another tool's file, leave it out")
        .severity(severity);
}
