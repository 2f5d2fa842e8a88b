//! An object of which the account of a customer shows no field at all.

use std::collections::HashSet;

use crate::catalog::Action;
use crate::rules::accounts::accounts_of;
use crate::rules::in_force::in_force;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::words::did_you_mean;

rule! {
    name: "object-not-in-account",
    severity: Warning,
    fix: No,
    rests_on: [Value],
    waits_for: Accounts,
    summary: "an object of which the account of a customer shows no field",
}

fn check(cx: &Context, out: &mut Findings) {
    if cx.facts.accounts.is_none() {
        return;
    }
    for (_, integration) in cx.integrations() {
        let Some(provider) = integration.provider.text() else { continue };
        let read = integration.read_objects().map(|(_, object)| (&object.object_name, Action::Read));
        let written = integration.write_objects().map(|(_, object)| (&object.object_name, Action::Write));
        let subscribed = integration.subscribe_objects().map(|(_, object)| (&object.object_name, Action::Read));
        // What is named in several actions is one mistake.
        let mut said: HashSet<&str> = HashSet::new();
        for (name, action) in read.chain(written).chain(subscribed) {
            let Some((node, name)) = name.get() else { continue };
            let answers = cx.facts.in_accounts(provider, name);
            let lacking: Vec<&str> =
                answers.iter().filter(|one| one.fields.is_empty()).map(|one| one.group.as_str()).collect();
            if lacking.is_empty() || !said.insert(name) {
                continue;
            }
            let (who, several) = accounts_of(&lacking, answers.len());
            let verb = if several { "show" } else { "shows" };
            let near = in_force(cx.catalog(), integration)
                .map(|force| cx.catalog().near_objects(provider, force.module, name, action))
                .unwrap_or_default();
            let near: Vec<&str> = near.into_iter().map(|(_, name)| name).collect();
            let help = did_you_mean(&near).unwrap_or_else(|| {
                "write an object that the account has, or give its customer access to this one".to_string()
            });
            out.value(node, format!("{who} {verb} no field of `{}`", excerpt(name))).help(help);
        }
    }
}
