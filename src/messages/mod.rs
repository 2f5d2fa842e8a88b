//! The messages that the destinations of a manifest receive: read and subscribed, object by object.
//!
//! Worked out from the manifest and the catalog. What cannot be read of a manifest is left out, and said to be; nothing in here
//! opens a file or knows of a command line.

mod check;
mod form;
mod json_schema;
mod record;
mod typescript;

use std::collections::{BTreeMap, HashMap, HashSet};

use smol_str::SmolStr;

use crate::analysis::Analysis;
use crate::catalog::Catalog;
use crate::model::{Integration, ReadObject};
use crate::source::Span;
use form::{Form, Object, Shared, Types, any_object, member, string};
use record::{Known, Record};

/// The longest piece that a name of a type takes from a name of the manifest.
const LONGEST: usize = 60;

/// All messages of a manifest.
#[derive(Debug, Default)]
pub struct Messages {
    all: Vec<Message>,
    gaps: Vec<Gap>,
    /// By what tells messages apart: where they are from and what they are of. Of several that take the same, the first.
    index: HashMap<Key, Vec<usize>>,
}

/// Provider, action and delivered name of the object.
type Key = (SmolStr, &'static str, SmolStr);

/// What is not known of the messages, because the manifest does not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where that is.
    pub span: Span,
    /// What is left out.
    pub message: String,
}

/// What to work out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The messages of this integration alone.
    pub integration: Option<&'a str>,
    /// Destinations that are Kinesis streams, whose records hold the message in `data`. A manifest does not say which are.
    pub kinesis: &'a [String],
}

/// One message.
#[derive(Debug)]
struct Message {
    /// The name of its type.
    name: String,
    integration: SmolStr,
    destination: SmolStr,
    provider: SmolStr,
    action: Action,
    /// The name under which the object is delivered.
    object: SmolStr,
    /// The provider's name for it.
    raw_object: SmolStr,
    in_kinesis: bool,
    record: Record,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Read,
    Subscribe,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Action::Read => "read",
            Action::Subscribe => "subscribe",
        }
    }
}

impl Messages {
    /// The messages of a manifest.
    pub fn of(analysis: &Analysis, catalog: &Catalog, wanted: Wanted) -> Messages {
        let mut made = Messages::default();
        let mut known = Known::of(catalog);
        let mut names = TypeNames::default();
        if analysis.is_broken() {
            made.gap(Span::default(), "not all of the text can be read: what is not is left out");
        }
        for (node, integration) in analysis.definition().integrations() {
            if wanted.integration.is_some_and(|name| integration.name.text() != Some(name)) {
                continue;
            }
            if integration.provider.text().is_none() {
                made.gap(
                    analysis.tree().handle(node),
                    "this integration is left out: it has no provider that can be read",
                );
                continue;
            }
            made.integration(analysis, integration, wanted, &mut known, &mut names);
        }
        for (nth, message) in made.all.iter().enumerate() {
            let alike = made.index.entry(message.key()).or_default();
            // What takes the same messages is tried once, however many integrations have it.
            if !alike.iter().any(|&other| made.all[other].takes_the_same(message)) {
                alike.push(nth);
            }
        }
        made
    }

