//! The rules, one file each, in folders by subject; and the registry that knows them all.
//!
//! A rule is a pure function from a [`Context`] to findings. To add one, write its page and its file and add its name
//! to the list below (`CONTRIBUTING.md` says how). Rules do not call each other; where two could speak of one mistake,
//! `precedence.rs` decides by what they declare.

mod accounts;
mod advice;
mod behind;
mod context;
mod dashes;
#[cfg(feature = "cli")]
pub(crate) mod home;
pub mod ignores;
pub(crate) mod in_force;
mod lost_values;
mod met;
mod names;
mod objects;
mod odd_characters;
mod odd_lines;
mod placeholders;
mod policy;
mod precedence;
mod requested;
mod run;
mod several_names;
pub mod slips;
mod trial;
mod words;

pub use context::{Context, Draft, Findings, Found};
pub use policy::{Level, Policy, Selection};
#[doc(hidden)]
pub use run::costs;

use precedence::Precedence;

use crate::finding::{Finding, Label, Severity};
use crate::shape::plan::Reader;
use crate::syntax::SyntaxError;

/// How far a finding of a rule can be put right by the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fixable {
    /// Not at all: the answer is the user's.
    No,
    /// There is a likely answer.
    Unsafe,
    /// There is one right answer, at least in some cases.
    Safe,
}

impl Fixable {
    /// The word for it in tables.
    pub fn name(self) -> &'static str {
        match self {
            Fixable::No => "-",
            Fixable::Unsafe => "unsafe",
            Fixable::Safe => "safe",
        }
    }
}

/// How far the user can do without a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SwitchOff {
    /// Wholly.
    Yes,
    /// Its errors stay: they say that nothing of a text could be checked.
    Warnings,
    /// Not at all: so do all of its findings.
    Never,
}

/// A rule as the registry knows it.
pub struct Rule {
    /// Its name, as reports, settings and comments spell it.
    pub name: &'static str,
    /// How bad a finding is, unless the rule says otherwise for one.
    pub severity: Severity,
    /// Whether it comes with fixes.
    pub fixable: Fixable,
    /// How far it can be switched off.
    pub switch_off: SwitchOff,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// Its page, in Markdown: what, why, examples, when to ignore it, where the fact comes from.
    pub page: &'static str,
    /// What it is about.
    subject: Subject,
    /// Which rules speak in its place.
    precedence: Precedence,
    /// What has to be known before it can speak.
    waits_for: Option<Fact>,
    check: fn(&Context, &mut Findings),
}

/// What only the project can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fact {
    /// Its destinations.
    Destinations,
    /// Its provider apps.
    ProviderApps,
    /// What the accounts of its customers hold.
    Accounts,
    /// What its customers have installed.
    Installations,
}

impl Rule {
    /// One that can be switched off, yields to no other, and can always speak.
    const fn new(
        name: &'static str,
        severity: Severity,
        fixable: Fixable,
        summary: &'static str,
        page: &'static str,
        check: fn(&Context, &mut Findings),
    ) -> Rule {
        Rule {
            name,
            severity,
            fixable,
            switch_off: SwitchOff::Yes,
            summary,
            page,
            // The registry knows.
            subject: Subject::Text,
            precedence: Precedence::NONE,
            waits_for: None,
            check,
        }
    }

    /// Whether it has anything to say of what somebody reads. Settings have a syntax and a structure, and nothing else that the
    /// rules know of.
    fn reads(&self, reader: Reader) -> bool {
        match reader {
            Reader::Platform => true,
            Reader::AmpLint => self.subject == Subject::Text,
        }
    }
}

/// Declares the rule of a file: what a reader should know first.
///
/// Beside the name, the severity, the fixes and the summary it may say how far it can be switched off ([`SwitchOff`]), which rules
/// speak in its place (see [`precedence`]), and what it waits for ([`Fact`]).
macro_rules! rule {
    (
        name: $name:literal,
        severity: $severity:ident,
        fix: $fix:ident,
        $(switch_off: $switch_off:ident,)?
        $(yields_to: $yields_to:expr,)?
        $(rests_on: [$($rests_on:ident),+],)?
        $(misses: $misses:expr,)?
        $(waits_for: $waits_for:ident,)?
        summary: $summary:literal $(,)?
    ) => {
        pub(in crate::rules) const RULE: $crate::rules::Rule = {
            #[allow(unused_mut, reason = "most rules declare no more than this")]
            let mut rule = $crate::rules::Rule::new(
                $name,
                $crate::finding::Severity::$severity,
                $crate::rules::Fixable::$fix,
                $summary,
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules/", $name, ".md")),
                check,
            );
            $(rule.switch_off = $crate::rules::SwitchOff::$switch_off;)?
            $(rule.precedence.yields_to = &$yields_to;)?
            $(rule.precedence.rests_on = &[$($crate::rules::precedence::RestsOn::$rests_on),+];)?
            $(rule.precedence.misses = &$misses;)?
            $(rule.waits_for = Some($crate::rules::Fact::$waits_for);)?
            rule
        };
    };
}

