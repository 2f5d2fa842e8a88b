//! A mapping has a key twice. YAML forbids it; the platform keeps the last one without a word.

use crate::rules::{Context, Findings};
use crate::shape::check::Violation;

rule! {
    name: "duplicate-key",
    severity: Error,
    fix: No,
    summary: "a key that stands twice in one mapping",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations {
        let Violation::DuplicateKey(duplicate) = violation else { continue };
        let name = cx.tree.text(cx.tree.target(duplicate.key));
        out.key(duplicate.key, format!("`{name}` is already set in this mapping"))
            .note("only this one counts")
            .label_at(cx.tree.span(duplicate.earlier), "set here first, and ignored")
            .help("keep one of the two; the platform reads only the last");
    }
}
