//! Other notations of nested fields: what was meant, and how that is written.
//!
//! Reads what people write (`$.a.b`, `$["a"]["b"]`, `items[0].id`), guesses nothing: a text that can be read in two ways is
//! not read at all.

use super::{is_number, is_quote};

/// A path in another notation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meant {
    steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Key(String),
    /// One item of a list.
    Index,
    /// Each item of a list.
    Every,
}

impl Meant {
    /// Whether it picks one item of a list, which no path can.
    pub fn picks_item(&self) -> bool {
        self.steps.contains(&Step::Index)
    }

    /// Whether it goes through the items of a list on its way to a key.
    pub fn goes_through_list(&self) -> bool {
        let last = self.steps.iter().rposition(|step| matches!(step, Step::Key(_)));
        self.steps.iter().take(last.unwrap_or(0)).any(|step| !matches!(step, Step::Key(_)))
    }

    /// The key of it, where it has but one.
    pub fn only_key(&self) -> Option<&str> {
        match self.steps.as_slice() {
            [Step::Key(key), rest @ ..] if rest.iter().all(|step| !matches!(step, Step::Key(_))) => Some(key),
            _ => None,
        }
    }

    /// The path as the platform reads it. Where it goes into a list it goes on through all of its items, with `[*]`,
    /// or, where that is not allowed, without. Nothing where it begins with no key.
    pub fn path(&self, every: bool) -> Option<String> {
        let last = self.steps.iter().rposition(|step| matches!(step, Step::Key(_)))?;
        let mut path = String::from("$");
        for (nth, step) in self.steps[..=last].iter().enumerate() {
            match step {
                Step::Key(key) => {
                    path.push_str("['");
                    path.push_str(key);
                    path.push_str("']");
                }
                _ if nth == 0 => return None,
                _ if every => path.push_str("[*]"),
                _ => {}
            }
        }
        Some(path)
    }
}

/// What a text was meant to say, where that can be seen.
pub fn meant(text: &str) -> Option<Meant> {
    let text = text.trim();
    let from_root = text.starts_with('$');
    let mut rest = text.strip_prefix('$').unwrap_or(text);
    let mut steps = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { break };
        match first {
            '[' => {
                let (step, behind) = bracket(rest[1..].trim_start())?;
                steps.push(step);
                rest = behind;
            }
            '.' => {
                let inner = &rest[1..];
                if inner.starts_with('[') && (from_root || !steps.is_empty()) {
                    rest = inner;
                    continue;
                }
                let (step, behind) = name(inner)?;
                steps.push(step);
                rest = behind;
            }
            // A bracket too many.
            ']' if !steps.is_empty() => rest = &rest[1..],
            // A first key without anything around it.
            _ if steps.is_empty() && !from_root => {
                let (step, behind) = name(rest)?;
                steps.push(step);
                rest = behind;
            }
            _ => return None,
        }
    }
    matches!(steps.first(), Some(Step::Key(_))).then_some(Meant { steps })
}

/// A step that is written as a name, up to the next dot or bracket.
fn name(text: &str) -> Option<(Step, &str)> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let name = text[..end].trim();
    let is_odd =
        |c: char| is_quote(c) || matches!(c, ']' | '(' | ')' | '?' | '@' | ':' | ',' | '$') || c.is_whitespace();
    match name {
        "*" => Some((Step::Every, &text[end..])),
        "" => None,
        _ if name.contains(is_odd) => None,
        _ if is_number(name) => Some((Step::Index, &text[end..])),
        _ => Some((Step::Key(name.to_string()), &text[end..])),
    }
}

/// A step behind an open bracket, and what follows it.
fn bracket(inner: &str) -> Option<(Step, &str)> {
    let Some(quote) = inner.chars().next().filter(|&c| is_quote(c)) else {
        let end = inner.find(['[', ']']).unwrap_or(inner.len());
        let behind = inner[end..].strip_prefix(']').unwrap_or(&inner[end..]);
        let word = inner[..end].trim().trim_end_matches(is_quote);
        return Some((word_in_bracket(word)?, behind));
    };
    let quoted = &inner[quote.len_utf8()..];
    let bracket = quoted.find(['[', ']']).unwrap_or(quoted.len());
    let end = quoted.find(is_quote).unwrap_or(quoted.len());
    // Of a quote that is left open the key ends with its bracket.
    let key = &quoted[..end.min(bracket)];
    let is_key = !key.trim().is_empty() && key.trim() == key && !key.contains(char::is_control);
    if !is_key {
        return None;
    }
    let mut behind = &quoted[key.len()..];
    if let Some(closing) = behind.chars().next().filter(|&c| is_quote(c)) {
        behind = behind[closing.len_utf8()..].trim_start();
    }
    let behind = match behind.chars().next() {
        Some(']') => &behind[1..],
        // The bracket is not closed.
        None | Some('[' | '.') => behind,
        Some(_) => return None,
    };
    Some((Step::Key(key.to_string()), behind))
}

/// A word in brackets without quotes.
fn word_in_bracket(word: &str) -> Option<Step> {
    match word {
        // `items[]` is how other notations say it.
        "*" | "" => Some(Step::Every),
        _ if is_number(word) => Some(Step::Index),
        _ if word.contains(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/'))) => None,
        _ => Some(Step::Key(word.to_string())),
    }
}
