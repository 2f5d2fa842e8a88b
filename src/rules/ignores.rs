//! `# amp:ignore`: comments that silence findings.
//!
//! Finds the comments and what each of them is for. They silence warnings and advice, never errors. Which findings
//! are silenced is decided where the rules are run.

use std::ops::Range;

use crate::source::{Source, Span};
use crate::tree::{Kind, Tree};

/// The words that make a comment one of these.
const WORDS: &str = "amp:ignore";

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
    /// What it is for: the bytes of a key or an item with all below it, and of a line. Empty where it is for nothing.
    scopes: Vec<Span>,
}

impl Ignore {
    /// Whether it is for a rule.
    pub fn names(&self, rule: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|(name, _)| name == rule)
    }
}

/// Which comments are for a place, asked for one place after the other from the start of the text to its end.
pub struct Sweep<'a> {
    /// The scopes that begin further on, the next one last; each with the number of its comment.
    ahead: Vec<(Span, usize)>,
    /// The scopes that the place lies in.
    open: Vec<(Span, usize)>,
    ignores: &'a [Ignore],
}

impl<'a> Sweep<'a> {
    /// From the start on.
    pub fn new(ignores: &'a [Ignore]) -> Sweep<'a> {
        let scopes =
            ignores.iter().enumerate().flat_map(|(nth, ignore)| ignore.scopes.iter().map(move |scope| (*scope, nth)));
        let mut ahead: Vec<(Span, usize)> = scopes.collect();
        ahead.sort_unstable_by_key(|(scope, _)| std::cmp::Reverse(scope.start));
        Sweep { ahead, open: Vec::new(), ignores }
    }

    /// The comments that silence a rule at a place that is not before the last one asked for; their numbers.
    pub fn at(&mut self, place: Span, rule: &str) -> impl Iterator<Item = usize> {
        while let Some(next) = self.ahead.pop_if(|(scope, _)| scope.start <= place.start) {
            self.open.push(next);
        }
        self.open.retain(|(scope, _)| place.start <= scope.end);
        self.open.iter().map(|(_, nth)| *nth).filter(|&nth| self.ignores[nth].names(rule))
    }
}

/// All of them in a text, by place.
pub fn find(source: &Source, tree: &Tree) -> Vec<Ignore> {
    let mut found = Vec::new();
    let mut entries = None;
    for comment in tree.comments() {
        for directive in directives(source, comment.span) {
            let entries = entries.get_or_insert_with(|| entries_of(tree));
            let scopes = scopes(source, comment.span, entries);
            found.push(Ignore { scopes, ..directive });
        }
    }
    found
}

/// The directives in one comment, not yet with their scopes.
fn directives(source: &Source, comment: Span) -> Vec<Ignore> {
    let text = source.slice(comment);
    let mut found = Vec::new();
    for (at, _) in text.match_indices(WORDS) {
        let rest = &text[at + WORDS.len()..];
        // `amp:ignored` is a word of its own.
        if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            continue;
        }
        let mut names = Vec::new();
        let mut length = WORDS.len();
        let blank = rest.len() - rest.trim_start().len();
        if let Some(list) = rest.trim_start().strip_prefix('[') {
            let inner = list.split(']').next().unwrap_or(list);
            let start = at + WORDS.len() + blank + 1;
            length = (start + inner.len() + 1).min(text.len()) - at;
            let mut offset = start;
            for name in inner.split(',') {
                let from = offset + name.len() - name.trim_start().len();
                let trimmed = name.trim();
                if !trimmed.is_empty() {
                    names.push((trimmed.to_string(), comment.part(from..from + trimmed.len())));
                }
                offset += name.len() + 1;
            }
        }
        found.push(Ignore { comment, span: comment.part(at..at + length), names, scopes: Vec::new() });
    }
    found
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

/// What a comment is for.
fn scopes(source: &Source, comment: Span, entries: &[Span]) -> Vec<Span> {
    let line = source.line_index(comment.start as usize);
    let line_span = source.line_span(line);
    let before = source.slice(Span { start: line_span.start, end: comment.start });
    if !before.trim_start_matches('\u{FEFF}').trim().is_empty() {
        // Behind something: for the last key or item that starts before it on the line, and for the line.
        let on_line = starting_in(entries, line_span.start as usize..comment.start as usize);
        return on_line.last().copied().into_iter().chain([line_span]).collect();
    }
    if heads_the_file(source, line) {
        return vec![Span::new(0, source.text().len())];
    }
    let column = before.trim_start_matches('\u{FEFF}').chars().count();
    let next = (line + 1..source.line_count()).map(|line| source.line_span(line)).find(|&span| {
        let text = source.slice(span).trim();
        !text.is_empty() && !text.starts_with('#')
    });
    let Some(next) = next else { return Vec::new() };
    let column_of = |entry: &Span| source.slice(Span { start: next.start, end: entry.start }).chars().count();
    let target = starting_in(entries, next.range()).iter().find(|entry| column_of(entry) >= column);
    match target {
        // Findings may point anywhere into the line on which it starts.
        Some(&entry) => vec![entry, Span { start: entry.start, end: next.end }],
        None => Vec::new(),
    }
}

/// The entries that start in a range.
fn starting_in(entries: &[Span], range: Range<usize>) -> &[Span] {
    let from = entries.partition_point(|entry| (entry.start as usize) < range.start);
    let to = entries.partition_point(|entry| (entry.start as usize) < range.end);
    &entries[from..to]
}

/// Whether a line belongs to the comments at the top of the file, and these have a blank line after them.
fn heads_the_file(source: &Source, line: usize) -> bool {
    let text = |line: usize| source.slice(source.line_span(line)).trim_start_matches('\u{FEFF}').trim();
    if (0..line).any(|above| !text(above).is_empty() && !text(above).starts_with('#')) {
        return false;
    }
    let after = (line + 1..source.line_count()).map(text).find(|text| !text.starts_with('#'));
    after == Some("") && line + 1 < source.line_count()
}
