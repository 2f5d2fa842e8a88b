//! A field that the account of a customer does not have. A standard field is missed by all customers, one that customers make
//! themselves may be there for others.

use std::collections::HashMap;

use crate::catalog::{FieldList, Known, Matching, root};
use crate::facts::ObjectInAccount;
use crate::finding::Severity;
use crate::near::Index;
use crate::rules::accounts::{self, InAccounts, Presence};
use crate::rules::in_force::in_force;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::words::did_you_mean;

rule! {
    name: "field-not-in-account",
    severity: Warning,
    fix: No,
    yields_to: ["watch-field-unknown", "field-path-syntax", "watch-fields-no-nesting"],
    rests_on: [Value],
    waits_for: Accounts,
    summary: "a field that the account of a customer does not have",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let all = accounts::fields(cx, integration);
        if all.is_empty() {
            continue;
        }
        let force = in_force(cx.catalog(), integration);
        let listed = force.map(|force| cx.catalog().fields_at(&force.provider.name, force.module));
        let mut indexes: HashMap<&str, Index> = HashMap::new();
        for asked in all {
            let list = listed.and_then(|fields| fields.of(asked.object));
            let any_case = list.is_some_and(|list| list.matching == Matching::AnyCase);
            let mut lacking: Vec<&str> = Vec::new();
            let (mut answered, mut other_case, mut is_custom) = (0, None, false);
            for answer in asked.answers.iter().filter(|answer| !answer.fields.is_empty()) {
                answered += 1;
                match accounts::presence(answer, asked.text, any_case) {
                    Presence::There(field) => is_custom |= field.is_custom == Some(true),
                    Presence::OtherCase(name) => {
                        other_case = Some(name);
                        lacking.push(&answer.group);
                    }
                    Presence::Missing => lacking.push(&answer.group),
                }
            }
            if lacking.is_empty() {
                continue;
            }
            let near = match other_case {
                Some(name) => vec![name],
                None => {
                    let index = indexes.entry(asked.object).or_insert_with(|| index(asked.answers));
                    index.near(asked.text).into_iter().map(|(_, name)| name).collect()
                }
            };
            let is_standard = !is_custom && is_standard(asked, list, !near.is_empty());
            let (who, several) = accounts::accounts_of(&lacking, answered);
            let verb = if several { "have" } else { "has" };
            let message = format!("{who} {verb} no field `{}` in `{}`", excerpt(asked.text), excerpt(asked.object));
            let help = did_you_mean(&near).unwrap_or_else(|| match (is_standard, asked.required) {
                (true, _) => "write a field that the account has".to_string(),
                (false, true) => {
                    "if it is a custom field of some customers, move it to `optionalFields`, or let customers map one with \
                     `mapToName`"
                        .to_string()
                }
                (false, false) => "if it is a custom field of some customers, the others get nothing for it".to_string(),
            });
            let severity = if is_standard { Severity::Warning } else { Severity::Pedantic };
            out.value(asked.node, message).severity(severity).help(help);
        }
    }
}

/// Whether a field that an account lacks can be expected in every account: it is listed as one of the provider's, or it is nearly
/// one that the account has, or the names or the answers tell that it is none that customers have made.
fn is_standard(asked: InAccounts, list: Option<&FieldList>, is_near: bool) -> bool {
    let name = root(asked.text).unwrap_or(asked.text);
    // Salesforce marks what customers and packages have made by its name.
    if asked.provider == "salesforce" {
        return !name.contains("__");
    }
    let is_listed = list.is_some_and(|list| list.knows(name) == Known::Listed);
    let tells = |answer: &ObjectInAccount| {
        answer.fields.values().all(|field| field.is_custom == Some(false)) && !answer.fields.is_empty()
    };
    is_listed || is_near || asked.answers.iter().all(tells)
}

/// The names of the fields of all accounts.
fn index<'a>(answers: &'a [ObjectInAccount]) -> Index<'a> {
    let mut names: Vec<&str> = answers.iter().flat_map(|answer| answer.fields.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    Index::of(names)
}
