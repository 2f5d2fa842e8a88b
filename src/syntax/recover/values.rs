//! What stands on a line and cannot be read: values that need quotes, quotes and brackets that nothing closes, missing spaces and colons.

use super::conflicts::marker;
use super::lines::{Entry, Lines, indentation, is_item, written_after, written_before};
use super::repair::Repair;
use crate::finding::{Edit, Fix};
use crate::source::{Span, floor_boundary};
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{Broken, Fault};

/// What may have broken the text on the line at which the reader gave up, or on one of the written lines before it.
pub(super) fn repairs(text: &str, broken: &Broken, line: Span) -> Vec<Repair> {
    let mut found = Vec::new();
    if broken.fault == Fault::Escape {
        found.extend(escape(text, broken));
    }
    if matches!(broken.fault, Fault::ListEnd | Fault::BracesEnd) {
        found.extend(question_mark(text, broken));
    }
    if matches!(broken.fault, Fault::Quote | Fault::QuotedDocument) {
        found.extend(open_quote(text, Lines::around(text, broken.from)));
    }
    if let Some(word) = word_above(text, line) {
        found.extend(missing_space(text, word));
    }
    let mut near = Some(line);
    for _ in 0..3 {
        let Some(candidate) = near else { break };
        if !text[candidate.range()].trim().is_empty() {
            found.extend(leftover_marker(text, candidate));
            found.extend(odd_start(text, candidate));
            found.extend(odd_value(text, candidate));
            found.extend(missing_space(text, candidate));
        }
        near = written_before(text, candidate);
    }
    // Two of a kind close each other as it seems: the one to blame may be the one before.
    let mut near = Some(line);
    let mut open = 0;
    for _ in 0..400 {
        let Some(candidate) = near.filter(|_| open < 3) else { break };
        let repair = open_quote(text, candidate).or_else(|| open_bracket(text, candidate));
        open += usize::from(repair.is_some());
        found.extend(repair);
        near = Lines::before(text, candidate);
    }
    found
}

/// A value that starts with `*` and is no alias: nearly always a cron expression.
pub(super) fn unquoted_schedule(text: &str, line: Span) -> Option<Repair> {
    let entry = Entry::of(text, line);
    let value = text.get(entry.value.range())?;
    let looks_like_cron = value.starts_with('*')
        && value.split_whitespace().count() > 1
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "*/,-?#LW \t".contains(c));
    if !looks_like_cron || entry.key.is_none() {
        return None;
    }
    let quoted = format!("\"{value}\"");
    let error = SyntaxError::new(entry.value, format!("`{value}` must be quoted: an unquoted `*` starts an alias"))
        .help(format!("write {quoted}"));
    let mut repair = Repair::quote(text, entry.value, error);
    repair.error.fix = Some(Fix::replace(true, "quote the schedule", entry.value, quoted));
    Some(repair)
}

/// A line that a merge has left behind, alone.
fn leftover_marker(text: &str, line: Span) -> Option<Repair> {
    let words = &text[line.range()];
    marker(words).map(|_| {
        let error = SyntaxError::new(line, "this line is left over from a merge").help("remove it");
        let mut repair = Repair::blank(text, line, error);
        repair.lost.clear();
        repair
    })
}

/// A character before a key that it cannot start with: `@provider: x`.
fn odd_start(text: &str, line: Span) -> Option<Repair> {
    let content = Entry::of(text, line).content;
    let words = text.get(content.range())?;
    let mark = words.chars().next().filter(|mark| matches!(mark, '@' | '`' | '%'))?;
    let (key, _) = words[1..].split_once(':')?;
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        return None;
    }
    let span = content.part(0..1);
    let error = SyntaxError::new(span, format!("a key cannot start with `{mark}`")).help(format!("write `{key}:`"));
    Some(Repair::replace(span, "", error).fixing(false, "remove it"))
}

