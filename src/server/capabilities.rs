//! What the server can do, as it tells the client. Each part of it stands beside the others under the name of its request in `requests.rs`.

use gen_lsp_types::{
    CodeActionOptions, CodeLensOptions, CompletionOptions, DiagnosticOptions, DocumentLinkOptions,
    ExecuteCommandOptions, RenameOptions, Save, ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions,
};

use super::client::Client;
use super::{actions, requests};

/// Those for a client.
pub fn of(client: &Client) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::Bool(true)),
        ..TextDocumentSyncOptions::default()
    };
    let pulled = DiagnosticOptions { identifier: Some("amp-lint".to_string()), ..DiagnosticOptions::default() };
    ServerCapabilities {
        position_encoding: Some(client.encoding_kind()),
        text_document_sync: Some(sync.into()),
        diagnostic_provider: client.pulls.then(|| pulled.into()),
        code_action_provider: Some(
            CodeActionOptions { code_action_kinds: Some(actions::kinds()), ..Default::default() }.into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([":", " ", "-", "[", "{", ",", "\"", "'"].map(str::to_string).to_vec()),
            ..CompletionOptions::default()
        }),
        code_lens_provider: Some(CodeLensOptions::default()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        rename_provider: Some(RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() }.into()),
        hover_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        document_link_provider: Some(DocumentLinkOptions::default()),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: [requests::EXPLAIN, actions::SHOW_RULE].map(str::to_string).to_vec(),
            ..ExecuteCommandOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}
