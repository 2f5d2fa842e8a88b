//! Everything that an integration declares is switched off.

use crate::model::Section;
use crate::rules::{Context, Findings};

rule! {
    name: "inactive-integration",
    severity: Warning,
    fix: No,
    summary: "an integration with all its actions switched off",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some(proxy) = integration.proxy.value() else { continue };
        let others = integration.sections().any(|section| section.is_action() && section != Section::Proxy);
        let Some((node, false)) = proxy.enabled.get() else { continue };
        if !others {
            let name = integration.name.text().unwrap_or("this integration");
            out.value(node, format!("`{name}` does nothing: its only action, the proxy, is switched off"))
                .help("set `enabled: true`, or remove the integration");
        }
    }
}
