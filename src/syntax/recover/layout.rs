//! Lines that stand too far to the left or to the right, and dashes too many.
//!
//! The reader notices a misplaced block where something else does not fit any more, often below it. All the blocks that may have been moved are
//! candidates; the one is right with which the text can be read furthest, is laid out most like the rest of the file, and moves
//! the fewest lines.

use std::cmp::Ordering;

use super::characters::looks_like_dash;
use super::lines::{
    Entry, Lines, indentation, is_item, moved_with, possible_starts, with_children, written_after, written_before,
};
use super::repair::Repair;
use crate::finding::Edit;
use crate::source::Span;
use crate::syntax::{SyntaxError, Vocabulary};

/// How many blocks above are looked at.
const MAX_BLOCKS: usize = 8;

/// Blocks that may have been moved, and dashes that may be too many.
pub(super) fn repairs(text: &str, line: Span) -> Vec<Repair> {
    let mut found = Vec::new();
    // The reader may give up at the end of the line before the one that does not fit.
    for line in [Some(line), written_after(text, line)].into_iter().flatten() {
        if !text[line.range()].trim().is_empty() {
            found.extend(tabs(text, line));
        }
    }
    if text[line.range()].trim().is_empty() {
        return found;
    }
    found.extend(this_block(text, line));
    found.extend(blocks_above(text, line));
    found.extend(dash_too_many(text, line));
    found
}

/// The block that starts on a line, moved to where a line can start.
fn this_block(text: &str, line: Span) -> Vec<Repair> {
    let own = indentation(text, line);
    let item = is_item(text, line);
    let mut columns: Vec<(usize, Option<Span>, bool)> = Vec::new();
    for start in possible_starts(text, line) {
        if start.item == item && start.column != own {
            columns.push((start.column, Some(start.line), start.behind_dash));
        }
        // A list may start under its key, as deep as the key or deeper.
        if item && !start.item && start.column != own && Entry::of(text, start.line).value.is_empty() {
            columns.push((start.column, Some(start.line), start.behind_dash));
        }
    }
    columns.extend(below_key(text, line).map(|column| (column, None, false)));
    let mut found = Vec::new();
    // What stands below the block may stand right, though it is deeper than a line that was moved out.
    let inner = written_after(text, line).map(|next| indentation(text, next));
    let shorter = beginnings(text, line);
    let blocks = [moved_with(text, line), with_children(text, line), line].into_iter().map(|block| (block, false));
    for (whole, is_part) in blocks.chain(shorter.into_iter().map(|block| (block, true))) {
        for &(column, like, behind_dash) in columns.iter().take(MAX_BLOCKS) {
            if is_part && inner != Some(column) {
                continue;
            }
            let like = like.map(|like| {
                let number = number_of(text, like);
                match behind_dash {
                    true => format!(", under the text behind the dash of line {number}"),
                    false => format!(", like line {number}"),
                }
            });
            let help = format!("indent it by {column} spaces{}", like.unwrap_or_default());
            found.extend(shift(text, whole, column as i64 - own as i64, &help));
        }
    }
    found
}

/// A line with the first few of the blocks below it that are indented deeper.
fn beginnings(text: &str, line: Span) -> Vec<Span> {
    let whole = with_children(text, line);
    let mut found = Vec::new();
    let Some(first) = written_after(text, line).filter(|first| first.start < whole.end) else { return found };
    let inner = indentation(text, first);
    let mut last = first;
    while let Some(next) = written_after(text, last).filter(|next| next.start < whole.end && found.len() < MAX_BLOCKS) {
        if indentation(text, next) == inner && !is_item(text, next) {
            found.push(Span { start: line.start, end: last.end });
        }
        last = next;
    }
    found
}

/// Below a key without a value anything deeper can start.
fn below_key(text: &str, line: Span) -> Option<usize> {
    let before = written_before(text, line)?;
    let entry = Entry::of(text, before);
    (entry.key.is_some() && entry.value.is_empty()).then_some((entry.content.start - before.start) as usize + 2)
}

