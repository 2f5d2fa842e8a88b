//! Fixes applied to a text.
//!
//! Edits replace byte ranges and nothing else. Of fixes that touch one another the first by place is applied; the others
//! have their turn when the new text has been linted again. A fix after which the text cannot be read any more is never
//! applied: it would be a defect of the rule, and is reported as one.

use crate::finding::{Edit, Finding, Fix};
use crate::source::Source;

/// How often a text is fixed and linted again. Each round has to put something right.
const MAX_ROUNDS: usize = 16;

/// A text after its fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The text, and what is left to say about it.
    pub source: Source,
    /// The findings that are left.
    pub findings: Vec<Finding>,
    /// How many fixes were applied.
    pub applied: usize,
    /// The rules whose fix would have broken the text.
    pub defects: Vec<&'static str>,
}

/// Applies the fixes of a text's findings, in rounds, until nothing changes. `lint` gives the findings of a text;
/// `unsafe_too` takes the likely fixes beside those that have one right answer.
pub fn fix_all(source: Source, lint: impl Fn(&Source) -> Vec<Finding>, unsafe_too: bool) -> Fixed {
    let findings = lint(&source);
    let mut fixed = Fixed { source, findings, applied: 0, defects: Vec::new() };
    // Replaced bytes cannot be written back.
    if fixed.source.damage().is_some() {
        return fixed;
    }
    for _ in 0..MAX_ROUNDS {
        let usable: Vec<Finding> =
            fixed.findings.iter().filter(|finding| !fixed.defects.contains(&finding.rule)).cloned().collect();
        let (text, applied) = apply(fixed.source.text(), &usable, unsafe_too);
        if applied == 0 || text == fixed.source.text() {
            break;
        }
        let next = fixed.source.with_text(text);
        let findings = lint(&next);
        if broken(&findings) <= broken(&fixed.findings) {
            fixed = Fixed { source: next, findings, applied: fixed.applied + applied, defects: fixed.defects };
        } else {
            let culprits = culprits(&fixed, &usable, &lint, unsafe_too);
            if culprits.is_empty() {
                break;
            }
            fixed.defects.extend(culprits);
        }
    }
    fixed
}

/// How many places of a text cannot be read.
fn broken(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.rule == "yaml-syntax").count()
}

/// The rules whose fix alone breaks the text.
fn culprits(
    fixed: &Fixed,
    usable: &[Finding],
    lint: &impl Fn(&Source) -> Vec<Finding>,
    unsafe_too: bool,
) -> Vec<&'static str> {
    let breaks = |finding: &&Finding| {
        let (text, applied) = apply(fixed.source.text(), std::slice::from_ref(finding), unsafe_too);
        applied > 0 && broken(&lint(&fixed.source.with_text(text))) > broken(&fixed.findings)
    };
    usable.iter().filter(breaks).map(|finding| finding.rule).collect()
}

/// The text with the fixes of these findings applied, once, and how many were.
pub fn apply(text: &str, findings: &[Finding], unsafe_too: bool) -> (String, usize) {
    let mut wanted: Vec<&Fix> = findings
        .iter()
        .filter_map(|finding| finding.fix.as_ref())
        .filter(|fix| (fix.safe || unsafe_too) && fix.edits.iter().all(|edit| text.get(edit.span.range()).is_some()))
        .collect();
    wanted.sort_by_key(|fix| fix.edits.first().map(|edit| edit.span));
    let mut chosen: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    for fix in wanted {
        // By place, so that only the last edit chosen can be in the way.
        let free = fix.edits.first().zip(chosen.last()).is_none_or(|(edit, last)| edit.span.start > last.span.end);
        if free && !fix.edits.is_empty() {
            chosen.extend(&fix.edits);
            applied += 1;
        }
    }
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in chosen {
        fixed.push_str(text.get(at..edit.span.start as usize).unwrap_or(""));
        fixed.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    fixed.push_str(text.get(at..).unwrap_or(""));
    (fixed, applied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::source::Span;

    fn finding(rule: &'static str, span: Span, text: &str) -> Finding {
        Finding {
            rule,
            severity: Severity::Error,
            message: String::new(),
            help: None,
            span,
            note: String::new(),
            labels: Vec::new(),
            path: "$".to_string(),
            fix: Some(Fix::replace(true, "fix", span, text)),
        }
    }

    #[test]
    fn a_fix_that_breaks_the_text_is_left_out_and_named_and_the_others_are_applied() {
        // A stand-in for the rules: `bad` is to be made `[`, which breaks the text, `old` is to be made `new`.
        let lint = |source: &Source| {
            let text = source.text();
            let mut findings = Vec::new();
            let mut at = |word: &str, rule, fix: &str| {
                findings.extend(text.find(word).map(|at| finding(rule, Span::new(at, at + word.len()), fix)));
            };
            at("bad", "breaks", "[");
            at("old", "helps", "new");
            at("[", "yaml-syntax", "[");
            findings.retain(|finding| finding.rule != "yaml-syntax" || text.contains('['));
            findings
        };
        let fixed = fix_all(Source::new("a.yaml", "a: bad\nb: old\n"), lint, false);
        assert_eq!((fixed.source.text(), fixed.applied), ("a: bad\nb: new\n", 1));
        assert_eq!(fixed.defects, ["breaks"]);
    }

    #[test]
    fn of_two_edits_that_touch_the_first_is_applied() {
        let findings = [
            finding("b", Span::new(1, 3), "y"),
            finding("a", Span::new(0, 2), "x"),
            finding("c", Span::new(4, 5), "z"),
        ];
        assert_eq!(apply("abcde", &findings, false), ("xcdz".to_string(), 2));
    }
}
