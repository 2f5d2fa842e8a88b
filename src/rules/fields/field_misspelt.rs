//! A field that is nearly one of those the connector lists. The lists are not complete, so that a name which is like none of
//! them, or like several, is no mistake.

use std::collections::HashMap;

use crate::catalog::Topic;
use crate::edit;
use crate::finding::Fix;
use crate::rules::requested::{Requested, Verdict};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "field-misspelt",
    severity: Warning,
    fix: Unsafe,
    yields_to: ["watch-field-unknown", "field-path-syntax"],
    rests_on: [Value],
    summary: "a field that is nearly, but not quite, one that the connector knows",
}

fn check(cx: &Context, out: &mut Findings) {
    for all in cx.requested() {
        // A name that is misspelt wherever it stands is one mistake.
        let mut slips: Vec<(&str, Vec<Requested>)> = Vec::new();
        let mut met: HashMap<(&str, &str), usize> = HashMap::new();
        for asked in all.iter().copied() {
            let Verdict::Misspelt(meant) = asked.verdict else { continue };
            let at = *met.entry((asked.object, asked.root)).or_insert(slips.len());
            match slips.get_mut(at) {
                Some((_, places)) => places.push(asked),
                None => slips.push((meant, vec![asked])),
            }
        }
        if slips.is_empty() {
            continue;
        }
        let written: HashMap<(&str, &str), &Requested> =
            all.iter().map(|asked| ((asked.object, asked.root), asked)).collect();
        for (meant, places) in slips {
            say(cx, out, meant, &places, written.get(&(places[0].object, meant)).copied());
        }
    }
}

/// Says what was meant; `right` is where it is written as it should be.
fn say(cx: &Context, out: &mut Findings, meant: &str, places: &[Requested], right: Option<&Requested>) {
    /// More places tell nothing new.
    const LABELS: usize = 3;
    let [first, others @ ..] = places else { return };
    let count = first.list.names().len();
    let fields = if count == 1 { "field" } else { "fields" };
    let message = format!(
        "`{}` is not among the {count} {fields} of `{}` that amp-lint knows of",
        excerpt(first.root),
        excerpt(first.object)
    );
    let mut draft = out.part(first.node, cx.part(first.node, first.part()), message);
    for other in others.iter().take(LABELS) {
        draft = draft.label(other.node, "the same here");
    }
    let date = cx.catalog().date_of(Topic::Fields);
    if let Some(right) = right {
        draft.label(right.node, "written so here").help(format!("did you mean `{meant}`? the list is of {date}"));
        return;
    }
    let mut nodes: Vec<_> = places.iter().map(|place| (cx.tree().target(place.node), place)).collect();
    nodes.sort_by_key(|(node, _)| *node);
    nodes.dedup_by_key(|(node, _)| *node);
    let edits: Option<Vec<_>> =
        nodes.into_iter().map(|(node, place)| edit::set(cx.tree(), node, &place.with_root(meant))).collect();
    let fix = edits.map(|edits| Fix { title: format!("write `{meant}`"), safe: false, edits });
    draft.help(format!("did you mean `{meant}`? the list is of {date}")).maybe_fix(fix);
}
