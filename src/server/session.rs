//! One client from its first word to its last: messages in their order, one after the other.
//!
//! What is waiting is taken in before anything is worked out, so that only the last of many changes costs something, and what was
//! taken back meanwhile is never begun. Findings are told when nobody waits for an answer.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io::{self, BufReader, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    PublishDiagnosticsParams, Uri,
};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::Client;
use super::documents::{Document, Kind};
use super::frames::{self, Frame};
use super::opened::Opened;
use super::settings::{self, Settings};
use super::{actions, capabilities, diagnostics, requests};
use crate::catalog::Catalog;

/// How often it is looked whether the client is still there.
const WATCH: Duration = Duration::from_secs(3);

/// A client and what it has open.
pub struct Session<'a> {
    catalog: &'a Catalog,
    client: Client,
    stage: Stage,
    documents: HashMap<Uri, Document>,
    /// Counts the changes of settings, of the client's and of the project's.
    generation: u64,
    /// The texts whose findings are to be told.
    untold: BTreeSet<String>,
    waiting: VecDeque<Message>,
    /// How many requests of the server's own have been sent.
    asked: i32,
}

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The client has not said who it is.
    New,
    Running,
    /// The client has asked for the end.
    ShutDown,
    /// It is over; whether as the protocol has it.
    Ended(bool),
}

/// Serves the client at stdin and stdout until one of them ends. Whether it ended as the protocol has it.
pub fn run(catalog: &Catalog) -> bool {
    let (sender, frames) = mpsc::channel();
    // The thread ends with the stream, or with the process.
    std::thread::spawn(move || {
        let mut from = BufReader::new(io::stdin());
        while let Ok(Some(frame)) = frames::read(&mut from) {
            if sender.send(frame).is_err() {
                break;
            }
        }
    });
    let mut session = Session {
        catalog,
        client: Client::default(),
        stage: Stage::New,
        documents: HashMap::new(),
        generation: 0,
        untold: BTreeSet::new(),
        waiting: VecDeque::new(),
        asked: 0,
    };
    let mut out = io::stdout().lock();
    loop {
        match session.turn(&frames, &mut out) {
            Ok(()) if session.stage == Stage::Ended(true) => return true,
            Ok(()) if session.stage == Stage::Ended(false) => return false,
            Ok(()) => {}
            // Nobody is left to talk to.
            Err(_) => return false,
        }
    }
}

