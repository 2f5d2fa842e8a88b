//! A way of watching fields that the provider does not take.

use crate::catalog::{Topic, Watch};
use crate::model::WatchFieldsAuto;
use crate::rules::in_force::in_force;
use crate::rules::{Context, Findings};

rule! {
    name: "watch-fields-support",
    severity: Warning,
    fix: No,
    yields_to: ["update-event-watch-fields"],
    summary: "a way of watching fields that the provider does not take",
}

/// How many fields can be listed where there is a limit.
const LISTED: usize = 10;

fn check(cx: &Context, out: &mut Findings) {
    let date = cx.catalog().date_of(Topic::Subscriptions);
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let provider = &force.provider.name;
        let Some(offered) = cx.catalog().subscriptions(provider, force.module) else { continue };
        for (_, object) in integration.subscribe_objects() {
            let Some(event) = object.update_event.value() else { continue };
            let (list, auto) = (event.required_watch_fields.get(), event.watch_fields_auto.get());
            match offered.watch {
                Watch::NoList | Watch::AllOnly if list.is_some_and(|(_, list)| !list.is_empty()) => {
                    let Some((node, _)) = list else { continue };
                    out.member(node, format!("`{provider}` takes no list of fields to watch"))
                        .help(format!("write `watchFieldsAuto: all` in its place; this is as of {date}"));
                }
                Watch::AllOnly => {
                    if let Some((node, WatchFieldsAuto::Selected)) = auto {
                        out.value(node, format!("with `{provider}` all fields are watched, or none"))
                            .help(format!("write `all`; this is as of {date}"));
                    }
                }
                Watch::ListOfTen => {
                    if let Some((node, WatchFieldsAuto::All)) = auto {
                        out.value(node, format!("`{provider}` cannot watch all fields")).help(format!(
                            "list up to {LISTED} fields under `requiredWatchFields`; this is as of {date}"
                        ));
                    }
                    let extra = list.and_then(|(_, list)| Some((list.len(), list.get(LISTED)?.node()?)));
                    if let Some((count, node)) = extra {
                        out.value(
                            node,
                            format!("{count} fields are to be watched, and `{provider}` watches {LISTED} at most"),
                        )
                        .note("the first one too many")
                        .help(format!("list up to {LISTED} fields; this is as of {date}"));
                    }
                }
                Watch::Any | Watch::NoList => {}
            }
        }
    }
}
