//! A provider app that asks for nothing, where the provider wants to be told what is asked for.

use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "provider-app-scopes",
    severity: Warning,
    fix: No,
    rests_on: [Value],
    waits_for: ProviderApps,
    summary: "a provider app without scopes, where the provider wants them",
}

fn check(cx: &Context, out: &mut Findings) {
    let Some(apps) = cx.facts.provider_apps else { return };
    for (_, integration) in cx.integrations() {
        let Some((node, provider)) = integration.provider.get() else { continue };
        let Some(known) = cx.catalog().provider(provider) else { continue };
        let wants = known.auth.as_ref().and_then(|auth| auth.scopes_required) == Some(true);
        let mut own = apps.iter().filter(|app| app.provider == *provider).peekable();
        // Of several apps one is enough.
        if wants && known.needs_app() == Some(true) && own.peek().is_some() && own.all(|app| !app.has_scopes) {
            out.value(
                node,
                format!("the provider app for `{}` asks for no scope, and the provider wants one", excerpt(provider)),
            )
            .help("add to the provider app the scopes that the objects of this integration need");
        }
    }
}