/// The blocks right above a line, moved to where the line fits.
fn blocks_above(text: &str, line: Span) -> Vec<Repair> {
    let own = indentation(text, line);
    let item = is_item(text, line);
    let mut found = Vec::new();
    let mut least = usize::MAX;
    let mut at = written_before(text, line);
    let mut blocks = 0;
    while let Some(start) = at.filter(|_| blocks < MAX_BLOCKS) {
        let column = indentation(text, start);
        // Where a block starts: as far to the left as anything below it.
        if column < least {
            least = column;
            blocks += 1;
            let last = written_before(text, line).unwrap_or(start);
            let block = Span { start: start.start, end: last.end };
            let mut columns = vec![own];
            if is_item(text, start) != item {
                // An item under a key, or a key behind a dash.
                columns.extend([own + 2, own.saturating_sub(2)]);
            }
            for to in columns {
                if to != column {
                    let like = if to == own { format!(", like line {}", number_of(text, line)) } else { String::new() };
                    found.extend(shift(
                        text,
                        block,
                        to as i64 - column as i64,
                        &format!("indent it by {to} spaces{like}"),
                    ));
                }
            }
            // The first line of an item alone, which has to stand before the rest of it.
            if is_item(text, start) {
                let content = (Entry::of(text, start).content.start - start.start) as usize;
                let rest = written_after(text, start).map(|rest| indentation(text, rest));
                if let Some(to) = rest.and_then(|rest| rest.checked_sub(content - column)).filter(|to| *to != column) {
                    let help = format!("indent the dash by {to} spaces");
                    let dash = shift(text, start, to as i64 - column as i64, &help);
                    found.extend(dash.map(|mut repair| {
                        repair.error.message = "the rest of this list item is indented differently".to_string();
                        repair
                    }));
                }
            }
        }
        at = written_before(text, start);
    }
    found
}

/// A block moved by so many columns; nothing where there is no room. What is said points at its first line.
fn shift(text: &str, block: Span, by: i64, help: &str) -> Option<Repair> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut lines = 0;
    let mut at = block.start as usize;
    for line in text.get(block.range())?.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        let blank = words.len() - words.trim_start_matches(' ').len();
        if !words.trim().is_empty() {
            lines += 1;
            if by > 0 {
                edits.push(Edit { span: Span::new(at, at), text: " ".repeat(by as usize) });
            } else {
                let less = by.unsigned_abs() as usize;
                // A comment may stand further to the left than what it is about.
                let taken = if words.trim_start().starts_with('#') { less.min(blank) } else { less };
                if taken > blank {
                    return None;
                }
                edits.push(Edit { span: Span::new(at, at + taken), text: String::new() });
            }
        }
        at += line.len();
    }
    let first = Lines::around(text, block.start as usize);
    let entry = Entry::of(text, first);
    let place = entry.key.unwrap_or(match entry.value.is_empty() {
        true => first,
        false => entry.value,
    });
    let error = SyntaxError::new(place, "the indentation of this line fits none of the lines around it").help(help);
    let columns = by.unsigned_abs() as usize;
    let repair = Repair { edits, unknown: Vec::new(), lost: Vec::new(), error, lines, columns };
    Some(repair.fixing(false, "indent it right"))
}

/// `- key: value` where the dash stands where a key of the item above belongs: the keys below it stand there too, and none of those
/// above has that name. Or the whole file starts with a dash, and goes on without.
pub(super) fn plain_dash(text: &str, line: Span, vocabulary: &Vocabulary) -> Option<Repair> {
    let item = match is_item(text, line) {
        true => line,
        false => written_before(text, line)
            .filter(|&before| written_before(text, before).is_none())
            .or_else(|| only_item_above(text, line))?,
    };
    let below = written_after(text, item);
    let column = indentation(text, item);
    let entry = Entry::of(text, item);
    let key = text.get(entry.key?.range())?;
    if !is_item(text, item) || below.is_some_and(|below| !goes_on(text, item, key, below, vocabulary)) {
        return None;
    }
    let mut above = written_before(text, item);
    let opens = above.map(|above| Entry::of(text, above)).filter(|above| above.value.is_empty());
    let mut belongs = match opens.map(|above| above.key.and_then(|key| text.get(key.range()))) {
        // Below a key of which a list may be the value, a dash is right.
        Some(Some(parent)) => vocabulary.has_mapping(parent),
        _ => above.is_none(),
    };
    while let Some(line) = above.filter(|&line| indentation(text, line) >= column || is_item(text, line)) {
        let entry = Entry::of(text, line);
        if (entry.content.start - line.start) as usize == column {
            belongs = true;
            let other = entry.key.and_then(|key| text.get(key.range())).unwrap_or("");
            // A key that starts with a dash lacks a space.
            if other == key || other.starts_with('-') || other.starts_with(looks_like_dash) {
                return None;
            }
        }
        if is_item(text, line) && indentation(text, line) < column {
            break;
        }
        above = written_before(text, line);
    }
    let dash = Span::new(item.start as usize + column, entry.content.start as usize);
    let error =
        SyntaxError::new(dash.part(0..1), format!("there is a dash too many before `{key}`")).help("remove the dash");
    belongs.then(|| Repair::replace(dash, "", error).fixing(false, "remove the dash"))
}

