//! A step larger than its field: only the first value is left.

use crate::rules::{Context, Findings};
use crate::schedule::FieldKind;

rule! {
    name: "schedule-step-overflow",
    severity: Warning,
    fix: No,
    yields_to: ["schedule-minimum-interval"],
    summary: "a step larger than its field",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules() {
        let Some(schedule) = at.schedule() else { continue };
        for overflow in schedule.overflows() {
            let effect = match overflow.field {
                FieldKind::Minute => format!("once an hour, at minute {}", overflow.value),
                FieldKind::Hour => format!("once a day, at {} o'clock", overflow.value),
                FieldKind::DayOfMonth => format!("once a month, on day {}", overflow.value),
                FieldKind::Month => format!("once a year, in month {}", overflow.value),
                FieldKind::Weekday => format!("once a week, on day {}", overflow.value),
            };
            let (step, size) = (overflow.step, overflow.field.size());
            let message = format!("there are only {size} {}: a step of {step} runs {effect}", overflow.field.plural());
            let help = match overflow.field {
                FieldKind::Minute => format!(
                    "write `{}` if that is meant; set the hours apart for a longer interval, as in `0 */2 * * *`",
                    overflow.value
                ),
                FieldKind::Hour => format!(
                    "write `{}` if that is meant; set the days apart for a longer interval, as in `0 0 */2 * *`",
                    overflow.value
                ),
                _ => format!("write `{}` if that is meant", overflow.value),
            };
            out.part(at.node, cx.part(at.node, overflow.range), message).help(help);
        }
    }
}
