//! A read object that is read by the manifest alone, and cannot be: a request for it needs a filter, which only a call of the
//! API can bring.

use crate::catalog::{Limit, Topic};
use crate::rules::in_force::limited;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "read-needs-filter",
    severity: Warning,
    fix: No,
    summary: "a schedule or a backfill for an object that cannot be read without a filter",
}

fn check(cx: &Context, out: &mut Findings) {
    for (integration, provider, limits) in limited(cx) {
        for (_, object) in integration.read_objects() {
            let Some(name) = object.object_name.text() else { continue };
            if limits.of(name).all(|limit| *limit != Limit::NeedsFilter) {
                continue;
            }
            let schedule = object.schedule.node().filter(|_| !object.schedule.is_blank());
            let (place, key) = match (schedule, object.backfill.node()) {
                (Some(node), _) => (node, "schedule"),
                (None, Some(node)) => (node, "backfill"),
                (None, None) => continue,
            };
            let message = format!("`{provider}` gives `{}` with a filter only, and `{key}` brings none", excerpt(name));
            let date = cx.catalog().date_of(Topic::Limits);
            out.member(place, message)
                .help(format!("remove `{key}`, and ask for it by the API, with a filter; this is as of {date}"));
        }
    }
}
