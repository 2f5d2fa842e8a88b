//! Objects and fields that have a text in their names.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::Format;
use crate::catalog::{Catalog, Provider};
use crate::clean;
use crate::cli::Status;
use crate::cli::output::{self, complain};

/// An object, or a field of one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Hit<'a> {
    provider: &'a str,
    module: Option<&'a str>,
    object: &'a str,
    /// Nothing where it is the object that is called so.
    field: Option<String>,
    display_name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Prints what has a text in its name, or in its name for people, whatever the case.
pub(super) fn run(catalog: &Catalog, provider: Option<&Provider>, text: &str, format: Format) -> Status {
    let providers: Vec<&Provider> = match provider {
        Some(one) => vec![one],
        None => catalog.providers().iter().collect(),
    };
    let text = text.trim().to_lowercase();
    let hits: Vec<Hit> = providers.into_iter().flat_map(|provider| hits(catalog, provider, &text)).collect();
    if hits.is_empty() && format == Format::Text {
        complain(format_args!("no object and no field that is known has `{text}` in its name"));
        return Status::Clean;
    }
    let written = output::write_lines(|out| match format {
        Format::Json => clean::pretty_json(out, &hits),
        Format::Text => show(out, &hits),
    });
    written.unwrap_or(Status::Clean)
}

fn hits<'a>(catalog: &'a Catalog, provider: &'a Provider, text: &str) -> Vec<Hit<'a>> {
    let id = provider.name.as_str();
    let has = |name: &str, display: Option<&String>| {
        name.to_lowercase().contains(text) || display.is_some_and(|display| display.to_lowercase().contains(text))
    };
    let mut hits = Vec::new();
    let mut met: BTreeSet<&str> = BTreeSet::new();
    for module in std::iter::once(None).chain(provider.modules.iter().map(|module| Some(module.name.as_str()))) {
        let listed = catalog.objects(id, module).flat_map(|objects| objects.iter()).map(|object| object.name.as_str());
        let with_fields = catalog.field_lists(id, module).map(|list| list.object.as_str());
        let objects: BTreeSet<&str> = listed.chain(with_fields).filter(|name| !met.contains(name)).collect();
        for &object in &objects {
            let facts = catalog.field_facts(id, module, object).unwrap_or_default();
            if has(object, facts.display_name.as_ref()) {
                let display_name = facts.display_name;
                hits.push(Hit { provider: id, module, object, field: None, display_name, kind: None });
            }
            let fields = facts.fields.into_iter().filter(|field| has(&field.name, field.display_name.as_ref()));
            hits.extend(fields.map(|field| Hit {
                provider: id,
                module,
                object,
                field: Some(field.name.to_string()),
                display_name: field.display_name,
                kind: field.kind,
            }));
        }
        // What belongs to no module is not listed again with each.
        if module.is_none() {
            met = objects;
        }
    }
    hits
}

fn show(out: &mut dyn Write, hits: &[Hit]) -> io::Result<()> {
    for hit in hits {
        let module = hit.module.map(|module| format!(" {module}")).unwrap_or_default();
        let field = hit.field.as_ref().map(|field| format!("  {field}")).unwrap_or_default();
        let display = hit.display_name.as_ref().map(|display| format!("  ({display})")).unwrap_or_default();
        let kind = hit.kind.as_ref().map(|kind| format!("  {kind}")).unwrap_or_default();
        let line = format!("{}{module}  {}{field}{display}{kind}", hit.provider, hit.object);
        writeln!(out, "{}", clean::line(&line))?;
    }
    Ok(())
}
