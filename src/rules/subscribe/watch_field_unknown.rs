//! A watched field that is nearly, but not quite, one that is read.

use std::collections::{HashMap, HashSet};

use crate::catalog::Known;
use crate::edit;
use crate::model::ReadObject;
use crate::near::{Index, Likeness};
use crate::rules::in_force::in_force;
use crate::rules::{Context, Findings};
use crate::words::did_you_mean;

rule! {
    name: "watch-field-unknown",
    severity: Warning,
    fix: Safe,
    rests_on: [Value],
    misses: ["fieldName", "mapToName"],
    summary: "a watched field that is misspelt",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let mut by_name: HashMap<&str, Vec<&ReadObject>> = HashMap::new();
        for (_, read) in integration.read_objects() {
            by_name.entry(read.object_name.text().unwrap_or_default()).or_default().push(read);
        }
        for (_, object) in integration.subscribe_objects() {
            let Some(event) = object.update_event.value() else { continue };
            let Some(name) = object.object_name.text() else { continue };
            if event.required_watch_fields.items().next().is_none() {
                continue;
            }
            let read = by_name.get(name).into_iter().flatten();
            let known: HashSet<&str> = read
                .flat_map(|read| read.required_fields.items().chain(read.optional_fields.items()))
                .flat_map(|(_, field)| [field.field_name.text(), field.map_to_name.text()])
                .flatten()
                .collect();
            // What the provider is known to have is misspelt where it is read, if anywhere.
            let force = in_force(cx.catalog(), integration);
            let listed = force.and_then(|force| cx.catalog().fields(&force.provider.name, force.module, name));
            let is_listed = |field: &str| listed.is_some_and(|list| list.knows(field) == Known::Listed);
            let mut index = None;
            for (node, field) in event.required_watch_fields.items() {
                if known.contains(field.as_str()) || field.contains(['.', '[', ']']) || is_listed(field) {
                    continue;
                }
                let near = index.get_or_insert_with(|| Index::of(known.iter().copied())).near(field);
                let names: Vec<&str> = near.iter().map(|(_, name)| *name).collect();
                match near.as_slice() {
                    [] => {}
                    [(likeness, only)] => {
                        let fix = edit::set_fix(
                            cx.tree(),
                            node,
                            only,
                            *likeness == Likeness::Case,
                            format!("write `{only}`"),
                        );
                        out.value(node, format!("`{name}` is read with a field `{only}`, not `{field}`"))
                            .help(format!("write `{only}`"))
                            .maybe_fix(fix);
                    }
                    _ => {
                        out.value(node, format!("`{name}` is read without a field `{field}`"))
                            .help(did_you_mean(&names).unwrap_or_default());
                    }
                }
            }
        }
    }
}
