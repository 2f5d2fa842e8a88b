//! The spec as types: the manifest, the revision content, and what the API wraps around them.
//!
//! One file per part, declarations with their documentation and nothing else. The JSON Schema is made from these types, so
//! that what an editor shows on hover is what stands here. The analysis fills them from a
//! tree, `serde_json` from JSON.

pub mod backfill;
pub mod delivery;
pub mod field;
pub mod fields;
pub mod integration;
pub mod limits;
pub mod manifest;
pub mod problem;
pub mod proxy;
pub mod read;
pub mod revision;
mod snippets;
pub mod subscribe;
pub mod watch_schema;
pub mod write;

pub use backfill::{Backfill, DefaultPeriod};
pub use delivery::{Delivery, DeliveryMode};
pub use field::Field;
pub use fields::IntegrationField;
pub use integration::{Integration, Section};
pub use manifest::Manifest;
pub use problem::{ApiProblem, InputValidationIssue, InputValidationProblem, IssueLocation};
pub use proxy::Proxy;
pub use read::{Always, OptionalFieldsAuto, Read, ReadObject};
pub use revision::{ApiIntegration, Revision};
pub use subscribe::{
    AssociationChangeEvent, CreateEvent, DeleteEvent, Subscribe, SubscribeObject, UpdateEvent, WatchFieldsAuto,
};
pub use watch_schema::{AllObjects, FieldChanged, FieldCreated, FieldDeleted, WatchSchema};
pub use write::{ValueDefaults, Write, WriteObject};
