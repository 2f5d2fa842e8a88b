//! One mistake, one finding: which rule speaks where two could.
//!
//! Only what no single rule can know by itself is settled here.

use std::collections::{HashMap, HashSet};

use super::Found;
use crate::finding::Severity;
use crate::source::Span;
use crate::tree::{NodeId, Tree};

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
    ("placeholder-value", "suspicious-text"),
    ("watch-field-unknown", "field-misspelt"),
    ("field-path-syntax", "field-misspelt"),
    ("field-path-syntax", "field-not-delivered"),
    ("read-needs-schedule", "schedule-missing"),
    ("full-history-limited", "large-backfill-risk"),
];

/// Rules that say what is wrong with a name. Where it is none, or has something in it that does not belong there, that is what
/// is wrong.
const REST_ON_NAME: &[&str] = &[
    "integration-name-format",
    "duplicate-integration-name",
    "provider-not-supported",
    "provider-app-not-configured",
    "provider-module",
    "object-exists",
    "object-action-unsupported",
    "other-event-unknown",
    "field-misspelt",
    "field-case",
    "field-not-delivered",
    "destination-not-found",
    "duplicate-read-object",
    "duplicate-write-object",
    "duplicate-subscribe-object",
    "duplicate-object-mapping",
    "subscribe-object-support",
    "subscribe-read-object",
    "write-inherit-without-read",
    "field-mapping-unique",
    "duplicate-field",
    "watch-field-unknown",
    "watch-fields-no-nesting",
    "duplicate-watch-field",
];

/// Rules that miss a name in the read action, with the keys that it would stand behind.
const MISS_IN_READ: &[(&str, &[&str])] = &[
    ("subscribe-read-object", &["objectName"]),
    ("write-inherit-without-read", &["objectName"]),
    ("watch-field-unknown", &["fieldName", "mapToName"]),
];

/// Removes what another finding says better, and what is said twice of one place.
pub(super) fn settle(tree: &Tree, all: &mut Vec<Found>) {
    swallow_at_names(tree, all);
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
    let unreadable: HashSet<Span> =
        all.iter().filter(|found| found.finding.rule == "yaml-syntax").map(|found| found.finding.span).collect();
    // An anchored text is met at every alias and reported once, as bad as it is anywhere.
    let place =
        |found: &Found| (found.finding.rule, found.finding.span, found.lacks.as_ref().map(|(_, names)| names.clone()));
    let mut worst: HashMap<_, Severity> = HashMap::new();
    for found in all.iter() {
        let severity = worst.entry(place(found)).or_insert(found.finding.severity);
        *severity = found.finding.severity.max(*severity);
    }
    all.retain_mut(|found| {
        // Of what cannot be read nobody knows the type.
        if found.finding.rule == "type-mismatch" && unreadable.contains(&found.finding.span) {
            return false;
        }
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

/// A name that is none, or is misspelt by what nobody sees, and what other rules say of it, or miss because of it: one
/// mistake.
fn swallow_at_names(tree: &Tree, all: &mut Vec<Found>) {
    let mut at_name: HashMap<NodeId, usize> = HashMap::new();
    let mut in_read: HashMap<(NodeId, &str), usize> = HashMap::new();
    for (at, found) in all.iter().enumerate() {
        let is_placeholder = found.finding.rule == "placeholder-value";
        if !is_placeholder && found.finding.rule != "suspicious-text" {
            continue;
        }
        if is_placeholder || !at_name.contains_key(&found.node) {
            at_name.insert(found.node, at);
        }
        let key = tree.key_of(found.node).map_or("", |key| tree.text(key));
        let place = owner(tree, found.node, &["read"]).map(|integration| (integration, key));
        if let Some(place) = place.filter(|place| is_placeholder || !in_read.contains_key(place)) {
            in_read.insert(place, at);
        }
    }
    if at_name.is_empty() {
        return;
    }
    let mut swallowed = Vec::new();
    for (at, found) in all.iter().enumerate() {
        let rule = found.finding.rule;
        let missed = || {
            let (_, keys) = MISS_IN_READ.iter().find(|(missing, _)| *missing == rule)?;
            let integration = owner(tree, found.node, &["write", "subscribe"])?;
            keys.iter().find_map(|key| in_read.get(&(integration, *key)))
        };
        let here = at_name.get(&found.node).filter(|_| REST_ON_NAME.contains(&rule));
        if let Some(&by) = here.or_else(missed) {
            swallowed.push((at, by));
        }
    }
    swallow(all, &swallowed);
}

/// The integration that a node stands in, below one of its actions.
fn owner(tree: &Tree, node: NodeId, actions: &[&str]) -> Option<NodeId> {
    let mut around = std::iter::successors(Some(node), |&node| tree.parent(node));
    let action = around.find(|&node| {
        tree.key_of(node).is_some_and(|key| actions.iter().any(|action| tree.text(key).eq_ignore_ascii_case(action)))
    })?;
    tree.parent(action)
}

/// Removes findings that others stand for, given by their numbers; those are then as bad as what they stand for.
fn swallow(all: &mut Vec<Found>, swallowed: &[(usize, usize)]) {
    for &(at, by) in swallowed {
        let severity = all[at].finding.severity;
        let finding = &mut all[by].finding;
        finding.severity = finding.severity.max(severity);
    }
    let swallowed: HashSet<usize> = swallowed.iter().map(|(at, _)| *at).collect();
    let mut at = 0;
    all.retain(|_| {
        at += 1;
        !swallowed.contains(&(at - 1))
    });
}
