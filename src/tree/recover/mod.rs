//! Going on after a syntax error.
//!
//! The parser stops at the first thing it cannot read, often lines behind the cause. This module looks for the
//! cause in what the user wrote, covers it with filler of the same length, and has the text parsed again, a
//! bounded number of times. Offsets stay true, the cause is what gets reported, and what was covered
//! is marked unreadable, so that the rest of the file is linted and nothing is said twice.

mod lines;
mod suspects;

use std::borrow::Cow;
use std::sync::Arc;

use granit_parser::ErrorKind;

use super::arena::{Kind, NodeId, Tree};
use super::yaml::{self, Broken};
use super::{MAX_RECOVERIES, SyntaxError};
use crate::source::Span;
use lines::{Lines, floor_boundary};
use suspects::{Filler, Suspect, plain_words, suspects, token_span, unquoted_schedule};

/// Above this many bytes, only a few attempts are made.
const LARGE: usize = 1024 * 1024;

/// Reads a YAML text, errors and all.
pub(super) fn parse_yaml(source: Arc<str>) -> Tree {
    let mut work = Work::new(&source);
    let mut attempts = if source.len() > LARGE { 6 } else { 48 };
    work.cover_control_characters();
    let mut rounds = 0;
    let mut result = work.parse();
    while let Err(broken) = result {
        rounds += 1;
        let next = if rounds > MAX_RECOVERIES { None } else { work.step_over(&broken, &mut attempts) };
        result = match next {
            Some(result) => result,
            None => {
                work.give_up_from(&broken);
                let tree = work.parse().unwrap_or_else(|_| Tree::default());
                return work.finish(tree);
            }
        };
    }
    match result {
        Ok(tree) => work.finish(tree),
        Err(_) => work.finish(Tree::default()),
    }
}

struct Work {
    source: Arc<str>,
    /// The source with covered pieces; always of the same length.
    text: String,
    covered: Vec<Span>,
    lost: Vec<Span>,
    errors: Vec<SyntaxError>,
}

impl Work {
    fn new(source: &Arc<str>) -> Work {
        let text = fold_breaks(source).into_owned();
        Work { source: Arc::clone(source), text, covered: Vec::new(), lost: Vec::new(), errors: Vec::new() }
    }

    fn parse(&self) -> Result<Tree, Broken> {
        yaml::parse(Arc::clone(&self.source), &self.text)
    }

    fn finish(mut self, mut tree: Tree) -> Tree {
        tree.mark(&self.covered, &self.lost);
        // An alias whose anchor stands in what was covered is no mistake of its own.
        tree.errors.retain(|error| !self.hides_anchor(tree_slice(&self.source, error.span)));
        self.errors.append(&mut tree.errors);
        if let Some(second) = tree.second_document() {
            // The platform never gets there.
            self.errors.retain(|error| error.span.start < second.start);
        }
        let (errors, incomplete) = key_errors(&tree);
        self.errors.extend(errors);
        incomplete.into_iter().for_each(|mapping| tree.mark_incomplete(mapping));
        for error in &mut self.errors {
            // The working copy has character boundaries that the source has not.
            let start = floor_boundary(&self.source, error.span.start as usize);
            let end = floor_boundary(&self.source, error.span.end as usize);
            error.span = Span::new(start, end);
        }
        self.errors.sort_by_key(|error| error.span);
        tree.errors = self.errors;
        tree
    }

    /// Whether what was covered has the anchor of an alias in it.
    fn hides_anchor(&self, alias: &str) -> bool {
        let Some(name) = alias.strip_prefix('*').filter(|name| !name.is_empty()) else { return false };
        let anchor = format!("&{name}");
        self.lost.iter().chain(&self.covered).any(|span| {
            let covered = tree_slice(&self.source, *span);
            covered.match_indices(&anchor).any(|(at, found)| {
                covered[at + found.len()..]
                    .chars()
                    .next()
                    .is_none_or(|next| next.is_whitespace() || ",[]{}".contains(next))
            })
        })
    }

    /// The platform's reader refuses control characters wherever they stand, comments included.
    fn cover_control_characters(&mut self) {
        let found: Vec<(usize, char)> =
            self.text.char_indices().filter(|&(_, c)| is_refused(c)).take(MAX_RECOVERIES).collect();
        for (at, character) in found {
            let span = Span::new(at, at + character.len_utf8());
            let code = character as u32;
            self.errors.push(
                SyntaxError::new(span, format!("a control character (U+{code:04X}) stands here"))
                    .help("remove it; in double quotes it can be written as an escape"),
            );
            self.cover(span, b'x');
            self.covered.push(span);
        }
        // Whatever lies beyond the sixteenth is covered without a word, so that the rest can be read.
        let rest: Vec<(usize, char)> = self.text.char_indices().filter(|&(_, c)| is_refused(c)).collect();
        for (at, character) in rest {
            self.cover(Span::new(at, at + character.len_utf8()), b'x');
        }
    }

