//! A weekday range that ends in 7: the platform knows Sunday as 0 there, and leaves it out.

use crate::finding::Fix;
use crate::rules::{Context, Findings};

rule! {
    name: "schedule-sunday-seven",
    severity: Warning,
    fix: Safe,
    summary: "a weekday range that ends in 7 and never runs on Sunday",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules() {
        let Some(schedule) = at.schedule() else { continue };
        for lost in schedule.sundays_lost() {
            let written = &at.text[lost.range.clone()];
            let span = cx.part(at.node, lost.range.clone());
            let verbatim = cx.tree().verbatim(cx.tree().target(at.node)).is_some();
            let fix = Fix::replace(true, "count Sunday as 0", span, lost.instead.clone());
            out.part(
                at.node,
                span,
                format!("`{written}` never runs on Sunday: at the end of a range the platform does not know 7"),
            )
            .help(format!("write `{}` to run on Sunday too", lost.instead))
            .maybe_fix(verbatim.then_some(fix));
        }
    }
}
