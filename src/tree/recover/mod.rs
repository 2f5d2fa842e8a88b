//! Going on after a syntax error.
//!
//! The reader stops at the first thing that the platform rejects, often lines behind the cause. This module looks for the
//! cause in what the user wrote, covers it with filler of the same length, and has the reader go on from shortly before it, a
//! bounded number of times. Offsets stay true, the cause is what gets reported, and what was covered
//! is marked unreadable, so that the rest of the file is linted and nothing is said twice.

mod lines;
mod suspects;

use std::sync::Arc;

use super::arena::{Builder, Kind, NodeId, Tree};
use super::yaml::{Broken, Checkpoint, Ending, Fault, Reader, refused};
use super::{MAX_RECOVERIES, SyntaxError, aliases};
use crate::source::Span;
use lines::{Lines, floor_boundary};
use suspects::{Filler, Suspect, plain_words, suspects, token_span, unquoted_schedule};

/// How many guesses are tried in all.
const MAX_ATTEMPTS: usize = 64;

/// Reads a YAML text, errors and all. `wide` says that it was read from UTF-16.
pub(super) fn parse_yaml(source: Arc<str>, wide: bool) -> Tree {
    let mut work = Work::new(&source, wide);
    let mut attempts = MAX_ATTEMPTS;
    work.cover_control_characters();
    let mut rounds = 0;
    let mut result = work.read(0);
    while let Err(broken) = result {
        rounds += 1;
        let next = if rounds > MAX_RECOVERIES { None } else { work.step_over(&broken, &mut attempts) };
        result = match next {
            Some(result) => result,
            None => Ok(work.give_up_from(&broken)),
        };
    }
    work.finish(result.ok())
}

struct Work {
    source: Arc<str>,
    wide: bool,
    /// The source with covered pieces, once there are some; always of the same length.
    copy: Option<String>,
    builder: Builder,
    checkpoints: Vec<Checkpoint>,
    covered: Vec<Span>,
    lost: Vec<Span>,
    errors: Vec<SyntaxError>,
    /// Unquoted schedules: what was covered, and what is said where that turns out to be a value.
    schedules: Vec<(Span, SyntaxError)>,
    /// What is said of characters that the platform refuses, as far as it looks.
    refused: Vec<SyntaxError>,
}

impl Work {
    fn new(source: &Arc<str>, wide: bool) -> Work {
        Work {
            source: Arc::clone(source),
            wide,
            copy: None,
            builder: Builder::new(Arc::clone(source)),
            checkpoints: Vec::new(),
            covered: Vec::new(),
            lost: Vec::new(),
            errors: Vec::new(),
            schedules: Vec::new(),
            refused: Vec::new(),
        }
    }

    fn text(&self) -> &str {
        self.copy.as_deref().unwrap_or(&self.source)
    }

    /// Reads from shortly before a place to the end, or to the next thing that cannot be read.
    fn read(&mut self, from: usize) -> Result<Ending, Broken> {
        let known = self.checkpoints.partition_point(|checkpoint| checkpoint.place() <= from);
        self.checkpoints.truncate(known);
        let text = self.copy.as_deref().unwrap_or(&self.source);
        let marks = text.matches('\u{FEFF}').count();
        let watched = !self.refused.is_empty() || marks > usize::from(text.starts_with('\u{FEFF}') && !self.wide);
        let last = self.checkpoints.last().cloned();
        let mut reader = Reader::new(text, self.wide, watched, &mut self.builder, &mut self.checkpoints);
        reader.resume(last.as_ref());
        reader.document()
    }