    /// Overwrites a piece of the text with one character, line breaks excepted.
    fn cover(&mut self, span: Span, filler: u8) {
        let piece: Vec<u8> = self.text.as_bytes()[span.range()]
            .iter()
            .map(|&byte| if matches!(byte, b'\n' | b'\r') { byte } else { filler })
            .collect();
        // The piece starts and ends on character boundaries and the filler is ASCII.
        if let Ok(piece) = String::from_utf8(piece) {
            self.text.replace_range(span.range(), &piece);
        }
    }

    fn cover_suspect(&mut self, suspect: &Suspect) {
        if suspect.with == Filler::Blank {
            self.cover(suspect.cover, b' ');
            return;
        }
        self.cover(suspect.cover, b'x');
        if suspect.with == Filler::Member {
            let Span { start, .. } = suspect.cover;
            self.cover(Span { start: start + 1, end: start + 2 }, b':');
            self.cover(Span { start: start + 2, end: start + 3 }, b' ');
            return;
        }
        if suspect.cover.len() >= 2 && !self.text[suspect.cover.range()].contains(['\n', '\r']) {
            let Span { start, end } = suspect.cover;
            self.cover(Span { start, end: start + 1 }, b'"');
            self.cover(Span { start: end - 1, end }, b'"');
        }
    }

    /// Tries one suspect after the other until the parser gets further; what it says then.
    fn step_over(&mut self, broken: &Broken, attempts: &mut usize) -> Option<Result<Tree, Broken>> {
        if matches!(broken.kind, ErrorKind::RecursionLimitExceeded) {
            return None;
        }
        if let Some(result) = self.allow_escaped_apostrophes(broken) {
            return Some(result);
        }
        if let Some(result) = self.cover_unquoted_schedules() {
            return Some(result);
        }
        for suspect in suspects(&self.text, broken) {
            if *attempts == 0 {
                return None;
            }
            *attempts -= 1;
            let before = self.text.clone();
            self.cover_suspect(&suspect);
            let result = self.parse();
            let further = match &result {
                Ok(_) => true,
                Err(next) => next.at > broken.at.max(suspect.cover.end as usize),
            };
            if further {
                if suspect.with != Filler::Value {
                    self.lost.push(suspect.cover);
                }
                if suspect.with != Filler::Blank {
                    self.covered.push(suspect.cover);
                }
                self.errors.push(suspect.error);
                return Some(result);
            }
            self.text = before;
        }
        None
    }

    /// `"it\'s"`: the platform's reader takes the escape, the parser library does not. A blank in place of the backslash
    /// keeps the length.
    fn allow_escaped_apostrophes(&mut self, broken: &Broken) -> Option<Result<Tree, Broken>> {
        let at = floor_boundary(&self.text, broken.at);
        let line = Lines::around(&self.text, at);
        let is_escape =
            matches!(broken.kind, ErrorKind::UnknownQuotedScalarEscape) && self.text[line.range()].contains("\\'");
        is_escape.then(|| {
            let text = self.text[line.range()].replace("\\'", " '");
            self.text.replace_range(line.range(), &text);
            self.parse()
        })
    }

    /// The classic: `schedule: */10 * * * *` without quotes. All of them at once, since where there is one there
    /// are ten. A line that turns out to be part of a longer text is left alone.
    fn cover_unquoted_schedules(&mut self) -> Option<Result<Tree, Broken>> {
        let found: Vec<Suspect> =
            Lines::of(&self.text).filter_map(|line| unquoted_schedule(&self.text, line)).collect();
        if found.is_empty() {
            return None;
        }
        let before = self.text.clone();
        for suspect in &found {
            self.cover_suspect(suspect);
        }
        let result = self.parse();
        let real: Vec<Suspect> = match &result {
            Ok(tree) => found.into_iter().filter(|suspect| is_a_value(tree, suspect.cover)).collect(),
            Err(_) => found,
        };
        self.text = before;
        for suspect in &real {
            self.cover_suspect(suspect);
            self.covered.push(suspect.cover);
        }
        self.errors.extend(real.into_iter().map(|suspect| suspect.error));
        Some(self.parse())
    }

