//! A manifest without integrations, and an integration that does nothing.

use crate::analysis::Definition;
use crate::model::Section;
use crate::rules::{Context, Findings};

rule! {
    name: "integration-structure",
    severity: Error,
    fix: No,
    summary: "no integrations, or an integration without any action",
}

fn check(cx: &Context, out: &mut Findings) {
    if let Definition::Manifest(manifest) = cx.definition()
        && let Some((node, manifest)) = manifest.get()
    {
        if manifest.integrations.is_absent() {
            let message = match cx.null_key(node, "integrations") {
                Some(_) => "`integrations` lists nothing",
                None => "`integrations` is missing",
            };
            out.missing(node, "integrations", message).help("add `integrations:` with a list of at least one");
        } else if let Some((list, _)) = manifest.integrations.get().filter(|(_, list)| list.is_empty()) {
            out.value(list, "`integrations` lists nothing").help("list at least one integration");
        }
    }
    let actions: Vec<&str> = Section::ALL.into_iter().filter(|one| one.is_action()).map(Section::name).collect();
    for (node, integration) in cx.integrations() {
        if !integration.sections().any(Section::is_action) {
            // What is written with nothing behind it was meant to be there.
            if let Some(action) = actions.iter().find(|action| cx.null_key(node, action).is_some()) {
                let help = match *action {
                    "proxy" => "write `enabled: true` below it".to_string(),
                    _ => "write `objects:` with a list of at least one below it".to_string(),
                };
                let message = format!("`{action}` has nothing behind it, and this integration does nothing else");
                out.missing(node, action, message).help(help).lacks(node, &actions);
                continue;
            }
            let message = match integration.name.text() {
                Some(name) => format!("`{name}` neither reads, writes, subscribes nor proxies"),
                None => "this integration neither reads, writes, subscribes nor proxies".to_string(),
            };
            let help = match integration.watch_schema.is_absent() {
                true => "add `read`, `write`, `subscribe` or `proxy`",
                false => "add `read`, `write`, `subscribe` or `proxy`; `watchSchema` alone does nothing",
            };
            out.member(node, message).help(help).lacks(node, &actions);
        }
    }
}
