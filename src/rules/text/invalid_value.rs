//! A text where only certain texts are allowed.

use crate::near::near;
use crate::rules::words::{excerpt, one_of};
use crate::rules::{Context, Findings};
use crate::shape::check::Violation;
use crate::tree::edit;

rule! {
    name: "invalid-value",
    severity: Error,
    fix: Safe,
    summary: "a value that is none of the allowed ones",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations {
        if let Violation::NotATime { node } = violation {
            let written = excerpt(cx.tree.text(cx.tree.target(*node)));
            out.value(*node, format!("`{written}` is no date with a time of day"))
                .help("the platform writes times like `2026-01-31T09:30:00Z`");
        }
        let Violation::NotAllowed { node, allowed } = violation else { continue };
        let target = cx.tree.target(*node);
        let written = cx.tree.text(target);
        let name = cx.tree.key_of(target).map_or("", |key| cx.tree.text(cx.tree.target(key)));
        let near = near(written, allowed.iter().copied());
        let draft = out.value(target, format!("`{}` is no value for `{name}`", excerpt(written)));
        match near[..] {
            [(_, only)] => {
                let fix = edit::set_fix(cx.tree, target, only, true, format!("write `{only}`"));
                draft.help(format!("write `{only}`")).maybe_fix(fix);
            }
            // A rule, in the settings.
            _ if allowed == &["error"] => {
                draft.help(format!("write `error`, or leave it out: `{name}` cannot be switched off"));
            }
            _ if allowed.len() == 1 => {
                let advice = match written {
                    "true" | "yes" | "on" => format!("write {} in place of `{written}`", one_of(allowed)),
                    "false" | "no" | "off" | "never" => {
                        format!("the only value is {}; remove the key to switch it off", one_of(allowed))
                    }
                    _ => format!("write {}, the only value", one_of(allowed)),
                };
                draft.help(advice);
            }
            _ => {
                draft.help(format!("write {}", one_of(allowed)));
            }
        }
    }
}
