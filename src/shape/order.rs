//! The members of an input in the order in which the spec lists them, which is how people write them.

use serde_json::{Map, Value};

use super::plan::{Expect, Root, Schema};

/// The same value with the members of every object that the spec knows in the spec's order; unknown ones come after, as they
/// were.
pub fn in_spec_order(value: Value, root: Root) -> Value {
    let plan = Schema::integrations();
    ordered(plan, plan.root(root as usize), value)
}

fn ordered(plan: &Schema, expect: usize, value: Value) -> Value {
    match (plan.expect(expect), value) {
        (Expect::Object(object), Value::Object(mut members)) => {
            let mut sorted = Map::with_capacity(members.len());
            for member in plan.object(object).members {
                if let Some(value) = members.get_mut(member.name) {
                    sorted.insert(member.name.to_string(), ordered(plan, member.value, value.take()));
                }
            }
            for (name, value) in members {
                if !sorted.contains_key(&name) {
                    sorted.insert(name, value);
                }
            }
            Value::Object(sorted)
        }
        (Expect::List(item), Value::Array(items)) => {
            Value::Array(items.into_iter().map(|value| ordered(plan, item, value)).collect())
        }
        (_, value) => value,
    }
}
