//! A schedule that reads all records of an object again and again, since the provider cannot say what has changed.

use crate::analysis::ScheduleOf;
use crate::catalog::{Incremental, Topic};
use crate::model::Integration;
use crate::rules::in_force::{InForce, in_force};
use crate::rules::{Context, Findings};
use crate::schedule::Schedule;

rule! {
    name: "full-read-schedule",
    severity: Pedantic,
    fix: No,
    yields_to: ["schedule-minimum-interval"],
    summary: "a frequent schedule for an object that is read in full on every run",
}

/// Every six hours is four times a day.
const OFTEN: u32 = 4;

fn check(cx: &Context, out: &mut Findings) {
    let date = cx.catalog().date_of(Topic::Incremental);
    // The objects of an integration come one after the other.
    let mut last: Option<(&Integration, Option<(InForce, &Incremental)>)> = None;
    for at in cx.schedules().filter(|at| at.of == ScheduleOf::ReadObject) {
        let known = match last {
            Some((integration, known)) if std::ptr::eq(integration, at.integration) => known,
            _ => in_force(cx.catalog(), at.integration).and_then(|force| {
                let said = cx.catalog().incremental_of(&force.provider.name, force.module)?;
                Some((force, said))
            }),
        };
        last = Some((at.integration, known));
        let (Some(object), Some((force, said))) = (at.object, known) else { continue };
        let Some(runs) = at.schedule().filter(|schedule| !schedule.never_fires()).map(Schedule::runs_on_a_day) else {
            continue;
        };
        let provider = &force.provider.name;
        if runs > OFTEN && said.says(object) == Some(false) {
            out.value(at.node, format!("`{provider}` gives all of `{object}` on every read: {runs} full reads a day"))
                .help(format!(
                    "read it less often, as `schedule: \"0 */6 * * *\"`; what can be read incrementally is as of {date}"
                ));
        }
    }
}
