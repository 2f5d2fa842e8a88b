//! A proxy through a module where there is no module.

use crate::rules::in_force::{in_force, or_newer};
use crate::rules::{Context, Findings};
use crate::words::one_of;

rule! {
    name: "proxy-module",
    severity: Warning,
    fix: No,
    summary: "`useModule: true` without a module, and the provider has no default one",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some((node, true)) = integration.proxy.value().and_then(|proxy| proxy.use_module.get()) else { continue };
        let Some(force) = in_force(cx.catalog(), integration).filter(|force| force.module.is_none()) else { continue };
        let provider = &force.provider.name;
        let modules: Vec<&str> = force.provider.modules.iter().map(|module| module.name.as_str()).collect();
        let instead = match modules.as_slice() {
            [] => format!("remove `useModule`: `{provider}` has no modules"),
            names => format!("add `module:` with {}", one_of(names)),
        };
        out.member(
            node,
            format!("`useModule` has no module to use: none is named, and `{provider}` has no default one"),
        )
        .help(or_newer(cx.catalog(), &instead));
    }
}
