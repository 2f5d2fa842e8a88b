//! An integration that passes requests through to a provider that takes none. Proxying is the provider's own affair,
//! unless `useModule: true` hands it to the module.

use crate::catalog::Action;
use crate::rules::in_force::unsupported;
use crate::rules::{Context, Findings};

rule! {
    name: "provider-capability-proxy",
    severity: Warning,
    fix: No,
    summary: "`proxy` with a provider that does not support it",
}

fn check(cx: &Context, out: &mut Findings) {
    unsupported(cx, out, Action::Proxy);
}
