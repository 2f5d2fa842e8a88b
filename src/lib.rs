//! amp-lint reads Ampersand integration definitions and says, at the exact characters, what the
//! platform will reject, ignore or misread.
//!
//! The way of the data: [`source`] (text, lines) → [`tree`] (nodes with spans) → [`shape`] (the
//! tree against the schema) → [`spec`] (typed models) → [`rules`] → [`finding`]s → [`report`].

#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

pub mod api;
pub mod catalog;
mod clean;
#[doc(hidden)]
pub mod cli;
pub mod config;
pub mod definition;
pub mod diff;
pub mod field_path;
mod files;
pub mod finding;
pub mod fix;
mod lint;
mod near;
mod patterns;
pub mod project;
pub mod report;
pub mod rules;
pub mod schedule;
pub mod shape;
pub mod source;
pub mod spec;
pub mod tree;

#[doc(hidden)]
pub use lint::costs;
pub use lint::{Request, lint};
