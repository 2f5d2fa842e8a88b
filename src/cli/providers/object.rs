//! One object of a provider: what can be done with it, and its fields.

use std::io::{self, Write};

use serde::Serialize;

use super::Format;
use super::details::{Can, way_of_reading, ways_of_watching};
use crate::catalog::{Action, Catalog, Extent, FieldFacts, Limit, Matching, Provider, Topic};
use crate::clean;
use crate::cli::Status;
use crate::cli::output::{self, complain};
use crate::words::did_you_mean;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectDetails<'a> {
    provider: &'a str,
    module: Option<&'a str>,
    name: &'a str,
    display_name: Option<String>,
    can: Can,
    /// `incremental`, `full`, or nothing where that is not known or it is not read.
    read: Option<&'static str>,
    /// The events that can be subscribed to; nothing where that is not known.
    events: Option<Vec<&'static str>>,
    watch_fields: Option<&'static str>,
    limits: Vec<String>,
    /// Where the name of a requested field goes, where that is not only picked from the record.
    sent: Option<&'a str>,
    unknown_field: Option<&'a str>,
    /// `static`, `custom`, `fallback` or `query`; nothing where no field is known.
    list: Option<&'static str>,
    case_matters: Option<bool>,
    fields: Vec<FieldRow>,
    fields_date: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldRow {
    name: String,
    display_name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    read_only: Option<bool>,
    values: Vec<String>,
    references: Vec<String>,
}

impl From<FieldFacts> for FieldRow {
    fn from(facts: FieldFacts) -> FieldRow {
        let FieldFacts { name, display_name, kind, read_only, values, references } = facts;
        FieldRow { name: name.to_string(), display_name, kind, read_only, values, references }
    }
}

/// Prints an object, by its name or by `module/name`.
pub(super) fn run(catalog: &Catalog, provider: &Provider, written: &str, format: Format) -> Status {
    let Some((module, name)) = find(catalog, provider, written) else { return Status::Failed };
    let details = details(catalog, provider, module, name);
    let shown = output::write_lines(|out| match format {
        Format::Json => clean::pretty_json(out, &details),
        Format::Text => show(out, &details),
    });
    shown.unwrap_or(Status::Clean)
}

/// The module and the name of an object that anything is known of; what is not known has been complained of.
fn find<'a>(catalog: &'a Catalog, provider: &'a Provider, written: &'a str) -> Option<(Option<&'a str>, &'a str)> {
    let default = provider.default_module.as_deref();
    let modules = || {
        let others = provider.modules.iter().map(|module| module.name.as_str()).filter(|name| Some(*name) != default);
        [default, None].into_iter().chain(others.map(Some))
    };
    let of = |module, name| {
        let listed = catalog.fields(&provider.name, module, name).is_some();
        listed || catalog.knows_object(&provider.name, module, name)
    };
    // The slash is also a part of names.
    let asked = written.split_once('/').filter(|(module, _)| provider.module(module).is_some());
    let asked = asked.map(|(module, name)| (Some(module), name));
    let plain = modules().find(|module| of(*module, written)).map(|module| (module, written));
    if let Some(found) = asked.filter(|(module, name)| of(*module, name)).or(plain) {
        return Some(found);
    }
    let name = asked.map_or(written, |(_, name)| name);
    let mut near: Vec<&str> = modules()
        .flat_map(|module| {
            [Action::Read, Action::Write]
                .into_iter()
                .flat_map(move |action| catalog.near_objects(&provider.name, module, name, action))
        })
        .map(|(_, name)| name)
        .collect();
    near.sort_unstable();
    near.dedup();
    let (provider, date) = (&provider.name, catalog.date_of(Topic::Objects));
    match did_you_mean(&near) {
        None => complain(format_args!(
            "nothing is known of an object `{name}` of `{provider}`, which may have it all the same: the lists of {date} are not complete"
        )),
        Some(meant) => complain(format_args!("nothing is known of an object `{name}` of `{provider}`; {meant}")),
    }
    None
}

fn details<'a>(
    catalog: &'a Catalog,
    provider: &'a Provider,
    module: Option<&'a str>,
    name: &'a str,
) -> ObjectDetails<'a> {
    let id = provider.name.as_str();
    let list = catalog.fields(id, module, name);
    let facts = catalog.field_facts(id, module, name).unwrap_or_default();
    let subscriptions = catalog.subscriptions(id, module);
    let sent = catalog.sent(id, module, name);
    ObjectDetails {
        provider: id,
        module: module.filter(|module| provider.module(module).is_some()),
        name,
        display_name: facts.display_name,
        can: Can::of(catalog.object(id, module, name)),
        read: way_of_reading(catalog, id, module, name),
        events: subscriptions.and_then(|offered| offered.object(name)).map(|object| object.events()),
        watch_fields: subscriptions.map(|offered| ways_of_watching(offered.watch)),
        limits: catalog.limits_of(id, module, name).map(in_words).collect(),
        sent: sent.map(|sent| sent.how.as_str()),
        unknown_field: sent.map(|sent| sent.unknown.as_str()),
        list: list.map(|list| match list.extent {
            Extent::Static => "static",
            Extent::Custom => "custom",
            Extent::Fallback => "fallback",
            Extent::Query => "query",
        }),
        case_matters: list.map(|list| list.matching != Matching::AnyCase),
        fields: facts.fields.into_iter().map(FieldRow::from).collect(),
        fields_date: catalog.date_of(Topic::Fields),
    }
}