    /// Nothing helped: what stands before the line that the parser gave up on is all there is.
    fn give_up_from(&mut self, broken: &Broken) {
        let at = floor_boundary(&self.text, broken.at);
        let line = Lines::around(&self.text, at);
        let place = token_span(&self.text, line, at);
        self.errors.push(plain_words(&self.text, broken, place, line));
        let mut cut = line.start as usize;
        // The cause may lie before: go back until what is left can be read.
        for _ in 0..4 {
            let rest = Span::new(cut, self.text.len());
            self.cover(rest, b' ');
            self.lost.push(rest);
            if cut == 0 || self.parse().is_ok() {
                return;
            }
            cut = Lines::around(&self.text, cut - 1).start as usize / 2;
            cut = Lines::around(&self.text, floor_boundary(&self.text, cut)).start as usize;
        }
        let all = Span::new(0, self.text.len());
        self.cover(all, b' ');
        self.lost.push(all);
    }
}

/// A piece of the source; nothing where it would break a character.
fn tree_slice(source: &str, span: Span) -> &str {
    source.get(span.range()).unwrap_or("")
}

/// What the platform's reader refuses: everything outside YAML's printable characters.
fn is_refused(c: char) -> bool {
    !matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// YAML 1.1 has three more line breaks than the parser library: they become a line feed behind blanks.
fn fold_breaks(text: &str) -> Cow<'_, str> {
    match text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        true => Cow::Owned(text.replace('\u{85}', " \n").replace(['\u{2028}', '\u{2029}'], "  \n")),
        false => Cow::Borrowed(text),
    }
}

/// Keys that the platform cannot turn into the name of a member, and merges of what is no mapping; and the mappings that
/// lack what such a merge was to bring.
fn key_errors(tree: &Tree) -> (Vec<SyntaxError>, Vec<NodeId>) {
    let mut errors = Vec::new();
    let mut incomplete = Vec::new();
    for id in (0..tree.len() as u32).map(NodeId) {
        for &[key, value] in tree.pairs(id) {
            let target = tree.target(key);
            match tree.kind(target) {
                Kind::Sequence { .. } | Kind::Mapping { .. } => {
                    let span = tree.first_line(tree.span(key));
                    errors.push(SyntaxError::new(span, "a key must be a name, not a list or a mapping"));
                }
                Kind::Scalar { style, tag } => {
                    let reading = super::scalar::read(tree.text(target), style, tag);
                    if matches!(reading, super::scalar::Reading::Null) {
                        let handle =
                            if tree.span(key).is_empty() { tree.first_line(tree.span(value)) } else { tree.span(key) };
                        errors.push(
                            SyntaxError::new(handle, "a key must be a name, not null")
                                .help("write a name before the colon, in quotes if need be"),
                        );
                    }
                    let is_merge = super::view::is_merge_key(tree, key);
                    // What is merged from a mapping that lost a line may be missing here too.
                    if is_merge && merged(tree, value).any(|from| is_hidden(tree, &incomplete, from)) {
                        incomplete.push(id);
                    }
                    if is_merge && !merges_mappings(tree, value) {
                        incomplete.push(id);
                        errors.push(
                            SyntaxError::new(tree.visible(value), "`<<` merges mappings, and this is none")
                                .help("write an alias of a mapping, `*name`, or a list of such aliases"),
                        );
                    }
                }
                Kind::Alias { .. } | Kind::Bad => {}
            }
        }
        if let Kind::Scalar { style, tag } = tree.kind(id)
            && let super::scalar::Reading::Mismatch(why) = super::scalar::read(tree.text(id), style, tag)
        {
            errors.push(SyntaxError::new(tree.span(id), why));
        }
    }
    (errors, incomplete)
}

fn merges_mappings(tree: &Tree, value: NodeId) -> bool {
    merged(tree, value).all(|from| matches!(tree.kind(from), Kind::Mapping { .. } | Kind::Bad))
}

/// What a merge takes from: the value itself, or each item of a list.
fn merged(tree: &Tree, value: NodeId) -> impl Iterator<Item = NodeId> {
    let target = tree.target(value);
    let items = matches!(tree.kind(target), Kind::Sequence { .. }).then(|| tree.items(target));
    let alone = items.is_none().then_some(target);
    items.into_iter().flatten().map(|&item| tree.target(item)).chain(alone)
}

/// Whether a mapping, or something in it, could not be read. Aliases point back, so that what they point at is known.
fn is_hidden(tree: &Tree, incomplete: &[NodeId], mapping: NodeId) -> bool {
    matches!(tree.kind(mapping), Kind::Bad) || tree.is_incomplete(mapping) || incomplete.contains(&mapping)
}

fn is_a_value(tree: &Tree, span: Span) -> bool {
    (0..tree.len() as u32).map(NodeId).any(|id| tree.span(id) == span && matches!(tree.kind(id), Kind::Scalar { .. }))
}
