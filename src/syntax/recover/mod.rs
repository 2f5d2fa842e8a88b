//! Going on after a syntax error.
//!
//! The reader stops at the first thing that the platform rejects, often lines behind the cause. This module looks for the
//! cause in what the user wrote, repairs it in a working copy, and has the reader go on from shortly before it, a bounded number of
//! times. A repair is accepted when the text can be read further with it; what is said is said of the source. Values that nobody knows
//! after a repair, and lines that had to be left out, are marked unreadable, so that the rest of the file is linted and nothing is
//! said twice.

mod characters;
mod conflicts;
mod layout;
mod lines;
mod patch;
mod repair;
mod values;
mod words;

use std::sync::Arc;

use super::arena::{Builder, Kind, NodeId, Tree};
use super::yaml::{Broken, Checkpoint, Ending, Fault, Reader, refused};
use super::{MAX_RECOVERIES, SyntaxError, Vocabulary, aliases};
use crate::finding::Fix;
use crate::scalar::{self, Reading};
use crate::source::{Span, floor_boundary};
pub(crate) use characters::looks_like_dash;
use conflicts::Side;
use layout::Oddities;
use lines::{Entry, Lines, indentation, moved_with, possible_starts, with_children, written_before};
use patch::Patch;
use repair::Repair;
use words::{plain_words, token_span};

/// How many repairs are tried in all.
const MAX_ATTEMPTS: usize = 400;

/// How far behind a repair the text is read to see whether it helps.
const TRIAL: usize = 64 * 1024;

/// Reads a YAML text, errors and all. `wide` says that it was read from UTF-16; `vocabulary` helps to guess.
pub(super) fn parse_yaml(source: Arc<str>, wide: bool, vocabulary: &Vocabulary) -> Tree {
    let mut work = Work::new(&source, wide, vocabulary);
    let result = work.read(0, usize::MAX);
    // A marker before everything may be all that the platform reads, and no manifest.
    let end = result.as_ref().map_or(source.len(), |ending| ending.end);
    if result.is_err() || (!vocabulary.is_empty() && ignored(&source, end).is_some()) {
        let conflicts = conflicts::find(&source);
        if conflicts.first().is_some_and(|conflict| conflict.start() < end) {
            let side = |side| {
                let mut work = Work::new(&source, wide, vocabulary);
                work.base = Some(conflicts::side(work.base(), &conflicts, side));
                let result = work.read(0, usize::MAX);
                work.read_on(result)
            };
            let mut tree = side(Side::Ours);
            tree.errors.extend(conflicts.iter().map(|&conflict| conflicts::error(conflict)));
            tree.errors.sort_by_key(|error| error.span);
            tree.other_side = Some(Arc::new(side(Side::Theirs)));
            return tree;
        }
    }
    work.read_on(result)
}

struct Work<'a> {
    source: Arc<str>,
    wide: bool,
    vocabulary: &'a Vocabulary,
    /// The source with the characters covered that the platform refuses; nothing where there are none.
    base: Option<String>,
    /// The working text: the base with repairs.
    patch: Patch,
    builder: Builder,
    checkpoints: Vec<Checkpoint>,
    attempts: usize,
    /// Values that cannot be known, lines that were left out, and what to say; all of the source.
    unknown: Vec<Span>,
    lost: Vec<Span>,
    errors: Vec<SyntaxError>,
    /// Unquoted schedules, and what is said where they turn out to be values.
    schedules: Vec<(Span, SyntaxError)>,
    /// What is said of characters that the platform refuses, as far as it looks.
    refused: Vec<SyntaxError>,
}

/// How far a repair has helped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Progress {
    /// The next thing that cannot be read, in the source.
    next: usize,
    /// The fewer the better, so that they are kept negative: keys in strange places, blocks laid out oddly, lines moved, and columns.
    strangers: i64,
    odd: i64,
    lines: i64,
    columns: i64,
}

