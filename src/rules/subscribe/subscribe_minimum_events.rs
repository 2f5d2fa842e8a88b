//! A subscribe object that subscribes to nothing.

use crate::rules::{Context, Findings};

rule! {
    name: "subscribe-minimum-events",
    severity: Warning,
    fix: No,
    summary: "a subscribe object without any event",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (node, object) in integration.subscribe_objects() {
            let others = !object.other_events.is_absent() && !object.other_events.is_empty_list();
            if object.has_standard_event() || others {
                continue;
            }
            let who = object.object_name.text().map_or("this object".to_string(), |name| format!("`{name}`"));
            out.member(node, format!("{who} subscribes to no event"))
                .help("add `createEvent`, `updateEvent`, `deleteEvent` or `otherEvents`")
                .lacks(node, &["createEvent", "updateEvent", "deleteEvent", "associationChangeEvent", "otherEvents"]);
        }
    }
}
