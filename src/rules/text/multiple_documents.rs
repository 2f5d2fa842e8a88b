//! Only the first document of a YAML stream is read by the platform.

use crate::rules::{Context, Findings};

rule! {
    name: "multiple-documents",
    severity: Warning,
    fix: No,
    summary: "a second YAML document, which the platform never reads",
}

fn check(cx: &Context, out: &mut Findings) {
    if let Some(start) = cx.tree.ignored() {
        out.place(start, "a second document starts here, and the platform reads only the first")
            .help("remove the `---`, or move what follows into a file of its own");
    }
}
