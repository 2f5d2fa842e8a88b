//! Optional fields that `optionalFieldsAuto: all` has already.

use crate::rules::{Context, Findings};

rule! {
    name: "optional-fields-redundant",
    severity: Pedantic,
    fix: No,
    summary: "plain `optionalFields` beside `optionalFieldsAuto: all`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.read_objects() {
            let Some((auto, _)) = object.optional_fields_auto.get() else { continue };
            let Some((list, _)) = object.optional_fields.get() else { continue };
            let plain: Vec<&str> = object
                .optional_fields
                .items()
                .filter(|(_, field)| field.map_to_name.is_absent())
                .filter_map(|(_, field)| field.field_name.text())
                .collect();
            let message = match plain.as_slice() {
                [] => continue,
                [one] => format!("`{one}` is among the fields that `optionalFieldsAuto: all` offers"),
                [first, ..] => {
                    format!(
                        "`{first}` and {} more are among the fields that `optionalFieldsAuto: all` offers",
                        plain.len() - 1
                    )
                }
            };
            out.member(list, message)
                .label(auto, "offers all fields")
                .help("list only fields that are mapped to a name");
        }
    }
}
