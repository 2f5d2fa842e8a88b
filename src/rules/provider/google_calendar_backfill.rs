//! Google Calendar gives events of the last 28 days and no more.

use smol_str::SmolStr;

use crate::model::limits::GOOGLE_CALENDAR_BACKFILL_DAYS;
use crate::rules::{Context, Findings};

rule! {
    name: "google-calendar-backfill",
    severity: Error,
    fix: No,
    summary: "a backfill of calendar events beyond 28 days",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        // `calendar` is the default module of both.
        let calendar = integration.module.is_absent()
            || matches!(integration.module.value().map(SmolStr::as_str), Some("" | "calendar"));
        let is_calendar = match integration.provider.text() {
            Some("google" | "googleWorkspaceDelegation") => calendar,
            Some("googlecalendar") => true,
            _ => false,
        };
        if !is_calendar {
            continue;
        }
        for (_, object) in integration.read_objects().filter(|(_, object)| object.object_name.text() == Some("events"))
        {
            let Some(period) = object.period() else {
                continue;
            };
            let help = format!("write `days: {GOOGLE_CALENDAR_BACKFILL_DAYS}` or less");
            if let (Some((node, true)), true) = (period.full_history.get(), period.days.is_absent()) {
                out.value(node, "Google Calendar does not give the full history of events").help(help);
            } else if let Some((node, days)) =
                period.days.get().filter(|(_, days)| **days > GOOGLE_CALENDAR_BACKFILL_DAYS)
            {
                out.value(node, format!("Google Calendar does not give events of {days} days ago")).help(help);
            }
        }
    }
}
