//! `# amp:ignore`: comments that silence findings.
//!
//! Finds the comments and what each of them is for. They silence warnings and advice, never errors; one that is not
//! written as it should be silences nothing. Which findings are silenced is decided where the rules are run.

use std::collections::HashMap;
use std::ops::Range;

use crate::near::near_keys;
use crate::source::{Source, Span};
use crate::tree::{Kind, Tree};

/// The words that make a comment one of these.
const WORDS: &str = "amp:ignore";

/// What is longer than this, in bytes, is not nearly those words.
const MAX_WORDS: usize = 24;

/// Names that comments in existing manifests use for rules of the vendor's own validator. They are known, and mean
/// nothing here.
pub const VENDOR_NAMES: &[&str] = &[
    "destination-exists",
    "catalog-access",
    "frequent-schedule-risk",
    "destination-check-failed",
    "provider-app-check-failed",
    "update-event-enabled",
    "field-mapping-jsonpath",
    "always-enabled-mapping-count",
];

/// One `amp:ignore`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The whole comment.
    pub comment: Span,
    /// The words themselves, with the list of rules.
    pub span: Span,
    /// The rules that it names, each with its place; none for all rules.
    pub names: Vec<(String, Span)>,
    /// The rules among these names, each with the number of the first name that is its own.
    rules: Vec<(&'static str, usize)>,
    /// What keeps it from being read, and the piece of it that is to be written otherwise.
    pub fault: Option<(Fault, Span)>,
    /// What it is for: the bytes of a key or an item with all below it, and of a line. Empty where it is for nothing.
    scopes: Vec<Span>,
}

/// How a comment is not written as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// `amp: ignore[a]`: nearly the words.
    Words,
    /// `amp:ignore a`: a rule that is not in brackets.
    NoBrackets,
    /// `amp:ignore[]`: brackets with no rule in them.
    NoRule,
    /// `amp:ignore[a`: the bracket is not closed.
    NotClosed,
    /// `amp:ignore[a b]`: no comma between two rules.
    NoComma,
}

impl Ignore {
    /// Whether it is for a rule.
    pub fn names(&self, rule: &str) -> bool {
        self.names.is_empty() || self.place_of(rule).is_some()
    }

    /// The number of the first name that is a rule's.
    pub fn place_of(&self, rule: &str) -> Option<usize> {
        self.rules.iter().find(|(name, _)| *name == rule).map(|(_, place)| *place)
    }
}

/// Which comments are for a place, asked for one place after the other from the start of the text to its end.
pub struct Sweep<'a> {
    /// The scopes that begin further on, the next one last; each with the number of its group.
    ahead: Vec<(Span, usize)>,
    /// The scopes that the place lies in.
    open: Vec<(Span, usize)>,
    /// The comments that are for the same: there may be as many of them as there are findings.
    groups: Vec<Group<'a>>,
}

/// Comments with the same scope, each with its number.
#[derive(Default)]
struct Group<'a> {
    ignores: Vec<(usize, &'a Ignore)>,
    /// Which of them are for a rule, where that was asked.
    of_rule: HashMap<&'static str, Vec<usize>>,
}

impl<'a> Sweep<'a> {
    /// From the start on.
    pub fn new(ignores: &'a [Ignore]) -> Sweep<'a> {
        let mut groups: Vec<Group> = Vec::new();
        let mut ahead: Vec<(Span, usize)> = Vec::new();
        let mut known: HashMap<Span, usize> = HashMap::new();
        for (nth, ignore) in ignores.iter().enumerate() {
            for &scope in &ignore.scopes {
                let group = *known.entry(scope).or_insert_with(|| {
                    groups.push(Group::default());
                    ahead.push((scope, groups.len() - 1));
                    groups.len() - 1
                });
                groups[group].ignores.push((nth, ignore));
            }
        }
        ahead.sort_unstable_by_key(|(scope, _)| std::cmp::Reverse(scope.start));
        Sweep { ahead, open: Vec::new(), groups }
    }

    /// The comments that silence a rule at a place that is not before the last one asked for: by the number of their
    /// group their own numbers, of which there is at least one.
    pub fn at(&mut self, place: Span, rule: &'static str) -> impl Iterator<Item = (usize, &[usize])> {
        while let Some(next) = self.ahead.pop_if(|(scope, _)| scope.start <= place.start) {
            self.open.push(next);
        }
        self.open.retain(|(scope, _)| place.start <= scope.end);
        for &(_, group) in &self.open {
            self.groups[group].ask(rule);
        }
        let groups = &self.groups;
        let of_group = |&(_, group): &(Span, usize)| {
            groups[group].of_rule.get(rule).filter(|of_rule| !of_rule.is_empty()).map(|of_rule| (group, &of_rule[..]))
        };
        self.open.iter().filter_map(of_group)
    }
}

impl Group<'_> {
    fn ask(&mut self, rule: &'static str) {
        let ignores = &self.ignores;
        self.of_rule
            .entry(rule)
            .or_insert_with(|| ignores.iter().filter(|(_, ignore)| ignore.names(rule)).map(|(nth, _)| *nth).collect());
    }
}

