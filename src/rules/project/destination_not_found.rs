//! A destination that the project does not have. What it has is known from the platform or from the settings; without them
//! only an address is known to be none.

use std::collections::HashSet;

use crate::edit;
use crate::near::Index;
use crate::rules::{Context, Findings};
use crate::words::did_you_mean;

rule! {
    name: "destination-not-found",
    severity: Error,
    fix: Safe,
    rests_on: [Value],
    waits_for: Destinations,
    summary: "a destination that the project does not have",
}

fn check(cx: &Context, out: &mut Findings) {
    let mut index = None;
    // Without the platform, the settings' list is what has to know.
    let also = if cx.facts.provider_apps.is_some() { "" } else { ", and add it to `destinations` in the settings" };
    let known: HashSet<&str> = cx.facts.destinations.unwrap_or_default().iter().map(String::as_str).collect();
    for (_, integration) in cx.integrations() {
        let read = integration.read_objects().map(|(_, object)| &object.destination);
        let subscribe = integration.subscribe_objects().map(|(_, object)| &object.destination);
        let watch = integration.watch_schema.value().map(|watch| &watch.destination);
        for (node, name) in read.chain(subscribe).chain(watch).filter_map(|field| field.get()) {
            if is_address(name) {
                // What an address may hold is not for a report.
                out.value(node, "`destination` is the name of a destination, not an address")
                    .help("create a destination with this address in the project, and write its name");
                continue;
            }
            let Some(destinations) = cx.facts.destinations else { continue };
            if name.is_empty() || known.contains(name.as_str()) {
                continue;
            }
            let index = index.get_or_insert_with(|| Index::of(destinations.iter().map(String::as_str)));
            let near = index.near(name);
            let names: Vec<&str> = near.iter().map(|(_, name)| *name).collect();
            let draft = out.value(node, format!("the project has no destination `{name}`"));
            match names.as_slice() {
                [] if destinations.is_empty() => draft.help(format!("create it in the project{also}")),
                [] => draft
                    .help(format!("write one of the project's destinations, or create `{name}` in the project{also}")),
                [only] => draft.help(format!("write `{only}`")).maybe_fix(edit::set_fix(
                    cx.tree(),
                    node,
                    only,
                    true,
                    format!("write `{only}`"),
                )),
                several => draft.help(did_you_mean(several).unwrap_or_default()),
            };
        }
    }
}

/// Whether a text is where something is, rather than a name: names have letters, digits and dashes, and no template is one.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let is_template = text.contains(['<', '{', '$']);
    let is_host = text.starts_with("www.") || text.starts_with("localhost:") || text.starts_with("arn:");
    !is_template && (text.contains("://") || text.starts_with("//") || is_host)
}
