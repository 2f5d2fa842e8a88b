//! A field that the connector's own query does not ask for, so that it can never arrive.

use crate::catalog::{Topic, root};
use crate::rules::requested::{Requested, Verdict};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::words::one_of;

rule! {
    name: "field-not-delivered",
    severity: Warning,
    fix: No,
    yields_to: ["field-path-syntax"],
    rests_on: [Value],
    summary: "a field that the connector never asks the provider for",
}

fn check(cx: &Context, out: &mut Findings) {
    for all in cx.requested() {
        for asked in all.iter().filter(|asked| asked.verdict == Verdict::NotDelivered) {
            let (name, object) = (excerpt(asked.root), excerpt(asked.object));
            let message =
                format!("`{name}` is no field that is asked of `{}` with `{object}`: it never arrives", asked.provider);
            let help = format!(
                "{}; the list of fields is of {}",
                instead(asked, &object),
                cx.catalog().date_of(Topic::Fields)
            );
            out.part(asked.node, cx.part(asked.node, asked.part()), message).help(help);
        }
    }
}

/// What to write.
fn instead(asked: &Requested, object: &str) -> String {
    let near = asked.list.near(asked.root);
    let nested = asked.root.split_once('.').filter(|(first, rest)| {
        let plain = |key: &str| !key.is_empty() && !key.contains(['\'', '[', ']']);
        asked.list.names().any(|name| root(name) == Some(*first)) && rest.split('.').all(plain)
    });
    if let Some((first, rest)) = nested {
        let keys: String = rest.split('.').map(|key| format!("['{key}']")).collect();
        return format!("write `$['{first}']{keys}`, if that is what you mean");
    }
    match near.as_slice() {
        [] => format!("remove it, or write one of those that `amp-lint providers {} {object}` shows", asked.provider),
        near => format!("did you mean {}?", one_of(&near[..near.len().min(3)])),
    }
}
