//! Pylon gives issues of the last 30 days and no more.

use crate::model::limits::{PYLON_BACKFILL_DAYS, PYLON_BACKFILL_DAYS_ADVISED};
use crate::rules::{Context, Findings};

rule! {
    name: "backfill-limit",
    severity: Warning,
    fix: No,
    summary: "a backfill further back than the provider goes",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations().filter(|(_, integration)| integration.provider.text() == Some("pylon")) {
        for (_, object) in integration.read_objects().filter(|(_, object)| object.object_name.text() == Some("issues"))
        {
            let Some(period) = object.period() else {
                continue;
            };
            let help = format!("write `days: {PYLON_BACKFILL_DAYS_ADVISED}`");
            if let (Some((node, true)), true) = (period.full_history.get(), period.days.is_absent()) {
                out.value(
                    node,
                    format!("Pylon goes back {PYLON_BACKFILL_DAYS} days for issues: older ones do not arrive"),
                )
                .help(help);
            } else if let Some((node, _)) = period.days.get().filter(|(_, days)| **days > PYLON_BACKFILL_DAYS) {
                out.value(
                    node,
                    format!("Pylon goes back {PYLON_BACKFILL_DAYS} days for issues: older ones do not arrive"),
                )
                .help(help);
            }
        }
    }
}
