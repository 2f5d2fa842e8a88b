//! Members of a mapping taken to another one, as a person would do it.
//!
//! Whole lines go, with the comments in them and behind them; their indentation becomes that of the new place. Text edits
//! only: where to is decided elsewhere, and nothing is given where the text does not allow it in a plain way.

use super::members::{column, is_double_quoted, line_break};
use crate::finding::Edit;
use crate::reading::view::View;
use crate::source::Span;
use crate::syntax::{Kind, NodeId, Style, Tree};

/// What goes where.
#[derive(Debug)]
pub struct Move<'a> {
    /// The members: key and value as they are written, in one mapping and by place, and what the key is to be.
    pub members: &'a [([NodeId; 2], &'static str)],
    /// The mapping that they go to, or to a mapping in it.
    pub to: NodeId,
    /// The levels from there that are not written yet: their keys, and whether a list item stands under them.
    pub levels: &'a [(&'static str, bool)],
    /// The members of `to` that the new one would come after, the last first.
    pub after: &'a [&'static str],
}

/// The edits of a move, by place.
pub fn edits(view: &View, change: &Move) -> Option<Vec<Edit>> {
    let tree = view.tree();
    let from = tree.parent(change.members.first()?.0[0])?;
    let entries = Entries::of(tree, from, change)?;
    let to = tree.target(change.to);
    // A level that is written with nothing after it is filled in.
    let symbol = change.levels.first().and_then(|(name, _)| view.names().symbol(name));
    let empty = tree.pairs(to).iter().find(|[key, _]| symbol.is_some() && view.symbol(*key) == symbol).copied();
    let in_place = to == from && !change.levels.is_empty() && empty.is_none();
    if !in_place && (entries.has_anchors || entries.all_of_them) {
        return None;
    }
    let newcomer = Newcomer { view, change, entries: &entries };
    let (mut edits, layout) = match empty {
        Some(level) => newcomer.fill(to, level)?,
        None if in_place => newcomer.in_place()?,
        None if tree.pairs(to).is_empty() => newcomer.fill_braces(to)?,
        None => newcomer.elsewhere(to)?,
    };
    edits.extend(entries.removals(tree, in_place, layout)?);
    edits.sort_by_key(|edit| edit.span);
    let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    apart.then_some(edits)
}

/// How members come to stand in their new place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// On lines of their own, with the comments above them.
    Lines,
    /// In braces, without.
    Inline,
}

/// One member as text.
struct Entry {
    /// From its key on; of a block mapping with the comment behind it.
    span: Span,
    /// The key as it is to be, and the rest as it is.
    text: String,
    /// Where the comment lines above it start that stand as far in.
    above: u32,
}

impl Entry {
    /// With the comment lines above it, where it goes to lines.
    fn span(&self, layout: Layout) -> Span {
        match layout {
            Layout::Lines => Span { start: self.above, end: self.span.end },
            Layout::Inline => self.span,
        }
    }
}

/// The members that go, in the mapping that they come from.
struct Entries {
    from: NodeId,
    flow: bool,
    all: Vec<Entry>,
    /// Their numbers in that mapping.
    numbers: Vec<usize>,
    /// How far in they stand.
    column: usize,
    /// Whether something else may refer to what is in them, or they to something else.
    has_anchors: bool,
    /// Whether nothing would be left.
    all_of_them: bool,
}

impl Entries {
    fn of(tree: &Tree, from: NodeId, change: &Move) -> Option<Entries> {
        let Kind::Mapping { flow } = tree.kind(from) else { return None };
        let pairs = tree.pairs(from);
        let mut entries = Entries {
            from,
            flow,
            all: Vec::new(),
            numbers: Vec::new(),
            // What stands in braces may stand far to the right, and has no lines of its own.
            column: match flow {
                true => 0,
                false => column(tree.source(), tree.span(change.members.first()?.0[0]).start as usize),
            },
            has_anchors: false,
            all_of_them: pairs.len() == change.members.len(),
        };
        for &([key, value], name) in change.members {
            entries.numbers.push(pairs.iter().position(|pair| *pair == [key, value])?);
            let is_first = Some(from) == tree.root() && pairs.first().is_some_and(|[first, _]| *first == key);
            let mut entry = entry(tree, key, value, name, flow)?;
            // What stands at the top of the text is about all of it.
            if !flow && !is_first {
                entry.above = comments_above(tree.source(), entry.span.start as usize, entries.column);
            }
            let inside = (key.0..tree.len() as u32).map(NodeId).take_while(|&id| tree.span(id).start <= entry.span.end);
            entries.has_anchors |= inside.into_iter().any(|id| {
                let is_inside = entry.span.contains(tree.span(id));
                is_inside && (tree.anchor(id).is_some() || matches!(tree.kind(id), Kind::Alias { .. }))
            });
            entries.all.push(entry);
        }
        Some(entries)
    }

