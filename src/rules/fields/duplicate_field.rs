//! One field twice in an object.

use crate::edit;
use crate::finding::Fix;
use crate::rules::met::Met;
use crate::rules::{Context, Findings};

rule! {
    name: "duplicate-field",
    severity: Warning,
    fix: Unsafe,
    rests_on: [Value],
    summary: "a field listed twice in an object",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (object_node, object) in integration.read_objects() {
            let mut met = Met::new();
            for fields in [&object.required_fields, &object.optional_fields] {
                for (entry, field) in fields.items() {
                    let Some((node, name)) = field.field_name.get().filter(|(_, name)| !name.is_empty()) else {
                        continue;
                    };
                    let identity = (name.as_str(), field.map_to_name.text());
                    let Some(earlier) = met.meet(identity, node) else { continue };
                    // An emptied list would be a finding of its own: the list goes as a whole.
                    let alone = fields.value().is_some_and(|list| list.len() == 1);
                    let edit = match (alone, fields.node()) {
                        (true, Some(list)) => edit::remove_member(cx.tree(), object_node, list),
                        _ => edit::remove_item(cx.tree(), entry),
                    };
                    let fix = edit.map(|edit| Fix::one(false, format!("remove the second `{name}`"), edit));
                    out.value(node, format!("`{name}` is listed twice in this object"))
                        .label(earlier, "listed here first")
                        .help("remove one of the two")
                        .maybe_fix(fix);
                }
            }
        }
    }
}
