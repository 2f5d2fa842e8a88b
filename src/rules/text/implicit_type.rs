//! A plain scalar that the platform reads as something other than what is written: another text, or another number.

use crate::edit::emit::quoted;
use crate::finding::{Fix, Severity};
use crate::rules::{Context, Findings};
use crate::shape::check::Violation;
use crate::syntax::{Kind, NodeId, Style, Tag};

rule! {
    name: "implicit-type",
    severity: Warning,
    fix: Safe,
    yields_to: ["invalid-value", "spec-version"],
    summary: "an unquoted value that YAML reads as another one",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations() {
        if let Violation::OtherBase { node, value } = violation {
            other_base(cx, out, *node, *value);
        }
        let Violation::Implicit { node, read_as, in_field_entry } = violation else { continue };
        let target = cx.tree().target(*node);
        let text = cx.tree().text(target);
        let quoted = quoted(text);
        let kind = if matches!(read_as.as_str(), "true" | "false") { "a boolean" } else { "a number" };
        let draft = if *in_field_entry {
            out.value(target, format!("`{text}` is {kind} to the platform, and a field entry takes only text"))
                .severity(Severity::Error)
        } else {
            out.value(target, format!("without quotes `{text}` is {kind}, and the platform reads `{read_as}`"))
        };
        let draft = draft.help(match cx.tree().key_of(target) {
            Some(key) => format!("write `{}: {quoted}`", cx.tree().slice(key)),
            None => format!("write `{quoted}`"),
        });
        if matches!(cx.tree().kind(target), Kind::Scalar { style: Style::Plain, tag: Tag::None }) {
            draft.fix(Fix::replace(true, "quote it", cx.tree().span(target), quoted));
        }
    }
}

/// A number whose digits do not make it: `030` is 24.
fn other_base(cx: &Context, out: &mut Findings, node: NodeId, value: i64) {
    let target = cx.tree().target(node);
    let text = cx.tree().text(target);
    let is_plain = matches!(cx.tree().kind(target), Kind::Scalar { style: Style::Plain, tag: Tag::None });
    let draft = out.value(target, format!("the platform reads `{text}` as {value}"));
    match text.replace('_', "").parse::<i64>() {
        // Nobody means eights by a zero in front, but who knows.
        Ok(number) => {
            let draft = draft
                .note("a zero in front makes it octal")
                .help(format!("write `{number}`, or `{value}` if that is meant"));
            if is_plain {
                draft.fix(Fix::replace(false, format!("write `{number}`"), cx.tree().span(target), number.to_string()));
            }
        }
        Err(_) => {
            let draft = draft.help(format!("write `{value}`"));
            if is_plain {
                draft.fix(Fix::replace(true, format!("write `{value}`"), cx.tree().span(target), value.to_string()));
            }
        }
    }
}
