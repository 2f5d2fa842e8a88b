//! One cleaning for each kind of output: what names, manifests and servers put into a text must not become a command to
//! the terminal, the CI system or the reader that it ends up in.
//!
//! It takes nothing away that people could see, and knows nothing of who writes. What is for programs is escaped, so that
//! nothing of it is lost; what is for people gets a `?` for each character that would not have been seen.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

/// What stands for a character that is not shown.
const STAND_IN: &str = "?";

/// Whether a character does something instead of being seen: the control characters (those from U+0080 on included, which
/// terminals obey as well), what turns the direction of writing around, what ends a line beside the line feed, and a byte
/// order mark in the middle of a text.
pub(crate) fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
                | '\u{2028}' | '\u{2029}' | '\u{FEFF}'
        )
}

/// A character as people get to see it.
pub(crate) fn visible(c: char) -> char {
    if is_obeyed(c) { '?' } else { c }
}

/// A piece of a line for people: no line break in it, nothing that a terminal obeys, and no mark of a CI system's.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    match text.contains(is_obeyed) {
        true => unmarked(&text.replace(is_obeyed, STAND_IN)).into_owned().into(),
        false => unmarked(text),
    }
}

/// Lines for people, as [`line`] has each. The line breaks are the caller's own.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(|one| log_line(&line(one)).into_owned()).collect::<Vec<_>>().join("\n")
}

/// A whole line as it goes to a log, where a CI system would take `::error ::…` at its start, and `##[error]…` or
/// `##vso[…]` anywhere in it, for a command.
pub(crate) fn log_line(text: &str) -> Cow<'_, str> {
    let mut clean = unmarked(text);
    let start = clean.len() - clean.trim_start().len();
    if clean[start..].starts_with("::") {
        clean.to_mut().replace_range(start..start + 1, "?");
    }
    clean
}

/// A text without what starts a command wherever it stands.
fn unmarked(text: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(text);
    for (at, _) in text.match_indices("##").filter(|(at, _)| is_mark(&text[*at..])) {
        clean.to_mut().replace_range(at + 1..at + 2, "?");
    }
    clean
}

/// Whether a text starts with `##`, a name that may be missing, and a `[`.
fn is_mark(text: &str) -> bool {
    text.starts_with("##")
        && text.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[')
}

/// The name of a file at the start of a line of a log: one that looks like a command is written as the same path in
/// another way.
pub(crate) fn leading_name(name: &str) -> Cow<'_, str> {
    match name.trim_start().starts_with("::") {
        true => format!("./{}", line(name)).into(),
        false => line(name),
    }
}

/// The text of a workflow command of GitHub's, whose line ends are the caller's own.
pub(crate) fn github_data(text: &str) -> String {
    let lines: Vec<Cow<str>> = text.split('\n').map(line).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// A property of a workflow command, which also ends at a comma or colon. Line breaks have an escape there; a file of that
/// name is found.
pub(crate) fn github_property(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => clean.push_str("%25"),
            '\r' => clean.push_str("%0D"),
            '\n' => clean.push_str("%0A"),
            ':' => clean.push_str("%3A"),
            ',' => clean.push_str("%2C"),
            c => clean.push(visible(c)),
        }
    }
    clean
}

/// A line of a text in XML, which has no way at all to hold some characters.
pub(crate) fn xml(text: &str) -> Cow<'_, str> {
    let is_foreign = |c: char| is_obeyed(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    match text.contains(is_foreign) {
        true => unmarked(&text.replace(is_foreign, STAND_IN)).into_owned().into(),
        false => unmarked(text),
    }
}

/// The name of a file in the head of a diff: in quotes and with escapes where something in it needs them, as `git` writes
/// it and `patch` reads it.
pub(crate) fn diff_name(name: &str) -> Cow<'_, str> {
    if !name.contains(|c: char| is_obeyed(c) || matches!(c, '"' | '\\')) {
        return name.into();
    }
    let mut quoted = String::from("\"");
    for c in name.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_obeyed(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    // A `String` takes whatever is written to it.
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted.into()
}

/// A line of a diff, its sign first. Tabs are part of the text, and so is the carriage return of a line break.
pub(crate) fn diff_line(text: &str) -> Cow<'_, str> {
    let (body, end) = match text.strip_suffix('\r') {
        Some(body) => (body, "\r"),
        None => (text, ""),
    };
    let is_foreign = |c: char| is_obeyed(c) && c != '\t';
    let clean: Cow<str> = match body.contains(is_foreign) {
        true => body.replace(is_foreign, STAND_IN).into(),
        false => body.into(),
    };
    match (clean, log_line(body)) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => text.into(),
        (clean, _) => format!("{}{end}", log_line(&clean)).into(),
    }
}

/// A text that is read as Markdown and stays text there: what could be markup, a link, a mention or HTML is a reference to the
/// character. Pairs of backticks with something between them are code, as in all messages.
pub(crate) fn markdown(text: &str) -> String {
    let line = line(text);
    let mut clean = String::with_capacity(line.len());
    let mut rest = &*line;
    while let Some((before, behind)) = rest.split_once('`') {
        markdown_plain(&mut clean, before);
        match behind.split_once('`') {
            Some((code, after)) if !code.is_empty() => {
                clean.push_str(&markdown_code(code));
                rest = after;
            }
            _ => {
                clean.push_str("&#96;");
                rest = behind;
            }
        }
    }
    markdown_plain(&mut clean, rest);
    clean
}

