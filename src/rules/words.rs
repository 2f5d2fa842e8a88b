//! Words that several rules need: what is wanted, what is there, how much.

use super::Context;
use crate::model::{Field, IntegrationField, ReadObject};
use crate::reading::view::Seen;
use crate::scalar::Reading;
use crate::shape::plan::Expect;

/// What the spec wants at a place.
pub fn wanted(expect: Expect) -> &'static str {
    match expect {
        Expect::Object(_) => "a mapping (`key: value` lines)",
        Expect::List(_) => "a list",
        Expect::Text(_) => "text",
        Expect::Integer(..) => "a whole number",
        Expect::Boolean => "`true` or `false`",
        Expect::Anything => "a value",
    }
}

/// What stands at a place.
pub fn seen(seen: &Seen) -> &'static str {
    match seen {
        Seen::Null => "nothing",
        Seen::Mapping => "a mapping",
        Seen::Sequence => "a list",
        Seen::Scalar(Reading::Bool(_)) => "a boolean",
        Seen::Scalar(Reading::Integer(_) | Reading::Float(_)) => "a number",
        Seen::Scalar(_) => "text",
        Seen::Bad => "something unreadable",
    }
}

/// A value as a message quotes it: on one line, and not longer than a line.
pub fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or("").trim_end();
    let cut: String = line.chars().take(60).collect();
    if cut.len() < text.trim_end().len() { format!("{cut}…") } else { cut }
}

/// The field lists of all read objects: the object, the key of the list, the list.
pub fn field_lists<'a>(
    cx: &Context<'a>,
) -> impl Iterator<Item = (&'a ReadObject, &'static str, &'a Field<Vec<Field<IntegrationField>>>)> {
    cx.integrations().flat_map(|(_, integration)| integration.read_objects()).flat_map(|(_, object)| {
        [(object, "requiredFields", &object.required_fields), (object, "optionalFields", &object.optional_fields)]
    })
}

/// `1 minute`, `5 minutes`.
pub fn minutes(count: u64) -> String {
    if count == 1 { "1 minute".to_string() } else { format!("{count} minutes") }
}