    /// Whether there is no message at all.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What is left out.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    fn gap(&mut self, span: Span, message: &str) {
        self.gaps.push(Gap { span, message: message.to_string() });
    }

    fn integration(
        &mut self,
        analysis: &Analysis,
        integration: &Integration,
        wanted: Wanted,
        known: &mut Known,
        names: &mut TypeNames,
    ) {
        let mut read: HashMap<SmolStr, &ReadObject> = HashMap::new();
        for (node, object) in integration.read_objects() {
            let Some(name) = object.object_name.text() else {
                self.gap(analysis.tree().handle(node), "this object is left out: it has no name that can be read");
                continue;
            };
            read.entry(SmolStr::new(name.to_lowercase())).or_insert(object);
            if record::is_unclear(&object.required_fields) || record::is_unclear(&object.optional_fields) {
                self.gap(analysis.tree().handle(node), "not all fields of this object can be read: it may have others");
            }
            let record = record::of(integration, object, known);
            let to = object.map_to_name.text().unwrap_or(name);
            match object.destination.text() {
                Some(at) => self.add(integration, Action::Read, (name, to, at), record, wanted, names),
                None => self.gap(
                    analysis.tree().handle(node),
                    "this object is left out: it has no destination that can be read",
                ),
            }
        }
        for (node, object) in integration.subscribe_objects() {
            let (Some(name), Some(at)) = (object.object_name.text(), object.destination.text()) else {
                self.gap(
                    analysis.tree().handle(node),
                    "this object is left out: it has no name or no destination that can be read",
                );
                continue;
            };
            let inherits = object.inherit_fields_and_mapping.value() == Some(&true);
            let source = read.get(name.to_lowercase().as_str()).filter(|_| inherits);
            let to = source.and_then(|source| source.map_to_name.text()).unwrap_or(name);
            let record = match source {
                Some(source) => record::of(integration, source, known),
                None => Record::unknown(),
            };
            self.add(integration, Action::Subscribe, (name, to, at), record, wanted, names);
        }
    }

    fn add(
        &mut self,
        integration: &Integration,
        action: Action,
        (raw_object, object, destination): (&str, &str, &str),
        record: Record,
        wanted: Wanted,
        names: &mut TypeNames,
    ) {
        let of = integration.name.text().unwrap_or("integration");
        let name = names.give(&[of, action.name(), object]);
        self.all.push(Message {
            name,
            integration: SmolStr::new(of),
            destination: SmolStr::new(destination),
            provider: SmolStr::new(integration.provider.text().unwrap_or_default()),
            action,
            object: SmolStr::new(object),
            raw_object: SmolStr::new(raw_object),
            in_kinesis: wanted.kinesis.iter().any(|name| name == destination),
            record,
        });
    }

    /// The messages by the destination that receives them, each with the name of its type.
    fn destinations(&self) -> Vec<(String, &str, Vec<&Message>)> {
        let mut by_name: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
        for message in &self.all {
            by_name.entry(&message.destination).or_default().push(message);
        }
        let mut names = TypeNames::default();
        names.taken.extend(self.all.iter().flat_map(|message| [message.name.clone(), message.record_name()]));
        by_name.into_iter().map(|(name, all)| (names.give(&["to", name]), name, all)).collect()
    }
}

impl Message {
    fn key(&self) -> Key {
        (self.provider.clone(), self.action.name(), self.object.clone())
    }

    /// Whether another message of the same key may be just this.
    fn takes_the_same(&self, other: &Message) -> bool {
        (&self.raw_object, self.in_kinesis, &self.record) == (&other.raw_object, other.in_kinesis, &other.record)
    }

    fn record_name(&self) -> String {
        format!("{}Record", self.name)
    }

