//! The record of an object: which fields can be in it, under which names, and of which types.
//!
//! Customers choose, and providers leave out: nothing is required in a record. A type is said where the catalog knows it.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use smol_str::SmolStr;

use super::form::{Form, Keys, Member, Object, Others, Types, member};
use crate::catalog::Catalog;
use crate::field_path::{self, Segment};
use crate::model::{Field, Integration, IntegrationField, ReadObject};

/// How deep mapped names are followed; below that anything may be.
const DEEPEST: usize = 32;

/// A provider whose records hold texts whatever the type of a field is: its API answers so.
const SENDS_TEXT: &str = "hubspot";

/// `fields` and `mappedFields` of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub fields: Object,
    pub mapped: Object,
}

impl Record {
    /// One of which nothing is known.
    pub fn unknown() -> Record {
        Record { fields: fields(Names::default(), Vec::new(), Others::Fine), mapped: Object::of(Vec::new()) }
    }
}

/// The types of the fields of an object, by their names in lower case.
type TypesOf = HashMap<SmolStr, Types>;
/// A provider, a module and an object.
type Key = (SmolStr, Option<SmolStr>, SmolStr);

/// The types of fields, looked up once for each object.
pub(super) struct Known<'c> {
    catalog: &'c Catalog,
    objects: HashMap<Key, Rc<TypesOf>>,
}

