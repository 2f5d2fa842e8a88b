//! A summary as Markdown, for a comment or the summary of a job: lists, and a picture that GitHub and GitLab draw.

use std::fmt::Write as _;

use super::words::{self, NAMELESS, NOWHERE};
use super::{Integration, Object, Read, Subscription, Summary, WatchSchema, mermaid};
use crate::clean;

/// No name is shown longer than that.
const NAME: usize = 60;
/// So many names stand in a row; how many more there are is said.
const NAMES: usize = 20;

/// Writes the summary of a text.
pub fn write(summary: &Summary, name: &str) -> String {
    let mut out = String::new();
    let mut head = vec![words::count(summary.integrations.len(), "integration")];
    if !summary.reads_a_day.is_never() {
        let of_all = if summary.integrations.len() > 1 { " of all" } else { "" };
        head.push(format!("{} per installation{of_all}", words::reads(summary.reads_a_day)));
    }
    head.push(words::findings(summary.findings).unwrap_or_else(|| "no findings".to_string()));
    // A `String` takes whatever is written to it.
    let _ = writeln!(out, "## {}\n\n{}\n", code(Some(name), NAMELESS), head.join(" · "));
    for gap in &summary.gaps {
        let _ = writeln!(out, "> {}\n", clean::markdown(&format!("Gap: {}", words::gap(gap))));
    }
    match mermaid::write(summary) {
        Ok(diagram) if diagram.is_empty() => {}
        Ok(diagram) => {
            let _ = writeln!(out, "```mermaid\n{diagram}```\n");
        }
        Err(too_large) => {
            let _ = writeln!(out, "{}\n", clean::markdown(&too_large.to_string()));
        }
    }
    for one in &summary.integrations {
        integration(&mut out, one);
    }
    out
}

fn integration(out: &mut String, one: &Integration) {
    let mut head = vec![code(one.name.as_deref(), NAMELESS)];
    head.extend(one.provider.as_deref().map(|name| code(Some(name), NAMELESS)));
    head.extend(one.module.as_deref().map(|name| format!("module {}", code(Some(name), NAMELESS))));
    let _ = writeln!(out, "### {}\n", head.join(" · "));
    let mut item = |word: &str, text: &str| {
        let _ = writeln!(out, "- **{word}** {text}");
    };
    for read in &one.reads {
        item("read", &group(read));
    }
    if let Some(fields) = words::fields(one) {
        item("fields", &fields);
    }
    for subscription in &one.subscriptions {
        item("subscribe", &told(subscription));
    }
    match one.writes.as_slice() {
        [] => {}
        [only] => item("write", &code(Some(only), NAMELESS)),
        several => {
            let names = listed(several, |name| code(Some(name), NAMELESS));
            item("write", &format!("{}: {names}", words::count(several.len(), "object")));
        }
    }
    match one.proxy {
        Some(true) => item("proxy", "requests are passed through"),
        Some(false) => item("proxy", "switched off"),
        None => {}
    }
    if let Some(watch) = &one.watch_schema {
        item("watchSchema", &watched(watch));
    }
    if one.does_nothing() {
        item("does", "nothing that can be read");
    }
    if let Some(findings) = words::findings(one.findings) {
        item("findings", &findings);
    }
    for gap in &one.gaps {
        item("gap", &clean::markdown(&words::gap(gap)));
    }
    out.push('\n');
}

fn group(read: &Read) -> String {
    let what = match read.objects.as_slice() {
        [one] => format!("{},", object(one)),
        several => words::count(several.len(), "object"),
    };
    let when = clean::markdown(&words::when_read(read));
    let to = code(read.destination.as_deref(), NOWHERE);
    let mut text = format!("{what} {when} → {to} · {}", words::numbers(read).join(" · "));
    if read.objects.len() > 1 {
        text.push_str(&format!("<br>{}", listed(&read.objects, object)));
    }
    text
}

fn object(object: &Object) -> String {
    let name = code(object.name.as_deref(), NAMELESS);
    match &object.arrives_as {
        Some(arrives_as) => format!("{name} as {}", code(Some(arrives_as), NAMELESS)),
        None => name,
    }
}

fn told(subscription: &Subscription) -> String {
    let Subscription { objects, events, destination } = subscription;
    let objects = listed(objects, |name| code(name.as_deref(), NAMELESS));
    let events = match events.as_slice() {
        [] => "no event".to_string(),
        events => listed(events, |event| code(Some(event), NAMELESS)),
    };
    format!("{objects}: {events} → {}", code(destination.as_deref(), NOWHERE))
}

fn watched(watch: &WatchSchema) -> String {
    let changes = match watch.changes.as_slice() {
        [] => "nothing".to_string(),
        changes => format!("fields {}", changes.join(", ")),
    };
    let when = clean::markdown(&words::when(&watch.schedule, "never"));
    format!("{changes}, looked for {when} → {}", code(watch.destination.as_deref(), NOWHERE))
}

fn code(name: Option<&str>, else_: &str) -> String {
    match name {
        Some(name) => clean::markdown_code(&clean::cut(name, NAME)),
        None => else_.to_string(),
    }
}

fn listed<T>(all: &[T], show: impl Fn(&T) -> String) -> String {
    let mut names: Vec<String> = all.iter().take(NAMES).map(show).collect();
    if all.len() > NAMES {
        names.push(format!("and {} more", all.len() - NAMES));
    }
    names.join(", ")
}
