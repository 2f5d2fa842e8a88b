//! JSON into nodes: what the API sends, and what people write.
//!
//! One pass over the bytes, no recursion, every span exact. Numbers, `true`, `false` and `null` become plain
//! scalars, strings double-quoted ones, so that JSON and YAML are read alike from here on. What is no JSON is an error, and what
//! was meant is guessed so that the rest can be read: a text without errors is JSON to the letter.

mod words;

use std::sync::Arc;

use super::arena::{Builder, Kind, NodeId, Style, Tag, Tree};
use super::{MAX_NESTING, MAX_RECOVERIES, SyntaxError};
use crate::finding::Fix;
use crate::source::Span;
use words::Read;

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    Value,
    /// Right after `[` or `{`.
    FirstOrEnd,
    Key,
    /// After a key: `:`.
    Colon,
    /// After a value: `,` or the closing bracket.
    MoreOrEnd,
}

/// How far behind a bracket that does not fit those behind it are looked at.
const LOOKAHEAD: usize = 64 * 1024;

struct Reader<'s> {
    text: &'s str,
    at: usize,
    builder: Builder,
    errors: Vec<SyntaxError>,
    /// The open brackets.
    open: Vec<Open>,
    expect: Expect,
    /// Where the last token ended, and the last comma stood.
    last: usize,
    comma: usize,
    /// Comments, which JSON does not have: the first, and how many there are.
    comment: Option<Span>,
    comments: usize,
    /// Collections whose brackets are not sure.
    incomplete: Vec<NodeId>,
    /// Whether lines that are indented less than they should be show that something has ended before them.
    by_indentation: bool,
    /// Whether a bracket had no other.
    unbalanced: bool,
    /// Whether it nests deeper than anybody reads.
    too_deep: bool,
}

#[derive(Clone, Copy)]
struct Open {
    node: NodeId,
    at: usize,
    bracket: u8,
}

impl Open {
    fn closer(self) -> u8 {
        if self.bracket == b'{' { b'}' } else { b']' }
    }
}

/// Reads a JSON text. Where the tree has no errors, the text is JSON.
pub(super) fn parse(source: Arc<str>) -> Tree {
    let mut reader = Reader::new(&source, false);
    reader.document();
    if reader.unbalanced {
        // Brackets alone do not say which of them is missing; how the lines are indented does.
        let mut other = Reader::new(&source, true);
        other.document();
        if other.errors.len() <= reader.errors.len() {
            reader = other;
        }
    }
    reader.finish()
}

impl<'s> Reader<'s> {
    fn new(source: &'s Arc<str>, by_indentation: bool) -> Reader<'s> {
        Reader {
            text: source,
            at: if source.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 },
            builder: Builder::new(Arc::clone(source)),
            errors: Vec::new(),
            open: Vec::new(),
            expect: Expect::Value,
            last: 0,
            comma: 0,
            comment: None,
            comments: 0,
            incomplete: Vec::new(),
            by_indentation,
            unbalanced: false,
            too_deep: false,
        }
    }

    fn document(&mut self) {
        loop {
            self.skip_blank();
            if self.open.is_empty() && self.expect == Expect::MoreOrEnd {
                if self.at < self.text.len() {
                    self.unbalanced = true;
                    let error = SyntaxError::new(self.here(), "the JSON text goes on after its end");
                    self.say(error.help("remove what is behind the last bracket"));
                }
                return;
            }
            let Some(byte) = self.byte() else {
                self.early_end();
                return;
            };
            if self.errors.len() > MAX_RECOVERIES {
                self.incomplete.extend(self.open.iter().map(|open| open.node));
                return;
            }
            if self.by_indentation && self.ended_before(byte) {
                continue;
            }
            if !self.step(byte) {
                return;
            }
        }
    }

