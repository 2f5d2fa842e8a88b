//! One object twice in `write.objects`. The deploy tool compares names whatever their case.

use crate::rules::objects::no_repeats;
use crate::rules::{Context, Findings};

rule! {
    name: "duplicate-write-object",
    severity: Error,
    fix: No,
    rests_on: [Value],
    summary: "an object listed twice in `write.objects`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        no_repeats(out, integration.write_objects().map(|(_, object)| &object.object_name), "write.objects");
    }
}
