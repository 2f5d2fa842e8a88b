//! One object twice in `read.objects`. The deploy tool compares names whatever their case.

use crate::rules::objects::no_repeats;
use crate::rules::{Context, Findings};

rule! {
    name: "duplicate-read-object",
    severity: Error,
    fix: No,
    rests_on: [Value],
    summary: "an object listed twice in `read.objects`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        no_repeats(out, integration.read_objects().map(|(_, object)| &object.object_name), "read.objects");
    }
}
