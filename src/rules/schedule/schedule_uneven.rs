//! A step that does not divide its field: the last gap is shorter than the others.

use crate::rules::{Context, Findings};
use crate::schedule::FieldKind;

rule! {
    name: "schedule-uneven",
    severity: Warning,
    fix: No,
    yields_to: ["schedule-minimum-interval", "watch-schema-minimum-interval"],
    summary: "a step that leaves one shorter gap",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules() {
        let Some(schedule) = at.schedule().filter(|schedule| !schedule.never_fires()) else { continue };
        for uneven in schedule.uneven_steps() {
            let is_minute = uneven.field == FieldKind::Minute;
            let mut times: Vec<String> = uneven
                .values
                .iter()
                .map(|value| if is_minute { format!(":{value:02}") } else { format!("{value:02}h") })
                .collect();
            if times.len() > 8 {
                times.drain(3..times.len() - 2);
                times.insert(3, "…".to_string());
            }
            times.push(if is_minute {
                format!(":{:02}", uneven.values[0])
            } else {
                format!("{:02}h", uneven.values[0])
            });
            let unit = if is_minute { "minutes" } else { "hours" };
            let message = format!(
                "not every {} {unit}: {} {}, with {} {} before the last",
                uneven.step,
                at.subject(),
                times.join(" "),
                uneven.last_gap,
                if uneven.last_gap == 1 { unit.trim_end_matches('s') } else { unit }
            );
            let size = uneven.field.size();
            let even: Vec<String> = (1..=size)
                .filter(|step| size % step == 0 && (5..=30).contains(step) | !is_minute && *step > 1 && *step < 24)
                .map(|step| step.to_string())
                .collect();
            let nearest = even
                .iter()
                .filter_map(|step| step.parse::<i64>().ok())
                .min_by_key(|step| (step.abs_diff(uneven.step), -step))
                .unwrap_or(size);
            out.part(at.node, cx.part(at.node, uneven.range), message)
                .help(format!("write `*/{nearest}` for even gaps"));
        }
    }
}
