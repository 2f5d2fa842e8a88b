//! What editors suggest as the name of a provider or a module: those that the built-in catalog has. Suggestions bind nobody:
//! a provider may be newer than the catalog, and which module belongs to which provider is no affair of a schema.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalog::Catalog;

/// Adds them to a schema for editors, as the examples of those members.
pub(super) fn add(schema: &mut Value) {
    let providers = Catalog::builtin().providers();
    let mut names: Vec<&str> = providers.iter().map(|provider| provider.name.as_str()).collect();
    names.sort_by_key(|name| name.to_lowercase());
    let modules = providers.iter().flat_map(|provider| &provider.modules).map(|module| module.name.as_str());
    let modules: BTreeSet<&str> = modules.collect();
    set(schema, "provider", &names);
    set(schema, "module", &modules.into_iter().collect::<Vec<_>>());
}

/// Sets the examples of a member, wherever it is declared beside a provider.
fn set(schema: &mut Value, member: &str, names: &[&str]) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(members)) = object.get_mut("properties")
                && members.contains_key("provider")
                && let Some(declared) = members.get_mut(member).and_then(Value::as_object_mut)
            {
                declared.insert("examples".to_string(), names.into());
            }
            object.values_mut().for_each(|value| set(value, member, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| set(value, member, names)),
        _ => {}
    }
}
