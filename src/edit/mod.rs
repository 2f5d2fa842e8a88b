//! Texts changed as a person would change them.
//!
//! Byte edits of the members of mappings and the items of lists ([`members`]), keys taken elsewhere ([`relocate`]), values
//! written as YAML ([`emit`]), and fixes applied to a text ([`fix`]). What to write is decided elsewhere.

pub mod emit;
pub mod fix;
mod members;
pub mod relocate;

pub use members::*;