    /// The edits that take the members away; all but the first, where that one is replaced.
    fn removals(&self, tree: &Tree, but_first: bool, layout: Layout) -> Option<Vec<Edit>> {
        let pairs = tree.pairs(self.from);
        let start_of = |nth: usize| tree.span(pairs[nth][0]).start;
        let end_of = |nth: usize| {
            let [key, value] = pairs[nth].map(|node| tree.span(node));
            // Nothing may stand before the colon as well as behind it.
            match value.is_empty() {
                true => colon(tree, pairs[nth][0]).map_or(key.end, |colon| colon as u32),
                false => value.end,
            }
        };
        let skip = usize::from(but_first);
        let mut edits: Vec<Edit> = Vec::new();
        if self.flow {
            // Those that stand next to each other go in one piece.
            let mut rest = &self.numbers[skip..];
            while let Some(&first) = rest.first() {
                let count = rest.iter().zip(first..).take_while(|(nth, expected)| **nth == *expected).count();
                let next = first + count;
                let span = match next < pairs.len() {
                    true => Span { start: start_of(first), end: start_of(next) },
                    false => Span { start: end_of(first.checked_sub(1)?), end: end_of(next - 1) },
                };
                edits.push(Edit { span, text: String::new() });
                rest = &rest[count..];
            }
            return Some(edits);
        }
        for (&nth, entry) in self.numbers.iter().zip(&self.all).skip(skip) {
            edits.push(Edit { span: lines_of(tree, pairs, nth, entry.span(layout))?, text: String::new() });
        }
        Some(edits)
    }
}

/// The bytes of a member of a block mapping that go when it goes: its lines, or, behind a dash, all up to the next member.
fn lines_of(tree: &Tree, pairs: &[[NodeId; 2]], nth: usize, span: Span) -> Option<Span> {
    let text = tree.source();
    let before = text.get(..span.start as usize)?;
    let line_start = line_start(before);
    if !before[line_start..].trim().is_empty() {
        let next = tree.span(pairs.get(nth + 1)?[0]).start;
        let between = text.get(span.end as usize..next as usize)?;
        return between.trim().is_empty().then_some(Span { start: span.start, end: next });
    }
    let rest = text.get(span.end as usize..)?;
    let end = match rest.find('\n') {
        Some(found) => Span::new(line_start, span.end as usize + found + 1),
        // Of a last line without a line break, the break before it goes.
        None => Span::new(before[..line_start].trim_end_matches(['\n', '\r']).len(), text.len()),
    };
    Some(end)
}

/// Where the line starts that a text ends with; behind a byte order mark.
fn line_start(before: &str) -> usize {
    match before.rfind('\n') {
        Some(found) => found + 1,
        None => before.len() - before.trim_start_matches('\u{FEFF}').len(),
    }
}

/// Where the comment lines start that stand right above a place and begin in its column; the place itself where there are
/// none.
fn comments_above(text: &str, place: usize, column: usize) -> u32 {
    let mut top = place;
    loop {
        let start = line_start(&text[..top]);
        // Behind a dash there is nothing above.
        if !text[start..top].bytes().all(|byte| byte == b' ') || start == 0 {
            return top as u32;
        }
        let above = text[..start - 1].trim_end_matches('\r');
        let line = &above[line_start(above)..];
        let is_comment = line.trim_start_matches(' ').starts_with('#');
        if !is_comment || line.len() - line.trim_start_matches(' ').len() != column {
            return top as u32;
        }
        top = line_start(above) + column;
    }
}

