//! A read object that names no field and leaves none to the customer: its records are empty.

use std::collections::HashSet;

use crate::finding::Severity;
use crate::model::WatchFieldsAuto;
use crate::rules::objects::Inherited;
use crate::rules::{Context, Findings};

rule! {
    name: "read-object-no-fields",
    severity: Warning,
    fix: No,
    summary: "a read object without any field",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let inherited = Inherited::of(integration);
        let selected: HashSet<Option<&str>> = integration
            .subscribe_objects()
            .filter(|(_, object)| {
                let event = object.update_event.value();
                event.and_then(|event| event.watch_fields_auto.value()) == Some(&WatchFieldsAuto::Selected)
            })
            .map(|(_, object)| object.object_name.text())
            .collect();
        for (node, object) in integration.read_objects() {
            // An object that is always enabled must have required fields: that rule speaks.
            if !object.declares_no_field() || !object.enabled.is_absent() {
                continue;
            }
            let name = object.object_name.text();
            let who = name.map_or("this object".to_string(), |name| format!("`{name}`"));
            let selected = selected.contains(&name);
            if selected {
                // What there is to watch is `watch-fields-auto-inherit`'s.
                continue;
            }
            let inherited = inherited.has(object);
            out.member(node, format!("{who} is read without any field"))
                .help("add `requiredFields`, `optionalFields` or `optionalFieldsAuto: all`")
                .severity(if inherited { Severity::Pedantic } else { Severity::Warning })
                .lacks(node, &["requiredFields", "optionalFields", "optionalFieldsAuto"]);
        }
    }
}
