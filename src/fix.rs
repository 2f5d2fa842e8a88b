//! Fixes applied to a text.
//!
//! Edits replace byte ranges and nothing else. Of fixes that touch one another the first by place is applied; the others
//! have their turn when the new text has been linted again.

use crate::finding::{Edit, Finding};

/// The text with the fixes of these findings applied, and how many were. `unsafe_too` takes the likely ones beside those
/// that have one right answer.
pub fn apply(text: &str, findings: &[Finding], unsafe_too: bool) -> (String, usize) {
    let wanted = findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.safe || unsafe_too);
    let mut chosen: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    for fix in wanted {
        let fits =
            |edit: &Edit| text.get(edit.span.range()).is_some() && chosen.iter().all(|other| !touches(edit, other));
        if fix.edits.iter().all(fits) {
            chosen.extend(&fix.edits);
            applied += 1;
        }
    }
    chosen.sort_by_key(|edit| edit.span);
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in chosen {
        fixed.push_str(&text[at..edit.span.start as usize]);
        fixed.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    fixed.push_str(&text[at..]);
    (fixed, applied)
}

/// Whether two edits share a byte or a place, so that their order would matter.
fn touches(a: &Edit, b: &Edit) -> bool {
    a.span.start <= b.span.end && b.span.start <= a.span.end
}
