//! A schema watch looks at the objects of the read action; there is none.

use crate::rules::{Context, Findings};

rule! {
    name: "watch-schema-without-read",
    severity: Warning,
    fix: No,
    summary: "`watchSchema` in an integration without `read`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (node, integration) in cx.integrations() {
        let Some(watch) = integration.watch_schema.node() else { continue };
        // Without any action, or with a subscription that lacks the same, other rules speak.
        let acts = !integration.write.is_absent() || !integration.proxy.is_absent();
        if integration.read.is_absent() && integration.subscribe.is_absent() && acts {
            out.member(watch, "`watchSchema` watches the objects that are read, and none is")
                .help("add `read` with the objects to watch, or remove `watchSchema`")
                .lacks(node, &["read"]);
        }
    }
}
