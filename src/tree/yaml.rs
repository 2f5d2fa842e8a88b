//! YAML events into nodes.
//!
//! The parser library gives events; this module puts the spans right where they are not what a user would point at,
//! refuses what the platform's reader refuses and the library takes, and stops after the first document,
//! as the platform does.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};

use super::arena::{Builder, Kind, NodeId, Style, Tag, Tree};
use super::{MAX_NESTING, SyntaxError};
use crate::source::Span;

/// A text that is no YAML from some place on.
pub(super) struct Broken {
    /// Where the parser gave up, in bytes. The cause may lie before.
    pub(super) at: usize,
    /// What it ran into.
    pub(super) kind: ErrorKind,
}

/// Reads `text`, which is `source` or a copy of the same length with pieces covered up.
pub(super) fn parse(source: Arc<str>, text: &str) -> Result<Tree, Broken> {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_NESTING,
        block_nesting_limit: MAX_NESTING,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder::new(Arc::clone(&source), text);
    let broken = |error: ScanError| Broken {
        at: error.marker().byte_offset().unwrap_or(text.len()),
        kind: error.kind().clone(),
    };
    let mut anchors: HashMap<usize, NodeId> = HashMap::new();
    // Collections end at their last real token; the parser's own end is the token after.
    let mut last_end = 0;
    let mut last_node = None;
    let mut first_is_read = false;
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            // What comes after the first document is never read by the platform, so it cannot be wrong.
            Err(_) if first_is_read => break,
            Err(error) => return Err(broken(error)),
        };
        // At the end of the text the parser counts a line break that is not there, and covered pieces have boundaries
        // that the source has not.
        let range = span.byte_range().map_or(0..0, |range| floor(&source, range.start)..floor(&source, range.end));
        let mut at = Span::new(range.start, range.end);
        match event {
            Event::DocumentStart(explicit, version) => {
                if first_is_read {
                    let start = if explicit { Span::new(range.start, range.start + 3) } else { at };
                    if has_content(text.get(start.end as usize..).unwrap_or("")) {
                        builder.tree_mut().second_document = Some(start);
                    }
                    break;
                }
                if version.is_some_and(|version| version.minor != 1 || version.major != 1) {
                    let error = version_error(text);
                    builder.error(error);
                }
            }
            Event::DocumentEnd => first_is_read = true,
            Event::Comment(..) => builder.comment(at),
            Event::Scalar(value, style, id, tag) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                if style == Style::Block {
                    at = block_scalar_span(text, at);
                }
                if style == Style::DoubleQuoted
                    && let Some(escape) = surrogate(text, at)
                {
                    builder.error(
                        SyntaxError::new(escape, "the platform knows no escapes of half a character")
                            .help("write the character itself, or its whole code as `\\U0001F600`"),
                    );
                }
                let nothing = at.is_empty() && style == Style::Plain;
                let value = if nothing { "".into() } else { value };
                let node = builder.scalar(at, style, tag_of(tag.as_deref()), value);
                if id != 0 {
                    anchors.insert(id, node);
                    last_node = Some(node);
                }
                if !nothing {
                    last_end = at.end;
                } else if let Some(tag) = span.tag_span().and_then(|span| span.byte_range()) {
                    last_end = last_end.max(tag.end as u32);
                }
            }
            Event::SequenceStart(style, id, _) => {
                let flow = style == StructureStyle::Flow;
                if !flow {
                    at.start = first_dash(text, at.start);
                }
                let node = builder.start(at, Kind::Sequence { flow });
                if id != 0 {
                    anchors.insert(id, node);
                    last_node = Some(node);
                }
                last_end = at.end.max(last_end);
                if !flow {
                    // An item with nothing in it still has its dash.
                    last_end = last_end.max(at.start + 1);
                }
            }
            Event::MappingStart(style, id, _) => {
                let flow = style == StructureStyle::Flow;
                let node = builder.start(at, Kind::Mapping { flow });
                if id != 0 {
                    anchors.insert(id, node);
                    last_node = Some(node);
                }
            }
            Event::SequenceEnd | Event::MappingEnd => {
                // A flow collection ends with its bracket; a block's own end is the token after it.
                if text.as_bytes().get(range.start).is_some_and(|byte| matches!(byte, b']' | b'}')) && at.len() == 1 {
                    last_end = at.end;
                } else {
                    last_end = colon_after(text, last_end);
                }
                builder.end(last_end);
            }
            Event::Anchor(_, _) => {
                if let Some(node) = last_node {
                    builder.anchor(node, at);
                }
            }
            Event::Alias(id) => {
                if !builder.alias(at, anchors.get(&id).copied()) {
                    builder.error(
                        SyntaxError::new(
                            at,
                            format!("`{}` stands inside the very node that it repeats", text.get(range).unwrap_or("")),
                        )
                        .help("an alias can only repeat what is finished before it"),
                    );
                }
                last_end = at.end;
            }
            Event::UnresolvedAlias(name) => {
                builder.alias(at, None);
                let error = SyntaxError::new(at, format!("there is no anchor `&{name}` before this"));
                builder.error(error.help("quote the text if no alias was meant: a plain value cannot start with `*`"));
                last_end = at.end;
            }
            _ => {}
        }
        if builder.depth() > MAX_NESTING {
            return Err(Broken { at: at.start as usize, kind: ErrorKind::RecursionLimitExceeded });
        }
    }
    if builder.expands_too_far() {
        let place = builder.cut_aliases().unwrap_or_default();
        builder.error(
            SyntaxError::new(place, "the aliases of this file expand to far more than is written in it")
                .help("the platform refuses files whose aliases multiply like this; write the repeated parts out"),
        );
    }
    Ok(builder.tree())
}