    /// Reads one token. Whether there is any use in going on.
    fn step(&mut self, byte: u8) -> bool {
        let start = self.at;
        let in_object = self.open.last().is_some_and(|open| open.bracket == b'{');
        match (self.expect, byte) {
            (Expect::FirstOrEnd | Expect::MoreOrEnd, b']' | b'}') => self.close(byte),
            // The last comma is one too many.
            (Expect::Key | Expect::Value, b']' | b'}') if self.is_behind_comma() => {
                let comma = Span::new(self.comma - 1, self.comma);
                let what = if in_object { "member" } else { "item" };
                let mut error = SyntaxError::new(comma, format!("JSON has no comma behind the last {what}"));
                error.fix = Some(Fix::replace(true, "remove the comma", comma, ""));
                self.say(error.help("remove it"));
                self.close(byte);
            }
            (Expect::Value, b']' | b'}' | b',') if in_object || byte == b',' => {
                let error = SyntaxError::new(self.here(), "a value is missing before this");
                self.say(error.help("write one, or `null`"));
                match in_object {
                    true => self.unknown(Span::new(start, start)),
                    false => self.at += 1,
                }
            }
            (Expect::Key | Expect::FirstOrEnd, b',') => {
                let mut error = SyntaxError::new(self.here(), "there is a comma too many here").help("remove it");
                error.fix = Some(Fix::replace(true, "remove the comma", self.here(), ""));
                self.say(error);
                self.at += 1;
            }
            (Expect::MoreOrEnd, b',') => {
                self.at += 1;
                self.comma = self.at;
                self.expect = self.next_in_open();
            }
            (Expect::Colon, b':') => {
                self.at += 1;
                self.expect = Expect::Value;
            }
            (Expect::Colon, _) => {
                let place = Span::new(self.last, self.last);
                let mut error = SyntaxError::new(self.here(), "`:` is missing between this key and its value");
                if byte == b'=' {
                    error =
                        SyntaxError::new(self.here(), "JSON has a colon between a key and its value").help("write `:`");
                    error.fix = Some(Fix::replace(true, "write a colon", self.here(), ":"));
                    self.at += 1;
                } else if !matches!(byte, b',' | b'}' | b']') {
                    error.fix = Some(Fix::replace(false, "add the colon", place, ":"));
                }
                self.say(error);
                self.expect = Expect::Value;
                if matches!(byte, b',' | b'}' | b']') {
                    self.unknown(place);
                }
            }
            (Expect::MoreOrEnd, b';') => {
                let mut error = SyntaxError::new(self.here(), "JSON has commas in lists and objects").help("write `,`");
                error.fix = Some(Fix::replace(true, "write a comma", self.here(), ","));
                self.say(error);
                self.at += 1;
                self.expect = self.next_in_open();
            }
            (Expect::MoreOrEnd, _) => {
                self.unbalanced |= in_object && matches!(byte, b'{' | b'[');
                let wanted = if in_object { "`,` or `}`" } else { "`,` or `]`" };
                let mut error = SyntaxError::new(self.here(), format!("{wanted} is missing before this"));
                let goes_on = byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'\'' | b'{' | b'[' | b'-');
                if goes_on {
                    error.fix = Some(Fix::replace(false, "add a comma", Span::new(self.last, self.last), ","));
                } else {
                    self.at += self.here().len();
                    self.skip_to_structure();
                }
                self.say(error);
                if goes_on {
                    self.expect = self.next_in_open();
                }
            }
            // The next item of the list around an object that was never closed.
            (Expect::Key, b'{') if self.is_behind_comma() && self.is_inside(b'[') => {
                self.close_before_comma(self.here());
                self.expect = Expect::Value;
            }
            (Expect::Key | Expect::FirstOrEnd, _) if in_object => {
                let text = match byte {
                    b'"' => Some(self.string()),
                    b'\'' => Some(self.single_quoted()),
                    _ => self.bare_key().map(Read::Text),
                };
                let span = Span::new(start, self.at);
                match text {
                    Some(Read::Text(text)) => {
                        self.builder.scalar(span, Style::DoubleQuoted, Tag::None, text, None);
                        self.expect = Expect::Colon;
                    }
                    Some(Read::Unknown) => {
                        self.builder.bad(span);
                        self.expect = Expect::Colon;
                    }
                    None => {
                        let error = SyntaxError::new(self.here(), "a key in double quotes is missing here");
                        self.say(error);
                        self.at += self.here().len();
                        self.skip_to_structure();
                        // What stood there may have been a member.
                        self.incomplete.extend(self.open.last().map(|open| open.node));
                        self.expect = if self.byte() == Some(b'"') { Expect::Key } else { Expect::MoreOrEnd };
                    }
                }
            }
            (_, b'{' | b'[') => {
                if self.open.len() >= MAX_NESTING {
                    let message = format!("nested more than {MAX_NESTING} levels deep");
                    let error = SyntaxError::new(Span::new(start, start + 1), message);
                    self.errors = vec![error.help("nothing needs as many; check for brackets that are never closed")];
                    self.too_deep = true;
                    return false;
                }
                let kind = if byte == b'{' { Kind::Mapping { flow: true } } else { Kind::Sequence { flow: true } };
                let node = self.builder.start(Span::new(start, start + 1), kind);
                self.open.push(Open { node, at: start, bracket: byte });
                self.at += 1;
                self.expect = Expect::FirstOrEnd;
            }
            (_, b'"') => {
                let text = self.string();
                // The next key of the object around a list that was never closed.
                if self.is_behind_comma() && self.is_inside(b'{') && self.text[self.at..].trim_start().starts_with(':')
                {
                    let span = Span::new(start, self.at);
                    self.close_before_comma(span);
                    match text {
                        Read::Text(text) => {
                            self.builder.scalar(span, Style::DoubleQuoted, Tag::None, text, None);
                        }
                        Read::Unknown => self.builder.bad(span),
                    }
                    self.expect = Expect::Colon;
                } else {
                    self.value(start, Style::DoubleQuoted, text);
                }
            }
            (_, b'\'') => {
                let text = self.single_quoted();
                self.value(start, Style::DoubleQuoted, text);
            }
            _ => match self.literal() {
                Some(text) => self.value(start, Style::Plain, text),
                None => {
                    let help =
                        "JSON values are strings in double quotes, numbers, true, false, null, [lists] and {objects}";
                    self.say(SyntaxError::new(self.here(), "no JSON value starts like this").help(help));
                    self.at += self.here().len();
                    self.skip_to_structure();
                    self.unknown(Span::new(start, self.at));
                }
            },
        }
        self.last = self.at;
        true
    }

    fn is_behind_comma(&self) -> bool {
        self.comma == self.last && self.comma > 0
    }

    /// Whether the innermost open bracket stands right inside one of this kind, and is of the other.
    fn is_inside(&self, outer: u8) -> bool {
        matches!(self.open.as_slice(), [.., around, open] if around.bracket == outer && open.bracket != outer)
    }

    /// Takes the innermost open bracket for one that was to be closed before the last comma, as what comes next shows.
    fn close_before_comma(&mut self, next: Span) {
        let Some(open) = self.open.pop() else { return };
        let end = self.comma.saturating_sub(1);
        self.unbalanced = true;
        let close = (open.closer() as char).to_string();
        let message = format!("this `{}` is never closed", open.bracket as char);
        let mut error = SyntaxError::new(Span::new(open.at, open.at + 1), message);
        error.fix = Some(Fix::replace(false, "close it", Span::new(end, end), close.as_str()));
        error.related = Some((next, "this belongs to what is around it".to_string()));
        self.say(error.help(format!("write `{close}` before the last comma")));
        self.incomplete.push(open.node);
        self.builder.end(end as u32);
    }

    fn value(&mut self, start: usize, style: Style, text: Read) {
        match text {
            Read::Text(text) => {
                self.builder.scalar(Span::new(start, self.at), style, Tag::None, text, None);
                self.expect = Expect::MoreOrEnd;
            }
            Read::Unknown => self.unknown(Span::new(start, self.at)),
        }
    }

    /// A value that nobody knows.
    fn unknown(&mut self, span: Span) {
        self.builder.bad(span);
        self.expect = Expect::MoreOrEnd;
    }

    /// A closing bracket.
    fn close(&mut self, byte: u8) {
        let start = self.at;
        let of = if byte == b'}' { b'{' } else { b'[' };
        self.at += 1;
        self.expect = Expect::MoreOrEnd;
        let Some(&open) = self.open.last() else { return };
        if self.by_indentation && self.is_second_of_line(start, open) {
            let message = format!("`{}` closes nothing here", byte as char);
            self.say(SyntaxError::new(Span::new(start, start + 1), message).help("remove it"));
            return;
        }
        if open.bracket != of {
            let place = Span::new(start, start + 1);
            self.unbalanced = true;
            if !self.closes_more(of) {
                let message = format!("`{}` closes nothing here", byte as char);
                self.say(SyntaxError::new(place, message).help("remove it, or open what it closes"));
                return;
            }
            // Those inside were never closed.
            let at = open.at;
            let mut error =
                SyntaxError::new(Span::new(at, at + 1), format!("this `{}` is never closed", open.bracket as char))
                    .help(format!("close it before the `{}`", byte as char));
            error.related = Some((place, "this closes what is around it".to_string()));
            self.say(error);
            while let Some(open) = self.open.pop_if(|open| open.bracket != of) {
                self.incomplete.push(open.node);
                self.builder.end(start as u32);
            }
        }
        self.open.pop();
        self.builder.end(start as u32 + 1);
    }

    /// Whether a closing bracket stands right behind another that is the first on its line, and is to close what was opened on a line
    /// before: brackets of several lines have a line each.
    fn is_second_of_line(&self, at: usize, open: Open) -> bool {
        let line = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = self.text[line..at].trim();
        !before.is_empty() && before.bytes().all(|byte| matches!(byte, b'}' | b']')) && open.at < line
    }

    /// At a bracket that does not close the innermost open one: whether it closes one further out, so that those inside were never
    /// closed, or is one too many. The guess is right with which more of the brackets behind it fit.
    fn closes_more(&self, of: u8) -> bool {
        let brackets: Vec<u8> = self.open.iter().map(|open| open.bracket).collect();
        match brackets.iter().rposition(|&open| open == of) {
            Some(nth) => self.misfits(brackets[..nth].to_vec()) < self.misfits(brackets),
            None => false,
        }
    }

    /// How many of the brackets from here on do not fit those that are open.
    fn misfits(&self, mut open: Vec<u8>) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let rest = &rest[..rest.len().min(LOOKAHEAD)];
        let (mut count, mut in_string, mut at) = (0, false, 0);
        while let Some(&byte) = rest.get(at) {
            at += 1;
            match byte {
                b'\\' if in_string => at += 1,
                // No string goes on behind its line.
                b'"' => in_string = !in_string,
                b'\n' => in_string = false,
                _ if in_string => {}
                b'{' | b'[' => open.push(byte),
                b'}' | b']' => {
                    let of = if byte == b'}' { b'{' } else { b'[' };
                    count += usize::from(open.pop_if(|open| *open == of).is_none());
                }
                _ => {}
            }
        }
        if rest.len() < LOOKAHEAD { count + open.len() } else { count }
    }

    /// By its indentation what comes next stands outside the innermost open bracket, which is taken for closed then.
    fn ended_before(&mut self, byte: u8) -> bool {
        let Some(&open) = self.open.last() else { return false };
        let line = |at: usize| self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let (here, there) = (line(self.at), line(open.at));
        let indentation =
            |line: usize| self.text[line..].len() - self.text[line..].trim_start_matches([' ', '\t']).len();
        let (own, around) = (indentation(here), indentation(there));
        if here == there || here + own != self.at || self.open.len() < 2 {
            return false;
        }
        let closes = matches!(byte, b']' | b'}');
        match self.expect {
            Expect::FirstOrEnd | Expect::MoreOrEnd if closes && own < around => {
                self.close_before_line(here, "");
                self.expect = Expect::MoreOrEnd;
                true
            }
            // A comma is missing too.
            Expect::MoreOrEnd if !closes && byte != b',' && own <= around => {
                self.close_before_line(here, ",");
                self.expect = self.next_in_open();
                true
            }
            Expect::Key | Expect::Value if !closes && self.is_behind_comma() && own <= around => {
                self.close_before_comma(self.here());
                self.expect = self.next_in_open();
                true
            }
            _ => false,
        }
    }

    /// Takes the innermost open bracket for one that was to be closed before a line, with something behind it.
    fn close_before_line(&mut self, line: usize, behind: &str) {
        let Some(open) = self.open.pop() else { return };
        self.unbalanced = true;
        let message = format!("this `{}` is never closed", open.bracket as char);
        let number = self.text[..line].matches('\n').count() + 1;
        let help = format!("write `{}{behind}` before line {number}", open.closer() as char);
        self.say(SyntaxError::new(Span::new(open.at, open.at + 1), message).help(help));
        self.incomplete.push(open.node);
        self.builder.end(self.last as u32);
    }

    /// What comes behind a comma.
    fn next_in_open(&self) -> Expect {
        match self.open.last() {
            Some(open) if open.bracket == b'{' => Expect::Key,
            _ => Expect::Value,
        }
    }

    /// The text ends before it is complete.
    fn early_end(&mut self) {
        self.unbalanced = true;
        let error = match self.open.last() {
            Some(open) => {
                let others = self.open.len() - 1;
                let more = match others {
                    0 => String::new(),
                    1 => " and the one around it".to_string(),
                    others => format!(" and the {others} around it"),
                };
                let are = if others == 0 { "is" } else { "are" };
                let place = Span::new(open.at, open.at + 1);
                let message = format!("this `{}`{more} {are} never closed", open.bracket as char);
                SyntaxError::new(place, message).help("close every `{` and `[`")
            }
            None => SyntaxError::new(self.here(), "the JSON text ends before it is complete"),
        };
        self.say(error);
        if self.expect == Expect::Value || self.expect == Expect::Colon {
            self.builder.bad(Span::new(self.at, self.at));
        }
        self.incomplete.extend(self.open.iter().map(|open| open.node));
    }

    fn say(&mut self, error: SyntaxError) {
        self.errors.push(error);
    }

    fn finish(mut self) -> Tree {
        if self.too_deep {
            let mut tree = Builder::new(Arc::from(self.text)).tree();
            tree.errors = self.errors;
            return tree;
        }
        if let Some(first) = self.comment {
            let more = match self.comments {
                1 => String::new(),
                2 => ", and there is one more".to_string(),
                count => format!(", and there are {} more", count - 1),
            };
            let message = format!("JSON has no comments{more}");
            self.errors.push(SyntaxError::new(first, message).help("remove them, or write the manifest as YAML"));
            self.errors.sort_by_key(|error| error.span);
        }
        while let Some(open) = self.open.pop() {
            self.builder.end(self.text.len() as u32);
            debug_assert!(self.incomplete.contains(&open.node));
        }
        let mut tree = self.builder.tree();
        tree.errors = self.errors;
        self.incomplete.into_iter().for_each(|node| tree.mark_incomplete(node));
        tree
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blank(&mut self) {
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/' | b'#') => {
                    let rest = &self.text[self.at..];
                    let end = match rest.as_bytes() {
                        [b'/', b'*', ..] => rest.find("*/").map(|end| end + 2),
                        [b'/', b'/', ..] | [b'#', ..] => rest.find(['\n', '\r']),
                        _ => return,
                    };
                    let end = self.at + end.unwrap_or(rest.len());
                    let start = self.at;
                    self.comment
                        .get_or_insert_with(|| Span::new(start, start + self.text[start..end].trim_end().len()));
                    self.comments += 1;
                    self.at = end;
                }
                _ => return,
            }
        }
    }

    /// To what may start or end something, or to the end of the line.
    fn skip_to_structure(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c| "\",:{}[]\n\r".contains(c)).unwrap_or(rest.len());
    }

    /// The character at hand, or nothing at the end.
    fn here(&self) -> Span {
        let length = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Span::new(self.at, self.at + length)
    }
}
