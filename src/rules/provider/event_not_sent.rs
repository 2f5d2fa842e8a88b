//! An event that the provider does not send for any object. The platform's own list of providers says so, once it is fetched.

use crate::rules::in_force::in_force;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "event-not-sent",
    severity: Warning,
    fix: No,
    yields_to: ["subscribe-object-support", "provider-capability-subscribe"],
    rests_on: [Value],
    summary: "an event that the provider sends for no object",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let provider = force.provider;
        let of_module = force.module.and_then(|name| provider.module(name)).map(|module| module.events);
        // What a module says goes before what is said of all.
        let told = |event: fn(&crate::catalog::Events) -> Option<bool>| {
            of_module.as_ref().and_then(event).or_else(|| event(&provider.events))
        };
        let offered = cx.catalog().subscriptions(&provider.name, force.module);
        for (_, object) in integration.subscribe_objects() {
            // What the connector's code has for the object is surer than what is said of the provider as a whole.
            let known = object.object_name.text().and_then(|name| offered?.object(name));
            let events = [
                (
                    "createEvent",
                    object.create_event.node(),
                    told(|all| all.create),
                    known.is_some_and(|one| one.create),
                ),
                (
                    "updateEvent",
                    object.update_event.node(),
                    told(|all| all.update),
                    known.is_some_and(|one| one.update),
                ),
                (
                    "deleteEvent",
                    object.delete_event.node(),
                    told(|all| all.delete),
                    known.is_some_and(|one| one.delete),
                ),
                (
                    "otherEvents",
                    object.other_events.node(),
                    told(|all| all.pass_through),
                    known.is_some_and(|one| one.other),
                ),
            ];
            for (event, node, sent, known) in events {
                if let Some(node) = node.filter(|_| sent == Some(false) && !known) {
                    let date = cx.catalog().date();
                    out.member(node, format!("`{}` sends no `{event}`", excerpt(&provider.name)))
                        .help(format!("remove `{event}`; this is what the platform's list of {date} says"));
                }
            }
        }
    }
}
