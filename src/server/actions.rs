//! What can be done about findings: their fixes, the safe ones of a whole text, comments that silence them, their pages.
//!
//! Every edit was tried on the text before it is offered. Nothing is changed here: the editor makes the edits.

use std::collections::HashMap;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, Command, DocumentChange, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};
use serde_json::{Value, json};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::diagnostics;
use super::documents::Kind;
use super::opened::Opened;
use crate::edit::fix;
use crate::finding::{Edit, Finding, Severity};
use crate::source::{Source, Span};

/// All safe fixes of a text at once.
pub const FIX_ALL: &str = "source.fixAll.amp-lint";

/// The command that shows the page of a rule.
pub const SHOW_RULE: &str = "amp-lint.showRule";

/// For how many findings at a place comments are tried out: each trial is a lint.
const MOST_TRIALS: usize = 4;

/// What can be done at a place.
pub fn of(opened: &Opened, parameters: &CodeActionParams) -> Vec<CodeAction> {
    let only = parameters.context.only.as_deref();
    let wants = |kind: &str| {
        only.is_none_or(|only| {
            only.iter().any(|wanted| {
                let wanted = kind_name(wanted);
                wanted.is_empty()
                    || kind == wanted
                    || kind.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('.'))
            })
        })
    };
    let mut actions = Vec::new();
    if wants("quickfix") {
        let wanted = opened.span(parameters.range);
        let touched = |finding: &&Finding| finding.span.start <= wanted.end && wanted.start <= finding.span.end;
        let found: Vec<&Finding> = opened.findings().iter().filter(touched).collect();
        actions.extend(found.iter().filter_map(|finding| fix_of(opened, finding)));
        for finding in found.iter().filter(|finding| finding.severity < Severity::Error).take(MOST_TRIALS) {
            actions.extend(ignore_here(opened, finding));
            actions.extend(ignore_in_file(opened, finding));
        }
        let mut explained: Vec<&str> = Vec::new();
        for finding in found {
            if !explained.contains(&finding.rule) {
                explained.push(finding.rule);
                actions.push(explain(opened, finding));
            }
        }
    }
    // A client that names no kind wants what is for the place, and what is for the whole text only on demand.
    if only.is_some() && wants(FIX_ALL) {
        actions.extend(fix_all(opened));
    }
    actions
}

fn fix_of(opened: &Opened, finding: &Finding) -> Option<CodeAction> {
    let fix = finding.fix.as_ref()?;
    Some(CodeAction {
        title: capital(&fix.title),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostics::diagnostic(opened, finding)]),
        is_preferred: fix.safe.then_some(true),
        edit: Some(workspace_edit(opened, &fix.edits)),
        ..CodeAction::default()
    })
}

/// The safe fixes of all findings that are shown, and of what is left then.
fn fix_all(opened: &Opened) -> Option<CodeAction> {
    let before = opened.analysis().source();
    let lint = |source: &Source| opened.findings_of(source);
    let fixed = fix::fix_all(before.clone(), lint, false);
    if fixed.applied == 0 {
        return None;
    }
    Some(CodeAction {
        title: "Apply all safe fixes of amp-lint".to_string(),
        kind: Some(CodeActionKind::new(FIX_ALL)),
        edit: Some(workspace_edit(opened, &changes(before, fixed.source.text()))),
        ..CodeAction::default()
    })
}

/// What makes one text of another, line by line.
fn changes(before: &Source, after: &str) -> Vec<Edit> {
    let old: Vec<&str> = before.text().split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let starts = |lines: &[&str]| {
        let mut at = 0;
        let mut starts = vec![0];
        starts.extend(lines.iter().map(|line| {
            at += line.len();
            at
        }));
        starts
    };
    let (old_starts, new_starts) = (starts(&old), starts(&new));
    let edit = |op: DiffOp| {
        let (_, from, to) = op.as_tag_tuple();
        let text = after.get(new_starts[to.start]..new_starts[to.end]).unwrap_or_default();
        Edit { span: Span::new(old_starts[from.start], old_starts[from.end]), text: text.to_string() }
    };
    let operations = capture_diff_slices(Algorithm::Patience, &old, &new);
    operations.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).map(edit).collect()
}

fn ignore_here(opened: &Opened, finding: &Finding) -> Option<CodeAction> {
    let source = opened.analysis().source();
    let line = source.line_span(source.line_index(finding.span.start as usize));
    let text = source.slice(line);
    let text = text.trim_start_matches('\u{FEFF}');
    let start = line.end as usize - text.trim_start_matches([' ', '\t']).len();
    let indent = source.slice(Span::new(line.end as usize - text.len(), start));
    let rule = finding.rule;
    let line_break = if source.text().contains("\r\n") { "\r\n" } else { "\n" };
    let mut tries = Vec::new();
    tries.extend(longer(opened, source.line_index(finding.span.start as usize), rule));
    let above = Edit { span: Span::new(start, start), text: format!("# amp:ignore[{rule}]{line_break}{indent}") };
    tries.push(above);
    tries.push(Edit { span: Span::new(line.end as usize, line.end as usize), text: format!(" # amp:ignore[{rule}]") });
    let edit = tries.into_iter().find(|edit| silences(opened, finding, edit))?;
    Some(ignore(opened, finding, format!("Ignore `{rule}` here"), edit))
}