/// Where the colon behind a key ends.
fn colon(tree: &Tree, key: NodeId) -> Option<usize> {
    let end = tree.span(key).end as usize;
    let rest = tree.source().get(end..)?;
    rest.trim_start().starts_with(':').then(|| end + rest.len() - rest.trim_start().len() + 1)
}

/// A member as text; nothing where it shares its lines with other things.
fn entry(tree: &Tree, key: NodeId, value: NodeId, name: &str, flow: bool) -> Option<Entry> {
    let text = tree.source();
    let (key_span, value_span) = (tree.span(key), tree.span(value));
    let Kind::Scalar { style, .. } = tree.kind(key) else { return None };
    let key_text = match style {
        Style::Plain => name.to_string(),
        Style::SingleQuoted => format!("'{name}'"),
        Style::DoubleQuoted => format!("\"{name}\""),
        Style::Block => return None,
    };
    let colon = colon(tree, key)?;
    let end = (value_span.end as usize).max(colon);
    if flow {
        let rest = text.get(key_span.end as usize..end)?;
        let span = Span::new(key_span.start as usize, end);
        return Some(Entry { span, text: format!("{key_text}{rest}"), above: span.start });
    }
    // Nothing but blanks, or the dash of an item, stands before it.
    let before = text.get(..key_span.start as usize)?;
    if !before[line_start(before)..].chars().all(|c| matches!(c, ' ' | '-')) {
        return None;
    }
    // A text that keeps its last line breaks would take up others.
    let keeps = |line: &str| line.trim_start().starts_with(['|', '>']) && line.contains('+');
    if matches!(tree.kind(value), Kind::Scalar { style: Style::Block, .. })
        && text.get(colon..)?.lines().next().is_some_and(keeps)
    {
        return None;
    }
    let end = text.get(..end)?.trim_end().len().max(colon);
    let rest = text.get(end..)?;
    let line = rest.split('\n').next().unwrap_or("").trim_end();
    let end = match line.trim_start() {
        "" => end,
        comment if comment.starts_with('#') => end + line.len(),
        _ => return None,
    };
    let written = text.get(key_span.end as usize..end)?;
    let has_lone_returns = written.replace("\r\n", "").contains('\r');
    let span = Span::new(key_span.start as usize, end);
    (!has_lone_returns).then(|| Entry { span, text: format!("{key_text}{written}"), above: span.start })
}

/// The same text, its lines but the first moved by some columns.
fn indented(text: &str, from: usize, to: usize) -> Option<String> {
    let mut moved = String::with_capacity(text.len());
    for (nth, line) in text.split_inclusive('\n').enumerate() {
        if nth == 0 || line.trim().is_empty() {
            moved.push_str(line);
        } else if to >= from {
            moved.extend(std::iter::repeat_n(' ', to - from));
            moved.push_str(line);
        } else {
            let blank = line.len() - line.trim_start_matches(' ').len();
            let too_many = from - to;
            if blank < too_many && !line.trim_start().starts_with('#') {
                return None;
            }
            moved.push_str(&line[blank.min(too_many)..]);
        }
    }
    Some(moved)
}

/// What comes to stand in the new place.
struct Newcomer<'a> {
    view: &'a View,
    change: &'a Move<'a>,
    entries: &'a Entries,
}

