//! What is known of a provider, a module, an object and a field, in a few lines of Markdown. From the catalog alone, each fact with
//! the date that it is of.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::catalog::{Catalog, FieldFacts, Provider, Support, Topic};
use crate::clean;
use crate::server::links;

/// How many values of a field are named.
const MOST_VALUES: usize = 20;

/// A name as code, whatever is in it.
pub fn code(text: &str) -> String {
    let text = clean::line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A text that is no Markdown.
pub fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in clean::line(text).chars() {
        if letter.is_ascii_punctuation()
            && !matches!(letter, ',' | '.' | ':' | ';' | '?' | '\'' | '"' | '/' | '%' | '=')
        {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// A provider.
pub fn provider(catalog: &Catalog, provider: &Provider) -> String {
    let mut text = format!("**{}** ({})\n\n", plain(&provider.display_name), code(&provider.name));
    text.push_str(&supports(provider.support));
    if !provider.modules.is_empty() {
        let modules: Vec<String> = provider.modules.iter().map(|module| code(&module.name)).collect();
        text.push_str(&format!("\n\nModules: {}", modules.join(", ")));
        if let Some(default) = &provider.default_module {
            text.push_str(&format!("; {} where none is named", code(default)));
        }
    }
    text.push_str(&as_of(catalog.date()));
    if let Some(guide) = links::guide(&provider.name) {
        text.push_str(&format!("\n\n[The guide to it]({guide})"));
    }
    text
}

/// A module.
pub fn module(catalog: &Catalog, provider: &Provider, name: &str) -> Option<String> {
    let module = provider.module(name)?;
    let mut text =
        format!("**{}** ({}), a module of {}\n\n", plain(&module.display_name), code(name), code(&provider.name));
    text.push_str(&supports(module.support.unwrap_or(provider.support)));
    if provider.default_module.as_deref() == Some(name) {
        text.push_str("\n\nIt is the one in force where none is named.");
    }
    Some(text + &as_of(catalog.date()))
}

fn supports(support: Support) -> String {
    let all =
        [("read", support.read), ("write", support.write), ("subscribe", support.subscribe), ("proxy", support.proxy)];
    let works: Vec<&str> = all.into_iter().filter(|(_, works)| *works).map(|(action, _)| action).collect();
    match works[..] {
        [] => "Supports none of read, write, subscribe and proxy".to_string(),
        _ => format!("Supports {}", works.join(", ")),
    }
}

/// What can be done with an object, in a few words; empty where that is not known.
pub fn actions(catalog: &Catalog, provider: &str, module: Option<&str>, object: &str) -> String {
    let Some(known) = catalog.object(provider, module, object) else { return String::new() };
    let all = [("read", known.read), ("create", known.create), ("update", known.update), ("delete", known.delete)];
    let works: Vec<&str> = all.into_iter().filter(|(_, can)| *can == Some(true)).map(|(action, _)| action).collect();
    works.join(", ")
}

/// An object; nothing where nothing is known of it.
pub fn object(catalog: &Catalog, provider: &Provider, module: Option<&str>, name: &str) -> Option<String> {
    let of = provider.name.as_str();
    let mut lines = Vec::new();
    let can = actions(catalog, of, module, name);
    if !can.is_empty() {
        lines.push(format!("Can be used to {can} (as of {})", catalog.date_of(Topic::Objects)));
    }
    if let Some(incremental) = catalog.reads_incrementally(of, module, name) {
        let how = if incremental {
            "A scheduled read fetches what has changed since the last one"
        } else {
            "A scheduled read fetches all records every time"
        };
        lines.push(format!("{how} (as of {})", catalog.date_of(Topic::Incremental)));
    }
    let subscribed = catalog.subscriptions(of, module).and_then(|all| Some((all.object(name)?, all.names(name))));
    if let Some((facts, true)) = subscribed {
        let date = catalog.date_of(Topic::Subscriptions);
        lines.push(format!("Can be subscribed to: {} (as of {date})", facts.events().join(", ")));
    }
    if let Some(list) = catalog.fields(of, module, name) {
        let count = list.names().len();
        let fields = if count == 1 { "field is" } else { "fields are" };
        lines.push(format!("{count} {fields} known (as of {})", catalog.date_of(Topic::Fields)));
    }
    if lines.is_empty() {
        return None;
    }
    let display = catalog.field_facts(of, module, name).and_then(|facts| facts.display_name);
    let title = display.map(|display| format!("**{}** ({})", plain(&display), code(name)));
    let title = title.unwrap_or_else(|| format!("**{}**", plain(name)));
    Some(format!("{title}, an object of {}\n\n{}", code(of), lines.join("\n\n")))
}

/// A field of an object.
pub fn field(catalog: &Catalog, facts: &FieldFacts, object: &str) -> String {
    let mut text = match &facts.display_name {
        Some(display) => format!("**{}** ({}), a field of {}", plain(display), code(&facts.name), code(object)),
        None => format!("**{}**, a field of {}", plain(&facts.name), code(object)),
    };
    let mut lines = Vec::new();
    if let Some(kind) = &facts.kind {
        lines.push(format!("Type: {}", plain(kind)));
    }
    if facts.read_only == Some(true) {
        lines.push("Read only".to_string());
    }
    if !facts.values.is_empty() {
        let mut values: Vec<String> = facts.values.iter().take(MOST_VALUES).map(|value| code(value)).collect();
        if facts.values.len() > MOST_VALUES {
            values.push(format!("and {} more", facts.values.len() - MOST_VALUES));
        }
        lines.push(format!("Values: {}", values.join(", ")));
    }
    if !facts.references.is_empty() {
        let references: Vec<String> = facts.references.iter().map(|object| code(object)).collect();
        lines.push(format!("Refers to {}", references.join(", ")));
    }
    if !lines.is_empty() {
        text.push_str(&format!("\n\n{}", lines.join("  \n")));
    }
    text + &as_of(catalog.date_of(Topic::Fields))
}

fn as_of(date: &str) -> String {
    format!("\n\nAs of {date}")
}

/// An object as it is offered: its name and what can be done with it.
pub struct Offered<'c> {
    /// Its name.
    pub name: Cow<'c, str>,
    /// What can be done with it, in a few words.
    pub can: String,
}

/// The objects that are known of a provider for a section of an integration, by name.
pub fn objects<'c>(
    catalog: &'c Catalog,
    provider: &'c str,
    module: Option<&'c str>,
    section: &str,
) -> Vec<Offered<'c>> {
    let mut all: BTreeMap<&str, String> = BTreeMap::new();
    if section == "subscribe" {
        for facts in catalog.subscriptions(provider, module).into_iter().flat_map(|all| &all.objects) {
            all.insert(&facts.name, facts.events().join(", "));
        }
    }
    if section != "subscribe" || all.is_empty() {
        for object in catalog.objects(provider, module).flat_map(|objects| objects.iter()) {
            let works = if section == "write" { object.write() } else { object.read };
            if works != Some(false) {
                all.insert(&object.name, actions(catalog, provider, module, &object.name));
            }
        }
        // A list of fields is one for reading.
        for list in catalog.field_lists(provider, module).filter(|_| section != "write") {
            all.entry(&list.object).or_default();
        }
    }
    let cannot = |name: &str| {
        let known = catalog.object(provider, module, name);
        section == "read" && known.is_some_and(|known| known.read == Some(false))
    };
    all.retain(|name, _| !cannot(name));
    all.into_iter().map(|(name, can)| Offered { name: Cow::Borrowed(name), can }).collect()
}
