//! A number outside its bounds.

use crate::rules::{Context, Findings};
use crate::shape::check::Violation;

rule! {
    name: "out-of-range",
    severity: Error,
    fix: No,
    summary: "a number outside its bounds",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations() {
        let Violation::OutOfRange { node, minimum, maximum } = violation else { continue };
        let target = cx.tree().target(*node);
        let name = cx.tree().key_of(target).and_then(|key| cx.view().name(key)).unwrap_or_default();
        let bounds = match (minimum, maximum) {
            (Some(least), Some(most)) => format!("from {least} to {most}"),
            (Some(least), None) => format!("{least} or more"),
            (None, Some(most)) => format!("{most} or less"),
            (None, None) => continue,
        };
        out.value(target, format!("`{name}` cannot be {}", cx.tree().text(target)))
            .help(format!("write a number {bounds}"));
    }
}
