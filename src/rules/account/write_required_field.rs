//! A written object that needs fields which nothing in the manifest provides.

use std::collections::{BTreeMap, HashSet};

use crate::rules::accounts::accounts_of;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::words::some_of;

rule! {
    name: "write-required-field",
    severity: Pedantic,
    fix: No,
    rests_on: [Value],
    waits_for: Accounts,
    summary: "a written object whose new records need a field that nothing in the manifest provides",
}

fn check(cx: &Context, out: &mut Findings) {
    if cx.facts.accounts.is_none() {
        return;
    }
    for (_, integration) in cx.integrations() {
        let Some(provider) = integration.provider.text() else { continue };
        for (_, written) in integration.write_objects() {
            let Some((node, object)) = written.object_name.get() else { continue };
            // Customers may set whatever is missing.
            let defaults = written.value_defaults.value().and_then(|defaults| defaults.allow_any_fields.value());
            if defaults == Some(&true) {
                continue;
            }
            let provided: HashSet<&str> = integration
                .read_objects()
                .filter(|(_, read)| read.object_name.text() == Some(object.as_str()))
                .flat_map(|(_, read)| read.required_fields.items().chain(read.optional_fields.items()))
                .filter_map(|(_, field)| field.field_name.text().or(field.default.text()))
                .collect();
            let answers = cx.facts.in_accounts(provider, object);
            let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for answer in answers {
                for (name, field) in &answer.fields {
                    let needed = field.is_required == Some(true) && field.is_read_only != Some(true);
                    if needed && !provided.contains(name.as_str()) {
                        missing.entry(name).or_default().push(&answer.group);
                    }
                }
            }
            let mut groups: Vec<&str> = missing.values().flatten().copied().collect();
            groups.sort_unstable();
            groups.dedup();
            if groups.is_empty() {
                continue;
            }
            let names: Vec<&str> = missing.into_keys().collect();
            let (who, several) = accounts_of(&groups, answers.len());
            let verb = if several { "want" } else { "wants" };
            let message = format!("{who} {verb} {} in every new record of `{}`", some_of(&names), excerpt(object));
            out.value(node, message)
                .help("send them with every record that is created, or let customers set them: `valueDefaults: {allowAnyFields: true}`");
        }
    }
}
