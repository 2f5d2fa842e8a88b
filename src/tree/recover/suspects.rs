//! What may have broken a text, and how to say so.
//!
//! Guesses by eye, the likeliest first. Whether one is right shows when the text is parsed without it.

use super::lines::{
    Entry, Lines, floor_boundary, following, indentation, is_item, moved_with, possible_starts, with_children,
    written_after, written_before,
};
use crate::finding::Fix;
use crate::source::Span;
use crate::tree::yaml::{Broken, Fault};
use crate::tree::{MAX_NESTING, SyntaxError};

/// A guess at what broke the text: the piece to cover, and what to say if covering it helps.
pub(super) struct Suspect {
    pub(super) cover: Span,
    pub(super) with: Filler,
    pub(super) error: SyntaxError,
}

/// What takes the place of a covered piece.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Filler {
    /// A text: a single value is lost.
    Value,
    /// A key and a value: what was to be one is lost, and the line holds its place.
    Member,
    /// Nothing: whole lines go, so that keys may be missing.
    Blank,
}

/// A value that starts with `*` and is no alias: nearly always a cron expression.
pub(super) fn unquoted_schedule(text: &str, line: Span) -> Option<Suspect> {
    let entry = Entry::of(text, line);
    let value = text.get(entry.value.range())?;
    let looks_like_cron = value.starts_with('*')
        && value.split_whitespace().count() > 1
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "*/,-?#LW \t".contains(c));
    if !looks_like_cron || entry.key.is_none() {
        return None;
    }
    let mut error = SyntaxError::new(entry.value, format!("`{value}` must be quoted: an unquoted `*` starts an alias"));
    if let Some(quoted) = quoted(value) {
        error.help = Some(format!("write {quoted}"));
        error.fix = Some(Fix::replace(true, "quote the schedule", entry.value, quoted));
    }
    Some(Suspect { cover: entry.value, with: Filler::Value, error })
}

/// What may have broken the text, the likeliest first.
pub(super) fn suspects(text: &str, broken: &Broken) -> Vec<Suspect> {
    let at = floor_boundary(text, broken.at);
    let line = Lines::around(text, at);
    let mut found = Vec::new();
    found.extend(tab_in_indentation(text, line));
    // The parser may point at the end of what is written before the tab.
    found.extend(written_after(text, line).and_then(|next| tab_in_indentation(text, next)));
    found.extend(shifted_item(text, line).or_else(|| shifted_beside_items(text, line)));
    if matches!(broken.fault, Fault::Quote | Fault::QuotedDocument) {
        found.extend(unclosed_quote(text, Lines::around(text, floor_boundary(text, broken.from))));
        found.extend(unclosed_quote(text, line));
    }
    let is_escape = broken.fault == Fault::Escape;
    if is_escape {
        found.extend(bad_escape(text, line, at));
    }
    // The cause stands on the line itself or on one of the written lines before it.
    let mut near = Some(line);
    let mut looked_at = 0;
    while let (Some(candidate), true) = (near, looked_at < 3) {
        if !text[candidate.range()].trim().is_empty() {
            looked_at += 1;
            found.extend(odd_value(text, candidate));
            found.extend(missing_space(text, candidate).into_iter().flatten());
        }
        near = Lines::before(text, candidate);
    }
    found.extend(unclosed_quote(text, line));
    found.extend(unclosed_bracket(text, line));
    // The line as a whole, then with what is indented under it, then the written line before it.
    let place = token_span(text, line, at);
    let whole = |cover: Span| Suspect { cover, with: Filler::Blank, error: plain_words(text, broken, place, line) };
    if !text[line.range()].trim().is_empty() {
        // What is indented under a misplaced line is misplaced with it; and so are the lines beside it that were moved
        // with it.
        let own = indentation(text, line);
        let fits = possible_starts(text, line).iter().any(|start| start.column == own);
        if !fits {
            found.push(whole(moved_with(text, line)));
        }
        if !Entry::of(text, line).value.is_empty() {
            found.push(whole(line));
        }
        found.push(whole(with_children(text, line)));
        found.push(whole(line));
    }
    if let Some(before) = written_before(text, line) {
        let place = Entry::of(text, before);
        let place = place.key.unwrap_or(place.value);
        found.push(Suspect { cover: before, with: Filler::Blank, error: plain_words(text, broken, place, before) });
        found.push(Suspect {
            cover: with_children(text, before),
            with: Filler::Blank,
            error: plain_words(text, broken, place, before),
        });
    }
    found
}

