//! A provider that the catalog does not have: misspelt, or newer than the catalog.

use std::collections::HashMap;

use crate::near::near_names;
use crate::rules::in_force::suggest;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "provider-not-supported",
    severity: Error,
    fix: Safe,
    rests_on: [Value],
    summary: "a provider that the platform does not have",
}

fn check(cx: &Context, out: &mut Findings) {
    let mut known = HashMap::new();
    for (_, integration) in cx.integrations() {
        let Some((node, name)) = integration.provider.get().filter(|(_, name)| !name.is_empty()) else { continue };
        if cx.catalog().provider(name).is_some() {
            continue;
        }
        let names = || cx.catalog().providers().iter().map(|provider| provider.name.as_str());
        let near = known.entry(name.as_str()).or_insert_with(|| near_names(name, names()));
        let draft = out.value(node, format!("there is no provider `{}`", excerpt(name)));
        suggest(cx, draft, node, near, "write one of those that `amp-lint providers` lists");
    }
}
