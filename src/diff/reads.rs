//! How often objects are read a day before and after, integration by integration.
//!
//! By the schedules that are written and can be read, over the whole calendar, for one installation of each.

use std::collections::BTreeMap;

use super::{Comparison, Version};
use crate::analysis::ScheduleOf;
use crate::schedule::{Rate, Schedule};

/// How often the objects of an integration are read a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The name of the integration.
    pub integration: String,
    /// How often it was; nothing where there was no such integration.
    pub old: Option<Rate>,
    /// How often it is to be; nothing where there is none any more.
    pub new: Option<Rate>,
}

impl Comparison<'_> {
    /// The integrations on either side, by name, with the reads of both. What the old version may hold of other manifests, and the
    /// new one does not name, is left out.
    pub fn reads(self) -> Vec<Reads> {
        let (mut old, new) = (of(self.old), of(self.new));
        if self.old_may_hold_others {
            old.retain(|name, _| new.contains_key(name));
        }
        let mut all: BTreeMap<&str, (Option<Rate>, Option<Rate>)> = BTreeMap::new();
        for (name, rate) in old {
            all.entry(name).or_default().0 = Some(rate);
        }
        for (name, rate) in new {
            all.entry(name).or_default().1 = Some(rate);
        }
        all.into_iter().map(|(name, (old, new))| Reads { integration: name.to_string(), old, new }).collect()
    }
}

fn of(version: &Version) -> BTreeMap<&str, Rate> {
    let mut all: BTreeMap<&str, Rate> = BTreeMap::new();
    for text in &version.texts {
        for (_, integration) in text.analysis.definition().integrations() {
            all.entry(integration.name.text().unwrap_or_default()).or_default();
        }
        for at in text.analysis.schedules().filter(|at| at.of == ScheduleOf::ReadObject) {
            let rate = at.schedule().map(Schedule::rate).unwrap_or_default();
            *all.entry(at.integration.name.text().unwrap_or_default()).or_default() += rate;
        }
    }
    all
}
