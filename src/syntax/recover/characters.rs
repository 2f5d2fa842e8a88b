//! Characters that look like others: blanks that are no spaces, dashes that are no dashes, tabs.

use super::lines::{Entry, Lines, written_before};
use super::repair::Repair;
use crate::finding::Edit;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::yaml::{Broken, Fault};

/// What a blank that is no space is called; nothing for any other character.
pub(super) fn odd_blank(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{A0}' => "a no-break space",
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{205F}' => "a wide or narrow space",
        '\u{202F}' => "a narrow no-break space",
        '\u{3000}' => "an ideographic space",
        '\u{200B}' => "a zero-width space",
        '\u{200C}' | '\u{200D}' | '\u{2060}' => "a zero-width character",
        '\u{FEFF}' => "a byte order mark",
        _ => return None,
    })
}

/// Whether a character is taken for the dash of a list item, and is none.
pub(crate) fn looks_like_dash(c: char) -> bool {
    "–—−‐‑‒―•·".contains(c)
}

/// What to read in place of an odd blank.
fn instead(c: char) -> &'static str {
    if matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}') { "" } else { " " }
}

/// Characters that may have broken the text, on the line at which the reader gave up or on the few before it.
pub(super) fn repairs(text: &str, broken: &Broken, line: Span) -> Vec<Repair> {
    let mut found = Vec::new();
    found.extend(tab_between(text, broken, line));
    let mut near = Some(line);
    for _ in 0..4 {
        let Some(candidate) = near else { break };
        found.extend(blanks_before(text, candidate));
        found.extend(blank_behind(text, candidate));
        found.extend(list_mark(text, candidate));
        found.extend(blank_at_end(text, candidate));
        near = written_before(text, candidate);
    }
    // A block that starts too far to the left may be longer.
    for _ in 0..400 {
        let Some(candidate) = near else { break };
        found.extend(blanks_before(text, candidate));
        near = Lines::before(text, candidate);
    }
    found
}

/// Blanks in the indentation that are no spaces, of this line and of those next to it that have some.
fn blanks_before(text: &str, line: Span) -> Option<Repair> {
    let odd = |line: Span| -> Vec<(usize, char)> {
        let words = &text[line.range()];
        let blank = words.char_indices().take_while(|&(_, c)| c == ' ' || c == '\t' || odd_blank(c).is_some());
        let found = blank.filter(|&(_, c)| odd_blank(c).is_some());
        found.map(|(at, c)| (line.start as usize + at, c)).collect()
    };
    let mut first = line;
    let mut places = odd(line);
    if places.is_empty() {
        return None;
    }
    while let Some(before) = Lines::before(text, first).filter(|&before| !odd(before).is_empty()) {
        first = before;
    }
    let mut last = line;
    while let Some(after) = Lines::after(text, last).filter(|&after| !odd(after).is_empty()) {
        last = after;
    }
    if first != line || last != line {
        places.clear();
        let mut at = Some(first);
        while let Some(line) = at.filter(|line| line.start <= last.start) {
            places.extend(odd(line));
            at = Lines::after(text, line);
        }
    }
    let &(start, character) = places.first()?;
    let on_first = places.iter().take_while(|(at, _)| *at < first.end as usize).last();
    let end = on_first.map_or(start, |&(at, c)| at + c.len_utf8());
    let name = odd_blank(character)?;
    let error = SyntaxError::new(
        Span::new(start, end),
        format!("{name} (U+{:04X}) stands in the indentation", character as u32),
    )
    .help(match instead(character) {
        "" => "remove it",
        _ => "write a space in its place",
    });
    let edits: Vec<Edit> = places
        .iter()
        .map(|&(at, c)| Edit { span: Span::new(at, at + c.len_utf8()), text: instead(c).to_string() })
        .collect();
    let lines = text[first.start as usize..last.end as usize].lines().count();
    let repair = Repair { edits, unknown: Vec::new(), lost: Vec::new(), error, lines, columns: 0 };
    Some(repair.fixing(true, "write spaces"))
}

