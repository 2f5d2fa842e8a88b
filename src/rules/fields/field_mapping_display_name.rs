//! A mapping that customers are asked about by a raw key.

use crate::model::Field;
use crate::rules::words::field_lists;
use crate::rules::{Context, Findings};

rule! {
    name: "field-mapping-display-name",
    severity: Warning,
    fix: No,
    summary: "a mapping for the customer without `mapToDisplayName`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, _, fields) in field_lists(cx) {
        for (node, field) in fields.items() {
            let Some(name) = field.map_to_name.text().filter(|_| field.field_name.is_blank()) else { continue };
            let message = format!("customers are asked about `{name}` by that very name");
            let draft = match &field.map_to_display_name {
                Field::Absent => out.missing(node, "mapToDisplayName", message),
                Field::Value(value, text) if text.is_empty() => out.value(*value, message),
                _ => continue,
            };
            draft.help("add `mapToDisplayName:` with words that they know");
        }
    }
}
