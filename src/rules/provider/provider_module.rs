//! A module that the provider does not have.

use crate::finding::Severity;
use crate::near::near_names;
use crate::rules::in_force::{or_newer, suggest};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::words::one_of;

rule! {
    name: "provider-module",
    severity: Error,
    fix: Safe,
    rests_on: [Value],
    summary: "a module that the provider does not have",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some(provider) = integration.provider.text().and_then(|name| cx.catalog().provider(name)) else { continue };
        let Some((node, name)) = integration.module.get().filter(|(_, name)| !name.is_empty()) else { continue };
        if provider.module(name).is_some() {
            continue;
        }
        let known: Vec<&str> = provider.modules.iter().map(|module| module.name.as_str()).collect();
        let near = near_names(name, known.iter().copied());
        if known.is_empty() {
            out.member(node, format!("`{}` has no modules", provider.name))
                .severity(Severity::Warning)
                .help(or_newer(cx.catalog(), "remove `module`"));
            continue;
        }
        let draft = out.value(node, format!("`{}` has no module `{}`", provider.name, excerpt(name)));
        suggest(cx, draft, node, &near, &format!("write {}", one_of(&known)));
    }
}
