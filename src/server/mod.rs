//! The server that editors talk to: `amp-lint server`, the Language Server Protocol over stdin and stdout.
//!
//! Everything it says comes from the analysis that the command line makes, of the text as the editor has it. It reads the
//! project's settings files and nothing else, opens no socket, and writes no file: edits are the editor's to make.

mod actions;
mod capabilities;
mod client;
mod completion;
mod diagnostics;
mod documents;
mod frames;
mod hints;
mod hover;
mod known;
mod links;
mod opened;
mod outline;
mod requests;
mod session;
mod settings;
mod spot;
mod uri;

pub use session::run;
