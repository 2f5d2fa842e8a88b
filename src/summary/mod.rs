//! What a manifest does, in numbers: what is read how often and where it goes, what is written, told and passed through.
//!
//! Made of an [`Analysis`] and of what the catalog knows; asks nothing else, and says nothing about what is right or wrong. What
//! cannot be read is left out of the numbers and named as a gap. Who shows it, an editor, a page or the program, takes the value
//! or one of the writers here: [`text`], [`markdown`] and [`mermaid`].
//!
//! ```
//! use amp_lint::summary::{Summary, text};
//! use amp_lint::{Analysis, Catalog, Facts, Policy, Schema, Source};
//!
//! let manifest = "\
//! specVersion: 1.0.0
//! integrations:
//!   - name: crm
//!     provider: hubspot
//!     read:
//!       objects:
//!         - {objectName: contacts, destination: hook, schedule: \"*/10 * * * *\", optionalFieldsAuto: all}
//! ";
//! let analysis = Analysis::of(Source::new("amp.yaml", manifest), Schema::integrations());
//! let findings = analysis.findings(&Facts::default(), &Policy::default());
//! let summary = Summary::of(&analysis, Catalog::builtin(), &findings);
//! assert_eq!(summary.reads_a_day.to_string(), "144");
//! assert!(text::write(&summary, "amp.yaml").contains("contacts, every 10 min → hook"));
//! ```

mod count;
pub mod markdown;
pub mod mermaid;
pub mod text;
mod words;

use serde::Serialize;

use crate::analysis::Analysis;
use crate::catalog::Catalog;
use crate::finding::{Finding, Severity};
use crate::schedule::Rate;
use crate::source::Span;

/// A text in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Its integrations, as far as they can be read.
    pub integrations: Vec<Integration>,
    /// How often objects are read a day, for an installation of every integration. Each read is one call of the provider's API
    /// or more: how many pages it takes, nobody knows.
    pub reads_a_day: Rate,
    /// How much was found in all of the text.
    pub findings: Counts,
    /// What could not be read outside the integrations.
    pub gaps: Vec<Gap>,
}

/// An integration in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Integration {
    /// Its name.
    pub name: Option<String>,
    /// Its provider.
    pub provider: Option<String>,
    /// The module that is written.
    pub module: Option<String>,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
    /// The line on which it starts, from 1 on.
    pub line: usize,
    /// What is read, in groups.
    pub reads: Vec<Read>,
    /// How often objects are read a day, for one installation.
    pub reads_a_day: Rate,
    /// How many of these bring all records, since the provider cannot say what has changed.
    pub full_reads_a_day: Rate,
    /// What of the objects is read.
    pub fields: Fields,
    /// The objects that can be written.
    pub writes: Vec<String>,
    /// What is told as it happens, in groups.
    pub subscriptions: Vec<Subscription>,
    /// Whether requests are passed through; nothing where there is no `proxy`, or where it cannot be read.
    pub proxy: Option<bool>,
    /// What is told of the provider's fields.
    pub watch_schema: Option<WatchSchema>,
    /// How much was found in it.
    pub findings: Counts,
    /// What could not be read of it.
    pub gaps: Vec<Gap>,
}

/// Objects that are read at the same times, as far back, and for one destination.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Read {
    /// The objects, in the order of the text.
    pub objects: Vec<Object>,
    /// When they are read.
    pub schedule: When,
    /// Where they go; nothing where that is not written or cannot be read.
    pub destination: Option<String>,
    /// How far back the first read goes.
    pub backfill: Backfill,
    /// How often they are read a day, all of them together.
    pub reads_a_day: Rate,
    /// How many of these bring all records.
    pub full_reads_a_day: Rate,
    /// How many of the objects can also be written.
    pub also_written: usize,
    /// How many are read for every installation, whatever the customer selects.
    pub always: usize,
    /// How many are delivered in pages, when the application asks.
    pub on_request: usize,
}

/// An object that is read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// Its name; nothing where it has none that can be read.
    pub name: Option<String>,
    /// The name under which it arrives, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrives_as: Option<String>,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
    /// The line on which it starts, from 1 on.
    pub line: usize,
}

/// When something is done by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct When {
    /// What is written; nothing where there is no schedule, or none that can be read.
    pub written: Option<String>,
    /// The same in words; nothing where it is no schedule.
    pub in_words: Option<String>,
    /// How often that is a day.
    pub times_a_day: Rate,
    /// Whether something is written that is no schedule.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

/// How far back a first read goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Backfill {
    /// Only what changes from the installation on.
    #[default]
    None,
    /// So many days.
    Days(i64),
    /// Everything that the provider has.
    FullHistory,
    /// It cannot be read, or says two things at once.
    Unknown,
}

/// How many fields the read objects of an integration ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fields {
    /// Read for every customer.
    pub required: usize,
    /// Left to the customer.
    pub optional: usize,
    /// Of both, how many arrive under a name of the manifest's own.
    pub mapped: usize,
    /// Of these, for how many the customer chooses the field.
    pub chosen_by_customers: usize,
    /// Of how many objects customers may take any field.
    pub objects_with_all: usize,
}

/// Objects of which the same events are told to one destination.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// The objects, in the order of the text; nothing for a name that cannot be read.
    pub objects: Vec<Option<String>>,
    /// The events: `create`, `update`, `delete`, `association change`, and others by the provider's names.
    pub events: Vec<String>,
    /// Where they are told; nothing where that is not written or cannot be read.
    pub destination: Option<String>,
}

/// What is told of the provider's fields.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WatchSchema {
    /// Where it is told; nothing where that is not written or cannot be read.
    pub destination: Option<String>,
    /// When the provider is asked.
    pub schedule: When,
    /// What is told: fields `created`, `deleted`, `changed`.
    pub changes: Vec<&'static str>,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// What it is, as a sentence.
    pub message: String,
    /// The line on which it stands, from 1 on, where it has one.
    pub line: Option<usize>,
}

/// How much was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Findings of each severity.
    pub errors: usize,
    /// Findings of each severity.
    pub warnings: usize,
    /// Findings of each severity.
    pub pedantic: usize,
}

impl Integration {
    /// Whether there is nothing that it is known to do.
    pub fn does_nothing(&self) -> bool {
        self.reads.is_empty()
            && self.subscriptions.is_empty()
            && self.writes.is_empty()
            && self.proxy.is_none()
            && self.watch_schema.is_none()
    }
}

impl Counts {
    fn count(&mut self, finding: &Finding) {
        match finding.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Pedantic => self.pedantic += 1,
        }
    }
}

impl Summary {
    /// Sums up a text. The findings are those of the same text, and only counted.
    pub fn of(analysis: &Analysis, catalog: &Catalog, findings: &[Finding]) -> Summary {
        count::summary(analysis, catalog, findings)
    }
}
