//! The smallest gap between two runs.
//!
//! The runs of a day are every hour of the hour field with every minute of the minute field. Two neighbours lie within
//! one hour, at the ends of two neighbouring hours, or at the ends of two neighbouring days; the smallest
//! difference of each kind is simple arithmetic.

use std::fmt;

use super::Schedule;
use super::field::FieldKind;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// Two neighbouring runs that are as close as any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Minutes between the two.
    pub minutes: u64,
    /// The earlier run.
    pub first: Run,
    /// The later run.
    pub second: Run,
    /// How many days after the earlier run the later one is.
    pub days: u64,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} and {}", self.first, self.second)?;
        match self.days {
            0 => Ok(()),
            1 => f.write_str(" the next day"),
            days => write!(f, " {days} days later"),
        }
    }
}

impl Schedule {
    /// The smallest gap over the whole calendar; nothing where the schedule never fires.
    pub fn smallest_gap(&self) -> Option<Gap> {
        *self.gap.get_or_init(|| self.find_smallest_gap())
    }

    fn find_smallest_gap(&self) -> Option<Gap> {
        let days = self.days.fewest_between()?;
        let minutes = self.field(FieldKind::Minute).list();
        let hours = self.field(FieldKind::Hour).list();
        let (&first_minute, &last_minute) = (minutes.first()?, minutes.last()?);
        let (&first_hour, &last_hour) = (hours.first()?, hours.last()?);
        let overnight = Gap {
            minutes: (days * 1440 + u64::from(first_hour * 60 + first_minute))
                .saturating_sub(u64::from(last_hour * 60 + last_minute)),
            first: Run { hour: last_hour, minute: last_minute },
            second: Run { hour: first_hour, minute: first_minute },
            days,
        };
        let within_an_hour = minutes.windows(2).map(|pair| Gap {
            minutes: u64::from(pair[1] - pair[0]),
            first: Run { hour: first_hour, minute: pair[0] },
            second: Run { hour: first_hour, minute: pair[1] },
            days: 0,
        });
        let from_hour_to_hour = hours.windows(2).map(|pair| Gap {
            minutes: u64::from((pair[1] - pair[0]) * 60 + first_minute - last_minute),
            first: Run { hour: pair[0], minute: last_minute },
            second: Run { hour: pair[1], minute: first_minute },
            days: 0,
        });
        within_an_hour.chain(from_hour_to_hour).chain([overnight]).min_by_key(|gap| gap.minutes)
    }
}