impl<'a> Work<'a> {
    fn new(source: &Arc<str>, wide: bool, vocabulary: &'a Vocabulary) -> Work<'a> {
        let mut work = Work {
            source: Arc::clone(source),
            wide,
            vocabulary,
            base: None,
            patch: Patch::new(),
            builder: Builder::new(Arc::clone(source)),
            checkpoints: Vec::new(),
            attempts: MAX_ATTEMPTS,
            unknown: Vec::new(),
            lost: Vec::new(),
            errors: Vec::new(),
            schedules: Vec::new(),
            refused: Vec::new(),
        };
        work.cover_refused_characters();
        work
    }

    /// Repairs what cannot be read, until all is read or nothing helps.
    fn read_on(mut self, first: Result<Ending, Broken>) -> Tree {
        let mut result = first;
        let mut rounds = 0;
        loop {
            rounds += 1;
            let again = match &result {
                Ok(ending) => self.extra_mark(ending).filter(|_| rounds <= MAX_RECOVERIES),
                Err(broken) => {
                    let next = if rounds > MAX_RECOVERIES { None } else { self.step_over(broken) };
                    Some(next.unwrap_or_else(|| Ok(self.give_up_from(broken))))
                }
            };
            match again {
                Some(again) => result = again,
                None => return self.finish(result.ok()),
            }
        }
    }

    /// A `---` too many before everything, which makes the first document an empty one.
    fn extra_mark(&mut self, ending: &Ending) -> Option<Result<Ending, Broken>> {
        let mark = ignored(self.text(), ending.end).filter(|&word| slice(self.text(), word) == "---")?;
        if self.vocabulary.is_empty() || !self.builder.is_blank() {
            return None;
        }
        let error =
            SyntaxError::new(mark, "there is nothing before this `---`, and the platform reads nothing behind it")
                .help("remove it");
        // Nothing of its line stays behind.
        let behind = self.text().get(mark.end as usize..).unwrap_or("");
        let whole = ["\r\n", "\n"].into_iter().find(|end| behind.starts_with(end)).map_or(0, str::len);
        let line = Span::new(mark.start as usize, mark.end as usize + whole);
        Some(self.accept(Repair::replace(line, "", error).fixing(true, "remove the `---`")))
    }

    fn base(&self) -> &str {
        self.base.as_deref().unwrap_or(&self.source)
    }

    /// The working text.
    fn text(&self) -> &str {
        self.patch.text(self.base())
    }

    /// Reads from shortly before a place to the end, or to the next thing that cannot be read; not beyond `limit`.
    fn read(&mut self, from: usize, limit: usize) -> Result<Ending, Broken> {
        let known = self.checkpoints.partition_point(|checkpoint| checkpoint.place() <= from);
        self.checkpoints.truncate(known);
        let text = self.patch.text(self.base.as_deref().unwrap_or(&self.source));
        let marks = text.matches('\u{FEFF}').count();
        let watched = !self.refused.is_empty() || marks > usize::from(text.starts_with('\u{FEFF}') && !self.wide);
        let last = self.checkpoints.last().cloned();
        let mut reader = Reader::new(text, self.wide, watched, &mut self.builder, &mut self.checkpoints);
        reader.resume(last.as_ref());
        reader.document(limit)
    }

    fn apply(&mut self, repair: &Repair) -> patch::Undo {
        let base = self.base.as_deref().unwrap_or(&self.source);
        self.patch.apply(base, &repair.edits)
    }

    /// Tries a repair: how far the text can be read with it, if further than without.
    fn attempt(&mut self, broken: &Broken, repair: &Repair, weigh: bool) -> Option<Progress> {
        self.attempts = self.attempts.checked_sub(1)?;
        let behind = self.text().len() - repair.end();
        let reached = self.patch.to_source(Span::new(broken.at, broken.at)).start as usize;
        let edited = self.patch.to_source(Span::new(repair.end(), repair.end())).start as usize;
        let undo = self.apply(repair);
        let end = self.text().len() - behind;
        let next = match self.read(repair.start(), end.max(broken.at).saturating_add(TRIAL)) {
            // A document that ends in the middle of the text has not been read further than that.
            Ok(ending) => ignored(self.text(), ending.end)
                .filter(|word| slice(self.text(), *word) != "---")
                .map_or(usize::MAX, |word| self.patch.to_source(word).start as usize),
            Err(next) => self.patch.to_source(Span::new(next.at, next.at)).start as usize,
        };
        let further = next > reached.max(edited);
        let odd = match further && weigh {
            true => layout::oddities(self.text(), repair.start(), self.vocabulary),
            false => Oddities::default(),
        };
        self.patch.undo(undo);
        self.checkpoints.retain(|checkpoint| checkpoint.place() <= repair.start());
        let less = |count: usize| -(count as i64);
        further.then_some(Progress {
            next,
            strangers: less(odd.strangers),
            odd: less(odd.steps),
            lines: less(repair.lines),
            columns: less(repair.columns),
        })
    }

    /// Keeps a repair, and reads on.
    fn accept(&mut self, repair: Repair) -> Result<Ending, Broken> {
        self.unknown.extend(repair.unknown.iter().map(|&span| self.patch.to_source(span)));
        self.lost.extend(repair.lost.iter().map(|&span| self.patch.to_source(span)));
        let error = self.of_source(repair.error.clone());
        self.errors.push(error);
        let start = repair.start();
        self.apply(&repair);
        self.read(start, usize::MAX)
    }

    /// What is said of the working text, said of the source.
    fn of_source(&self, mut error: SyntaxError) -> SyntaxError {
        let verbatim = |span: Span| self.patch.verbatim(span).is_some();
        // A fix of what has been changed already would be one of another text.
        let sound = |fix: &Fix| fix.edits.iter().all(|edit| edit.span.is_empty() || verbatim(edit.span));
        error.fix = error.fix.filter(|fix| sound(fix));
        for edit in error.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = self.patch.to_source(edit.span);
        }
        error.span = self.patch.to_source(error.span);
        error.related = error.related.map(|(span, message)| (self.patch.to_source(span), message));
        error
    }

