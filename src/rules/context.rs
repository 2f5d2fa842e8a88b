//! What a rule is given, and how it says what it found.
//!
//! A rule sees the text, the tree, the violations of the schema and the models; it opens nothing, asks no clock and keeps
//! nothing from one run to the next. It hands back findings, put together here so that every one of them points
//! at a place by the same conventions.

use std::ops::Range;

use super::Rule;
use super::ignores::Ignore;
use super::requested::{self, Requested};
use super::slips::Slip;
use crate::analysis::{Analysis, Definition, ScheduleAt};
use crate::catalog::Catalog;
use crate::facts::Facts;
use crate::finding::{Finding, Fix, Label, Severity};
use crate::model::Integration;
use crate::reading::view::{Amendment, View};
use crate::shape::check::Violation;
use crate::shape::plan::Schema;
use crate::source::{Source, Span};
use crate::syntax::{NodeId, Tree};

/// One analysed text, and what is known beside it.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The text with all that the earlier stages made of it.
    pub analysis: &'a Analysis,
    /// What is known of the world.
    pub facts: &'a Facts<'a>,
    /// The comments that silence findings: rules speak of them, and know the names of rules.
    pub(super) ignores: &'a [Ignore],
    /// What several rules ask for.
    gathered: &'a Gathered<'a>,
    /// The keys that are misspelt or in the wrong place, once the rules have found out what they were meant for.
    pub(super) slips: &'a [Slip],
}

/// What is gathered of a text once for all rules.
pub(super) struct Gathered<'a> {
    /// The schedules of the integrations.
    schedules: Vec<ScheduleAt<'a>>,
    /// The fields that the integrations ask for, by integration.
    requested: Vec<Vec<Requested<'a>>>,
}

impl<'a> Gathered<'a> {
    pub(super) fn of(analysis: &'a Analysis, facts: &Facts<'a>) -> Gathered<'a> {
        Gathered { schedules: analysis.schedules().collect(), requested: requested::all(analysis, facts) }
    }
}

impl<'a> Context<'a> {
    /// A text of which no slips are known yet.
    pub(super) fn new(
        analysis: &'a Analysis,
        facts: &'a Facts<'a>,
        ignores: &'a [Ignore],
        gathered: &'a Gathered<'a>,
    ) -> Context<'a> {
        Context { analysis, facts, ignores, gathered, slips: &[] }
    }

    /// The same with its slips.
    pub(super) fn with_slips<'b>(&self, slips: &'b [Slip]) -> Context<'b>
    where
        'a: 'b,
    {
        Context { slips, ..*self }
    }

    /// The same of the text read otherwise.
    pub(super) fn with_analysis<'b>(&self, analysis: &'b Analysis, gathered: &'b Gathered<'b>) -> Context<'b>
    where
        'a: 'b,
    {
        Context { analysis, gathered, ..*self }
    }

    /// The text.
    pub fn source(&self) -> &'a Source {
        self.analysis.source()
    }

    /// Its nodes.
    pub fn tree(&self) -> &'a Tree {
        self.analysis.tree()
    }

    /// The nodes as the platform reads them.
    pub fn view(&self) -> &'a View {
        self.analysis.view()
    }

    /// What the text is to follow.
    pub fn schema(&self) -> &'static Schema {
        self.analysis.schema()
    }

    /// What the text defines.
    pub fn definition(&self) -> &'a Definition {
        self.analysis.definition()
    }

    /// What is not as the schema has it.
    pub fn violations(&self) -> &'a [Violation] {
        self.analysis.violations()
    }

    /// The schedules of the integrations, each read once.
    pub fn schedules(&self) -> impl Iterator<Item = &'a ScheduleAt<'a>> {
        self.gathered.schedules.iter()
    }

    /// The fields that the integrations ask for of objects whose fields are listed, by integration, each judged once.
    pub(super) fn requested(&self) -> impl Iterator<Item = &'a [Requested<'a>]> {
        self.gathered.requested.iter().map(Vec::as_slice)
    }

    /// What is known of the providers.
    pub fn catalog(&self) -> &'a Catalog {
        self.facts.catalog
    }

    /// The integrations of the input that can be read, each with its node.
    pub fn integrations(&self) -> impl Iterator<Item = (NodeId, &'a Integration)> {
        self.definition().integrations()
    }

    /// Whether a key of a mapping is written with nothing after it; the key.
    pub fn null_key(&self, mapping: NodeId, name: &str) -> Option<NodeId> {
        self.view().entry(mapping, name).filter(|&[_, value]| self.view().is_null(value)).map(|[key, _]| key)
    }

    /// The bytes of the source that a part of a scalar's text stands on; all of the scalar where its text is not
    /// written letter by letter.
    pub fn part(&self, node: NodeId, part: Range<usize>) -> Span {
        let node = self.tree().target(node);
        match self.tree().verbatim(node) {
            Some(start) => Span::new(start + part.start, start + part.end),
            None => self.tree().span(node),
        }
    }

    /// A key as it is written.
    pub fn written(&self, key: NodeId) -> &'a str {
        self.tree().text(self.tree().target(key))
    }
}

/// The findings of one rule.
pub struct Findings<'a> {
    cx: &'a Context<'a>,
    rule: &'static Rule,
    pub(super) found: Vec<Found>,
}