/// The character boundary at or before a place.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first `\ud83d` in a quoted text: half of a pair that makes a character in JSON. The parser library joins such pairs, the
/// platform's reader rejects them.
fn surrogate(text: &str, quoted: Span) -> Option<Span> {
    let bytes = text.as_bytes().get(quoted.range())?;
    let mut at = 0;
    while at + 5 < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let is_half = bytes[at + 1] == b'u'
            && bytes[at + 2].eq_ignore_ascii_case(&b'd')
            && matches!(bytes[at + 3], b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F');
        if is_half {
            return Some(quoted.part(at..at + 6));
        }
        at += 2;
    }
    None
}

/// Whether a text has more in it than comments and document marks: a `---` with nothing behind
/// it hides nothing from anybody.
fn has_content(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .any(|line| !(line.is_empty() || line.starts_with('#') || line == "---" || line == "..."))
}

fn tag_of(tag: Option<&granit_parser::Tag>) -> Tag {
    let Some(tag) = tag else { return Tag::None };
    match tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() {
        Some("str") => Tag::Str,
        Some("int") => Tag::Int,
        Some("float") => Tag::Float,
        Some("bool") => Tag::Bool,
        Some("null") => Tag::Null,
        Some("binary") => Tag::Binary,
        Some(_) => Tag::Other,
        None if tag.original() == "!" => Tag::Str,
        None => Tag::Other,
    }
}

/// The platform's reader knows YAML 1.1 only, and says so.
fn version_error(text: &str) -> SyntaxError {
    let at = text.find("%YAML").unwrap_or(0);
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    SyntaxError::new(
        Span::new(at, at + line.len()),
        "the platform reads YAML 1.1 only, and rejects a file that says otherwise",
    )
    .help("remove this line")
}

/// The parser's span of a block scalar covers its content: take the `|` or `>` before it too, and
/// leave the blank lines after it out.
fn block_scalar_span(text: &str, content: Span) -> Span {
    let before = text.get(..content.start as usize).unwrap_or("");
    let start = match text.as_bytes().get(content.start as usize) {
        Some(b'|' | b'>') => content.start as usize,
        _ => before.rfind(['|', '>']).unwrap_or(content.start as usize),
    };
    let whole = text.get(start..content.end as usize).unwrap_or("");
    Span::new(start, start + whole.trim_end().len())
}

/// A list that is not indented under its key starts behind its first dash: the dash itself.
fn first_dash(text: &str, start: u32) -> u32 {
    let at = start as usize;
    if text.as_bytes().get(at) == Some(&b'-') {
        return start;
    }
    match text.get(..at).map(str::trim_end) {
        Some(before) if before.ends_with('-') => before.len() as u32 - 1,
        _ => start,
    }
}

/// The end of a `:` that follows the last key of a mapping whose value is empty.
fn colon_after(text: &str, end: u32) -> u32 {
    let rest = text.get(end as usize..).unwrap_or("");
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if rest[blank..].starts_with(':') { end + blank as u32 + 1 } else { end }
}
