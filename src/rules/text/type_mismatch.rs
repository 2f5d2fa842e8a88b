//! A value that is not of the type the spec says.

use crate::finding::Fix;
use crate::rules::words::{excerpt, seen, wanted};
use crate::rules::{Context, Findings};
use crate::shape::check::Violation;
use crate::shape::plan::Expect;
use crate::tree::emit::quoted;
use crate::tree::scalar::{self, Reading};
use crate::tree::view::Seen;
use crate::tree::{Kind, NodeId, Style, Tag};

rule! {
    name: "type-mismatch",
    severity: Error,
    fix: Safe,
    summary: "a value of the wrong type",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations {
        let Violation::WrongType { node, expect } = violation else { continue };
        let node = cx.tree.target(*node);
        let what = cx.view.see(node);
        let name = match cx.tree.key_of(node) {
            Some(key) => format!("`{}`", cx.tree.text(cx.tree.target(key))),
            None => match cx.tree.parent(node).and_then(|list| cx.tree.key_of(list)) {
                Some(key) => format!("an item of `{}`", cx.tree.text(cx.tree.target(key))),
                None => "this".to_string(),
            },
        };
        let message = match &what {
            Seen::Null => format!("{name} is empty; it must be {}", wanted(*expect)),
            Seen::Scalar(_) => {
                format!("{name} must be {}, not the {} `{}`", wanted(*expect), kind(&what), excerpt(cx.tree.text(node)))
            }
            _ => format!("{name} must be {}, not {}", wanted(*expect), seen(&what)),
        };
        let draft = out.value(node, message);
        let (help, fix) = advice(cx, node, *expect, &what);
        match fix {
            Some(fix) => draft.help(help).fix(fix),
            None => draft.help(help),
        };
    }
}

fn kind(what: &Seen) -> &'static str {
    match what {
        Seen::Scalar(Reading::Bool(_)) => "boolean",
        Seen::Scalar(Reading::Integer(_) | Reading::Float(_)) => "number",
        _ => "text",
    }
}

/// What to write, and the edit where that is only a matter of quotes.
fn advice(cx: &Context, node: NodeId, expect: Expect, what: &Seen) -> (String, Option<Fix>) {
    let text = cx.tree.text(node);
    let span = cx.tree.span(node);
    match (expect, what) {
        // `"true"` where a boolean is wanted, `"30"` where a number is.
        (Expect::Boolean | Expect::Integer(..), Seen::Scalar(Reading::Text(_))) => {
            let plain = scalar::read(text, Style::Plain, Tag::None);
            let fits = match expect {
                Expect::Boolean => matches!(plain, Reading::Bool(_)),
                _ => plain.as_integer().is_some(),
            };
            let in_quotes = matches!(
                cx.tree.kind(node),
                Kind::Scalar { style: Style::DoubleQuoted | Style::SingleQuoted, tag: Tag::None }
            );
            if fits && in_quotes {
                let fix = Fix::replace(true, "remove the quotes", span, text);
                return (format!("write {text} without quotes"), Some(fix));
            }
            (format!("write {}", wanted(expect)), None)
        }
        // `['address']['city']` without quotes is a list, and was meant as text.
        (Expect::Text(_), Seen::Sequence | Seen::Mapping) => {
            let written = cx.tree.slice(node);
            if matches!(cx.tree.kind(node), Kind::Sequence { flow: true } | Kind::Mapping { flow: true })
                && !written.contains('\n')
            {
                return (format!("write {} if it is meant as text", quoted(written)), None);
            }
            ("write one value after the colon".to_string(), None)
        }
        (Expect::List(_), Seen::Mapping) => ("start each entry with a dash: `- `".to_string(), None),
        (Expect::List(_), Seen::Scalar(_)) => ("write one `- ` line for each entry".to_string(), None),
        (Expect::Object(object), Seen::Sequence) if has_objects(cx, object) => {
            ("put the list under `objects:`".to_string(), None)
        }
        (Expect::Object(_), Seen::Scalar(Reading::Text(_))) if is_field_entry(cx, node) => {
            (format!("write `fieldName: {text}`"), None)
        }
        (Expect::Object(_), Seen::Sequence) => ("remove the dash: only one is wanted here".to_string(), None),
        (Expect::Object(_), Seen::Null) => ("fill this item in, or remove it".to_string(), None),
        _ => (format!("write {}", wanted(expect)), None),
    }
}

/// Whether an object of the spec keeps what it is about in `objects`.
fn has_objects(cx: &Context, object: usize) -> bool {
    cx.plan.object(object).members.iter().any(|member| member.name == "objects")
}

/// Whether a node is an item of a list of fields.
fn is_field_entry(cx: &Context, node: NodeId) -> bool {
    let list = cx.tree.parent(node).and_then(|list| cx.tree.key_of(list));
    list.is_some_and(|key| matches!(cx.tree.text(key), "requiredFields" | "optionalFields"))
}