/// A finding, and what the order of precedence needs to know of it.
pub struct Found {
    /// The rule that found it.
    pub(super) rule: &'static Rule,
    /// The finding itself.
    pub finding: Finding,
    /// The node it is about.
    pub node: NodeId,
    /// The members that a mapping lacks, where that is what the finding says: one of them would put it right.
    pub lacks: Option<(NodeId, Vec<&'static str>)>,
    /// How to read on behind it, where it hides what there is to say of the rest.
    pub read_on: Vec<Amendment>,
    /// Whether its fix is to be tried out before it is offered.
    pub on_trial: bool,
}

impl<'a> Findings<'a> {
    pub(super) fn new(cx: &'a Context<'a>, rule: &'static Rule) -> Findings<'a> {
        Findings { cx, rule, found: Vec::new() }
    }

    fn push(&mut self, node: NodeId, span: Span, message: String) -> Draft<'_> {
        let path = self.cx.tree().path(self.cx.tree().target(node));
        let finding = Finding {
            rule: self.rule.name,
            severity: self.rule.severity,
            message,
            help: None,
            span,
            note: String::new(),
            labels: Vec::new(),
            path,
            fix: None,
        };
        self.found.push(Found { rule: self.rule, finding, node, lacks: None, read_on: Vec::new(), on_trial: false });
        let at = self.found.len() - 1;
        Draft { found: &mut self.found[at], tree: self.cx.tree() }
    }

    /// Something about the value of a node: points at the value, on its first line where it is a collection.
    pub fn value(&mut self, node: NodeId, message: impl Into<String>) -> Draft<'_> {
        // An anchored value is changed where it is written.
        let target = self.cx.tree().target(node);
        let span = self.cx.tree().visible(target);
        self.push(target, span, message.into())
    }

    /// Something about a key that stands in a mapping: points at the key.
    pub fn key(&mut self, key: NodeId, message: impl Into<String>) -> Draft<'_> {
        let span = self.cx.tree().span(key);
        self.push(key, span, message.into())
    }

    /// Something about a member as a whole: points at its key; at the value itself where it has none.
    pub fn member(&mut self, value: NodeId, message: impl Into<String>) -> Draft<'_> {
        let span = self.cx.tree().handle(value);
        self.push(value, span, message.into())
    }

    /// A member that is missing: points at the key of the mapping that lacks it (the first key of a list item), or at
    /// its own key where that is written with nothing behind it.
    pub fn missing(&mut self, mapping: NodeId, name: &'static str, message: impl Into<String>) -> Draft<'_> {
        let tree = self.cx.tree();
        let target = tree.target(mapping);
        let written = self.cx.view().entry(mapping, name).filter(|&[_, value]| self.cx.view().is_null(value));
        match written {
            Some([key, value]) => {
                let span = tree.span(key);
                self.push(target, span, message.into()).lacks(target, &[name]).path_of(value)
            }
            None => {
                let span = tree.handle(target);
                self.push(target, span, message.into()).lacks(target, &[name])
            }
        }
    }

    /// Something about a part of a node's text.
    pub fn part(&mut self, node: NodeId, span: Span, message: impl Into<String>) -> Draft<'_> {
        self.push(self.cx.tree().target(node), span, message.into())
    }

    /// Something about the text as a whole or a place where there is no node.
    pub fn place(&mut self, span: Span, message: impl Into<String>) -> Draft<'_> {
        let root = self.cx.tree().root().unwrap_or(NodeId::NONE);
        self.push(root, span, message.into())
    }
}

/// A finding in the making.
pub struct Draft<'f> {
    found: &'f mut Found,
    tree: &'f Tree,
}

impl Draft<'_> {
    /// What to write instead.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.found.finding.help = Some(help.into());
        self
    }

    /// A few words for the place itself.
    pub fn note(self, note: impl Into<String>) -> Self {
        self.found.finding.note = note.into();
        self
    }

    /// Another severity than the rule's own.
    pub fn severity(self, severity: Severity) -> Self {
        self.found.finding.severity = severity;
        self
    }

    /// A second place, with what stands there.
    pub fn label(self, node: NodeId, message: impl Into<String>) -> Self {
        let target = self.tree.target(node);
        let span = self.tree.visible(target);
        self.label_at(span, message)
    }

    /// A second place by its span.
    pub fn label_at(self, span: Span, message: impl Into<String>) -> Self {
        self.found.finding.labels.push(Label { span, message: message.into() });
        self
    }

    /// How to put it right.
    pub fn fix(self, fix: Fix) -> Self {
        self.found.finding.fix = Some(fix);
        self
    }

    /// How to put it right, where that is known.
    pub fn maybe_fix(self, fix: Option<Fix>) -> Self {
        self.found.finding.fix = fix;
        self
    }

    /// The node that the report names, where that is not the one pointed at.
    pub fn path_of(self, node: NodeId) -> Self {
        self.found.finding.path = self.tree.path(node);
        self
    }

    /// Says that one of these members of a mapping would put it right.
    pub fn lacks(self, mapping: NodeId, names: &[&'static str]) -> Self {
        self.found.lacks = Some((self.tree.target(mapping), names.to_vec()));
        self
    }

    /// How it could be put right, if that turns out to work.
    pub fn fix_on_trial(self, fix: Option<Fix>) -> Self {
        self.found.on_trial = fix.is_some();
        self.found.finding.fix = fix;
        self
    }

    /// Says how to read on behind it, so that it hides nothing.
    pub fn read_on(self, amendments: impl IntoIterator<Item = Amendment>) -> Self {
        self.found.read_on.extend(amendments);
        self
    }

    /// Says which node the finding is about, where that is not the one pointed at.
    pub fn about(self, node: NodeId) -> Self {
        self.found.node = node;
        self.found.finding.path = self.tree.path(node);
        self
    }
}
