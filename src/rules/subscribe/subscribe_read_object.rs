//! A subscribe object takes its fields from the read object of the same name; there is none.

use std::collections::{HashMap, HashSet};

use crate::finding::Severity;
use crate::near::Index;
use crate::rules::{Context, Findings};
use crate::syntax::NodeId;
use crate::words::one_of;

rule! {
    name: "subscribe-read-object",
    severity: Error,
    fix: No,
    rests_on: [Value, OtherAction],
    misses: ["objectName"],
    summary: "a subscribe object without a read object of that name",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some(read) = integration.read.value() else { continue };
        // An object whose name cannot be read may be any of them; and that there are none is a mistake of its own.
        let listed = read.objects.value().is_some_and(|objects| {
            !objects.is_empty()
                && objects.iter().all(|object| object.value().is_some_and(|object| object.object_name.text().is_some()))
        });
        if !listed {
            continue;
        }
        let named = || read.objects.items().filter_map(|(_, object)| object.object_name.get());
        // Names in any case are looked for only where the very name is not there.
        let (mut exact, mut by_folded, mut index) = (None, None, None);
        for (_, object) in integration.subscribe_objects() {
            let Some((node, name)) = object.object_name.get().filter(|(_, name)| !name.is_empty()) else { continue };
            let exact: &HashSet<&str> = exact.get_or_insert_with(|| named().map(|(_, name)| name.as_str()).collect());
            if !object.has_standard_event() || exact.contains(name.as_str()) {
                continue;
            }
            let by_folded: &HashMap<String, (&str, NodeId)> = by_folded.get_or_insert_with(|| {
                // The first one counts.
                named()
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .map(|(node, name)| (name.to_lowercase(), (name.as_str(), node)))
                    .collect()
            });
            match by_folded.get(&name.to_lowercase()) {
                Some((other, place)) => {
                    out.value(node, format!("the read object is spelt `{other}`, not `{name}`"))
                        .severity(Severity::Warning)
                        .label(*place, "the read object")
                        .help(format!("write `{other}`"));
                }
                None => {
                    let index = index.get_or_insert_with(|| Index::of(exact.iter().copied()));
                    let near: Vec<&str> = index.near(name).into_iter().map(|(_, name)| name).collect();
                    let help = match near.as_slice() {
                        [] => format!("add `{name}` to `read.objects`"),
                        names => format!("write {}, or add `{name}` to `read.objects`", one_of(names)),
                    };
                    out.value(node, format!("there is no read object `{name}` to take the fields from")).help(help);
                }
            }
        }
    }
}
