//! Values that are written and not read, without a word of the platform's: a merge overrides them, or their key stands there in
//! another case too.

use super::words::excerpt;
use super::{Context, Findings};
use crate::edit;
use crate::finding::{Edit, Fix, Severity};
use crate::reading::view::{Amendment, Lost, Seen};
use crate::source::Span;
use crate::syntax::{Kind, NodeId};
use crate::words::are;

/// No more keys than this are named or pointed at.
const MANY: usize = 6;

/// No fix is worked out in a mapping of more members than this.
const LARGE: usize = 1000;

/// Reports values that are not read: those that a merge overrides, and those whose key stands there in another case too.
pub(super) fn report(cx: &Context, out: &mut Findings, object: NodeId) {
    let all = cx.view().lost(object);
    for lost in all.iter().filter(|lost| lost.merge.is_none()) {
        other_case(cx, out, lost);
    }
    for row in all.chunk_by(|a, b| a.merge == b.merge) {
        let Some(merge) = row[0].merge else { continue };
        let is_lost = |lost: &&Lost| !cx.view().is_same(lost.entry[1], lost.counts[1]);
        let overridden: Vec<&Lost> = row.iter().filter(is_lost).collect();
        let Some((first, others)) = overridden.split_first() else { continue };
        let names: Vec<&str> = overridden.iter().map(|lost| cx.written(lost.entry[0])).take(MANY).collect();
        let mut draft = out
            .key(first.entry[0], format!("{} overridden by the merge that follows", are(&names)))
            .severity(Severity::Warning)
            .note("not read")
            .label_at(cx.tree().span(merge), format!("brings {}", shown(cx, first.counts)));
        for other in others.iter().take(MANY) {
            draft = draft.label_at(cx.tree().span(other.entry[0]), "not read either");
        }
        let mapping = cx.view().mapping(object);
        draft
            .help("write the merge first: what stands before it does not count")
            .maybe_fix(merge_first(cx, object, merge))
            .read_on([Amendment::Written { mapping }]);
    }
}

/// A member as a message quotes it.
fn shown(cx: &Context, [key, value]: [NodeId; 2]) -> String {
    let name = cx.view().name(key).unwrap_or_else(|| cx.written(key));
    match cx.view().see(value) {
        Seen::Scalar(_) => format!("`{name}: {}`", excerpt(cx.tree().text(cx.tree().target(value)))),
        _ => format!("another `{name}`"),
    }
}

/// Two spellings of a key, of which the platform reads one.
fn other_case(cx: &Context, out: &mut Findings, lost: &Lost) {
    let spelt = cx.view().name(lost.entry[0]).unwrap_or_default();
    let written = (cx.written(lost.entry[0]), cx.written(lost.counts[0]));
    // The one that is spelt wrong is the one to change.
    let (at, other) = match written.0 == spelt {
        true => (lost.counts[0], lost.entry[0]),
        false => (lost.entry[0], lost.counts[0]),
    };
    let place = if at == lost.entry[0] { ("not read", "read") } else { ("read", "not read") };
    let same = cx.view().is_same(lost.entry[1], lost.counts[1]);
    let read = match cx.view().see(lost.counts[1]) {
        Seen::Scalar(_) => format!("`{}: {}`", written.1, excerpt(cx.tree().text(cx.tree().target(lost.counts[1])))),
        _ => format!("`{}`", written.1),
    };
    let message = match same {
        true => format!("`{}` and `{}` are one key to the platform", written.0, written.1),
        false => format!("`{}` and `{}` are one key to the platform, and it reads {read}", written.0, written.1),
    };
    out.key(at, message)
        .severity(Severity::Warning)
        .note(place.0)
        .label_at(cx.tree().span(other), place.1)
        .help(format!("keep one of the two, spelt `{spelt}`"));
}

/// The edit that puts a merge before everything else in its mapping.
fn merge_first(cx: &Context, object: NodeId, merge: NodeId) -> Option<Fix> {
    let mapping = cx.view().mapping(object);
    let pairs = cx.view().pairs(object);
    let &[key, value] = pairs.iter().take(LARGE).find(|[key, _]| *key == merge)?;
    let start = cx.tree().span(pairs.first()?[0]).start;
    let span = Span { start: cx.tree().span(key).start, end: cx.tree().span(value).end };
    let line = cx.tree().source_slice(span);
    let is_small = pairs.len() <= LARGE;
    if !is_small || cx.tree().kind(mapping) != (Kind::Mapping { flow: false }) || line.contains(['\n', '\r', '&']) {
        return None;
    }
    let column = edit::column(cx.tree().source(), start as usize);
    let newline = edit::line_break(cx.tree().source());
    let text = format!("{line}{newline}{}", " ".repeat(column));
    let front = Edit { span: Span { start, end: start }, text };
    let edits = vec![front, edit::remove_member(cx.tree(), mapping, value)?];
    Some(Fix { title: "put the merge first".to_string(), safe: false, edits })
}
