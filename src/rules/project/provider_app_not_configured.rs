//! A provider that the project has no provider app for, and that needs one. What the project has is known from the
//! platform, what a provider needs from a fetched catalog; without either nothing is said.

use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "provider-app-not-configured",
    severity: Warning,
    fix: No,
    rests_on: [Value],
    waits_for: ProviderApps,
    summary: "a provider that customers sign in to with a provider app, which the project does not have",
}

fn check(cx: &Context, out: &mut Findings) {
    let Some(apps) = cx.facts.provider_apps else { return };
    for (_, integration) in cx.integrations() {
        let Some((node, provider)) = integration.provider.get().filter(|(_, name)| !name.is_empty()) else { continue };
        let needs_app = cx.catalog().provider(provider).and_then(|known| known.needs_app());
        if needs_app == Some(true) && !apps.iter().any(|app| app.provider == *provider) {
            out.value(node, format!("the project has no provider app for `{}`", excerpt(provider)))
                .help("create one in the project's settings: customers sign in to the provider with it");
        }
    }
}
