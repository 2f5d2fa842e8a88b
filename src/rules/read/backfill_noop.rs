//! A backfill that reads nothing of the past, and looks as if it did.

use crate::rules::{Context, Findings};

rule! {
    name: "backfill-noop",
    severity: Warning,
    fix: No,
    summary: "`fullHistory: false`, which is no backfill at all",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.read_objects() {
            let Some(period) = object.period() else {
                continue;
            };
            if let (Some((node, false)), true) = (period.full_history.get(), period.days.is_absent()) {
                out.value(node, "`fullHistory: false` reads nothing of the past")
                    .help("write `fullHistory: true` or `days: 30`, say; or remove `backfill`, or write `days: 0`, if nothing is meant");
            }
        }
    }
}
