//! Going on after a syntax error.
//!
//! The parser stops at the first thing it cannot read, often lines behind the cause. This module looks for the
//! cause in what the user wrote, covers it with filler of the same length, and has the text parsed again, a
//! bounded number of times. Offsets stay true, the cause is what gets reported, and what was covered
//! is marked unreadable, so that the rest of the file is linted and nothing is said twice.

use std::borrow::Cow;
use std::sync::Arc;

use granit_parser::ErrorKind;

use super::arena::{Kind, NodeId, Tree};
use super::yaml::{self, Broken};
use super::{MAX_NESTING, MAX_RECOVERIES, SyntaxError};
use crate::finding::Fix;
use crate::source::Span;

/// Above this many bytes, only a few attempts are made.
const LARGE: usize = 1024 * 1024;

/// A guess at what broke the text: the piece to cover, and what to say if covering it helps.
struct Suspect {
    cover: Span,
    with: Filler,
    error: SyntaxError,
}

/// What takes the place of a covered piece.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filler {
    /// A text: a single value is lost.
    Value,
    /// A key and a value: what was to be one is lost, and the line holds its place.
    Member,
    /// Nothing: whole lines go, so that keys may be missing.
    Blank,
}

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

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
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
                    if super::view::is_merge_key(tree, key) && !merges_mappings(tree, value) {
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
    let readable = |id: NodeId| matches!(tree.kind(tree.target(id)), Kind::Mapping { .. } | Kind::Bad);
    match tree.kind(tree.target(value)) {
        Kind::Sequence { .. } => tree.items(tree.target(value)).iter().all(|&item| readable(item)),
        _ => readable(value),
    }
}

fn is_a_value(tree: &Tree, span: Span) -> bool {
    (0..tree.len() as u32).map(NodeId).any(|id| tree.span(id) == span && matches!(tree.kind(id), Kind::Scalar { .. }))
}

/// The lines of a text as ranges, line breaks left out.
struct Lines<'t> {
    text: &'t str,
    at: Option<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Lines<'t> {
        Lines { text, at: Some(0) }
    }

    /// The line that holds the byte at `at`, a character boundary.
    fn around(text: &str, at: usize) -> Span {
        let at = floor_boundary(text, at);
        let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
        let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
        Span::new(start, start + text[start..end].trim_end_matches('\r').len())
    }

    /// The line before, unless this is the first.
    fn before(text: &str, line: Span) -> Option<Span> {
        (line.start > 0).then(|| Lines::around(text, line.start as usize - 1))
    }

    /// The line after, unless this is the last.
    fn after(text: &str, line: Span) -> Option<Span> {
        let next = line.end as usize + text.get(line.end as usize..)?.find('\n')? + 1;
        (next < text.len()).then(|| Lines::around(text, next))
    }
}

impl Iterator for Lines<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let start = self.at?;
        let end = self.text[start..].find('\n').map(|found| start + found);
        self.at = end.map(|end| end + 1);
        let end = end.unwrap_or(self.text.len());
        Some(Span::new(start, start + self.text[start..end].trim_end_matches('\r').len()))
    }
}

/// A line of block YAML taken apart by eye: `- key: value # comment`.
struct Entry {
    /// From the first character that is no blank and no dash.
    content: Span,
    /// The key, where there is one with a colon and a blank behind it.
    key: Option<Span>,
    /// What comes after the key, or all of the content, without a comment and blanks at the end.
    value: Span,
}

