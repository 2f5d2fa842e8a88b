//! `proxy` without `enabled`: the deploy tool wants it written out.

use crate::edit;
use crate::finding::Fix;
use crate::rules::{Context, Findings};

rule! {
    name: "proxy-enabled",
    severity: Error,
    fix: Unsafe,
    summary: "`proxy` that does not say whether it is enabled",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some((node, proxy)) = integration.proxy.get() else { continue };
        if proxy.enabled.is_absent() {
            let edit = edit::insert(cx.view(), node, "enabled", "true", &[]);
            let fix = edit.map(|edit| Fix::one(false, "enable the proxy", edit));
            out.missing(node, "enabled", "`proxy` does not say whether it is enabled")
                .help("add `enabled: true`")
                .maybe_fix(fix);
        }
    }
}
