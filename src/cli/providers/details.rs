//! All that is known of one provider: its modules, its objects, what each of them can do, and what can be subscribed to.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::object::in_words;
use super::{AuthRow, Row, row};
use crate::catalog::{Catalog, Limits, Object, Provider, Subscriptions, Watch, same_object};
use crate::clean;

/// What is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Details<'a> {
    #[serde(flatten)]
    row: Row<'a>,
    catalog_date: &'a str,
    objects: Vec<ObjectRow<'a>>,
    subscriptions: Vec<SubscriptionRow<'a>>,
    other_events: Vec<EventsRow<'a>>,
    limits: Vec<LimitsRow<'a>>,
}

/// The only names that `otherEvents` can hold.
#[derive(Serialize)]
struct EventsRow<'a> {
    module: Option<&'a str>,
    names: Vec<&'a str>,
}

/// What no object can do.
#[derive(Serialize)]
struct LimitsRow<'a> {
    module: Option<&'a str>,
    limits: Vec<String>,
}

#[derive(Serialize)]
struct ObjectRow<'a> {
    module: Option<&'a str>,
    name: &'a str,
    /// What the connector does with it; nothing where that is not known.
    can: Can,
    /// `incremental`, `full`, or nothing where that is not known or it is not read.
    read: Option<&'static str>,
    /// How many of its fields are known.
    fields: usize,
}

/// What a connector does with an object; nothing where that is not known.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Can {
    read: Option<bool>,
    create: Option<bool>,
    update: Option<bool>,
    delete: Option<bool>,
}

impl Can {
    pub(super) fn of(object: Option<&Object>) -> Can {
        object.map_or_else(Can::default, |object| Can {
            read: object.read,
            create: object.create,
            update: object.update,
            delete: object.delete,
        })
    }

    /// The actions that are known to work.
    pub(super) fn words(self) -> String {
        let all = [("read", self.read), ("create", self.create), ("update", self.update), ("delete", self.delete)];
        let works: Vec<&str> =
            all.into_iter().filter(|(_, can)| *can == Some(true)).map(|(action, _)| action).collect();
        works.join(", ")
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionRow<'a> {
    module: Option<&'a str>,
    complete: bool,
    watch_fields: &'static str,
    objects: Vec<SubscribedRow<'a>>,
}

#[derive(Serialize)]
struct SubscribedRow<'a> {
    name: &'a str,
    events: Vec<&'static str>,
}

/// How fields can be watched, in words.
pub(super) fn ways_of_watching(watch: Watch) -> &'static str {
    match watch {
        Watch::Any => "any way",
        Watch::NoList => "not as a list",
        Watch::AllOnly => "all fields only",
        Watch::ListOfTen => "a list of at most 10",
    }
}

/// How a scheduled read fetches an object that is read.
pub(super) fn way_of_reading(
    catalog: &Catalog,
    provider: &str,
    module: Option<&str>,
    object: &str,
) -> Option<&'static str> {
    let is_read = catalog.object(provider, module, object).and_then(|object| object.read) != Some(false);
    let incremental = catalog.reads_incrementally(provider, module, object).filter(|_| is_read)?;
    Some(if incremental { "incremental" } else { "full" })
}

/// All that the catalog has of a provider.
pub(super) fn of<'a>(catalog: &'a Catalog, provider: &'a Provider) -> Details<'a> {
    let name = provider.name.as_str();
    let modules = || std::iter::once(None).chain(provider.modules.iter().map(|module| Some(module.name.as_str())));
    let mut objects: BTreeMap<(Option<&str>, &str), ObjectRow> = BTreeMap::new();
    let (mut subscriptions, mut other_events, mut limits) = (Vec::new(), Vec::new(), Vec::new());
    for module in modules() {
        let listed =
            catalog.objects(name, module).flat_map(|objects| objects.iter()).map(|object| object.name.as_str());
        let with_fields = catalog.field_lists(name, module).map(|list| list.object.as_str());
        for object in listed.chain(with_fields) {
            // Those without a module are listed with the provider itself.
            if !objects.contains_key(&(None, object)) {
                objects.entry((module, object)).or_insert_with(|| ObjectRow {
                    module,
                    name: object,
                    can: Can::of(catalog.object(name, module, object)),
                    read: way_of_reading(catalog, name, module, object),
                    fields: catalog.fields(name, module, object).map_or(0, |list| list.names().len()),
                });
            }
        }
        let own = catalog.subscriptions(name, module);
        let general = module.and_then(|_| catalog.subscriptions(name, None));
        if let Some(own) = own.filter(|own| general.is_none_or(|general| !std::ptr::eq(*own, general))) {
            subscriptions.push(subscription(own, module));
        }
        let own = catalog.events(name, module);
        let general = module.and_then(|_| catalog.events(name, None));
        if let Some(own) = own.filter(|own| general.is_none_or(|general| !std::ptr::eq(*own, general))) {
            other_events.push(EventsRow { module, names: own.iter().collect() });
        }
        let own = catalog.limits(name, module);
        let general = module.and_then(|_| catalog.limits(name, None));
        let own = own.filter(|own| general.is_none_or(|general| !std::ptr::eq(*own, general)));
        let own: Vec<String> = own.into_iter().flat_map(Limits::of_all).map(in_words).collect();
        if !own.is_empty() {
            limits.push(LimitsRow { module, limits: own });
        }
    }
    let mut objects: Vec<ObjectRow> = objects.into_values().collect();
    // What the guides name and the connectors do not.
    for module in modules() {
        let own = catalog.incremental(name, module).into_iter().flatten();
        let labels: Vec<&str> =
            own.filter(|label| objects.iter().all(|object| !same_object(object.name, label))).collect();
        objects.extend(labels.into_iter().map(|label| ObjectRow {
            module,
            name: label,
            can: Can { read: Some(true), ..Can::default() },
            read: Some("incremental"),
            fields: 0,
        }));
    }
    Details { row: row(provider), catalog_date: catalog.date(), objects, subscriptions, other_events, limits }
}

