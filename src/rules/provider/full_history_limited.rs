//! A full history that is not full: the connector asks for the last days only.

use crate::catalog::{Limit, Topic};
use crate::rules::in_force::limited;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "full-history-limited",
    severity: Warning,
    fix: No,
    summary: "`fullHistory: true` for an object that the connector reads a few days back",
}

fn check(cx: &Context, out: &mut Findings) {
    for (integration, provider, limits) in limited(cx) {
        for (_, object) in integration.read_objects() {
            let period = object.period();
            let Some((node, true)) = period.and_then(|period| period.full_history.get()) else { continue };
            let Some(name) = object.object_name.text() else { continue };
            let limit = limits.of(name).find_map(|limit| match limit {
                Limit::NoFullHistory(days) => Some(*days),
                _ => None,
            });
            // Together with `days` it is rejected anyway.
            if let (Some(days), true) = (limit, period.is_some_and(|period| period.days.is_absent())) {
                let message = format!(
                    "the connector of `{provider}` asks for the last {days} days of `{}` and no more: older ones do not arrive",
                    excerpt(name)
                );
                let date = cx.catalog().date_of(Topic::Limits);
                out.value(node, message)
                    .help(format!("write `days: {days}` in its place, which says so; this is as of {date}"));
            }
        }
    }
}
