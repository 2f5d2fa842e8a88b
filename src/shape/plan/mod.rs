//! The JSON Schema, prepared for checking.
//!
//! The schema is emitted from the models and is the only source of what is allowed where. [`tables`] is what `compile` makes of it: it
//! is written into the program, so that no run has to emit and to compile a schema, and a test says when it is not what the
//! models emit. Nothing in here adds a rule of its own or takes one away.

#[cfg(all(test, feature = "cli"))]
mod compile;
#[rustfmt::skip]
mod tables;

use crate::reading::names::{Names, Symbol};
use crate::syntax::Vocabulary;

/// What the spec allows at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Its number in the names of its schema.
    pub symbol: Symbol,
    /// Whether it must be there.
    pub required: bool,
    /// What its value may be: the number of an expectation.
    pub value: usize,
    /// Whether its value is a date with a time of day, in text.
    pub is_time: bool,
    /// What people read about it.
    pub doc: Doc,
}

/// An object of the spec.
#[derive(Debug)]
pub struct Object {
    /// The members it may have, in the order of the spec.
    pub members: &'static [Member],
    /// Whether other members are unknown rather than none of our business.
    pub closed: bool,
    /// What the spec calls it, in lower case: `read object`.
    pub title: &'static str,
    /// What people read about it, where it stands for itself.
    pub doc: Doc,
    /// Whether it is an entry of `requiredFields` or `optionalFields`. The platform reads those without knowing what it
    /// wants there, so that a number does not become text.
    pub is_field_entry: bool,
}

impl Object {
    /// The member of this object with that name.
    pub fn member(&self, symbol: Option<Symbol>) -> Option<&'static Member> {
        let symbol = symbol?;
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

impl Root {
    /// The root with that number.
    pub fn nth(nth: usize) -> Option<Root> {
        [Root::Manifest, Root::Integration, Root::ApiIntegration, Root::ApiIntegrations, Root::Revision]
            .into_iter()
            .find(|root| *root as usize == nth)
    }
}

/// Who reads what follows a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The platform.
    Platform,
    /// This program.
    AmpLint,
}

/// What people read about a member in an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doc {
    /// Its title; empty where it has none.
    pub title: &'static str,
    /// What it is; empty where nothing is said of it.
    pub description: &'static str,
    /// Its default, as JSON.
    pub default: Option<&'static str>,
    /// Examples of its value, as JSON.
    pub examples: &'static [&'static str],
}

/// Schemas, prepared.
#[derive(Debug)]
pub struct Schema {
    /// Who reads what follows them.
    pub reader: Reader,
    expects: &'static [Expect],
    objects: &'static [Object],
    texts: &'static [&'static [&'static str]],
    roots: &'static [usize],
    /// The names of all members.
    pub names: Names,
    /// The keys under which an object with a member of a name stands.
    pub vocabulary: Vocabulary,
}

/// A place that a schema has: of a whole text, of a member, of the items of a list.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    schema: &'static Schema,
    value: usize,
    member: Option<&'static Member>,
}

impl Place {
    /// That of a whole text, for one of the schema's inputs.
    pub fn root(schema: &'static Schema, root: usize) -> Place {
        Place { schema, value: schema.root(root), member: None }
    }

    /// That of a member; nothing where no object stands, or one that has no such member.
    pub fn member(self, symbol: Option<Symbol>) -> Option<Place> {
        let member = self.object()?.member(symbol)?;
        Some(Place { value: member.value, member: Some(member), ..self })
    }

    /// That of the items; nothing where no list stands.
    pub fn item(self) -> Option<Place> {
        match self.expect() {
            Expect::List(items) => Some(Place { value: items, member: None, ..self }),
            _ => None,
        }
    }

    /// The name of the member that it is the value of.
    pub fn name(self) -> Option<&'static str> {
        self.member.map(|member| member.name)
    }

    /// Whether the member must be there.
    pub fn is_required(self) -> bool {
        self.member.is_some_and(|member| member.required)
    }

    /// What may stand there.
    pub fn expect(self) -> Expect {
        self.schema.expect(self.value)
    }

    /// The object that stands there.
    pub fn object(self) -> Option<&'static Object> {
        match self.expect() {
            Expect::Object(object) => Some(self.schema.object(object)),
            _ => None,
        }
    }

    /// The texts that may stand there, where only some may.
    pub fn allowed(self) -> &'static [&'static str] {
        match self.expect() {
            Expect::Text(Some(texts)) => self.schema.texts(texts),
            _ => &[],
        }
    }

    /// What people read about it: about the member, else about the object that stands there.
    pub fn doc(self) -> Doc {
        const NONE: Doc = Doc { title: "", description: "", default: None, examples: &[] };
        self.member.map(|member| member.doc).or(self.object().map(|object| object.doc)).unwrap_or(NONE)
    }
}

/// A step down from an object of the spec to one that stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The member.
    pub name: &'static str,
    /// Whether its value is a list, and the step leads to an item of it.
    pub item: bool,
}

impl Schema {
    /// The schemas of manifests and of what the API returns; its roots are those of [`Root`].
    pub const fn integrations() -> &'static Schema {
        &tables::INTEGRATIONS
    }

    /// The schema of settings files, whose only root is 0.
    pub const fn settings() -> &'static Schema {
        &tables::SETTINGS
    }

    /// What is expected of the whole of an input.
    pub fn root(&self, root: usize) -> usize {
        self.roots.get(root).copied().unwrap_or(0)
    }

    /// An expectation by number.
    pub fn expect(&self, at: usize) -> Expect {
        self.expects.get(at).copied().unwrap_or(Expect::Anything)
    }

    /// An object by number.
    pub fn object(&self, at: usize) -> &'static Object {
        &self.objects[at]
    }

    /// The allowed texts with that number.
    pub fn texts(&self, at: usize) -> &'static [&'static str] {
        self.texts.get(at).copied().unwrap_or(&[])
    }

    /// Whether a text is one of the allowed ones anywhere in the spec.
    pub fn is_allowed_somewhere(&self, text: &str) -> bool {
        self.texts.iter().copied().flatten().any(|allowed| *allowed == text)
    }

    /// The object that a member leads to, and whether it is an item of a list; nothing where it leads to none.
    pub fn below(&self, member: &Member) -> Option<(&'static Object, Step)> {
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
    pub fn ways_down(&self, from: &'static Object, symbol: Option<Symbol>) -> Vec<(Vec<Step>, &'static Object)> {
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
}
