//! The rules, one file each, in folders by subject; and the registry that knows them all.
//!
//! A rule is a pure function from a [`Context`] to findings. To add one, write its file and its page and add its name
//! to the list below. Rules do not call each other; where two could speak of one mistake, the table of
//! precedence decides.

mod advice;
mod context;
mod dashes;
pub mod ignores;
mod in_force;
mod lost_values;
mod met;
mod names;
mod objects;
mod odd_characters;
mod placeholders;
mod precedence;
mod reading;
mod requested;
mod several_names;
pub mod slips;
mod trial;
mod words;

use std::collections::HashSet;
use std::time::{Duration, Instant};

pub use context::{Context, Draft, Findings, Found, ScheduleAt, ScheduleOf};
pub use reading::Reading;

use crate::finding::{Finding, Severity};

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
    check: fn(&Context, &mut Findings),
}

/// Declares the rule of a file: what a reader should know first.
macro_rules! rule {
    (name: $name:literal, severity: $severity:ident, fix: $fix:ident, summary: $summary:literal $(,)?) => {
        rule! { name: $name, severity: $severity, fix: $fix, switch_off: Yes, summary: $summary }
    };
    (
        name: $name:literal,
        severity: $severity:ident,
        fix: $fix:ident,
        switch_off: $switch_off:ident,
        summary: $summary:literal $(,)?
    ) => {
        pub(in crate::rules) const RULE: $crate::rules::Rule = $crate::rules::Rule {
            name: $name,
            severity: $crate::finding::Severity::$severity,
            fixable: $crate::rules::Fixable::$fix,
            switch_off: $crate::rules::SwitchOff::$switch_off,
            summary: $summary,
            page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules/", $name, ".md")),
            check,
        };
    };
}

/// Declares the modules of all rules and the list of them.
macro_rules! registry {
    ($($(#[$doc:meta])* $subject:ident { $($rule:ident)+ })+) => {
        $($(#[$doc])* mod $subject { $(pub(super) mod $rule;)+ })+
        static ALL: &[Rule] = &[$($($subject::$rule::RULE,)+)+];
    };
}

registry! {
    /// Text and shape.
    text {
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
    manifest {
        spec_version
        integration_structure
        duplicate_integration_name
        integration_name_format
        display_name_length
        inactive_integration
        proxy_enabled
    }
    /// What the providers are, and what single ones allow.
    provider {
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
    }
    /// Read objects.
    read {
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
    fields {
        field_kind
        field_mapping_options
        field_mapping_display_name
        field_mapping_prompt
        field_mapping_unique
        duplicate_field
        field_path_syntax
        field_misspelt
        field_case
        field_not_delivered
    }
    /// Schedules of read objects and of `watchSchema`.
    schedule {
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
    write {
        write_objects
        duplicate_write_object
        write_inherit_without_read
    }
    /// Subscribe objects.
    subscribe {
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
    watch_schema {
        watch_schema_no_events
        watch_schema_without_read
    }
    /// What only the project knows.
    project {
        destination_not_found
        provider_app_not_configured
        revision_mismatch
    }
    /// Comments that silence findings.
    comments {
        malformed_ignore
        unknown_rule
        unused_ignore
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

/// Which rules may speak.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// These alone, where given.
    pub only: Option<HashSet<String>>,
    /// All but these.
    pub skip: HashSet<String>,
}

impl Selection {
    /// Whether findings of this rule are wanted.
    pub fn wants(&self, rule: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(rule)) && !self.skip.contains(rule)
    }

    /// How many rules may not speak.
    pub fn left_out(&self) -> usize {
        ALL.iter().filter(|rule| rule.switch_off != SwitchOff::Never && !self.wants(rule.name)).count()
    }
}

/// Whether a finding stays whatever was selected and set: it says that a text could not be read, and so that no other
/// rule has seen it.
pub fn stays(finding: &Finding) -> bool {
    finding.severity == Severity::Error && by_name(finding.rule).is_some_and(|rule| rule.switch_off != SwitchOff::Yes)
}

/// How long each rule takes on a text, the slowest first. For benchmarks.
#[doc(hidden)]
pub fn costs(cx: &Context) -> Vec<(&'static str, Duration)> {
    let mut costs: Vec<(&'static str, Duration)> = ALL
        .iter()
        .map(|rule| {
            let start = Instant::now();
            let mut findings = Findings::new(cx, rule.name, rule.severity);
            (rule.check)(cx, &mut findings);
            (rule.name, start.elapsed())
        })
        .collect();
    costs.sort_by_key(|(_, spent)| std::cmp::Reverse(*spent));
    costs
}

/// Runs the rules over one text as it is: findings by place, one for one mistake.
pub fn run(cx: &Context) -> Vec<Finding> {
    Reading::once().hear(cx, None).unwrap_or_default()
}
