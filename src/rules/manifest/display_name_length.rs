//! Display names that no page has room for.

use crate::model::limits::DISPLAY_NAME_LENGTH;
use crate::rules::{Context, Findings};

rule! {
    name: "display-name-length",
    severity: Warning,
    fix: No,
    summary: "a display name longer than 100 characters",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some((node, name)) = integration.display_name.get() else { continue };
        let length = name.chars().count();
        if length > DISPLAY_NAME_LENGTH {
            out.value(node, format!("the display name has {length} characters"))
                .help(format!("shorten it to {DISPLAY_NAME_LENGTH} at most"));
        }
    }
}