impl<'c> Known<'c> {
    pub fn of(catalog: &'c Catalog) -> Known<'c> {
        Known { catalog, objects: HashMap::new() }
    }

    fn object(&mut self, integration: &Integration, object: &str) -> Rc<TypesOf> {
        let provider = integration.provider.text().unwrap_or_default();
        let module = integration.module.text().map(SmolStr::new).or_else(|| {
            let default = self.catalog.provider(provider)?.default_module.as_deref();
            default.map(SmolStr::new)
        });
        let key = (SmolStr::new(provider), module, SmolStr::new(object));
        if let Some(known) = self.objects.get(&key) {
            return Rc::clone(known);
        }
        let facts = self.catalog.field_facts(provider, key.1.as_deref(), object).unwrap_or_default();
        let mut types = TypesOf::new();
        for field in facts.fields {
            // Of a path only the field that it stands in is one of the record.
            let (name, found) = match crate::catalog::root(&field.name) {
                Some(root) if root == field.name => (root, types_of(field.kind.as_deref(), provider)),
                Some(root) => (root, Types::ALL),
                None => continue,
            };
            let there = types.entry(SmolStr::new(name.to_lowercase())).or_insert(found);
            *there = there.or(found);
        }
        let types = Rc::new(types);
        self.objects.insert(key, Rc::clone(&types));
        types
    }
}

/// What a field of a type of the catalog's can hold. Times are texts with some providers and numbers with others, and what can be
/// chosen from has values of either kind.
fn types_of(kind: Option<&str>, provider: &str) -> Types {
    let types = match kind {
        Some("string") => Types::STRING,
        Some("boolean" | "bool") => Types::BOOLEAN,
        Some("int" | "integer") => Types::INTEGER,
        Some("float" | "number") => Types::NUMBER,
        Some("date" | "datetime" | "singleSelect") => Types::STRING.or(Types::NUMBER),
        Some("object") => Types::OBJECT,
        _ => Types::ALL,
    };
    let types = types.or(Types::NULL);
    if provider == SENDS_TEXT { types.or(Types::STRING) } else { types }
}

/// The record of a read object.
pub(super) fn of(integration: &Integration, object: &ReadObject, known: &mut Known) -> Record {
    let listed = known.object(integration, object.object_name.text().unwrap_or_default());
    let (mut plain, mut mapped) = (Names::default(), Names::default());
    let mut taken: Vec<SmolStr> = Vec::new();
    for (_, field) in object.required_fields.items().chain(object.optional_fields.items()) {
        let (name, to) = (field.field_name.text(), field.map_to_name.text());
        match (name, to) {
            (Some(name), Some(to)) => {
                mapped.put(&steps(to), type_in(&listed, name));
                if !field_path::is_path(name) {
                    taken.push(SmolStr::new(name.to_lowercase()));
                }
            }
            (Some(name), None) => {
                plain.put(&[&name.to_lowercase()], type_in(&listed, name));
                // How a nested field that is not mapped arrives is not documented: under its path, or in the field around it.
                if let Some(root) = crate::catalog::root(name).filter(|root| *root != name) {
                    plain.put(&[&root.to_lowercase()], Types::ALL);
                }
            }
            // Which field it is, is the customer's choice.
            (None, Some(to)) => mapped.put(&steps(to), Types::ALL),
            (None, None) => {}
        }
    }
    let is_open = !object.optional_fields_auto.is_absent()
        || is_unclear(&object.required_fields)
        || is_unclear(&object.optional_fields);
    if is_open {
        for (name, types) in listed.iter() {
            plain.put(&[name], *types);
        }
        taken.clear();
    }
    taken.retain(|name| !plain.0.contains_key(name));
    taken.sort_unstable();
    taken.dedup();
    let others = if is_open { Others::Fine } else { Others::Undeclared };
    let mapped = Object { others: Others::Installed, ..Object::of(mapped.members()) };
    Record { fields: fields(plain, taken, others), mapped }
}

fn fields(names: Names, but: Vec<SmolStr>, others: Others) -> Object {
    Object { keys: Keys::Lower { but }, others, ..Object::of(names.members()) }
}

/// Whether something in a list cannot be read.
pub(super) fn is_unclear(list: &Field<Vec<Field<IntegrationField>>>) -> bool {
    let entry = |entry: &Field<IntegrationField>| match entry.value() {
        None => true,
        Some(field) => {
            [&field.field_name, &field.map_to_name].into_iter().any(|name| matches!(name, Field::Unreadable(_)))
        }
    };
    match list {
        Field::Absent => false,
        Field::Unreadable(_) => true,
        Field::Value(_, entries) => entries.iter().any(entry),
    }
}

fn type_in(listed: &TypesOf, name: &str) -> Types {
    listed.get(name.to_lowercase().as_str()).copied().unwrap_or(Types::ALL)
}

/// The names under which a mapped field is found, from the outside in.
fn steps(name: &str) -> Vec<&str> {
    if !field_path::is_path(name) {
        return vec![name];
    }
    let Ok(segments) = field_path::parse(name) else { return vec![name] };
    let mut steps = Vec::with_capacity(segments.len());
    for segment in segments {
        match segment {
            Segment::Key(key) => steps.push(key),
            Segment::Every => return vec![name],
        }
    }
    steps
}

/// Names with what stands under them.
#[derive(Default)]
struct Names(BTreeMap<SmolStr, Entry>);

#[derive(Default)]
struct Entry {
    types: Types,
    inner: Names,
}

impl Names {
    /// Puts what has these types under these names, one in the other.
    fn put(&mut self, names: &[&str], types: Types) {
        let mut at = self;
        for (depth, name) in names.iter().enumerate() {
            let entry = at.0.entry(SmolStr::new(name)).or_default();
            if depth + 1 == names.len() || depth + 1 == DEEPEST {
                entry.types = entry.types.or(if depth + 1 == names.len() { types } else { Types::ALL });
                return;
            }
            entry.types = entry.types.or(Types::OBJECT).or(Types::NULL);
            at = &mut entry.inner;
        }
    }

    fn members(self) -> Vec<Member> {
        let form = |entry: Entry| match entry.inner.0.is_empty() {
            true => Form::Types(entry.types),
            false => Object { types: entry.types, ..Object::of(entry.inner.members()) }.form(),
        };
        self.0.into_iter().map(|(name, entry)| member(&name, form(entry), "")).collect()
    }
}
