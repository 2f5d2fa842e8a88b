//! Fixes applied to a text.
//!
//! Edits replace byte ranges and nothing else. Of fixes that touch one another the first by place is applied; the others
//! have their turn when the new text has been linted again. A fix after which the text cannot be read any more is never
//! applied: it would be a defect of the rule, and is reported as one.

use std::collections::BTreeMap;

use crate::finding::{Edit, Finding, Fix, SYNTAX};
use crate::source::{Source, Span};

/// How often a text is fixed and linted again. Each round has to put something right, or find out what cannot be.
const MAX_ROUNDS: usize = 64;

/// A text after its fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The text.
    pub source: Source,
    /// The findings that are left.
    pub findings: Vec<Finding>,
    /// How many fixes were applied.
    pub applied: usize,
    /// The rules whose fix would have broken the text.
    pub defects: Vec<&'static str>,
    /// The findings that there were, where something has been fixed since.
    before: Option<Vec<Finding>>,
    /// What each round replaced.
    rounds: Vec<Round>,
}

impl Fixed {
    /// A text that is left as it is.
    pub fn untouched(source: Source, findings: Vec<Finding>) -> Fixed {
        Fixed { source, findings, applied: 0, defects: Vec::new(), before: None, rounds: Vec::new() }
    }

    /// The findings of the text as it was.
    pub fn before(&self) -> &[Finding] {
        self.before.as_deref().unwrap_or(&self.findings)
    }

    /// The findings that are left, at their places in the text as it was. What stands in a new piece of text is
    /// reported at the piece that it replaced, and keeps no fix: its edits would be for the new text.
    pub fn left_in_original(&self) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        for round in self.rounds.iter().rev() {
            for finding in &mut findings {
                finding.span = round.before(finding.span);
                finding.labels.iter_mut().for_each(|label| label.span = round.before(label.span));
                let edits = finding.fix.as_mut().map(|fix| &mut fix.edits);
                match edits.filter(|edits| edits.iter().all(|edit| round.is_old(edit.span))) {
                    Some(edits) => edits.iter_mut().for_each(|edit| edit.span = round.before(edit.span)),
                    None => finding.fix = None,
                }
            }
        }
        findings.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
        findings
    }
}

/// The replacements of one round, by place: what stood there, and what stands there now.
#[derive(Debug)]
struct Round {
    pieces: Vec<(Span, Span)>,
}

impl Round {
    fn of(edits: &[&Edit]) -> Round {
        let mut longer = 0;
        let pieces = edits.iter().map(|edit| {
            let start = edit.span.start as i64 + longer;
            longer += edit.text.len() as i64 - edit.span.len() as i64;
            (edit.span, Span::new(start as usize, start as usize + edit.text.len()))
        });
        Round { pieces: pieces.collect() }
    }

    /// The place in the text before the round of a place in the text after it.
    fn before(&self, span: Span) -> Span {
        // The last piece that starts before a place; the place may lie in it or behind it.
        let piece = |at: u32, or_at: bool| {
            let nth = self.pieces.partition_point(|(_, new)| new.start < at || (or_at && new.start == at));
            nth.checked_sub(1).map(|nth| self.pieces[nth])
        };
        let shifted = |at: u32, old: Span, new: Span| old.end as usize + (at - new.end) as usize;
        let start = match piece(span.start, true) {
            Some((old, new)) if span.start < new.end => old.start as usize,
            Some((old, new)) => shifted(span.start, old, new),
            None => span.start as usize,
        };
        let end = match piece(span.end, false) {
            Some((old, new)) if span.end <= new.end => old.end as usize,
            Some((old, new)) => shifted(span.end, old, new),
            None => span.end as usize,
        };
        Span::new(start, end.max(start))
    }

    /// Whether a place in the text after the round stood in the text before it, letter by letter.
    fn is_old(&self, span: Span) -> bool {
        let nth = self.pieces.partition_point(|(_, new)| new.end < span.start);
        self.pieces.get(nth).is_none_or(|(_, new)| new.start > span.end)
    }
}

