//! An integration that writes to a provider that cannot be written to.

use crate::catalog::Action;
use crate::rules::in_force::unsupported;
use crate::rules::{Context, Findings};

rule! {
    name: "provider-capability-write",
    severity: Warning,
    fix: No,
    summary: "`write` with a provider or module that does not support it",
}

fn check(cx: &Context, out: &mut Findings) {
    unsupported(cx, out, Action::Write);
}
