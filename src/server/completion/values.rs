//! The values that may stand at a place: what the spec allows, and what is known of providers, objects, fields, destinations and
//! schedules. Names that the text itself uses come first.

use std::collections::BTreeSet;

use gen_lsp_types::CompletionItemKind;
use serde_json::Value;

use super::{Marked, Offer};
use crate::edit::emit;
use crate::rules::{self, SwitchOff};
use crate::schedule::Schedule;
use crate::server::known::{self, code};
use crate::server::opened::Opened;
use crate::server::spot::{self, Spot};
use crate::shape::plan::{Expect, Place};
use crate::source::Span;
use crate::syntax::{Kind, NodeId};

/// The schedules that people want, the most frequent first. Their words are the schedule engine's.
const SCHEDULES: [&str; 11] = [
    "*/10 * * * *",
    "*/15 * * * *",
    "*/30 * * * *",
    "0 * * * *",
    "0 */2 * * *",
    "0 */6 * * *",
    "0 */12 * * *",
    "0 6 * * *",
    "0 6 * * MON-FRI",
    "0 6 * * MON",
    "0 6 1 * *",
];

/// Days back that people want.
const DAYS: [&str; 5] = ["7", "30", "90", "180", "365"];

/// Those in the place of a mark.
pub fn of(marked: &Marked, mark: NodeId) -> Vec<Offer> {
    match marked.place(mark) {
        Some(place) => at_place(marked, mark, place),
        None => Vec::new(),
    }
}

/// The first item of a list of values, where a key was looked for.
pub fn items(marked: &Marked, mark: NodeId, place: Place) -> Vec<Offer> {
    let mut offers = at_place(marked, mark, place);
    offers.iter_mut().for_each(|offer| offer.text = format!("- {}", offer.text));
    offers
}

fn at_place(marked: &Marked, mark: NodeId, place: Place) -> Vec<Offer> {
    if matches!(place.expect(), Expect::Object(_) | Expect::List(_)) {
        return Vec::new();
    }
    let mut offers = known(marked, mark);
    if offers.is_empty() {
        let texts: Vec<&str> = match place.expect() {
            Expect::Boolean => vec!["true", "false"],
            Expect::Text(Some(_)) => place.allowed().to_vec(),
            _ => Vec::new(),
        };
        // The default last: it is what is there without a word.
        let default = place.doc().default.unwrap_or_default().trim_matches('"');
        let (others, defaults): (Vec<&str>, Vec<&str>) = texts.into_iter().partition(|text| *text != default);
        let is_text = matches!(place.expect(), Expect::Text(_));
        let offer = |text: &str, detail: &str| {
            let value = if is_text { Value::from(text) } else { serde_json::from_str(text).unwrap_or(Value::Null) };
            written(marked, text, &value, detail, CompletionItemKind::EnumMember)
        };
        offers.extend(others.into_iter().map(|text| offer(text, "")));
        offers.extend(defaults.into_iter().map(|text| offer(text, "default")));
    }
    if offers.is_empty() {
        for example in place.doc().examples {
            if let Ok(value) = serde_json::from_str::<Value>(example)
                && let Some(label) =
                    value.as_str().map(str::to_string).or_else(|| value.as_i64().map(|n| n.to_string()))
            {
                offers.push(written(marked, &label, &value, "example", CompletionItemKind::Value));
            }
        }
    }
    offers
}

/// An offer of a value, in the quotes that the place needs.
fn written(marked: &Marked, label: &str, value: &Value, detail: &str, kind: CompletionItemKind) -> Offer {
    let is_json = marked.opened.analysis().source().text().trim_start().starts_with(['{', '[']);
    let text = match (marked.word.quote(), value) {
        ("'", Value::String(text)) => format!("'{}'", text.replace('\'', "''")),
        ("\"", Value::String(_)) => value.to_string(),
        _ => emit::on_one_line(value, is_json),
    };
    Offer { label: label.to_string(), text, detail: detail.to_string(), kind: Some(kind), ..Offer::default() }
}

