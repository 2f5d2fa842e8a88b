//! The structure of an input: the JSON Schema that the models emit, and a tree held against it.

pub mod check;
#[cfg(feature = "api")]
pub mod order;
pub mod places;
pub mod plan;
pub mod schema;
mod suggestions;
