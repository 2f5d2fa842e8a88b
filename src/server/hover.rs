//! What is known of the place under the pointer: the findings first, then the key or the value.

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind, Position};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::known::{self, code, plain};
use super::opened::Opened;
use super::spot::Spot;
use crate::finding::{Finding, Severity};
use crate::rules::{self, ignores};
use crate::schedule::Schedule;
use crate::shape::plan::{Doc, Place};
use crate::source::Span;
use crate::syntax::{Kind, NodeId};

/// How many of the next runs are told.
const RUNS: usize = 5;

/// What there is to say at a place.
pub fn at(opened: &Opened, position: Position) -> Option<Hover> {
    let offset = opened.offset(position);
    let mut parts: Vec<String> = Vec::new();
    let mut span = None;
    let is_at = |span: Span| span.start as usize <= offset && offset <= span.end as usize;
    // The extension's editor shows the findings there by itself.
    let is_told = |finding: &&Finding| is_at(finding.span) && !opened.client.options.explains;
    for finding in opened.findings().iter().filter(is_told) {
        span.get_or_insert(finding.span);
        let how = match finding.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Pedantic => "Advice",
        };
        let help = finding.help.as_ref().map(|help| format!("  \n{}", sentence(help))).unwrap_or_default();
        parts.push(format!("**{how}**: {} ({}){help}", sentence(&finding.message), code(finding.rule)));
    }
    if let Some((text, place)) = comment(opened, offset) {
        span.get_or_insert(place);
        parts.push(text);
    } else if let Some(node) = opened.analysis().node_at(offset).filter(|&node| is_at(opened.analysis().span(node))) {
        let told = of_node(opened, node);
        if !told.is_empty() {
            span.get_or_insert(opened.analysis().span(node));
            parts.extend(told);
        }
    }
    if parts.is_empty() {
        return None;
    }
    let kind = if opened.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let contents = Contents::MarkupContent(MarkupContent { kind, value: parts.join("\n\n---\n\n") });
    Some(Hover { contents, range: span.map(|span| opened.range(span)) })
}

/// A message of ours as Markdown: the names in it are in backticks already.
fn sentence(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return plain(text);
    }
    let piece = |(nth, piece): (usize, &&str)| match nth % 2 {
        0 => plain(piece),
        _ if piece.is_empty() => String::new(),
        _ => code(piece),
    };
    pieces.iter().enumerate().map(piece).collect()
}

/// A rule that a comment names.
fn comment(opened: &Opened, offset: usize) -> Option<(String, Span)> {
    let tree = opened.analysis().tree();
    tree.comments().iter().find(|comment| comment.span.range().contains(&offset))?;
    let ignores = ignores::find(opened.analysis().source(), tree);
    let named = ignores.iter().flat_map(|ignore| &ignore.names).find(|(_, span)| span.range().contains(&offset))?;
    let rule = rules::by_name(&named.0)?;
    Some((format!("{}: {}", code(rule.name), plain(rule.summary)), named.1))
}

fn of_node(opened: &Opened, node: NodeId) -> Vec<String> {
    let analysis = opened.analysis();
    let place = analysis.member_at(node);
    if analysis.is_key(node) {
        let merge = analysis.tree().is_merge_key(node);
        return match (place, merge) {
            (Some(place), _) => vec![member(place)],
            (None, true) => {
                vec!["Takes over the members of another mapping, but for those that stand here".to_string()]
            }
            (None, false) => Vec::new(),
        };
    }
    let mut told = value(opened, node);
    // What the schema says of a value that nothing else is known of.
    if told.is_empty()
        && let Some(place) = place
        && matches!(analysis.tree().kind(node), Kind::Scalar { .. })
    {
        told.push(member(place));
    }
    told
}

/// A member of the spec.
fn member(place: Place) -> String {
    let Doc { title, description, default, examples } = place.doc();
    let name = place.name().map(code).unwrap_or_default();
    let mut text = match (title, name.as_str()) {
        ("", name) => name.to_string(),
        (title, "") => format!("**{title}**"),
        (title, name) => format!("**{title}** ({name})"),
    };
    if place.is_required() {
        text.push_str(", required");
    }
    if !description.is_empty() {
        text.push_str(&format!("\n\n{description}"));
    }
    let allowed: Vec<String> = place.allowed().iter().map(|one| code(one)).collect();
    if !allowed.is_empty() && allowed.len() <= RUNS * 2 {
        text.push_str(&format!("\n\nOne of {}", allowed.join(", ")));
    }
    if let Some(default) = default {
        text.push_str(&format!("\n\nBy default {}", code(default)));
    }
    // Providers and their modules are no examples but all there are.
    if !examples.is_empty() && examples.len() <= RUNS {
        let examples: Vec<String> = examples.iter().map(|one| code(one)).collect();
        text.push_str(&format!("\n\nFor example {}", examples.join(", ")));
    }
    text
}