/// Applies the fixes of a text's findings, in rounds, until nothing changes. `lint` gives the findings of a text;
/// `unsafe_too` takes the likely fixes beside those that have one right answer.
pub fn fix_all(source: Source, lint: impl Fn(&Source) -> Vec<Finding>, unsafe_too: bool) -> Fixed {
    let findings = lint(&source);
    let mut fixed = Fixed::untouched(source, findings);
    // Replaced bytes cannot be written back.
    if fixed.source.damage().is_some() {
        return fixed;
    }
    // How many fixes are tried at once: all, and half as many each time that they break the text.
    let mut share = usize::MAX;
    for _ in 0..MAX_ROUNDS {
        let mut fixes = wanted(fixed.source.text(), &fixed.findings, unsafe_too);
        fixes.retain(|(rule, _)| !fixed.defects.contains(rule));
        fixes.truncate(share);
        let (edits, applied) = choose(fixes.iter().map(|(_, fix)| *fix));
        let text = rewrite(fixed.source.text(), &edits);
        if applied == 0 || text == fixed.source.text() {
            break;
        }
        let next = fixed.source.with_text(text);
        let findings = lint(&next);
        if broken(&findings) <= broken(&fixed.findings) {
            fixed.rounds.push(Round::of(&edits));
            fixed.source = next;
            let earlier = std::mem::replace(&mut fixed.findings, findings);
            fixed.before.get_or_insert(earlier);
            fixed.applied += applied;
            share = usize::MAX;
        } else if let [(culprit, _)] = fixes[..] {
            fixed.defects.push(culprit);
            share = usize::MAX;
        } else {
            share = fixes.len() / 2;
        }
    }
    fixed
}

/// How many places of a text cannot be read.
fn broken(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.rule == SYNTAX).count()
}

/// The fixes that can be applied to a text, by place, each with its rule.
fn wanted<'a>(text: &str, findings: &'a [Finding], unsafe_too: bool) -> Vec<(&'static str, &'a Fix)> {
    let mut wanted: Vec<(&'static str, &Fix)> = findings
        .iter()
        .filter_map(|finding| Some((finding.rule, finding.fix.as_ref()?)))
        .filter(|(_, fix)| fix.safe || unsafe_too)
        .filter(|(_, fix)| !fix.edits.is_empty())
        .filter(|(_, fix)| fix.edits.iter().all(|edit| text.get(edit.span.range()).is_some()))
        .collect();
    wanted.sort_by_key(|(_, fix)| fix.edits.first().map(|edit| edit.span));
    wanted
}

/// The edits of as many fixes as can be applied together, by place, and how many fixes these are. A fix that touches
/// one that was chosen before it has to wait; one whose edits lie around or between those of another has not.
fn choose<'a>(fixes: impl Iterator<Item = &'a Fix>) -> (Vec<&'a Edit>, usize) {
    let mut chosen: BTreeMap<Span, &Edit> = BTreeMap::new();
    let mut applied = 0;
    for fix in fixes {
        // Those chosen do not overlap, so that only the last one that starts before an edit's end can be in the way.
        let is_free = |edit: &Edit| {
            let last = chosen.range(..=Span { start: edit.span.end, end: u32::MAX }).next_back();
            last.is_none_or(|(last, _)| last.end < edit.span.start)
        };
        if fix.edits.iter().all(is_free) {
            chosen.extend(fix.edits.iter().map(|edit| (edit.span, edit)));
            applied += 1;
        }
    }
    (chosen.into_values().collect(), applied)
}

/// The text with some edits made, which are by place and do not overlap.
fn rewrite(text: &str, edits: &[&Edit]) -> String {
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        fixed.push_str(text.get(at..edit.span.start as usize).unwrap_or(""));
        fixed.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    fixed.push_str(text.get(at..).unwrap_or(""));
    fixed
}

