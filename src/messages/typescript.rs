//! The messages as TypeScript: an exported type for each message, its record and each destination. Whatever a name holds stays
//! text: it comes into the program as a literal of JSON alone.

use std::fmt::Write as _;

use super::form::{Form, Object, Others, Shared, Types};
use super::{Message, Messages};
use crate::clean;

/// The longest line that is written for people.
const LONGEST: usize = 200;

impl Messages {
    /// The types.
    pub fn typescript(&self) -> String {
        let mut out = String::from(
            "// The messages that the destinations of a manifest receive.\n// Written by `amp-lint types --language typescript`.\n\n\
             /** A value of JSON. */\n\
             export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };\n",
        );
        for shared in Shared::ALL {
            put(&mut out, shared.about(), shared.name(), &match shared {
                // Which of its members are there follows from one of them.
                Shared::ResultInfo => {
                    "\n  | { type: \"inline\"; numRecords: number }\n  | { type: \"url\"; numRecords: number; downloadUrl: string }".to_string()
                }
                _ => object(&shared.object(), 0),
            });
        }
        for message in &self.all {
            let record = message.record_name();
            put(&mut out, &format!("A record of `{}`", message.name), &record, &object(&message.record_form(), 0));
            let whole = object(&message.form(Form::Named(record)), 0);
            put(&mut out, &message.about(), &message.name, &whole);
        }
        let mut all = Vec::new();
        for (name, destination, messages) in self.destinations() {
            let one = |message: &&Message| match message.in_kinesis {
                true => format!("\n  | {{ data: {} }}", message.name),
                false => format!("\n  | {}", message.name),
            };
            let kinds: String = messages.iter().map(one).collect();
            put(&mut out, &format!("What {destination} receives"), &name, &kinds);
            all.push(format!("\n  | {name}"));
        }
        put(&mut out, "What any of the destinations receives", "Message", &all.concat());
        out
    }
}

fn put(out: &mut String, about: &str, name: &str, what: &str) {
    // A `String` takes whatever is written to it.
    let gap = if what.starts_with('\n') { "" } else { " " };
    let _ = write!(out, "\n/** {} */\nexport type {name} ={gap}{what};\n", comment(about));
}

/// A text in a comment: on one line, and not the end of it.
fn comment(text: &str) -> String {
    clean::line(&clean::cut(text, LONGEST)).replace("*/", "*\\/")
}

/// A text as a literal.
fn literal(text: &str) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = clean::json(&mut out, text);
    String::from_utf8(out).unwrap_or_default()
}

fn form(of: &Form, depth: usize) -> String {
    match of {
        Form::Types(types) => types_of(*types),
        Form::Text(text) => literal(text),
        Form::Choice(texts) => texts.iter().map(|text| literal(text)).collect::<Vec<_>>().join(" | "),
        Form::List(item) => {
            let item = form(item, depth);
            if item.contains(" | ") { format!("({item})[]") } else { format!("{item}[]") }
        }
        Form::Object(of) => object(of, depth),
        Form::Shared(shared) => shared.name().to_string(),
        Form::Named(name) => name.clone(),
    }
}

fn types_of(types: Types) -> String {
    if types == Types::ALL {
        return "Json".to_string();
    }
    let name = |name: &&'static str| match *name {
        "integer" => "number",
        "object" => "{ [name: string]: Json }",
        "array" => "Json[]",
        other => other,
    };
    types.names().iter().map(name).collect::<Vec<_>>().join(" | ")
}

fn object(of: &Object, depth: usize) -> String {
    let nullable = Types::OBJECT.or(Types::NULL);
    if !nullable.has(of.types) {
        return types_of(of.types);
    }
    let indent = "  ".repeat(depth + 1);
    let mut out = String::from("{\n");
    for member in &of.members {
        if !member.about.is_empty() {
            let _ = writeln!(out, "{indent}/** {} */", comment(member.about));
        }
        let mark = if of.required.contains(&member.name.as_str()) { "" } else { "?" };
        let _ = writeln!(out, "{indent}{}{mark}: {};", literal(&member.name), form(&member.form, depth + 1));
    }
    match &of.others {
        Others::Each(each) => {
            let _ = writeln!(out, "{indent}[name: string]: {};", form(each, depth + 1));
        }
        // Customers select from all that they have.
        Others::Fine if matches!(of.keys, super::form::Keys::Lower { .. }) => {
            let _ = writeln!(out, "{indent}[name: string]: Json | undefined;");
        }
        _ => {}
    }
    let _ = write!(out, "{}}}{}", "  ".repeat(depth), if of.types.has(Types::NULL) { " | null" } else { "" });
    out
}

impl Message {
    /// What it is, in a line.
    pub(super) fn about(&self) -> String {
        let what = match self.action {
            super::Action::Read => "Records that are read",
            super::Action::Subscribe => "Changes that are subscribed to",
        };
        let object = match self.object == self.raw_object {
            true => self.object.to_string(),
            false => format!("{} as {}", self.raw_object, self.object),
        };
        let cut = |text| clean::cut(text, LONGEST / 4);
        format!("{what}: {}, by {}, for {}", cut(&object), cut(&self.integration), cut(&self.destination))
    }
}
