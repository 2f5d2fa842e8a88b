//! A subscription to an object, or to an event, that the provider does not offer.

use std::collections::HashSet;

use crate::catalog::{Action, Topic};
use crate::near::near;
use crate::rules::in_force::in_force;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::words::one_of;

rule! {
    name: "subscribe-object-support",
    severity: Warning,
    fix: No,
    yields_to: ["subscribe-read-object"],
    rests_on: [Value],
    summary: "an object or an event that the provider does not let you subscribe to",
}

/// More names than this are for a command to show.
const SHOWN: usize = 15;

fn check(cx: &Context, out: &mut Findings) {
    let date = cx.catalog().date_of(Topic::Subscriptions);
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let provider = &force.provider.name;
        let Some(offered) = cx.catalog().subscriptions(provider, force.module) else { continue };
        let read: HashSet<&str> =
            integration.read_objects().filter_map(|(_, object)| object.object_name.text()).collect();
        for (_, object) in integration.subscribe_objects() {
            let Some((node, name)) = object.object_name.get().filter(|(_, name)| !name.is_empty()) else { continue };
            let Some(facts) = offered.object(name) else {
                // A name that is misspelt in both places is `object-exists`' affair.
                let misspelt = read.contains(name.as_str())
                    && !cx.catalog().near_objects(provider, force.module, name, Action::Read).is_empty();
                if offered.complete && !misspelt {
                    let names: Vec<&str> = offered.objects.iter().map(|object| object.name.as_str()).collect();
                    let alike: Vec<&str> =
                        near(name, names.iter().copied()).into_iter().map(|(_, name)| name).collect();
                    let instead = match (alike.as_slice(), names.len()) {
                        ([], ..=SHOWN) => format!("write {}", one_of(&names)),
                        ([], _) => format!("write one of those that `amp-lint providers {provider}` lists"),
                        (alike, _) => format!("write {}", one_of(alike)),
                    };
                    out.value(node, format!("`{provider}` does not let you subscribe to `{}`", excerpt(name)))
                        .help(format!("{instead}; the list is of {date}"));
                }
                continue;
            };
            let events = [
                ("createEvent", object.create_event.node(), facts.create),
                ("updateEvent", object.update_event.node(), facts.update),
                ("deleteEvent", object.delete_event.node(), facts.delete),
                ("otherEvents", object.other_events.node(), facts.other),
            ];
            let known: Vec<&str> =
                events.iter().filter(|(_, _, offered)| *offered).map(|(event, _, _)| *event).collect();
            if known.is_empty() {
                continue;
            }
            for (event, node, offered) in events {
                if let Some(node) = node.filter(|_| !offered) {
                    out.member(node, format!("`{provider}` offers no `{event}` for `{name}`"))
                        .help(format!("it offers {}, as of {date}", one_of(&known)));
                }
            }
        }
    }
}
