//! One mistake, one finding: which rule speaks where two could.
//!
//! Only what no single rule can know by itself is settled here.

use std::collections::HashSet;

use super::Found;
use crate::tree::NodeId;

/// Of two findings about the same node the first rule's stays.
const WINS: &[(&str, &str)] = &[
    ("invalid-value", "implicit-type"),
    ("spec-version", "implicit-type"),
    ("schedule-minimum-interval", "schedule-uneven"),
    ("watch-schema-minimum-interval", "schedule-uneven"),
    ("schedule-minimum-interval", "schedule-step-overflow"),
    ("delivery-mode", "delivery-deprecated"),
];

/// Removes what another finding says better, and what is said twice of one place.
pub(super) fn settle(all: &mut Vec<Found>) {
    // A rule about a missing key speaks before `null-value`, and one with a name of its own before `required-field`.
    let general = |found: &Found| match found.finding.rule {
        "null-value" => 2,
        "required-field" => 1,
        _ => 0,
    };
    let mut missing: HashSet<(NodeId, &str, u8)> = HashSet::new();
    for found in all.iter() {
        if let Some(name) = found.missing {
            missing.insert((found.node, name, general(found)));
        }
    }
    let mut losers: HashSet<(NodeId, &str)> = HashSet::new();
    for found in all.iter() {
        for (_, loser) in WINS.iter().filter(|(winner, _)| *winner == found.finding.rule) {
            losers.insert((found.node, loser));
        }
    }
    let mut said = HashSet::new();
    all.retain(|found| {
        if let Some(name) = found.missing {
            if (0..general(found)).any(|rank| missing.contains(&(found.node, name, rank))) {
                return false;
            }
        }
        !losers.contains(&(found.node, found.finding.rule))
            // An anchored text is met at every alias and reported once.
            && said.insert((found.finding.rule, found.finding.span, found.missing))
    });
}
