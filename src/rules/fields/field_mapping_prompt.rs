//! A mapping that customers are asked about without a question.

use crate::model::Field;
use crate::rules::words::field_lists;
use crate::rules::{Context, Findings};

rule! {
    name: "field-mapping-prompt",
    severity: Pedantic,
    fix: No,
    summary: "a mapping for the customer without `prompt`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, _, fields) in field_lists(cx) {
        for (node, field) in fields.items() {
            let Some(name) = field.map_to_name.text().filter(|_| field.field_name.is_blank()) else { continue };
            let message = format!("customers choose a field for `{name}` without being told what it is for");
            let draft = match &field.prompt {
                Field::Absent => out.missing(node, "prompt", message),
                Field::Value(value, text) if text.is_empty() => out.value(*value, message),
                _ => continue,
            };
            draft.help("add `prompt:` with a question that helps them choose");
        }
    }
}
