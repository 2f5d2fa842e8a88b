//! A required field that a customer has made: other customers do not have it.

use crate::rules::accounts::{self, Presence};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "required-field-custom",
    severity: Pedantic,
    fix: No,
    yields_to: ["field-not-in-account"],
    rests_on: [Value],
    waits_for: Accounts,
    summary: "a required field that is a customer's own",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for asked in accounts::fields(cx, integration).into_iter().filter(|asked| asked.required) {
            let is_custom = |answer: &&crate::facts::ObjectInAccount| {
                let seen = accounts::presence(answer, asked.text, false);
                matches!(seen, Presence::There(field) if field.is_custom == Some(true))
            };
            let groups: Vec<&str> = asked.answers.iter().filter(is_custom).map(|one| one.group.as_str()).collect();
            if groups.is_empty() {
                continue;
            }
            let (who, _) = accounts::accounts_of(&groups, asked.answers.len());
            out.value(
                asked.node,
                format!("`{}` is a custom field in {who}, and required of all customers", excerpt(asked.text)),
            )
            .help("move it to `optionalFields`, or let customers choose a field of theirs with `mapToName` alone");
        }
    }
}