    /// The whole of it, but for what may stand around it. `list` is what is known of its records.
    fn form(&self, record: Form) -> Object {
        let mut members = vec![
            member("action", Form::Text(SmolStr::new(self.action.name())), "What the message comes from"),
            member("provider", Form::Text(self.provider.clone()), "The provider"),
            member(
                "objectName",
                Form::Text(self.object.clone()),
                "The name of the object: the mapped one, if there is one",
            ),
            member("rawObjectName", Form::Text(self.raw_object.clone()), "The provider's name for the object"),
            member("projectId", string(), "The project"),
            member("workspace", string(), "The customer's workspace with the provider, where there is such a thing"),
            member("groupRef", string(), "Your id of the customer's group"),
            member("groupName", string(), "The group's name"),
            member("consumerRef", string(), "Your id of the customer's user"),
            member("consumerName", string(), "The user's name"),
            member("installationId", string(), "The installation"),
            member("installationUpdateTime", string(), "When the installation was last changed"),
            member("operationTime", string(), "When the operation was carried out"),
        ];
        if self.action == Action::Read {
            members.push(member("operationId", string(), "The operation that read the records"));
            let kinds = Form::Choice(&["backfill", "scheduled", "triggered"]);
            members.push(member("readType", kinds, "Why the records were read"));
        }
        members.push(member("resultInfo", Form::Shared(Shared::ResultInfo), "Where the records are, and how many"));
        let about = "The records; over 300 KB they are at `resultInfo.downloadUrl` instead";
        members.push(member("result", Form::List(Box::new(record)), about));
        let mut form = Object::of(members).required(&[
            "action",
            "provider",
            "objectName",
            "projectId",
            "groupRef",
            "groupName",
            "consumerRef",
            "consumerName",
            "installationId",
            "installationUpdateTime",
            "resultInfo",
        ]);
        form.is_message = true;
        form
    }

    /// One of its records.
    fn record_form(&self) -> Object {
        let associations = Object {
            others: form::Others::Each(Box::new(Form::List(Box::new(Form::Shared(Shared::Association))))),
            ..Object::of(Vec::new())
        };
        let mut members = vec![
            member(
                "fields",
                self.record.fields.clone().form(),
                "The fields that are not mapped, their names in lower case",
            ),
            member("mappedFields", self.record.mapped.clone().form(), "The mapped fields, under your names"),
            member("associations", associations.form(), "The records that it is linked to, by the name of the link"),
            member("raw", any_object(), "The record as the provider sent it"),
        ];
        if self.action == Action::Subscribe {
            let kinds = Form::Choice(&["create", "update", "associationUpdate", "delete", "other"]);
            members.extend([
                member("subscribeEventType", kinds, "What has happened, in the same words for all providers"),
                member("providerEventType", string(), "What has happened, in the provider's words"),
                member("rawEvent", any_object(), "The event as the provider sent it"),
                member("id", string(), "The id of a record that was deleted"),
                member(
                    "fieldsUpdated",
                    Form::List(Box::new(Form::Types(Types::STRING))),
                    "The fields that have changed",
                ),
                member("fromRecord", Form::Shared(Shared::AssociatedObject), "One side of a change of associations"),
                member("toRecord", Form::Shared(Shared::AssociatedObject), "The other side of it"),
            ]);
        }
        Object::of(members)
    }
}

/// Names of types, each given once.
struct TypeNames {
    taken: HashSet<String>,
    /// How often a name was asked for, so that many alike take no longer than others.
    asked: HashMap<String, usize>,
}

impl Default for TypeNames {
    fn default() -> TypeNames {
        let own = ["Json", "Envelope", "KinesisRecord", "Message"].into_iter();
        let shared = Shared::ALL.into_iter().map(Shared::name);
        TypeNames { taken: own.chain(shared).map(str::to_string).collect(), asked: HashMap::new() }
    }
}

impl TypeNames {
    /// A name out of the letters and digits of some texts, and no others: it is one in every language.
    fn give(&mut self, parts: &[&str]) -> String {
        let mut name = String::new();
        for part in parts {
            let mut begins = true;
            for c in part.chars().take(LONGEST) {
                match c.is_ascii_alphanumeric() {
                    true if begins => name.push(c.to_ascii_uppercase()),
                    true => name.push(c),
                    false => {}
                }
                begins = !c.is_ascii_alphanumeric();
            }
        }
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            name.insert(0, 'M');
        }
        loop {
            let count = self.asked.entry(name.clone()).or_default();
            *count += 1;
            let given = if *count == 1 { name.clone() } else { format!("{name}_{count}") };
            let record = format!("{given}Record");
            if !self.taken.contains(&given) && !self.taken.contains(&record) {
                self.taken.extend([given.clone(), record]);
                return given;
            }
        }
    }
}
