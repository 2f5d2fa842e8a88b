//! A summary as a flowchart of Mermaid's: integrations on the left, destinations on the right, and between them what goes there.
//!
//! Objects that are read alike are one node: one for each makes a picture that nobody looks at. Whatever names hold is an entity in
//! here. Large pictures are not drawn at all, neither by us nor by those who render them.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use super::words::{self, NAMELESS, NOWHERE};
use super::{Integration, Read, Subscription, Summary};
use crate::clean;

/// No name is shown longer than that.
const NAME: usize = 40;
/// The renderers' own limits are 500 edges and 50,000 characters.
const MAX_EDGES: usize = 200;
const MAX_CHARACTERS: usize = 45_000;
/// A group of so many objects names them.
const NAMES: usize = 3;

/// A flowchart that would not be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The diagram is left out: it is larger than what is drawn")
    }
}

impl std::error::Error for TooLarge {}

/// Writes the flowchart; nothing where there is no integration to draw.
pub fn write(summary: &Summary) -> Result<String, TooLarge> {
    let mut chart = Chart::default();
    for (nth, one) in summary.integrations.iter().enumerate() {
        chart.integration(nth, one);
        if chart.edges > MAX_EDGES || chart.text.len() > MAX_CHARACTERS {
            return Err(TooLarge);
        }
    }
    match chart.text.is_empty() {
        true => Ok(String::new()),
        false => Ok(format!("flowchart LR\n{}", chart.text)),
    }
}

#[derive(Default)]
struct Chart {
    text: String,
    edges: usize,
    nodes: usize,
    /// Destinations that are there, by name.
    destinations: HashMap<String, String>,
}

impl Chart {
    fn integration(&mut self, nth: usize, one: &Integration) {
        let id = format!("i{nth}");
        let provider = one.provider.as_deref().map(|name| format!("<br/>{}", label(name))).unwrap_or_default();
        self.line(&format!("{id}[\"<b>{}</b>{provider}\"]", label(one.name.as_deref().unwrap_or(NAMELESS))));
        for read in &one.reads {
            let group = self.node("([\"", &of_group(read), "\"])");
            self.edge(&format!("{id} --- {group}"));
            let on_edge = format!(
                "{}<br/>{}",
                clean::mermaid(&words::when(&read.schedule, "only when asked")),
                clean::mermaid(&words::backfill(read.backfill))
            );
            self.goes_to(&group, "-->", &on_edge, read.destination.as_deref());
        }
        for subscription in &one.subscriptions {
            let Subscription { objects, events, destination } = subscription;
            let objects = objects.iter().map(|name| name.as_deref().unwrap_or(NAMELESS));
            let group = self.node("([\"", &format!("changes of<br/>{}", few(objects, "objects")), "\"])");
            self.edge(&format!("{id} --- {group}"));
            // Events are few, but for those by the provider's own names.
            let on_edge = few(events.iter().map(String::as_str), "events");
            self.goes_to(&group, "-.->", &on_edge, destination.as_deref());
        }
        if !one.writes.is_empty() {
            let node = self.node(
                "[/\"",
                &format!("write<br/>{}", few(one.writes.iter().map(String::as_str), "objects")),
                "\"/]",
            );
            self.edge(&format!("{node} --> {id}"));
        }
        if one.proxy == Some(true) {
            let node = self.node("[/\"", "proxy", "\"/]");
            self.edge(&format!("{node} --> {id}"));
        }
        if let Some(watch) = &one.watch_schema {
            let node = self.node("([\"", "changes of<br/>the schema", "\"])");
            self.edge(&format!("{id} --- {node}"));
            let on_edge = clean::mermaid(&words::when(&watch.schedule, "never"));
            self.goes_to(&node, "-->", &on_edge, watch.destination.as_deref());
        }
    }

    fn goes_to(&mut self, from: &str, arrow: &str, on_edge: &str, destination: Option<&str>) {
        let name = destination.unwrap_or(NOWHERE);
        let to = match self.destinations.get(name) {
            Some(known) => known.clone(),
            None => {
                let id = format!("d{}", self.destinations.len());
                self.line(&format!("{id}[[\"{}\"]]", label(name)));
                self.destinations.insert(name.to_string(), id.clone());
                id
            }
        };
        let on_edge = if on_edge.is_empty() { String::new() } else { format!("|\"{on_edge}\"|") };
        self.edge(&format!("{from} {arrow}{on_edge} {to}"));
    }

    fn node(&mut self, open: &str, label: &str, close: &str) -> String {
        let id = format!("n{}", self.nodes);
        self.nodes += 1;
        self.line(&format!("{id}{open}{label}{close}"));
        id
    }

    fn edge(&mut self, text: &str) {
        self.edges += 1;
        self.line(text);
    }

    fn line(&mut self, text: &str) {
        // A `String` takes whatever is written to it.
        let _ = writeln!(self.text, "  {text}");
    }
}

fn of_group(read: &Read) -> String {
    let names = read.objects.iter().map(|object| object.name.as_deref().unwrap_or(NAMELESS));
    few(names, "objects")
}

/// A few names, each on a line; where there are more, how many.
fn few<'a>(names: impl ExactSizeIterator<Item = &'a str>, what: &str) -> String {
    match names.len() {
        all if all > NAMES => format!("{all} {what}"),
        _ => names.map(label).collect::<Vec<_>>().join("<br/>"),
    }
}

fn label(name: &str) -> String {
    clean::mermaid(&clean::cut(name, NAME))
}
