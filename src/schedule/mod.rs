//! Schedules: what the platform's cron engine makes of five fields, and the exact gap between runs.
//!
//! The verdict is the engine's own, habits included (names are replaced wherever they stand, `1-2-3` is `1-2`, a weekday
//! range that ends in 7 has no Sunday). Gaps come from arithmetic on sets over the whole calendar; no
//! clock is asked and no minute is walked.

mod days;
mod field;
mod gap;
mod insight;
mod rate;
mod runs;
mod spoken;
mod words;

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

pub use field::FieldKind;
pub use gap::{Gap, Run};
pub use insight::{Overflow, SundaySeven, Uneven};
pub use rate::Rate;
pub(crate) use rate::grouped;
pub use words::as_expression;

use days::Days;
use field::Field;

/// A schedule that the platform's engine accepts. It may still never fire.
#[derive(Debug, Clone)]
pub struct Schedule {
    fields: [Field; 5],
    days: Days,
    /// What [`Schedule::smallest_gap`] has found.
    gap: OnceLock<Option<Gap>>,
}

/// When a schedule runs: minutes, hours and months by their values, the days as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Times<'a> {
    values: [u64; 3],
    days: [&'a str; 2],
}

/// Why a text is no schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The bytes of the text to point at.
    pub range: Range<usize>,
}

/// What is wrong with a text that is no schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// Nothing but blanks.
    Empty,
    /// `@hourly` and the like, which the platform refuses although its engine knows them.
    Tag(String),
    /// Not five fields.
    FieldCount(usize),
    /// A line break before or after the expression, which makes an empty field.
    LineBreak,
    /// A field that cannot be read.
    Field {
        /// Which one.
        field: FieldKind,
        /// As it is written.
        text: String,
        /// What is wrong with it.
        fault: Fault,
    },
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A number outside the field's bounds, as it is written.
    OutOfBounds(String),
    /// A range whose end comes before its start.
    Backwards(String),
    /// A step that is no number from 1 on.
    Step(String),
    /// Anything else.
    Unreadable(String),
    /// Nothing between two commas.
    EmptyPart,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Empty => f.write_str("the schedule is blank"),
            ErrorKind::Tag(tag) => write!(f, "the platform takes no tags like `{tag}`"),
            ErrorKind::FieldCount(1) => f.write_str("a schedule has five fields, and this has one"),
            ErrorKind::FieldCount(count) => write!(f, "a schedule has five fields, and this has {count}"),
            ErrorKind::LineBreak => {
                f.write_str("the schedule has a line break at its end, which the platform takes for a field")
            }
            ErrorKind::Field { field, text, fault } => {
                let whole = |part: &str| part == text;
                match fault {
                    Fault::OutOfBounds(part) => {
                        let (least, most) = field.bounds();
                        write!(f, "`{part}` is no {field}: {} go from {least} to {most}", field.plural())
                    }
                    Fault::Backwards(part) => write!(f, "the range `{part}` ends before it starts"),
                    Fault::Step(part) => write!(f, "the step in `{part}` must be a whole number from 1 on"),
                    Fault::Unreadable(part) if whole(part) => write!(f, "`{part}` is no {field}"),
                    Fault::Unreadable(part) => write!(f, "`{part}` in `{text}` is no {field}"),
                    Fault::EmptyPart => write!(f, "`{text}` has a comma with nothing beside it"),
                }
            }
        }
    }
}

impl std::error::Error for SyntaxError {}

/// The blanks that separate fields to the engine.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{C}' | '\r')
}

