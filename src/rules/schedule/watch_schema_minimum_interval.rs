//! A provider's schema can be checked every hour at most.

use crate::analysis::ScheduleOf;
use crate::model::limits::WATCH_SCHEMA_INTERVAL_MINUTES;
use crate::rules::words::minutes;
use crate::rules::{Context, Findings};
use crate::schedule::FieldKind;

rule! {
    name: "watch-schema-minimum-interval",
    severity: Error,
    fix: No,
    summary: "two checks of the schema less than 60 minutes apart",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules().filter(|at| at.of == ScheduleOf::WatchSchema) {
        let Some(schedule) = at.schedule() else { continue };
        let Some(gap) = schedule.smallest_gap().filter(|gap| gap.minutes < WATCH_SCHEMA_INTERVAL_MINUTES) else {
            continue;
        };
        let minute = cx.part(at.node, schedule.range(FieldKind::Minute));
        out.part(at.node, minute, format!("{} at {gap}: {} apart", at.subject(), minutes(gap.minutes)))
            .help("leave an hour or more between two checks, as `0 * * * *` does");
    }
}
