//! A write object that takes its mapping from a read object that is not there.

use crate::rules::objects::read_names;
use crate::rules::{Context, Findings};
use std::collections::HashSet;

rule! {
    name: "write-inherit-without-read",
    severity: Warning,
    fix: No,
    rests_on: [Value, OtherAction],
    misses: ["objectName"],
    summary: "`inheritMapping: true` without a read object of that name",
}

fn check(cx: &Context, out: &mut Findings) {
    for (node, integration) in cx.integrations() {
        // Subscriptions miss `read` as well, and cannot do without.
        if integration.read.is_absent() && integration.subscribe.node().is_some() {
            continue;
        }
        let Some(names) = read_names(integration) else { continue };
        let names: HashSet<String> = names.iter().map(|(name, _)| name.to_lowercase()).collect();
        for (_, object) in integration.write_objects() {
            let Some((place, true)) = object.inherit_mapping.get() else { continue };
            let Some(name) = object.object_name.text().filter(|name| !names.contains(&name.to_lowercase())) else {
                continue;
            };
            let draft = out
                .value(place, format!("there is no read object `{name}` to inherit a mapping from"))
                .help(format!("add `{name}` to `read.objects`, or remove `inheritMapping`"));
            if integration.read.is_absent() {
                draft.lacks(node, &["read"]);
            }
        }
    }
}