impl Session<'_> {
    /// Does the next thing there is to do, or waits for one.
    fn turn(&mut self, frames: &Receiver<Frame>, out: &mut impl Write) -> io::Result<()> {
        let mut is_over = false;
        loop {
            match frames.try_recv() {
                Ok(frame) => self.take_in(frame, out)?,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    is_over = true;
                    break;
                }
            }
        }
        if let Some(message) = self.waiting.pop_front() {
            return self.handle(message, out);
        }
        if is_over {
            self.stage = Stage::Ended(false);
            return Ok(());
        }
        if let Some(uri) = self.untold.pop_first() {
            return self.publish(&Uri(uri), out);
        }
        match frames.recv_timeout(WATCH) {
            Ok(frame) => self.take_in(frame, out),
            Err(RecvTimeoutError::Timeout) if self.client.process.is_none_or(is_running) => Ok(()),
            Err(_) => {
                self.stage = Stage::Ended(false);
                Ok(())
            }
        }
    }

    /// Puts a message into the queue; one that takes back another that is still in there takes effect at once.
    fn take_in(&mut self, frame: Frame, out: &mut impl Write) -> io::Result<()> {
        let message = match frame {
            Frame::Message(message) => message,
            Frame::Malformed(why) => {
                let error = json!({"code": ErrorCode::ParseError as i32, "message": why});
                return write(out, &json!({"jsonrpc": "2.0", "id": null, "error": error}));
            }
        };
        if let Message::Notification(Notification { method, params }) = &message
            && method == "$/cancelRequest"
        {
            let id = params.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
            let at = self.waiting.iter().position(|waiting| match waiting {
                Message::Request(request) => Some(&request.id) == id.as_ref(),
                _ => false,
            });
            if let Some(Message::Request(request)) = at.and_then(|at| self.waiting.remove(at)) {
                let error = requests::error(ErrorCode::RequestCanceled, "taken back".to_string());
                return send(out, Response { id: request.id, response_result: Err(error) });
            }
            return Ok(());
        }
        self.waiting.push_back(message);
        Ok(())
    }

    fn handle(&mut self, message: Message, out: &mut impl Write) -> io::Result<()> {
        match message {
            Message::Request(request) => {
                let id = request.id.clone();
                let shows = request.params.get("command").is_some_and(|command| command == actions::SHOW_RULE);
                let response_result = self.answer(request);
                if let (true, Ok(Value::String(page))) = (shows, &response_result) {
                    // A client without a place for pages shows what is said.
                    let params = json!({"type": 3, "message": page});
                    send(out, Notification { method: "window/showMessage".to_string(), params })?;
                }
                send(out, Response { id, response_result })
            }
            Message::Notification(notification) => self.hear(notification, out),
            // The server asks for nothing that it would wait for.
            Message::Response(_) => Ok(()),
        }
    }

    fn answer(&mut self, request: Request) -> requests::Answer {
        match (self.stage, request.method.as_str()) {
            (Stage::New, "initialize") => {
                self.client = Client::of(&request.params);
                self.stage = Stage::Running;
                Ok(json!({
                    "capabilities": capabilities::of(&self.client),
                    "serverInfo": {"name": "amp-lint", "version": env!("CARGO_PKG_VERSION")},
                }))
            }
            (Stage::New, _) => {
                Err(requests::error(ErrorCode::ServerNotInitialized, "`initialize` comes first".to_string()))
            }
            (Stage::Running, "initialize") => {
                Err(requests::error(ErrorCode::InvalidRequest, "`initialize` comes once".to_string()))
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Value::Null)
            }
            (Stage::Running, "textDocument/diagnostic") if self.is_outdated(&request) => {
                let mut error = requests::error(ErrorCode::ServerCancelled, "the text has changed since".to_string());
                error.data = Some(json!({"retriggerRequest": true}));
                Err(error)
            }
            (Stage::Running, _) => requests::answer(self, request),
            (Stage::ShutDown | Stage::Ended(_), _) => {
                Err(requests::error(ErrorCode::InvalidRequest, "the server was shut down".to_string()))
            }
        }
    }

    /// Whether a change of the text that a request is about is waiting behind it.
    fn is_outdated(&self, request: &Request) -> bool {
        let uri = |params: &Value| params.pointer("/textDocument/uri").cloned();
        let wanted = uri(&request.params);
        self.waiting.iter().any(|waiting| match waiting {
            Message::Notification(told) => told.method == "textDocument/didChange" && uri(&told.params) == wanted,
            _ => false,
        })
    }

    /// Takes note of what the client tells. What cannot be read is passed over, as there is no answer to it.
    fn hear(&mut self, told: Notification, out: &mut impl Write) -> io::Result<()> {
        let Notification { method, params } = told;
        match (self.stage, method.as_str()) {
            (stage, "exit") => self.stage = Stage::Ended(stage == Stage::ShutDown),
            (Stage::Running, "initialized") => return self.ask_to_watch(out),
            (Stage::Running, "textDocument/didOpen") => {
                if let Some(DidOpenTextDocumentParams { text_document: opened }) = read(params) {
                    let language = String::from(opened.language_id);
                    let document = Document::new(opened.uri.clone(), language, opened.version, opened.text);
                    self.untold.insert(opened.uri.0.clone());
                    self.documents.insert(opened.uri, document);
                }
            }
            (Stage::Running, "textDocument/didChange") => {
                let Some(DidChangeTextDocumentParams { text_document, content_changes }) = read(params) else {
                    return Ok(());
                };
                if let Some(document) = self.documents.get_mut(&text_document.text_document_identifier.uri) {
                    document.change(text_document.version, content_changes, self.client.encoding);
                    self.untold.insert(document.uri.0.clone());
                }
            }
            (Stage::Running, "textDocument/didClose") => {
                if let Some(DidCloseTextDocumentParams { text_document }) = read(params)
                    && self.documents.remove(&text_document.uri).is_some()
                {
                    self.untold.remove(&text_document.uri.0);
                    // What is not open is not shown.
                    let nothing =
                        PublishDiagnosticsParams { uri: text_document.uri, version: None, diagnostics: Vec::new() };
                    return if self.client.pulls { Ok(()) } else { self.tell(nothing, out) };
                }
            }
            (Stage::Running, "textDocument/didSave") => {
                if let Some(DidSaveTextDocumentParams { text_document, .. }) = read(params)
                    && settings::is_settings(&text_document.uri)
                {
                    return self.settings_changed(out);
                }
            }
            (Stage::Running, "workspace/didChangeWatchedFiles") => return self.settings_changed(out),
            (Stage::Running, "workspace/didChangeConfiguration") => {
                let before = self.client.options;
                let said = params.get("settings").unwrap_or(&Value::Null);
                self.client.options.take(said.get("amp-lint").unwrap_or(said));
                if self.client.options != before {
                    return self.settings_changed(out);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Forgets what depended on settings, and has the client ask again.
    fn settings_changed(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.generation += 1;
        for document in self.documents.values_mut() {
            document.forget_settings();
            self.untold.insert(document.uri.0.clone());
        }
        let again = [
            (self.client.pulls && self.client.refreshes_diagnostics, "workspace/diagnostic/refresh"),
            (self.client.refreshes_hints, "workspace/inlayHint/refresh"),
            (self.client.refreshes_lenses, "workspace/codeLens/refresh"),
        ];
        for (_, method) in again.into_iter().filter(|(wanted, _)| *wanted) {
            self.ask(method, Value::Null, out)?;
        }
        Ok(())
    }

    /// Has the client tell when a settings file changes, if it can.
    fn ask_to_watch(&mut self, out: &mut impl Write) -> io::Result<()> {
        if !self.client.watches {
            return Ok(());
        }
        let watchers = json!([{"globPattern": "**/.amp-lint.{yaml,yml}"}]);
        let registration = json!({
            "id": "settings",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        self.ask("client/registerCapability", json!({"registrations": [registration]}), out)
    }

    fn ask(&mut self, method: &str, params: Value, out: &mut impl Write) -> io::Result<()> {
        self.asked += 1;
        send(out, Request { id: self.asked.into(), method: method.to_string(), params })
    }

    /// Tells the findings of a text, where the client does not ask for them by itself.
    fn publish(&mut self, uri: &Uri, out: &mut impl Write) -> io::Result<()> {
        if self.client.pulls {
            return Ok(());
        }
        let Some(opened) = self.any_opened(uri) else { return Ok(()) };
        let told = PublishDiagnosticsParams {
            uri: uri.clone(),
            version: Some(opened.document.version),
            diagnostics: diagnostics::of(&opened),
        };
        self.tell(told, out)
    }

    fn tell(&self, told: PublishDiagnosticsParams, out: &mut impl Write) -> io::Result<()> {
        let params = serde_json::to_value(told).map_err(io::Error::other)?;
        send(out, Notification { method: "textDocument/publishDiagnostics".to_string(), params })
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// How often settings have changed.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// An open manifest or settings file.
    pub fn opened(&self, uri: &Uri) -> Option<Opened<'_>> {
        self.any_opened(uri).filter(|opened| opened.judged.kind != Kind::Other)
    }

    /// Any open text.
    pub fn any_opened(&self, uri: &Uri) -> Option<Opened<'_>> {
        self.documents.get(uri).map(|document| self.look_at(document))
    }

    /// All open manifests, by their addresses.
    pub fn manifests(&self) -> impl Iterator<Item = Opened<'_>> {
        let mut all: Vec<&Document> = self.documents.values().collect();
        all.sort_by(|one, other| one.uri.0.cmp(&other.uri.0));
        all.into_iter().map(|document| self.look_at(document)).filter(Opened::is_manifest)
    }

    fn look_at<'s>(&'s self, document: &'s Document) -> Opened<'s> {
        let judged = document.judged(self.catalog, || {
            let (kind, file) = settings::of(document);
            (kind, Settings { file, pedantic: self.client.options.pedantic })
        });
        Opened { document, judged, catalog: self.catalog, client: &self.client }
    }
}

fn read<T: DeserializeOwned>(parameters: Value) -> Option<T> {
    serde_json::from_value(parameters).ok()
}

fn send(out: &mut impl Write, message: impl Into<Message>) -> io::Result<()> {
    message.into().write(out)
}

/// Writes what is no message of the library's: an answer to nobody knows what.
fn write(out: &mut impl Write, value: &Value) -> io::Result<()> {
    let text = value.to_string();
    write!(out, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    out.flush()
}

/// Whether there is a process of that number.
#[cfg(unix)]
fn is_running(process: i32) -> bool {
    use nix::errno::Errno;
    use nix::sys::signal::kill;
    use nix::unistd::Pid;
    // One that belongs to somebody else is there, too; and no number below 1 is that of a process.
    process < 1 || !matches!(kill(Pid::from_raw(process), None), Err(Errno::ESRCH))
}

/// Elsewhere the end of stdin says so.
#[cfg(not(unix))]
fn is_running(_: i32) -> bool {
    true
}
