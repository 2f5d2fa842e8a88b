//! Which request is answered by what. An answer is a pure function of an open text.

use gen_lsp_types::{
    CodeActionParams, DocumentDiagnosticParams, DocumentLinkParams, DocumentSymbolParams, ExecuteCommandParams,
    FoldingRangeParams, FullDocumentDiagnosticReport, InlayHintParams, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, SelectionRangeParams, TextDocumentPositionParams,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceSymbolParams,
};
use lsp_server::{ErrorCode, Request, ResponseError};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::opened::Opened;
use super::session::Session;
use super::{actions, completion, diagnostics, hints, hover, links, outline};
use crate::{diff, rules};

/// The command that answers the page of a rule.
pub const EXPLAIN: &str = "amp-lint.explain";

/// What becomes of a request.
pub type Answer = Result<Value, ResponseError>;

/// Answers a request.
pub fn answer(session: &Session, request: Request) -> Answer {
    let Request { method, params, .. } = request;
    match method.as_str() {
        "textDocument/diagnostic" => diagnostic(session, read(params)?),
        "textDocument/codeAction" => {
            let parameters: CodeActionParams = read(params)?;
            about(session, &parameters.text_document.uri, |opened| Some(actions::of(opened, &parameters)))
        }
        "textDocument/completion" => {
            let TextDocumentPositionParams { text_document, position } = read(params)?;
            about(session, &text_document.uri, |opened| completion::at(opened, position))
        }
        "textDocument/documentLink" => {
            let parameters: DocumentLinkParams = read(params)?;
            manifest(session, &parameters.text_document.uri, |opened| Some(links::of(opened)))
        }
        "textDocument/documentSymbol" => {
            let parameters: DocumentSymbolParams = read(params)?;
            let uri = &parameters.text_document.uri;
            match session.client().symbol_tree {
                true => manifest(session, uri, |opened| Some(outline::symbols(opened))),
                false => manifest(session, uri, |opened| Some(outline::flat(opened))),
            }
        }
        "textDocument/foldingRange" => {
            let parameters: FoldingRangeParams = read(params)?;
            about(session, &parameters.text_document.uri, |opened| Some(outline::folds(opened)))
        }
        "textDocument/hover" => {
            let TextDocumentPositionParams { text_document, position } = read(params)?;
            about(session, &text_document.uri, |opened| hover::at(opened, position))
        }
        "textDocument/inlayHint" => {
            let parameters: InlayHintParams = read(params)?;
            manifest(session, &parameters.text_document.uri, |opened| Some(hints::of(opened, &parameters)))
        }
        "textDocument/selectionRange" => {
            let SelectionRangeParams { text_document, positions, .. } = read(params)?;
            about(session, &text_document.uri, |opened| {
                Some(positions.iter().map(|&position| outline::selection(opened, position)).collect::<Vec<_>>())
            })
        }
        "workspace/symbol" => {
            let WorkspaceSymbolParams { query, .. } = read(params)?;
            value(session.manifests().flat_map(|opened| outline::found(&opened, &query)).collect::<Vec<_>>())
        }
        "workspace/executeCommand" => command(read(params)?),
        _ => Err(error(ErrorCode::MethodNotFound, format!("amp-lint does not know `{method}`"))),
    }
}

/// The parameters of a request.
fn read<T: DeserializeOwned>(parameters: Value) -> Result<T, ResponseError> {
    serde_json::from_value(parameters).map_err(|why| error(ErrorCode::InvalidParams, why.to_string()))
}

/// What can be told of an open text; `null` where it is not open, or none of our business.
fn about<T: serde::Serialize>(session: &Session, uri: &Uri, tell: impl FnOnce(&Opened) -> Option<T>) -> Answer {
    match session.opened(uri).and_then(|opened| tell(&opened)) {
        Some(told) => value(told),
        None => Ok(Value::Null),
    }
}

/// The same of a manifest alone.
fn manifest<T: serde::Serialize>(session: &Session, uri: &Uri, tell: impl FnOnce(&Opened) -> Option<T>) -> Answer {
    about(session, uri, |opened| Some(opened).filter(|opened| opened.is_manifest()).and_then(tell))
}

fn value(told: impl serde::Serialize) -> Answer {
    serde_json::to_value(told).map_err(|why| error(ErrorCode::InternalError, why.to_string()))
}

/// An error as the protocol has it.
pub fn error(code: ErrorCode, message: String) -> ResponseError {
    ResponseError { code: code as i32, message, data: None }
}

fn diagnostic(session: &Session, parameters: DocumentDiagnosticParams) -> Answer {
    let uri = &parameters.text_document.uri;
    let Some(opened) = session.any_opened(uri) else {
        return value(RelatedFullDocumentDiagnosticReport::default());
    };
    let id = format!("{}.{}", session.generation(), opened.document.version);
    if parameters.previous_result_id.as_ref() == Some(&id) {
        let unchanged = UnchangedDocumentDiagnosticReport { result_id: id };
        return value(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: unchanged,
        });
    }
    value(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport {
            result_id: Some(id),
            items: diagnostics::of(&opened),
        },
    })
}

/// The page of a rule or of a kind of change, as Markdown.
fn command(parameters: ExecuteCommandParams) -> Answer {
    if ![EXPLAIN, actions::SHOW_RULE].contains(&parameters.command.as_str()) {
        return Err(error(ErrorCode::InvalidParams, format!("amp-lint has no command `{}`", parameters.command)));
    }
    let name = parameters.arguments.as_ref().and_then(|all| all.first()?.as_str()).unwrap_or_default();
    match rules::by_name(name).map(|rule| rule.page).or_else(|| diff::kinds::by_name(name).map(|kind| kind.page)) {
        Some(page) => Ok(page.into()),
        None => Err(error(ErrorCode::InvalidParams, format!("there is no rule and no change `{name}`"))),
    }
}
