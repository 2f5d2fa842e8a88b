//! What a first manifest consists of: a module, objects with what can be done with them, a few fields, a schedule that suits;
//! and comments that say what to put in place of it.

use std::fmt::Write;

use crate::catalog::{Action, Catalog, Limit, Provider, same_object};
use crate::clean;
use crate::edit::emit::quoted;

/// As many objects as show how it goes on.
const OBJECTS: usize = 2;
/// As many fields as show how it goes on.
const FIELDS: usize = 3;
/// More fields than this are not offered wholesale where their names go into an address.
const MANY_FIELDS: usize = 100;

/// Objects that people begin with, the first ones first.
const WELL_KNOWN: [&str; 24] = [
    "contacts",
    "contact",
    "Contact",
    "people",
    "persons",
    "customers",
    "customer",
    "companies",
    "accounts",
    "Account",
    "users",
    "deals",
    "leads",
    "tickets",
    "orders",
    "invoices",
    "calls",
    "messages",
    "events",
    "projects",
    "tasks",
    "jobs",
    "candidates",
    "employees",
];

/// Fields that people begin with.
const WELL_KNOWN_FIELDS: [&str; 16] = [
    "id",
    "Id",
    "ID",
    "name",
    "Name",
    "email",
    "title",
    "firstName",
    "lastName",
    "first_name",
    "last_name",
    "subject",
    "status",
    "createdAt",
    "created_at",
    "updatedAt",
];

/// What is done with an object.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Planned {
    name: String,
    read: bool,
    write: bool,
}

/// The text of a manifest. The error says why there can be none.
pub(super) fn manifest(
    catalog: &Catalog,
    provider: &Provider,
    module: Option<&str>,
    objects: &[String],
) -> Result<String, String> {
    let draft = Draft::of(catalog, provider, module, objects)?;
    Ok(draft.text())
}

struct Draft<'a> {
    catalog: &'a Catalog,
    provider: &'a Provider,
    module: Option<&'a str>,
    objects: Vec<Planned>,
    proxy: bool,
    /// Whether none of the objects' names is known, so that the user puts in others.
    invented: bool,
}

