//! What the platform's reader rejects.
//!
//! The parser finds it and puts it into words; this rule hands it on, but for what a template engine was to fill in.

use crate::reading::value;
use crate::rules::placeholders::is_template;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::source::Span;

rule! {
    name: "yaml-syntax",
    severity: Error,
    fix: Safe,
    switch_off: Never,
    summary: "text that the platform cannot read as YAML",
}

fn check(cx: &Context, out: &mut Findings) {
    // What cannot be read cannot be handed on either.
    let endless = if cx.tree().errors.is_empty() { value::not_finite(cx.view()) } else { None };
    for error in cx.tree().errors.iter().chain(&endless) {
        let place = in_braces(cx, error.span);
        let written = cx.source().slice(place);
        // Quotes would only hide it: it is no value. A longer text with one in it can be broken by something else.
        let is_whole = ["{{", "{%", "{#", "%", "@"].into_iter().any(|open| written.starts_with(open));
        if is_whole && is_template(written) && !written.contains(['\n', '\r']) {
            out.place(
                place,
                format!("`{}` is a placeholder, and the platform fills in no variables", excerpt(written)),
            )
            .help("write the value itself");
            continue;
        }
        let mut draft = out.place(error.span, error.message.clone()).maybe_fix(error.fix.clone());
        if let Some(help) = &error.help {
            draft = draft.help(help.clone());
        }
        if let Some((span, message)) = &error.related {
            draft.label_at(*span, message.clone());
        }
    }
}

/// A place with the braces around it: of `{{ x }}` the parser minds the inner ones.
fn in_braces(cx: &Context, span: Span) -> Span {
    let text = cx.source().text();
    let (before, behind) = text.split_at_checked(span.start as usize).unwrap_or_default();
    let is_inner = before.ends_with('{') && behind.get(span.len()..).is_some_and(|rest| rest.starts_with('}'));
    if is_inner { Span { start: span.start - 1, end: span.end + 1 } } else { span }
}
