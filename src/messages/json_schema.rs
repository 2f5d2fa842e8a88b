//! The messages as a JSON Schema: a definition for each message and its record, one for each destination.

use serde_json::{Map, Value, json};

use super::form::{Form, Keys, Object, Others, Shared, Types};
use super::{Message, Messages};

impl Messages {
    /// A schema of JSON Schema 2020-12 that takes what any of the destinations receives.
    pub fn json_schema(&self) -> Value {
        let mut definitions = Map::new();
        let mut any = Vec::new();
        for (name, destination, messages) in self.destinations() {
            let kinds = self.kinds(&messages);
            let about = format!("What {destination} receives");
            definitions.insert(name.clone(), json!({"description": about, "oneOf": kinds}));
            any.push(reference(&name));
        }
        for message in &self.all {
            let record = message.record_name();
            definitions.insert(message.name.clone(), message_schema(message, &record));
            definitions.insert(record, object(&message.record_form()));
        }
        for shared in Shared::ALL {
            let mut schema = object(&shared.object());
            describe(&mut schema, shared.about());
            definitions.insert(shared.name().to_string(), schema);
        }
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Message",
            "anyOf": any,
            "$defs": definitions,
        })
    }

    /// What a destination receives, so that each message is one of it. Messages that nothing in them tells apart stand together.
    fn kinds(&self, messages: &[&Message]) -> Vec<Value> {
        let mut kinds: Vec<(super::Key, Vec<Value>)> = Vec::new();
        let mut at = std::collections::HashMap::new();
        for message in messages {
            let mut schema = reference(&message.name);
            if message.in_kinesis {
                schema = json!({"type": "object", "properties": {"data": schema}, "required": ["data"]});
            }
            let nth = *at.entry(message.key()).or_insert(kinds.len());
            match kinds.get_mut(nth) {
                Some((_, all)) => all.push(schema),
                None => kinds.push((message.key(), vec![schema])),
            }
        }
        let one = |(_, mut all): (super::Key, Vec<Value>)| match all.len() {
            1 => all.remove(0),
            _ => json!({"anyOf": all}),
        };
        kinds.into_iter().map(one).collect()
    }
}

fn message_schema(message: &Message, record: &str) -> Value {
    let mut schema = object(&message.form(Form::Named(record.to_string())));
    describe(&mut schema, &message.about());
    schema
}

fn describe(schema: &mut Value, about: &str) {
    if let Some(schema) = schema.as_object_mut().filter(|_| !about.is_empty()) {
        schema.insert("description".to_string(), json!(about));
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn form(of: &Form) -> Value {
    match of {
        Form::Types(types) => json!({"type": types_of(*types)}),
        Form::Text(text) => json!({"const": text.as_str()}),
        Form::Choice(texts) => json!({"type": "string", "enum": texts}),
        Form::List(item) => json!({"type": "array", "items": form(item)}),
        Form::Object(of) => object(of),
        Form::Shared(shared) => reference(shared.name()),
        Form::Named(name) => reference(name),
    }
}

fn types_of(types: Types) -> Value {
    let names = types.names();
    match names.as_slice() {
        [one] => json!(one),
        _ => json!(names),
    }
}

fn object(of: &Object) -> Value {
    let mut schema = Map::new();
    schema.insert("type".to_string(), types_of(of.types));
    if !of.members.is_empty() {
        let mut members = Map::new();
        for member in &of.members {
            let mut schema = form(&member.form);
            describe(&mut schema, member.about);
            members.insert(member.name.to_string(), schema);
        }
        schema.insert("properties".to_string(), Value::Object(members));
    }
    if !of.required.is_empty() {
        schema.insert("required".to_string(), json!(of.required));
    }
    if let Keys::Lower { but } = &of.keys {
        let upper = json!({"pattern": "[A-Z]"});
        let not = if but.is_empty() { upper } else { json!({"anyOf": [upper, {"enum": but}]}) };
        schema.insert("propertyNames".to_string(), json!({"not": not}));
    }
    if let Others::Each(each) = &of.others {
        schema.insert("additionalProperties".to_string(), form(each));
    }
    if of.is_message {
        let info = |info: Value| json!({"properties": {"resultInfo": info}, "required": ["resultInfo"]});
        let url = info(json!({"properties": {"type": {"const": "url"}}, "required": ["type"]}));
        let inline = info(json!({
            "properties": {"type": {"const": "inline"}, "numRecords": {"minimum": 1}},
            "required": ["type", "numRecords"],
        }));
        schema.insert(
            "allOf".to_string(),
            json!([
                {"if": url, "then": {"properties": {"resultInfo": {"required": ["downloadUrl"]}}}},
                {"if": inline, "then": {"required": ["result"]}},
            ]),
        );
    }
    Value::Object(schema)
}