impl Entry {
    fn of(text: &str, line: Span) -> Entry {
        let whole = &text[line.range()];
        let mut skipped = whole.len() - whole.trim_start().len();
        while let Some(rest) =
            whole[skipped..].strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        {
            skipped = whole.len() - rest.trim_start().len();
        }
        let content = Span::new(line.start as usize + skipped, line.end as usize);
        let words = &text[content.range()];
        let key_length = match words.chars().next() {
            Some(quote @ ('"' | '\'')) => words[1..].find(quote).map(|end| end + 2),
            Some('#' | '*' | '&' | '!' | '|' | '>' | '@' | '`' | '%' | '{' | '[' | ',') | None => None,
            Some(_) => {
                words.find(": ").or_else(|| words.find(":\t")).or_else(|| words.ends_with(':').then(|| words.len() - 1))
            }
        };
        let key = key_length.filter(|&length| words[length..].starts_with(':')).map(|length| content.part(0..length));
        let from = key.map_or(content.start as usize, |key| key.end as usize + 1);
        let rest = text.get(from..line.end as usize).unwrap_or("");
        let start = from + rest.len() - rest.trim_start().len();
        let rest = rest.trim();
        // The first ` #` outside quotes begins a comment.
        let mut quote = None;
        let mut end = rest.len();
        let mut previous = ' ';
        for (at, c) in rest.char_indices() {
            match quote {
                Some(open) if c == open => quote = None,
                Some(_) => {}
                None if (c == '"' || c == '\'') && at == 0 => quote = Some(c),
                None if c == '#' && previous.is_whitespace() => {
                    end = at;
                    break;
                }
                None => {}
            }
            previous = c;
        }
        Entry { content, key, value: Span::new(start, start + rest[..end].trim_end().len()) }
    }
}

/// Text in double quotes, unless it has something in it that they would change.
pub(super) fn quoted(text: &str) -> Option<String> {
    (!text.contains(['"', '\\'])).then(|| format!("\"{text}\""))
}

