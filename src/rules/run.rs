//! From an analysed text to its findings.
//!
//! The rules run, what one mistake makes several of them say is settled, and what is left is said as the policy has it. Both sides of
//! an unfinished merge are linted, each as a text of its own.

use std::collections::HashSet;

use super::behind::Behind;
use super::context::Gathered;
use super::ignores::{self, Ignore};
use super::{ALL, Context, Findings, Found, Policy, comments, trial};
use crate::analysis::Analysis;
use crate::facts::Facts;
use crate::finding::{Finding, Severity};
use crate::shape::plan::Reader;
use crate::source::Span;

impl Analysis {
    /// All findings of the text, by place. Same text, same facts, same policy: same findings, whatever else runs.
    pub fn findings(&self, facts: &Facts, policy: &Policy) -> Vec<Finding> {
        findings(self, facts, policy, Trials::Held)
    }
}

/// Whether fixes are tried out before they are offered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trials {
    Held,
    /// In a trial itself nothing is tried.
    Left,
}

fn findings(analysis: &Analysis, facts: &Facts, policy: &Policy, trials: Trials) -> Vec<Finding> {
    let mut findings = of_one_side(analysis, facts, policy, trials);
    if let Some(other) = analysis.other_side() {
        // What stands outside the conflicts is the same on both sides, and so is what is found there.
        let known: HashSet<_> = findings.iter().map(key).collect();
        let more = of_one_side(other, facts, policy, trials);
        let more: Vec<Finding> = more.into_iter().filter(|finding| !known.contains(&key(finding))).collect();
        findings.extend(more);
        findings.sort_by_key(|finding| finding.span);
    }
    findings
}

/// What makes a finding the one that it is.
fn key(finding: &Finding) -> (&'static str, Span, String) {
    (finding.rule, finding.span, finding.message.clone())
}

/// The findings of a text without an unfinished merge, or of one side of that.
fn of_one_side(analysis: &Analysis, facts: &Facts, policy: &Policy, trials: Trials) -> Vec<Finding> {
    let ignores = ignores::find(analysis.source(), analysis.tree());
    let mut behind = Behind::default();
    let mut meant: Option<Analysis> = None;
    loop {
        let analysis = meant.as_ref().unwrap_or(analysis);
        let gathered = Gathered::of(analysis, facts);
        let cx = Context::new(analysis, facts, &ignores, &gathered);
        let heard = behind.hear(&cx);
        if let Some(all) = heard {
            return finish(&cx, all, policy, trials);
        }
        meant = Some(analysis.amended(behind.amendments()));
    }
}

/// Takes out what is not to be said, and puts the rest in order.
fn finish(cx: &Context, mut all: Vec<Found>, policy: &Policy, trials: Trials) -> Vec<Finding> {
    silence(cx, &mut all, policy);
    trial::hold(cx, &mut all, |text| {
        (trials == Trials::Held).then(|| {
            let changed = Analysis::of(cx.source().with_text(text), cx.schema());
            findings(&changed, cx.facts, &Policy::default(), Trials::Left)
        })
    });
    let mut findings: Vec<Finding> = all.into_iter().map(|found| found.finding).collect();
    findings.retain_mut(|finding| {
        let wanted = policy.wants(finding);
        let severity = policy.severity(finding).filter(|_| wanted);
        finding.severity = severity.unwrap_or(finding.severity);
        severity.is_some()
    });
    if cx.schema().reader == Reader::AmpLint {
        findings.iter_mut().for_each(about_us);
    }
    findings.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
    findings
}

/// The rules speak of who reads a manifest; settings are read by the program itself.
fn about_us(finding: &mut Finding) {
    let said = |text: &mut String| *text = text.replace("the platform", "amp-lint");
    said(&mut finding.message);
    finding.help.iter_mut().for_each(said);
    finding.labels.iter_mut().for_each(|label| said(&mut label.message));
}

/// Takes out what a comment silences, and adds the comments that silence nothing. An error is silenced only where a setting has
/// made it one; what a setting has made less than an error can be silenced, too.
fn silence(cx: &Context, all: &mut Vec<Found>, policy: &Policy) {
    if cx.ignores.is_empty() {
        return;
    }
    let mut uses = comments::unused_ignore::Uses::none(cx.ignores);
    let mut sweep = ignores::Sweep::new(cx.ignores);
    all.sort_by_key(|found| found.finding.span);
    all.retain(|Found { finding, .. }| {
        let severity = policy.severity(finding).unwrap_or(finding.severity).min(finding.severity);
        let can_be = severity < Severity::Error;
        let mut silenced = false;
        for (group, ignores) in sweep.at(finding.span, finding.rule) {
            uses.met(group, ignores, finding.rule, can_be);
            silenced = can_be;
        }
        !silenced
    });
    let rule = &comments::unused_ignore::RULE;
    let mut findings = Findings::new(cx, rule);
    uses.report(cx, &mut findings);
    all.append(&mut findings.found);
}

/// How long each rule takes on a text, the slowest first. For benchmarks.
#[doc(hidden)]
pub fn costs(analysis: &Analysis) -> Vec<(&'static str, std::time::Duration)> {
    let ignores: Vec<Ignore> = ignores::find(analysis.source(), analysis.tree());
    let facts = Facts::default();
    let gathered = Gathered::of(analysis, &facts);
    let cx = Context::new(analysis, &facts, &ignores, &gathered);
    let mut costs: Vec<(&'static str, std::time::Duration)> = ALL
        .iter()
        .map(|rule| {
            let start = std::time::Instant::now();
            let mut findings = Findings::new(&cx, rule);
            (rule.check)(&cx, &mut findings);
            (rule.name, start.elapsed())
        })
        .collect();
    costs.sort_by_key(|(_, spent)| std::cmp::Reverse(*spent));
    costs
}
