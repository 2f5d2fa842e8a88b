//! What the other side can do and wants, as it says when it starts.
//!
//! Read member by member: of a client that says one thing in a way of its own, the rest still counts.

use gen_lsp_types::PositionEncodingKind;
use serde_json::Value;

use crate::source::Encoding;

/// The client.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// What columns are counted in.
    pub encoding: Encoding,
    /// Its process, which the server does not outlive.
    pub process: Option<i32>,
    /// Whether it asks for diagnostics by itself.
    pub pulls: bool,
    /// Whether it can be told to ask for them again.
    pub refreshes_diagnostics: bool,
    /// Whether it can be told to ask again for what stands between the letters of a text, or above its lines.
    pub refreshes_hints: bool,
    /// The same for what stands above lines.
    pub refreshes_lenses: bool,
    /// Whether it watches files when it is asked to.
    pub watches: bool,
    /// Whether it takes edits with the version of the text that they are for.
    pub versioned_edits: bool,
    /// Whether it understands places to be filled in.
    pub snippets: bool,
    /// Whether it reads Markdown.
    pub markdown: bool,
    /// Whether it shows symbols as a tree.
    pub symbol_tree: bool,
    /// What the user set.
    pub options: Options,
}

/// What the user can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether words stand beside schedules and the like.
    pub inlay_hints: bool,
    /// Whether a line stands above each integration.
    pub code_lens: bool,
    /// Whether advice is shown, too.
    pub pedantic: bool,
    /// Whether the client shows the pages of rules by a command of its own, `amp-lint.explainRule`.
    pub explains: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { inlay_hints: true, code_lens: false, pedantic: false, explains: false }
    }
}

impl Options {
    /// Takes what a value says, and leaves the rest as it is.
    pub fn take(&mut self, said: &Value) {
        let set = |at: &mut bool, name: &str| *at = said.get(name).and_then(Value::as_bool).unwrap_or(*at);
        set(&mut self.inlay_hints, "inlayHints");
        set(&mut self.code_lens, "codeLens");
        set(&mut self.pedantic, "pedantic");
        set(&mut self.explains, "explains");
    }
}

impl Client {
    /// What the parameters of `initialize` say.
    pub fn of(parameters: &Value) -> Client {
        let can = parameters.get("capabilities").unwrap_or(&Value::Null);
        let at = |pointer: &str| can.pointer(pointer).unwrap_or(&Value::Null);
        let is = |pointer: &str| at(pointer).as_bool().unwrap_or(false);
        let formats = |pointer: &str| at(pointer).as_array().is_some_and(|all| all.iter().any(|one| one == "markdown"));
        let mut options = Options::default();
        options.take(parameters.get("initializationOptions").unwrap_or(&Value::Null));
        Client {
            encoding: encoding(at("/general/positionEncodings")),
            process: parameters.get("processId").and_then(Value::as_i64).and_then(|id| i32::try_from(id).ok()),
            pulls: at("/textDocument/diagnostic").is_object(),
            refreshes_diagnostics: is("/workspace/diagnostics/refreshSupport"),
            refreshes_hints: is("/workspace/inlayHint/refreshSupport"),
            refreshes_lenses: is("/workspace/codeLens/refreshSupport"),
            watches: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            versioned_edits: is("/workspace/workspaceEdit/documentChanges"),
            snippets: is("/textDocument/completion/completionItem/snippetSupport"),
            markdown: formats("/textDocument/hover/contentFormat"),
            symbol_tree: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            options,
        }
    }

    /// The name of the encoding, as the protocol has it.
    pub fn encoding_kind(&self) -> PositionEncodingKind {
        match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }
}

/// The first of the client's encodings that there is; the protocol's own where it names none.
fn encoding(said: &Value) -> Encoding {
    let known = |name: &Value| match name.as_str()? {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    };
    said.as_array().into_iter().flatten().find_map(known).unwrap_or_default()
}
