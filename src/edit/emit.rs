//! Values as YAML text: what a person would have written.
//!
//! Whatever is written here is read again as the same value, by the platform's rules: a text is put in quotes exactly
//! where it would otherwise be read as something else.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::clean;
use crate::scalar::{self, Reading};
use crate::syntax::{Style, Tag};

/// A value as a YAML document.
pub fn yaml(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(members) if !members.is_empty() => mapping(&mut out, members, 0, false),
        Value::Array(items) if !items.is_empty() => sequence(&mut out, items, 0),
        other => {
            inline(&mut out, other, 2);
            out.push('\n');
        }
    }
    out
}

/// The members, one a line. `begun` says that the first line has its indentation already, behind a dash.
fn mapping(out: &mut String, members: &Map<String, Value>, indentation: usize, begun: bool) {
    for (nth, (key, value)) in members.iter().enumerate() {
        if nth > 0 || !begun {
            indent(out, indentation);
        }
        out.push_str(&key_text(key));
        out.push(':');
        match value {
            Value::Object(members) if !members.is_empty() => {
                out.push('\n');
                mapping(out, members, indentation + 2, false);
            }
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                sequence(out, items, indentation + 2);
            }
            other => {
                out.push(' ');
                inline(out, other, indentation + 2);
                out.push('\n');
            }
        }
    }
}

fn sequence(out: &mut String, items: &[Value], indentation: usize) {
    for item in items {
        indent(out, indentation);
        out.push_str("- ");
        match item {
            Value::Object(members) if !members.is_empty() => mapping(out, members, indentation + 2, true),
            Value::Array(items) if !items.is_empty() => {
                // A list in a list starts on a line of its own.
                out.truncate(out.len() - 1);
                out.push('\n');
                sequence(out, items, indentation + 2);
            }
            other => {
                inline(out, other, indentation + 2);
                out.push('\n');
            }
        }
    }
}

/// A value that starts on the line at hand.
fn inline(out: &mut String, value: &Value, indentation: usize) {
    match value {
        Value::String(text) => match literal(text, indentation) {
            Some(block) => out.push_str(&block),
            None => out.push_str(&text_scalar(text)),
        },
        Value::Object(_) => out.push_str("{}"),
        Value::Array(_) => out.push_str("[]"),
        other => out.push_str(&other.to_string()),
    }
}

/// A value on one line, as it can stand behind a key: YAML with braces and brackets, or JSON.
pub fn on_one_line(value: &Value, json: bool) -> String {
    let key = |name: &str| match json {
        true => Value::from(name).to_string(),
        false => in_brackets(name).into_owned(),
    };
    match value {
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {}", key(name), in_collection(value, json))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| in_collection(item, json)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::String(text) if !json => text_scalar(text).into_owned(),
        other => other.to_string(),
    }
}

fn in_collection(value: &Value, json: bool) -> String {
    match value {
        Value::String(text) if !json => in_brackets(text).into_owned(),
        other => on_one_line(other, json),
    }
}

/// A text between braces or brackets, where some more characters need quotes.
fn in_brackets(text: &str) -> Cow<'_, str> {
    match text.contains(['{', '}', '[', ']', ',']) || text.ends_with(':') || text == "<<" {
        true => quoted(text).into(),
        false => text_scalar(text),
    }
}

fn indent(out: &mut String, by: usize) {
    out.extend(std::iter::repeat_n(' ', by));
}

fn key_text(key: &str) -> Cow<'_, str> {
    // A merge is no name.
    if key == "<<" || key.len() > 128 { quoted(key).into() } else { text_scalar(key) }
}

/// A text on one line: as it is where YAML reads it as that text, else in quotes.
fn text_scalar(text: &str) -> Cow<'_, str> {
    if is_plain(text) { text.into() } else { quoted(text).into() }
}

/// Whether a text without quotes is read as that text and nothing else.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let second = text[first.len_utf8()..].chars().next();
    let starts_plainly = match first {
        '-' | '?' => second.is_some_and(|c| c != ' ') && !text.starts_with("---"),
        ':' | ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' | '=' => {
            false
        }
        '.' => !text.starts_with("..."),
        _ => true,
    };
    starts_plainly
        && text.trim() == text
        && text
            .chars()
            .all(|c| matches!(c, ' '..='~' | '\u{A1}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..))
        && !text.contains(clean::is_obeyed)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && matches!(scalar::read(text, Style::Plain, Tag::None), Reading::Text(read) if read == text)
}

/// Text of several lines as a literal block, where that means just that text.
fn literal(text: &str, indentation: usize) -> Option<String> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let fits = body.contains('\n')
        && !body.ends_with('\n')
        && body.lines().next().is_some_and(|line| !line.is_empty() && !line.starts_with([' ', '\t']))
        && body.split('\n').all(|line| {
            let written = line.trim();
            (line.is_empty() || !written.is_empty())
                && line
                    .chars()
                    .all(|c| matches!(c, ' '..='~' | '\u{A1}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..))
                && !line.contains(clean::is_obeyed)
        });
    if !fits {
        return None;
    }
    let mut out = String::from(if body.len() < text.len() { "|" } else { "|-" });
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(&mut out, indentation);
            out.push_str(line);
        }
    }
    Some(out)
}

/// Text as a YAML scalar in quotes, on one line, meaning just that text.
pub fn quoted(text: &str) -> String {
    if !text.contains(|c: char| c == '\'' || needs_escape(c)) {
        return if text.contains(['"', '\\']) { format!("'{text}'") } else { format!("\"{text}\"") };
    }
    // Every escape of JSON's is one of YAML's; and YAML wants some more.
    let json = serde_json::to_string(text).unwrap_or_default();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match needs_escape(c) {
            true => out.push_str(&format!("\\u{:04X}", c as u32)),
            false => out.push(c),
        }
    }
    out
}

fn needs_escape(c: char) -> bool {
    clean::is_obeyed(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}
