//! Models out of a tree.
//!
//! A serde deserializer over the view. It never fails as a whole: a value that is not what a member wants
//! becomes an unreadable [`Field`], and everything around it is filled in all the same.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::model::field::{Field, WITH_NODE};
use crate::reading::view::{Seen, View};
use crate::scalar::Reading;
use crate::syntax::NodeId;

/// Members of mappings, as written, that are there without being readable: what is meant for them stands elsewhere.
pub type Hidden = HashMap<NodeId, Vec<&'static str>>;

/// Reads the value of a node. Nodes in `bad`, values of another type and hidden members, written or not, come out unreadable.
pub fn read<T: DeserializeOwned>(view: &View, node: NodeId, bad: &HashSet<NodeId>, hidden: &Hidden) -> Field<T> {
    serde::Deserialize::deserialize(Value { view, node, bad, hidden }).unwrap_or(Field::Unreadable(node))
}

/// Why one value is unreadable. Only ever seen by the field around it, which keeps no reason: the
/// structural check has said it.
#[derive(Debug)]
struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not what the spec wants here")
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Unreadable
    }
}

#[derive(Clone, Copy)]
struct Value<'a> {
    view: &'a View,
    node: NodeId,
    bad: &'a HashSet<NodeId>,
    hidden: &'a Hidden,
}

impl Value<'_> {
    fn is_bad(&self) -> bool {
        !self.bad.is_empty() && self.bad.contains(&self.node)
    }
}

impl<'de> de::Deserializer<'de> for Value<'_> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.view.see(self.node) {
            Seen::Null => visitor.visit_unit(),
            Seen::Bad => Err(Unreadable),
            Seen::Mapping => visitor.visit_map(Entries::new(self, None)),
            Seen::Sequence => visitor.visit_seq(Items { value: self, at: 0 }),
            Seen::Scalar(Reading::Bool(value)) => visitor.visit_bool(value),
            Seen::Scalar(Reading::Text(text)) => visitor.visit_str(&text),
            Seen::Scalar(number) => match number.as_integer() {
                Some(value) => visitor.visit_i64(value),
                None => match number {
                    Reading::Integer(value) => visitor.visit_f64(value as f64),
                    Reading::Float(value) => visitor.visit_f64(value),
                    _ => Err(Unreadable),
                },
            },
        }
    }

    /// Where text is wanted the platform turns numbers and booleans into text.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.view.text(self.node) {
            Some(text) => visitor.visit_str(&text),
            None => Err(Unreadable),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.view.is_null(self.node) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if name == WITH_NODE {
            return visitor.visit_seq(NodeAndValue { value: self, told: false });
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.view.see(self.node) {
            Seen::Mapping => visitor.visit_map(Entries::new(self, Some(fields))),
            _ => Err(Unreadable),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.view.text(self.node) {
            Some(text) => visitor.visit_enum(text.as_ref().into_deserializer()),
            None => Err(Unreadable),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

/// The answer to a field that asks for its node: the number, then the value if it can be read.
struct NodeAndValue<'a> {
    value: Value<'a>,
    told: bool,
}

impl<'de> SeqAccess<'de> for NodeAndValue<'_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        if !self.told {
            self.told = true;
            return seed.deserialize(self.value.node.0.into_deserializer()).map(Some);
        }
        if self.value.is_bad() {
            return Ok(None);
        }
        Ok(seed.deserialize(self.value).ok())
    }
}

struct Items<'a> {
    value: Value<'a>,
    at: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        let view = self.value.view;
        let items = view.items(self.value.node);
        self.at += 1;
        match items.get(self.at - 1) {
            Some(&node) => seed.deserialize(Value { node, ..self.value }).map(Some),
            // Of a list that lost a line: an item that may stand in it unseen.
            None if self.at == items.len() + 1 && view.is_incomplete(self.value.node) => {
                seed.deserialize(Unseen).map(Some)
            }
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.value.view.items(self.value.node).len().saturating_sub(self.at))
    }
}

/// The members of a mapping: those of a struct by the names of the spec, or all of them as written.
struct Entries<'a> {
    value: Value<'a>,
    fields: Option<&'static [&'static str]>,
    at: usize,
    /// Members that stand in it unseen, or may, as in a mapping that lost a line; still to be told.
    unseen: Vec<&'static str>,
    current: Option<NodeId>,
}

impl<'a> Entries<'a> {
    fn new(value: Value<'a>, fields: Option<&'static [&'static str]>) -> Entries<'a> {
        let view = value.view;
        let mut unseen = Vec::new();
        let mapping = view.tree().target(value.node);
        if let Some(fields) = fields.filter(|_| view.is_incomplete(value.node)) {
            unseen.extend(fields.iter().filter(|name| view.entry(value.node, name).is_none()));
        }
        if let Some(hidden) = value.hidden.get(&mapping).filter(|_| fields.is_some()) {
            unseen.extend(hidden.iter().filter(|name| view.get(value.node, name).is_none()));
            unseen.sort_unstable();
            unseen.dedup();
        }
        Entries { value, fields, at: 0, unseen, current: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let view = self.value.view;
        while let Some(&[key, value]) = view.entries(self.value.node).get(self.at) {
            self.at += 1;
            self.current = Some(value);
            let Some(fields) = self.fields else {
                let text = view.text(key).unwrap_or_default();
                return seed.deserialize(text.as_ref().into_deserializer()).map(Some);
            };
            let Some(name) = view.name(key) else { continue };
            if fields.contains(&name) && !self.unseen.contains(&name) {
                return seed.deserialize(name.into_deserializer()).map(Some);
            }
        }
        self.current = None;
        match self.unseen.pop() {
            Some(name) => seed.deserialize(name.into_deserializer()).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        match self.current.take() {
            Some(node) => seed.deserialize(Value { node, ..self.value }),
            None => seed.deserialize(Unseen),
        }
    }
}

/// A member that may stand in a mapping where a syntax error hides it: there, and unreadable.
struct Unseen;

impl<'de> de::Deserializer<'de> for Unseen {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(de::value::SeqDeserializer::new(std::iter::once(NodeId::NONE.0)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
