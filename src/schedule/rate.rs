//! How often a schedule runs, exactly.
//!
//! The calendar repeats after 400 years, so that the runs of these say it all: no year is average, and nothing is rounded
//! before it is shown.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Serialize, Serializer};

use super::Schedule;
use super::days::DAYS_IN_CYCLE;

/// How often something happens: so many times in 400 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate {
    times: u64,
}

impl Rate {
    /// So many times in the 146,097 days of 400 years.
    pub fn in_400_years(times: u64) -> Rate {
        Rate { times }
    }

    /// How many times in 400 years.
    pub fn times_in_400_years(self) -> u64 {
        self.times
    }

    /// Whether it never happens.
    pub fn is_never(self) -> bool {
        self.times == 0
    }

    /// How many times a day on average, as near as a number of a computer's gets.
    pub fn a_day(self) -> f64 {
        self.times as f64 / DAYS_IN_CYCLE as f64
    }

    /// The same for so many things that happen as often.
    pub fn of_each(self, count: usize) -> Rate {
        Rate { times: self.times.saturating_mul(count as u64) }
    }
}

impl Add for Rate {
    type Output = Rate;

    fn add(self, other: Rate) -> Rate {
        Rate { times: self.times.saturating_add(other.times) }
    }
}

impl AddAssign for Rate {
    fn add_assign(&mut self, other: Rate) {
        *self = *self + other;
    }
}

impl Sum for Rate {
    fn sum<I: Iterator<Item = Rate>>(rates: I) -> Rate {
        rates.fold(Rate::default(), Add::add)
    }
}

/// As a number of times a day.
impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.times.is_multiple_of(DAYS_IN_CYCLE) {
            true => serializer.serialize_u64(self.times / DAYS_IN_CYCLE),
            false => serializer.serialize_f64(self.a_day()),
        }
    }
}

/// How many times a day: `2,160`, `31.43`, `0.0027`. What is not a whole number is rounded, and never to nothing.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.times / DAYS_IN_CYCLE, self.times % DAYS_IN_CYCLE);
        if rest == 0 {
            return f.write_str(&grouped(whole));
        }
        // Two digits behind the point; below a hundredth, the first two that are not 0.
        let mut places = 2;
        while whole == 0 && self.times * 10u64.pow(places) < DAYS_IN_CYCLE * 10 && places < 8 {
            places += 1;
        }
        let scale = 10u64.pow(places);
        let rounded = (rest * scale + DAYS_IN_CYCLE / 2) / DAYS_IN_CYCLE;
        let (whole, digits) = (whole + rounded / scale, rounded % scale);
        let digits = format!("{digits:0width$}", width = places as usize);
        match digits.trim_end_matches('0') {
            "" => f.write_str(&grouped(whole)),
            digits => write!(f, "{}.{digits}", grouped(whole)),
        }
    }
}

/// A number with commas between its thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

impl Schedule {
    /// How often it runs.
    pub fn rate(&self) -> Rate {
        Rate::in_400_years(u64::from(self.runs_on_a_day()) * self.days.count_in_cycle())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        Schedule::parse(text).unwrap().rate()
    }

    #[test]
    fn runs_are_counted_over_the_whole_calendar() {
        for (text, times) in [
            ("*/10 * * * *", 144 * DAYS_IN_CYCLE),
            ("0 6 * * 1-5", 5 * 20_871),
            ("0 0 1 * *", 400 * 12),
            ("0 0 31 * *", 400 * 7),
            ("0 0 29 2 *", 97),
            ("0 0 L * *", 400 * 12),
            ("0 0 30 2 *", 0),
            ("*/15 8-18 * * MON-FRI", 44 * 5 * 20_871),
        ] {
            assert_eq!(rate(text).times_in_400_years(), times, "{text}");
        }
    }

    #[test]
    fn a_rate_is_shown_as_times_a_day_and_never_as_nothing() {
        for (text, shown) in [
            ("*/10 * * * *", "144"),
            ("0 6 * * 1-5", "0.71"),
            ("*/15 8-18 * * MON-FRI", "31.43"),
            ("0 0 1 * *", "0.033"),
            ("0 0 29 2 *", "0.00066"),
            ("0 0 30 2 *", "0"),
        ] {
            assert_eq!(rate(text).to_string(), shown, "{text}");
        }
        assert_eq!(rate("*/10 * * * *").of_each(15).to_string(), "2,160");
        assert_eq!(Rate::in_400_years(1).to_string(), "0.0000068");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
