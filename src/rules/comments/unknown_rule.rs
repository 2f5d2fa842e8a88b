//! A comment that names a rule which does not exist silences nothing.

use crate::finding::Fix;
use crate::near::near_keys;
use crate::rules::ignores::VENDOR_NAMES;
use crate::rules::{self, Context, Findings};
use crate::words::did_you_mean;

rule! {
    name: "unknown-rule",
    severity: Warning,
    fix: Safe,
    summary: "an `amp:ignore` that names a rule which does not exist",
}

fn check(cx: &Context, out: &mut Findings) {
    for (ignore, (name, span)) in
        cx.ignores.iter().flat_map(|ignore| ignore.names.iter().map(move |name| (ignore, name)))
    {
        if is_known(name) {
            continue;
        }
        if ignore.names.len() == 1 && ignore.fault.is_none() && matches!(name.as_str(), "*" | "all") {
            out.place(*span, format!("there is no rule `{name}`"))
                .help("write `amp:ignore` alone for all rules")
                .fix(Fix::replace(true, "write `amp:ignore`", ignore.span, "amp:ignore"));
            continue;
        }
        let near = near_keys(name, rules::all().iter().map(|rule| rule.name));
        let names: Vec<&str> = near.iter().map(|(_, name)| *name).collect();
        let draft = out.place(*span, format!("there is no rule `{name}`"));
        match names.as_slice() {
            [] => draft.help("`amp-lint rules` lists them"),
            [only] => {
                draft.help(format!("write `{only}`")).fix(Fix::replace(true, format!("write `{only}`"), *span, *only))
            }
            several => draft.help(did_you_mean(several).unwrap_or_default()),
        };
    }
}

/// Whether a comment may name this rule: one of ours, or one of the vendor's own validator.
pub(in crate::rules) fn is_known(name: &str) -> bool {
    rules::by_name(name).is_some() || VENDOR_NAMES.contains(&name)
}
