//! Subscriptions to Gmail whose provider app does not say where Google is to publish.

use crate::rules::in_force::in_force;
use crate::rules::{Context, Findings};
use crate::words::all_of;

rule! {
    name: "provider-app-pubsub",
    severity: Warning,
    fix: No,
    rests_on: [Value],
    waits_for: ProviderApps,
    summary: "a subscription to Gmail, and a provider app without a Pub/Sub topic",
}

/// The parameters of the provider app, as the API spells them.
const PARAMETERS: [&str; 2] = ["gcpProjectId", "gcpPubSubTopicName"];

fn check(cx: &Context, out: &mut Findings) {
    let Some(apps) = cx.facts.provider_apps else { return };
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        if force.provider.name != "google" || force.module != Some("gmail") {
            continue;
        }
        let of_module = force.module.and_then(|name| force.provider.module(name));
        let set_up = of_module.and_then(|module| module.events.post_process).or(force.provider.events.post_process);
        let Some(node) = integration.subscribe.node().filter(|_| set_up != Some(false)) else { continue };
        // Of several apps the one that lacks least.
        let lacking = apps
            .iter()
            .filter(|app| app.provider == force.provider.name)
            .map(|app| PARAMETERS.into_iter().filter(|name| !app.parameters.contains(*name)).collect::<Vec<_>>());
        let Some(lacking) = lacking.min_by_key(Vec::len).filter(|lacking| !lacking.is_empty()) else { continue };
        out.member(
            node,
            format!("the provider app for `google` lacks {}, and Gmail publishes to a Pub/Sub topic", all_of(&lacking)),
        )
        .help(format!("create a topic in Google Cloud, and set {} in the provider app", all_of(&lacking)));
    }
}