/// The text with the fixes of these findings applied, once, and how many were.
pub fn apply(text: &str, findings: &[Finding], unsafe_too: bool) -> (String, usize) {
    let (edits, applied) = choose(wanted(text, findings, unsafe_too).into_iter().map(|(_, fix)| fix));
    (rewrite(text, &edits), applied)
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

    /// A finding with a fix of several edits.
    fn several(edits: &[(usize, usize, &str)]) -> Finding {
        let edits =
            edits.iter().map(|&(from, to, text)| Edit { span: Span::new(from, to), text: text.to_string() }).collect();
        Finding { fix: Some(Fix { title: String::new(), safe: true, edits }), ..finding("a", Span::new(0, 1), "") }
    }

    #[test]
    fn edits_of_one_fix_between_those_of_another_are_not_in_the_way() {
        let interleaved =
            [several(&[(0, 1, "A"), (6, 7, "A")]), several(&[(2, 3, "BB"), (8, 9, "")]), several(&[(4, 4, "+")])];
        assert_eq!(apply("a-b-c-a-b", &interleaved, false), ("A-BB-+c-A-".to_string(), 3));
        // One that touches another anywhere has to wait as a whole.
        let touching = [several(&[(0, 1, "A"), (6, 7, "A")]), several(&[(2, 3, "B"), (7, 8, "B")])];
        assert_eq!(apply("a-b-c-a-b", &touching, false), ("A-b-c-A-b".to_string(), 1));
        // The pieces of one fix may touch.
        let adjacent = [several(&[(2, 2, "<"), (2, 4, "x"), (4, 5, ">")])];
        assert_eq!(apply("a-b-c-a-b", &adjacent, false), ("a-<x>-a-b".to_string(), 1));
    }

    #[test]
    fn what_is_left_is_found_again_in_the_text_as_it_was() {
        // `long` becomes `l`, then `l` at the start becomes `else`; `x` stays, and so does what is said of a new piece.
        let lint = |source: &Source| {
            let text = source.text();
            let mut findings: Vec<Finding> = text
                .match_indices("long")
                .map(|(at, word)| finding("long", Span::new(at, at + word.len()), "l"))
                .collect();
            if findings.is_empty() && text.starts_with('l') {
                findings.push(finding("start", Span::new(0, 1), "else"));
            }
            for (rule, word) in [("x", "x"), ("new", "else")] {
                findings.extend(
                    text.find(word)
                        .map(|at| Finding { fix: None, ..finding(rule, Span::new(at, at + word.len()), "") }),
                );
            }
            findings
        };
        let fixed = fix_all(Source::new("a.yaml", "long long x long"), lint, false);
        assert_eq!((fixed.source.text(), fixed.applied), ("else l x l", 4));
        let left: Vec<(&str, Span)> = fixed.left_in_original().iter().map(|one| (one.rule, one.span)).collect();
        assert_eq!(left, [("new", Span::new(0, 4)), ("x", Span::new(10, 11))]);
    }

    #[test]
    fn fixes_that_break_the_text_only_together_are_applied_apart() {
        // The text cannot be read with two or more `b` in it before the `c` is gone, which goes with the last `a`.
        let lint = |source: &Source| {
            let text = source.text();
            let mut findings: Vec<Finding> =
                text.match_indices('a').map(|(at, _)| finding("a", Span::new(at, at + 1), "b")).collect();
            if text.matches('b').count() > 1 && text.contains('c') {
                findings.push(Finding { fix: None, ..finding("yaml-syntax", Span::new(0, 1), "") });
            }
            if text.contains('b') && text.contains('c') {
                findings.push(finding("c", Span::new(text.len() - 1, text.len()), "d"));
            }
            findings
        };
        let fixed = fix_all(Source::new("a.yaml", "a a a a c"), lint, false);
        assert_eq!((fixed.source.text(), fixed.applied), ("b b b b d", 5));
        assert!(fixed.defects.is_empty());
    }
}
