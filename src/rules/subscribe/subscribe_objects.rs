//! `subscribe` without a single object.

use crate::rules::objects::not_empty;
use crate::rules::{Context, Findings};

rule! {
    name: "subscribe-objects",
    severity: Error,
    fix: No,
    summary: "`subscribe` without any object",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        if let Some((node, subscribe)) = integration.subscribe.get() {
            not_empty(cx, out, node, &subscribe.objects, "subscribe.objects");
        }
    }
}
