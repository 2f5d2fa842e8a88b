//! Day of month and day of week both restricted: either one is enough to run.

use crate::rules::{Context, Findings};
use crate::schedule::FieldKind;

rule! {
    name: "schedule-day-or",
    severity: Warning,
    fix: No,
    summary: "a day of the month and a day of the week, of which either is enough",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules() {
        let Some(schedule) = at.schedule().filter(|schedule| schedule.runs_on_either_day() && !schedule.never_fires())
        else {
            continue;
        };
        let weekday = cx.part(at.node, schedule.range(FieldKind::Weekday));
        let day = cx.part(at.node, schedule.range(FieldKind::DayOfMonth));
        let message = format!(
            "{} on days `{}` of the month and also on every `{}` of the week, not only where both meet",
            at.subject(),
            schedule.text(FieldKind::DayOfMonth),
            schedule.text(FieldKind::Weekday)
        );
        let draft = out.part(at.node, weekday, message).help("leave one of the two `*`");
        if day != weekday {
            draft.label_at(day, "the day of the month");
        }
    }
}