/// What is known of a value.
fn value(opened: &Opened, node: NodeId) -> Vec<String> {
    let analysis = opened.analysis();
    let catalog = opened.catalog;
    if !opened.is_manifest() {
        return Vec::new();
    }
    let view = analysis.view();
    if let Kind::Alias { .. } = analysis.tree().kind(node) {
        let line = analysis.source().line_index(analysis.span(analysis.tree().target(node)).start as usize) + 1;
        return vec![format!("The same as what stands on line {line}")];
    }
    let Some(text) = view.text(node) else { return Vec::new() };
    let spot = Spot::of(analysis, node);
    let provider = spot.provider(catalog);
    let object = spot.object_says("objectName");
    let told = match spot.steps[..] {
        ["provider"] => catalog.provider(&text).map(|provider| known::provider(catalog, provider)),
        ["module"] => provider.and_then(|(provider, _)| known::module(catalog, provider, &text)),
        ["read" | "write" | "subscribe", "objects", "objectName"] => {
            let known = provider.and_then(|(provider, module)| known::object(catalog, provider, module, &text));
            let mapped = spot.object_says("mapToName");
            let mapped = mapped.map(|mapped| {
                format!(
                    "Its records arrive with {} {} and {} {}",
                    code("objectName"),
                    code(&mapped),
                    code("rawObjectName"),
                    code(&text)
                )
            });
            return known.into_iter().chain(mapped).collect();
        }
        ["read", "objects", "mapToName"] => object
            .map(|object| format!("Records of {} arrive with {} {}", code(&object), code("objectName"), code(&text))),
        [.., "schedule"] => Schedule::parse(&text).ok().map(|schedule| in_words(&schedule, now())),
        ["read", "objects", "requiredFields" | "optionalFields", "mapToName"] => Some(arrival(opened, node, &text)),
        ["read", "objects", "requiredFields" | "optionalFields", "fieldName"] => {
            let mut told: Vec<String> = field(opened, &spot, &text).into_iter().collect();
            told.push(arrival_of_field(opened, node, &text));
            return told;
        }
        ["read", "objects", "requiredFields" | "optionalFields", "default"]
        | ["subscribe", "objects", "updateEvent", "requiredWatchFields"] => field(opened, &spot, &text),
        _ => None,
    };
    told.into_iter().collect()
}

/// A field of the object around it.
fn field(opened: &Opened, spot: &Spot, name: &str) -> Option<String> {
    let (provider, module) = spot.provider(opened.catalog)?;
    let object = spot.object_says("objectName")?;
    let facts = opened.catalog.field_facts(&provider.name, module, &object)?;
    let root = crate::catalog::root(name)?;
    let facts = facts.fields.iter().find(|field| field.name == name || field.name == root)?;
    Some(known::field(opened.catalog, facts, &object))
}

/// What arrives of a field, and under which name.
fn arrival_of_field(opened: &Opened, node: NodeId, name: &str) -> String {
    let view = opened.analysis().view();
    let entry = opened.analysis().tree().parent(node);
    let mapped = entry.and_then(|entry| super::spot::text(view, entry, "mapToName"));
    match mapped {
        Some(mapped) => format!("Arrives as {} in {}", code(&mapped), code("mappedFields")),
        None => format!("Arrives as {} in {}: keys come in lower case", code(&name.to_lowercase()), code("fields")),
    }
}

fn arrival(opened: &Opened, node: NodeId, name: &str) -> String {
    let view = opened.analysis().view();
    let entry = opened.analysis().tree().parent(node);
    let of = entry.and_then(|entry| super::spot::text(view, entry, "fieldName"));
    match of {
        Some(field) => {
            format!("{} of the provider arrives as {} in {}", code(&field), code(name), code("mappedFields"))
        }
        None => format!("The field that the customer chooses arrives as {} in {}", code(name), code("mappedFields")),
    }
}

/// A schedule: in words, its next runs, and its smallest gap.
fn in_words(schedule: &Schedule, from: DateTime) -> String {
    let mut text = format!("**{}**", plain(&capital(&schedule.in_words())));
    let runs: Vec<String> =
        schedule.runs_after(from, RUNS).iter().map(|run| run.strftime("%a %Y-%m-%d %H:%M").to_string()).collect();
    if !runs.is_empty() {
        text.push_str(&format!("\n\nNext in UTC:\n\n- {}", runs.join("\n- ")));
    }
    if let Some(gap) = schedule.smallest_gap() {
        let (first, second) = (gap.first, gap.second);
        text.push_str(&format!(
            "\n\nSmallest gap: {}, from {:02}:{:02} to {:02}:{:02}",
            length(gap.minutes),
            first.hour,
            first.minute,
            second.hour,
            second.minute
        ));
    }
    text
}

fn length(minutes: u64) -> String {
    match (minutes / (24 * 60), minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, 0, 0) => "1 day".to_string(),
        (days, 0, 0) => format!("{days} days"),
        (days, hours, minutes) => format!("{days} d {hours} h {minutes} min"),
    }
}

fn now() -> DateTime {
    TimeZone::UTC.to_datetime(Timestamp::now())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