    fn finish(mut self, ending: Option<Ending>) -> Tree {
        for (cover, error) in std::mem::take(&mut self.schedules) {
            if self.builder.has_scalar(cover) {
                self.covered.push(cover);
                self.errors.push(error);
            }
        }
        let mut tree = self.builder.tree();
        if aliases::expand_too_far(&tree) {
            let place = tree.cut_aliases().unwrap_or_default();
            tree.errors.push(
                SyntaxError::new(place, "the aliases of this file expand to far more than is written in it")
                    .help("the platform refuses files whose aliases multiply like this; write the repeated parts out"),
            );
        }
        tree.mark(&self.covered, &self.lost);
        // An alias whose anchor stands in what was covered is no mistake of its own.
        let hidden = Hidden { source: &self.source, spans: [&self.lost, &self.covered] };
        tree.errors.retain(|error| !hidden.has_anchor(slice(&self.source, error.span)));
        self.errors.append(&mut tree.errors);
        if let Some(Ending { ignored, looked_at }) = ending {
            tree.ignored = ignored;
            // What lies behind the end of the document is never read, but for how far the platform looks ahead.
            self.refused.retain(|error| (error.span.start as usize) < looked_at);
        }
        self.errors.append(&mut self.refused);
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

    /// The platform's reader refuses control characters wherever they stand, comments included.
    fn cover_control_characters(&mut self) {
        let found: Vec<(usize, char)> = refused(&self.source).collect();
        for (nth, (at, character)) in found.into_iter().enumerate() {
            let span = Span::new(at, at + character.len_utf8());
            let code = character as u32;
            // Whatever lies beyond the sixteenth is covered without a word, so that the rest can be read.
            if nth < MAX_RECOVERIES {
                self.refused.push(
                    SyntaxError::new(span, format!("a control character (U+{code:04X}) stands here"))
                        .help("remove it; in double quotes it can be written as an escape"),
                );
                self.covered.push(span);
            }
            self.cover(span, b'x');
        }
    }

    /// Overwrites a piece of the text with one character, line breaks excepted.
    fn cover(&mut self, span: Span, filler: u8) {
        let text = self.copy.get_or_insert_with(|| self.source.to_string());
        let piece: Vec<u8> = text.as_bytes()[span.range()]
            .iter()
            .map(|&byte| if matches!(byte, b'\n' | b'\r') { byte } else { filler })
            .collect();
        // The piece starts and ends on character boundaries and the filler is ASCII.
        if let Ok(piece) = String::from_utf8(piece) {
            text.replace_range(span.range(), &piece);
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
        if suspect.cover.len() >= 2 && !self.text()[suspect.cover.range()].contains(['\n', '\r']) {
            let Span { start, end } = suspect.cover;
            self.cover(Span { start, end: start + 1 }, b'"');
            self.cover(Span { start: end - 1, end }, b'"');
        }
    }

    /// Puts back what was covered last.
    fn restore(&mut self, span: Span, piece: &str) {
        if let Some(copy) = &mut self.copy {
            copy.replace_range(span.range(), piece);
        }
    }

    /// Tries one suspect after the other until the reader gets further; what it says then.
    fn step_over(&mut self, broken: &Broken, attempts: &mut usize) -> Option<Result<Ending, Broken>> {
        if broken.fault == Fault::Depth {
            return None;
        }
        if let Some(result) = self.cover_unquoted_schedules() {
            return Some(result);
        }
        for suspect in suspects(self.text(), broken) {
            if *attempts == 0 {
                return None;
            }
            *attempts -= 1;
            let before = slice(self.text(), suspect.cover).to_string();
            self.cover_suspect(&suspect);
            let result = self.read(suspect.cover.start as usize);
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
            self.restore(suspect.cover, &before);
        }
        None
    }

    /// The classic: `schedule: */10 * * * *` without quotes. All of them at once, since where there is one there
    /// are ten. A line that turns out to be part of a longer text is left alone.
    fn cover_unquoted_schedules(&mut self) -> Option<Result<Ending, Broken>> {
        let found: Vec<Suspect> =
            Lines::of(self.text()).filter_map(|line| unquoted_schedule(self.text(), line)).collect();
        let first = found.first()?.cover.start as usize;
        let pieces: Vec<String> = found.iter().map(|suspect| slice(self.text(), suspect.cover).to_string()).collect();
        for suspect in &found {
            self.cover_suspect(suspect);
        }
        let result = self.read(first);
        let mut restored = false;
        for (suspect, piece) in found.into_iter().zip(pieces) {
            if result.is_err() || self.builder.has_scalar(suspect.cover) {
                self.schedules.push((suspect.cover, suspect.error));
            } else {
                self.restore(suspect.cover, &piece);
                restored = true;
            }
        }
        Some(if restored { self.read(first) } else { result })
    }

    /// Nothing helped: what stands before the line that the reader gave up on is all there is.
    fn give_up_from(&mut self, broken: &Broken) -> Ending {
        let at = floor_boundary(self.text(), broken.at);
        let line = Lines::around(self.text(), at);
        let place = token_span(self.text(), line, at);
        self.errors.push(plain_words(self.text(), broken, place, line));
        let mut cut = line.start as usize;
        // The cause may lie before: go back until what is left can be read.
        for _ in 0..4 {
            let rest = Span::new(cut, self.text().len());
            self.cover(rest, b' ');
            self.lost.push(rest);
            if let Ok(ending) = self.read(cut) {
                return ending;
            }
            cut = Lines::around(self.text(), cut.saturating_sub(1)).start as usize / 2;
            cut = Lines::around(self.text(), floor_boundary(self.text(), cut)).start as usize;
        }
        let all = Span::new(0, self.text().len());
        self.cover(all, b' ');
        self.lost.push(all);
        self.read(0).unwrap_or(Ending { ignored: None, looked_at: self.source.len() })
    }
}

/// What was covered.
struct Hidden<'a> {
    source: &'a str,
    spans: [&'a [Span]; 2],
}

impl Hidden<'_> {
    /// Whether what was covered has the anchor of an alias in it.
    fn has_anchor(&self, alias: &str) -> bool {
        let Some(name) = alias.strip_prefix('*').filter(|name| !name.is_empty()) else { return false };
        let anchor = format!("&{name}");
        self.spans.iter().copied().flatten().any(|span| {
            let covered = slice(self.source, *span);
            covered.match_indices(&anchor).any(|(at, found)| {
                covered[at + found.len()..]
                    .chars()
                    .next()
                    .is_none_or(|next| next.is_whitespace() || ",[]{}".contains(next))
            })
        })
    }
}

/// A piece of the source; nothing where it would break a character.
fn slice(source: &str, span: Span) -> &str {
    source.get(span.range()).unwrap_or("")
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
                    if matches!(reading, super::scalar::Reading::Integer(value) if i64::try_from(value).is_err()) {
                        errors.push(
                            SyntaxError::new(tree.span(key), "the platform takes no number as large as this for a key")
                                .help("put it in quotes"),
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
