//! BigQuery tables are read with seven fields at most.

use crate::finding::Severity;
use crate::model::limits::BIGQUERY_FIELDS;
use crate::rules::{Context, Findings};

rule! {
    name: "bigquery-field-limit",
    severity: Error,
    fix: No,
    summary: "more than 7 fields of a BigQuery table",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations().filter(|(_, integration)| integration.provider.text() == Some("bigquery"))
    {
        for (_, object) in integration.read_objects() {
            let required = object.required_fields.value().map_or(&[][..], Vec::as_slice);
            let optional = object.optional_fields.value().map_or(&[][..], Vec::as_slice);
            let all = required.len() + optional.len();
            if all <= BIGQUERY_FIELDS {
                continue;
            }
            let too_many = required
                .get(BIGQUERY_FIELDS)
                .or_else(|| optional.get(BIGQUERY_FIELDS - required.len().min(BIGQUERY_FIELDS)));
            let Some(place) = too_many.and_then(|field| field.node()) else { continue };
            if required.len() > BIGQUERY_FIELDS {
                out.member(
                    place,
                    format!(
                        "{} fields are required, and BigQuery is read with {BIGQUERY_FIELDS} at most",
                        required.len()
                    ),
                )
                .help("remove fields, or read the others as another object");
            } else {
                out.member(place, format!("with all {all} fields selected the table cannot be read: BigQuery is read with {BIGQUERY_FIELDS} at most"))
                    .severity(Severity::Warning)
                    .help("offer fewer optional fields");
            }
        }
    }
}
