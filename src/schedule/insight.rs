//! What a schedule does that its author may not expect.

use std::ops::Range;

use super::Schedule;
use super::field::FieldKind;
use super::gap::Run;

/// A step larger than its field, so that only the first value is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overflow {
    /// Where the part stands in the text.
    pub range: Range<usize>,
    /// The field.
    pub field: FieldKind,
    /// The step.
    pub step: i64,
    /// The one value that is left.
    pub value: i64,
}

/// A step that does not divide its field, so that the last gap is shorter than the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uneven {
    /// Where the field stands in the text.
    pub range: Range<usize>,
    /// Minute or hour.
    pub field: FieldKind,
    /// The step.
    pub step: i64,
    /// The values at which it runs.
    pub values: Vec<u32>,
    /// The gap from the last value to the first one of the next round, in the field's unit.
    pub last_gap: u32,
}

/// A weekday range that ends in 7, which the platform reads without the Sunday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SundaySeven {
    /// Where the part stands in the text.
    pub range: Range<usize>,
    /// What to write in its place.
    pub instead: String,
}

impl Schedule {
    /// Whether the platform refuses the minute field of a read schedule by its looks, whatever the gap: `*`, or exactly
    /// one `/` with a step under `minutes` behind it.
    pub fn minute_field_is_refused(&self, minutes: u64) -> bool {
        let text = &self.field(FieldKind::Minute).normal;
        if text == "*" {
            return true;
        }
        match text.split_once('/') {
            Some((_, step)) if !step.contains('/') => step.parse::<i64>().is_ok_and(|step| step < minutes as i64),
            _ => false,
        }
    }

    /// Steps larger than their field. A step as large as the field (`*/60`, `*/24`) is a common way to say "once".
    pub fn overflows(&self) -> Vec<Overflow> {
        let mut found = Vec::new();
        for kind in FieldKind::ALL {
            for step in self.field(kind).steps.iter().filter(|step| step.step > kind.size()) {
                found.push(Overflow { range: step.range.clone(), field: kind, step: step.step, value: step.from });
            }
        }
        found
    }

    /// Steps of minutes or hours that do not divide the hour or the day, where the shorter last gap really occurs.
    pub fn uneven_steps(&self) -> Vec<Uneven> {
        let mut found = Vec::new();
        for kind in [FieldKind::Minute, FieldKind::Hour] {
            let field = self.field(kind);
            let [step] = field.steps.as_slice() else { continue };
            let size = kind.size();
            if field.parts != 1 || !step.open || step.step >= size || size % step.step == 0 {
                continue;
            }
            let values = field.list();
            let (Some(&first), Some(&last)) = (values.first(), values.last()) else { continue };
            if values.len() < 2 || !self.comes_round(kind) {
                continue;
            }
            let last_gap = size as u32 + first - last;
            if i64::from(last_gap) != step.step {
                found.push(Uneven { range: field.range.clone(), field: kind, step: step.step, values, last_gap });
            }
        }
        found
    }

    /// Whether the first value of a field ever follows right upon its last: the next hour runs too, or the next day.
    fn comes_round(&self, kind: FieldKind) -> bool {
        let next_day = self.days.fewest_between() == Some(1);
        if kind == FieldKind::Hour {
            return next_day;
        }
        let hours = self.field(FieldKind::Hour).values;
        hours & (hours >> 1) != 0 || (next_day && hours & 1 != 0 && hours & (1 << 23) != 0)
    }

    /// Whether day of month and day of week both restrict, and either one is enough to run.
    pub fn runs_on_either_day(&self) -> bool {
        self.days.either
    }

    /// Weekday ranges that end in 7.
    pub fn sundays_lost(&self) -> Vec<SundaySeven> {
        let field = self.field(FieldKind::Weekday);
        let any_day = self.field(FieldKind::DayOfMonth).is_any();
        field
            .to_seven
            .iter()
            .map(|part| {
                let every_day = part.from == 1 && part.step == 1;
                let instead = if every_day && field.parts == 1 && any_day {
                    "*".to_string()
                } else if every_day {
                    "0-6".to_string()
                } else if part.step == 1 && part.from < 5 {
                    format!("{}-6,0", part.from)
                } else {
                    let mut days = Vec::new();
                    let mut day = part.from;
                    while day <= 7 {
                        days.push((day % 7).to_string());
                        day += part.step;
                    }
                    days.join(",")
                };
                SundaySeven { range: part.range.clone(), instead }
            })
            .collect()
    }

    /// How often it runs on a day on which it runs at all.
    pub fn runs_on_a_day(&self) -> u32 {
        self.field(FieldKind::Minute).values.count_ones() * self.field(FieldKind::Hour).values.count_ones()
    }

    /// The first run of a day.
    pub fn first_run(&self) -> Option<Run> {
        let hour = *self.field(FieldKind::Hour).list().first()?;
        let minute = *self.field(FieldKind::Minute).list().first()?;
        Some(Run { hour, minute })
    }
}
