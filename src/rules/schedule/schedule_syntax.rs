//! A text that the platform's cron engine cannot read.

use crate::finding::Fix;
use crate::rules::{Context, Findings};
use crate::schedule::ErrorKind;
use crate::tree::{Kind, Style};

rule! {
    name: "schedule-syntax",
    severity: Error,
    fix: Safe,
    summary: "a schedule that is no cron expression of five fields",
}

fn check(cx: &Context, out: &mut Findings) {
    for at in cx.schedules {
        let Err(error) = at.parsed.as_ref() else { continue };
        let span = at.span(cx, error.range.clone());
        let whole = cx.tree.span(cx.tree.target(at.node));
        let is_block = matches!(cx.tree.kind(cx.tree.target(at.node)), Kind::Scalar { style: Style::Block, .. });
        let (span, help, fix) = match &error.kind {
            ErrorKind::LineBreak => {
                let quoted = format!("\"{}\"", at.text.trim());
                let fix = Fix::replace(true, "write it on one line", whole, quoted.clone());
                let place = if is_block { whole.part(0..1) } else { whole };
                (place, format!("write {quoted}"), Some(fix))
            }
            ErrorKind::Tag(tag) => (span, tag_help(tag), None),
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

fn tag_help(tag: &str) -> String {
    let instead = match tag.to_ascii_lowercase().as_str() {
        "@hourly" => "0 * * * *",
        "@daily" | "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" | "@annually" => "0 0 1 1 *",
        _ => return "write five fields, as in `0 6 * * 1-5`".to_string(),
    };
    format!("write `{instead}`")
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
