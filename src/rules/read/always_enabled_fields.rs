//! An object that is read for everybody, whether or not they select it, leaves nothing to select.

use crate::model::Field;
use crate::rules::{Context, Findings};

rule! {
    name: "always-enabled-fields",
    severity: Error,
    fix: No,
    summary: "`enabled: always` without required fields or a schedule, or with a mapping",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (node, object) in integration.read_objects() {
            if object.enabled.value().is_none() {
                continue;
            }
            let who = object.object_name.text().map_or("this object".to_string(), |name| format!("`{name}`"));
            match &object.required_fields {
                Field::Absent => {
                    out.missing(
                        node,
                        "requiredFields",
                        format!("{who} is always enabled, and has no `requiredFields`"),
                    )
                    .help("list the fields to read under `requiredFields`");
                }
                Field::Value(list, fields) if fields.is_empty() => {
                    out.value(*list, format!("{who} is always enabled, and its `requiredFields` are empty"))
                        .help("list the fields to read");
                }
                _ => {}
            }
            for (_, field) in object.required_fields.items() {
                if let Some((mapped, name)) = field.map_to_name.get().filter(|(_, name)| !name.is_empty()) {
                    let key = cx.tree().key_of(mapped).unwrap_or(mapped);
                    out.key(key, format!("{who} is always enabled, and cannot map a field to `{name}`"))
                        .help("name the field by `fieldName` alone, or remove `enabled: always`")
                        .path_of(mapped);
                }
            }
            if object.schedule.is_blank() {
                let message = format!("{who} is always enabled, and has no schedule");
                let draft = match &object.schedule {
                    Field::Value(value, _) => out.value(*value, message),
                    _ => out.missing(node, "schedule", message),
                };
                draft.help("add a schedule, as `schedule: \"0 * * * *\"` for once an hour");
            }
        }
    }
}
