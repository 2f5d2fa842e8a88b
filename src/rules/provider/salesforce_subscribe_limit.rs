//! Salesforce takes five subscribe objects for one integration.

use crate::model::limits::SALESFORCE_SUBSCRIBE_OBJECTS;
use crate::rules::{Context, Findings};

rule! {
    name: "salesforce-subscribe-limit",
    severity: Error,
    fix: No,
    summary: "more than 5 subscribe objects with Salesforce",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        if integration.provider.text() != Some("salesforce") {
            continue;
        }
        let Some(objects) = integration.subscribe.value().and_then(|subscribe| subscribe.objects.value()) else {
            continue;
        };
        let Some(extra) = objects.get(SALESFORCE_SUBSCRIBE_OBJECTS) else { continue };
        let place = extra.value().and_then(|object| object.object_name.node()).or(extra.node());
        if let Some(place) = place {
            let count = objects.len();
            out.value(
                place,
                format!("{count} objects are subscribed to, and Salesforce allows {SALESFORCE_SUBSCRIBE_OBJECTS}"),
            )
            .note("the first one too many")
            .help("remove objects, or split them over several integrations");
        }
    }
}
