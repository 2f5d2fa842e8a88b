//! Policies of an organisation: what it wants of its integrations beyond what the platform wants, as expressions in its settings.
//!
//! An expression is compiled once, with the settings, and what is wrong with it is said there. It sees the models and
//! nothing else, and what it may cost has an end, since settings come with a pull request as manifests do.

mod evaluate;
mod expression;

use std::cell::Cell;

use serde::Serialize;
use serde_json::Value as Json;

pub(crate) use expression::{Expression, Fault, Scope};

use crate::finding::Severity;
use crate::model::Integration;
use crate::syntax::NodeId;
use evaluate::Stop;

/// How much work a policy may make in a text, beside so much for each thing that it is about.
const BUDGET: u64 = 100_000;
const BUDGET_FOR_EACH: u64 = 2_000;
/// So many characters of a name are shown.
const SHOWN: usize = 60;

/// What a policy is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Each integration.
    Integration,
    /// Each read object.
    ReadObject,
    /// Each write object.
    WriteObject,
    /// Each subscribe object.
    SubscribeObject,
}

/// A policy, compiled.
#[derive(Clone, Debug)]
pub struct OwnPolicy {
    pub(crate) name: String,
    pub(crate) subject: Subject,
    /// What must hold.
    pub(crate) must: Expression,
    pub(crate) message: Message,
    pub(crate) severity: Severity,
    /// The keys that lead from the subject to the member to point at.
    pub(crate) at: Vec<String>,
}

/// A message with expressions in braces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    pub(crate) pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Value(Expression),
}

/// What came of a policy in one place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It does not hold there, and this is what to say.
    Broken(NodeId, String),
    /// It took more than its share. The rest was not looked at.
    CutOff(NodeId),
}

/// Everything that policies may be about, once for all of them.
pub(crate) struct Subjects {
    integrations: Vec<(NodeId, Json, Objects)>,
}

/// The objects of an integration.
struct Objects {
    read: Vec<(NodeId, Json)>,
    write: Vec<(NodeId, Json)>,
    subscribe: Vec<(NodeId, Json)>,
}

impl Subjects {
    pub(crate) fn of<'a>(integrations: impl Iterator<Item = (NodeId, &'a Integration)>) -> Subjects {
        let integrations = integrations.map(|(node, integration)| {
            let objects = Objects {
                read: integration.read_objects().map(|(node, object)| (node, json(object))).collect(),
                write: integration.write_objects().map(|(node, object)| (node, json(object))).collect(),
                subscribe: integration.subscribe_objects().map(|(node, object)| (node, json(object))).collect(),
            };
            (node, json(integration), objects)
        });
        Subjects { integrations: integrations.collect() }
    }

    /// What a policy is about: the node, the object where it is one, and the integration.
    fn of_policy(&self, subject: Subject) -> impl Iterator<Item = (NodeId, Option<&Json>, &Json)> {
        self.integrations.iter().flat_map(move |(node, integration, objects)| {
            let (whole, objects): (_, &[(NodeId, Json)]) = match subject {
                Subject::Integration => (Some(*node), &[]),
                Subject::ReadObject => (None, &objects.read),
                Subject::WriteObject => (None, &objects.write),
                Subject::SubscribeObject => (None, &objects.subscribe),
            };
            let whole = whole.map(|node| (node, None, integration));
            whole.into_iter().chain(objects.iter().map(move |(node, object)| (*node, Some(object), integration)))
        })
    }
}

/// A model as a value. What cannot be read is null in it, and what is not there is not there.
fn json(model: &impl Serialize) -> Json {
    serde_json::to_value(model).unwrap_or_default()
}

impl OwnPolicy {
    /// Where it does not hold. What cannot be read on the way leaves it open.
    pub(crate) fn verdicts(&self, subjects: &Subjects) -> Vec<Verdict> {
        let count = subjects.of_policy(self.subject).count() as u64;
        let budget = Cell::new(BUDGET + BUDGET_FOR_EACH * count);
        let mut verdicts = Vec::new();
        for (node, object, integration) in subjects.of_policy(self.subject) {
            match self.must.evaluate(object, integration, &budget) {
                Ok(value) if value.holds() => {}
                Ok(_) => verdicts.push(Verdict::Broken(node, self.message.with(object, integration))),
                Err(Stop::Unreadable) => {}
                Err(Stop::TooMuch) => {
                    verdicts.push(Verdict::CutOff(node));
                    break;
                }
            }
        }
        verdicts
    }
}

impl Message {
    /// The message with its values: each on one line, and no longer than people read.
    fn with(&self, object: Option<&Json>, integration: &Json) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Value(expression) => {
                    let budget = Cell::new(BUDGET_FOR_EACH);
                    let shown = expression.evaluate(object, integration, &budget).map(|value| value.shown());
                    let shown = shown.unwrap_or_else(|_| "?".to_string());
                    let mut chars = shown.chars();
                    text.extend(chars.by_ref().take(SHOWN).map(|c| if c == '\n' { ' ' } else { c }));
                    if chars.next().is_some() {
                        text.push('…');
                    }
                }
            }
        }
        text
    }
}
