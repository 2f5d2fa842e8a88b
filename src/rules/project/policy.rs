//! What the organisation's own policies say: they stand in the settings.

use crate::rules::{Context, Findings};

rule! {
    name: "policy",
    severity: Warning,
    fix: No,
    summary: "something that a policy in the settings forbids",
}

#[cfg(not(feature = "cli"))]
fn check(_: &Context, _: &mut Findings) {}

#[cfg(feature = "cli")]
fn check(cx: &Context, out: &mut Findings) {
    use crate::policies::{Subjects, Verdict};

    let policies = cx.facts.policies;
    if policies.is_empty() {
        return;
    }
    let subjects = Subjects::of(cx.integrations());
    for policy in policies {
        let help = format!("this is the policy `{}` of the settings", policy.name);
        for verdict in policy.verdicts(&subjects) {
            match verdict {
                Verdict::Broken(node, message) => {
                    // As far as the way is there.
                    let view = cx.view();
                    let mut at = node;
                    let mut is_there = !policy.at.is_empty();
                    for name in &policy.at {
                        match view.get(at, name) {
                            Some(member) => at = member,
                            None => {
                                is_there = false;
                                break;
                            }
                        }
                    }
                    let draft = if is_there { out.value(at, message) } else { out.member(at, message) };
                    draft.severity(policy.severity).help(help.clone());
                }
                Verdict::CutOff(node) => {
                    out.member(
                        node,
                        format!("the policy `{}` takes too long from here on, and was cut off", policy.name),
                    )
                    .help("let it look at less: each integration and each object is looked at by itself");
                }
            }
        }
    }
}