/// What is known of the values of a place, from the catalog, the settings and the text.
fn known(marked: &Marked, mark: NodeId) -> Vec<Offer> {
    let catalog = marked.opened.catalog;
    let spot = Spot::of(&marked.analysis, mark);
    let text = |label: &str, detail: &str, kind| written(marked, label, &Value::from(label), detail, kind);
    let (provider, module) = spot.provider(catalog).map_or((None, None), |(provider, module)| (Some(provider), module));
    match spot.steps[..] {
        ["provider"] => {
            let used = used(marked, |spot| spot.says("provider").into_iter().map(|name| name.into_owned()).collect());
            let mut all: Vec<_> = catalog.providers().iter().collect();
            all.sort_by_key(|one| (!used.contains(&one.name), one.name.to_lowercase()));
            let offer = |one: &&crate::catalog::Provider| Offer {
                about: known::provider(catalog, one),
                ..text(&one.name, &one.display_name, CompletionItemKind::Module)
            };
            all.iter().map(offer).collect()
        }
        ["module"] => {
            let modules = provider.into_iter().flat_map(|provider| &provider.modules);
            modules.map(|module| text(&module.name, &module.display_name, CompletionItemKind::Module)).collect()
        }
        [section @ ("read" | "write" | "subscribe"), "objects", "objectName"] => {
            let here: BTreeSet<String> = spot.objects(section).into_iter().map(|(_, name)| name.into_owned()).collect();
            let read: Vec<String> = spot.objects("read").into_iter().map(|(_, name)| name.into_owned()).collect();
            let mut all: Vec<(String, String)> = Vec::new();
            if section != "read" {
                all.extend(read.iter().map(|name| (name.clone(), "read".to_string())));
            }
            if let Some(provider) = provider {
                let more = known::objects(catalog, &provider.name, module, section);
                all.extend(more.into_iter().map(|one| (one.name.into_owned(), one.can)));
            }
            // Each once: those that the text names elsewhere first, then those of which it is known what can be done with them,
            // and those that are here already last.
            let elsewhere: BTreeSet<String> = scalars_of(marked, "objectName").into_iter().collect();
            let mut met = BTreeSet::new();
            all.retain(|(name, _)| name != super::MARK && met.insert(name.clone()));
            all.sort_by_key(|(name, can)| (here.contains(name), !elsewhere.contains(name), can.is_empty()));
            let offer = |(name, can): &(String, String)| {
                let about = provider.and_then(|provider| known::object(catalog, provider, module, name));
                Offer { about: about.unwrap_or_default(), ..text(name, can, CompletionItemKind::Class) }
            };
            all.iter().map(offer).collect()
        }
        ["read", "objects", "requiredFields" | "optionalFields", "fieldName" | "default"]
        | ["subscribe", "objects", "updateEvent", "requiredWatchFields"] => fields(marked, &spot),
        [.., "schedule"] => {
            let is_watch = spot.section() == Some("watchSchema");
            let offer = |expression: &&str| {
                let schedule = Schedule::parse(expression).ok()?;
                let rare = schedule.smallest_gap().is_none_or(|gap| gap.minutes >= 60);
                let value = Value::from(*expression);
                let words = schedule.in_words();
                (rare || !is_watch).then(|| written(marked, expression, &value, &words, CompletionItemKind::Value))
            };
            SCHEDULES.iter().filter_map(offer).collect()
        }
        [.., "destination"] => {
            let mut names: Vec<String> = marked.opened.judged.settings.file.destinations.clone().unwrap_or_default();
            for name in scalars_of(marked, "destination") {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            names.iter().map(|name| text(name, "", CompletionItemKind::Reference)).collect()
        }
        ["read", "objects", "backfill", "defaultPeriod", "days"] => DAYS
            .iter()
            .map(|days| {
                let value = days.parse::<i64>().map_or(Value::Null, Value::from);
                written(marked, days, &value, "days back", CompletionItemKind::Value)
            })
            .collect(),
        ["subscribe", "objects", "otherEvents"] => {
            let names = provider.and_then(|provider| catalog.events(&provider.name, module));
            let names = names.into_iter().flat_map(|names| names.iter());
            names.map(|name| text(name, "", CompletionItemKind::Event)).collect()
        }
        ["read", "objects", "mapToName"] => {
            // The names that other integrations have for the same thing.
            let names = used(marked, |spot| {
                let view = marked.analysis.view();
                let list = spot.integration.and_then(|integration| view.get(integration, "read"));
                let list = list.and_then(|read| view.get(read, "objects"));
                let items = list.map(|list| view.items(list)).unwrap_or_default();
                items.iter().filter_map(|&item| Some(spot::text(view, item, "mapToName")?.into_owned())).collect()
            });
            let names = names.into_iter().filter(|name| name != super::MARK);
            names.map(|name| text(&name, "used in this file", CompletionItemKind::Reference)).collect()
        }
        _ => Vec::new(),
    }
}

/// The fields of the object around a place, but for those that it has already: first those that the text names elsewhere.
fn fields(marked: &Marked, spot: &Spot) -> Vec<Offer> {
    let catalog = marked.opened.catalog;
    let view = marked.analysis.view();
    let Some(object) = spot.object_says("objectName") else { return Vec::new() };
    let here: BTreeSet<String> = spot.object.map(|item| names_of(marked, item)).unwrap_or_default();
    let mut elsewhere: BTreeSet<String> = BTreeSet::new();
    for (_, integration) in marked.analysis.definition().integrations() {
        for (node, read) in integration.read_objects() {
            if read.object_name.text() == Some(&object) && Some(node) != spot.object {
                elsewhere.extend(names_of(marked, view.tree().target(node)));
            }
        }
    }
    let is_watch = spot.section() == Some("subscribe");
    if is_watch {
        for (node, name) in spot.objects("read") {
            if name == object
                && let Some(item) = view.tree().parent(node)
            {
                elsewhere.extend(names_of(marked, item));
            }
        }
    }
    let offer = |name: &str, detail: &str, about: String| Offer {
        about,
        ..written(marked, name, &Value::from(name), detail, CompletionItemKind::Field)
    };
    let mut offers: Vec<Offer> = Vec::new();
    let taken = |name: &str| here.contains(name) && !is_watch || name == super::MARK;
    let facts =
        spot.provider(catalog).and_then(|(provider, module)| catalog.field_facts(&provider.name, module, &object));
    let facts = facts.map(|facts| facts.fields).unwrap_or_default();
    for name in elsewhere.iter().filter(|name| !taken(name) && !facts.iter().any(|field| field.name == name.as_str())) {
        offers.push(offer(name, "used in this file", String::new()));
    }
    let (used, others): (Vec<_>, Vec<_>) = facts.iter().partition(|field| elsewhere.contains(field.name.as_str()));
    for field in used.into_iter().chain(others).filter(|field| !taken(&field.name)) {
        let mut words: Vec<&str> = field.display_name.as_deref().into_iter().collect();
        words.extend(field.kind.as_deref());
        if field.read_only == Some(true) {
            words.push("read only");
        }
        offers.push(offer(&field.name, &words.join(" · "), known::field(catalog, field, &object)));
    }
    offers
}

/// The fields that an object names.
fn names_of(marked: &Marked, item: NodeId) -> BTreeSet<String> {
    let view = marked.analysis.view();
    let lists = ["requiredFields", "optionalFields"].into_iter().filter_map(|list| view.get(item, list));
    let entries = lists.flat_map(|list| view.items(list));
    entries.filter_map(|&entry| Some(spot::text(view, entry, "fieldName")?.into_owned())).collect()
}

/// What all integrations of the text say, each once, in the order of the alphabet.
fn used(marked: &Marked, says: impl Fn(&Spot) -> Vec<String>) -> BTreeSet<String> {
    let all = marked.analysis.definition().integrations();
    let all = all.map(|(node, _)| node).filter(|&node| node != NodeId::NONE);
    all.flat_map(|node| says(&Spot::of(&marked.analysis, node))).collect()
}

/// The texts of all members of a name, in the order of the text.
fn scalars_of(marked: &Marked, member: &str) -> Vec<String> {
    let view = marked.analysis.view();
    let of_member = |node: &NodeId| {
        let key = view.tree().key_of(*node)?;
        let is_scalar = matches!(view.tree().kind(*node), Kind::Scalar { .. });
        (is_scalar && view.name(key) == Some(member)).then(|| view.text(*node)).flatten()
    };
    let mut names: Vec<String> = Vec::new();
    for name in marked.analysis.nodes().filter_map(|node| of_member(&node)) {
        if name != super::MARK && !name.is_empty() && !names.iter().any(|known| *known == name) {
            names.push(name.into_owned());
        }
    }
    names
}

/// What may be written in a comment: the words that silence a rule, and the names of rules.
pub fn of_comment(opened: &Opened, offset: usize) -> Option<(Span, Vec<Offer>)> {
    let comments = opened.analysis().tree().comments();
    let is_here = |span: Span| (span.start as usize) < offset && offset <= span.end as usize;
    let comment = comments.iter().map(|comment| comment.span).find(|&span| is_here(span))?;
    let before = opened.slice(Span::new(comment.start as usize, offset));
    let Some(open) = before.rfind('[').filter(|&open| before[..open].trim_end().ends_with("amp:ignore")) else {
        let words = before.trim_start_matches(['#', ' ']);
        let start = offset - words.len();
        let offer = Offer {
            label: "amp:ignore[…]".to_string(),
            text: "amp:ignore[${1:rule}]".to_string(),
            is_snippet: opened.client.snippets,
            detail: "silence a rule".to_string(),
            kind: Some(CompletionItemKind::Keyword),
            ..Offer::default()
        };
        let offer = if opened.client.snippets { offer } else { Offer { text: "amp:ignore[".to_string(), ..offer } };
        let is_begun = "amp:ignore".starts_with(words);
        return Some((Span::new(start, offset), if is_begun { vec![offer] } else { Vec::new() }));
    };
    let names = &before[open + 1..];
    if names.contains(']') {
        return Some((Span::new(offset, offset), Vec::new()));
    }
    let from = names.rfind([',', ' ']).map_or(0, |at| at + 1);
    let start = offset - (names.len() - from);
    let can_be_ignored = |rule: &&rules::Rule| rule.switch_off != SwitchOff::Never;
    let found: BTreeSet<&str> = opened.findings().iter().map(|finding| finding.rule).collect();
    let mut all: Vec<&rules::Rule> = rules::all().iter().filter(can_be_ignored).collect();
    all.sort_by_key(|rule| (!found.contains(rule.name), rule.name));
    let offer = |rule: &&rules::Rule| Offer {
        label: rule.name.to_string(),
        text: rule.name.to_string(),
        detail: rule.severity.name().to_string(),
        about: format!("{}: {}", code(rule.name), known::plain(rule.summary)),
        kind: Some(CompletionItemKind::Constant),
        ..Offer::default()
    };
    Some((Span::new(start, offset), all.iter().map(offer).collect()))
}
