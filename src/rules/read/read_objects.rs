//! `read` without a single object.

use crate::rules::objects::not_empty;
use crate::rules::{Context, Findings};

rule! {
    name: "read-objects",
    severity: Error,
    fix: No,
    summary: "`read` without any object",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        if let Some((node, read)) = integration.read.get() {
            not_empty(cx, out, node, &read.objects, "read.objects");
        }
    }
}
