//! A mapping has a key twice, or gets it once more by a merge. YAML forbids the one; in both the platform keeps only one of the
//! two values, without a word.

use std::collections::{HashMap, HashSet};

use crate::finding::{Edit, Fix, Severity};
use crate::rules::advice::naming_member;
use crate::rules::words::{all_of, excerpt};
use crate::rules::{Context, Findings};
use crate::shape::check::Violation;
use crate::shape::plan::{Expect, Object};
use crate::source::Span;
use crate::tree::view::{Amendment, Lost, Seen, Symbol, is_merge_key};
use crate::tree::{Kind, NodeId, edit};

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
    for violation in cx.violations {
        match violation {
            Violation::Duplicates { object, spec } => {
                let is_said = lost_dashes(cx, out, *object, spec);
                if !is_said {
                    repeated(cx, out, *object, spec);
                }
            }
            Violation::Lost { object } => lost(cx, out, *object),
            _ => {}
        }
    }
}

/// What tells two keys apart as they are written.
fn name<'a>(cx: &Context<'a>, key: NodeId) -> &'a str {
    cx.tree.text(cx.tree.target(key))
}

/// Reports where the next entry of a list starts without its dash: with a key that the entry has already, while both are whole
/// without the other. Whether there is such a place.
fn lost_dashes(cx: &Context, out: &mut Findings, object: NodeId, spec: &Object) -> bool {
    let mapping = cx.view.mapping(object);
    let list = cx.tree.parent(mapping).filter(|&parent| matches!(cx.tree.kind(parent), Kind::Sequence { .. }));
    if list.is_none() && object == mapping {
        return false;
    }
    let pairs = cx.view.pairs(object);
    let mut parts: Vec<&[[NodeId; 2]]> = Vec::new();
    let mut start = 0;
    let mut names: HashSet<&str> = HashSet::new();
    for (at, &[key, _]) in pairs.iter().enumerate() {
        if !names.insert(name(cx, key)) {
            parts.push(&pairs[start..at]);
            start = at;
            names = HashSet::from([name(cx, key)]);
        }
    }
    parts.push(&pairs[start..]);
    let is_copy = |part: &[[NodeId; 2]]| {
        part.iter().all(|[key, value]| {
            let first = parts[0].iter().find(|[other, _]| name(cx, *other) == name(cx, *key));
            first.is_some_and(|[_, other]| cx.view.is_same(*value, *other))
        })
    };
    let are_whole = parts.iter().all(|part| is_whole(cx, spec, part, parts[0]));
    if parts.len() < 2 || !are_whole || parts[1..].iter().any(|part| is_copy(part)) {
        return false;
    }
    let Some(&[first, _]) = pairs.first() else { return false };
    for (nth, part) in parts.iter().enumerate().skip(1) {
        let [key, value] = part[0];
        let is_flow = cx.tree.kind(mapping) == Kind::Mapping { flow: true };
        let missing = if is_flow { "}, {" } else { "- " };
        let help = match (is_flow, cx.view.see(value)) {
            (true, _) => "start the next entry with a brace of its own".to_string(),
            (false, Seen::Scalar(_)) => {
                format!("write `- {}: {}`", cx.tree.slice(key), excerpt(cx.tree.slice(value)))
            }
            (false, _) => format!("write `- {}:`", cx.tree.slice(key)),
        };
        let before = parts[nth - 1].last().map_or(value, |[_, value]| *value);
        out.key(key, format!("a `{missing}` is missing before `{}`", name(cx, key)))
            .note("the next entry starts here")
            .label_at(cx.tree.span(if nth == 1 { first } else { parts[nth - 1][0][0] }), "the entry before it")
            .help(help)
            .maybe_fix(dash(cx, mapping, list, before, key))
            .read_on([Amendment::Dash { mapping, key }]);
    }
    true
}

/// Whether some pairs have all that an entry must have, as far as can be seen without what they merge; `first` are those of the
/// first entry.
fn is_whole(cx: &Context, spec: &Object, pairs: &[[NodeId; 2]], first: &[[NodeId; 2]]) -> bool {
    let has = |pairs: &[[NodeId; 2]], symbol: Symbol| pairs.iter().any(|[key, _]| cx.view.symbol(*key) == symbol);
    if spec.is_field_entry {
        let [field, mapping] = ["fieldName", "mapToName"].map(|name| cx.view.names().symbol(name));
        // A second `mapToName` alone is one too many for the field above it.
        let is_mapping = has(pairs, mapping) && (pairs.len() > 1 || !has(first, field));
        return has(pairs, field) || is_mapping;
    }
    let merges = pairs.iter().any(|[key, _]| is_merge_key(cx.tree, *key));
    let mut required = spec.members.iter().filter(|member| member.required).peekable();
    required.peek().is_some() && (merges || required.all(|member| has(pairs, member.symbol)))
}

