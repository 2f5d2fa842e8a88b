//! Problems that the platform describes: read leniently, and told in full.

use std::fmt;

use serde_json::{Map, Value};

use crate::clean;
use crate::model::{ApiProblem, Field, InputValidationIssue, InputValidationProblem, IssueLocation};

/// The longest piece of a problem that is shown, in characters.
const MAX_SHOWN: usize = 2000;
/// How many issues are shown.
const MAX_ISSUES: usize = 20;

/// The problem that an answer's body describes; nothing where it is no JSON object with something to say. A member of the
/// wrong type is kept with the unknown ones and costs none of the others.
pub(super) fn read(body: &[u8]) -> Option<InputValidationProblem> {
    let Value::Object(mut members) = serde_json::from_slice(body).ok()? else { return None };
    let issues = members.remove("issues");
    let mut whole: InputValidationProblem = lenient(members);
    match issues {
        Some(Value::Array(items)) => {
            let read = items.into_iter().filter_map(|item| match item {
                Value::Object(members) => Some(Field::from(lenient::<InputValidationIssue>(members))),
                _ => None,
            });
            whole.issues = Field::from(read.collect::<Vec<_>>());
        }
        Some(other) => {
            whole.problem.other.insert("issues".to_string(), other);
        }
        None => {}
    }
    Some(whole)
}

/// A type of the spec that keeps what it does not know.
trait Open: Default + serde::de::DeserializeOwned {
    fn other(&mut self) -> &mut Map<String, Value>;
}

impl Open for InputValidationProblem {
    fn other(&mut self) -> &mut Map<String, Value> {
        &mut self.problem.other
    }
}

impl Open for InputValidationIssue {
    fn other(&mut self) -> &mut Map<String, Value> {
        &mut self.problem.other
    }
}

fn lenient<T: Open>(members: Map<String, Value>) -> T {
    if let Ok(read) = serde_json::from_value(Value::Object(members.clone())) {
        return read;
    }
    let (good, odd): (Map<String, Value>, Map<String, Value>) = members.into_iter().partition(|(name, value)| {
        let alone = Map::from_iter([(name.clone(), value.clone())]);
        serde_json::from_value::<T>(Value::Object(alone)).is_ok()
    });
    let mut read: T = serde_json::from_value(Value::Object(good)).unwrap_or_default();
    read.other().extend(odd);
    read
}

/// Tells a problem, a fact a line.
pub(super) fn write(f: &mut fmt::Formatter<'_>, whole: &InputValidationProblem) -> fmt::Result {
    facts(f, &whole.problem, "  ")?;
    let issues: Vec<&InputValidationIssue> = whole.issues.items().map(|(_, issue)| issue).collect();
    for issue in issues.iter().take(MAX_ISSUES) {
        let mut place = Vec::new();
        if let Some(location) = issue.location.value() {
            let part = match location {
                IssueLocation::Body => "body",
                IssueLocation::Header => "headers",
                IssueLocation::Path => "path",
                IssueLocation::Query => "query",
            };
            place.push(format!("in the {part}"));
        }
        if let Some(name) = issue.name.text() {
            place.push(format!("at `{}`", shown(name)));
        }
        if let Some(value) = issue.value.value() {
            place.push(format!("value {}", shown(&value.to_string())));
        }
        let title = issue.problem.title.text().or(issue.problem.detail.text()).unwrap_or("something is wrong");
        let place = if place.is_empty() { String::new() } else { format!(" ({})", place.join(", ")) };
        write!(f, "\n  issue: {}{place}", shown(title))?;
        let rest = ApiProblem { title: Field::Absent, ..issue.problem.clone() };
        let rest = match issue.problem.title.text() {
            Some(_) => rest,
            None => ApiProblem { detail: Field::Absent, ..rest },
        };
        facts(f, &rest, "    ")?;
    }
    if issues.len() > MAX_ISSUES {
        write!(f, "\n  and {} more issues", issues.len() - MAX_ISSUES)?;
    }
    Ok(())
}

fn facts(f: &mut fmt::Formatter<'_>, problem: &ApiProblem, indent: &str) -> fmt::Result {
    let mut fact = |name: &str, text: Option<&str>| match text {
        Some(text) => write!(f, "\n{indent}{name}: {}", shown(text)),
        None => Ok(()),
    };
    fact("problem", problem.title.text())?;
    fact("detail", problem.detail.text())?;
    for (_, cause) in problem.causes.items() {
        fact("cause", Some(cause))?;
    }
    fact("remedy", problem.remedy.text())?;
    fact("subsystem", problem.subsystem.text())?;
    fact("time", problem.time.text())?;
    fact("request", problem.request_id.text())?;
    fact("kind", problem.type_uri.text().filter(|kind| *kind != "about:blank"))?;
    fact("instance", problem.instance.text())?;
    match (problem.retryable.value(), problem.retry_after.text()) {
        (_, Some(after)) => fact("try again", Some(&format!("after {after}")))?,
        (Some(true), None) => fact("try again", Some("the same request may succeed later"))?,
        (Some(false), None) => fact("try again", Some("the same request will fail again"))?,
        (None, None) => {}
    }
    fact("more", problem.href.text())?;
    let contacts = [&problem.support_url, &problem.support_email, &problem.support_phone];
    let contacts: Vec<&str> = contacts.into_iter().filter_map(|contact| contact.text()).collect();
    fact("support", Some(contacts.join(", ").as_str()).filter(|contacts| !contacts.is_empty()))?;
    if let Some(context) = problem.context.value().filter(|context| !context.is_empty()) {
        fact("context", serde_json::to_string(context).ok().as_deref())?;
    }
    for (name, value) in &problem.other {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        fact(&shown(name), Some(&text))?;
    }
    Ok(())
}

/// A text of the server's as it can stand on a terminal: on one line, without control characters, not endless.
pub(super) fn shown(text: &str) -> String {
    let text = text.trim().replace(['\n', '\r', '\t'], " ");
    let text = clean::line(&text);
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}
