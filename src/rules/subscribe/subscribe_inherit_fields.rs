//! Record events take their fields from the read object, and the platform wants that said.

use crate::edit;
use crate::finding::Fix;
use crate::model::{Field, SubscribeObject, WatchFieldsAuto};
use crate::rules::{Context, Findings};
use crate::syntax::NodeId;

rule! {
    name: "subscribe-inherit-fields",
    severity: Error,
    fix: Safe,
    summary: "`inheritFieldsAndMapping` that is not `true` where it must be",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (node, object) in integration.subscribe_objects() {
            // `watchFieldsAuto: selected` needs it even more: that rule speaks.
            if object.has_standard_event() && !watches_selected(object) {
                let name = object.object_name.text().map_or("this object".to_string(), |name| format!("`{name}`"));
                needs_inheritance(
                    cx,
                    out,
                    node,
                    object,
                    format!("{name} subscribes to record events, and so must inherit its fields"),
                );
            }
        }
    }
}

/// Whether the update event watches the fields that the customer selected.
pub(super) fn watches_selected(object: &SubscribeObject) -> bool {
    object.update_event.value().and_then(|event| event.watch_fields_auto.value()) == Some(&WatchFieldsAuto::Selected)
}

/// Says that `inheritFieldsAndMapping` must be `true`, where it is not.
pub(super) fn needs_inheritance(
    cx: &Context,
    out: &mut Findings,
    node: NodeId,
    object: &SubscribeObject,
    message: String,
) {
    const NAME: &str = "inheritFieldsAndMapping";
    let (draft, edit) = match &object.inherit_fields_and_mapping {
        Field::Value(_, true) | Field::Unreadable(_) => return,
        Field::Value(value, false) => (out.value(*value, message), edit::set(cx.tree(), *value, "true")),
        Field::Absent => {
            let edit = edit::insert(cx.view(), node, NAME, "true", &["destination", "objectName"]);
            (out.missing(node, NAME, message), edit)
        }
    };
    let fix = edit.map(|edit| Fix::one(true, format!("set `{NAME}: true`"), edit));
    draft.help(format!("write `{NAME}: true`")).maybe_fix(fix);
}
