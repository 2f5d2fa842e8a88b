//! A watched field or an event that is listed twice.

use smol_str::SmolStr;
use crate::finding::Fix;
use crate::rules::{Context, Findings};
use crate::spec::Field;
use crate::tree::edit;
use std::collections::HashMap;

rule! {
    name: "duplicate-watch-field",
    severity: Warning,
    fix: Safe,
    summary: "an entry twice in `requiredWatchFields` or `otherEvents`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.subscribe_objects() {
            if let Some(event) = object.update_event.value() {
                repeats(cx, out, "requiredWatchFields", &event.required_watch_fields);
            }
            repeats(cx, out, "otherEvents", &object.other_events);
        }
    }
}

fn repeats(cx: &Context, out: &mut Findings, list: &str, entries: &Field<Vec<Field<SmolStr>>>) {
    let mut seen = HashMap::new();
    for (node, entry) in entries.items().filter(|(_, entry)| !entry.is_empty()) {
        match seen.get(entry.as_str()) {
            Some(&earlier) => {
                let fix = edit::remove_item(cx.tree, node).map(|edit| Fix {
                    title: format!("remove the second `{entry}`"),
                    safe: true,
                    edits: vec![edit],
                });
                out.value(node, format!("`{entry}` is listed twice in `{list}`"))
                    .label(earlier, "listed here first")
                    .help("remove one of the two")
                    .maybe_fix(fix);
            }
            None => {
                seen.insert(entry.as_str(), node);
            }
        }
    }
}
