//! A read object of which something is lost unless it is read again and again.

use crate::catalog::{Limit, Topic};
use crate::model::Field;
use crate::rules::in_force::limited;
use crate::rules::objects::Inherited;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "read-needs-schedule",
    severity: Warning,
    fix: No,
    summary: "no schedule for an object of which old records are out of reach",
}

fn check(cx: &Context, out: &mut Findings) {
    for (integration, _, limits) in limited(cx) {
        let mut inherited = None;
        for (node, object) in integration.read_objects().filter(|(_, object)| object.schedule.is_blank()) {
            let Some(name) = object.object_name.text() else { continue };
            let limit = limits.of(name).find_map(|limit| match limit {
                Limit::NeedsSchedule(days) => Some(*days),
                _ => None,
            });
            let Some(days) = limit else { continue };
            // An object that is always enabled must have a schedule: that rule speaks.
            if !object.enabled.is_absent() || inherited.get_or_insert_with(|| Inherited::of(integration)).has(object) {
                continue;
            }
            let message = format!(
                "`{}` has no schedule, and a read without one goes back {days} days: what is older by then is lost",
                excerpt(name)
            );
            let draft = match &object.schedule {
                Field::Value(value, _) => out.value(*value, message),
                _ => out.missing(node, "schedule", message),
            };
            let date = cx.catalog().date_of(Topic::Limits);
            draft.help(format!("add a schedule, as `schedule: \"0 * * * *\"` for once an hour; this is as of {date}"));
        }
    }
}