/// What a limit says.
pub(super) fn in_words(limit: &Limit) -> String {
    match limit {
        Limit::Daily => "an incremental read knows days, and not times".to_string(),
        Limit::IncrementalUnsure(why) => format!("whether it is read incrementally is not the same for all: {why}"),
        Limit::MaxRecords(count) => format!("at most {count} records arrive in one read"),
        Limit::NeedsFilter => "it cannot be read without a filter".to_string(),
        Limit::NeedsSchedule(days) => format!("a read without a schedule goes back {days} days and no further"),
        Limit::NoFullHistory(days) => format!("`fullHistory: true` goes back {days} days and no further"),
        Limit::PrivatePreview => "it is in a private preview".to_string(),
        Limit::SpecialField(field) => format!("`{field}` arrives only where it is asked for by that name"),
    }
}

fn show(out: &mut dyn Write, details: &ObjectDetails) -> io::Result<()> {
    let module = details.module.map(|module| format!(" {module}")).unwrap_or_default();
    let display = details.display_name.as_ref().map(|display| format!(" ({display})")).unwrap_or_default();
    line(out, &format!("{} of {}{module}{display}", details.name, details.provider))?;
    let can = details.can.words();
    line(out, &format!("can: {}", if can.is_empty() { "not known" } else { &can }))?;
    match details.read {
        Some("incremental") => line(out, "scheduled reads fetch what has changed")?,
        Some(_) => line(out, "every read fetches all of it")?,
        None => {}
    }
    if let Some(events) = &details.events {
        line(out, &format!("can be subscribed to: {}", events.join(", ")))?;
    }
    if let (Some(watch), true) = (details.watch_fields, details.events.is_some()) {
        line(out, &format!("fields can be watched: {watch}"))?;
    }
    for limit in &details.limits {
        line(out, &format!("limit: {limit}"))?;
    }
    if let (Some(sent), Some(unknown)) = (details.sent, details.unknown_field) {
        line(out, &format!("the names of requested fields go to: {sent}; an unknown one: {unknown}"))?;
    }
    if details.fields.is_empty() {
        line(out, "\nnone of its fields is known")?;
    } else {
        let extent = match details.list {
            Some("query") => "nothing else can arrive",
            Some("custom") => "and the customer's own",
            Some("fallback") => "the provider is asked first, and may have others",
            _ => "as far as the connector says",
        };
        let case = if details.case_matters == Some(true) { "; case matters" } else { "" };
        let (count, noun) = (details.fields.len(), if details.fields.len() == 1 { "field" } else { "fields" });
        line(out, &format!("\n{count} {noun}, {extent}{case}:"))?;
        show_fields(out, &details.fields)?;
    }
    line(out, &format!("\nas of {}", details.fields_date))
}

fn show_fields(out: &mut dyn Write, fields: &[FieldRow]) -> io::Result<()> {
    /// As many values as say what kind they are.
    const VALUES: usize = 8;
    let width = |text: &dyn Fn(&FieldRow) -> usize| fields.iter().map(text).max().unwrap_or(0);
    let names = width(&|field| field.name.chars().count());
    let displays = width(&|field| field.display_name.as_deref().map_or(0, |name| name.chars().count()));
    let kinds = width(&|field| field.kind.as_deref().map_or(0, str::len));
    for field in fields {
        let display = field.display_name.as_deref().unwrap_or_default();
        let kind = field.kind.as_deref().unwrap_or_default();
        let mut more = Vec::new();
        if field.read_only == Some(true) {
            more.push("read-only".to_string());
        }
        if !field.values.is_empty() {
            let rest = field.values.len().saturating_sub(VALUES);
            let shown = field.values[..field.values.len() - rest].join(", ");
            let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            more.push(format!("one of {shown}{rest}"));
        }
        if !field.references.is_empty() {
            more.push(format!("refers to {}", field.references.join(", ")));
        }
        let gap = if displays > 0 { "  " } else { "" };
        let row = format!("  {:names$}  {display:displays$}{gap}{kind:kinds$}  {}", field.name, more.join("; "));
        line(out, row.trim_end())?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for text in text.split('\n') {
        writeln!(out, "{}", clean::line(text))?;
    }
    Ok(())
}
