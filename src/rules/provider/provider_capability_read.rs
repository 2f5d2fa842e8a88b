//! An integration that reads from a provider that cannot be read.

use crate::catalog::Action;
use crate::rules::in_force::unsupported;
use crate::rules::{Context, Findings};

rule! {
    name: "provider-capability-read",
    severity: Warning,
    fix: No,
    summary: "`read` with a provider or module that does not support it",
}

fn check(cx: &Context, out: &mut Findings) {
    unsupported(cx, out, Action::Read);
}
