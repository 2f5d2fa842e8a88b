//! YAML as the platform reads it: version 1.1, one document, and the habits of its reader.
//!
//! The platform is written in Go and reads manifests with `go-yaml` 2, which follows `libyaml`; what a text means there is what it
//! means. This is a reader of our own for just that grammar, since no library has it. Text becomes nodes in one pass:
//!
//! - [`reader`] goes from token to token: blanks, comments, indentation, and whether something is a key;
//! - [`lines`] is a short cut of it for the plainest of lines;
//! - [`scalars`] and [`properties`] read what is longer than one character;
//! - [`structure`] is told of one token after the other and puts nodes into the arena;
//! - [`window`] follows how far the platform looks ahead, for the few texts for which that matters.
//!
//! It stops at the first thing that the platform's reader rejects; going on from there is `recover`'s affair. What the platform
//! rejects only when it makes a value of the nodes (keys that are lists, merges of what is no mapping) is not looked at here.

mod chars;
mod fault;
mod lines;
mod properties;
mod reader;
mod scalars;
mod structure;
mod window;

pub(super) use chars::refused;
pub(super) use fault::{Broken, Fault};
pub(super) use reader::{Checkpoint, Ending, Reader};
