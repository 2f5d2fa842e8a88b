//! An update event says which changes count, in one of two ways.

use crate::rules::{Context, Findings};

rule! {
    name: "update-event-watch-fields",
    severity: Error,
    fix: No,
    summary: "an update event with both ways of watching fields, or neither",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.subscribe_objects() {
            let Some((node, event)) = object.update_event.get() else { continue };
            let empty_list = event.required_watch_fields.is_empty_list();
            let list = event.required_watch_fields.node().filter(|_| !empty_list);
            let no_list = event.required_watch_fields.is_absent() || empty_list;
            match (event.watch_fields_auto.node(), list) {
                (None, None) if event.watch_fields_auto.is_absent() && no_list => {
                    let message = "`updateEvent` does not say which fields to watch";
                    let help = "write `watchFieldsAuto: all`, or list the fields under `requiredWatchFields`";
                    let draft = match event.required_watch_fields.node() {
                        Some(list) => out.member(list, "`requiredWatchFields` lists no field").help(help),
                        None => {
                            let name = if cx.null_key(node, "requiredWatchFields").is_some() {
                                "requiredWatchFields"
                            } else {
                                "watchFieldsAuto"
                            };
                            out.missing(node, name, message).help(help)
                        }
                    };
                    draft.lacks(node, &["watchFieldsAuto", "requiredWatchFields"]);
                }
                (Some(auto), Some(list)) => {
                    let (earlier, later) = if auto < list { (auto, list) } else { (list, auto) };
                    let key = |value| cx.tree().key_of(value).unwrap_or(value);
                    let name = |value| cx.tree().text(cx.tree().target(key(value)));
                    out.key(
                        key(later),
                        format!("`{}` beside `{}`: only one of the two can be given", name(later), name(earlier)),
                    )
                    .label(key(earlier), "the other one")
                    .help("keep `watchFieldsAuto`, or list the fields under `requiredWatchFields`");
                }
                _ => {}
            }
        }
    }
}
