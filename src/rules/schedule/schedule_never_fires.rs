//! A schedule that no date of the calendar matches.

use crate::rules::{Context, Findings};
use crate::schedule::FieldKind;
use crate::source::Span;

rule! {
    name: "schedule-never-fires",
    severity: Error,
    fix: No,
    summary: "a schedule that no date ever matches",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules() {
        let Some(schedule) = at.schedule().filter(|schedule| schedule.never_fires()) else { continue };
        // The days are what cannot match: from day of the month to month, or the day of the week alone.
        let days = schedule.text(FieldKind::DayOfMonth);
        let range = match days {
            "*" | "?" => schedule.range(FieldKind::Weekday),
            _ => schedule.range(FieldKind::DayOfMonth).start..schedule.range(FieldKind::Month).end,
        };
        let span: Span = cx.part(at.node, range);
        out.part(at.node, span, format!("no date ever matches `{}`", at.text.trim()))
            .help("choose days that the calendar has");
    }
}
