//! `selected` watches what the customer selected in the read action, which takes inheriting from it.

use super::subscribe_inherit_fields::{needs_inheritance, watches_selected};
use crate::finding::Severity;
use crate::rules::{Context, Findings};

rule! {
    name: "watch-fields-auto-inherit",
    severity: Error,
    fix: Safe,
    summary: "`watchFieldsAuto: selected` without `inheritFieldsAndMapping: true`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (node, object) in integration.subscribe_objects() {
            if !watches_selected(object) {
                continue;
            }
            let message = "`watchFieldsAuto: selected` watches the fields selected in the read action, and so needs to inherit them";
            needs_inheritance(cx, out, node, object, message.to_string());
            let inherits = object.inherit_fields_and_mapping.value() == Some(&true);
            let auto = object.update_event.value().and_then(|event| event.watch_fields_auto.node());
            let (Some(name), Some(auto), true) = (object.object_name.text(), auto, inherits) else { continue };
            let source = integration.read_objects().find(|(_, read)| read.object_name.text() == Some(name));
            let Some((read_node, read)) = source else { continue };
            if read.declares_no_field() {
                let place = read.object_name.node().unwrap_or(read_node);
                out.value(auto, format!("the read object `{name}` declares no field, so that there is none to watch"))
                    .severity(Severity::Warning)
                    .label(place, "no fields here")
                    .help("add `requiredFields`, `optionalFields` or `optionalFieldsAuto: all` to the read object")
                    .lacks(read_node, &["requiredFields", "optionalFields", "optionalFieldsAuto"]);
            }
        }
    }
}
