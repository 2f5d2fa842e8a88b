//! The schedules that are written in a text, each read once by the platform's engine.

use std::collections::HashMap;

use super::Definition;
use crate::model::Integration;
use crate::schedule::{Schedule, SyntaxError};
use crate::syntax::NodeId;

/// Whose schedule it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScheduleOf {
    /// A read object's.
    ReadObject,
    /// `watchSchema`'s.
    WatchSchema,
}

/// A schedule that is written, and what the platform's engine makes of it.
#[derive(Clone, Copy, Debug)]
pub struct ScheduleAt<'a> {
    /// The value.
    pub node: NodeId,
    /// Its text.
    pub text: &'a str,
    /// Whose it is.
    pub of: ScheduleOf,
    /// The integration that it stands in.
    pub integration: &'a Integration,
    /// The object's name, where it is known and this is a read object's.
    pub object: Option<&'a str>,
    /// What the engine makes of it.
    pub parsed: &'a Result<Schedule, SyntaxError>,
}

impl<'a> ScheduleAt<'a> {
    /// The schedule, if it can be read.
    pub fn schedule(&self) -> Option<&'a Schedule> {
        self.parsed.as_ref().ok()
    }

    /// What the schedule is for, to begin a sentence with.
    pub fn subject(&self) -> String {
        match (self.of, self.object) {
            (ScheduleOf::ReadObject, Some(object)) => format!("`{object}` is read"),
            (ScheduleOf::ReadObject, None) => "this object is read".to_string(),
            (ScheduleOf::WatchSchema, _) => "the provider's schema is checked".to_string(),
        }
    }
}

/// A schedule where it is written, not yet read.
struct Written<'a> {
    node: NodeId,
    text: &'a str,
    of: ScheduleOf,
    integration: &'a Integration,
    object: Option<&'a str>,
}

/// What the engine makes of the schedules of a definition.
#[derive(Debug)]
pub(super) struct Schedules {
    /// Each text once.
    parsed: Vec<Result<Schedule, SyntaxError>>,
    /// Which of them each schedule has, in the order in which they are written.
    numbers: Vec<u32>,
}

impl Schedules {
    pub(super) fn of(definition: &Definition) -> Schedules {
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut parsed = Vec::new();
        let numbers = written(definition).map(|schedule| {
            *known.entry(schedule.text).or_insert_with(|| {
                parsed.push(Schedule::parse(schedule.text));
                parsed.len() as u32 - 1
            })
        });
        let numbers = numbers.collect();
        Schedules { parsed, numbers }
    }

    /// All of them, of the definition that they were read from.
    pub(super) fn all<'a>(&'a self, definition: &'a Definition) -> impl Iterator<Item = ScheduleAt<'a>> {
        written(definition).zip(&self.numbers).filter_map(|(written, &number)| {
            let Written { node, text, of, integration, object } = written;
            Some(ScheduleAt { node, text, of, integration, object, parsed: self.parsed.get(number as usize)? })
        })
    }
}

/// The schedules of a definition that are written and not empty.
fn written(definition: &Definition) -> impl Iterator<Item = Written<'_>> {
    definition.integrations().flat_map(|(_, integration)| {
        let of_objects = integration.read_objects().filter_map(move |(_, object)| {
            let (node, text) = object.schedule.get().filter(|(_, text)| !text.is_empty())?;
            let (of, object) = (ScheduleOf::ReadObject, object.object_name.text());
            Some(Written { node, text, of, integration, object })
        });
        let watch = integration.watch_schema.value().and_then(|watch| {
            let (node, text) = watch.schedule.get().filter(|(_, text)| !text.is_empty())?;
            Some(Written { node, text, of: ScheduleOf::WatchSchema, integration, object: None })
        });
        of_objects.chain(watch)
    })
}
