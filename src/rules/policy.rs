//! What is said of what the rules find, and how loudly.
//!
//! Decided in one place and once all rules have spoken: first how bad a finding is by the settings, then whether a comment
//! silences it, then whether its rule was selected. What cannot be read at all is an error whatever anybody wishes.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ALL, SwitchOff, by_name};
use crate::finding::{Finding, Severity};

/// What is said, and how loudly. By default all of it, as the rules have it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policy<'a> {
    /// The rules that may speak; all where there is none.
    pub selection: Option<&'a Selection>,
    /// How bad the findings of single rules are.
    pub levels: Option<&'a HashMap<String, Level>>,
}

impl Policy<'_> {
    /// How bad a finding is; nothing where its rule is switched off.
    pub(super) fn severity(&self, finding: &Finding) -> Option<Severity> {
        match self.levels.and_then(|levels| levels.get(finding.rule)) {
            Some(level) if !stays(finding) => level.severity(),
            _ => Some(finding.severity),
        }
    }

    /// Whether a finding's rule may speak.
    pub(super) fn wants(&self, finding: &Finding) -> bool {
        self.selection.is_none_or(|selection| selection.wants(finding.rule)) || stays(finding)
    }
}

/// What a finding of a rule is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Level")]
#[allow(missing_docs, reason = "a comment on a variant would turn the schema's `enum` into a `oneOf`")]
pub enum Level {
    Ignore,
    Pedantic,
    Warning,
    Error,
}

impl Level {
    /// The severity; nothing where findings are to be left out.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Ignore => None,
            Level::Pedantic => Some(Severity::Pedantic),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
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
fn stays(finding: &Finding) -> bool {
    finding.severity == Severity::Error && by_name(finding.rule).is_some_and(|rule| rule.switch_off != SwitchOff::Yes)
}
