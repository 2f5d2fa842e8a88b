//! What an integration asks for, held against the accounts of customers that were asked. What no account has answered of is
//! not in here, so that rules which rest on this say nothing of it.

use std::collections::HashSet;

use super::Context;
use super::placeholders::is_template;
use crate::catalog::root;
use crate::facts::{FieldInAccount, ObjectInAccount};
use crate::field_path::is_path;
use crate::model::{Field, Integration};
use crate::syntax::NodeId;
use crate::words::some_of;
use smol_str::SmolStr;

/// A field that an integration names, of an object that accounts have answered of.
#[derive(Clone, Copy)]
pub(super) struct InAccounts<'a> {
    /// The value that names it.
    pub node: NodeId,
    /// What is written.
    pub text: &'a str,
    /// Whether it stands in `requiredFields`.
    pub required: bool,
    /// The provider.
    pub provider: &'a str,
    /// The object.
    pub object: &'a str,
    /// The object in each account that has answered and shows any field of it.
    pub answers: &'a [ObjectInAccount],
}

/// What one account has of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Presence<'a> {
    /// It is there, with what is known of it.
    There(FieldInAccount),
    /// Only in another case.
    OtherCase(&'a str),
    /// It is not.
    Missing,
}

/// The fields that an integration names.
pub(super) fn fields<'a>(cx: &Context<'a>, integration: &'a Integration) -> Vec<InAccounts<'a>> {
    let mut all = Vec::new();
    let Some(provider) = integration.provider.text().filter(|_| cx.facts.accounts.is_some()) else { return all };
    let mut mapped: HashSet<(&str, &str)> = HashSet::new();
    let mut take = |field: &'a Field<SmolStr>, object: &'a str, answers: &'a [ObjectInAccount], required: bool| {
        let Some((node, text)) = field.get() else { return };
        // A dot may stand for a step to another object, whose fields this one does not list.
        let is_plain = !text.contains('.') || is_path(text);
        if is_plain && !is_template(text) && root(text).is_some_and(|root| !root.is_empty()) {
            all.push(InAccounts { node, text, required, provider, object, answers });
        }
    };
    for (_, read) in integration.read_objects() {
        let Some(object) = read.object_name.text() else { continue };
        let answers = cx.facts.in_accounts(provider, object);
        if answers.is_empty() {
            continue;
        }
        for (list, required) in [(&read.required_fields, true), (&read.optional_fields, false)] {
            for (_, field) in list.items() {
                mapped.extend(field.map_to_name.text().map(|name| (object, name)));
                match &field.field_name {
                    Field::Absent => take(&field.default, object, answers, false),
                    name => take(name, object, answers, required),
                }
            }
        }
    }
    for (_, subscribed) in integration.subscribe_objects() {
        let Some(object) = subscribed.object_name.text() else { continue };
        let Some(event) = subscribed.update_event.value() else { continue };
        let answers = cx.facts.in_accounts(provider, object);
        for field in event.required_watch_fields.value().into_iter().flatten() {
            // Nested fields cannot be watched at all, and mappings can.
            let watched =
                field.text().is_some_and(|text| !text.contains(['[', ']']) && !mapped.contains(&(object, text)));
            if watched && !answers.is_empty() {
                take(field, object, answers, false);
            }
        }
    }
    all
}

/// What one account has of a name. `any_case` says that the provider does not tell cases apart.
pub(super) fn presence<'a>(answer: &'a ObjectInAccount, text: &str, any_case: bool) -> Presence<'a> {
    let name = text.replace("[*]", "");
    if let Some(field) = answer.fields.get(&name) {
        return Presence::There(*field);
    }
    let root = root(text).unwrap_or(text);
    let nested = format!("$['{root}']");
    let mut below =
        answer.fields.range(nested.clone()..).take_while(|(known, _)| known.starts_with(&nested)).peekable();
    let parent = answer.fields.get(root).or(answer.fields.get(&nested));
    match below.peek() {
        // The field as a whole, where the account tells its parts, or a part of one that has parts of its own.
        Some((_, part)) if !is_path(text) => return Presence::There(**part),
        Some(_) => {
            let inner = format!("{name}[");
            let mut parts = below.filter(|(known, _)| **known != nested).peekable();
            if parts.peek().is_some() {
                if let Some((_, part)) = parts.find(|(known, _)| known.starts_with(&inner)) {
                    return Presence::There(*part);
                }
            } else if let Some(parent) = parent {
                return Presence::There(*parent);
            }
        }
        // What stands in a field of which the account tells no parts is not known, and may be there.
        None => {
            if let Some(parent) = parent {
                return Presence::There(*parent);
            }
        }
    }
    match answer.in_other_case(&name) {
        Some(_) if any_case => Presence::There(FieldInAccount::default()),
        Some(known) => Presence::OtherCase(known),
        None => Presence::Missing,
    }
}

/// `the account of `a``, or `2 of 3 accounts (`a` and `b`)`: of so many that have answered. Whether that is several.
pub(super) fn accounts_of(groups: &[&str], answered: usize) -> (String, bool) {
    match groups {
        [only] if answered == 1 => (format!("the account of `{only}`"), false),
        [only] => (format!("1 of {answered} accounts (`{only}`)"), false),
        groups => (format!("{} of {answered} accounts ({})", groups.len(), some_of(groups)), true),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn answer(names: &[&str]) -> ObjectInAccount {
        let fields: BTreeMap<_, _> = names.iter().map(|name| (name.to_string(), FieldInAccount::default())).collect();
        ObjectInAccount::new("g".to_string(), fields)
    }

    #[test]
    fn nested_names_are_there_where_they_are_told_or_where_no_part_is() {
        let there = Presence::There(FieldInAccount::default());
        let told = answer(&["email", "address", "$['address']['city']", "$['items']['id']['key']"]);
        for (text, seen) in [
            ("email", there),
            ("Email", Presence::OtherCase("email")),
            ("address", there),
            ("items", there),
            ("$['address']['city']", there),
            ("$['address']['town']", Presence::Missing),
            ("$['items'][*]['id']", there),
            ("$['items'][*]['id']['key']", there),
            ("$['items']['nr']", Presence::Missing),
            ("$['email']['host']", there),
            ("$['phone']['area']", Presence::Missing),
            ("phone", Presence::Missing),
        ] {
            assert_eq!(presence(&told, text, false), seen, "{text}");
        }
        assert_eq!(presence(&told, "EMAIL", true), there);
    }
}
