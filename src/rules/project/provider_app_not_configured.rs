//! A provider that the project has no provider app for. What it has is known from the platform; without it nothing is said.

use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "provider-app-not-configured",
    severity: Warning,
    fix: No,
    summary: "a provider that the project has no provider app for",
}

fn check(cx: &Context, out: &mut Findings) {
    let Some(apps) = cx.provider_apps else { return };
    for (_, integration) in cx.integrations() {
        let Some((node, provider)) = integration.provider.get().filter(|(_, name)| !name.is_empty()) else { continue };
        if !apps.contains(provider) {
            out.value(node, format!("the project has no provider app for `{}`", excerpt(provider)))
                .help("create one in the project's settings: without it nobody can connect");
        }
    }
}
