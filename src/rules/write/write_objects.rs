//! `write` without a single object.

use crate::rules::objects::not_empty;
use crate::rules::{Context, Findings};

rule! {
    name: "write-objects",
    severity: Error,
    fix: No,
    summary: "`write` without any object",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        if let Some((node, write)) = integration.write.get() {
            not_empty(cx, out, node, &write.objects, "write.objects");
        }
    }
}