/// The edit that adds a rule to a comment on a line or above it, which silences others already.
fn longer(opened: &Opened, line: usize, rule: &str) -> Option<Edit> {
    let source = opened.analysis().source();
    let lines = [Some(line), line.checked_sub(1)].into_iter().flatten();
    lines.filter_map(|line| adding(source, source.line_span(line), rule)).next()
}

fn adding(source: &Source, line: Span, rule: &str) -> Option<Edit> {
    let text = source.slice(line);
    let start = text.find("# amp:ignore[")?;
    let end = line.start as usize + start + text[start..].find(']')?;
    Some(Edit { span: Span::new(end, end), text: format!(", {rule}") })
}

fn ignore_in_file(opened: &Opened, finding: &Finding) -> Option<CodeAction> {
    let source = opened.analysis().source();
    let rule = finding.rule;
    let line_break = if source.text().contains("\r\n") { "\r\n" } else { "\n" };
    let start = source.text().len() - source.text().trim_start_matches('\u{FEFF}').len();
    let at = Span::new(start, start);
    let comment = format!("# amp:ignore[{rule}]{line_break}");
    let tries = [
        adding(source, source.line_span(0), rule),
        Some(Edit { span: at, text: comment.clone() }),
        Some(Edit { span: at, text: comment + line_break }),
    ];
    let is_for_all = |edit: &Edit| {
        // None of the rule's findings that could be ignored may be left.
        silences(opened, finding, edit)
            && !after(opened, edit).iter().any(|left| left.rule == rule && left.severity < Severity::Error)
    };
    let edit = tries.into_iter().flatten().find(is_for_all)?;
    Some(ignore(opened, finding, format!("Ignore `{rule}` in this file"), edit))
}

fn ignore(opened: &Opened, finding: &Finding, title: String, edit: Edit) -> CodeAction {
    CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostics::diagnostic(opened, finding)]),
        edit: Some(workspace_edit(opened, &[edit])),
        ..CodeAction::default()
    }
}

/// Whether a comment takes a finding away, and brings none.
fn silences(opened: &Opened, finding: &Finding, edit: &Edit) -> bool {
    if opened.judged.kind != Kind::Manifest {
        return false;
    }
    let count = |findings: &[Finding], rule: &str| findings.iter().filter(|one| one.rule == rule).count();
    let (before, after) = (opened.findings(), after(opened, edit));
    count(&after, finding.rule) < count(before, finding.rule)
        && after.len() < before.len()
        && after.iter().all(|left| count(&after, left.rule) <= count(before, left.rule))
}

/// The findings after an edit.
fn after(opened: &Opened, edit: &Edit) -> Vec<Finding> {
    let source = opened.analysis().source();
    let mut text = source.text().to_string();
    text.replace_range(edit.span.range(), &edit.text);
    opened.findings_of(&source.with_text(text))
}

fn explain(opened: &Opened, finding: &Finding) -> CodeAction {
    let command = if opened.client.options.explains { "amp-lint.explainRule" } else { SHOW_RULE };
    let title = format!("Explain `{}`", finding.rule);
    CodeAction {
        title: title.clone(),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostics::diagnostic(opened, finding)]),
        command: Some(Command {
            title,
            tooltip: None,
            command: command.to_string(),
            arguments: Some(vec![json!(finding.rule)]),
        }),
        ..CodeAction::default()
    }
}

/// Edits as the client takes them: for this version of the text, where it can tell.
pub fn workspace_edit(opened: &Opened, edits: &[Edit]) -> WorkspaceEdit {
    let edits: Vec<TextEdit> =
        edits.iter().map(|edit| TextEdit { range: opened.range(edit.span), new_text: edit.text.clone() }).collect();
    if !opened.client.versioned_edits {
        let changes = HashMap::from([(opened.uri().clone(), edits)]);
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier {
        version: Some(opened.document.version),
        text_document_identifier: TextDocumentIdentifier { uri: opened.uri().clone() },
    };
    let edit = TextDocumentEdit { text_document, edits: edits.into_iter().map(Into::into).collect() };
    let document_changes = Some(vec![DocumentChange::TextDocumentEdit(edit)]);
    WorkspaceEdit { document_changes, ..WorkspaceEdit::default() }
}

/// The kinds of action there are.
pub fn kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QuickFix, CodeActionKind::new(FIX_ALL)]
}

fn kind_name(kind: &CodeActionKind) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

fn capital(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