    /// Finds the repair that helps; what the reader says then.
    fn step_over(&mut self, broken: &Broken) -> Option<Result<Ending, Broken>> {
        if broken.fault == Fault::Depth {
            return None;
        }
        if let Some(result) = self.quote_schedules() {
            return Some(result);
        }
        let at = floor_boundary(self.text(), broken.at);
        let line = Lines::around(self.text(), at);
        // What is plainly wrong with a line comes first, in the order of likelihood.
        let mut plain = characters::repairs(self.text(), broken, line);
        plain.extend(layout::plain_dash(self.text(), line, self.vocabulary));
        plain.extend(values::repairs(self.text(), broken, line));
        for repair in plain {
            if self.attempt(broken, &repair, false).is_some() {
                return Some(self.accept(repair));
            }
        }
        if let Some(result) = self.two_quotes(broken, line) {
            return Some(result);
        }
        // Of blocks that may have been moved, the one that makes most sense.
        let moved = layout::repairs(self.text(), line);
        let mut best: Option<(Progress, Repair)> = None;
        for repair in moved {
            let Some(progress) = self.attempt(broken, &repair, true) else { continue };
            if best.as_ref().is_none_or(|(other, _)| progress > *other) {
                best = Some((progress, repair));
            }
        }
        if let Some((_, repair)) = best {
            return Some(self.accept(repair));
        }
        for repair in self.without_lines(broken, at, line) {
            if self.attempt(broken, &repair, false).is_some() {
                return Some(self.accept(repair));
            }
        }
        None
    }

    /// Two quotes that nothing closes, and that seem to close each other: only both repairs together help. The first of them is kept.
    fn two_quotes(&mut self, broken: &Broken, line: Span) -> Option<Result<Ending, Broken>> {
        let found = values::open_quotes(self.text(), line);
        for (nth, later) in found.iter().enumerate() {
            for first in &found[nth + 1..] {
                let both = Repair {
                    edits: [first, later].into_iter().flat_map(|repair| repair.edits.clone()).collect(),
                    unknown: Vec::new(),
                    lost: Vec::new(),
                    error: first.error.clone(),
                    lines: 2,
                    columns: 0,
                };
                if self.attempt(broken, &both, false).is_some() {
                    let first =
                        values::open_quotes(self.text(), line).into_iter().find(|one| one.start() == both.start());
                    return first.map(|first| self.accept(first));
                }
            }
        }
        None
    }

    /// Nothing says what is wrong: the line is left out, then what is indented under it too, then the written line before it.
    fn without_lines(&self, broken: &Broken, at: usize, line: Span) -> Vec<Repair> {
        let text = self.text();
        let mut found = Vec::new();
        let place = token_span(text, line, at);
        let mut whole = |lines: Span| found.push(Repair::blank(text, lines, plain_words(text, broken, place, line)));
        if !text[line.range()].trim().is_empty() {
            // What is indented under a misplaced line is misplaced with it; and so are the lines beside it that were moved
            // with it.
            let own = indentation(text, line);
            if !possible_starts(text, line).iter().any(|start| start.column == own) {
                whole(moved_with(text, line));
            }
            if !Entry::of(text, line).value.is_empty() {
                whole(line);
            }
            whole(with_children(text, line));
            whole(line);
        }
        if let Some(before) = written_before(text, line) {
            let entry = Entry::of(text, before);
            let place = entry.key.unwrap_or(entry.value);
            for lines in [before, with_children(text, before)] {
                found.push(Repair::blank(text, lines, plain_words(text, broken, place, before)));
            }
        }
        found
    }

