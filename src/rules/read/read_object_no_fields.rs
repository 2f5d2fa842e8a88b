//! A read object that names no field and leaves none to the customer: its records are empty.

use crate::finding::Severity;
use crate::rules::objects::is_inherited;
use crate::rules::{Context, Findings};
use crate::spec::WatchFieldsAuto;

rule! {
    name: "read-object-no-fields",
    severity: Warning,
    fix: No,
    summary: "a read object without any field",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (node, object) in integration.read_objects() {
            // An object that is always enabled must have required fields: that rule speaks.
            if !object.declares_no_field() || !object.enabled.is_absent() {
                continue;
            }
            let name = object.object_name.text();
            let who = name.map_or("this object".to_string(), |name| format!("`{name}`"));
            let selected = integration.subscribe_objects().any(|(_, subscribed)| {
                subscribed.object_name.text() == name
                    && subscribed.update_event.value().and_then(|event| event.watch_fields_auto.value())
                        == Some(&WatchFieldsAuto::Selected)
            });
            if selected {
                // What there is to watch is `watch-fields-auto-inherit`'s.
                continue;
            }
            let inherited = is_inherited(integration, object);
            out.member(node, format!("{who} is read without any field"))
                .help("add `requiredFields`, `optionalFields` or `optionalFieldsAuto: all`")
                .severity(if inherited { Severity::Pedantic } else { Severity::Warning })
                .lacks(node, &["requiredFields", "optionalFields", "optionalFieldsAuto"]);
        }
    }
}
