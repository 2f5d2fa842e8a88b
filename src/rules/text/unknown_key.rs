//! A key that the spec does not have. The platform drops it, and all that is under it, without a word.

use crate::definition::Definition;
use crate::near::near_keys;
use crate::rules::words::one_of;
use crate::rules::{Context, Findings};
use crate::shape::check::Violation;
use crate::tree::edit;

rule! {
    name: "unknown-key",
    severity: Warning,
    fix: Safe,
    summary: "a key that the platform ignores",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations {
        let Violation::UnknownKey { object, key, spec } = violation else { continue };
        let written = cx.tree.text(cx.tree.target(*key));
        let near = near_keys(written, spec.members.iter().map(|member| member.name));
        let names: Vec<&str> = near.iter().map(|(_, name)| *name).collect();
        let at_home = cx.plan.homes(cx.view.names().text(cx.view.symbol(*key)));
        let place = cx.tree.key_of(*object).map(|key| cx.tree.text(key));
        let message = match place {
            Some("rules") if matches!(cx.definition, Definition::Settings) => format!("there is no rule `{written}`"),
            _ if matches!(cx.definition, Definition::Settings) => format!("there is no setting `{written}`"),
            Some(place) => format!("`{place}` has no key `{written}`: the platform ignores it"),
            None => format!("there is no key `{written}` here: the platform ignores it"),
        };
        let draft = out.key(*key, message).resembles(*object, names.clone());
        if let [only] = names[..] {
            let free = cx.view.entry(*object, only).is_none();
            let draft = draft.help(if free {
                format!("write `{only}`")
            } else {
                format!("`{only}` is there already; remove this one")
            });
            if free {
                draft.maybe_fix(edit::set_fix(cx.tree, *key, only, true, format!("rename it to `{only}`")));
            }
        } else if !names.is_empty() {
            draft.help(format!("did you mean {}?", one_of(&names)));
        } else if !at_home.is_empty() {
            let homes: Vec<&str> =
                at_home.iter().map(|home| if home.is_empty() { "the top level" } else { home }).take(3).collect();
            draft.help(format!("it belongs in {}", one_of(&homes).replace("`the top level`", "the top level")));
        } else {
            let mut known: Vec<&str> = spec.members.iter().map(|member| member.name).collect();
            known.truncate(16);
            draft.help(format!("known here: {}", known.join(", ")));
        }
    }
}
