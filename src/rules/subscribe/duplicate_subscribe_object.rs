//! One object twice in `subscribe.objects`. The deploy tool compares names whatever their case.

use crate::rules::objects::no_repeats;
use crate::rules::{Context, Findings};

rule! {
    name: "duplicate-subscribe-object",
    severity: Error,
    fix: No,
    rests_on: [Value],
    summary: "an object listed twice in `subscribe.objects`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        no_repeats(out, integration.subscribe_objects().map(|(_, object)| &object.object_name), "subscribe.objects");
    }
}
