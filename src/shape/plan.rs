//! The JSON Schema, prepared for checking.
//!
//! The schema is emitted from the models and is the only source of what is allowed where. This module turns it into
//! plain tables once per process; it adds no rule of its own and takes none away.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::schema;
use crate::tree::Vocabulary;
use crate::tree::view::{Names, Symbol};

/// What the spec allows at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expect {
    /// Keys and values: the object with this number.
    Object(usize),
    /// A list whose items are what the expectation with this number says.
    List(usize),
    /// Text; any, or one of the texts with this number.
    Text(Option<usize>),
    /// A whole number, at least so much and at most so much.
    Integer(Option<i64>, Option<i64>),
    /// `true` or `false`.
    Boolean,
    /// Anything at all.
    Anything,
}

/// A member that an object may have.
#[derive(Debug)]
pub struct Member {
    /// The key, as the spec spells it.
    pub name: &'static str,
    /// Its number in the plan's names.
    pub symbol: Symbol,
    /// Whether it must be there.
    pub required: bool,
    /// What its value may be: the number of an expectation.
    pub value: usize,
    /// Whether its value is a date with a time of day, in text.
    pub is_time: bool,
}

/// An object of the spec.
#[derive(Debug)]
pub struct Object {
    /// The members it may have, in the order of the spec.
    pub members: Vec<Member>,
    /// Whether other members are unknown rather than none of our business.
    pub closed: bool,
    /// What the spec calls it, in lower case: `read object`.
    pub title: String,
    /// Whether it is an entry of `requiredFields` or `optionalFields`. The platform reads those without knowing what it
    /// wants there, so that a number does not become text.
    pub is_field_entry: bool,
}

impl Object {
    /// The member of this object with that name.
    pub fn member(&self, symbol: Symbol) -> Option<&Member> {
        self.members.iter().find(|member| member.symbol == symbol)
    }
}

/// The kinds of input, each with a schema of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// A manifest, as a project keeps it.
    Manifest,
    /// The `content` of a revision.
    Integration,
    /// An integration as the API returns it.
    ApiIntegration,
    /// The API's list of integrations.
    ApiIntegrations,
    /// A revision as the API returns it.
    Revision,
}

/// All the schemas, prepared.
#[derive(Debug)]
pub struct Plan {
    expects: Vec<Expect>,
    objects: Vec<Object>,
    texts: Vec<Vec<&'static str>>,
    roots: Vec<usize>,
    /// The names of all members.
    pub names: &'static Names,
    /// The keys under which an object with a member of a name stands.
    pub vocabulary: Vocabulary,
}

/// A step down from an object of the spec to one that stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The member.
    pub name: &'static str,
    /// Whether its value is a list, and the step leads to an item of it.
    pub item: bool,
}

