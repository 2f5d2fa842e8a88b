//! Only the first document of a YAML stream is read by the platform, and nothing behind its end.

use crate::rules::{Context, Findings};
use crate::syntax::Kind;

rule! {
    name: "multiple-documents",
    severity: Warning,
    fix: No,
    summary: "text after the end of the document, which the platform never reads",
}

fn check(cx: &Context, out: &mut Findings) {
    let Some(start) = cx.tree().ignored() else { return };
    if cx.source().slice(start) == "---" {
        out.place(start, "a second document starts here, and the platform reads only the first")
            .help("remove the `---`, or move what follows into a file of its own");
        return;
    }
    let draft = out.place(start, "the document has ended before this, and the platform never reads it");
    let position = |at: u32| cx.source().position(at as usize);
    let root = cx.tree().root().map(|root| (cx.tree().kind(root), position(cx.tree().span(root).start)));
    match root {
        Some((Kind::Mapping { flow: true } | Kind::Sequence { flow: true }, _)) => {
            draft.help("move it into the brackets, or remove it");
        }
        // Whatever is indented less than the first line ends the document.
        Some((Kind::Mapping { .. } | Kind::Sequence { .. }, first)) if position(start.start).column < first.column => {
            let (column, line) = (first.column - 1, first.line);
            let spaces = if column == 1 { "space" } else { "spaces" };
            draft.help(format!("indent it by {column} {spaces}, like line {line}"));
        }
        _ => {
            draft.help("remove it, or whatever ends the document before it");
        }
    }
}
