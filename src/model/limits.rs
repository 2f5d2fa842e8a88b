//! The platform's numbers, each in one place, with its source.
//!
//! "Schema" is the published schema of the revision content; "documentation" the vendor's guides; "server" what
//! its deploy tool and its server are known to enforce.

/// The version of the manifest format. Source: server, which knows no other.
pub const SPEC_VERSION: &str = "1.0.0";

/// Minutes that must lie between two runs of a read object's schedule. Source: server.
pub const READ_INTERVAL_MINUTES: u64 = 10;

/// Minutes that must lie between two looks at a provider's schema. Source: schema (`watchSchema.schedule`).
pub const WATCH_SCHEMA_INTERVAL_MINUTES: u64 = 60;

/// When a provider's schema is looked at unless a manifest says otherwise. Source: schema (`watchSchema.schedule`).
pub const WATCH_SCHEMA_SCHEDULE: &str = "0 */24 * * *";

/// The fewest records in a page that is delivered on request. Source: schema (`delivery.pageSize`).
pub const PAGE_SIZE_MIN: i64 = 50;

/// The most records in a page that is delivered on request. Source: schema (`delivery.pageSize`).
pub const PAGE_SIZE_MAX: i64 = 500;

/// The most subscribe objects of an integration with Salesforce. Source: documentation.
pub const SALESFORCE_SUBSCRIBE_OBJECTS: usize = 5;

/// The most days that events of Google Calendar can be read back. Source: documentation (Google's own limit).
pub const GOOGLE_CALENDAR_BACKFILL_DAYS: i64 = 28;

/// The most days that issues of Pylon can be read back. Source: documentation (Pylon's own limit).
pub const PYLON_BACKFILL_DAYS: i64 = 30;

/// The most days that the documentation advises for issues of Pylon.
pub const PYLON_BACKFILL_DAYS_ADVISED: i64 = 29;

/// The most fields of a BigQuery table that are read. Source: documentation.
pub const BIGQUERY_FIELDS: usize = 7;

/// Days above which a backfill is called large. Source: the vendor's own validator.
pub const LARGE_BACKFILL_DAYS: i64 = 180;

/// The longest name of an integration, in characters. Source: the vendor's own validator.
pub const NAME_LENGTH: usize = 64;

/// The longest display name of an integration, in characters. Source: the vendor's own validator.
pub const DISPLAY_NAME_LENGTH: usize = 100;
