//! What is wrong with an Ampersand integration, at the exact characters: what the platform will reject, ignore or misread.
//!
//! A text is analysed once ([`Analysis`]): its nodes, the platform's reading of them, what is not as the schema has it, and
//! [`model`]s. Whatever there is to ask is asked of that: the findings, with what is known of the world ([`Facts`]) and what
//! is to be said how loudly ([`Policy`]); the node and the member of the schema at a place, for an editor.
//!
//! ```
//! use amp_lint::{Analysis, Encoding, Facts, Point, Policy, Schema, Source};
//!
//! let text = "\
//! specVersion: 1.0.0
//! integrations:
//!   - name: crm
//!     provider: hubspot
//!     displayName: CRM 😀 # ours
//!     modul: crm
//!     proxy: {enabled: true}
//! ";
//! let analysis = Analysis::of(Source::new("amp.yaml", text), Schema::integrations());
//! let findings = analysis.findings(&Facts::default(), &Policy::default());
//! let [finding] = &findings[..] else { panic!("{findings:#?}") };
//! assert_eq!(finding.rule, "unknown-key");
//! assert_eq!(finding.message, "there is no key `modul` here: the platform ignores it");
//! let start = finding.span.start as usize;
//! assert_eq!(analysis.position(start, Encoding::Utf16), Point { line: 5, character: 4 });
//! // The emoji is two units of UTF-16.
//! let comment = text.find('#').unwrap();
//! assert_eq!(analysis.position(comment, Encoding::Utf16), Point { line: 4, character: 24 });
//!
//! // What may stand behind `displayName`?
//! let place = analysis.offset(Point { line: 4, character: 6 }, Encoding::Utf16);
//! let node = analysis.node_at(place).unwrap();
//! assert_eq!(analysis.path_to(node), "$.integrations[0].displayName");
//! let member = analysis.member_at(node).unwrap();
//! assert_eq!(member.name(), Some("displayName"));
//! assert_eq!(member.doc().description, "The name that customers see when they install the integration.");
//! ```
//!
//! The features `cli` (the program with its settings and its reports) and `api` (the client of the platform) are on by default. Without them
//! nothing here opens a file, a socket or a terminal.

#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

mod analysis;
#[cfg(feature = "api")]
mod api;
pub mod catalog;
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "most kinds of output are the program's"))]
mod clean;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod diff;
mod edit;
mod facts;
mod field_path;
#[cfg(feature = "api")]
mod files;
mod finding;
#[cfg(feature = "cli")]
mod messages;
pub mod model;
mod near;
#[cfg(feature = "cli")]
mod policies;
mod reading;
#[cfg(feature = "cli")]
pub mod report;
mod rules;
mod scalar;
pub mod schedule;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "cli")]
mod settings;
mod shape;
mod source;
pub mod summary;
mod syntax;
#[doc(hidden)]
pub mod timing;
mod words;

pub use analysis::{Analysis, Definition};
pub use catalog::Catalog;
pub use edit::emit::yaml as to_yaml;
pub use edit::fix::{Fixed, apply, fix_all};
pub use facts::{Accounts, Facts, FieldInAccount, Installation, ObjectInAccount, Project, ProviderApp, SavedRead};
pub use finding::{Edit, Finding, Fix, Label, Severity};
#[cfg(feature = "cli")]
pub use policies::{OwnPolicy, Subject};
pub use reading::value::Layout;
pub use rules::{Fixable, Level, Policy, Rule, Selection, SwitchOff};
#[cfg(feature = "cli")]
pub use settings::{Config, FileSettings};
pub use shape::plan::{Doc, Expect, Member, Object, Place, Root, Schema};
pub use shape::schema;
pub use source::{Encoding, Point, Position, Source, Span};
pub use syntax::NodeId;

/// The findings of a manifest, or of what the API returns, with nothing known but the text; by place.
pub fn lint(source: &Source) -> Vec<Finding> {
    Analysis::of(source.clone(), Schema::integrations()).findings(&Facts::default(), &Policy::default())
}

/// The value that the platform reads out of a text, as JSON; or the errors of what it rejects.
pub fn read(source: &Source, layout: Layout) -> Result<String, Vec<Finding>> {
    reading::value::read(source, layout).map_err(|errors| errors.iter().map(rules::syntax_finding).collect())
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules::by_name(name)
}

/// All rules, in the order of the documentation.
pub fn rules() -> &'static [Rule] {
    rules::all()
}
