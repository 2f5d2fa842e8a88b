//! A prompt or a default for a field that nobody is asked about.

use crate::rules::words::field_lists;
use crate::rules::{Context, Findings};

rule! {
    name: "field-mapping-options",
    severity: Warning,
    fix: No,
    summary: "`prompt` or `default` beside `fieldName`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, _, fields) in field_lists(cx) {
        for (_, field) in fields.items() {
            let Some(name) = field.field_name.text() else { continue };
            for (option, value) in [("prompt", &field.prompt), ("default", &field.default)] {
                if let Some(node) = value.node() {
                    let key = cx.tree().key_of(node).unwrap_or(node);
                    out.key(key, format!("`{option}` is ignored beside `fieldName: {name}`"))
                        .help(format!("remove `{option}`, or remove `fieldName` to let the customer choose the field"))
                        .path_of(node);
                }
            }
        }
    }
}
