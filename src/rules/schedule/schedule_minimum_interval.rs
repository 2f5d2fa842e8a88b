//! Read objects can be read every ten minutes at most.

use crate::analysis::ScheduleOf;
use crate::model::limits::READ_INTERVAL_MINUTES;
use crate::rules::words::minutes;
use crate::rules::{Context, Findings};
use crate::schedule::FieldKind;

rule! {
    name: "schedule-minimum-interval",
    severity: Error,
    fix: No,
    summary: "two reads of an object less than 10 minutes apart",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules().filter(|at| at.of == ScheduleOf::ReadObject) {
        let Some(schedule) = at.schedule() else { continue };
        let Some(gap) = schedule.smallest_gap() else { continue };
        let minute = cx.part(at.node, schedule.range(FieldKind::Minute));
        let subject = at.subject();
        if gap.minutes < READ_INTERVAL_MINUTES {
            let message = format!("{subject} at {gap}: {} apart", minutes(gap.minutes));
            out.part(at.node, minute, message).help(format!(
                "leave {READ_INTERVAL_MINUTES} minutes or more between two reads, as `*/{READ_INTERVAL_MINUTES}` does"
            ));
        } else if schedule.minute_field_is_refused(READ_INTERVAL_MINUTES) {
            let text = schedule.text(FieldKind::Minute);
            let first = schedule.first_run().map_or(0, |run| run.minute);
            out.part(at.node, minute, format!("the platform refuses a step below {READ_INTERVAL_MINUTES} minutes, as in `{text}`, however rarely it runs"))
                .help(format!("write the minute itself, as in `{first}`"));
        }
    }
}