/// Whether the line below an item goes on with what would be there without the dash: with what stands under its key, or beside or
/// around it.
fn goes_on(text: &str, item: Span, key: &str, below: Span, vocabulary: &Vocabulary) -> bool {
    let entry = Entry::of(text, item);
    match indentation(text, below).cmp(&indentation(text, item)) {
        Ordering::Less => true,
        Ordering::Equal => !is_item(text, below),
        Ordering::Greater if !entry.value.is_empty() => false,
        Ordering::Greater if is_item(text, below) => true,
        // What is no member of this key is a member of an item that stands too far to the right.
        Ordering::Greater => {
            let name = Entry::of(text, below).key.and_then(|key| text.get(key.range()));
            name.is_some_and(|name| vocabulary.homes(name).contains(&key))
        }
    }
}

/// The item above a line that stands as deep as its dash, where it is the only one of its list.
fn only_item_above(text: &str, line: Span) -> Option<Span> {
    let own = indentation(text, line);
    let mut above = written_before(text, line);
    for _ in 0..400 {
        let candidate = above.filter(|&above| indentation(text, above) >= own)?;
        above = written_before(text, candidate);
        if indentation(text, candidate) == own {
            let is_first = above.is_some_and(|above| indentation(text, above) < own);
            return Some(candidate).filter(|_| is_first && is_item(text, candidate));
        }
    }
    None
}

/// `- key: value` where the dash starts a new item that nothing else belongs to.
fn dash_too_many(text: &str, line: Span) -> Vec<Repair> {
    let mut found = Vec::new();
    for candidate in [Some(line), written_before(text, line), only_item_above(text, line)].into_iter().flatten() {
        if !is_item(text, candidate) {
            continue;
        }
        let column = indentation(text, candidate);
        let entry = Entry::of(text, candidate);
        let Some(key) = entry.key else { continue };
        let dash = Span::new(candidate.start as usize + column, entry.content.start as usize);
        let error =
            SyntaxError::new(dash.part(0..1), format!("there is a dash too many before `{}`", &text[key.range()]))
                .help("remove the dash");
        for instead in [String::new(), " ".repeat(dash.len())] {
            let mut repair = Repair::replace(dash, instead, error.clone()).fixing(false, "remove the dash");
            // Rarer than a line that was moved.
            repair.lines += 1;
            found.push(repair);
        }
    }
    found
}

/// Tabs in the indentation, of this line and of those right below it.
fn tabs(text: &str, line: Span) -> Vec<Repair> {
    let words = &text[line.range()];
    let blank = &words[..indentation(text, line)];
    let Some(first) = blank.find('\t') else { return Vec::new() };
    let length = blank[first..].bytes().take_while(|&byte| byte == b'\t').count();
    let place = line.part(first..first + length);
    let mut block = vec![line];
    while let Some(next) = block.last().and_then(|&last| Lines::after(text, last)) {
        if !text[next.range()].starts_with('\t') {
            break;
        }
        block.push(next);
    }
    // A tab is as wide as the author's editor shows it; or the line is to stand where another can.
    let own = blank.len();
    let mut widths: Vec<Vec<usize>> = Vec::new();
    for wide in [2, 4, 8, 3, 1] {
        let columns = block.iter().map(|&line| {
            let blank = &text[line.range()][..indentation(text, line)];
            blank.chars().map(|c| if c == '\t' { wide } else { 1 }).sum()
        });
        widths.push(columns.collect());
    }
    for start in possible_starts(text, line).iter().map(|start| start.column).chain(below_key(text, line)) {
        let columns = block.iter().map(|&line| {
            let deeper = indentation(text, line).saturating_sub(own);
            start + deeper * 2
        });
        widths.push(columns.collect());
    }
    if let Some(next) = block.last().and_then(|&last| written_after(text, last)) {
        let column = indentation(text, next);
        let content = (Entry::of(text, next).content.start - next.start) as usize;
        widths.extend([vec![column; block.len()], vec![content; block.len()]]);
    }
    let error = SyntaxError::new(place, "YAML does not allow tabs in the indentation").help("indent with spaces");
    widths
        .into_iter()
        .map(|columns| {
            let edits = block
                .iter()
                .zip(columns)
                .map(|(&line, column)| Edit { span: line.part(0..indentation(text, line)), text: " ".repeat(column) })
                .collect();
            // Tabs are wrong whatever else is: nothing else is moved instead.
            Repair { edits, unknown: Vec::new(), lost: Vec::new(), error: error.clone(), lines: 0, columns: 0 }
        })
        .collect()
}

