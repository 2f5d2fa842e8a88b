//! amp-lint reads Ampersand integration definitions and says, at the exact characters, what the
//! platform will reject, ignore or misread.
//!
//! The way of the data: [`source`] (text, lines) → [`tree`] (nodes with spans) → [`shape`] (the
//! tree against the schema) → [`spec`] (typed models) → [`rules`] → [`finding`]s → [`report`].

#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

pub mod analysis;
#[cfg(feature = "api")]
pub mod api;
pub mod catalog;
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "most kinds of output are the program's"))]
mod clean;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod diff;
pub mod edit;
pub mod facts;
pub mod field_path;
#[cfg(feature = "api")]
mod files;
pub mod finding;
pub mod model;
mod near;
pub mod reading;
#[cfg(feature = "cli")]
pub mod report;
pub mod rules;
pub mod scalar;
pub mod schedule;
pub mod settings;
pub mod shape;
pub mod source;
pub mod syntax;
#[doc(hidden)]
pub mod timing;

/// The findings of a manifest or of what the API returns, with nothing but the text known, by place.
pub fn lint(source: &source::Source) -> Vec<finding::Finding> {
    let analysis = analysis::Analysis::of(source.clone(), shape::plan::Schema::integrations());
    analysis.findings(&facts::Facts::default(), &rules::Policy::default())
}
