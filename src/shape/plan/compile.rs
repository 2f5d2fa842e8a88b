//! What makes the tables of a plan out of schemas, and the test that they are what the models emit.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use serde_json::Value;

use super::{Expect, tables};
use crate::model::{ApiIntegration, Integration, Manifest};
use crate::settings;
use crate::shape::schema::{self, Annotated};

/// A member, with its names still to be numbered.
struct Member {
    name: String,
    required: bool,
    value: usize,
    is_time: bool,
    doc: Value,
}

/// An object of the spec.
struct Kind {
    title: String,
    closed: bool,
    is_field_entry: bool,
    doc: Value,
    members: Vec<Member>,
}

#[derive(Default)]
struct Compiler {
    expects: Vec<Expect>,
    objects: Vec<Kind>,
    texts: Vec<Vec<String>>,
    roots: Vec<usize>,
    names: Vec<String>,
    homes: BTreeMap<String, Vec<String>>,
}

impl Compiler {
    fn of(schemas: &[Value]) -> Compiler {
        let mut compiler = Compiler::default();
        for schema in schemas {
            let root = compiler.compile(schema, schema, "", &mut HashMap::new());
            compiler.roots.push(root);
        }
        compiler
    }

    fn compile(&mut self, schema: &Value, root: &Value, home: &str, done: &mut HashMap<String, usize>) -> usize {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if let Some(&at) = done.get(reference) {
                return at;
            }
            let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
            let at = self.compile(target.expect("a reference leads somewhere"), root, home, done);
            done.insert(reference.to_string(), at);
            return at;
        }
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        let is = |key: &str| schema.get(key) == Some(&Value::Bool(true));
        let branches = schema.get("anyOf").and_then(Value::as_array);
        let first = branches.and_then(|branches| branches.first()).unwrap_or(schema);
        if let Some(properties) = first.get("properties").and_then(Value::as_object) {
            // The number is taken before the members are compiled, so that a schema may contain itself.
            let at = self.add(Expect::Anything);
            // What only one branch requires is a matter of the rules.
            let required = schema.get("required").and_then(Value::as_array);
            let mut members = Vec::new();
            for (name, value) in properties {
                if !self.names.contains(name) {
                    self.names.push(name.clone());
                }
                let homes = self.homes.entry(name.clone()).or_default();
                if !homes.iter().any(|known| known == home) {
                    homes.push(home.to_string());
                }
                members.push(Member {
                    name: name.clone(),
                    required: required.is_some_and(|required| required.iter().any(|one| one == name)),
                    value: self.compile(value, root, name, done),
                    is_time: value.get("format").and_then(Value::as_str) == Some("date-time"),
                    doc: documented(value, root),
                });
            }
            self.objects.push(Kind {
                title: text(Annotated::KIND).or(text("title")).unwrap_or("entry").to_lowercase(),
                closed: first.get("additionalProperties") == Some(&Value::Bool(false)),
                is_field_entry: is(Annotated::VERBATIM),
                doc: documented(schema, root),
                members,
            });
            self.expects[at] = Expect::Object(self.objects.len() - 1);
            return at;
        }
        let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
        let expect = match text("type") {
            Some("array") => {
                let items = schema.get("items").map(|items| self.compile(items, root, home, done));
                Expect::List(items.unwrap_or_else(|| self.add(Expect::Anything)))
            }
            Some("string") => {
                let many = schema.get("enum").and_then(Value::as_array).map(|all| all.iter().collect());
                let allowed: Option<Vec<&Value>> = many.or(schema.get("const").map(|one| vec![one]));
                Expect::Text(allowed.map(|allowed| {
                    self.texts.push(allowed.iter().filter_map(|text| text.as_str()).map(str::to_string).collect());
                    self.texts.len() - 1
                }))
            }
            Some("integer") if is(Annotated::ADVISORY_RANGE) => Expect::Integer(None, None),
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

    /// The tables as the program has them.
    fn write(&self, out: &mut String, name: &str, reader: &str) -> std::fmt::Result {
        writeln!(out, "pub(super) static {name}: Schema = Schema {{")?;
        writeln!(out, "    reader: Reader::{reader},\n    expects: &[")?;
        for expect in &self.expects {
            writeln!(out, "        Expect::{expect:?},")?;
        }
        writeln!(out, "    ],\n    objects: &[")?;
        for Kind { title, closed, is_field_entry, doc, members } in &self.objects {
            writeln!(out, "        Object {{")?;
            writeln!(out, "            title: {title:?},\n            closed: {closed},")?;
            writeln!(out, "            is_field_entry: {is_field_entry},\n            doc: {},", doc_text(doc))?;
            writeln!(out, "            members: &[")?;
            for Member { name, required, value, is_time, doc } in members {
                let symbol = self.names.iter().position(|known| known == name).unwrap_or_default();
                let symbol = format!("Symbol::nth({symbol})");
                writeln!(
                    out,
                    "                Member {{ name: {name:?}, symbol: {symbol}, required: {required}, value: {value}, is_time: {is_time}, doc: {} }},",
                    doc_text(doc)
                )?;
            }
            writeln!(out, "            ],\n        }},")?;
        }
        writeln!(out, "    ],\n    texts: &[")?;
        for texts in &self.texts {
            writeln!(out, "        &{texts:?},")?;
        }
        writeln!(out, "    ],\n    roots: &{:?},\n    names: Names::new(&[", self.roots)?;
        for name in &self.names {
            writeln!(out, "        {name:?},")?;
        }
        writeln!(out, "    ]),\n    vocabulary: Vocabulary::new(&[")?;
        for (name, homes) in &self.homes {
            writeln!(out, "        ({name:?}, &{homes:?}),")?;
        }
        writeln!(out, "    ], &{:?}),\n}};", self.mappings())
    }

    /// The names behind which there is a mapping wherever they stand, in the order of their letters.
    fn mappings(&self) -> Vec<&str> {
        let members = || self.objects.iter().flat_map(|object| &object.members);
        let holds_mapping = |member: &Member| matches!(self.expects[member.value], Expect::Object(_));
        let names = self.homes.keys().map(String::as_str);
        names.filter(|name| members().filter(|member| member.name == *name).all(holds_mapping)).collect()
    }
}

/// What a schema says to people, by itself or by what it refers to.
fn documented(schema: &Value, root: &Value) -> Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    let target = target.and_then(|pointer| root.pointer(pointer));
    let mut doc = serde_json::Map::new();
    for key in ["title", "description", "default", "examples"] {
        if let Some(value) = schema.get(key).or_else(|| target?.get(key)) {
            doc.insert(key.to_string(), value.clone());
        }
    }
    Value::Object(doc)
}