/// The first line of a list item, moved to the left or to the right of the rest of the item.
pub(super) fn shifted_item(text: &str, line: Span) -> Option<Suspect> {
    let first = written_before(text, line).filter(|&before| is_item(text, before) && !is_item(text, line))?;
    let entry = Entry::of(text, first);
    let key = entry.key?;
    let dash = indentation(text, first);
    let content = (entry.content.start - first.start) as usize;
    let rest = indentation(text, line);
    // More lines to one side settle who is out of line; where the item has but two, its neighbours do.
    let expected = rest.checked_sub(content - dash)?;
    if rest == content || rest.abs_diff(content) > 3 {
        return None;
    }
    let after = written_after(text, with_children(text, line));
    let agrees = match after.map(|after| (indentation(text, after), is_item(text, after))) {
        Some((column, false)) if column == rest => true,
        Some((column, false)) if column == content => false,
        Some((column, true)) if column == dash => false,
        Some((column, true)) if column == expected => true,
        _ => text[..first.start as usize]
            .lines()
            .any(|other| other.trim_start().starts_with("- ") && other.len() - other.trim_start().len() == expected),
    };
    if !agrees {
        return None;
    }
    let cover = following(text, first, dash.max(expected) + 1);
    let error = SyntaxError::new(key, "the rest of this list item is indented differently")
        .help(format!("indent the dash by {expected} spaces"));
    Some(Suspect { cover, with: Filler::Blank, error })
}

/// The first item of a list, moved to the left or to the right of the two or more that come after it.
pub(super) fn shifted_beside_items(text: &str, line: Span) -> Option<Suspect> {
    let first = written_before(text, line).filter(|&before| is_item(text, before) && is_item(text, line))?;
    let (dash, expected) = (indentation(text, first), indentation(text, line));
    let has_company = |other: Option<Span>, column: usize| {
        other.is_some_and(|other| is_item(text, other) && indentation(text, other) == column)
    };
    let stands_out = !has_company(written_before(text, first), dash)
        && has_company(written_after(text, with_children(text, line)), expected);
    if dash == expected || dash.abs_diff(expected) > 3 || !stands_out {
        return None;
    }
    let entry = Entry::of(text, first);
    let cover = following(text, first, dash.max(expected) + 1);
    let error =
        SyntaxError::new(entry.key.unwrap_or(entry.value), "the other items of this list are indented differently")
            .help(format!("indent the dash by {expected} spaces"));
    Some(Suspect { cover, with: Filler::Blank, error })
}

pub(super) fn tab_in_indentation(text: &str, line: Span) -> Option<Suspect> {
    let words = &text[line.range()];
    let blank = &words[..indentation(text, line)];
    let first = blank.find('\t')?;
    let tabs = blank[first..].bytes().take_while(|&byte| byte == b'\t').count();
    let place = line.part(first..first + tabs);
    let error = SyntaxError::new(place, "YAML does not allow tabs in the indentation").help("indent with spaces");
    let mut end = line;
    while let Some(next) = Lines::after(text, end).filter(|&next| text[next.range()].starts_with('\t')) {
        end = next;
    }
    // What belongs to a key or an item goes with it; where that starts is not to be seen from the tabs.
    let opens = Entry::of(text, end).key.is_some() && Entry::of(text, end).value.is_empty();
    if let Some(next) = written_after(text, end)
        && (opens || is_item(text, end) && !is_item(text, next))
    {
        end = following(text, end, indentation(text, next));
    }
    Some(Suspect { cover: Span { start: line.start, end: end.end }, with: Filler::Blank, error })
}

/// The opening quote that nothing closes: on this line or on the last one before it that opens one.
pub(super) fn unclosed_quote(text: &str, line: Span) -> Option<Suspect> {
    let mut at = Some(line);
    for _ in 0..400 {
        let candidate = at?;
        let entry = Entry::of(text, candidate);
        let value = text.get(entry.value.range()).unwrap_or("");
        if let Some(quote @ ('"' | '\'')) = value.chars().next()
            && !value[1..].contains(quote)
        {
            let rest = entry.value.start as usize..candidate.end as usize;
            let error =
                SyntaxError::new(entry.value, "this quote is never closed").help(format!("end the text with {quote}"));
            return Some(Suspect { cover: Span::new(rest.start, rest.end), with: Filler::Value, error });
        }
        at = Lines::before(text, candidate);
    }
    None
}

