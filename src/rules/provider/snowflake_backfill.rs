//! Snowflake tables are backfilled as a whole or not at all.

use crate::finding::Fix;
use crate::rules::{Context, Findings};
use crate::source::Span;
use crate::syntax::{Kind, Style};

rule! {
    name: "snowflake-backfill",
    severity: Error,
    fix: Unsafe,
    summary: "`days` in a backfill from Snowflake",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in
        cx.integrations().filter(|(_, integration)| integration.provider.text() == Some("snowflake"))
    {
        for (_, object) in integration.read_objects() {
            let Some(period) = object.period() else {
                continue;
            };
            let Some((value, days)) = period.days.get().filter(|_| period.full_history.is_absent()) else { continue };
            let key = cx.tree().key_of(value).unwrap_or(value);
            let draft = out
                .key(key, "Snowflake tables cannot be backfilled by days")
                .help("write `fullHistory: true`, or remove `backfill`")
                .about(value);
            // Zero days mean no backfill: all of it would be the opposite.
            if *days > 0 {
                let span = Span { start: cx.tree().span(key).start, end: cx.tree().span(value).end };
                let quoted = matches!(cx.tree().kind(key), Kind::Scalar { style: Style::DoubleQuoted, .. });
                let text = if quoted { "\"fullHistory\": true" } else { "fullHistory: true" };
                draft.fix(Fix::replace(false, "backfill the full history", span, text));
            }
        }
    }
}