/// All of them in a text, by place.
pub fn find(source: &Source, tree: &Tree) -> Vec<Ignore> {
    let mut found = Vec::new();
    let mut scopes: Option<Scopes> = None;
    for comment in tree.comments() {
        let mut directives = directives(source, comment.span);
        if directives.is_empty() {
            directives.extend(nearly(source, comment.span));
        }
        for directive in directives {
            let scopes = match directive.fault {
                Some(_) => Vec::new(),
                None => scopes.get_or_insert_with(|| Scopes::new(source, tree)).of(comment.span),
            };
            found.push(Ignore { scopes, ..directive });
        }
    }
    found
}

/// The directives in one comment, not yet with their scopes.
fn directives(source: &Source, comment: Span) -> Vec<Ignore> {
    let text = source.slice(comment);
    let mut places = text.match_indices(WORDS).map(|(at, _)| at).peekable();
    let mut found = Vec::new();
    while let Some(at) = places.next() {
        let words = at..at + WORDS.len();
        // `amp:ignored` is a word of its own.
        if !text[words.end..].starts_with(is_of_word) {
            let text = &text[..places.peek().copied().unwrap_or(text.len())];
            found.push(directive(text, comment, words));
        }
    }
    found
}

/// What a comment says from the words on, which stand at `words`, to the end of `text`.
fn directive(text: &str, comment: Span, words: Range<usize>) -> Ignore {
    let mut at = words.end + text[words.end..].len() - text[words.end..].trim_start().len();
    let place = |part: Range<usize>| comment.part(part);
    let named = |range: &Range<usize>| (text[range.clone()].to_string(), comment.part(range.clone()));
    let made = |end: usize, names: Vec<Range<usize>>, fault: Option<(Fault, Range<usize>)>| {
        let mut rules: Vec<(&'static str, usize)> = Vec::new();
        for (nth, name) in names.iter().enumerate() {
            match super::by_name(&text[name.clone()]) {
                Some(rule) if rules.iter().all(|(known, _)| *known != rule.name) => rules.push((rule.name, nth)),
                _ => {}
            }
        }
        Ignore {
            comment,
            span: place(words.start..end),
            names: names.iter().map(named).collect(),
            rules,
            fault: fault.map(|(fault, part)| (fault, place(part))),
            scopes: Vec::new(),
        }
    };
    if !text[at..].starts_with('[') {
        let names = rules_from(text, at, false);
        return match names.last().map(|name| closed(text, name.end)) {
            Some(end) => made(end, names, Some((Fault::NoBrackets, words.end..end))),
            None => made(words.end, Vec::new(), None),
        };
    }
    let open = at;
    at += 1;
    let Some(close) = text[at..].find(']').map(|found| at + found) else {
        let names = rules_from(text, at, true);
        let end = names.last().map_or(at, |name| closed(text, name.end));
        let fault = if names.is_empty() { Fault::NoRule } else { Fault::NotClosed };
        return made(end, names, Some((fault, open..end)));
    };
    let mut names = Vec::new();
    let mut fault = None;
    for piece in text[at..close].split(',') {
        let start = at + piece.len() - piece.trim_start().len();
        let written = start..start + piece.trim().len();
        at += piece.len() + 1;
        // Several rules without a comma between them, and nothing else.
        let words = rules_from(&text[..written.end], written.start, true);
        let is_list = words.len() > 1
            && words.iter().all(|word| is_like_rule(&text[word.clone()]))
            && words.last().is_some_and(|last| last.end == written.end);
        if is_list {
            names.extend(words);
            fault = Some((Fault::NoComma, open..close + 1));
        } else if !written.is_empty() {
            names.push(written);
        }
    }
    if names.is_empty() {
        fault = Some((Fault::NoRule, open..close + 1));
    }
    made(close + 1, names, fault)
}

/// The names of rules that stand one after the other from a place on. Behind an open bracket the first word is one
/// whatever it says, and so is a word behind a comma that looks like one.
fn rules_from(text: &str, mut at: usize, in_bracket: bool) -> Vec<Range<usize>> {
    let mut names: Vec<Range<usize>> = Vec::new();
    loop {
        let rest = &text[at..];
        let word =
            rest.trim_start_matches(|c: char| c.is_whitespace() || ",;:=|&+<({\"'`".contains(c) || is_closing(c));
        let between = &rest[..rest.len() - word.len()];
        let start = at + between.len();
        let length = word.find(|c| !is_of_word(c)).unwrap_or(word.len());
        let word = &word[..length];
        let meant = in_bracket && (names.is_empty() || (between.contains(',') && word.contains('-')));
        if word.is_empty() || !(meant || is_like_rule(word)) {
            return names;
        }
        at = start + length;
        names.push(start..at);
    }
}

/// The end of a list whose last name ends at a place, with what was meant to close it.
fn closed(text: &str, end: usize) -> usize {
    let rest = text[end..].trim_start_matches(|c| is_closing(c) || matches!(c, '"' | '\'' | '`' | ','));
    text.len() - rest.len()
}

fn is_closing(c: char) -> bool {
    matches!(c, ')' | '}' | '>' | ']')
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// Whether a word is the name of a rule, or was meant to be. All names have a dash in them.
fn is_like_rule(word: &str) -> bool {
    VENDOR_NAMES.contains(&word)
        || super::by_name(word).is_some()
        || (word.contains(['-', '_']) && !near_keys(word, super::all().iter().map(|rule| rule.name)).is_empty())
}

/// A comment that begins with nearly the words: `# AMP: ignore`, `# amp:ingore[unknown-key]`.
fn nearly(source: &Source, comment: Span) -> Option<Ignore> {
    let text = source.slice(comment);
    let start = text.len() - text.trim_start_matches(|c: char| c == '#' || c.is_whitespace()).len();
    let spelt = end_of_letters(text, start, "ampignore").or_else(|| end_of_letters(text, start, "amplintignore"));
    let end = match spelt {
        Some(end) => end,
        None => {
            let bracket = text[start..].find('[').filter(|&length| length <= MAX_WORDS)?;
            let words = text[start..start + bracket].trim_end();
            let letters: String = words.chars().filter(char::is_ascii_alphabetic).collect();
            near_keys(&letters.to_ascii_lowercase(), ["ampignore"]).first()?;
            start + words.len()
        }
    };
    let directive = directive(text, comment, start..end);
    // `# amp ignores [1] of them` is prose.
    let names_rule = directive.names.first().is_some_and(|(name, _)| is_like_rule(name));
    let is_all = spelt.is_some() && text[end..].trim().is_empty();
    (names_rule || is_all).then(|| Ignore { fault: Some((Fault::Words, comment.part(start..end))), ..directive })
}

/// Where the letters of a word end that are written from a place on in whatever case, and with whatever dashes, colons
/// and spaces between them.
fn end_of_letters(text: &str, start: usize, word: &str) -> Option<usize> {
    let mut left = word.chars();
    for (at, c) in text[start..].char_indices().take(MAX_WORDS) {
        if c.is_ascii_alphabetic() {
            if left.next() != Some(c.to_ascii_lowercase()) {
                return None;
            }
            if left.as_str().is_empty() {
                let end = start + at + 1;
                return (!text[end..].starts_with(is_of_word)).then_some(end);
            }
        } else if !matches!(c, ' ' | ':' | '-' | '_' | '.') {
            return None;
        }
    }
    None
}

/// The keys with their values and the items of a text, each from its first character (an item's dash) to its end; by place, the
/// widest first.
fn entries_of(tree: &Tree) -> Vec<Span> {
    let mut entries = Vec::new();
    for id in (0..tree.len() as u32).map(crate::tree::NodeId) {
        for &[key, value] in tree.pairs(id) {
            let (key, value) = (tree.span(key), tree.span(value));
            entries.push(Span { start: key.start, end: key.end.max(value.end) });
        }
        let is_block = tree.kind(id) == Kind::Sequence { flow: false };
        for &item in tree.items(id) {
            let span = tree.span(item);
            let start = if is_block { dash_before(tree, span.start) } else { span.start };
            entries.push(Span { start, end: span.end.max(start) });
        }
    }
    entries.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    entries
}

/// The dash of a block item, before whatever anchor or tag the item has.
fn dash_before(tree: &Tree, start: u32) -> u32 {
    let before = tree.source().get(..start as usize).unwrap_or("");
    let mut rest = before.trim_end();
    // Comments, anchors and tags may stand between the dash and its item.
    loop {
        if rest.ends_with('-') {
            return rest.len() as u32 - 1;
        }
        let line_start = rest.rfind('\n').map_or(0, |at| at + 1);
        let line = &rest[line_start..];
        let shorter = match line.find('#').filter(|&at| line[..at].trim_end().is_empty() || line[..at].ends_with(' ')) {
            Some(at) => &rest[..line_start + at],
            None => match line.rfind([' ', '\t']) {
                Some(at) if line[at + 1..].starts_with(['&', '!']) => &rest[..line_start + at],
                _ => return start,
            },
        };
        rest = shorter.trim_end();
    }
}

/// What comments are for, asked for one after the other.
struct Scopes<'a> {
    source: &'a Source,
    entries: Vec<Span>,
    /// How many lines the comments at the top of the file take that have a blank line after them.
    heading: usize,
    /// The line of text that follows the comments asked for last, by where those began.
    next: Option<(usize, Option<usize>)>,
}

impl<'a> Scopes<'a> {
    fn new(source: &'a Source, tree: &Tree) -> Scopes<'a> {
        let mut heading = 0;
        for line in 0..source.line_count() {
            match text_of(source, line) {
                "" => heading = line,
                text if text.starts_with('#') => {}
                _ => break,
            }
        }
        Scopes { source, entries: entries_of(tree), heading, next: None }
    }

    /// Those of one comment; none where it is for nothing.
    fn of(&mut self, comment: Span) -> Vec<Span> {
        let source = self.source;
        let line = source.line_index(comment.start as usize);
        let line_span = source.line_span(line);
        let before = source.slice(Span { start: line_span.start, end: comment.start });
        if !before.trim_start_matches('\u{FEFF}').trim().is_empty() {
            // Behind something: for the last key or item that starts before it on the line, and for the line.
            let on_line = starting_in(&self.entries, line_span.start as usize..comment.start as usize);
            return on_line.last().copied().into_iter().chain([line_span]).collect();
        }
        if line < self.heading {
            return vec![Span::new(0, source.text().len())];
        }
        let column = before.trim_start_matches('\u{FEFF}').chars().count();
        let Some(next) = self.next_text(line).map(|line| source.line_span(line)) else { return Vec::new() };
        let column_of = |entry: &Span| source.slice(Span { start: next.start, end: entry.start }).chars().count();
        let target = starting_in(&self.entries, next.range()).iter().find(|entry| column_of(entry) >= column);
        match target {
            // Findings may point anywhere into the line on which it starts.
            Some(&entry) => vec![entry, Span { start: entry.start, end: next.end }],
            None => Vec::new(),
        }
    }

    /// The first line below a line that is neither blank nor a comment. Comments that stand together are gone over once.
    fn next_text(&mut self, line: usize) -> Option<usize> {
        match self.next {
            Some((from, next)) if from <= line && next.is_none_or(|next| line < next) => next,
            _ => {
                let next = (line + 1..self.source.line_count()).find(|&line| {
                    let text = text_of(self.source, line);
                    !text.is_empty() && !text.starts_with('#')
                });
                self.next = Some((line, next));
                next
            }
        }
    }
}

/// A line without the space around it.
fn text_of(source: &Source, line: usize) -> &str {
    source.slice(source.line_span(line)).trim_start_matches('\u{FEFF}').trim()
}

/// The entries that start in a range.
fn starting_in(entries: &[Span], range: Range<usize>) -> &[Span] {
    let from = entries.partition_point(|entry| (entry.start as usize) < range.start);
    let to = entries.partition_point(|entry| (entry.start as usize) < range.end);
    &entries[from..to]
}
