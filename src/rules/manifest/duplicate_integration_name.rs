//! Two integrations with one name: the platform cannot tell them apart.

use crate::rules::{Context, Findings};
use std::collections::HashMap;

rule! {
    name: "duplicate-integration-name",
    severity: Error,
    fix: No,
    rests_on: [Value],
    summary: "two integrations with the same name",
}

fn check(cx: &Context, out: &mut Findings) {
    let mut seen = HashMap::new();
    for (_, integration) in cx.integrations() {
        let Some((node, name)) = integration.name.get().filter(|(_, name)| !name.is_empty()) else { continue };
        if let Some(&earlier) = seen.get(name.as_str()) {
            out.value(node, format!("`{name}` is the name of another integration already"))
                .label(earlier, "the first one with this name")
                .help("give each integration a name of its own");
        } else {
            seen.insert(name.as_str(), node);
        }
    }
}