    /// The classic: `schedule: */10 * * * *` without quotes. All of them at once, since where there is one there
    /// are ten. A line that turns out to be part of a longer text is left alone.
    fn quote_schedules(&mut self) -> Option<Result<Ending, Broken>> {
        let text = self.text();
        let found: Vec<Repair> = Lines::of(text).filter_map(|line| values::unquoted_schedule(text, line)).collect();
        let first = found.first()?.start();
        let all = |repairs: &[Repair]| Repair {
            edits: repairs.iter().flat_map(|repair| repair.edits.clone()).collect(),
            unknown: Vec::new(),
            lost: Vec::new(),
            error: SyntaxError::new(Span::default(), ""),
            lines: 0,
            columns: 0,
        };
        let undo = self.apply(&all(&found));
        let result = self.read(first, usize::MAX);
        let mut added = 0;
        let is_value: Vec<bool> = found
            .iter()
            .map(|repair| {
                let Some(edit) = repair.edits.first() else { return false };
                let start = edit.span.start as usize + added;
                added += edit.text.len() - edit.span.len();
                result.is_err() || self.builder.has_scalar(Span::new(start, start + edit.text.len()))
            })
            .collect();
        self.patch.undo(undo);
        let real: Vec<Repair> =
            found.into_iter().zip(&is_value).filter_map(|(repair, is_value)| is_value.then_some(repair)).collect();
        for repair in &real {
            let error = self.of_source(repair.error.clone());
            self.schedules.push((error.span, error));
        }
        if real.is_empty() {
            // Leaving them all as they are brings back what was broken before.
            return None;
        }
        self.apply(&all(&real));
        Some(self.read(first, usize::MAX))
    }

    /// Nothing helped: what stands before the line that the reader gave up on is all there is.
    fn give_up_from(&mut self, broken: &Broken) -> Ending {
        let at = floor_boundary(self.text(), broken.at);
        let line = Lines::around(self.text(), at);
        let place = token_span(self.text(), line, at);
        let error = plain_words(self.text(), broken, place, line);
        let error = self.of_source(error);
        self.errors.push(error);
        let mut cut = line.start as usize;
        // The cause may lie before: go back until what is left can be read.
        for _ in 0..4 {
            let rest = Span::new(cut, self.text().len());
            let repair = Repair::replace(rest, "", SyntaxError::new(rest, ""));
            self.lost.push(self.patch.to_source(rest));
            self.apply(&repair);
            if let Ok(ending) = self.read(cut, usize::MAX) {
                return ending;
            }
            cut = Lines::around(self.text(), cut.saturating_sub(1)).start as usize / 2;
            cut = Lines::around(self.text(), floor_boundary(self.text(), cut)).start as usize;
        }
        let all = Span::new(0, self.text().len());
        self.lost.push(Span::new(0, self.source.len()));
        self.apply(&Repair::replace(all, "", SyntaxError::new(all, "")));
        self.read(0, usize::MAX).unwrap_or(Ending { end: 0, looked_at: self.source.len() })
    }

    fn finish(mut self, ending: Option<Ending>) -> Tree {
        let mut tree = self.builder.tree();
        let ending = ending.unwrap_or(Ending { end: 0, looked_at: self.source.len() });
        let mut end = ending.end;
        if !self.patch.is_empty() {
            let base = self.base.as_deref().unwrap_or(&self.source);
            let (text, patch) = (self.patch.text(base), &self.patch);
            tree.bring_back(text, |span| patch.to_source(span), |span| patch.verbatim(span));
            end = patch.to_source(Span::new(end, end)).start as usize;
        }
        if aliases::expand_too_far(&tree) {
            let place = tree.cut_aliases().unwrap_or_default();
            tree.errors.push(
                SyntaxError::new(place, "the aliases of this file expand to far more than is written in it")
                    .help("the platform refuses files whose aliases multiply like this; write the repeated parts out"),
            );
        }
        for (place, error) in self.schedules {
            if tree.has_scalar(place) {
                self.unknown.push(place);
                self.errors.push(error);
            }
        }
        tree.mark(&self.unknown, &self.lost);
        // An alias whose anchor stands in what nobody knows is no mistake of its own.
        let hidden = Hidden { source: &self.source, spans: [&self.lost, &self.unknown] };
        tree.errors.retain(|error| !hidden.has_anchor(slice(&self.source, error.span)));
        self.errors.append(&mut tree.errors);
        tree.ignored = ignored(&self.source, end);
        // What lies behind the end of the document is never read, but for how far the platform looks ahead.
        self.refused.retain(|error| (error.span.start as usize) < ending.looked_at);
        self.errors.append(&mut self.refused);
        let (errors, incomplete) = key_errors(&mut tree);
        self.errors.extend(errors);
        incomplete.into_iter().for_each(|mapping| tree.mark_incomplete(mapping));
        for error in &mut self.errors {
            // The base has character boundaries that the source has not.
            let start = floor_boundary(&self.source, error.span.start as usize);
            let end = floor_boundary(&self.source, error.span.end as usize);
            error.span = Span::new(start, end);
        }
        self.errors.sort_by_key(|error| error.span);
        tree.errors = self.errors;
        tree
    }

