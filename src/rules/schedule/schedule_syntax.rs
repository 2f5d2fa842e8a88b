//! A text that the platform's cron engine cannot read.

use crate::analysis::ScheduleOf;
use crate::finding::Fix;
use crate::model::limits::{READ_INTERVAL_MINUTES, WATCH_SCHEMA_INTERVAL_MINUTES};
use crate::rules::words::minutes;
use crate::rules::{Context, Findings};
use crate::schedule::{ErrorKind, Schedule, as_expression};
use crate::syntax::{Kind, NodeId, Style, Tag};

rule! {
    name: "schedule-syntax",
    severity: Error,
    fix: Safe,
    rests_on: [Value],
    summary: "a schedule that is no cron expression of five fields",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules() {
        let Err(error) = at.parsed.as_ref() else { continue };
        let span = cx.part(at.node, error.range.clone());
        let whole = cx.tree().span(cx.tree().target(at.node));
        let is_block = matches!(cx.tree().kind(cx.tree().target(at.node)), Kind::Scalar { style: Style::Block, .. });
        let least = match at.of {
            ScheduleOf::ReadObject => READ_INTERVAL_MINUTES,
            ScheduleOf::WatchSchema => WATCH_SCHEMA_INTERVAL_MINUTES,
        };
        let meant = match &error.kind {
            ErrorKind::LineBreak | ErrorKind::Empty => None,
            _ => as_expression(at.text, least),
        };
        if let Some(inner) = without_end_quote(cx, at.node, at.text) {
            let quoted = format!("\"{inner}\"");
            let help = format!("write {quoted}");
            let fix = Fix::replace(true, "quote the schedule", whole, quoted);
            let message = format!("the quote at the start of `{}` is missing", at.text);
            out.part(at.node, whole, message).help(help).fix(fix);
            continue;
        }
        let (span, help, fix) = match &error.kind {
            ErrorKind::LineBreak => {
                let quoted = format!("\"{}\"", at.text.trim());
                let fix = Fix::replace(true, "write it on one line", whole, quoted.clone());
                let place = if is_block { whole.part(0..1) } else { whole };
                (place, format!("write {quoted}"), Some(fix))
            }
            _ if meant.is_some() => {
                let quoted = format!("\"{}\"", meant.as_deref().unwrap_or_default());
                // What a tag stands for is laid down; words leave something open.
                let safe = matches!(&error.kind, ErrorKind::Tag(_));
                let is_scalar = matches!(cx.tree().kind(at.node), Kind::Scalar { tag: Tag::None, .. });
                let mut help = match cx.tree().key_of(cx.tree().target(at.node)) {
                    Some(key) => format!("write `{}: {quoted}`", cx.tree().slice(key)),
                    None => format!("write {quoted}"),
                };
                let fix = is_scalar.then(|| Fix::replace(safe, help.clone(), whole, quoted));
                if as_expression(at.text, 1) != meant {
                    help.push_str(&format!("; two runs must lie at least {} apart", minutes(least)));
                }
                (whole, help, fix)
            }
            ErrorKind::Tag(_) => (span, "write five fields, as in `0 6 * * 1-5`".to_string(), None),
            ErrorKind::FieldCount(count) => {
                let help = match count {
                    6 | 7 => "leave out seconds and years: minute, hour, day of the month, month, day of the week",
                    _ => "write minute, hour, day of the month, month and day of the week, as in `0 6 * * 1-5`",
                };
                (span, help.to_string(), None)
            }
            ErrorKind::Empty => (whole, "write five fields, as in `0 6 * * 1-5`, or remove the key".to_string(), None),
            ErrorKind::Field { field, .. } => {
                (span, format!("write {}, as in `{}`", field.with_article(), example(*field)), None)
            }
        };
        out.part(at.node, span, error.to_string()).help(help).maybe_fix(fix);
    }
}

/// A schedule with a quote behind it and none before it.
fn without_end_quote<'t>(cx: &Context, node: NodeId, text: &'t str) -> Option<&'t str> {
    let is_plain =
        matches!(cx.tree().kind(cx.tree().target(node)), Kind::Scalar { style: Style::Plain, tag: Tag::None });
    let inner = text.strip_suffix(['"', '\''])?.trim();
    (is_plain && Schedule::parse(inner).is_ok()).then_some(inner)
}

fn example(field: crate::schedule::FieldKind) -> &'static str {
    use crate::schedule::FieldKind::{DayOfMonth, Hour, Minute, Month, Weekday};
    match field {
        Minute => "*/15",
        Hour => "8-18",
        DayOfMonth => "1,15",
        Month => "*/3",
        Weekday => "MON-FRI",
    }
}
