//! The word under the cursor, and whether a key or a value is wanted in its place. Looks at the line alone, which is all that can be
//! relied on while it is written.

use crate::server::opened::Opened;
use crate::source::Span;
use crate::syntax::{Kind, NodeId, Style};

/// What is wanted in the place of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    Key,
    Value,
}

/// The word under the cursor; empty where there is none yet.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its bytes, quotes included.
    pub span: Span,
    /// The quote that it begins with.
    quote: Option<char>,
    /// Whether a colon follows already.
    pub has_colon: bool,
    /// What comes before it.
    before: Before,
    /// Whether it lies in brackets or braces.
    pub in_flow: bool,
    /// The column, in characters, that keys beside it begin in.
    pub column: usize,
}

/// What comes before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// Nothing on its line.
    Start,
    /// The dash of an item.
    Dash,
    /// A key and its colon.
    Colon,
    /// A bracket, a brace or a comma.
    Open,
}

impl Word {
    /// The word at an offset; nothing inside of text in blocks.
    pub fn at(opened: &Opened, offset: usize) -> Option<Word> {
        let tree = opened.analysis().tree();
        let node = opened.analysis().node_at(offset);
        if let Some(node) = node
            && let Kind::Scalar { style: Style::Block, .. } = tree.kind(node)
            && (tree.span(node).start as usize) < offset
        {
            return None;
        }
        let around = node.is_some_and(|node| in_flow(opened, node, offset));
        let source = opened.analysis().source();
        let line = source.line_span(source.line_index(offset));
        let text = source.slice(line).trim_start_matches('\u{FEFF}');
        let start = line.end as usize - text.len();
        let cursor = offset.checked_sub(start)?;
        let Scan { from, before, depth, column, quote } = scan(text.get(..cursor)?, around);
        let in_flow = depth > 0;
        let end = cursor + rest(&text[cursor..], before, in_flow, quote);
        let after = text[end..].trim_start();
        Some(Word {
            span: Span::new(start + from, start + end),
            quote,
            has_colon: after.starts_with(':'),
            before,
            in_flow,
            column,
        })
    }

    /// The quote that the word begins with; empty for none.
    pub fn quote(&self) -> &'static str {
        match self.quote {
            Some('"') => "\"",
            Some(_) => "'",
            None => "",
        }
    }

    /// Whether nothing stands before it on its line.
    pub fn is_first(&self) -> bool {
        self.before == Before::Start
    }

    /// What it may be, the likeliest first.
    pub fn tries(&self) -> &'static [Wants] {
        match self.before {
            _ if self.has_colon && self.before != Before::Colon => &[Wants::Key],
            Before::Start if !self.in_flow => &[Wants::Key],
            Before::Colon => &[Wants::Value],
            Before::Start | Before::Dash | Before::Open => &[Wants::Value, Wants::Key],
        }
    }
}

/// Whether brackets or braces are open around an offset, as far as the text can be read.
fn in_flow(opened: &Opened, node: NodeId, offset: usize) -> bool {
    let tree = opened.analysis().tree();
    std::iter::successors(Some(node), |&node| tree.parent(node)).any(|node| {
        let span = tree.span(node);
        let is_flow = matches!(tree.kind(node), Kind::Sequence { flow: true } | Kind::Mapping { flow: true });
        is_flow && (span.start as usize) < offset && offset < span.end as usize
    })
}

/// What is on a line before the cursor.
struct Scan {
    /// Where the word begins.
    from: usize,
    before: Before,
    /// How many brackets and braces are open.
    depth: usize,
    column: usize,
    quote: Option<char>,
}

fn scan(text: &str, around: bool) -> Scan {
    let mut scan = Scan { from: 0, before: Before::Start, depth: usize::from(around), column: 0, quote: None };
    let mut letters = text.char_indices().peekable();
    let mut is_blank = true;
    let mut column = 0;
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|&(_, next)| next);
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let behind = |scan: &mut Scan, before| {
            scan.before = before;
            scan.from = at + letter.len_utf8();
            scan.quote = None;
        };
        match (scan.quote, letter) {
            (Some('"'), '\\') => {
                letters.next();
                column += 1;
            }
            (Some(open), closing) if open == closing => scan.quote = None,
            (Some(_), _) => {}
            (None, ' ' | '\t') => {
                if scan.from == at {
                    scan.from = at + 1;
                }
                if is_blank && scan.before != Before::Colon {
                    scan.column = column + 1;
                }
            }
            (None, '-') if is_blank && is_space(next) => {
                behind(&mut scan, Before::Dash);
                scan.column = column + 2;
            }
            (None, '"' | '\'') if scan.from == at => {
                scan.quote = Some(letter);
                is_blank = false;
            }
            (None, ':') if is_space(next) || (scan.depth > 0 && text[..at].ends_with('"')) => {
                behind(&mut scan, Before::Colon);
                is_blank = false;
            }
            (None, '{' | '[') if scan.from == at => {
                scan.depth += 1;
                behind(&mut scan, Before::Open);
                is_blank = false;
            }
            (None, ',') if scan.depth > 0 => behind(&mut scan, Before::Open),
            (None, '}' | ']') if scan.depth > 0 => {
                scan.depth -= 1;
                behind(&mut scan, Before::Colon);
            }
            (None, _) => is_blank = false,
        }
        column += 1;
    }
    scan
}

/// How much behind the cursor belongs to the word.
fn rest(text: &str, before: Before, in_flow: bool, quote: Option<char>) -> usize {
    if let Some(quote) = quote {
        let end = text.find(quote).map(|at| at + quote.len_utf8());
        return end.unwrap_or_else(|| text.trim_end().len());
    }
    let mut end = text.len();
    for (at, letter) in text.char_indices() {
        let is_end = match letter {
            '#' => at == 0 || text[..at].ends_with([' ', '\t']),
            ',' | '}' | ']' => in_flow,
            ':' => before != Before::Colon && text[at + 1..].chars().next().is_none_or(char::is_whitespace),
            _ => false,
        };
        if is_end {
            end = at;
            break;
        }
    }
    text[..end].trim_end().len()
}
