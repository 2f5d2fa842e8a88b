//! An entry of a field list that names no field and no mapping.

use crate::rules::words::field_lists;
use crate::rules::{Context, Findings};

rule! {
    name: "field-kind",
    severity: Error,
    fix: No,
    summary: "a field entry with neither `fieldName` nor `mapToName`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, list, fields) in field_lists(cx) {
        for (node, field) in fields.items() {
            if !field.field_name.is_blank() || !field.map_to_name.is_blank() {
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