impl Newcomer<'_> {
    fn tree(&self) -> &Tree {
        self.view.tree()
    }

    /// As lines that start in a column; the first one without its indentation.
    fn lines(&self, column: usize) -> Option<String> {
        // What stands in braces on several lines is not laid out for lines of its own.
        if self.entries.flow && self.entries.all.iter().any(|entry| entry.text.contains('\n')) {
            return None;
        }
        let newline = line_break(self.tree().source());
        let step = self.step();
        let mut text = String::new();
        let mut at = column;
        for (name, item) in self.change.levels {
            at += step;
            text.push_str(&format!("{name}:{newline}{}", " ".repeat(at)));
            if *item {
                text.push_str("- ");
                at += 2;
            }
        }
        for (nth, entry) in self.entries.all.iter().enumerate() {
            if nth > 0 {
                text.push_str(newline);
                text.extend(std::iter::repeat_n(' ', at));
            }
            let above = self.tree().source_slice(Span { start: entry.above, end: entry.span.start });
            text.push_str(&indented(&format!("{above}{}", entry.text), self.entries.column, at)?);
        }
        Some(text)
    }

    /// In braces, on one line.
    fn inline(&self, levels: &[(&str, bool)]) -> Option<String> {
        let tree = self.tree();
        let mut members = Vec::new();
        for (entry, ([_, value], _)) in self.entries.all.iter().zip(self.change.members) {
            let fits = match tree.kind(*value) {
                Kind::Scalar { style: Style::Block, .. } => false,
                Kind::Scalar { style: Style::Plain, .. } => !tree.text(*value).contains(['[', ']', '{', '}', ',']),
                Kind::Mapping { flow } | Kind::Sequence { flow } => flow,
                _ => true,
            };
            let has_comment = !self.entries.flow && entry.span.end > tree.span(*value).end;
            if !fits || has_comment || (entry.text.contains('\n') && !self.entries.flow) {
                return None;
            }
            members.push(entry.text.as_str());
        }
        let quoted = self.change.members.iter().all(|([key, _], _)| is_double_quoted(tree, *key));
        let key = |name: &str| if quoted { format!("\"{name}\"") } else { name.to_string() };
        let mut text = members.join(", ");
        for (name, item) in levels.iter().rev() {
            text = match item {
                true => format!("{}: [{{{text}}}]", key(name)),
                false => format!("{}: {{{text}}}", key(name)),
            };
        }
        Some(text)
    }

    /// Where they stand already, one or more levels further in.
    fn in_place(&self) -> Option<(Vec<Edit>, Layout)> {
        let (text, layout) = match self.entries.flow {
            true => (self.inline(self.change.levels)?, Layout::Inline),
            false => (self.lines(self.entries.column)?, Layout::Lines),
        };
        Some((vec![Edit { span: self.entries.all.first()?.span(layout), text }], layout))
    }

    /// Under the first level, which is written with nothing after it.
    fn fill(&self, to: NodeId, [key, value]: [NodeId; 2]) -> Option<(Vec<Edit>, Layout)> {
        let tree = self.tree();
        let Kind::Mapping { flow } = tree.kind(to) else { return None };
        let text = tree.source();
        let colon = colon(tree, key)?;
        let nothing = tree.span(value);
        if !matches!(tree.kind(value), Kind::Scalar { style: Style::Plain, .. }) || tree.anchor(value).is_some() {
            return None;
        }
        let after_colon = |written: String| written.split_once(':').map(|(_, rest)| rest.to_string());
        let end = if nothing.is_empty() { colon } else { nothing.end as usize };
        if flow {
            let text = after_colon(self.inline(self.change.levels)?)?;
            return Some((vec![Edit { span: Span::new(colon, end), text }], Layout::Inline));
        }
        let column = column(text, tree.span(key).start as usize);
        let lines = after_colon(self.lines(column)?)?;
        let line_end = self.line_end(end)?;
        let mut edits = vec![Edit { span: Span::new(line_end, line_end), text: lines }];
        if end > colon {
            edits.push(Edit { span: Span::new(colon, end), text: String::new() });
        }
        Some((edits, Layout::Lines))
    }

    /// In `{}`: between the braces, or on lines in the place of them.
    fn fill_braces(&self, to: NodeId) -> Option<(Vec<Edit>, Layout)> {
        let tree = self.tree();
        let Kind::Mapping { flow: true } = tree.kind(to) else { return None };
        let braces = tree.span(to);
        if let Some(text) = self.inline(self.change.levels) {
            let inside = braces.start + 1;
            return Some((vec![Edit { span: Span { start: inside, end: inside }, text }], Layout::Inline));
        }
        let is_bare = tree.anchor(to).is_none() && !tree.slice(to).contains('#');
        let key = tree.key_of(to).filter(|_| is_bare)?;
        if !matches!(tree.parent(to).map(|around| tree.kind(around)), Some(Kind::Mapping { flow: false })) {
            return None;
        }
        let colon = tree.source().get(..braces.start as usize)?.trim_end();
        let line_end = self.line_end(braces.end as usize)?;
        let at = column(tree.source(), tree.span(key).start as usize) + self.step();
        let lines = format!("{}{}{}", line_break(tree.source()), " ".repeat(at), self.lines(at)?);
        let edits = vec![
            Edit { span: Span::new(colon.len(), braces.end as usize), text: String::new() },
            Edit { span: Span::new(line_end, line_end), text: lines },
        ];
        colon.ends_with(':').then_some((edits, Layout::Lines))
    }

    /// Where a line ends on which nothing but a comment follows.
    fn line_end(&self, from: usize) -> Option<usize> {
        let rest = self.tree().source().get(from..)?;
        let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
        matches!(line.trim_start().chars().next(), None | Some('#')).then(|| from + line.len())
    }

    /// In another mapping.
    fn elsewhere(&self, to: NodeId) -> Option<(Vec<Edit>, Layout)> {
        let tree = self.tree();
        let Kind::Mapping { flow } = tree.kind(to) else { return None };
        let pairs = tree.pairs(to);
        let &[front, _] = pairs.first()?;
        let front = tree.span(front).start;
        let stays = |value: NodeId| !self.change.members.iter().any(|([_, moved], _)| *moved == value);
        let before = |fits: &dyn Fn(NodeId) -> bool| {
            self.change.after.iter().find_map(|name| {
                let symbol = self.view.names().symbol(name);
                let pair = pairs.iter().find(|[key, _]| self.view.symbol(*key) == symbol);
                pair.copied().filter(|[_, value]| stays(*value) && fits(*value))
            })
        };
        if flow {
            let text = self.inline(self.change.levels)?;
            // On a line of its own where the others are.
            let own_line = |at: u32| {
                let before = tree.source().get(..at as usize)?;
                let line = &before[before.trim_end_matches([' ', '\t']).len()..];
                let before = &before[..before.len() - line.len()];
                before.ends_with('\n').then(|| format!("{}{line}", line_break(before)))
            };
            let edit = match before(&|value| !tree.span(value).is_empty()) {
                Some([key, value]) => {
                    let end = tree.span(value).end;
                    let between = own_line(tree.span(key).start).unwrap_or_else(|| " ".to_string());
                    Edit { span: Span { start: end, end }, text: format!(",{between}{text}") }
                }
                None => {
                    let between = own_line(front).unwrap_or_else(|| " ".to_string());
                    Edit { span: Span { start: front, end: front }, text: format!("{text},{between}") }
                }
            };
            return Some((vec![edit], Layout::Inline));
        }
        let newline = line_break(tree.source());
        let column = column(tree.source(), front as usize);
        let text = self.lines(column)?;
        let is_line = |value: NodeId| {
            let span = tree.span(value);
            let is_block = matches!(tree.kind(value), Kind::Scalar { style: Style::Block, .. });
            let is_scalar = matches!(tree.kind(value), Kind::Scalar { .. }) && !span.is_empty();
            is_scalar && !is_block && !tree.slice(value).contains('\n')
        };
        let edit = match before(&is_line) {
            Some([_, value]) => {
                let end = tree.span(value).end as usize;
                let rest = tree.source().get(end..)?;
                let line_end = end + rest.find(['\n', '\r']).unwrap_or(rest.len());
                Edit { span: Span::new(line_end, line_end), text: format!("{newline}{}{text}", " ".repeat(column)) }
            }
            None => {
                Edit { span: Span { start: front, end: front }, text: format!("{text}{newline}{}", " ".repeat(column)) }
            }
        };
        Some((vec![edit], Layout::Lines))
    }

    /// How far in this text puts one level below another: around the old place or the new one, else at its start.
    fn step(&self) -> usize {
        const FIRST: u32 = 1000;
        let tree = self.tree();
        let text = tree.source();
        let outwards = |from: NodeId| std::iter::successors(Some(from), |&node| tree.parent(node));
        let near = outwards(self.entries.from).chain(outwards(tree.target(self.change.to)));
        let first = (0..FIRST.min(tree.len() as u32)).map(NodeId);
        let step = near.chain(first).find_map(|mapping| {
            let outer = tree.span(tree.key_of(mapping)?).start as usize;
            let inner = tree.span(tree.pairs(mapping).first()?[0]).start as usize;
            let step = column(text, inner).checked_sub(column(text, outer))?;
            (step > 0 && text.get(outer..inner)?.contains('\n')).then_some(step)
        });
        step.unwrap_or(2).min(8)
    }
}
