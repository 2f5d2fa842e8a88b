//! A schema watch that watches for nothing.

use crate::rules::{Context, Findings};

rule! {
    name: "watch-schema-no-events",
    severity: Warning,
    fix: No,
    summary: "`watchSchema` without any kind of change to watch for",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some((node, all)) = integration.watch_schema.value().and_then(|watch| watch.all_objects.get()) else {
            continue;
        };
        if all.field_created.is_absent() && all.field_deleted.is_absent() && all.field_changed.is_absent() {
            out.member(node, "`allObjects` names no kind of change, so that nothing is watched")
                .help("add `fieldCreated`, `fieldDeleted` or `fieldChanged`, each with `enabled: always`")
                .lacks(node, &["fieldCreated", "fieldDeleted", "fieldChanged"]);
        }
    }
}
