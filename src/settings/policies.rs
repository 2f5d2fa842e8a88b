//! Policies as the settings have them, and what is wrong with one: at its very characters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::finding::{Finding, Severity};
use crate::model::Field;
use crate::policies::{Expression, Fault, Message, OwnPolicy, Piece, Scope, Subject};
use crate::rules::{self, Level};
use crate::source::Span;
use crate::syntax::{NodeId, Tree};

/// Something that the organisation wants of its integrations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Policy", deny_unknown_fields)]
pub struct Policy {
    /// What it is called in findings.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Name", example = &"kebab-case-names")]
    pub name: Field<SmolStr>,
    /// What it is about: the expression is evaluated for each of these.
    #[serde(rename = "for", skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "For")]
    pub subject: Field<About>,
    /// What must hold: an expression in CEL over `integration` and, where it is about objects, `object`. A missing member is `false`.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Must", example = &"integration.name.matches('^[a-z0-9-]+$')")]
    pub must: Field<SmolStr>,
    /// What to say where it does not hold. In braces stand expressions: `{object.objectName}`.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Message", example = &"the name `{integration.name}` is not in kebab case")]
    pub message: Field<SmolStr>,
    /// How bad that is; a warning unless you say otherwise.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Severity", extend("default" = "warning"))]
    pub severity: Field<Level>,
    /// The member to point at, from what the policy is about: `schedule`, `backfill.defaultPeriod`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "At", example = &"schedule")]
    pub at: Field<SmolStr>,
}

/// What a policy is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(title = "About")]
#[allow(missing_docs, reason = "a comment on a variant would turn the schema's `enum` into a `oneOf`")]
pub enum About {
    Integration,
    ReadObject,
    WriteObject,
    SubscribeObject,
}

impl From<About> for Subject {
    fn from(about: About) -> Subject {
        match about {
            About::Integration => Subject::Integration,
            About::ReadObject => Subject::ReadObject,
            About::WriteObject => Subject::WriteObject,
            About::SubscribeObject => Subject::SubscribeObject,
        }
    }
}

/// The policies that can be used. What is wrong with the others is among the findings then.
pub(super) fn compiled(
    policies: &Field<Vec<Field<Policy>>>,
    tree: &Tree,
    findings: &mut Vec<Finding>,
) -> Vec<OwnPolicy> {
    let mut compiled = Vec::new();
    for (_, policy) in policies.items() {
        // What is missing or no text has been said already.
        let Some(about) = policy.subject.value().copied() else { continue };
        let scope = Scope::of(about.into());
        let mut say = |node: NodeId, fault: Fault| findings.push(finding(tree, node, fault));
        let must = policy
            .must
            .get()
            .and_then(|(node, text)| Expression::read(text, scope).map_err(|fault| say(node, fault)).ok());
        let message =
            policy.message.get().and_then(|(node, text)| message(text, scope).map_err(|fault| say(node, fault)).ok());
        let at = match policy.at.get() {
            None => Some(Vec::new()),
            Some((node, text)) => at(text, scope).map_err(|fault| say(node, fault)).ok(),
        };
        // What is not to be said has no use.
        let severity = policy.severity.value().map_or(Some(Severity::Warning), |level| level.severity());
        if let (Some(name), Some(must), Some(message), Some(at), Some(severity)) =
            (policy.name.text(), must, message, at, severity)
        {
            compiled.push(OwnPolicy { name: name.to_string(), subject: about.into(), must, message, severity, at });
        }
    }
    compiled
}

/// A message with what stands in braces as expressions.
fn message(text: &str, scope: Scope) -> Result<Message, Fault> {
    let mut message = Message::default();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let start = text.len() - behind.len();
        let Some((inner, after)) = behind.split_once('}') else {
            let help = Some("write `}` where the expression ends".to_string());
            return Err(Fault { at: start - 1..start, message: "this brace is not closed".to_string(), help });
        };
        let expression = Expression::read(inner, scope)
            .map_err(|fault| Fault { at: start + fault.at.start..start + fault.at.end, ..fault })?;
        message.pieces.extend([Piece::Text(before.to_string()), Piece::Value(expression)]);
        rest = after;
    }
    message.pieces.push(Piece::Text(rest.to_string()));
    Ok(message)
}

/// The keys that lead to the member to point at.
fn at(text: &str, scope: Scope) -> Result<Vec<String>, Fault> {
    let schema = crate::shape::plan::Schema::integrations();
    let mut place = scope.subject();
    let mut start = 0;
    let mut keys = Vec::new();
    for key in text.split('.') {
        let next = place.and_then(|place| place.member(schema.names.symbol(key)));
        let object = place.and_then(|place| place.object());
        let is_member = object.is_some_and(|object| object.members.iter().any(|member| member.name == key));
        if !is_member {
            let title = object.map_or("value", |object| object.title);
            let help = object.map(|object| {
                let names: Vec<&str> = object.members.iter().map(|member| member.name).collect();
                format!("it has {}", crate::words::all_of(&names))
            });
            let at = start..start + key.len();
            return Err(Fault { at, message: format!("a {title} has no `{key}`"), help });
        }
        place = next;
        start += key.len() + 1;
        keys.push(key.to_string());
    }
    Ok(keys)
}

fn finding(tree: &Tree, node: NodeId, fault: Fault) -> Finding {
    let target = tree.target(node);
    let span = match tree.verbatim(target) {
        Some(start) => Span::new(start + fault.at.start, start + fault.at.end),
        None => tree.span(target),
    };
    Finding {
        rule: rules::INVALID_VALUE,
        severity: Severity::Error,
        message: fault.message,
        help: fault.help,
        span,
        note: String::new(),
        labels: Vec::new(),
        path: tree.path(node),
        fix: None,
    }
}