/// A value that starts with `*` and is no alias: nearly always a cron expression.
fn unquoted_schedule(text: &str, line: Span) -> Option<Suspect> {
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
fn suspects(text: &str, broken: &Broken) -> Vec<Suspect> {
    let at = floor_boundary(text, broken.at);
    let line = Lines::around(text, at);
    let mut found = Vec::new();
    found.extend(tab_in_indentation(text, line));
    // The parser may point at the end of what is written before the tab.
    found.extend(written_after(text, line).and_then(|next| tab_in_indentation(text, next)));
    found.extend(shifted_item(text, line).or_else(|| shifted_beside_items(text, line)));
    if matches!(
        broken.kind,
        ErrorKind::UnclosedQuotedScalar
            | ErrorKind::UnexpectedEof
            | ErrorKind::UnexpectedEofBlockMapping
            | ErrorKind::InvalidQuotedScalarIndent
            | ErrorKind::DocumentIndicatorInQuotedScalar
    ) {
        found.extend(unclosed_quote(text, line));
    }
    let is_escape = matches!(
        broken.kind,
        ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
            | ErrorKind::InvalidUnicodeEscape
    );
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
        let fits = enclosing_indentations(text, line).iter().any(|&(other, _)| other == own);
        if !fits {
            found.push(whole(following(text, line, own)));
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

fn written_before(text: &str, line: Span) -> Option<Span> {
    let mut at = Lines::before(text, line)?;
    loop {
        let words = text[at.range()].trim();
        if !words.is_empty() && !words.starts_with('#') {
            return Some(at);
        }
        at = Lines::before(text, at)?;
    }
}

fn written_after(text: &str, line: Span) -> Option<Span> {
    let mut at = Lines::after(text, line)?;
    loop {
        let words = text[at.range()].trim();
        if !words.is_empty() && !words.starts_with('#') {
            return Some(at);
        }
        at = Lines::after(text, at)?;
    }
}

fn indentation(text: &str, line: Span) -> usize {
    let words = &text[line.range()];
    words.len() - words.trim_start_matches([' ', '\t']).len()
}

/// A line and the lines below that are indented like the first of those that are indented deeper, or deeper still.
fn with_children(text: &str, line: Span) -> Span {
    match written_after(text, line).map(|next| indentation(text, next)) {
        Some(inner) if inner > indentation(text, line) => following(text, line, inner),
        _ => line,
    }
}

/// A line and the lines below that are indented by so much or more, at most a thousand.
fn following(text: &str, line: Span, least: usize) -> Span {
    let mut end = line;
    let mut next = line;
    for _ in 0..1000 {
        match Lines::after(text, next) {
            Some(blank) if text[blank.range()].trim().is_empty() => next = blank,
            Some(deep) if indentation(text, deep) >= least => (next, end) = (deep, deep),
            _ => break,
        }
    }
    Span { start: line.start, end: end.end }
}

fn is_item(text: &str, line: Span) -> bool {
    text[line.range()].trim_start().starts_with('-')
}

/// The first line of a list item, moved to the left or to the right of the rest of the item.
fn shifted_item(text: &str, line: Span) -> Option<Suspect> {
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
fn shifted_beside_items(text: &str, line: Span) -> Option<Suspect> {
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

fn tab_in_indentation(text: &str, line: Span) -> Option<Suspect> {
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
fn unclosed_quote(text: &str, line: Span) -> Option<Suspect> {
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

fn unclosed_bracket(text: &str, line: Span) -> Option<Suspect> {
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
fn bad_escape(text: &str, line: Span, at: usize) -> Option<Suspect> {
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
fn odd_value(text: &str, line: Span) -> Option<Suspect> {
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
fn missing_space(text: &str, line: Span) -> Option<Vec<Suspect>> {
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

/// The word at a place: what a user would look at.
fn token_span(text: &str, line: Span, at: usize) -> Span {
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
fn plain_words(text: &str, broken: &Broken, place: Span, line: Span) -> SyntaxError {
    let error = |message: &str, help: &str| SyntaxError::new(place, message).help(help);
    match broken.kind {
        ErrorKind::RecursionLimitExceeded => {
            SyntaxError::new(place, format!("nested more than {MAX_NESTING} levels deep"))
                .help("no manifest needs that; check for brackets that are never closed")
        }
        ErrorKind::InvalidSimpleKey | ErrorKind::SimpleKeyExpected if line.len() > 1024 => {
            error("a key can be at most 1024 characters long", "shorten it")
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            SyntaxError::new(place, format!("`{close}` does not close `{open}`"))
                .help("close every bracket with its own kind")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            SyntaxError::new(place, format!("a `{open}` before this is never closed"))
                .help("close it, or quote the value if it is meant as text")
        }
        ErrorKind::MisplacedFlowCollectionEnd => error("this bracket closes nothing", "remove it, or quote the value"),
        ErrorKind::UndeclaredTagHandle => {
            error("the tag before this value is not declared", "quote the value if `!` is part of the text")
        }
        ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::InvalidIndentation
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey => {
            let own = indentation(text, line);
            let open = enclosing_indentations(text, line);
            // An item belongs with items, a key with keys, where there are any.
            let of_its_kind = open.iter().filter(|(_, like)| is_item(text, *like) == is_item(text, line));
            let nearest = of_its_kind
                .min_by_key(|(other, _)| other.abs_diff(own))
                .or(open.iter().min_by_key(|(other, _)| other.abs_diff(own)));
            match nearest {
                Some(&(other, like)) if other != own => {
                    let number = text[..like.start as usize].matches('\n').count() + 1;
                    SyntaxError::new(place, "the indentation of this line fits none of the lines above it")
                        .help(format!("indent it by {other} spaces, like line {number}"))
                }
                _ => SyntaxError::new(place, "this cannot stand here")
                    .help("check the colons, dashes and quotes of this line and the one before it"),
            }
        }
        _ => SyntaxError::new(place, "this cannot be read as YAML")
            .help("check the quotes, brackets and colons of this line and the one before it"),
    }
}

/// The indentations of the lines above that are still open, each with the line that has it.
fn enclosing_indentations(text: &str, line: Span) -> Vec<(usize, Span)> {
    let mut open: Vec<(usize, Span)> = Vec::new();
    let mut at = written_before(text, line);
    for _ in 0..400 {
        let Some(candidate) = at else { break };
        let start = indentation(text, candidate);
        let entry = Entry::of(text, candidate);
        if open.last().is_none_or(|&(inner, _)| start < inner) {
            let content = (entry.content.start - candidate.start) as usize;
            if content > start && open.last().is_none_or(|&(inner, _)| content < inner) {
                open.push((content, candidate));
            }
            open.push((start, candidate));
        }
        at = written_before(text, candidate);
    }
    open
}
