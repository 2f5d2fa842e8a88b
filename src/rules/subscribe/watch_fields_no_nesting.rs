//! Only fields at the top level can be watched.

use crate::rules::{Context, Findings};

rule! {
    name: "watch-fields-no-nesting",
    severity: Error,
    fix: No,
    rests_on: [Value],
    summary: "a nested field in `requiredWatchFields`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.subscribe_objects() {
            let Some(event) = object.update_event.value() else { continue };
            for (node, field) in event.required_watch_fields.items() {
                if field.contains(['.', '[', ']']) {
                    out.value(
                        node,
                        format!("`{field}` is a nested field, and only fields at the top level can be watched"),
                    )
                    .help("watch the field that contains it");
                }
            }
        }
    }
}
