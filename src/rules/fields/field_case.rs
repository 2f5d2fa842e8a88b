//! A field in another case than the provider's, where the connector takes names letter by letter.

use std::collections::HashSet;

use crate::catalog::Topic;
use crate::edit;
use crate::rules::requested::{Asked, Requested, Verdict};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "field-case",
    severity: Warning,
    fix: Safe,
    rests_on: [Value],
    summary: "a field in another case than the provider's, where case matters",
}

fn check(cx: &Context, out: &mut Findings) {
    for all in cx.requested() {
        let mut written = None;
        for asked in all {
            let Verdict::OtherCase(right) = asked.verdict else { continue };
            let message = format!(
                "`{}` gives `{right}` with `{}`, and case matters: `{}` stays empty",
                asked.provider,
                excerpt(asked.object),
                excerpt(asked.root)
            );
            let draft = out.part(asked.node, cx.part(asked.node, asked.part()), message);
            let title = format!("write `{right}`");
            let text = asked.with_root(right);
            // Where both are written, the user knows which one can go.
            let key = |text: &str, asked: &Requested| {
                (asked.object.to_string(), text.to_string(), asked.asked == Asked::Watched)
            };
            let written = written.get_or_insert_with(|| all.iter().map(|a| key(a.text, a)).collect::<HashSet<_>>());
            let is_new = written.insert(key(&text, asked));
            let fix = edit::set_fix(cx.tree(), asked.node, &text, true, title.clone()).filter(|_| is_new);
            draft
                .help(format!("{title}; the list of fields is of {}", cx.catalog().date_of(Topic::Fields)))
                .maybe_fix(fix);
        }
    }
}