/// The number of a line, from 1.
pub(super) fn number_of(text: &str, line: Span) -> usize {
    text[..line.start as usize].matches('\n').count() + 1
}

/// How a text is laid out, the less the better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Oddities {
    /// Keys that stand where their name is not at home, or a second time in a mapping.
    pub(super) strangers: usize,
    /// Blocks of lines that are indented otherwise than most of their kind, lists under keys and keys under keys; and keys with
    /// nothing below them.
    pub(super) steps: usize,
}

/// What is odd about the lines around a place.
pub(super) fn oddities(text: &str, around: usize, vocabulary: &Vocabulary) -> Oddities {
    const LINES: usize = 200;
    let mut first = Lines::around(text, around);
    for _ in 0..LINES {
        match Lines::before(text, first) {
            Some(before) => first = before,
            None => break,
        }
    }
    let (mut strangers, mut hollow) = (0, 0);
    let mut steps: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
    // The columns at which lines stand, and the keys that are open with theirs.
    let mut columns: Vec<usize> = Vec::new();
    let mut keys: Vec<(usize, &str)> = Vec::new();
    // The open mappings: where their keys stand, and which there are.
    let mut mappings: Vec<(usize, Vec<&str>)> = Vec::new();
    // Where the key on the line before stands, if it has no value there.
    let mut opens: Option<usize> = None;
    // In the middle of a file nobody knows what is open before the first line.
    let mut sure = first.start == 0;
    let mut next = Some(first);
    for _ in 0..2 * LINES {
        let Some(line) = next else { break };
        next = Lines::after(text, line);
        let words = text[line.range()].trim();
        if words.is_empty() || words.starts_with('#') {
            continue;
        }
        let (column, item) = (indentation(text, line), is_item(text, line));
        let entry = Entry::of(text, line);
        let content = (entry.content.start - line.start) as usize;
        sure |= column == 0;
        columns.truncate(columns.iter().take_while(|&&outer| outer <= column).count());
        // A list as deep as its key is a step of its own.
        if item && opens == Some(column) {
            steps[1].push(0);
        }
        // The first line of a block: its step from what it stands under.
        if columns.last() != Some(&column) {
            if let Some(&outer) = columns.last() {
                steps[usize::from(item)].push(column - outer);
            }
            columns.push(column);
        }
        if item && content > column {
            columns.push(content);
        }
        let below = if item { column } else { content.saturating_sub(1) };
        hollow += usize::from(opens.is_some_and(|key| below < key));
        opens = None;
        if let Some(key) = entry.key.and_then(|key| text.get(key.range())) {
            keys.truncate(keys.iter().take_while(|(outer, _)| *outer < content).count());
            let homes = vocabulary.homes(key);
            let parent = keys.last().map_or("", |(_, key)| key);
            if sure && !homes.is_empty() && !homes.contains(&parent) {
                strangers += 1;
            }
            keys.push((content, key));
            let starts = |open: usize| open < content || (open == content && !(item && content > column));
            mappings.truncate(mappings.iter().take_while(|(open, _)| starts(*open)).count());
            match mappings.last_mut().filter(|(open, _)| *open == content) {
                Some((_, seen)) if seen.contains(&key) => strangers += 1,
                Some((_, seen)) => seen.push(key),
                None => mappings.push((content, vec![key])),
            }
            opens = entry.value.is_empty().then_some(content);
        }
    }
    let steps = steps.iter().map(|steps| {
        let usual = steps.iter().copied().max_by_key(|step| steps.iter().filter(|other| *other == step).count());
        steps.iter().filter(|step| Some(**step) != usual).count()
    });
    Oddities { strangers, steps: hollow + steps.sum::<usize>() }
}
