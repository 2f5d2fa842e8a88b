//! Association events exist with HubSpot only.

use crate::near::name_likeness;
use crate::rules::{Context, Findings};

rule! {
    name: "association-event-provider",
    severity: Warning,
    fix: No,
    summary: "`associationChangeEvent` with a provider other than HubSpot",
}

/// The one provider that has them.
const HUBSPOT: &str = "hubspot";

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        // A provider that is nearly that name is misspelt, which is another rule's affair.
        let is_meant = |provider: &str| provider == HUBSPOT || name_likeness(provider, HUBSPOT).is_some();
        let Some(provider) = integration.provider.text().filter(|provider| !is_meant(provider)) else { continue };
        for (_, object) in integration.subscribe_objects() {
            if let Some(event) = object.association_change_event.node() {
                out.member(event, format!("`{provider}` has no association events: only HubSpot does"))
                    .help("remove `associationChangeEvent`");
            }
        }
    }
}
