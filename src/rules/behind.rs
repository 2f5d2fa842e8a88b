//! Reading on behind a mistake: what it hides is read as what was meant, so that one mistake hides no other.
//!
//! The rules are run on the text as the platform reads it. Where one of them reports a mistake that hides what lies behind it (a
//! misspelt key, a lost dash, a mapping in place of a list), they are run again on the text as it was meant, and so on
//! until nothing new comes up. A mistake is said in the run in which it was found, everything else in the last one. Whether the
//! platform takes the text is never decided by what was meant: a finding of a later run is not worse than the mistakes
//! that it lies behind, and a mistake is as bad as what it causes.

use std::collections::{HashMap, HashSet};

use super::slips::{self, Meant, Slip};
use super::{ALL, Context, Findings, Found, ignores, precedence, text};
use crate::finding::Severity;
use crate::near::near_keys;
use crate::reading::view::{Amendment, Seen};
use crate::scalar::Reading as Scalar;
use crate::shape::plan::{Expect, Reader};
use crate::source::Span;
use crate::syntax::NodeId;

/// How often a text is read at most. The lists of the spec stand four deep in one another.
const MAX_READINGS: usize = 8;

/// How many keys of a mapping are looked at to find one that is nearly right.
const LOOKED_AT: usize = 16;

/// What the rules said of a text so far.
#[derive(Default)]
pub(super) struct Behind {
    amendments: Vec<Amendment>,
    /// The mistakes that are read as what was meant.
    mistakes: Vec<Found>,
    /// What was said of the text as it is: the rule and the place.
    first: HashMap<(&'static str, Span), Severity>,
    count: usize,
}

impl Behind {
    /// How the text is to be read next.
    pub(super) fn amendments(&self) -> &[Amendment] {
        &self.amendments
    }

    /// Runs the rules over one reading of a text. All that they found, one for one mistake, when this was the last one; nothing
    /// when the text is to be read once more.
    ///
    /// Every rule runs, wanted or not, so that leaving one out never makes another speak in its place.
    pub(super) fn hear(&mut self, cx: &Context) -> Option<Vec<Found>> {
        let mut all = everything(cx);
        let mut slips = slips::find(cx, &all);
        if !slips.is_empty() {
            slips::blame(cx, &mut slips, &mut all, everything);
            let rule = &text::unknown_key::RULE;
            let cx = &cx.with_slips(&slips);
            let mut findings = Findings::new(cx, rule);
            (rule.check)(cx, &mut findings);
            all.append(&mut findings.found);
            leave_rivals(&slips, &mut all);
        }
        precedence::settle(cx.tree(), &mut all);
        self.count += 1;
        let reads_on = self.count < MAX_READINGS && cx.schema().reader == Reader::Platform;
        let hidden = if reads_on { self.hidden(cx, &slips, &all) } else { HashSet::new() };
        if hidden.is_empty() {
            self.weigh(&mut all);
            let said: HashSet<_> = self.mistakes.iter().map(place).collect();
            all.retain(|found| !said.contains(&place(found)));
            all.append(&mut self.mistakes);
            return Some(all);
        }
        if self.count == 1 {
            self.first = all.iter().map(|found| (place(found), found.finding.severity)).collect();
        }
        self.cap(&mut all);
        // What is anchored is met in several places, and is one mistake.
        let said: HashSet<_> = self.mistakes.iter().map(place).collect();
        let is_new = |(nth, found): &(usize, Found)| hidden.contains(nth) && !said.contains(&place(found));
        self.mistakes.extend(all.into_iter().enumerate().filter(is_new).map(|(_, found)| found));
        None
    }

    /// The findings, by number, behind which the text is read on, with new amendments noted.
    fn hidden(&mut self, cx: &Context, slips: &[Slip], all: &[Found]) -> HashSet<usize> {
        let mut wanted: Vec<(usize, Vec<Amendment>)> = Vec::new();
        let misspelt = misspelt(cx, slips, all);
        for (nth, found) in all.iter().enumerate() {
            let amendments: Vec<Amendment> = found.read_on.iter().copied().chain(misspelt.get(&nth).copied()).collect();
            if !amendments.is_empty() {
                wanted.push((nth, amendments));
            }
        }
        // What a comment silences is as it is meant to be.
        wanted.sort_by_key(|(nth, _)| all[*nth].finding.span);
        let mut sweep = ignores::Sweep::new(cx.ignores);
        wanted.retain(|(nth, _)| {
            let finding = &all[*nth].finding;
            finding.severity == Severity::Error || sweep.at(finding.span, finding.rule).next().is_none()
        });
        let known: HashSet<Amendment> = self.amendments.iter().copied().collect();
        wanted.retain(|(_, amendments)| amendments.iter().any(|amendment| !known.contains(amendment)));
        self.amendments.extend(wanted.iter().flat_map(|(_, amendments)| amendments));
        wanted.into_iter().map(|(nth, _)| nth).collect()
    }

