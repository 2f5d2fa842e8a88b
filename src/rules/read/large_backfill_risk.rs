//! A backfill that may take hours and use up the customer's API calls.

use crate::model::Field;
use crate::model::limits::LARGE_BACKFILL_DAYS;
use crate::rules::{Context, Findings};

rule! {
    name: "large-backfill-risk",
    severity: Pedantic,
    fix: No,
    yields_to: ["google-calendar-backfill", "backfill-limit", "snowflake-backfill", "full-history-limited"],
    summary: "a backfill of more than 180 days, or of the full history",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        // Snowflake leaves no choice: all of it or nothing. A provider that cannot be read may be that one.
        if matches!(&integration.provider, Field::Unreadable(_)) || integration.provider.text() == Some("snowflake") {
            continue;
        }
        for (_, object) in integration.read_objects() {
            let Some(period) = object.period() else {
                continue;
            };
            let who = || object.object_name.text().map_or("this object".to_string(), |name| format!("`{name}`"));
            let help = "make sure that customers with much data can wait for it, or read fewer days";
            match (period.full_history.get(), period.days.get()) {
                (Some((node, true)), None) if period.days.is_absent() => {
                    out.value(node, format!("the first read of {} brings all of its history", who())).help(help);
                }
                (None, Some((node, days))) if period.full_history.is_absent() && *days > LARGE_BACKFILL_DAYS => {
                    out.value(node, format!("the first read of {} goes back {days} days", who())).help(help);
                }
                _ => {}
            }
        }
    }
}
