//! The typed models of the spec.
pub mod field;
pub use field::{Field, NodeRef};
