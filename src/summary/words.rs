//! The words that all writers have: what a group of objects is, how often it is read, how much there is.
//!
//! Names are the writers' own affair: each has another way to keep them text.

use super::{Backfill, Counts, Fields, Gap, Integration, Read, When};
use crate::schedule::Rate;

/// What stands for a name that is not there or cannot be read.
pub(super) const NAMELESS: &str = "(no name)";
/// What stands for a destination that is not there or cannot be read.
pub(super) const NOWHERE: &str = "(no destination)";

/// `1 object`, `15 objects`.
pub(super) fn count(count: usize, one: &str) -> String {
    let number = crate::schedule::grouped(count as u64);
    if count == 1 { format!("{number} {one}") } else { format!("{number} {one}s") }
}

/// `2,160 reads a day`.
pub(super) fn reads(rate: Rate) -> String {
    let shown = rate.to_string();
    if shown == "1" { "1 read a day".to_string() } else { format!("{shown} reads a day") }
}

/// When something is done.
pub(super) fn when(when: &When, unscheduled: &str) -> String {
    match (&when.in_words, when.unknown) {
        (Some(words), _) => words.clone(),
        (None, true) => "at times that cannot be read".to_string(),
        (None, false) => unscheduled.to_string(),
    }
}

/// When a group is read, and that its objects are all read at once.
pub(super) fn when_read(read: &Read) -> String {
    let words = when(&read.schedule, "only when asked");
    let at_once = read.objects.len() > 1 && !read.schedule.times_a_day.is_never();
    if at_once { format!("{words}, at the same minute") } else { words }
}

/// How far back a first read goes.
pub(super) fn backfill(backfill: Backfill) -> String {
    match backfill {
        Backfill::None => "no backfill".to_string(),
        Backfill::Days(1) => "backfill 1 day".to_string(),
        Backfill::Days(days) => format!("backfill {days} days"),
        Backfill::FullHistory => "backfill of the full history".to_string(),
        Backfill::Unknown => "backfill not known".to_string(),
    }
}

/// What there is to say of a group in numbers.
pub(super) fn numbers(read: &Read) -> Vec<String> {
    let mut parts = Vec::new();
    if read.schedule.in_words.is_some() {
        parts.push(format!("{} per installation", reads(read.reads_a_day)));
    }
    if !read.full_reads_a_day.is_never() {
        parts.push(match read.full_reads_a_day == read.reads_a_day {
            true => "all of them full reads".to_string(),
            false => format!("{} of them full reads", read.full_reads_a_day),
        });
    }
    parts.push(backfill(read.backfill));
    let all = read.objects.len();
    let some = |some: usize, what: &str| match some {
        0 => None,
        _ if all == 1 => Some(what.to_string()),
        some if some == all => Some(format!("all {what}")),
        some => Some(format!("{some} of them {what}")),
    };
    parts.extend(some(read.also_written, "also written"));
    parts.extend(some(read.always, "for every installation"));
    parts.extend(some(read.on_request, "delivered when asked"));
    parts
}

/// The fields of an integration; nothing where it reads no object.
pub(super) fn fields(integration: &Integration) -> Option<String> {
    let Fields { required, optional, mapped, chosen_by_customers, objects_with_all } = integration.fields;
    let objects: usize = integration.reads.iter().map(|read| read.objects.len()).sum();
    if objects == 0 {
        return None;
    }
    let mut parts = Vec::new();
    for (number, what) in [(required, "required"), (optional, "optional"), (mapped, "mapped")] {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    if chosen_by_customers > 0 {
        parts.push(format!("{chosen_by_customers} chosen by the customer"));
    }
    let any = if parts.is_empty() { "any" } else { "any other" };
    match objects_with_all {
        0 if parts.is_empty() => parts.push("none".to_string()),
        0 => {}
        all if all == objects => parts.push(format!("{any} that customers select")),
        some => parts.push(format!("{any} of {} that customers select", count(some, "object"))),
    }
    Some(parts.join(", "))
}

/// How much was found; nothing where nothing was.
pub(super) fn findings(counts: Counts) -> Option<String> {
    let Counts { errors, warnings, pedantic } = counts;
    let mut parts = Vec::new();
    for (number, what) in [(errors, "error"), (warnings, "warning")] {
        if number > 0 {
            parts.push(count(number, what));
        }
    }
    if pedantic > 0 {
        parts.push(format!("{} of advice", count(pedantic, "piece")));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A gap with its line.
pub(super) fn gap(gap: &Gap) -> String {
    match gap.line {
        Some(line) if gap.message.starts_with("cannot") => format!("line {line} {}", gap.message),
        Some(line) => format!("line {line}: {}", gap.message),
        None => gap.message.clone(),
    }
}
