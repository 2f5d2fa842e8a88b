//! The nodes of a text as the platform reads them.
//!
//! Aliases and merges resolved, keys by the names of the spec, scalars and numbers with the habits of the platform's library. No
//! words: what is odd is remembered as facts.

pub mod names;
pub mod value;
pub mod view;
