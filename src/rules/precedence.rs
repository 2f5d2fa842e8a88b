//! One mistake, one finding: which rule speaks where two could.
//!
//! Only what no single rule can know by itself is settled here.

use std::collections::{HashMap, HashSet};

use super::Found;
use crate::finding::Severity;
use crate::tree::NodeId;

/// Of two findings about the same node the first rule's stays.
const WINS: &[(&str, &str)] = &[
    ("invalid-value", "implicit-type"),
    ("field-kind", "unknown-key"),
    ("spec-version", "implicit-type"),
    ("schedule-minimum-interval", "schedule-uneven"),
    ("watch-schema-minimum-interval", "schedule-uneven"),
    ("schedule-minimum-interval", "schedule-step-overflow"),
    ("delivery-mode", "delivery-deprecated"),
    ("google-calendar-backfill", "large-backfill-risk"),
    ("backfill-limit", "large-backfill-risk"),
    ("snowflake-backfill", "large-backfill-risk"),
    ("subscribe-read-object", "subscribe-object-support"),
    ("schedule-minimum-interval", "full-read-schedule"),
    ("update-event-watch-fields", "watch-fields-support"),
];

/// Removes what another finding says better, and what is said twice of one place.
pub(super) fn settle(all: &mut Vec<Found>) {
    // A rule about a missing key speaks before `null-value`, and one with a name of its own before `required-field`.
    let rank = |found: &Found| match found.finding.rule {
        "null-value" => 2,
        "required-field" => 1,
        _ => 0,
    };
    let mut missing: HashSet<(NodeId, &str, u8)> = HashSet::new();
    let mut losers: HashSet<(NodeId, &str)> = HashSet::new();
    for found in all.iter() {
        if let Some((mapping, names)) = &found.lacks {
            missing.extend(names.iter().map(|name| (*mapping, *name, rank(found))));
        }
        let lost = WINS.iter().filter(|(winner, _)| *winner == found.finding.rule);
        losers.extend(lost.map(|(_, loser)| (found.node, *loser)));
    }
    // An anchored text is met at every alias and reported once, as bad as it is anywhere.
    let place =
        |found: &Found| (found.finding.rule, found.finding.span, found.lacks.as_ref().map(|(_, names)| names.clone()));
    let mut worst: HashMap<_, Severity> = HashMap::new();
    for found in all.iter() {
        let severity = worst.entry(place(found)).or_insert(found.finding.severity);
        *severity = found.finding.severity.max(*severity);
    }
    all.retain_mut(|found| {
        if let Some((mapping, names)) = &found.lacks {
            let said_better = |name: &&str| (0..rank(found)).any(|rank| missing.contains(&(*mapping, *name, rank)));
            if names.iter().any(said_better) {
                return false;
            }
        }
        if losers.contains(&(found.node, found.finding.rule)) {
            return false;
        }
        match worst.remove(&place(found)) {
            Some(severity) => {
                found.finding.severity = severity;
                true
            }
            None => false,
        }
    });
}
