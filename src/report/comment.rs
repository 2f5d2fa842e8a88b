//! What a deploy would change as Markdown: the comment for a pull request, or the summary of a job.
//!
//! What breaks comes first. What is there in hundreds is counted, since comments have an end.

use std::fmt::Write as _;

use super::changes::{Compared, Judged, Summary};
use crate::clean;
use crate::diff::reads::Reads;
use crate::diff::{Impact, NotCompared, Place, Side, Version};
use crate::schedule::Rate;

/// Nothing more is named behind so many characters: GitHub takes comments of 65,536, and the counts and the reads are to follow.
const FULL: usize = 40_000;
/// So many changes of a kind of impact are named, and so many integrations; how many more there are is said.
const NAMED: usize = 100;
/// No message is longer than that.
const MESSAGE: usize = 400;
/// No name is.
const NAME: usize = 60;

/// Writes the comment.
pub fn markdown(compared: Compared, reads: &[Reads]) -> String {
    let Compared { judged, not_compared, old, new } = compared;
    let summary = Summary::of(judged, not_compared);
    let mut out = format!("## What a deploy would change\n\n{}\n", clean::markdown(&summary.to_string()));
    let of = |impact: Impact| judged.iter().filter(move |one| one.change.impact == impact);
    section(&mut out, "Breaking", &of(Impact::Breaking).map(|one| change(one, old, new)).collect::<Vec<_>>());
    section(&mut out, "Not compared", &not_compared.iter().map(|one| gap(one, old, new)).collect::<Vec<_>>());
    section(&mut out, "Notable", &of(Impact::Notable).map(|one| change(one, old, new)).collect::<Vec<_>>());
    reads_a_day(&mut out, reads);
    section(&mut out, "Safe", &of(Impact::Safe).map(|one| change(one, old, new)).collect::<Vec<_>>());
    out
}

fn section(out: &mut String, head: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    // A `String` takes whatever is written to it.
    let _ = writeln!(out, "\n### {head}\n");
    let mut named = 0;
    for item in items.iter().take(NAMED) {
        if out.len() + item.len() > FULL {
            break;
        }
        named += 1;
        let _ = writeln!(out, "- {item}");
    }
    if items.len() > named {
        let _ = writeln!(out, "- and {} more", items.len() - named);
    }
}

/// A change: what it is, where it stands, and which kind it is of.
fn change(one: &Judged, old: &Version, new: &Version) -> String {
    let Judged { change, allowed } = one;
    let mut text = clean::markdown(&clean::cut(&change.message, MESSAGE));
    match (&change.new, &change.old) {
        (Some(place), _) => text.push_str(&format!(" · {}", at(new, place))),
        (None, Some(place)) => text.push_str(&format!(" · before: {}", at(old, place))),
        (None, None) => {}
    }
    text.push_str(&format!(" · {}", clean::markdown_code(change.kind.name)));
    if *allowed {
        text.push_str(" · allowed");
    }
    text
}

fn gap(one: &NotCompared, old: &Version, new: &Version) -> String {
    let (version, when) = match one.side {
        Side::Old => (old, "before: "),
        Side::New => (new, ""),
    };
    format!("{} · {when}{}", clean::markdown(&clean::cut(&one.message, MESSAGE)), at(version, &one.place))
}

/// A place as `file:line`.
fn at(version: &Version, place: &Place) -> String {
    let source = version.texts[place.text].source();
    let line = source.position(place.span.start as usize).line;
    clean::markdown_code(&format!("{}:{line}", source.name()))
}

/// The integrations that are read more often or less often than before, and all of them together.
fn reads_a_day(out: &mut String, reads: &[Reads]) {
    let changed: Vec<&Reads> =
        reads.iter().filter(|one| one.old.unwrap_or_default() != one.new.unwrap_or_default()).collect();
    if changed.is_empty() {
        return;
    }
    out.push_str(
        "\n### Reads a day, for one installation\n\n| integration | before | now | difference |\n|---|--:|--:|--:|\n",
    );
    let rate = |rate: Option<Rate>| rate.map_or("none".to_string(), |rate| rate.to_string());
    for Reads { integration, old, new } in changed.iter().take(NAMED) {
        let name = match integration.as_str() {
            "" => "(no name)".to_string(),
            name => clean::markdown_cell(&clean::cut(name, NAME)),
        };
        let difference = difference(old.unwrap_or_default(), new.unwrap_or_default());
        let _ = writeln!(out, "| {name} | {} | {} | {difference} |", rate(*old), rate(*new));
    }
    if changed.len() > NAMED {
        let _ = writeln!(out, "| and {} more | | | |", changed.len() - NAMED);
    }
    if reads.len() > 1 {
        let sum = |of: fn(&Reads) -> Option<Rate>| reads.iter().filter_map(of).sum::<Rate>();
        let (old, new) = (sum(|one| one.old), sum(|one| one.new));
        let _ = writeln!(out, "| all of them | {old} | {new} | {} |", difference(old, new));
    }
}

/// How much more or less it is, with its sign.
fn difference(old: Rate, new: Rate) -> String {
    let (sign, least, most) = if new >= old { ('+', old, new) } else { ('−', new, old) };
    format!("{sign}{}", Rate::in_400_years(most.times_in_400_years() - least.times_in_400_years()))
}
