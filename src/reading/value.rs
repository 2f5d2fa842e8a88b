//! The value that the platform reads out of a text, as JSON.
//!
//! What `amp-lint read` prints: aliases and merges resolved, YAML 1.1 scalars, keys as text, in the order of the source. A text that
//! the platform's reader rejects has no value; whoever asks knows that before.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::names::Names;
use super::view::{Seen, View};
use crate::clean;
use crate::scalar::Reading;
use crate::source::Source;
use crate::syntax::{self, NodeId, SyntaxError};

/// How a value is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// All of it on one line.
    Compact,
    /// A member or an item a line.
    Pretty,
}

/// An open collection: what of it is still to be written.
enum Open<'v> {
    Members(std::vec::IntoIter<(Cow<'v, str>, NodeId)>),
    Items(std::slice::Iter<'v, NodeId>),
}

/// Why a value is not written.
#[derive(Debug)]
enum Unwritten {
    /// The number of this node is none that JSON has, and the platform rejects it.
    NotFinite(NodeId),
    /// Nobody takes it.
    Io,
}

impl From<io::Error> for Unwritten {
    fn from(_: io::Error) -> Unwritten {
        Unwritten::Io
    }
}

/// The value that the platform reads out of a text, as JSON; or what it rejects.
pub fn read(source: &Source, layout: Layout) -> Result<String, Vec<SyntaxError>> {
    let tree = Arc::new(syntax::parse(source));
    if !tree.errors.is_empty() {
        return Err(tree.errors.clone());
    }
    let view = View::new(tree, Names::none());
    let mut json = Vec::new();
    match write_json(&mut json, &view, layout) {
        // Memory takes everything, and a text of JSON's is UTF-8.
        Ok(()) | Err(Unwritten::Io) => Ok(String::from_utf8_lossy(&json).into_owned()),
        Err(Unwritten::NotFinite(node)) => Err(vec![no_number(&view, node)]),
    }
}

/// Writes the value of a whole text; `null` for an empty one.
fn write_json(out: &mut impl Write, view: &View, layout: Layout) -> Result<(), Unwritten> {
    let mut open: Vec<Open> = Vec::new();
    let mut next = view.tree().root();
    let line = |out: &mut dyn Write, depth: usize| match layout {
        Layout::Compact => Ok(()),
        Layout::Pretty => write!(out, "\n{:width$}", "", width = depth * 2),
    };
    loop {
        match next.take().map_or(Seen::Null, |node| {
            next = Some(node);
            view.see(node)
        }) {
            Seen::Null | Seen::Bad => write!(out, "null")?,
            Seen::Scalar(Reading::Float(value)) if !value.is_finite() => {
                return Err(Unwritten::NotFinite(next.unwrap_or(NodeId::NONE)));
            }
            Seen::Scalar(reading) => scalar(out, &reading)?,
            Seen::Mapping => {
                let members = next.map_or_else(Vec::new, |node| members(view, node));
                out.write_all(b"{")?;
                open.push(Open::Members(members.into_iter()));
            }
            Seen::Sequence => {
                out.write_all(b"[")?;
                open.push(Open::Items(next.map_or(&[][..], |node| view.items(node)).iter()));
            }
        }
        // Was the collection just opened, so that no comma stands before what comes next?
        let mut first = matches!(next.map(|node| view.see(node)), Some(Seen::Mapping | Seen::Sequence));
        next = loop {
            let depth = open.len();
            let Some(innermost) = open.last_mut() else { return Ok(()) };
            let (child, close) = match innermost {
                Open::Members(members) => (members.next().map(|(key, value)| (Some(key), value)), "}"),
                Open::Items(items) => (items.next().map(|&item| (None, item)), "]"),
            };
            match child {
                Some((key, node)) => {
                    if !first {
                        out.write_all(b",")?;
                    }
                    line(out, depth)?;
                    if let Some(key) = key {
                        clean::json(&mut *out, &key)?;
                        out.write_all(if layout == Layout::Pretty { b": " } else { b":" })?;
                    }
                    break Some(node);
                }
                None => {
                    open.pop();
                    if !first {
                        line(out, depth - 1)?;
                    }
                    out.write_all(close.as_bytes())?;
                    first = false;
                }
            }
        };
    }
}

/// What to say of a number that JSON does not have, where the platform reads one: it cannot hand on the whole text then.
pub fn not_finite(view: &View) -> Option<SyntaxError> {
    if !view.tree().not_finite {
        return None;
    }
    match write_json(&mut io::sink(), view, Layout::Compact) {
        Err(Unwritten::NotFinite(node)) => Some(no_number(view, node)),
        Ok(()) | Err(Unwritten::Io) => None,
    }
}

/// What is wrong with a number that is infinite, or none at all.
fn no_number(view: &View, node: NodeId) -> SyntaxError {
    let tree = view.tree();
    let target = tree.target(node);
    SyntaxError::new(
        tree.span(target),
        format!("the platform cannot hand on `{}`: it is no finite number", tree.text(target)),
    )
    .help("quote it if it is meant as text")
}

/// The members of a mapping, each name once.
fn members<'v>(view: &'v View, node: NodeId) -> Vec<(Cow<'v, str>, NodeId)> {
    let mut members: Vec<(Cow<str>, NodeId)> = Vec::new();
    let mut places: HashMap<Cow<str>, usize> = HashMap::new();
    for &[key, value] in view.entries(node) {
        let name = view.key_text(key);
        match places.get(&name) {
            Some(&at) => members[at].1 = value,
            None => {
                places.insert(name.clone(), members.len());
                members.push((name, value));
            }
        }
    }
    members
}

fn scalar(out: &mut impl Write, reading: &Reading) -> io::Result<()> {
    match reading {
        Reading::Null | Reading::Mismatch(_) => write!(out, "null"),
        Reading::Bool(value) => write!(out, "{value}"),
        Reading::Integer(value) => write!(out, "{value}"),
        Reading::Float(value) => Ok(serde_json::to_writer(out, value)?),
        Reading::Text(text) => clean::json(out, text),
    }
}
