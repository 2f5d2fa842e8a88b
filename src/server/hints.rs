//! What stands between the lines, so that nobody has to work it out: schedules in words, how far back a first read goes, how many
//! fields `all` is, and the module in force where none is written.

use gen_lsp_types::{InlayHint, InlayHintParams};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

use super::opened::Opened;
use super::spot::{self, Spot};
use crate::clean;
use crate::source::Span;
use crate::syntax::NodeId;

/// Those of some lines.
pub fn of(opened: &Opened, parameters: &InlayHintParams) -> Vec<InlayHint> {
    if !opened.client.options.inlay_hints {
        return Vec::new();
    }
    let wanted = opened.span(parameters.range);
    let mut hints: Vec<(Span, String)> = Vec::new();
    let view = opened.analysis().view();
    let tree = view.tree();
    let is_wanted = |node: NodeId| {
        let end = tree.span(node).end;
        wanted.start <= end && end <= wanted.end
    };
    for schedule in opened.analysis().schedules().filter(|schedule| is_wanted(schedule.node)) {
        if let Some(read) = schedule.schedule() {
            hints.push((tree.span(schedule.node), read.in_words()));
        }
    }
    for integration in spot::integrations(opened) {
        let spot = Spot::of(opened.analysis(), integration);
        let known = spot.provider(opened.catalog);
        if let Some((_, Some(module))) = known
            && spot.says("module").is_none()
            && let Some(node) = view.get(integration, "provider").filter(|&node| is_wanted(node))
        {
            hints.push((tree.span(node), format!("module {}", clean::line(module))));
        }
        let list = view.get(integration, "read").and_then(|read| view.get(read, "objects"));
        for &object in list.map(|list| view.items(list)).unwrap_or_default() {
            if let Some(node) = view.get(object, "optionalFieldsAuto").filter(|&node| is_wanted(node))
                && view.text(node).as_deref() == Some("all")
                && let Some((provider, module)) = known
                && let Some(name) = spot::text(view, object, "objectName")
                && let Some(list) = opened.catalog.fields(&provider.name, module, &name)
            {
                let count = list.names().len();
                let fields = if count == 1 { "field" } else { "fields" };
                hints.push((tree.span(node), format!("{count} {fields} known")));
            }
            let period = view.get(object, "backfill").and_then(|backfill| view.get(backfill, "defaultPeriod"));
            let Some(period) = period else { continue };
            if let Some(node) = view.get(period, "days").filter(|&node| is_wanted(node))
                && let Some(hint) = view.text(node).and_then(|days| back_to(&days))
            {
                hints.push((tree.span(node), hint));
            }
            if let Some(node) = view.get(period, "fullHistory").filter(|&node| is_wanted(node))
                && view.text(node).as_deref() == Some("true")
            {
                hints.push((tree.span(node), "all that the provider has".to_string()));
            }
        }
    }
    hints.sort_by_key(|(span, _)| span.end);
    // What aliases lead to is met at every place.
    hints.dedup();
    let hint = |(span, text): (Span, String)| InlayHint {
        position: opened.position(span.end as usize),
        label: text.into(),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    hints.into_iter().map(hint).collect()
}

/// The day that so many days lead back to, for who installs today.
fn back_to(days: &str) -> Option<String> {
    let days: i64 = days.parse().ok().filter(|days| (1..=100_000).contains(days))?;
    let today = TimeZone::UTC.to_datetime(Timestamp::now()).date();
    Some(format!("back to {} if installed today", today.checked_sub(days.days()).ok()?))
}
