//! What the server can do, as it tells the client. Each part of it stands beside the others under the name of its request in `requests.rs`.

use gen_lsp_types::{
    ChangeNotifications, CodeActionOptions, CompletionOptions, DiagnosticOptions, DocumentLinkOptions,
    ExecuteCommandOptions, Save, ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
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
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(ChangeNotifications::Bool(true)),
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
        workspace: Some(WorkspaceOptions { workspace_folders: Some(folders), ..WorkspaceOptions::default() }),
        ..ServerCapabilities::default()
    }
}
