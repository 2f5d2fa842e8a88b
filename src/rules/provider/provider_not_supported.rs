//! A provider that the catalog does not have: misspelt, or newer than the catalog.

use std::collections::HashMap;

use crate::finding::Severity;
use crate::near::{Likeness, near};
use crate::rules::in_force::or_newer;
use crate::rules::words::{excerpt, one_of};
use crate::rules::{Context, Findings};
use crate::tree::edit;

rule! {
    name: "provider-not-supported",
    severity: Error,
    fix: Safe,
    summary: "a provider that the platform does not have",
}

fn check(cx: &Context, out: &mut Findings) {
    let mut known = HashMap::new();
    for (_, integration) in cx.integrations() {
        let Some((node, name)) = integration.provider.get().filter(|(_, name)| !name.is_empty()) else { continue };
        if cx.catalog.provider(name).is_some() {
            continue;
        }
        let names = || cx.catalog.providers().iter().map(|provider| provider.name.as_str());
        let near = known.entry(name.as_str()).or_insert_with(|| near(name, names()));
        let draft = out.value(node, format!("there is no provider `{}`", excerpt(name)));
        match near.as_slice() {
            [] => {
                let help = or_newer(cx.catalog, "write one of those that `amp-lint providers` lists");
                draft.severity(Severity::Warning).help(help);
            }
            [(likeness, only)] => {
                let title = format!("write `{only}`");
                let fix = edit::set_fix(cx.tree, node, only, *likeness == Likeness::Case, title.clone());
                draft.help(title).maybe_fix(fix);
            }
            several => {
                let names: Vec<&str> = several.iter().map(|(_, name)| *name).collect();
                draft.help(format!("did you mean {}?", one_of(&names)));
            }
        }
    }
}
