//! What the platform's reader rejects.
//!
//! The parser finds it and puts it into words; this rule hands it on.

use crate::rules::{Context, Findings};

rule! {
    name: "yaml-syntax",
    severity: Error,
    fix: Safe,
    switch_off: Never,
    summary: "text that the platform cannot read as YAML",
}

fn check(cx: &Context, out: &mut Findings) {
    for error in &cx.tree.errors {
        let mut draft = out.place(error.span, error.message.clone()).maybe_fix(error.fix.clone());
        if let Some(help) = &error.help {
            draft = draft.help(help.clone());
        }
        if let Some((span, message)) = &error.related {
            draft.label_at(*span, message.clone());
        }
    }
}