/// A value that cannot stand without quotes, or with the quotes that it has.
fn odd_value(text: &str, line: Span) -> Option<Repair> {
    let entry = Entry::of(text, line);
    let value = text.get(entry.value.range())?;
    let first = value.chars().next()?;
    let key = text.get(entry.key.unwrap_or_default().range()).unwrap_or("");
    let is_item = entry.content.start > line.start + indentation(text, line) as u32;
    if entry.key.is_none() && !is_item {
        return None;
    }
    let quote = quoted(value).unwrap_or_else(|| format!("'{}'", value.replace('\'', "''")));
    let must_be_quoted =
        || format!("`{value}` must be quoted: an unquoted `{first}` at the start has a meaning of its own in YAML");
    let message = match first {
        '*' if value.ends_with(['"', '\'']) => {
            let inner = value.trim_end_matches(['"', '\'']);
            let error = SyntaxError::new(entry.value, format!("the quote at the start of `{value}` is missing"))
                .help(format!("write \"{inner}\""));
            return Some(Repair::quote(text, entry.value, error));
        }
        '@' if key == "schedule" => {
            let error = SyntaxError::new(entry.value, format!("the platform takes no tags like `{value}`"))
                .help("write five fields in quotes, as \"0 6 * * *\" for every day at six");
            return Some(Repair::quote(text, entry.value, error));
        }
        '-' if value.starts_with("- ") && entry.key.is_some() => {
            let error = SyntaxError::new(entry.value, "a list cannot start on the line of its key")
                .help(format!("put `{value}` on a line of its own below the key"));
            return Some(Repair::quote(text, entry.value, error));
        }
        '*' | '&' | '!' | '-' | '?' | '|' | '>' => must_be_quoted(),
        '@' | '`' | '%' => format!("an unquoted value cannot start with `{first}`"),
        '"' | '\'' => {
            let close = value[1..].find(first).map(|found| found + 2)?;
            if close >= value.len() {
                return None;
            }
            let rest = entry.value.part(close..value.len());
            let error = SyntaxError::new(rest, "there is more text after the closing quote")
                .help("put all of the text inside one pair of quotes");
            return Some(Repair::quote(text, entry.value, error));
        }
        '[' | '{' if is_open(value, first) => return None,
        '[' | '{' => {
            let what = if first == '[' { "list" } else { "mapping" };
            format!("an unquoted `{first}` starts a {what}, and this is none")
        }
        _ if entry.key.is_some() && (value.contains(": ") || value.ends_with(':')) => {
            "an unquoted value cannot contain a colon with a space behind it".to_string()
        }
        _ => return None,
    };
    let error = SyntaxError::new(entry.value, message).help(format!("write {quote}"));
    Some(Repair::quote(text, entry.value, error))
}

/// Text in double quotes, unless it has something in it that they would change.
fn quoted(text: &str) -> Option<String> {
    (!text.contains(['"', '\\'])).then(|| format!("\"{text}\""))
}

/// A line that is neither `key: value` nor a list item: `-name: x`, `name:value`, `name value`, `name` with lines below it.
fn missing_space(text: &str, line: Span) -> Vec<Repair> {
    let entry = Entry::of(text, line);
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    let content = text.get(entry.content.range()).unwrap_or("");
    if let Some(key) = entry.key.and_then(|key| text.get(key.range())) {
        // With a key, only the space behind the dash can be missing.
        let Some(name) = key.strip_prefix('-').filter(|name| is_name(name)) else { return Vec::new() };
        let span = entry.content.part(0..key.len());
        let error = SyntaxError::new(span, "a space is missing behind the dash").help(format!("write `- {name}:`"));
        let place = entry.content.part(1..1);
        return vec![Repair::replace(place, " ", error).fixing(false, "add a space")];
    }
    if content.is_empty() || content.starts_with(['"', '\'', '[', '{', '#', '&', '*', '!', '|', '>', '@', '`', '%']) {
        return Vec::new();
    }
    let value = text.get(entry.value.range()).unwrap_or("");
    let mut found = Vec::new();
    match value.split_once(':') {
        Some((key, rest)) if !key.contains(char::is_whitespace) => {
            // `-name:value` lacks two.
            let (dash, name) = match key.strip_prefix('-') {
                Some(name) if is_name(name) => ("- ", name),
                _ => ("", key),
            };
            let error = SyntaxError::new(entry.value, format!("a space is missing after the colon of `{name}:`"))
                .help(format!("write `{dash}{name}: {rest}`"));
            let colon = entry.value.part(key.len() + 1..key.len() + 1);
            let mut edits = vec![Edit { span: colon, text: " ".to_string() }];
            if !dash.is_empty() {
                edits.insert(0, Edit { span: entry.value.part(1..1), text: " ".to_string() });
            }
            let repair = Repair { edits, unknown: Vec::new(), lost: Vec::new(), error, lines: 1, columns: 0 };
            found.push(repair.fixing(false, "add a space"));
        }
        _ => {
            let (word, rest) = value.split_once([' ', '\t']).unwrap_or((value, ""));
            let below = written_after(text, line).map(|next| indentation(text, next));
            let opens = rest.is_empty() && below.is_some_and(|below| below >= indentation(text, line));
            if is_name(word) && (opens || !rest.is_empty()) {
                let place = entry.value.part(word.len()..word.len());
                let error =
                    SyntaxError::new(entry.value.part(0..word.len()), format!("a colon is missing after `{word}`"))
                        .help(format!(
                            "write `{word}:{}{}`",
                            if rest.is_empty() { "" } else { " " },
                            rest.trim_start()
                        ));
                found.push(Repair::replace(place, ":", error).fixing(false, "add a colon"));
            }
            let error = SyntaxError::new(entry.value, "this line is neither `key: value` nor a list item")
                .help("put a colon and a space after the key, or a dash and a space before the item");
            found.push(Repair::blank(text, line, error));
        }
    }
    found
}

