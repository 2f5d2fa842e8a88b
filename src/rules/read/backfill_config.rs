//! A backfill goes back some days or all the way, and says so once.

use crate::rules::{Context, Findings};

rule! {
    name: "backfill-config",
    severity: Error,
    fix: No,
    summary: "a backfill with both `days` and `fullHistory`, or neither",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.read_objects() {
            let Some(backfill) = object.backfill.value() else { continue };
            let Some((node, period)) = backfill.default_period.get() else { continue };
            match (period.days.node(), period.full_history.node()) {
                (None, None) if period.days.is_absent() && period.full_history.is_absent() => {
                    // Written without a value: that key is what to fill in.
                    let name = if cx.null_key(node, "fullHistory").is_some() { "fullHistory" } else { "days" };
                    out.missing(node, name, "`defaultPeriod` says neither how many days nor the full history")
                        .help("write `days: 30`, say, or `fullHistory: true`")
                        .lacks(node, &["days", "fullHistory"]);
                }
                (Some(days), Some(history)) => {
                    let key = |value| cx.tree().key_of(value).unwrap_or(value);
                    let (earlier, later) =
                        if days < history { (key(days), key(history)) } else { (key(history), key(days)) };
                    let (first, second) =
                        (cx.tree().text(cx.tree().target(earlier)), cx.tree().text(cx.tree().target(later)));
                    out.key(later, format!("`{second}` beside `{first}`: only one of the two can be given"))
                        .label(earlier, "the other one")
                        .help("keep `days` for a part of the past, or `fullHistory: true` for all of it");
                }
                _ => {}
            }
        }
    }
}
