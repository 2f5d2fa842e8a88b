//! What the reader ran into, in words for a person, where no repair says it better.

use super::layout::number_of;
use super::lines::{Entry, indentation, is_item, possible_starts};
use crate::source::Span;
use crate::syntax::yaml::{Broken, Fault};
use crate::syntax::{MAX_NESTING, SyntaxError};

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

/// The reader's complaint in words for a person.
pub(super) fn plain_words(text: &str, broken: &Broken, place: Span, line: Span) -> SyntaxError {
    let error = |message: &str, help: &str| SyntaxError::new(place, message).help(help);
    match broken.fault {
        Fault::Depth => SyntaxError::new(place, format!("nested more than {MAX_NESTING} levels deep"))
            .help("nothing needs as many; check for brackets that are never closed"),
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
        Fault::Version => {
            error("the platform reads YAML 1.1 only, and rejects a file that says otherwise", "remove this line")
        }
        Fault::Directive | Fault::DocumentStart => {
            error("this is no directive that the platform knows", "remove the line, or quote the text")
        }
        Fault::CollectionKey => {
            error("a key must be a name, not a list or a mapping", "quote it if it is meant as text")
        }
        Fault::AnchorName => error(
            "the name of an anchor or an alias has letters, digits, `-` and `_` in it, and nothing else",
            "quote the value if it is meant as text",
        ),
        Fault::Tag => error("an unquoted `!` starts a tag, and this is none", "quote the value if it is meant as text"),
        Fault::BlockHeader => error(
            "behind `|` and `>` only `-`, `+`, a digit and a comment can stand",
            "put the text on lines of its own, or quote it",
        ),
        Fault::BlockTab | Fault::PlainTab => error("YAML does not allow tabs in the indentation", "indent with spaces"),
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
                    let number = number_of(text, start.line);
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
        Fault::Character | Fault::Node | Fault::Quote | Fault::QuotedDocument | Fault::Escape => {
            SyntaxError::new(place, "this cannot be read as YAML")
                .help("check the quotes, brackets and colons of this line and the one before it")
        }
    }
}