impl<'a> Draft<'a> {
    fn of(
        catalog: &'a Catalog,
        provider: &'a Provider,
        module: Option<&str>,
        objects: &[String],
    ) -> Result<Draft<'a>, String> {
        let module = choose_module(catalog, provider, module, objects)?;
        let can = |action| catalog.supports(provider, module, action, false);
        let proxy = can(Action::Proxy);
        let mut draft = Draft { catalog, provider, module, objects: Vec::new(), proxy, invented: false };
        let (reads, writes) = (can(Action::Read), can(Action::Write));
        if objects.is_empty() {
            draft.choose_objects(reads, writes);
        } else {
            for name in objects {
                let is_there = draft.objects.iter().any(|object| object.name.eq_ignore_ascii_case(name));
                if !is_there {
                    let planned = draft.plan(name, reads, writes)?;
                    draft.objects.push(planned);
                }
            }
        }
        match draft.objects.is_empty() && !proxy {
            false => Ok(draft),
            true => Err(format!(
                "there is nothing that an integration could do with `{}`, as the catalog of {} says",
                provider.name,
                catalog.date()
            )),
        }
    }

    /// What is done with an object that the user names.
    fn plan(&self, name: &str, reads: bool, writes: bool) -> Result<Planned, String> {
        let Draft { catalog, provider, module, .. } = *self;
        let id = &provider.name;
        if !reads && !writes {
            return Err(format!("objects of `{id}` can be neither read nor written; leave them out"));
        }
        let near = catalog.near_objects(id, module, name, if reads { Action::Read } else { Action::Write });
        if let [(_, first), ..] = near.as_slice()
            && !catalog.has_open_objects(id, module)
        {
            return Err(format!("`{id}` is not known to have an object `{name}`; did you mean `{first}`?"));
        }
        let listed = catalog.object(id, module, name);
        // What works as a whole is not held against the list.
        let said = |action, listed: Option<bool>| if catalog.works(id, module, action) { None } else { listed };
        let read = reads && said(Action::Read, listed.and_then(|object| object.read)) != Some(false);
        let write = writes && said(Action::Write, listed.and_then(|object| object.write())) != Some(false);
        if !read && !write {
            return Err(format!("the connector of `{id}` neither reads nor writes `{name}`"));
        }
        // What is not said to be written is read first.
        let is_written = listed.and_then(|object| object.write()) == Some(true);
        Ok(Planned { name: name.to_string(), read, write: write && (is_written || !read) })
    }

    /// A few objects, where the user names none.
    fn choose_objects(&mut self, reads: bool, writes: bool) {
        let Draft { catalog, provider, module, .. } = *self;
        let id = provider.name.as_str();
        let rank = |name: &str| WELL_KNOWN.iter().position(|known| *known == name).unwrap_or(WELL_KNOWN.len());
        let mut names: Vec<&str> = catalog
            .objects(id, module)
            .flat_map(|objects| objects.iter())
            .map(|object| object.name.as_str())
            .filter(|name| !name.contains(['*', '{', '(']))
            .collect();
        names.extend(catalog.field_lists(id, module).map(|list| list.object.as_str()));
        if names.is_empty() {
            names.extend(catalog.incremental(id, module).into_iter().flatten());
        }
        // Those with fields that are known first, and none that need to be thought about.
        names.sort_by_key(|name| (rank(name), catalog.fields(id, module, name).is_none(), name.contains('/'), *name));
        names.dedup();
        let is_limited = |limit: &Limit| {
            matches!(
                limit,
                Limit::NeedsFilter | Limit::NeedsSchedule(_) | Limit::MaxRecords(_) | Limit::NoFullHistory(_)
            )
        };
        let is_simple = |name: &str| !catalog.limits_of(id, module, name).any(is_limited);
        names.retain(|name| is_simple(name));
        let planned: Vec<Planned> = names.iter().filter_map(|name| self.plan(name, reads, writes).ok()).collect();
        let (read, others): (Vec<Planned>, Vec<Planned>) = planned.into_iter().partition(|object| object.read);
        for object in read.into_iter().chain(others) {
            // Different spellings of one name show nothing.
            let is_new = self.objects.iter().all(|other| !same_object(&object.name, &other.name));
            if is_new && self.objects.len() < OBJECTS {
                self.objects.push(object);
            }
        }
        if self.objects.is_empty() && (reads || writes) {
            self.invented = true;
            let name = if is_simple("contacts") { "contacts" } else { "users" };
            self.objects.push(Planned { name: name.to_string(), read: reads, write: writes && !reads });
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let provider = self.provider;
        let mut line = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        line(&format!(
            "# A first manifest for {}. `amp-lint` says what is wrong with it, wherever you take it from here.",
            clean::line(if provider.display_name.is_empty() { &provider.name } else { &provider.display_name })
        ));
        line("specVersion: 1.0.0");
        line("integrations:");
        let name: String =
            provider.name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        line(&format!("  - name: {} # yours to choose, once: installations know it by this name", scalar(&name)));
        if !provider.display_name.is_empty() {
            line(&format!("    displayName: {}", scalar(&provider.display_name)));
        }
        line(&format!("    provider: {}", scalar(&provider.name)));
        if let Some(module) = self.module {
            let default = if provider.default_module.as_deref() == Some(module) { " # the default one" } else { "" };
            line(&format!("    module: {}{default}", scalar(module)));
        }
        let read: Vec<&Planned> = self.objects.iter().filter(|object| object.read).collect();
        if !read.is_empty() {
            line("    read:");
            line("      objects:");
            for (nth, object) in read.iter().enumerate() {
                line(self.read_object(object, nth == 0).trim_end());
            }
        }
        let written: Vec<&Planned> = self.objects.iter().filter(|object| object.write).collect();
        if !written.is_empty() {
            line("    write: # your application writes records of these, one by one or in bulk");
            line("      objects:");
            for object in written {
                let note = self.note_on_name(object);
                line(&format!("        - objectName: {}{note}", scalar(&object.name)));
            }
        }
        if self.proxy {
            line("    proxy: # your application sends requests of its own through the platform");
            line("      enabled: true");
        }
        if !read.is_empty() && self.catalog.supports(provider, self.module, Action::Subscribe, false) {
            line("    # Changes can be told at once, too: `amp-lint explain subscribe-objects` shows how.");
        }
        text
    }

    fn note_on_name(&self, object: &Planned) -> &'static str {
        let Draft { catalog, provider, module, .. } = self;
        match catalog.knows_object(&provider.name, *module, &object.name) {
            true => "",
            false if self.invented => " # put the name of an object here, as the provider's API has it",
            false => " # as the provider's API has it",
        }
    }

    fn read_object(&self, object: &Planned, is_first: bool) -> String {
        let Draft { catalog, provider, module, .. } = *self;
        let id = provider.name.as_str();
        let name = object.name.as_str();
        let destination = scalar(&format!("{id}Webhook"));
        let note = |words: &str| if is_first { format!(" # {words}") } else { String::new() };
        let mut text = format!("        - objectName: {}{}\n", scalar(name), self.note_on_name(object));
        let _ = writeln!(text, "          destination: {destination}{}", note("a destination of your project"));
        let filtered = catalog.limits_of(id, module, name).any(|limit| *limit == Limit::NeedsFilter);
        if filtered {
            let _ =
                writeln!(text, "          # no schedule: it is read only when your application asks, with a filter");
        } else {
            let (schedule, words) = self.schedule(name);
            let _ = writeln!(text, "          schedule: \"{schedule}\"{}", note(words));
        }
        let fields = self.fields(name);
        if !fields.is_empty() {
            let _ =
                writeln!(text, "          requiredFields:{}", note("what you cannot do without, of every customer"));
            for field in &fields {
                let _ = writeln!(text, "            - fieldName: {}", scalar(field));
            }
        }
        let known = catalog.fields(id, module, name).map_or(0, |list| list.names().len());
        let in_address = catalog.sent(id, module, name).is_some_and(|sent| sent.is_in_address());
        if fields.is_empty() || known <= MANY_FIELDS || !in_address {
            let words =
                if fields.is_empty() { "customers choose from all fields" } else { "customers choose from all others" };
            let _ = writeln!(text, "          optionalFieldsAuto: all{}", note(words));
        }
        text
    }

    /// How often an object is read, and why.
    fn schedule(&self, object: &str) -> (&'static str, &'static str) {
        let (catalog, id) = (self.catalog, self.provider.name.as_str());
        let is_daily = catalog.limits_of(id, self.module, object).any(|limit| *limit == Limit::Daily);
        match catalog.reads_incrementally(id, self.module, object) {
            Some(false) => ("0 0 * * *", "once a day: every read fetches all of it"),
            _ if is_daily => ("0 0 * * *", "once a day: the provider tells changes by the day"),
            Some(true) => ("0 * * * *", "every hour, what has changed; the least is 10 minutes"),
            None => ("0 * * * *", "every hour; the least is 10 minutes"),
        }
    }

    /// A few fields of an object that are real.
    fn fields(&self, object: &str) -> Vec<&'a str> {
        let Some(list) = self.catalog.fields(&self.provider.name, self.module, object) else { return Vec::new() };
        let rank =
            |name: &str| WELL_KNOWN_FIELDS.iter().position(|known| *known == name).unwrap_or(WELL_KNOWN_FIELDS.len());
        let mut names: Vec<&str> = list.names().filter(|name| !name.starts_with(['$', '_'])).collect();
        names.sort_by_key(|name| (rank(name), *name));
        // Of those that nobody begins with, one shows as much as several.
        let known = names.iter().filter(|name| rank(name) < WELL_KNOWN_FIELDS.len()).count();
        names.truncate(known.clamp(1, FIELDS));
        names
    }
}