/// The line above with one word on it, where there is nothing but items of texts in between: together they are one text for YAML.
fn word_above(text: &str, line: Span) -> Option<Span> {
    let mut at = written_before(text, line);
    for _ in 0..400 {
        let candidate = at?;
        let entry = Entry::of(text, candidate);
        if entry.key.is_some() {
            return None;
        }
        if !is_item(text, candidate) {
            let words = text.get(entry.value.range())?;
            return words.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(candidate);
        }
        at = written_before(text, candidate);
    }
    None
}

/// A quote that nothing closes on its line, which goes to the end of it then.
fn open_quote(text: &str, line: Span) -> Option<Repair> {
    let entry = Entry::of(text, line);
    let value = text.get(entry.value.range())?;
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    if closes(&value[1..], quote) {
        return None;
    }
    let error = SyntaxError::new(entry.value, "this quote is never closed").help(format!("end the text with {quote}"));
    Some(Repair::quote(text, Span { start: entry.value.start, end: entry.value.end }, error))
}

/// The quotes that nothing closes on their line, up to three of them: on this line or on the few hundred before it, the last one
/// first.
pub(super) fn open_quotes(text: &str, line: Span) -> Vec<Repair> {
    let before = std::iter::successors(Some(line), |&line| Lines::before(text, line));
    before.take(400).filter_map(|line| open_quote(text, line)).take(3).collect()
}

/// Whether a quote is closed in a text behind it.
fn closes(text: &str, quote: char) -> bool {
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' if quote == '"' => {
                characters.next();
            }
            c if c == quote => return true,
            _ => {}
        }
    }
    false
}

fn is_open(value: &str, open: char) -> bool {
    let close = if open == '[' { ']' } else { '}' };
    value.matches(open).count() > value.matches(close).count()
}

/// A bracket that nothing closes on its line, which is closed at the end of it then.
fn open_bracket(text: &str, line: Span) -> Option<Repair> {
    let entry = Entry::of(text, line);
    let value = text.get(entry.value.range())?;
    let open = value.chars().next().filter(|open| matches!(open, '[' | '{') && is_open(value, *open))?;
    let close = if open == '[' { ']' } else { '}' };
    let error = SyntaxError::new(entry.value.part(0..1), format!("this `{open}` is never closed"))
        .help(format!("close it with `{close}`, or quote the value if it is meant as text"));
    Some(Repair::quote(text, entry.value, error))
}

/// `{enabled: really?}`: a question mark has a meaning of its own in brackets and braces.
fn question_mark(text: &str, broken: &Broken) -> Option<Repair> {
    let rest = text.get(broken.at..)?.strip_prefix('?')?;
    let before = text.get(..broken.at)?;
    let start = before.rfind(['[', '{', ',', '\n']).map_or(0, |found| found + 1);
    let start = before[start..].find(": ").map_or(start, |colon| start + colon + 2);
    let start = start + (before[start..].len() - before[start..].trim_start().len());
    let end = broken.at + 1 + rest.find([']', '}', ',', '\n']).unwrap_or(rest.len());
    let value = text.get(start..end)?.trim_end();
    let span = Span::new(start, start + value.len());
    let error = SyntaxError::new(
        span,
        format!("`{value}` must be quoted: `?` has a meaning of its own in brackets and braces"),
    )
    .help(format!("write {}", quoted(value).unwrap_or_else(|| format!("'{value}'"))));
    let quoted = format!("'{}'", value.replace('\'', "''"));
    Some(Repair { unknown: vec![span], ..Repair::replace(span, quoted, error) })
}

/// An escape that the platform does not know; its text is read as it stands, up to the end of the line at the latest.
fn escape(text: &str, broken: &Broken) -> Option<Repair> {
    let line = Lines::around(text, broken.at);
    let rest = text.get(broken.at..line.end as usize)?;
    let mut letters = rest.chars();
    let digits = match (letters.next(), letters.next()) {
        (_, Some('x')) => 2,
        (_, Some('u')) => 4,
        (_, Some('U')) => 8,
        _ => 0,
    };
    let length: usize = rest
        .chars()
        .take(2 + digits)
        .enumerate()
        .take_while(|&(nth, c)| nth < 2 || c.is_ascii_hexdigit())
        .map(|(_, c)| c.len_utf8())
        .sum();
    let place = Span::new(broken.at, broken.at + length);
    let written = text.get(place.range())?;
    let error = SyntaxError::new(place, format!("`{written}` is no escape that the platform knows"))
        .help("write `\\\\` for a backslash, or put the text in single quotes");
    // The whole text in quotes is unknown, wherever it starts.
    let entry = Entry::of(text, line);
    let known = entry.value.start as usize <= broken.at && text[entry.value.range()].starts_with('"');
    let start = if known { entry.value.start as usize } else { floor_boundary(text, broken.at) };
    let close = Span::new(start, entry.value.end.max(place.end) as usize);
    Some(Repair { unknown: vec![close], ..Repair::replace(place, "x".repeat(length.max(1)), error) })
}
