//! A comment that silences nothing any more, or names a rule that it silences nothing of, and may hide the next mistake.

use std::collections::HashSet;

use super::unknown_rule::is_known;
use crate::finding::Fix;
use crate::rules::ignores::{Ignore, VENDOR_NAMES};
use crate::rules::{Context, Fact, Findings, by_name};
use crate::source::Span;

rule! {
    name: "unused-ignore",
    severity: Pedantic,
    fix: Unsafe,
    summary: "an `amp:ignore`, or a rule named in one, that silences nothing",
}

/// Nothing can be said before all other rules have spoken: see [`Uses::report`].
fn check(_: &Context, _: &mut Findings) {}

/// What became of a comment, or of a rule that it names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Use {
    /// There was nothing to silence.
    Nothing,
    /// There was an error, which no comment silences.
    Error,
    /// It silenced something.
    Silenced,
}

/// What became of all comments.
pub(in crate::rules) struct Uses<'a> {
    ignores: &'a [Ignore],
    /// For each comment what became of each rule that it names; of one that names none, of itself.
    all: Vec<Vec<Use>>,
    /// The groups of comments that have met a rule before, as one that is silenced or as an error.
    known: HashSet<(usize, &'static str, bool)>,
}

impl<'a> Uses<'a> {
    /// Of comments that have not met any finding.
    pub(in crate::rules) fn none(ignores: &'a [Ignore]) -> Uses<'a> {
        let all = ignores.iter().map(|ignore| vec![Use::Nothing; ignore.names.len().max(1)]).collect();
        Uses { ignores, all, known: HashSet::new() }
    }

    /// Says that a finding of a rule lies where the comments of a group are for, by their numbers, and whether it is silenced.
    pub(in crate::rules) fn met(&mut self, group: usize, ignores: &[usize], rule: &'static str, silenced: bool) {
        if self.known.insert((group, rule, silenced)) {
            for &nth in ignores {
                // Of a name that is written twice the second silences nothing.
                let name = self.ignores[nth].place_of(rule).unwrap_or(0);
                let of_name = &mut self.all[nth][name];
                match (silenced, *of_name) {
                    (true, _) => *of_name = Use::Silenced,
                    (false, Use::Nothing) => *of_name = Use::Error,
                    _ => {}
                }
            }
        }
    }

    /// Reports what silenced nothing.
    pub(in crate::rules) fn report(&self, cx: &Context, out: &mut Findings) {
        for (ignore, uses) in self.ignores.iter().zip(&self.all) {
            // Of one that cannot be read another rule speaks.
            if ignore.fault.is_some() {
                continue;
            }
            let is_ours = |nth: usize| ignore.names.get(nth).is_none_or(|(name, _)| is_ours(cx, name));
            let unused: Vec<usize> =
                (0..uses.len()).filter(|&nth| uses[nth] != Use::Silenced && is_ours(nth)).collect();
            if unused.len() == uses.len() {
                let (message, help) = match uses.contains(&Use::Error) {
                    true => (
                        "this comment silences nothing: errors cannot be silenced",
                        "put the error right, and remove the comment",
                    ),
                    false => ("this comment silences nothing", "remove it"),
                };
                out.place(ignore.span, message).help(help).maybe_fix(removal(cx, ignore));
                continue;
            }
            for nth in unused {
                let (name, place) = &ignore.names[nth];
                let (message, help) = match uses[nth] {
                    Use::Error => (
                        format!("`{name}` silences nothing here: errors cannot be silenced"),
                        format!("put the error right, and remove `{name}`"),
                    ),
                    _ => (format!("`{name}` silences nothing here"), format!("remove `{name}`")),
                };
                let fix = Fix::replace(false, format!("remove `{name}`"), with_comma(ignore, nth), "");
                out.place(*place, message).help(help).fix(fix);
            }
        }
    }
}

/// Whether it can be said of a name that it silences nothing. What a name of the vendor's validator silences is not ours to
/// know, of an unknown name another rule speaks, and some rules wait for what only the project knows.
fn is_ours(cx: &Context, name: &str) -> bool {
    let can_speak = match by_name(name).and_then(|rule| rule.waits_for) {
        Some(Fact::ProviderApps) => cx.facts.provider_apps.is_some(),
        Some(Fact::Accounts) => cx.facts.accounts.is_some(),
        Some(Fact::Installations) => cx.facts.installations.is_some(),
        Some(Fact::Destinations) => cx.facts.destinations.is_some(),
        None => true,
    };
    can_speak && is_known(name) && !VENDOR_NAMES.contains(&name)
}

/// A name in a list with the comma that goes with it.
fn with_comma(ignore: &Ignore, nth: usize) -> Span {
    let place = |nth: usize| ignore.names[nth].1;
    match nth {
        0 => Span { start: place(0).start, end: ignore.names.get(1).map_or(place(0).end, |(_, next)| next.start) },
        _ => Span { start: place(nth - 1).end, end: place(nth).end },
    }
}

/// The edit that takes a comment out, with its line where it has one of its own; nothing where it says more than this.
fn removal(cx: &Context, ignore: &Ignore) -> Option<Fix> {
    let comment = cx.source().slice(ignore.comment);
    if comment.trim_start_matches('#').trim() != cx.source().slice(ignore.span).trim() {
        return None;
    }
    let line = cx.source().line_index(ignore.comment.start as usize);
    let line_span = cx.source().line_span(line);
    let before = cx.source().slice(Span { start: line_span.start, end: ignore.comment.start });
    let span = match before.trim().is_empty() && line + 1 < cx.source().line_count() {
        true => Span { start: line_span.start, end: cx.source().line_span(line + 1).start },
        false => Span { start: line_span.start + before.trim_end().len() as u32, end: ignore.comment.end },
    };
    Some(Fix::replace(false, "remove the comment", span, ""))
}
