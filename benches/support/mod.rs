//! Manifests of any size, alike in every run.

use std::fmt::Write;

/// A manifest whose integrations have `objects` read objects in all, at most `per_integration` each, with fields, mappings,
/// backfill and subscriptions as real ones have.
pub fn manifest(objects: usize, per_integration: usize) -> String {
    let mut text = String::from("specVersion: 1.0.0\nintegrations:\n");
    let mut written = 0;
    let mut integration = 0;
    while written < objects {
        let count = per_integration.min(objects - written);
        let _ = write!(text, "  - name: integration-{integration}\n    provider: hubspot\n    read:\n      objects:\n");
        for object in 0..count {
            let _ = write!(
                text,
                "        - objectName: object{object}\n          destination: crmWebhook # as everywhere\n          \
                 schedule: \"{} */2 * * *\"\n          mapToName: thing{object}\n          requiredFields:\n            \
                 - fieldName: email\n            - fieldName: lifecyclestage\n              mapToName: stage\n            - mapToName: lead_source\n              \
                 mapToDisplayName: Lead source\n              prompt: Where did it come from?\n          \
                 optionalFieldsAuto: all\n          backfill:\n            defaultPeriod:\n              days: 30\n",
                object % 60
            );
        }
        text.push_str("    subscribe:\n      objects:\n");
        for object in 0..count.min(3) {
            let _ = write!(
                text,
                "        - objectName: object{object}\n          destination: events\n          inheritFieldsAndMapping: true\n          \
                 updateEvent:\n            enabled: always\n            watchFieldsAuto: all\n"
            );
        }
        written += count;
        integration += 1;
    }
    text
}
