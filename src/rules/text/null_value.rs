//! A key with nothing after it: the platform reads it as if it were not there.

use crate::rules::{Context, Findings};
use crate::shape::check::Violation;

rule! {
    name: "null-value",
    severity: Warning,
    fix: No,
    rests_on: [OtherWords],
    summary: "a key with nothing after it",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations() {
        match violation {
            Violation::Null { object, name, .. } => {
                out.missing(
                    *object,
                    name,
                    format!("`{name}` has nothing after it, and is read as if it were not there"),
                )
                .help(format!("give `{name}` a value, or remove the key"));
            }
            Violation::NullItem { node } => {
                out.member(*node, "this list item is empty").help("fill it in, or remove it");
            }
            _ => {}
        }
    }
}
