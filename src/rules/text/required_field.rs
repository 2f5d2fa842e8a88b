//! A required key is missing, or an empty text, which the platform takes for missing.

use crate::rules::{Context, Findings};
use crate::shape::check::Violation;

rule! {
    name: "required-field",
    severity: Error,
    fix: No,
    rests_on: [OwnRule],
    summary: "a required key that is missing or empty",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations() {
        let Violation::Missing { object, name, blank } = violation else { continue };
        match blank {
            Some(value) => {
                out.value(*value, format!("`{name}` must not be empty")).help(format!("write {}", what_to_write(name)));
            }
            None => {
                let message = match cx.null_key(*object, name) {
                    Some(_) => format!("`{name}` has no value"),
                    None => format!("`{name}` is missing{}", of_what(cx, *object)),
                };
                let help = match cx.null_key(*object, name) {
                    Some(_) => format!("write {} after `{name}:`", what_to_write(name)),
                    None => format!("add `{name}:` with {}", what_to_write(name)),
                };
                out.missing(*object, name, message).help(help);
            }
        }
    }
}

/// ` in read object `accounts``, or what else is known of the mapping that lacks the key.
fn of_what(cx: &Context, object: crate::syntax::NodeId) -> String {
    for name in ["name", "objectName"] {
        if let Some(text) = cx.view().get(object, name).and_then(|value| cx.view().text(value)) {
            return format!(" for `{}`", super::super::words::excerpt(&text));
        }
    }
    match cx.tree().key_of(cx.tree().target(object)) {
        Some(key) => format!(" in `{}`", cx.tree().text(key)),
        None => String::new(),
    }
}

fn what_to_write(name: &str) -> &'static str {
    match name {
        "name" => "a name of your own, unique in the project",
        "provider" => "the provider to connect to, as `salesforce` or `hubspot`",
        "objectName" => "the name of the provider's object, as `contacts`",
        "destination" => "the name of one of your destinations",
        "allObjects" => "the kinds of change to watch, as `fieldCreated: {enabled: always}`",
        "defaultPeriod" => "either `days` or `fullHistory: true` under it",
        "enabled" => "`always`",
        _ => "a value",
    }
}