    /// Sets the severity of the mistakes, and of what was found behind them.
    fn weigh(&mut self, last: &mut [Found]) {
        let worst = self.mistakes.iter().map(|found| found.finding.severity).max();
        let said: HashSet<_> = last.iter().chain(&self.mistakes).map(place).collect();
        let caused = self.first.iter().filter(|(place, _)| !said.contains(*place)).map(|(_, severity)| *severity).max();
        if caused > worst {
            for mistake in &mut self.mistakes {
                mistake.finding.severity = mistake.finding.severity.max(caused.unwrap_or(Severity::Pedantic));
            }
        }
        self.cap(last);
    }

    /// What was not said of the text as it is, is no worse than the mistakes that it lies behind.
    fn cap(&self, later: &mut [Found]) {
        let Some(worst) = self.mistakes.iter().map(|found| found.finding.severity).max() else { return };
        for found in later.iter_mut().filter(|found| !self.first.contains_key(&place(found))) {
            found.finding.severity = found.finding.severity.min(worst);
        }
    }
}

/// What tells findings apart between two readings.
fn place(found: &Found) -> (&'static str, Span) {
    (found.finding.rule, found.finding.span)
}

/// What all rules find that know what follows the text's schema.
fn everything(cx: &Context) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for rule in ALL.iter().filter(|rule| rule.reads(cx.schema().reader)) {
        let mut findings = Findings::new(cx, rule);
        (rule.check)(cx, &mut findings);
        all.append(&mut findings.found);
    }
    all
}

/// The keys of one mapping that may both be meant for one name.
fn rivals(slips: &[Slip]) -> HashSet<NodeId> {
    let mut meant: HashMap<(NodeId, &str), Vec<NodeId>> = HashMap::new();
    for slip in slips {
        let Meant::Name { names, .. } = &slip.meant else { continue };
        for name in names {
            meant.entry((slip.here.mapping, name)).or_default().extend(slip.keys.iter().map(|[key, _]| *key));
        }
    }
    meant.into_values().filter(|keys| keys.len() > 1).flatten().collect()
}

/// Which of two misspelt keys is meant for a name, only the user knows. No fix may make one key twice.
fn leave_rivals(slips: &[Slip], all: &mut [Found]) {
    let rivals = rivals(slips);
    for found in all.iter_mut().filter(|found| rivals.contains(&found.node)) {
        if found.finding.rule == text::unknown_key::RULE.name {
            found.finding.fix = None;
        }
    }
}

/// The findings, by number, about a key that can only have been meant for one other, whose value fits there.
fn misspelt(cx: &Context, slips: &[Slip], all: &[Found]) -> HashMap<usize, Amendment> {
    let mut by_key: HashMap<NodeId, Amendment> = HashMap::new();
    let rivals = rivals(slips);
    for slip in slips {
        let (Meant::Name { names, .. }, [[key, value]]) = (&slip.meant, &slip.keys[..]) else { continue };
        let [only] = names[..] else { continue };
        let symbol = cx.view().names().symbol(only);
        let is_free = cx.view().entry(slip.here.mapping, only).is_none();
        if let Some(member) = slip.here.object.member(symbol).filter(|_| is_free && !rivals.contains(key))
            && fits(cx, *value, member.value)
        {
            by_key.insert(*key, Amendment::Key { key: *key, name: member.symbol });
        }
    }
    let is_about_key = |found: &Found| found.finding.rule == text::unknown_key::RULE.name;
    let found = all.iter().enumerate().filter(|(_, found)| is_about_key(found));
    found.filter_map(|(nth, found)| Some((nth, *by_key.get(&found.node)?))).collect()
}

/// Whether a value is one for a place of the spec, as far as a look at its first level tells.
fn fits(cx: &Context, value: NodeId, place: usize) -> bool {
    // One key that the place knows, or nearly knows, tells that it was meant.
    let knows = |node: NodeId, object: usize| {
        let spec = cx.schema().object(object);
        let entries = cx.view().entries(node);
        let is_near = |key: NodeId| {
            let text = cx.tree().text(cx.tree().target(key));
            !near_keys(text, spec.members.iter().map(|member| member.name)).is_empty()
        };
        entries.is_empty()
            || entries.iter().any(|[key, _]| spec.member(cx.view().symbol(*key)).is_some())
            || entries.iter().take(LOOKED_AT).any(|[key, _]| is_near(*key))
    };
    match (cx.schema().expect(place), cx.view().see(value)) {
        (Expect::Object(object), Seen::Mapping) => knows(value, object),
        (Expect::List(items), Seen::Sequence) => match (cx.schema().expect(items), cx.view().items(value).first()) {
            (Expect::Object(object), Some(&first)) => {
                !matches!(cx.view().see(first), Seen::Mapping) || knows(first, object)
            }
            _ => true,
        },
        // A list that is written as a mapping is a mistake of its own.
        (Expect::List(items), Seen::Mapping) => match cx.schema().expect(items) {
            Expect::Object(object) => knows(value, object),
            _ => false,
        },
        (Expect::Text(None), Seen::Scalar(_)) => true,
        (Expect::Text(Some(allowed)), Seen::Scalar(Scalar::Text(text))) => {
            cx.schema().texts(allowed).contains(&text.as_ref())
        }
        (Expect::Integer(..), Seen::Scalar(number)) => number.as_integer().is_some(),
        (Expect::Boolean, Seen::Scalar(Scalar::Bool(_))) => true,
        _ => false,
    }
}
