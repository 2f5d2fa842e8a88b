//! A plain scalar that the platform reads as something other than the text written, where text is wanted.

use crate::finding::{Fix, Severity};
use crate::rules::{Context, Findings};
use crate::shape::check::Violation;
use crate::tree::emit::quoted;
use crate::tree::{Kind, Style, Tag};

rule! {
    name: "implicit-type",
    severity: Warning,
    fix: Safe,
    summary: "an unquoted text that YAML turns into a number or a boolean",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations {
        let Violation::Implicit { node, read_as, in_field_entry } = violation else { continue };
        let target = cx.tree.target(*node);
        let text = cx.tree.text(target);
        let quoted = quoted(text);
        let draft = if *in_field_entry {
            let kind = if matches!(read_as.as_str(), "true" | "false") { "a boolean" } else { "a number" };
            out.value(target, format!("`{text}` is {kind} to the platform, and a field entry takes only text"))
                .severity(Severity::Error)
        } else {
            out.value(target, format!("the platform reads `{text}` as `{read_as}`"))
        };
        let draft = draft.help(format!("write {quoted}"));
        if matches!(cx.tree.kind(target), Kind::Scalar { style: Style::Plain, tag: Tag::None }) {
            draft.fix(Fix::replace(true, "quote it", cx.tree.span(target), quoted));
        }
    }
}