/// The edit that starts an entry with a key.
fn dash(cx: &Context, mapping: NodeId, list: Option<NodeId>, before: NodeId, key: NodeId) -> Option<Fix> {
    let (source, start) = (cx.tree.source(), cx.tree.span(key).start as usize);
    let title = "start the next entry here".to_string();
    if cx.tree.kind(mapping) == (Kind::Mapping { flow: true }) {
        let end = cx.tree.span(before).end as usize;
        let comma = end + source.get(end..start)?.find(',')?;
        return Some(Fix::replace(true, title, Span::new(comma, comma + 1), "}, {"));
    }
    let column = edit::column(source, start);
    let outer = match list {
        Some(list) if cx.tree.kind(list) == (Kind::Sequence { flow: false }) => {
            edit::column(source, cx.tree.span(list).start as usize)
        }
        Some(_) => return None,
        None => column.checked_sub(2)?,
    };
    // The dash takes the place of blanks before the key.
    let width = column.checked_sub(outer).filter(|&width| width > 1)?;
    let from = start.checked_sub(width)?;
    let is_blank = source.get(from..start)?.bytes().all(|byte| byte == b' ');
    let text = format!("-{}", " ".repeat(width - 1));
    is_blank.then(|| Fix::replace(true, title, Span::new(from, start), text))
}

/// A key that comes once more in a mapping, with the places where it came before.
struct Repeated<'a> {
    at: usize,
    name: &'a str,
    earlier: Vec<usize>,
}

/// Reports keys that stand twice, several in a row once.
fn repeated(cx: &Context, out: &mut Findings, object: NodeId, spec: &Object) {
    let pairs = cx.view.pairs(object);
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, &[key, _]) in pairs.iter().enumerate().filter(|(_, [key, _])| !is_merge_key(cx.tree, *key)) {
        // A key that is no text has no name.
        if matches!(cx.tree.kind(cx.tree.target(key)), Kind::Scalar { .. }) {
            by_name.entry(name(cx, key)).or_default().push(at);
        }
    }
    let mut found: Vec<Repeated> = by_name
        .into_iter()
        .filter(|(_, places)| places.len() > 1)
        .filter_map(|(name, mut earlier)| Some(Repeated { at: earlier.pop()?, name, earlier }))
        .collect();
    found.sort_by_key(|repeated| repeated.at);
    for row in found.chunk_by(|a, b| a.at + 1 == b.at) {
        report(cx, out, object, spec, row);
    }
}

