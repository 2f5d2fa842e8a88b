//! A summary for people, in plain lines.

use std::fmt::Write as _;

use super::words::{self, NAMELESS, NOWHERE};
use super::{Counts, Integration, Object, Read, Subscription, Summary, WatchSchema};
use crate::clean;

/// No name is shown longer than that.
const NAME: usize = 60;
/// So many names stand in a row; how many more there are is said.
const NAMES: usize = 8;
/// Where lines begin behind the word that says what they are about.
const INDENT: usize = 15;

/// Writes the summary of a text.
pub fn write(summary: &Summary, name: &str) -> String {
    let mut out = String::new();
    line(&mut out, &head(summary, &clean::line(name)));
    for gap in &summary.gaps {
        line(&mut out, &format!("  {:width$}{}", "gap", clean::line(&words::gap(gap)), width = INDENT - 2));
    }
    for one in &summary.integrations {
        out.push('\n');
        integration(&mut out, one);
    }
    out
}

fn head(summary: &Summary, name: &str) -> String {
    let mut parts = vec![name.to_string(), words::count(summary.integrations.len(), "integration")];
    if summary.integrations.len() > 1 && !summary.reads_a_day.is_never() {
        parts.push(format!("{} per installation of all", words::reads(summary.reads_a_day)));
    }
    parts.extend(words::findings(summary.findings));
    parts.join(" · ")
}

fn integration(out: &mut String, one: &Integration) {
    let Integration { provider, module, reads_a_day, findings, .. } = one;
    let mut parts = vec![shown(one.name.as_deref(), NAMELESS)];
    parts.extend(provider.as_deref().map(|name| shown(Some(name), NAMELESS)));
    parts.extend(module.as_deref().map(|name| format!("module {}", shown(Some(name), NAMELESS))));
    if one.reads.len() > 1 && !reads_a_day.is_never() {
        parts.push(words::reads(*reads_a_day));
    }
    line(out, &parts.join(" · "));
    for read in &one.reads {
        part(out, "read", &group(read));
    }
    if let Some(fields) = words::fields(one) {
        part(out, "fields", &[fields]);
    }
    for subscription in &one.subscriptions {
        part(out, "subscribe", &[told(subscription)]);
    }
    if !one.writes.is_empty() {
        part(out, "write", &written(&one.writes));
    }
    match one.proxy {
        Some(true) => part(out, "proxy", &["requests are passed through".to_string()]),
        Some(false) => part(out, "proxy", &["switched off".to_string()]),
        None => {}
    }
    if let Some(watch) = &one.watch_schema {
        part(out, "watchSchema", &[watched(watch)]);
    }
    if one.does_nothing() {
        part(out, "does", &["nothing that can be read".to_string()]);
    }
    if *findings != Counts::default() {
        part(out, "findings", &[words::findings(*findings).unwrap_or_default()]);
    }
    for gap in &one.gaps {
        part(out, "gap", &[clean::line(&words::gap(gap)).into_owned()]);
    }
}

fn group(read: &Read) -> Vec<String> {
    let what = match read.objects.as_slice() {
        [one] => format!("{},", object(one)),
        several => words::count(several.len(), "object"),
    };
    let to = shown(read.destination.as_deref(), NOWHERE);
    let mut lines = vec![format!("{what} {} → {to}", words::when_read(read)), words::numbers(read).join(" · ")];
    if read.objects.len() > 1 {
        lines.push(listed(&read.objects, object));
    }
    lines
}

fn object(object: &Object) -> String {
    let name = shown(object.name.as_deref(), NAMELESS);
    match &object.arrives_as {
        Some(arrives_as) => format!("{name} as {}", shown(Some(arrives_as), NAMELESS)),
        None => name,
    }
}

fn told(subscription: &Subscription) -> String {
    let Subscription { objects, events, destination } = subscription;
    let objects = listed(objects, |name| shown(name.as_deref(), NAMELESS));
    let events =
        if events.is_empty() { "no event".to_string() } else { listed(events, |event| shown(Some(event), "")) };
    format!("{objects}: {events} → {}", shown(destination.as_deref(), NOWHERE))
}

fn written(names: &[String]) -> Vec<String> {
    let names_listed = listed(names, |name| shown(Some(name), NAMELESS));
    match names {
        [_] => vec![names_listed],
        several => vec![words::count(several.len(), "object"), names_listed],
    }
}

fn watched(watch: &WatchSchema) -> String {
    let changes =
        if watch.changes.is_empty() { "nothing".to_string() } else { format!("fields {}", watch.changes.join(", ")) };
    format!(
        "{changes}, looked for {} → {}",
        words::when(&watch.schedule, "never"),
        shown(watch.destination.as_deref(), NOWHERE)
    )
}

fn shown(name: Option<&str>, else_: &str) -> String {
    match name {
        Some(name) => clean::line(&clean::cut(name, NAME)).into_owned(),
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

/// Lines about one thing, with the word for it before the first.
fn part(out: &mut String, word: &str, lines: &[String]) {
    for (nth, text) in lines.iter().enumerate() {
        let word = if nth == 0 { word } else { "" };
        line(out, &format!("  {word:width$}{text}", width = INDENT - 2));
    }
}

fn line(out: &mut String, text: &str) {
    // A `String` takes whatever is written to it.
    let _ = writeln!(out, "{}", clean::log_line(text));
}