    /// The platform's reader refuses control characters wherever they stand, comments included.
    fn cover_refused_characters(&mut self) {
        let found: Vec<(usize, char)> = refused(&self.source).collect();
        if found.is_empty() {
            return;
        }
        let mut base = String::with_capacity(self.source.len());
        let mut from = 0;
        for (nth, (at, character)) in found.into_iter().enumerate() {
            let span = Span::new(at, at + character.len_utf8());
            let code = character as u32;
            // Whatever lies beyond the sixteenth is covered without a word, so that the rest can be read.
            if nth < MAX_REFUSED {
                self.refused.push(
                    SyntaxError::new(span, format!("a control character (U+{code:04X}) stands here"))
                        .help("remove it; in double quotes it can be written as an escape"),
                );
                self.unknown.push(span);
            }
            base.push_str(&self.source[from..at]);
            base.extend(std::iter::repeat_n('x', character.len_utf8()));
            from = span.end as usize;
        }
        base.push_str(&self.source[from..]);
        self.base = Some(base);
    }
}

/// How many control characters are reported.
const MAX_REFUSED: usize = 16;

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

/// The first word of what is written behind the end of a document, or the `---` there; nothing where that is only comments and marks.
fn ignored(source: &str, end: usize) -> Option<Span> {
    let rest = source.get(end..)?;
    let mut at = end;
    for line in rest.split_inclusive(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        let words = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if words.is_empty() || words.starts_with('#') || words == "---" || words == "..." {
            continue;
        }
        let mark = rest.starts_with("---").then(|| Span::new(end, end + 3));
        let word = words.find(char::is_whitespace).unwrap_or(words.len());
        return mark.or(Some(Span::new(start, start + word)));
    }
    None
}

/// A piece of the source; nothing where it would break a character.
fn slice(source: &str, span: Span) -> &str {
    source.get(span.range()).unwrap_or("")
}

/// Keys that the platform cannot turn into the name of a member, and merges of what is no mapping; and the mappings that
/// lack what such a merge was to bring.
fn key_errors(tree: &mut Tree) -> (Vec<SyntaxError>, Vec<NodeId>) {
    let mut not_finite = false;
    let mut errors = Vec::new();
    let mut incomplete = Vec::new();
    for id in (0..tree.len() as u32).map(NodeId) {
        if tree.is_surely_text(id) {
            continue;
        }
        if let Kind::Scalar { style, tag } = tree.kind(id) {
            match scalar::read(tree.text(id), style, tag) {
                Reading::Mismatch(why) => errors.push(SyntaxError::new(tree.span(id), why)),
                Reading::Float(value) if !value.is_finite() => not_finite = true,
                _ => {}
            }
        }
        let Some((mapping, value)) = tree.with_key(id) else { continue };
        let (key, target) = (id, tree.target(id));
        let (style, tag) = match tree.kind(target) {
            Kind::Sequence { .. } | Kind::Mapping { .. } => {
                let span = tree.first_line(tree.span(key));
                errors.push(SyntaxError::new(span, "a key must be a name, not a list or a mapping"));
                continue;
            }
            Kind::Scalar { style, tag } => (style, tag),
            Kind::Alias { .. } | Kind::Bad => continue,
        };
        match scalar::read(tree.text(target), style, tag) {
            Reading::Null => {
                let handle = if tree.span(key).is_empty() { tree.first_line(tree.span(value)) } else { tree.span(key) };
                errors.push(
                    SyntaxError::new(handle, "a key must be a name, not null")
                        .help("write a name before the colon, in quotes if need be"),
                );
            }
            Reading::Integer(number) if i64::try_from(number).is_err() => errors.push(
                SyntaxError::new(tree.span(key), "the platform takes no number as large as this for a key")
                    .help("put it in quotes"),
            ),
            _ => {}
        }
        if !tree.is_merge_key(key) {
            continue;
        }
        // What is merged from a mapping that lost a line may be missing here too.
        let is_merged = merges_mappings(tree, value);
        if !is_merged || merged(tree, value).any(|from| is_hidden(tree, &incomplete, from)) {
            incomplete.push(mapping);
        }
        if !is_merged {
            errors.push(
                SyntaxError::new(tree.visible(value), "`<<` merges mappings, and this is none")
                    .help("write an alias of a mapping, `*name`, or a list of such aliases"),
            );
        }
    }
    tree.not_finite = not_finite;
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