/// Reports keys that stand in a row and are all there before.
fn report(cx: &Context, out: &mut Findings, object: NodeId, spec: &Object, row: &[Repeated]) {
    let pairs = cx.view.pairs(object);
    let Some(first) = row.first() else { return };
    let key = |at: usize| pairs[at][0];
    let same = row.iter().all(|repeated| {
        repeated.earlier.iter().all(|&earlier| cx.view.is_same(pairs[repeated.at][1], pairs[earlier][1]))
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
    let mut draft = out.key(key(first.at), message);
    draft = match (row, same) {
        (_, true) => draft.note("here again"),
        ([_], false) => draft.note("only this one counts"),
        (_, false) => draft.note("from here on only these count"),
    };
    for &earlier in first.earlier.iter().take(MANY) {
        draft = draft.label_at(cx.tree.span(key(earlier)), if same { "set here" } else { "set here first, and ignored" });
    }
    if let Some(comment) = commented {
        draft.label_at(comment, "this line, which starts an entry, is commented out").help(
            "take the `#` out of the comment, or make comments of the other lines of that entry too",
        );
        return;
    }
    let is_entry = cx.tree.parent(cx.view.mapping(object)).is_some_and(|list| !cx.tree.items(list).is_empty());
    let naming = naming_member(spec, |member| cx.plan.expect(member.value) == Expect::Text(None));
    let help = match (row, same, naming.filter(|_| is_entry)) {
        (_, true, _) => "remove one of the two".to_string(),
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

/// `a` is, or `a` and `b` are.
fn are(names: &[&str]) -> String {
    format!("{} {}", all_of(names), if names.len() > 1 { "are" } else { "is" })
}

/// A comment right before a pair that holds the first line of a list's entry.
fn commented_out(cx: &Context, pairs: &[[NodeId; 2]], at: usize) -> Option<Span> {
    let [_, before] = pairs.get(at.checked_sub(1)?)?;
    let between = Span { start: cx.tree.span(*before).end, end: cx.tree.span(pairs[at][0]).start };
    cx.tree.comments_in(between).iter().map(|comment| comment.span).find(|&comment| {
        let text = cx.tree.source_slice(comment).trim_start_matches(['#', ' ', '\t']);
        text.strip_prefix("- ").is_some_and(|entry| entry.contains(':'))
    })
}

/// The edits that take repeated members out again. Nothing where comments or anchors would go with them.
fn remove(cx: &Context, object: NodeId, row: &[Repeated]) -> Option<Fix> {
    let pairs = cx.view.pairs(object);
    let mapping = cx.view.mapping(object);
    let is_flow = cx.tree.kind(mapping) == Kind::Mapping { flow: true };
    if pairs.len() > LARGE || (is_flow && row.len() > 1) {
        return None;
    }
    let edit = |repeated: &Repeated| {
        let [key, value] = pairs[repeated.at];
        let span = Span { start: cx.tree.span(key).start, end: cx.tree.span(value).end.max(cx.tree.span(key).end) };
        let is_bare = !cx.tree.has_comment(span) && !cx.tree.source_slice(span).contains('&');
        is_bare.then(|| edit::remove_member(cx.tree, mapping, value)).flatten()
    };
    let edits: Option<Vec<Edit>> = row.iter().map(edit).collect();
    Some(Fix { title: "remove the second".to_string(), safe: true, edits: edits? })
}

/// Reports values that are not read: those that a merge overrides, and those whose key stands there in another case too.
fn lost(cx: &Context, out: &mut Findings, object: NodeId) {
    let all = cx.view.lost(object);
    for lost in all.iter().filter(|lost| lost.merge.is_none()) {
        other_case(cx, out, lost);
    }
    for row in all.chunk_by(|a, b| a.merge == b.merge) {
        let Some(merge) = row[0].merge else { continue };
        let is_lost = |lost: &&Lost| !cx.view.is_same(lost.entry[1], lost.counts[1]);
        let overridden: Vec<&Lost> = row.iter().filter(is_lost).collect();
        let Some((first, others)) = overridden.split_first() else { continue };
        let names: Vec<&str> = overridden.iter().map(|lost| name(cx, lost.entry[0])).take(MANY).collect();
        let mut draft = out
            .key(first.entry[0], format!("{} overridden by the merge that follows", are(&names)))
            .severity(Severity::Warning)
            .note("not read")
            .label_at(cx.tree.span(merge), format!("brings {}", shown(cx, first.counts)));
        for other in others.iter().take(MANY) {
            draft = draft.label_at(cx.tree.span(other.entry[0]), "not read either");
        }
        let mapping = cx.view.mapping(object);
        draft
            .help("write the merge first: what stands before it does not count")
            .maybe_fix(merge_first(cx, object, merge))
            .read_on([Amendment::Written { mapping }]);
    }
}

/// A member as a message quotes it.
fn shown(cx: &Context, [key, value]: [NodeId; 2]) -> String {
    let name = match cx.view.names().text(cx.view.symbol(key)) {
        "" => name(cx, key),
        name => name,
    };
    match cx.view.see(value) {
        Seen::Scalar(_) => format!("`{name}: {}`", excerpt(cx.tree.text(cx.tree.target(value)))),
        _ => format!("another `{name}`"),
    }
}

/// Two spellings of a key, of which the platform reads one.
fn other_case(cx: &Context, out: &mut Findings, lost: &Lost) {
    let spelt = cx.view.names().text(cx.view.symbol(lost.entry[0]));
    let written = (name(cx, lost.entry[0]), name(cx, lost.counts[0]));
    // The one that is spelt wrong is the one to change.
    let (at, other) = match written.0 == spelt {
        true => (lost.counts[0], lost.entry[0]),
        false => (lost.entry[0], lost.counts[0]),
    };
    let place = if at == lost.entry[0] { ("not read", "read") } else { ("read", "not read") };
    let same = cx.view.is_same(lost.entry[1], lost.counts[1]);
    let read = match cx.view.see(lost.counts[1]) {
        Seen::Scalar(_) => format!("`{}: {}`", written.1, excerpt(cx.tree.text(cx.tree.target(lost.counts[1])))),
        _ => format!("`{}`", written.1),
    };
    let message = match same {
        true => format!("`{}` and `{}` are one key to the platform", written.0, written.1),
        false => format!("`{}` and `{}` are one key to the platform, and it reads {read}", written.0, written.1),
    };
    out.key(at, message)
        .severity(Severity::Warning)
        .note(place.0)
        .label_at(cx.tree.span(other), place.1)
        .help(format!("keep one of the two, spelt `{spelt}`"));
}

/// The edit that puts a merge before everything else in its mapping.
fn merge_first(cx: &Context, object: NodeId, merge: NodeId) -> Option<Fix> {
    let mapping = cx.view.mapping(object);
    let pairs = cx.view.pairs(object);
    let &[key, value] = pairs.iter().take(LARGE).find(|[key, _]| *key == merge)?;
    let start = cx.tree.span(pairs.first()?[0]).start;
    let span = Span { start: cx.tree.span(key).start, end: cx.tree.span(value).end };
    let line = cx.tree.source_slice(span);
    let is_small = pairs.len() <= LARGE;
    if !is_small || cx.tree.kind(mapping) != (Kind::Mapping { flow: false }) || line.contains(['\n', '\r', '&']) {
        return None;
    }
    let column = edit::column(cx.tree.source(), start as usize);
    let newline = edit::line_break(cx.tree.source());
    let text = format!("{line}{newline}{}", " ".repeat(column));
    let front = Edit { span: Span { start, end: start }, text };
    let edits = vec![front, edit::remove_member(cx.tree, mapping, value)?];
    Some(Fix { title: "put the merge first".to_string(), safe: false, edits })
}
