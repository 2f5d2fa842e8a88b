//! Fixes that are tried out before they are offered.
//!
//! A key that is moved to where it belongs comes to stand beside others, and what the rules say of it there is not known before.
//! So the text is linted once more with the moves made: one after which something is wrong that was not wrong before is
//! no fix, and is taken back.

use std::collections::HashMap;

use super::{Context, Found};
use crate::finding::{Edit, Finding, Severity};

/// How many moves are tried one by one, where not all can be made together or something is wrong after that.
const MAX_SINGLE: usize = 8;

/// Takes back the fixes on trial that do not work.
pub(super) fn hold(cx: &Context, all: &mut [Found]) {
    let mut on_trial: Vec<usize> = (0..all.len()).filter(|&nth| all[nth].on_trial).collect();
    if on_trial.is_empty() {
        return;
    }
    on_trial.sort_by_key(|&nth| edits(&all[nth]).first().map(|edit| edit.span));
    let mut works = vec![false; all.len()];
    if let Some(lint) = cx.lint_again {
        let before = counts(all.iter().map(|found| &found.finding));
        let is_better = |moves: &[usize]| {
            let edits: Vec<&Edit> = moves.iter().flat_map(|&nth| edits(&all[nth])).collect();
            let Some(text) = applied(cx.source.text(), &edits) else { return false };
            let after = counts(lint(text).iter());
            let total = |counts: &HashMap<&str, usize>| counts.values().sum::<usize>();
            total(&after) < total(&before)
                && after.iter().all(|(rule, count)| *count <= before.get(rule).copied().unwrap_or(0))
        };
        let mut together: Vec<usize> = Vec::new();
        let mut end = 0;
        for &nth in &on_trial {
            let ([first, .., last] | [first @ last]) = edits(&all[nth]) else { continue };
            if together.is_empty() || first.span.start > end {
                end = last.span.end;
                together.push(nth);
            }
        }
        if is_better(&together) {
            together.iter().for_each(|&nth| works[nth] = true);
        }
        // Where there is one alone, it has had its trial.
        let alone = together.len() == 1;
        let again = on_trial.iter().filter(|&&nth| !works[nth] && !(alone && together.contains(&nth)));
        let singly: Vec<usize> = again.take(MAX_SINGLE).copied().collect();
        for nth in singly {
            works[nth] = is_better(&[nth]);
        }
    }
    for nth in on_trial {
        if !works[nth] {
            all[nth].finding.fix = None;
        }
    }
}

fn edits(found: &Found) -> &[Edit] {
    found.finding.fix.as_ref().map_or(&[], |fix| fix.edits.as_slice())
}

/// How many findings there are of each rule, advice left out.
fn counts<'f>(findings: impl Iterator<Item = &'f Finding>) -> HashMap<&'static str, usize> {
    let mut counts = HashMap::new();
    for finding in findings.filter(|finding| finding.severity > Severity::Pedantic) {
        *counts.entry(finding.rule).or_default() += 1;
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