impl Plan {
    /// The plan of this process, made on first use.
    pub fn get() -> &'static Plan {
        static PLAN: OnceLock<Plan> = OnceLock::new();
        PLAN.get_or_init(|| {
            // In the order of `Root`.
            let mut plan = Plan::of(vec![
                schema::manifest(),
                schema::integration(),
                schema::api_integration(),
                schema::api_integrations(),
            ]);
            // A bare revision is what the API has inside an integration.
            let revision = plan.member(Root::ApiIntegration as usize, "latestRevision");
            plan.roots.extend(revision);
            plan
        })
    }

    /// Prepares some schemas; the first is root 0, and so on. They live as long as the process: a plan is made once for
    /// each kind of file.
    pub fn of(schemas: Vec<Value>) -> Plan {
        let schemas: &'static [Value] = schemas.leak();
        let mut found = Vec::new();
        schemas.iter().for_each(|schema| collect_names(schema, &mut found));
        let mut plan = Plan {
            expects: Vec::new(),
            objects: Vec::new(),
            texts: Vec::new(),
            roots: Vec::new(),
            names: Box::leak(Box::new(Names::new(found))),
            vocabulary: Vocabulary::default(),
        };
        let mut homes = HashMap::new();
        for schema in schemas {
            let mut done = HashMap::new();
            let root = plan.compile(schema, schema, "", &mut done, &mut homes);
            plan.roots.push(root);
        }
        plan.vocabulary = Vocabulary::new(homes);
        plan
    }

    /// What is expected of the whole of an input.
    pub fn root(&self, root: usize) -> usize {
        self.roots.get(root).copied().unwrap_or(0)
    }

    /// What is expected of a member of a whole input.
    fn member(&self, root: usize, name: &str) -> Option<usize> {
        let Expect::Object(object) = self.expect(self.root(root)) else { return None };
        self.object(object).member(self.names.symbol(name)).map(|member| member.value)
    }

    /// An expectation by number.
    pub fn expect(&self, at: usize) -> Expect {
        self.expects.get(at).copied().unwrap_or(Expect::Anything)
    }

    /// An object by number.
    pub fn object(&self, at: usize) -> &Object {
        &self.objects[at]
    }

    /// The allowed texts with that number.
    pub fn texts(&self, at: usize) -> &[&'static str] {
        self.texts.get(at).map_or(&[], Vec::as_slice)
    }

    /// Whether a text is one of the allowed ones anywhere in the spec.
    pub fn is_allowed_somewhere(&self, text: &str) -> bool {
        self.texts.iter().flatten().any(|allowed| *allowed == text)
    }

    /// The object that a member leads to, and whether it is an item of a list; nothing where it leads to none.
    pub fn below(&self, member: &Member) -> Option<(&Object, Step)> {
        let (object, item) = match self.expect(member.value) {
            Expect::Object(object) => (object, false),
            Expect::List(items) => match self.expect(items) {
                Expect::Object(object) => (object, true),
                _ => return None,
            },
            _ => return None,
        };
        Some((self.object(object), Step { name: member.name, item }))
    }

    /// All ways down from an object to the ones in it that have a member of some name, each with that object; the shortest
    /// first, in the order of the spec.
    pub fn ways_down(&self, from: &Object, symbol: Symbol) -> Vec<(Vec<Step>, &Object)> {
        // The spec is not as deep as this; a schema that contains itself would be deeper.
        const DEEPEST: usize = 8;
        let mut found = Vec::new();
        let mut level = vec![(Vec::new(), from)];
        for _ in 0..DEEPEST {
            let mut next = Vec::new();
            for (way, object) in level {
                for (below, step) in object.members.iter().filter_map(|member| self.below(member)) {
                    let mut way: Vec<Step> = way.clone();
                    way.push(step);
                    if below.member(symbol).is_some() {
                        found.push((way.clone(), below));
                    }
                    next.push((way, below));
                }
            }
            level = next;
        }
        found
    }

    fn compile(
        &mut self,
        schema: &'static Value,
        root: &'static Value,
        home: &'static str,
        done: &mut HashMap<&'static str, usize>,
        homes: &mut HashMap<&'static str, Vec<&'static str>>,
    ) -> usize {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if let Some(&at) = done.get(reference) {
                return at;
            }
            let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
            let at = match target {
                Some(target) => self.compile(target, root, home, done, homes),
                None => self.add(Expect::Anything),
            };
            done.insert(reference, at);
            return at;
        }
        let branches = schema.get("anyOf").and_then(Value::as_array);
        let properties = schema.get("properties").or_else(|| branches?.first()?.get("properties"));
        if let Some(properties) = properties.and_then(Value::as_object) {
            // The number is taken before the members are compiled, so that a schema may contain itself.
            let at = self.add(Expect::Anything);
            let required: Vec<&str> = schema
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let from = branches.and_then(|branches| branches.first()).unwrap_or(schema);
            let title = match branches {
                Some(_) => "field entry".to_string(),
                None => schema.get("title").and_then(Value::as_str).unwrap_or("entry").to_lowercase(),
            };
            let members = properties
                .iter()
                .map(|(name, value)| {
                    let known: &mut Vec<&str> = homes.entry(name).or_default();
                    if !known.contains(&home) {
                        known.push(home);
                    }
                    Member {
                        name,
                        symbol: self.names.symbol(name),
                        required: required.contains(&name.as_str()),
                        value: self.compile(value, root, name, done, homes),
                        is_time: value.get("format").and_then(Value::as_str) == Some("date-time"),
                    }
                })
                .collect();
            self.objects.push(Object {
                members,
                title,
                closed: from.get("additionalProperties") == Some(&Value::Bool(false)),
                is_field_entry: branches.is_some(),
            });
            self.expects[at] = Expect::Object(self.objects.len() - 1);
            return at;
        }
        let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
        let expect = match schema.get("type").and_then(Value::as_str) {
            Some("array") => {
                let items = schema.get("items").map(|items| self.compile(items, root, home, done, homes));
                Expect::List(items.unwrap_or_else(|| self.add(Expect::Anything)))
            }
            Some("string") => {
                let allowed = schema
                    .get("enum")
                    .and_then(Value::as_array)
                    .map(|allowed| allowed.iter().filter_map(Value::as_str).collect());
                let one = schema.get("const").and_then(Value::as_str).map(|one| vec![one]);
                Expect::Text(allowed.or(one).map(|allowed| {
                    self.texts.push(allowed);
                    self.texts.len() - 1
                }))
            }
            // What a page size may be depends on the mode beside it: a rule of its own says so.
            Some("integer") if home == "pageSize" => Expect::Integer(None, None),
            Some("integer") => Expect::Integer(bound("minimum"), bound("maximum")),
            Some("boolean") => Expect::Boolean,
            _ => Expect::Anything,
        };
        self.add(expect)
    }

    fn add(&mut self, expect: Expect) -> usize {
        self.expects.push(expect);
        self.expects.len() - 1
    }
}

/// The names of all properties in a schema.
fn collect_names(schema: &'static Value, found: &mut Vec<&'static str>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                found.extend(properties.keys().map(String::as_str));
            }
            members.values().for_each(|value| collect_names(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_names(item, found)),
        _ => {}
    }
}
