//! A comment that silences nothing any more, and may hide the next mistake.

use super::unknown_rule::is_known;
use crate::finding::Fix;
use crate::rules::ignores::{Ignore, VENDOR_NAMES};
use crate::rules::{Context, Findings};
use crate::source::Span;

rule! {
    name: "unused-ignore",
    severity: Pedantic,
    fix: Unsafe,
    summary: "an `amp:ignore` that silences nothing",
}

/// Nothing can be said before all other rules have spoken: see [`report`].
fn check(_: &Context, _: &mut Findings) {}

/// Reports the comments that silenced nothing, where `used` says of each whether it did.
pub(in crate::rules) fn report(cx: &Context, used: &[bool], out: &mut Findings) {
    for (ignore, used) in cx.ignores.iter().zip(used) {
        // What a name of the vendor's validator silences is not ours to know, and of an unknown one another rule speaks.
        let ours = ignore.names.iter().all(|(name, _)| is_known(name) && !VENDOR_NAMES.contains(&name.as_str()));
        if *used || !ours {
            continue;
        }
        out.place(ignore.span, "this comment silences nothing").help("remove it").maybe_fix(removal(cx, ignore));
    }
}

/// The edit that takes a comment out, with its line where it has one of its own; nothing where it says more than this.
fn removal(cx: &Context, ignore: &Ignore) -> Option<Fix> {
    let comment = cx.source.slice(ignore.comment);
    if comment.trim_start_matches('#').trim() != cx.source.slice(ignore.span).trim() {
        return None;
    }
    let line = cx.source.line_index(ignore.comment.start as usize);
    let line_span = cx.source.line_span(line);
    let before = cx.source.slice(Span { start: line_span.start, end: ignore.comment.start });
    let span = match before.trim().is_empty() && line + 1 < cx.source.line_count() {
        true => Span { start: line_span.start, end: cx.source.line_span(line + 1).start },
        false => Span { start: line_span.start + before.trim_end().len() as u32, end: ignore.comment.end },
    };
    Some(Fix::replace(false, "remove the comment", span, ""))
}