/// `key:` or `-` with a blank behind it that is no space.
fn blank_behind(text: &str, line: Span) -> Option<Repair> {
    let entry = Entry::of(text, line);
    let words = text.get(entry.content.range())?;
    // Behind the dash and its space.
    let whole = &text[line.range()];
    let dash = whole.len() - whole.trim_start().len();
    let blank = |&(_, c): &(usize, char)| c == ' ' || odd_blank(c).is_some();
    let behind = whole[dash..].strip_prefix("- ").unwrap_or("");
    let mut blanks = behind.char_indices().take_while(blank);
    if let Some((at, c)) = blanks.find(|&(_, c)| odd_blank(c).is_some()) {
        let at = dash + 2 + at;
        let error = SyntaxError::new(line.part(at..at + c.len_utf8()), stands_behind(c, "the dash")?).help("remove it");
        return Some(Repair::replace(error.span, "", error).fixing(true, "remove it"));
    }
    let mut characters = words.char_indices().peekable();
    while let Some((_, c)) = characters.next() {
        let Some(&(at, behind)) = characters.peek() else { break };
        if matches!(c, '"' | '\'' | '#') {
            break;
        }
        let mark = match c {
            ':' => "the colon",
            '-' if at == 1 => "the dash",
            _ => continue,
        };
        let Some(message) = stands_behind(behind, mark) else { continue };
        let span = entry.content.part(at..at + behind.len_utf8());
        let error = SyntaxError::new(span, message);
        return Some(match words[at..].trim_matches(|c| c == ' ' || odd_blank(c).is_some()).is_empty() {
            true => Repair::replace(span, "", error.help("remove it")).fixing(true, "remove it"),
            false => Repair::replace(span, " ", error.help("write a space in its place")).fixing(true, "write a space"),
        });
    }
    None
}

/// A blank at the end of a line that is no space.
fn blank_at_end(text: &str, line: Span) -> Option<Repair> {
    let words = &text[line.range()];
    let written = words.trim_end_matches(|c| c == ' ' || odd_blank(c).is_some());
    let (at, c) = words[written.len()..].char_indices().find(|&(_, c)| odd_blank(c).is_some())?;
    let at = written.len() + at;
    let error = SyntaxError::new(line.part(at..at + c.len_utf8()), stands_behind(c, "this line")?).help("remove it");
    Some(Repair::replace(error.span, "", error).fixing(true, "remove it"))
}

/// That an odd blank stands behind something; nothing for any other character.
fn stands_behind(c: char, mark: &str) -> Option<String> {
    odd_blank(c).map(|name| format!("{name} (U+{:04X}) stands behind {mark}", c as u32))
}

/// A list item that starts with something other than a dash.
fn list_mark(text: &str, line: Span) -> Option<Repair> {
    let words = &text[line.range()];
    let start = words.len() - words.trim_start_matches(' ').len();
    let mark = words[start..].chars().next().filter(|&mark| mark == '*' || looks_like_dash(mark))?;
    let end = start + mark.len_utf8();
    if !words[end..].starts_with(' ') {
        return None;
    }
    let span = line.part(start..end);
    let message = match mark {
        '*' => "a list item starts with `- `, not with `* `".to_string(),
        mark => format!("`{mark}` (U+{:04X}) is not the dash that starts a list item", mark as u32),
    };
    let error = SyntaxError::new(span, message).help("write `-`");
    Some(Repair::replace(span, "-", error).fixing(true, "write a dash"))
}

/// A tab that is neither in the indentation nor in a value.
fn tab_between(text: &str, broken: &Broken, line: Span) -> Option<Repair> {
    if !matches!(broken.fault, Fault::Character | Fault::PlainTab) {
        return None;
    }
    let rest = text.get(broken.at..line.end as usize)?;
    let length = rest.len() - rest.trim_start_matches('\t').len();
    let before = text.get(line.start as usize..broken.at)?;
    let behind = rest[length..].trim_start();
    let in_indentation = before.trim().is_empty() && !behind.is_empty() && !behind.starts_with('#');
    if length == 0 || in_indentation {
        return None;
    }
    let span = Span::new(broken.at, broken.at + length);
    let message = match (before.trim_end().chars().next_back(), behind.is_empty()) {
        (Some('-'), _) => "a tab stands behind the dash",
        (Some(':' | '?'), _) => "a tab stands where a space must be",
        (None, true) => "a tab stands on a blank line",
        (_, _) => "a tab stands before a comment",
    };
    let error = SyntaxError::new(span, message).help("write spaces: the platform takes no tab here");
    Some(Repair::replace(span, " ".repeat(length), error).fixing(true, "write spaces"))
}
