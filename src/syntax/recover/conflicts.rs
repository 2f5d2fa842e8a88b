//! What an unfinished merge leaves behind: two versions of some lines, between markers.
//!
//! Each side is a text of its own, as long as the whole, with everything that is not of that side covered by blanks; so
//! all places stay what they are. Which side is right is nobody's guess.

use super::lines::Lines;
use crate::source::Span;
use crate::syntax::SyntaxError;

/// How many conflicts of a file are looked at.
const MAX_CONFLICTS: usize = 1000;

/// A line that a merge has put between others.
#[derive(Clone, Copy, Debug)]
struct Marker {
    line: Span,
    /// Its number, from 1.
    number: usize,
}

/// Lines of which a merge has left two versions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conflict {
    /// `<<<<<<<`.
    first: Marker,
    /// `|||||||`, where the common ancestor is written too.
    ancestor: Option<Marker>,
    /// `=======`.
    middle: Marker,
    /// `>>>>>>>`.
    last: Marker,
}

impl Conflict {
    /// Where it starts, in bytes.
    pub(super) fn start(&self) -> usize {
        self.first.line.start as usize
    }
}

/// One of the two versions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What stands above `=======`.
    Ours,
    /// What stands below it.
    Theirs,
}

/// The conflicts of a text whose markers are all there. One that lacks a marker is left to be taken for what it is: odd
/// lines.
pub(super) fn find(text: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    if !text.contains("<<<<<<<") {
        return found;
    }
    let mut open: Option<(Marker, Option<Marker>, Option<Marker>)> = None;
    for (nth, line) in Lines::of(text).enumerate() {
        let Some(marker) = marker(&text[line.range()]) else { continue };
        let line = Marker { line, number: nth + 1 };
        open = match (marker, open) {
            ('<', _) => Some((line, None, None)),
            ('|', Some((first, None, None))) => Some((first, Some(line), None)),
            ('=', Some((first, ancestor, None))) => Some((first, ancestor, Some(line))),
            ('>', Some((first, ancestor, Some(middle)))) => {
                found.push(Conflict { first, ancestor, middle, last: line });
                None
            }
            _ => None,
        };
        if found.len() == MAX_CONFLICTS {
            break;
        }
    }
    found
}

/// The character that a marker is made of.
pub(super) fn marker(line: &str) -> Option<char> {
    let first = line.chars().next().filter(|first| "<|=>".contains(*first))?;
    let rest = line.trim_start_matches(first);
    let is_marker = line.len() - rest.len() == 7 && (rest.is_empty() || (rest.starts_with(' ') && first != '='));
    is_marker.then_some(first)
}

/// A text with one side of all its conflicts.
pub(super) fn side(text: &str, conflicts: &[Conflict], side: Side) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for conflict in conflicts {
        let covered = match side {
            Side::Ours => {
                let above = conflict.ancestor.unwrap_or(conflict.middle).line;
                [conflict.first.line, Span { start: above.start, end: conflict.last.line.end }]
            }
            Side::Theirs => {
                [Span { start: conflict.first.line.start, end: conflict.middle.line.end }, conflict.last.line]
            }
        };
        for covered in covered {
            out.push_str(&text[at..covered.start as usize]);
            out.extend(
                text[covered.range()]
                    .bytes()
                    .map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { ' ' }),
            );
            at = covered.end as usize;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// What to say of a conflict, at its first line.
pub(super) fn error(conflict: Conflict) -> SyntaxError {
    let between = |from: Marker, to: Marker| match (from.number + 1, to.number - 1) {
        (first, last) if first > last => "has no lines".to_string(),
        (first, last) if first == last => format!("is line {first}"),
        (first, last) => format!("is lines {first} to {last}"),
    };
    let Conflict { first, ancestor, middle, last } = conflict;
    let ours = between(first, ancestor.unwrap_or(middle));
    let theirs = between(middle, last);
    let message = format!("a merge was left unfinished here: one side {ours}, the other {theirs}");
    let mut error = SyntaxError::new(first.line, message)
        .help(format!("keep what is right of lines {} to {}, without the markers", first.number, last.number));
    error.related = Some((last.line, "the conflict ends here".to_string()));
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_is_as_long_as_the_whole() {
        let text = "a: 1\n<<<<<<< HEAD\nb: 2\n||||||| 12ab\nb: 0\n=======\nb: é\n>>>>>>> topic\nc: 4\n";
        let found = find(text);
        assert_eq!(found.len(), 1);
        for (which, kept) in [(Side::Ours, "a: 1 b: 2 c: 4"), (Side::Theirs, "a: 1 b: é c: 4")] {
            let side = side(text, &found, which);
            assert_eq!(side.len(), text.len());
            assert_eq!(side.lines().count(), text.lines().count());
            assert_eq!(side.split_whitespace().collect::<Vec<_>>().join(" "), kept);
        }
        assert!(find("<<<<<<< HEAD\na: 1\n>>>>>>> topic\n").is_empty());
        assert!(find("<<<<<<<< HEAD\n=======\n>>>>>>> topic\n").is_empty());
    }
}