/// The module that has the objects: the one that is asked for, else the default one, else one that can do something.
fn choose_module<'a>(
    catalog: &'a Catalog,
    provider: &'a Provider,
    asked: Option<&str>,
    objects: &[String],
) -> Result<Option<&'a str>, String> {
    let id = &provider.name;
    if let Some(asked) = asked {
        let found = provider.module(asked).map(|module| Some(module.name.as_str()));
        let names: Vec<&str> = provider.modules.iter().map(|module| module.name.as_str()).collect();
        return found.ok_or_else(|| match names.as_slice() {
            [] => format!("`{id}` has no modules"),
            names => format!("`{id}` has no module `{asked}`; its modules are `{}`", names.join("`, `")),
        });
    }
    let default = provider.default_module.as_deref();
    let others = provider.modules.iter().map(|module| module.name.as_str()).filter(|name| Some(*name) != default);
    let modules: Vec<&str> = default.into_iter().chain(others).collect();
    let knows = |module: &&str| objects.iter().all(|name| catalog.knows_object(id, Some(module), name));
    let works = |module: &&str| {
        [Action::Read, Action::Write].into_iter().any(|action| catalog.supports(provider, Some(module), action, false))
    };
    let with_objects = modules.iter().find(|module| !objects.is_empty() && knows(module));
    Ok(with_objects.or_else(|| modules.iter().find(|module| works(module))).copied())
}

/// A text as a YAML scalar, in quotes only where it needs some.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ' | '&' | '+');
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(plain)
        && !text.ends_with(' ')
        && crate::scalar::is_text_when_plain(text);
    if is_plain { text.to_string() } else { quoted(text) }
}
