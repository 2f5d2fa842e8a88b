//! An integration that subscribes to a provider that tells of no changes.

use crate::catalog::Action;
use crate::rules::in_force::unsupported;
use crate::rules::{Context, Findings};

rule! {
    name: "provider-capability-subscribe",
    severity: Warning,
    fix: No,
    summary: "`subscribe` with a provider or module that does not support it",
}

fn check(cx: &Context, out: &mut Findings) {
    unsupported(cx, out, Action::Subscribe);
}
