//! Subscriptions take their fields from the read action; there is none.

use crate::rules::{Context, Findings};

rule! {
    name: "subscribe-requires-read",
    severity: Error,
    fix: No,
    summary: "`subscribe` in an integration without `read`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (node, integration) in cx.integrations() {
        let Some(subscribe) = integration.subscribe.node() else { continue };
        if integration.read.is_absent() {
            out.member(subscribe, "`subscribe` needs a `read` in the same integration, and there is none")
                .help("add `read` with the objects that you subscribe to")
                .lacks(node, &["read"]);
        }
    }
}
