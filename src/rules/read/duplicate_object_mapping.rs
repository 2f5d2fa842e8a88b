//! Two read objects that are delivered under one name.

use crate::rules::{Context, Findings};
use std::collections::HashMap;

rule! {
    name: "duplicate-object-mapping",
    severity: Warning,
    fix: No,
    rests_on: [Value],
    summary: "two read objects mapped to the same name",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let mut seen = HashMap::new();
        for (_, object) in integration.read_objects() {
            let Some((node, name)) = object.map_to_name.get().filter(|(_, name)| !name.is_empty()) else { continue };
            match seen.get(name.as_str()) {
                Some(&earlier) => {
                    out.value(node, format!("two read objects are delivered as `{name}`"))
                        .label(earlier, "the first one")
                        .help("map each object to a name of its own");
                }
                None => {
                    seen.insert(name.as_str(), node);
                }
            }
        }
    }
}