fn subscription<'a>(own: &'a Subscriptions, module: Option<&'a str>) -> SubscriptionRow<'a> {
    let objects = own.objects.iter().chain(&own.any_other);
    let objects = objects.map(|object| SubscribedRow { name: &object.name, events: object.events() }).collect();
    SubscriptionRow { module, complete: own.complete, watch_fields: ways_of_watching(own.watch), objects }
}

/// Prints it for people.
pub(super) fn show(out: &mut dyn Write, details: &Details) -> io::Result<()> {
    let Details { row, .. } = details;
    let none_or = |actions: &[&str]| if actions.is_empty() { "nothing".to_string() } else { actions.join(", ") };
    writeln!(out, "{} ({})", row.name, row.display_name)?;
    writeln!(out, "supports: {}", none_or(&row.actions))?;
    if let Some(AuthRow { kind, grant_type, needs_provider_app }) = &row.auth {
        let grant = grant_type.map(|grant| format!(" ({grant})")).unwrap_or_default();
        let app = match needs_provider_app {
            Some(true) => ", through a provider app of the project's",
            Some(false) => ", with credentials of their own",
            None => "",
        };
        writeln!(out, "customers connect by: {kind}{grant}{app}")?;
    }
    if !row.modules.is_empty() {
        writeln!(out, "\nmodules:")?;
        let width = row.modules.iter().map(|module| module.name.len()).max().unwrap_or(0);
        for module in &row.modules {
            let mark = if row.default_module == Some(module.name) { '*' } else { '-' };
            let what = module.actions.as_deref().map_or("not known".to_string(), none_or);
            writeln!(out, "  {mark} {:width$}  {what}", module.name)?;
        }
        if row.default_module.is_some() {
            writeln!(out, "  * counts where a manifest names no module")?;
        }
    }
    if !details.objects.is_empty() {
        show_objects(out, row.name, &details.objects)?;
    }
    for subscription in &details.subscriptions {
        let module = subscription.module.as_ref().map(|module| format!(" of module {module}")).unwrap_or_default();
        let extent = if subscription.complete { " (there are no others)" } else { "" };
        if subscription.objects.is_empty() {
            writeln!(out, "\nsubscriptions{module}:")?;
        } else {
            writeln!(out, "\nobjects{module} that can be subscribed to{extent}:")?;
        }
        for object in &subscription.objects {
            let name = if object.name == "*" { "any other" } else { object.name };
            let events = if object.events.is_empty() { "not said".to_string() } else { object.events.join(", ") };
            writeln!(out, "  {name}: {events}")?;
        }
        writeln!(out, "  fields can be watched: {}", subscription.watch_fields)?;
    }
    for EventsRow { module, names } in &details.other_events {
        let module = module.map(|module| format!(" of module {module}")).unwrap_or_default();
        writeln!(out, "\nnames that `otherEvents`{module} can hold (any other is refused):")?;
        for name in names {
            writeln!(out, "  {name}")?;
        }
    }
    for LimitsRow { module, limits } in &details.limits {
        let module = module.map(|module| format!(" of module {module}")).unwrap_or_default();
        writeln!(out, "\nlimits of all objects{module}: {}", limits.join("; "))?;
    }
    writeln!(out, "\nas of {}", details.catalog_date)
}

fn show_objects(out: &mut dyn Write, provider: &str, objects: &[ObjectRow]) -> io::Result<()> {
    writeln!(out, "\nobjects that are known (there may be others):")?;
    let width = |text: &dyn Fn(&ObjectRow) -> usize| objects.iter().map(text).max().unwrap_or(0);
    // A few names are as long as a sentence.
    let names = width(&|object| object.name.chars().count()).min(48);
    let modules = width(&|object| object.module.map_or(0, |module| module.chars().count()));
    let actions = width(&|object| object.can.words().len());
    let mut has_fields = false;
    for object in objects {
        let read = match object.read {
            Some("incremental") => "read incrementally",
            Some(_) => "read in full every time",
            None => "",
        };
        let fields = match object.fields {
            0 => String::new(),
            1 => "1 field".to_string(),
            count => format!("{count} fields"),
        };
        has_fields |= object.fields > 0;
        let (module, can) = (object.module.unwrap_or_default(), object.can.words());
        let gap = if modules > 0 { "  " } else { "" };
        let line = format!("  {:names$}  {module:modules$}{gap}{can:actions$}  {fields:10}  {read}", object.name);
        writeln!(out, "{}", clean::line(line.trim_end()))?;
    }
    match has_fields {
        true => writeln!(out, "  `amp-lint providers {provider} OBJECT` shows the fields of one"),
        false => Ok(()),
    }
}
