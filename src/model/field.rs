//! The value type of every member of the spec's models.
//!
//! A manifest under a linter is often half broken, so a member is one of three: not there, there
//! and unreadable, or there with a value. The last two remember the node they were read from.
//! Nothing in here knows how a node looks or where it stands: that is the tree's affair.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use smol_str::SmolStr;

use crate::syntax::NodeId;

/// The name under which [`Field`] asks a deserializer for a value and the node that holds it.
///
/// The deserializer over the tree answers with a sequence of two: the node's number and the value,
/// or the number alone where the value cannot be read. Every other deserializer passes through.
pub const WITH_NODE: &str = "amp-lint/with-node";

/// One member of a model: absent, unreadable, or a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Field<T> {
    /// Not written, or null, which the platform reads as not written.
    #[default]
    Absent,
    /// Written, but of the wrong type or not an allowed value; or hidden by a syntax error, if it is there at all
    /// ([`NodeId::NONE`]). Rules about a missing member and rules about its value both stay silent: what is wrong
    /// has been reported already.
    Unreadable(NodeId),
    /// Written and readable.
    Value(NodeId, T),
}

impl<T> Field<T> {
    /// Whether nothing is written here.
    pub fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }

    /// The value, if there is one that can be read.
    pub fn value(&self) -> Option<&T> {
        match self {
            Field::Value(_, value) => Some(value),
            _ => None,
        }
    }

    /// The node, if anything is known to be written here. What a syntax error may hide is neither absent nor has it
    /// a node.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Field::Absent => None,
            Field::Unreadable(node) | Field::Value(node, _) => Some(*node).filter(|&node| node != NodeId::NONE),
        }
    }

    /// The node and the value, if there is a value that can be read.
    pub fn get(&self) -> Option<(NodeId, &T)> {
        match self {
            Field::Value(node, value) => Some((*node, value)),
            _ => None,
        }
    }
}

impl<T> Field<Vec<Field<T>>> {
    /// The readable items of a readable list, each with its node; nothing otherwise.
    pub fn items(&self) -> impl Iterator<Item = (NodeId, &T)> {
        self.value().into_iter().flatten().filter_map(Field::get)
    }

    /// Whether this is a list that can be read and has no item at all.
    pub fn is_empty_list(&self) -> bool {
        self.value().is_some_and(Vec::is_empty)
    }
}

impl Field<SmolStr> {
    /// The text, if there is one that can be read and it is not empty.
    pub fn text(&self) -> Option<&str> {
        self.value().map(SmolStr::as_str).filter(|text| !text.is_empty())
    }

    /// Whether the platform sees nothing here: not written, or an empty string.
    pub fn is_blank(&self) -> bool {
        match self {
            Field::Absent => true,
            Field::Unreadable(_) => false,
            Field::Value(_, text) => text.is_empty(),
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Field::Value(NodeId::NONE, value)
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Value(_, value) => value.serialize(serializer),
            Field::Absent | Field::Unreadable(_) => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Presence(PhantomData))
    }
}

/// Tells absent and null from anything else.
struct Presence<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Presence<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E: de::Error>(self) -> Result<Field<T>, E> {
        Ok(Field::Absent)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Field<T>, E> {
        Ok(Field::Absent)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field<T>, D::Error> {
        deserializer.deserialize_newtype_struct(WITH_NODE, WithNode(PhantomData))
    }
}

/// Takes the node and the value, or the value alone.
struct WithNode<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for WithNode<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field<T>, D::Error> {
        T::deserialize(deserializer).map(Field::from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Field<T>, A::Error> {
        let node = NodeId(seq.next_element()?.unwrap_or(u32::MAX));
        Ok(match seq.next_element()? {
            Some(value) => Field::Value(node, value),
            None => Field::Unreadable(node),
        })
    }
}

/// The schema of a field is the schema of its value: that it may be missing is said by the object
/// that has it, and null is not a value of the spec.
impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