pub(super) fn unclosed_bracket(text: &str, line: Span) -> Option<Suspect> {
    let mut at = Some(line);
    for _ in 0..400 {
        let candidate = at?;
        let entry = Entry::of(text, candidate);
        let value = text.get(entry.value.range()).unwrap_or("");
        if let Some(open @ ('[' | '{')) = value.chars().next() {
            let close = if open == '[' { ']' } else { '}' };
            if value.matches(open).count() > value.matches(close).count() {
                let error = SyntaxError::new(entry.value.part(0..1), format!("this `{open}` is never closed"))
                    .help(format!("close it with `{close}`, or quote the value if it is meant as text"));
                return Some(Suspect { cover: entry.value, with: Filler::Value, error });
            }
        }
        at = Lines::before(text, candidate);
    }
    None
}

/// The first escape of a double-quoted text that the platform's reader does not know. The parser points at the quote or
/// at the escape.
pub(super) fn bad_escape(text: &str, line: Span, at: usize) -> Option<Suspect> {
    let entry = Entry::of(text, line);
    let from = if entry.value.range().contains(&at) { entry.value.start as usize } else { at };
    let rest = text.get(from..)?;
    let mut characters = rest.char_indices().skip(1);
    let length = loop {
        match characters.next()? {
            (_, '"') => return None,
            (start, '\\') => {
                let (_, letter) = characters.next()?;
                let digits = match letter {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                let code = rest.get(start + 2..start + 2 + digits).unwrap_or("");
                let number = u32::from_str_radix(code, 16).ok().filter(|_| !code.starts_with('+'));
                let known = match digits {
                    0 => "0abt\tnvfe \"/'\\N_LP\r\n".contains(letter),
                    _ => number.is_some_and(|number| char::from_u32(number).is_some()),
                };
                if !known {
                    let written: usize = rest[start..]
                        .char_indices()
                        .take(2 + digits)
                        .take_while(|&(at, c)| at < 2 || c.is_ascii_hexdigit())
                        .map(|(_, c)| c.len_utf8())
                        .sum();
                    break start..start + written;
                }
            }
            _ => {}
        }
    };
    let place = Span::new(from + length.start, from + length.end);
    let written = &rest[length];
    let error = SyntaxError::new(place, format!("`{written}` is no escape that the platform knows"))
        .help("write `\\\\` for a backslash, or put the text in single quotes");
    let end = entry.value.end.max(place.end);
    Some(Suspect { cover: Span { start: from as u32, end }, with: Filler::Value, error })
}

/// A value that cannot stand without quotes.
pub(super) fn odd_value(text: &str, line: Span) -> Option<Suspect> {
    let entry = Entry::of(text, line);
    entry.key?;
    let value = text.get(entry.value.range())?;
    let quote = quoted(value).unwrap_or_else(|| format!("'{}'", value.replace('\'', "''")));
    let first = value.chars().next()?;
    let error = match first {
        '*' | '&' | '!' => SyntaxError::new(
            entry.value,
            format!("`{value}` must be quoted: an unquoted `{first}` at the start has a meaning of its own in YAML"),
        ),
        '@' if text.get(entry.key.unwrap_or(entry.value).range()) == Some("schedule") => {
            let error = SyntaxError::new(entry.value, format!("the platform takes no tags like `{value}`"))
                .help("write five fields in quotes, as \"0 6 * * *\" for every day at six");
            return Some(Suspect { cover: entry.value, with: Filler::Value, error });
        }
        '@' | '`' | '%' => SyntaxError::new(entry.value, format!("an unquoted value cannot start with `{first}`")),
        '"' | '\'' => {
            let close = value[1..].find(first).map(|found| found + 2)?;
            if close >= value.len() {
                return None;
            }
            let rest = entry.value.part(close..value.len());
            return Some(Suspect {
                cover: entry.value,
                with: Filler::Value,
                error: SyntaxError::new(rest, "there is more text after the closing quote")
                    .help("put all of the text inside one pair of quotes"),
            });
        }
        '[' | '{' if value.matches(first).count() > value.matches(if first == '[' { ']' } else { '}' }).count() => {
            return unclosed_bracket(text, line);
        }
        '[' | '{' => {
            let what = if first == '[' { "list" } else { "mapping" };
            SyntaxError::new(entry.value, format!("an unquoted `{first}` starts a {what}, and this is none"))
        }
        '-' | '?' | '|' | '>' => SyntaxError::new(
            entry.value,
            format!("`{value}` must be quoted: an unquoted `{first}` at the start has a meaning of its own in YAML"),
        ),
        _ if value.contains(": ") || value.ends_with(':') => {
            SyntaxError::new(entry.value, "an unquoted value cannot contain a colon with a space behind it")
        }
        _ => return None,
    };
    Some(Suspect { cover: entry.value, with: Filler::Value, error: error.help(format!("write {quote}")) })
}

/// `name:value`, which is one text to YAML.
pub(super) fn missing_space(text: &str, line: Span) -> Option<Vec<Suspect>> {
    let entry = Entry::of(text, line);
    if entry.key.is_some() || entry.content.is_empty() {
        return None;
    }
    let words = text.get(entry.content.range())?;
    if words.starts_with(['"', '\'', '[', '{', '#', '&', '*', '!']) {
        return None;
    }
    let words = text.get(entry.value.range())?;
    let error = match words.split_once(':') {
        Some((key, value)) if !key.contains(char::is_whitespace) => {
            SyntaxError::new(entry.value, format!("a space is missing after the colon of `{key}:`"))
                .help(format!("write `{key}: {value}`"))
        }
        _ => SyntaxError::new(entry.value, "this line is neither `key: value` nor a list item")
            .help("put a colon and a space after the key, or a dash and a space before the item"),
    };
    let in_place = entry.value.len() >= 4 && text[entry.value.range()].is_char_boundary(3);
    let member = in_place.then(|| Suspect { cover: entry.value, with: Filler::Member, error: error.clone() });
    Some(member.into_iter().chain([Suspect { cover: line, with: Filler::Blank, error }]).collect())
}

/// Text in double quotes, unless it has something in it that they would change.
pub(super) fn quoted(text: &str) -> Option<String> {
    (!text.contains(['"', '\\'])).then(|| format!("\"{text}\""))
}

/// The word at a place: what a user would look at.
pub(super) fn token_span(text: &str, line: Span, at: usize) -> Span {
    let entry = Entry::of(text, line);
    if let Some(key) = entry.key {
        return key;
    }
    if !entry.value.is_empty() {
        return entry.value;
    }
    let end = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(at, |c| at + if c == '\n' { 0 } else { c.len_utf8() });
    Span::new(at, end)
}

/// The parser's complaint in words for a person.
pub(super) fn plain_words(text: &str, broken: &Broken, place: Span, line: Span) -> SyntaxError {
    let error = |message: &str, help: &str| SyntaxError::new(place, message).help(help);
    match broken.fault {
        Fault::Depth => SyntaxError::new(place, format!("nested more than {MAX_NESTING} levels deep"))
            .help("no manifest needs that; check for brackets that are never closed"),
        Fault::Colon if line.len() > 1024 => error("a key can be at most 1024 characters long", "shorten it"),
        Fault::ListEnd | Fault::BracesEnd => {
            let open = text.get(broken.from..broken.from + 1).unwrap_or("[");
            let close = if open == "{" { "}" } else { "]" };
            match text.get(broken.at..).and_then(|rest| rest.chars().next()) {
                Some(other @ (']' | '}')) => SyntaxError::new(place, format!("`{other}` does not close `{open}`"))
                    .help("close every bracket with its own kind"),
                _ => SyntaxError::new(place, format!("a `{open}` before this is never closed"))
                    .help(format!("close it with `{close}`, or quote the value if it is meant as text")),
            }
        }
        Fault::TagHandle => {
            error("the tag before this value is not declared", "quote the value if `!` is part of the text")
        }
        Fault::Version => error("the platform reads YAML 1.1 only, and rejects a file that says otherwise", "remove this line"),
        Fault::Entry | Fault::Item | Fault::Member | Fault::Value | Fault::Key | Fault::Colon => {
            let own = indentation(text, line);
            let starts = possible_starts(text, line);
            // An item belongs with items, a key with keys, where there are any.
            let of_its_kind = starts.iter().filter(|start| start.item == is_item(text, line));
            let nearest = of_its_kind
                .min_by_key(|start| start.column.abs_diff(own))
                .or(starts.iter().min_by_key(|start| start.column.abs_diff(own)));
            match nearest {
                Some(start) if start.column != own => {
                    let number = text[..start.line.start as usize].matches('\n').count() + 1;
                    let like = match start.behind_dash {
                        true => format!("under the text behind the dash of line {number}"),
                        false => format!("like line {number}"),
                    };
                    SyntaxError::new(place, "the indentation of this line fits none of the lines above it")
                        .help(format!("indent it by {} spaces, {like}", start.column))
                }
                _ => SyntaxError::new(place, "this cannot stand here")
                    .help("check the colons, dashes and quotes of this line and the one before it"),
            }
        }
        _ => SyntaxError::new(place, "this cannot be read as YAML")
            .help("check the quotes, brackets and colons of this line and the one before it"),
    }
}
