//! A mapping has a key twice, or gets it once more by a merge. YAML forbids the one; in both the platform keeps only one of the
//! two values, without a word.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::edit;
use crate::finding::{Edit, Fix};
use crate::reading::view::Seen;
use crate::rules::advice::naming_member;
use crate::rules::{Context, Findings, dashes, lost_values, odd_lines};
use crate::shape::check::Violation;
use crate::shape::plan::{Expect, Object};
use crate::source::Span;
use crate::syntax::{Kind, NodeId};
use crate::words::{all_of, are};

rule! {
    name: "duplicate-key",
    severity: Error,
    fix: Safe,
    summary: "a key that stands twice in one mapping",
}

/// No more keys than this are named or pointed at.
const MANY: usize = 6;

/// No fix is worked out in a mapping of more members than this: each would take time by their number, and no manifest has one.
const LARGE: usize = 1000;

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations() {
        match violation {
            Violation::Duplicates { object, spec } => {
                let is_said = odd_lines::has_odd_dashes(cx, *object) || dashes::in_entry(cx, out, *object, spec);
                if !is_said {
                    repeated(cx, out, *object, spec);
                }
            }
            Violation::Lost { object } => lost_values::report(cx, out, *object),
            _ => {}
        }
    }
}

/// A key that comes once more in a mapping, with the places where it came before.
struct Repeated<'a> {
    at: usize,
    name: &'a str,
    earlier: Vec<usize>,
}

/// Reports keys that stand twice, several in a row once.
fn repeated(cx: &Context, out: &mut Findings, object: NodeId, spec: &Object) {
    let pairs = cx.view().pairs(object);
    // What differs as text may be one key for the platform: `yes` and `true`.
    let mut by_name: HashMap<Cow<str>, Vec<usize>> = HashMap::new();
    for (at, &[key, _]) in pairs.iter().enumerate().filter(|(_, [key, _])| !cx.tree().is_merge_key(*key)) {
        // A key that is no text has no name.
        if matches!(cx.tree().kind(cx.tree().target(key)), Kind::Scalar { .. }) {
            by_name.entry(cx.view().key_text(key)).or_default().push(at);
        }
    }
    let mut found: Vec<Repeated> = by_name
        .into_iter()
        .filter(|(_, places)| places.len() > 1)
        .filter_map(|(_, mut earlier)| {
            let at = earlier.pop()?;
            Some(Repeated { at, name: cx.written(pairs[at][0]), earlier })
        })
        .collect();
    found.sort_by_key(|repeated| repeated.at);
    for row in found.chunk_by(|a, b| a.at + 1 == b.at) {
        report(cx, out, object, spec, row);
    }
}

/// Reports keys that stand in a row and are all there before.
fn report(cx: &Context, out: &mut Findings, object: NodeId, spec: &Object, row: &[Repeated]) {
    let pairs = cx.view().pairs(object);
    let Some(first) = row.first() else { return };
    let key = |at: usize| pairs[at][0];
    let same = row.iter().all(|repeated| {
        repeated.earlier.iter().all(|&earlier| cx.view().is_same(pairs[repeated.at][1], pairs[earlier][1]))
    });
    let names: Vec<&str> = row.iter().map(|repeated| repeated.name).take(MANY).collect();
    let commented = commented_out(cx, pairs, first.at);
    let message = match (row, same) {
        _ if commented.is_some() => {
            format!("{} already set in this mapping, and what starts another entry is a comment", are(&names))
        }
        ([one], false) => format!("`{}` is already set in this mapping", one.name),
        ([one], true) => format!("`{}` stands twice in this mapping, with the same value", one.name),
        (_, false) => format!("{} already set in this mapping", are(&names)),
        (_, true) => format!("{} stand twice in this mapping, with the same values", all_of(&names)),
    };
    let by_chance = row
        .iter()
        .any(|repeated| repeated.earlier.iter().any(|&earlier| is_other_type(cx, key(repeated.at), key(earlier))));
    let mut draft = out.key(key(first.at), message);
    draft = match (row, same) {
        (_, true) => draft.note("here again"),
        (_, false) if by_chance => draft.note("here again, and only one of them counts"),
        ([_], false) => draft.note("only this one counts"),
        (_, false) => draft.note("from here on only these count"),
    };
    for &earlier in first.earlier.iter().take(MANY) {
        draft = draft.label_at(
            cx.tree().span(key(earlier)),
            if same || by_chance { "set here" } else { "set here first, and ignored" },
        );
    }
    if let Some(comment) = commented {
        draft
            .label_at(comment, "this line, which starts an entry, is commented out")
            .help("take the `#` out of the comment, or make comments of the other lines of that entry too");
        return;
    }
    let is_entry = cx.tree().parent(cx.view().mapping(object)).is_some_and(|list| !cx.tree().items(list).is_empty());
    let naming = naming_member(spec, |member| cx.schema().expect(member.value) == Expect::Text(None));
    let help = match (row, same, naming.filter(|_| is_entry)) {
        (_, true, _) => "remove one of the two".to_string(),
        _ if by_chance => "keep one of the two; which of them is read is left to chance".to_string(),
        ([_], ..) => "keep one of the two; only the last is read".to_string(),
        (_, false, Some(naming)) => format!(
            "if these lines belong to another entry, write the line that starts it before them: `- {}: …`; else keep one of the two",
            naming.name
        ),
        (_, false, None) => "keep one of the two; only the last is read".to_string(),
    };
    let fix = same.then(|| remove(cx, object, row)).flatten();
    draft.help(help).maybe_fix(fix);
}

/// Whether two keys of one text are different values for YAML, as `1` and `"1"`: then neither of them comes last for the platform.
fn is_other_type(cx: &Context, a: NodeId, b: NodeId) -> bool {
    match (cx.view().see(a), cx.view().see(b)) {
        (Seen::Scalar(a), Seen::Scalar(b)) => std::mem::discriminant(&a) != std::mem::discriminant(&b),
        _ => false,
    }
}

/// A comment right before a pair that holds the first line of a list's entry.
fn commented_out(cx: &Context, pairs: &[[NodeId; 2]], at: usize) -> Option<Span> {
    let [_, before] = pairs.get(at.checked_sub(1)?)?;
    let between = Span { start: cx.tree().span(*before).end, end: cx.tree().span(pairs[at][0]).start };
    cx.tree().comments_in(between).iter().map(|comment| comment.span).find(|&comment| {
        let text = cx.tree().source_slice(comment).trim_start_matches(['#', ' ', '\t']);
        text.strip_prefix("- ").is_some_and(|entry| entry.contains(':'))
    })
}

/// The edits that take repeated members out again. Nothing where comments or anchors would go with them.
fn remove(cx: &Context, object: NodeId, row: &[Repeated]) -> Option<Fix> {
    let pairs = cx.view().pairs(object);
    let mapping = cx.view().mapping(object);
    let is_flow = cx.tree().kind(mapping) == Kind::Mapping { flow: true };
    if pairs.len() > LARGE || (is_flow && row.len() > 1) {
        return None;
    }
    let edit = |repeated: &Repeated| {
        let [key, value] = pairs[repeated.at];
        let span =
            Span { start: cx.tree().span(key).start, end: cx.tree().span(value).end.max(cx.tree().span(key).end) };
        let is_bare = !cx.tree().has_comment(span) && !cx.tree().source_slice(span).contains('&');
        is_bare.then(|| edit::remove_member(cx.tree(), mapping, value)).flatten()
    };
    let edits: Option<Vec<Edit>> = row.iter().map(edit).collect();
    Some(Fix { title: "remove the second".to_string(), safe: true, edits: edits? })
}
