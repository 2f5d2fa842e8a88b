//! Fixes that are tried out before they are offered.
//!
//! A key that is moved to where it belongs comes to stand beside others, and what the rules say of it there is not known before.
//! So the text is linted once more with the moves made: one after which something is wrong that was not wrong before is
//! no fix, and is taken back.

use std::collections::HashMap;

use super::{Context, Found};
use crate::finding::{Edit, Finding, Severity};

/// How often moves are tried together: those that are not in each other's way.
const MAX_TOGETHER: usize = 4;

/// How many moves are tried one by one, where something is wrong after some have been made together.
const MAX_SINGLE: usize = 8;

/// Takes back the fixes on trial that do not work.
///
/// `lint` gives the findings of a text, or nothing where no fix is tried.
pub(super) fn hold(cx: &Context, all: &mut [Found], lint: impl Fn(String) -> Option<Vec<Finding>>) {
    let mut on_trial: Vec<usize> = (0..all.len()).filter(|&nth| all[nth].on_trial).collect();
    if on_trial.is_empty() {
        return;
    }
    on_trial.sort_by_key(|&nth| edits(&all[nth]).first().map(|edit| edit.span));
    let mut works = vec![false; all.len()];
    // In a text that cannot be read as a whole, nobody knows what comes to stand where.
    if cx.tree().errors.is_empty() {
        let before = counts(all.iter().map(|found| &found.finding));
        let is_better = |moves: &[usize]| {
            let edits: Vec<&Edit> = moves.iter().flat_map(|&nth| edits(&all[nth])).collect();
            let Some(text) = applied(cx.source().text(), &edits) else { return false };
            let Some(findings) = lint(text) else { return false };
            let after = counts(findings.iter());
            let total = |counts: &HashMap<_, usize>| counts.values().sum::<usize>();
            total(&after) + moves.len() <= total(&before)
                && after.iter().all(|(place, count)| *count <= before.get(place).copied().unwrap_or(0))
        };
        let mut waiting = on_trial.clone();
        let mut singly = Vec::new();
        for _ in 0..MAX_TOGETHER {
            let (together, later) = apart(&waiting, |nth| edits(&all[nth]));
            if together.is_empty() {
                break;
            }
            match is_better(&together) {
                true => together.iter().for_each(|&nth| works[nth] = true),
                // One that was alone has had its trial.
                false if together.len() > 1 => singly.extend(together),
                false => {}
            }
            waiting = later;
        }
        for nth in singly.into_iter().take(MAX_SINGLE) {
            works[nth] = is_better(&[nth]);
        }
    }
    for nth in on_trial {
        if !works[nth] {
            all[nth].finding.fix = None;
        }
    }
}

/// Moves that are not in each other's way, of some by place; and the others.
fn apart<'f>(moves: &[usize], edits: impl Fn(usize) -> &'f [Edit]) -> (Vec<usize>, Vec<usize>) {
    let mut end = None;
    moves.iter().partition(|&&nth| {
        let ([first, .., last] | [first @ last]) = edits(nth) else { return false };
        let is_free = end.is_none_or(|end| first.span.start > end);
        if is_free {
            end = Some(last.span.end);
        }
        is_free
    })
}

fn edits(found: &Found) -> &[Edit] {
    found.finding.fix.as_ref().map_or(&[], |fix| fix.edits.as_slice())
}

/// How many findings there are of each rule at each node, advice left out. A move leaves the paths of all others as they are.
fn counts<'f>(findings: impl Iterator<Item = &'f Finding>) -> HashMap<(&'static str, String), usize> {
    let mut counts = HashMap::new();
    for finding in findings.filter(|finding| finding.severity > Severity::Pedantic) {
        *counts.entry((finding.rule, finding.path.clone())).or_default() += 1;
    }
    counts
}

/// A text with some edits made, which are given by place.
fn applied(text: &str, edits: &[&Edit]) -> Option<String> {
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        changed.push_str(text.get(at..edit.span.start as usize)?);
        changed.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    changed.push_str(text.get(at..)?);
    Some(changed)
}
