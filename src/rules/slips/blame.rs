//! What the rules say only because of the slips: it is taken out of their findings, and the slips answer for it.

use std::collections::{HashMap, HashSet};

use super::Slip;
use crate::analysis::Hidden;
use crate::finding::Severity;
use crate::rules::context::Gathered;
use crate::rules::{Context, Found};
use crate::shape::check::Violation;
use crate::source::Span;
use crate::syntax::NodeId;

/// Takes out what the rules say only because of the slips: what they do not say any more of models in which the members that
/// the slips were meant for are hidden. Each slip becomes as bad as the worst of what goes for its sake.
pub(in crate::rules) fn blame(
    cx: &Context,
    slips: &mut [Slip],
    all: &mut Vec<Found>,
    without: impl FnOnce(&Context) -> Vec<Found>,
) {
    let mut hidden = Hidden::new();
    let mut by_member: HashMap<(NodeId, &str), usize> = HashMap::new();
    let mut around: HashMap<NodeId, usize> = HashMap::new();
    for (nth, slip) in slips.iter().enumerate() {
        for &(mapping, name) in &slip.hides {
            hidden.entry(mapping).or_default().push(name);
            by_member.entry((mapping, name)).or_insert(nth);
        }
        let from = slip.hides.iter().map(|(mapping, _)| *mapping).chain(slip.keys.iter().map(|[key, _]| *key));
        for node in from {
            let mut at = Some(node);
            while let Some(node) = at.filter(|node| !around.contains_key(node)) {
                around.insert(node, nth);
                at = cx.tree().parent(node);
            }
        }
    }
    if hidden.is_empty() {
        return;
    }
    let is_there = |object: NodeId, name: &'static str| {
        hidden.get(&cx.tree().target(object)).is_some_and(|names| names.contains(&name))
    };
    let violations: Vec<Violation> = cx
        .violations()
        .iter()
        .filter(|violation| match violation {
            Violation::Missing { object, name, .. } | Violation::Null { object, name, .. } => !is_there(*object, name),
            _ => true,
        })
        .cloned()
        .collect();
    let hiding = cx.analysis.hiding(violations, &hidden);
    let gathered = Gathered::of(&hiding, cx.facts);
    let left = without(&cx.with_analysis(&hiding, &gathered));
    let left: HashSet<_> = left.iter().map(identity).collect();
    let mut blamed: Vec<(usize, Severity)> = Vec::new();
    all.retain(|found| {
        if left.contains(&identity(found)) {
            return true;
        }
        let lacks = found.lacks.iter().flat_map(|(mapping, names)| names.iter().map(|name| (*mapping, *name)));
        let culprit = lacks.filter_map(|member| by_member.get(&member)).next().copied().or_else(|| {
            let mut outwards = std::iter::successors(Some(found.node), |&node| cx.tree().parent(node));
            outwards.find_map(|node| around.get(&node).copied())
        });
        blamed.push((culprit.unwrap_or(0), found.finding.severity));
        false
    });
    for (nth, severity) in blamed {
        slips[nth].severity = slips[nth].severity.max(severity);
    }
}

/// What makes a finding the same one in two runs.
fn identity(found: &Found) -> (&'static str, Span, Option<(NodeId, Vec<&'static str>)>) {
    (found.finding.rule, found.finding.span, found.lacks.clone())
}
