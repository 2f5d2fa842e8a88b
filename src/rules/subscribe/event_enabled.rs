//! An event that does not say that it is enabled: the deploy tool wants it written out.

use crate::edit;
use crate::finding::Fix;
use crate::rules::{Context, Findings};
use crate::syntax::NodeId;

rule! {
    name: "event-enabled",
    severity: Error,
    fix: Safe,
    summary: "an event without `enabled: always`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.subscribe_objects() {
            if let Some((node, event)) = object.create_event.get() {
                enabled(cx, out, "createEvent", node, event.enabled.is_absent());
            }
            if let Some((node, event)) = object.update_event.get() {
                enabled(cx, out, "updateEvent", node, event.enabled.is_absent());
            }
            if let Some((node, event)) = object.delete_event.get() {
                enabled(cx, out, "deleteEvent", node, event.enabled.is_absent());
            }
            if let Some((node, event)) = object.association_change_event.get() {
                enabled(cx, out, "associationChangeEvent", node, event.enabled.is_absent());
            }
        }
    }
}

fn enabled(cx: &Context, out: &mut Findings, name: &str, node: NodeId, absent: bool) {
    if absent {
        let edit = edit::insert(cx.view(), node, "enabled", "always", &[]);
        let fix = edit.map(|edit| Fix::one(true, "add `enabled: always`", edit));
        out.missing(node, "enabled", format!("`{name}` does not say that it is enabled"))
            .help("add `enabled: always`")
            .maybe_fix(fix);
    }
}