/// The same as the tables have it.
fn doc_text(doc: &Value) -> String {
    let text = |key: &str| doc.get(key).and_then(Value::as_str).unwrap_or("");
    let default = doc.get("default").map(Value::to_string);
    let examples = doc.get("examples").and_then(Value::as_array).map(Vec::as_slice).unwrap_or(&[]);
    let examples: Vec<String> = examples.iter().map(Value::to_string).collect();
    format!(
        "Doc {{ title: {:?}, description: {:?}, default: {default:?}, examples: &{examples:?} }}",
        text("title"),
        text("description")
    )
}

/// The file that holds the tables, as the models would have it.
fn file() -> String {
    // In the order of `Root`.
    let schemas = [
        schema::annotated::<Manifest>(),
        schema::annotated::<Integration>(),
        schema::annotated::<ApiIntegration>(),
        schema::annotated::<Vec<ApiIntegration>>(),
    ];
    let mut integrations = Compiler::of(&schemas);
    // A bare revision is what the API has inside an integration.
    let Expect::Object(integration) = integrations.expects[integrations.roots[2]] else { panic!("no object") };
    let revision = integrations.objects[integration].members.iter().find(|member| member.name == "latestRevision");
    let revision = revision.expect("an integration has a revision").value;
    integrations.roots.push(revision);
    let settings = Compiler::of(&[schema::annotated::<settings::Settings>()]);
    let mut out = String::from(
        "//! The schemas as tables. Written by `UPDATE_DOCS=1 cargo test --lib plan`, from the models; not by hand.\n\n\
         use super::{Doc, Expect, Member, Object, Reader, Schema};\nuse crate::syntax::Vocabulary;\nuse crate::reading::names::{Names, Symbol};\n",
    );
    for (compiler, name, reader) in [(integrations, "INTEGRATIONS", "Platform"), (settings, "SETTINGS", "AmpLint")] {
        out.push('\n');
        compiler.write(&mut out, name, reader).expect("a string takes everything");
    }
    out
}

#[test]
fn the_tables_are_what_the_models_emit() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/shape/plan/tables.rs");
    let wanted = file();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &wanted).expect("the file can be written");
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let differs = kept.lines().zip(wanted.lines()).position(|(kept, wanted)| kept != wanted);
    assert!(
        kept == wanted,
        "src/shape/plan/tables.rs is not what the models emit, from line {} on: UPDATE_DOCS=1 cargo test --lib plan writes it",
        differs.map_or(wanted.lines().count(), |nth| nth + 1)
    );
}

#[test]
fn the_check_can_count_what_is_required() {
    for plan in [&tables::INTEGRATIONS, &tables::SETTINGS] {
        for object in plan.objects {
            let last = object.members.iter().rposition(|member| member.required);
            assert!(last.is_none_or(|last| last < 128), "{}", object.title);
        }
    }
}