/// Declares the modules of all rules and the list of them.
macro_rules! registry {
    ($($(#[$doc:meta])* $name:ident = $subject:ident { $($rule:ident)+ })+) => {
        $($(#[$doc])* mod $subject { $(pub(super) mod $rule;)+ })+

        /// What a rule is about.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        enum Subject { $($(#[$doc])* $name,)+ }

        static ALL: &[Rule] = &[$($(Rule { subject: Subject::$name, ..$subject::$rule::RULE },)+)+];
    };
}

registry! {
    /// Text and shape.
    Text = text {
        yaml_syntax
        duplicate_key
        multiple_documents
        not_a_manifest
        unknown_key
        key_case
        required_field
        type_mismatch
        implicit_type
        null_value
        invalid_value
        out_of_range
        placeholder_value
        suspicious_text
    }
    /// The manifest and its integrations.
    Manifest = manifest {
        spec_version
        integration_structure
        duplicate_integration_name
        integration_name_format
        display_name_length
        inactive_integration
        proxy_enabled
    }
    /// What the providers are, and what single ones allow.
    Provider = provider {
        provider_not_supported
        provider_module
        proxy_module
        provider_capability_read
        provider_capability_write
        provider_capability_subscribe
        provider_capability_proxy
        object_exists
        object_action_unsupported
        full_read_schedule
        full_history_limited
        read_needs_schedule
        read_needs_filter
        record_limit
        fields_in_address
        salesforce_subscribe_limit
        google_calendar_backfill
        backfill_limit
        bigquery_field_limit
        snowflake_backfill
        association_event_provider
        subscribe_object_support
        watch_fields_support
        other_event_unknown
        event_not_sent
    }
    /// Read objects.
    Read = read {
        read_objects
        duplicate_read_object
        duplicate_object_mapping
        schedule_missing
        read_object_no_fields
        always_enabled_fields
        delivery_mode
        delivery_deprecated
        backfill_config
        backfill_noop
        large_backfill_risk
        optional_fields_redundant
    }
    /// Entries of `requiredFields` and `optionalFields`.
    Fields = fields {
        field_kind
        field_mapping_options
        field_mapping_display_name
        field_mapping_prompt
        field_mapping_unique
        mapped_object_fields_differ
        duplicate_field
        field_path_syntax
        field_misspelt
        field_case
        field_not_delivered
    }
    /// Schedules of read objects and of `watchSchema`.
    Schedule = schedule {
        schedule_syntax
        schedule_never_fires
        schedule_minimum_interval
        watch_schema_minimum_interval
        schedule_step_overflow
        schedule_uneven
        schedule_day_or
        schedule_sunday_seven
    }
    /// Write objects.
    Write = write {
        write_objects
        duplicate_write_object
        write_inherit_without_read
    }
    /// Subscribe objects.
    Subscribe = subscribe {
        subscribe_objects
        subscribe_requires_read
        subscribe_read_object
        duplicate_subscribe_object
        subscribe_inherit_fields
        subscribe_minimum_events
        event_enabled
        update_event_watch_fields
        watch_fields_auto_inherit
        watch_fields_no_nesting
        watch_field_unknown
        duplicate_watch_field
    }
    /// `watchSchema`.
    WatchSchema = watch_schema {
        watch_schema_no_events
        watch_schema_without_read
    }
    /// What only the project knows.
    Project = project {
        policy
        destination_not_found
        provider_app_not_configured
        provider_app_scopes
        provider_app_pubsub
        revision_mismatch
    }
    /// What only the accounts of customers know.
    Account = account {
        object_not_in_account
        field_not_in_account
        required_field_custom
        write_required_field
        saved_choice_gone
    }
    /// Comments that silence findings.
    Comments = comments {
        malformed_ignore
        unknown_rule
        unused_ignore
    }
}

// A rule that yields to one that is not there does not compile.
const _: () = precedence::assert_known(ALL);

/// The rule about a value that is not one of those allowed, for who finds one elsewhere.
#[cfg(feature = "cli")]
pub(crate) const INVALID_VALUE: &str = text::invalid_value::RULE.name;

/// What the platform's reader rejects, as a finding of its own.
pub(crate) fn syntax_finding(error: &SyntaxError) -> Finding {
    Finding {
        rule: text::yaml_syntax::RULE.name,
        severity: Severity::Error,
        message: error.message.clone(),
        help: error.help.clone(),
        span: error.span,
        note: String::new(),
        labels: error.related.iter().map(|(span, message)| Label { span: *span, message: message.clone() }).collect(),
        path: "$".to_string(),
        fix: None,
    }
}

/// All rules, in the order of the documentation.
pub fn all() -> &'static [Rule] {
    ALL
}

/// The rule of that name.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.name == name)
}