impl Schedule {
    /// Reads an expression of five fields.
    pub fn parse(text: &str) -> Result<Schedule, SyntaxError> {
        let trimmed = text.trim_matches([' ', '\t']);
        let start = text.len() - text.trim_start_matches([' ', '\t']).len();
        let core = trimmed.trim_matches(is_blank);
        let whole = start..start + trimmed.len();
        if core.is_empty() {
            return Err(SyntaxError { kind: ErrorKind::Empty, range: 0..text.len() });
        }
        if core.starts_with('@') {
            return Err(SyntaxError { kind: ErrorKind::Tag(core.to_string()), range: whole });
        }
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut from = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match (is_blank(c), from) {
                (true, Some(begin)) => {
                    pieces.push(begin..at);
                    from = None;
                }
                (false, None) => from = Some(at),
                _ => {}
            }
        }
        let Ok(ranges) = <[Range<usize>; 5]>::try_from(pieces) else {
            let count = core.split(is_blank).filter(|piece| !piece.is_empty()).count();
            let at = text.find(core).unwrap_or(0);
            return Err(SyntaxError { kind: ErrorKind::FieldCount(count), range: at..at + core.len() });
        };
        let mut kinds = FieldKind::ALL.into_iter();
        let mut read = Vec::with_capacity(5);
        for range in ranges {
            let kind = kinds.next().unwrap_or(FieldKind::Minute);
            let piece = &text[range.clone()];
            match Field::read(kind, piece, range.clone()) {
                Ok(field) => read.push(field),
                Err(fault) => {
                    let kind = ErrorKind::Field { field: kind, text: piece.to_string(), fault };
                    return Err(SyntaxError { kind, range });
                }
            }
        }
        // A line break inside is a blank like any other; at an end it is one field more.
        if core.len() != trimmed.len() {
            let after = text.trim_end_matches(is_blank).len();
            let range = if after < text.len() && text[after..].contains(['\n', '\r', '\u{C}']) {
                after..text.len()
            } else {
                whole
            };
            return Err(SyntaxError { kind: ErrorKind::LineBreak, range });
        }
        match <[Field; 5]>::try_from(read) {
            Ok(fields) => Ok(Schedule { days: Days::of(&fields), fields, gap: OnceLock::new() }),
            Err(read) => Err(SyntaxError { kind: ErrorKind::FieldCount(read.len()), range: whole }),
        }
    }

    /// The bytes of the text that a field stands on.
    pub fn range(&self, kind: FieldKind) -> Range<usize> {
        self.field(kind).range.clone()
    }

    /// A field as it is written.
    pub fn text(&self, kind: FieldKind) -> &str {
        &self.field(kind).text
    }

    fn field(&self, kind: FieldKind) -> &Field {
        &self.fields[kind as usize]
    }

    /// Whether two schedules run at the same times, as far as is seen without walking the calendar.
    pub fn runs_like(&self, other: &Schedule) -> bool {
        self.times() == other.times()
    }

    /// When it runs, as far as is seen without walking the calendar: schedules with the same run at the same times.
    pub(crate) fn times(&self) -> Times<'_> {
        let values = [FieldKind::Minute, FieldKind::Hour, FieldKind::Month].map(|kind| self.field(kind).values);
        let days = [FieldKind::DayOfMonth, FieldKind::Weekday].map(|kind| self.field(kind).normal.as_str());
        Times { values, days }
    }

    /// Whether no date ever matches.
    pub fn never_fires(&self) -> bool {
        self.days.fewest_between().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(text: &str) -> Option<u64> {
        Schedule::parse(text).unwrap().smallest_gap().map(|gap| gap.minutes)
    }

    #[test]
    fn the_smallest_gap_is_found_wherever_in_the_calendar_it_lies() {
        for (text, minutes) in [
            ("*/10 * * * *", 10),
            ("*/11 * * * *", 5),
            ("0,5 9 * * *", 5),
            ("0,50 0,23 * * *", 10),
            ("59 23,0 * * *", 60),
            ("0 */7 * * *", 180),
            ("0 0 1 * *", 28 * 1440),
            ("0 0 */31 * *", 28 * 1440),
            ("0 0 31 * *", 31 * 1440),
            ("0 0 29 2 *", 1461 * 1440),
            ("0 0 * * 1#5", 63 * 1440),
            ("0 0 L * *", 28 * 1440),
            ("0 0 1W * *", 28 * 1440),
            ("0 0 1 1 mon", 1440),
            ("0 0 * * 5-7", 1440),
            ("0 0 * * 7-2", 1440),
            ("0 0 0/5 * *", 5 * 1440),
            ("0 0 1-2-3 * *", 1440),
        ] {
            assert_eq!(gap(text), Some(minutes), "{text}");
        }
    }

    #[test]
    fn a_schedule_that_no_date_matches_never_fires() {
        for text in ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 * * 1#6", "0 0 * * 8#1"] {
            assert!(Schedule::parse(text).unwrap().never_fires(), "{text}");
            assert_eq!(gap(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_schedule_says_which_field_and_why() {
        let said = |text: &str| {
            let error = Schedule::parse(text).unwrap_err();
            format!("{}|{error}", &text[error.range.clone()])
        };
        assert_eq!(said("0 24 * * *"), "24|`24` is no hour: hours go from 0 to 23");
        assert_eq!(said("0 5-1 * * *"), "5-1|the range `5-1` ends before it starts");
        assert_eq!(said("*/0 * * * *"), "*/0|the step in `*/0` must be a whole number from 1 on");
        assert_eq!(said("0 0 1 January *"), "January|`January` is no month");
        assert_eq!(said("0,,30 * * * *"), "0,,30|`0,,30` has a comma with nothing beside it");
        assert_eq!(said("@hourly"), "@hourly|the platform takes no tags like `@hourly`");
        assert_eq!(said("* * * *"), "* * * *|a schedule has five fields, and this has 4");
        assert_eq!(
            said("0 * * * *\n"),
            "\n|the schedule has a line break at its end, which the platform takes for a field"
        );
    }

    #[test]
    fn the_closest_runs_are_named() {
        let runs = |text: &str| Schedule::parse(text).unwrap().smallest_gap().unwrap().to_string();
        assert_eq!(runs("*/11 * * * *"), "00:55 and 01:00");
        assert_eq!(runs("0,5 9 * * *"), "09:00 and 09:05");
        assert_eq!(runs("0,55 0,23 * * *"), "23:55 and 00:00 the next day");
        assert_eq!(runs("0 0 1 * *"), "00:00 and 00:00 28 days later");
    }
}