fn markdown_plain(clean: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let is_plain = match c {
            ' ' | ',' | ';' | '(' | ')' | '\'' | '/' | '+' => true,
            // A list, where a line begins with it.
            '-' => !clean.is_empty(),
            // The address of a page, or the name of a picture.
            ':' => next == ' ' || next.is_ascii_digit(),
            '.' => !ends_with_www(clean) && !clean.bytes().all(|byte| byte.is_ascii_digit()),
            c => !c.is_ascii_punctuation(),
        };
        if is_plain {
            clean.push(c);
            continue;
        }
        let _ = write!(clean, "&#{};", u32::from(c));
        // Servers look for mentions and numbers of issues in what the Markdown has become.
        if matches!(c, '@' | '#') {
            clean.push_str("&#8203;");
        }
    }
}

fn ends_with_www(text: &str) -> bool {
    text.len().checked_sub(3).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// A name as code in Markdown: with more backticks around it than it has in a row.
pub(crate) fn markdown_code(name: &str) -> String {
    let name = line(name);
    let longest = name.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A blank next to a backtick is the fence's own; a name of blanks alone would lose none.
    let pad = if name.is_empty() || name.starts_with(['`', ' ']) || name.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{name}{pad}{fence}")
}

/// The same in a cell of a table, where a stroke ends the cell even within code.
pub(crate) fn markdown_cell(name: &str) -> String {
    markdown_code(name).replace('|', "\\|")
}

/// A text within the quotes of a Mermaid diagram: what is no letter, digit or plain sign is an entity of Mermaid's.
pub(crate) fn mermaid(text: &str) -> String {
    let text = line(text);
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | ',' => clean.push(c),
            // Not that of an icon, `fa:fa-car`.
            ':' if chars.peek().is_none_or(|next| *next == ' ' || next.is_ascii_digit()) => clean.push(c),
            // At the start it would be a list.
            '-' if !clean.is_empty() => clean.push(c),
            c if c.is_alphanumeric() => clean.push(c),
            c => {
                let _ = write!(clean, "#{};", u32::from(c));
            }
        }
    }
    clean
}

/// A text cut to so many characters, with a sign where something is left out.
pub(crate) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]).into(),
        None => text.into(),
    }
}

/// Writes a value as JSON, on one line without a line break. Whatever a terminal would obey or a CI system would take for a
/// command is escaped, which readers of JSON undo.
pub(crate) fn json<T: Serialize + ?Sized>(out: impl io::Write, value: &T) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Escaping))?;
    Ok(())
}

/// Writes a value as JSON for people, a member a line, and a line break at the end. As [`json`] otherwise.
pub(crate) fn pretty_json<T: Serialize + ?Sized>(out: &mut (impl io::Write + ?Sized), value: &T) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    // What needs an escape stands in strings alone, but for the line breaks.
    for line in text.lines() {
        Escaping.write_string_fragment(out, line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(|c: char| c == '#' || !(' '..='~').contains(&c)) {
            let (before, found) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut chars = found.chars();
            match chars.next() {
                Some(c) if is_obeyed(c) || (c == '#' && is_mark(found)) => write!(out, "\\u{:04x}", u32::from(c))?,
                Some(c) => out.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?,
                None => {}
            }
            rest = chars.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character that a terminal or a reader might obey, and some that none does.
    fn text() -> String {
        let controls = (0..0x20).chain(0x7F..0xA0);
        let others =
            [0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF].into_iter().chain(0x202A..0x202F).chain(0x2066..0x206A);
        controls.chain(others).filter_map(char::from_u32).chain("é東😀 ## [a] ##[b] ##vso[c] %,:\"\\".chars()).collect()
    }

    #[test]
    fn nothing_is_obeyed_in_any_kind_of_output() {
        let mut escaped = Vec::new();
        json(&mut escaped, &text()).unwrap();
        let escaped = String::from_utf8(escaped).unwrap();
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), text());
        for clean in [
            line(&text()).into_owned(),
            github_data(&text()),
            github_property(&text()),
            xml(&text()).into_owned(),
            diff_name(&text()).into_owned(),
            escaped,
        ] {
            assert!(!clean.contains(is_obeyed), "{clean:?}");
            assert!(clean.contains("é東😀"), "{clean:?}");
        }
        for clean in [line(&text()), xml(&text()), diff_line(&text())] {
            assert!(!clean.contains("##[") && !clean.contains("##vso["), "{clean:?}");
            assert!(clean.contains("## [a]"), "{clean:?}");
        }
    }

    #[test]
    fn no_line_of_a_log_is_a_command() {
        for (given, clean) in [
            ("::error ::x", "?:error ::x"),
            (" \u{3000}::error ::x", " \u{3000}?:error ::x"),
            ("a ::error ::x", "a ::error ::x"),
            ("a ##[group]x ###[b] ## [c]", "a #?[group]x #?#[b] ## [c]"),
            ("##vso[task.setvariable]", "#?vso[task.setvariable]"),
        ] {
            assert_eq!(log_line(given), clean);
            assert_eq!(diff_line(given), clean);
        }
        assert_eq!(leading_name("::error ::x"), "./::error ::x");
        assert_eq!(leading_name("a/::b"), "a/::b");
    }

    #[test]
    fn a_diff_keeps_what_belongs_to_its_text() {
        assert_eq!(diff_line("+\ta\r"), "+\ta\r");
        assert_eq!(diff_line("+a\rb\u{1b}\r"), "+a?b?\r");
        assert_eq!(diff_name("a/é b.yaml"), "a/é b.yaml");
        assert_eq!(diff_name("a/\u{1b}\u{9b}\"\n"), "\"a/\\033\\302\\233\\\"\\n\"");
    }
}
