//! An entry of a field list that names no field and no mapping.

use serde_json::Value;

use crate::edit;
use crate::edit::emit::on_one_line;
use crate::finding::Fix;
use crate::reading::view::Seen;
use crate::rules::advice::in_json;
use crate::rules::words::{excerpt, field_lists};
use crate::rules::{Context, Findings};
use crate::scalar::Reading;
use crate::source::Span;
use crate::syntax::{Kind, NodeId};

rule! {
    name: "field-kind",
    severity: Error,
    fix: Safe,
    summary: "a field entry with neither `fieldName` nor `mapToName`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, list, fields) in field_lists(cx) {
        for (node, field) in fields.items() {
            if !field.field_name.is_blank() || !field.map_to_name.is_blank() {
                continue;
            }
            if let Some((key, help, fix)) = name_as_key(cx, node) {
                let name = cx.tree().text(cx.tree().target(key));
                out.key(key, format!("this entry of `{list}` has the field's name `{}` for a key", excerpt(name)))
                    .help(help)
                    .maybe_fix(fix)
                    .lacks(node, &["fieldName", "mapToName"])
                    .about(key);
                continue;
            }
            let name = if cx.null_key(node, "mapToName").is_some() { "mapToName" } else { "fieldName" };
            let empty = [&field.field_name, &field.map_to_name].into_iter().find_map(|field| field.node());
            let message = format!("this entry of `{list}` names no field");
            let draft = match empty {
                Some(value) => out.value(value, message),
                None => out.missing(node, name, message),
            };
            draft
                .help("write `fieldName:` with a field of the provider, or `mapToName:` for one that the customer chooses")
                .lacks(node, &["fieldName", "mapToName"]);
        }
    }
}

/// An entry that is nothing but a name and what it is mapped to: its key, what to write, and the edit.
fn name_as_key(cx: &Context, node: NodeId) -> Option<(NodeId, String, Option<Fix>)> {
    let &[[key, value]] = cx.view().entries(node) else { return None };
    if cx.view().symbol(key).is_some() || cx.tree().parent(key) != Some(cx.tree().target(node)) {
        return None;
    }
    let name = on_one_line(&Value::from(cx.tree().text(key)), in_json(cx));
    let member = |name: &str| if in_json(cx) { format!("\"{name}\"") } else { name.to_string() };
    let field = format!("{}: {name}", member("fieldName"));
    let span = Span { start: cx.tree().span(key).start, end: cx.tree().span(value).end.max(cx.tree().span(key).end) };
    let is_block = cx.tree().kind(node) == Kind::Mapping { flow: false };
    let mapped = match cx.view().see(value) {
        Seen::Null => None,
        Seen::Scalar(Reading::Text(name)) => {
            Some(format!("{}: {}", member("mapToName"), on_one_line(&Value::from(name.as_ref()), in_json(cx))))
        }
        _ => return None,
    };
    let shown = match (&mapped, is_block) {
        (None, true) => format!("`- {field}`"),
        (None, false) => format!("`{{{field}}}`"),
        (Some(mapped), true) => format!("`- {field}` and below it `{mapped}`"),
        (Some(mapped), false) => format!("`{{{field}, {mapped}}}`"),
    };
    let text = match (mapped, is_block) {
        (None, _) => field,
        (Some(mapped), false) => format!("{field}, {mapped}"),
        (Some(mapped), true) => {
            let column = edit::column(cx.tree().source(), span.start as usize);
            format!("{field}{}{}{mapped}", edit::line_break(cx.tree().source()), " ".repeat(column))
        }
    };
    let is_sure = cx.view().is_null(value);
    // The colon behind a key with no value goes too.
    let rest = cx.tree().source().get(span.end as usize..)?;
    let after = rest.trim_start().strip_prefix(':').filter(|_| is_sure).map_or(rest.len(), str::len);
    let span = Span { start: span.start, end: span.end + (rest.len() - after) as u32 };
    let fix = (!cx.tree().has_comment(span)).then(|| Fix::replace(is_sure, format!("write {shown}"), span, text));
    Some((key, format!("write {shown}"), fix))
}
