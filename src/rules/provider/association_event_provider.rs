//! Association events exist with HubSpot only.

use crate::rules::{Context, Findings};

rule! {
    name: "association-event-provider",
    severity: Warning,
    fix: No,
    summary: "`associationChangeEvent` with a provider other than HubSpot",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some(provider) = integration.provider.text().filter(|provider| *provider != "hubspot") else { continue };
        for (_, object) in integration.subscribe_objects() {
            if let Some(event) = object.association_change_event.node() {
                out.member(event, format!("`{provider}` has no association events: only HubSpot does"))
                    .help("remove `associationChangeEvent`");
            }
        }
    }
}
