//! An event by a name that the provider does not have, where the connector refuses any other.

use crate::catalog::Topic;
use crate::edit;
use crate::near::Likeness;
use crate::rules::in_force::in_force;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::words::one_of;

rule! {
    name: "other-event-unknown",
    severity: Error,
    fix: Safe,
    rests_on: [Value],
    summary: "a name in `otherEvents` that the connector refuses",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let provider = &force.provider.name;
        let Some(known) = cx.catalog().events(provider, force.module) else { continue };
        let offered = cx.catalog().subscriptions(provider, force.module);
        for (_, object) in integration.subscribe_objects() {
            let name = object.object_name.text();
            // An object without such events is another rule's affair.
            let facts = offered.and_then(|offered| offered.object(name?));
            if facts.is_some_and(|facts| !facts.other) {
                continue;
            }
            for (node, event) in object.other_events.items().filter(|(_, event)| !event.is_empty()) {
                if known.has(event) {
                    continue;
                }
                let draft = out.value(node, format!("`{provider}` has no event `{}`, and refuses it", excerpt(event)));
                let date = cx.catalog().date_of(Topic::Events);
                let near = known.near(event);
                let best: Vec<&str> = near
                    .iter()
                    .filter(|(how, _)| Some(how) == near.first().map(|(how, _)| how))
                    .map(|(_, name)| *name)
                    .collect();
                match (best.as_slice(), near.first()) {
                    ([only], Some((how, _))) => {
                        let title = format!("write `{only}`");
                        let fix = edit::set_fix(cx.tree(), node, only, *how == Likeness::Case, title.clone());
                        let is_new = object.other_events.items().all(|(_, other)| other != only);
                        draft
                            .help(format!("{title}; the list of events is of {date}"))
                            .maybe_fix(fix.filter(|_| is_new));
                    }
                    ([], _) => {
                        draft.help(format!(
                            "write one of those that `amp-lint providers {provider}` lists, as of {date}"
                        ));
                    }
                    (several, _) => {
                        draft.help(format!("did you mean {}? the list of events is of {date}", one_of(several)));
                    }
                }
            }
        }
    }
}
