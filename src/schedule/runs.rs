//! The next runs of a schedule after a moment, in UTC as the platform counts.
//!
//! Days come from the same sets as everything else here, a month at a time; a calendar without a match ends the search, and
//! so does its last year.

use jiff::civil::{Date, DateTime};

use super::Schedule;
use super::field::FieldKind;

/// The last year of the calendar at hand.
const LAST_YEAR: i16 = 9999;

impl Schedule {
    /// The first runs after a moment in UTC, `count` of them at most: none where the schedule never fires, and fewer where
    /// the year 9999 ends before.
    pub fn runs_after(&self, from: DateTime, count: usize) -> Vec<DateTime> {
        let mut runs = Vec::new();
        if count == 0 || self.never_fires() {
            return runs;
        }
        let (hours, minutes) = (self.field(FieldKind::Hour).list(), self.field(FieldKind::Minute).list());
        let (mut year, mut month) = (from.year(), from.month());
        while year <= LAST_YEAR {
            let Ok(first) = Date::new(year, month, 1) else { break };
            let weekday = first.weekday().to_sunday_zero_offset().unsigned_abs();
            let mut days = self.days.of_month(
                month.unsigned_abs().into(),
                first.days_in_month().unsigned_abs().into(),
                weekday.into(),
            );
            while days != 0 {
                let day = days.trailing_zeros() as i8 + 1;
                days &= days - 1;
                let Ok(date) = Date::new(year, month, day) else { break };
                if date < from.date() {
                    continue;
                }
                for (hour, minute) in hours.iter().flat_map(|hour| minutes.iter().map(move |minute| (hour, minute))) {
                    let run = date.at(*hour as i8, *minute as i8, 0, 0);
                    if run > from {
                        runs.push(run);
                        if runs.len() == count {
                            return runs;
                        }
                    }
                }
            }
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use chrono::{Datelike, TimeZone, Timelike, Utc};
    use croner::Cron;
    use jiff::civil::datetime;
    use proptest::prelude::*;

    use super::*;

    fn runs(text: &str, from: DateTime, count: usize) -> Vec<String> {
        Schedule::parse(text).unwrap().runs_after(from, count).iter().map(DateTime::to_string).collect()
    }

    #[test]
    fn the_next_runs_come_after_the_moment_and_in_their_order() {
        let newest = datetime(2026, 12, 31, 23, 50, 0, 0);
        assert_eq!(runs("*/10 * * * *", newest, 2), ["2027-01-01T00:00:00", "2027-01-01T00:10:00"]);
        // A second before a run, that run is to come; at it, it is not.
        assert_eq!(runs("0 6 * * *", datetime(2026, 2, 28, 5, 59, 59, 0), 1), ["2026-02-28T06:00:00"]);
        assert_eq!(runs("0 6 * * *", datetime(2026, 2, 28, 6, 0, 0, 0), 1), ["2026-03-01T06:00:00"]);
        assert_eq!(runs("0 0 29 2 *", newest, 2), ["2028-02-29T00:00:00", "2032-02-29T00:00:00"]);
        assert_eq!(runs("0 0 29 2 *", datetime(2096, 3, 1, 0, 0, 0, 0), 1), ["2104-02-29T00:00:00"]);
        // The platform's habits: a range up to 7 has no Sunday, and 1 January or a Monday is enough.
        assert_eq!(runs("0 0 * * 6-7", newest, 2), ["2027-01-02T00:00:00", "2027-01-09T00:00:00"]);
        assert_eq!(runs("0 0 1 1 mon", newest, 2), ["2027-01-01T00:00:00", "2027-01-04T00:00:00"]);
        // Not where the day of the month starts with a star: both must match.
        assert_eq!(runs("0 0 */2 * mon", newest, 2), ["2027-01-11T00:00:00", "2027-01-25T00:00:00"]);
    }

    #[test]
    fn the_search_has_an_end() {
        assert!(runs("0 0 30 2 *", datetime(2026, 1, 1, 0, 0, 0, 0), 5).is_empty());
        assert!(runs("* * * * *", datetime(2026, 1, 1, 0, 0, 0, 0), 0).is_empty());
        assert_eq!(runs("0 0 * * *", datetime(9999, 12, 30, 0, 0, 0, 0), usize::MAX), ["9999-12-31T00:00:00"]);
        assert!(runs("0 0 1 1 *", DateTime::MAX, 3).is_empty());
    }

    /// Values, ranges, lists and steps, which mean the same to both.
    fn field(least: u32, most: u32) -> impl Strategy<Value = String> {
        let value = least..=most;
        let range = (least..=most, least..=most).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b)));
        prop_oneof![
            3 => Just("*".to_string()),
            3 => value.clone().prop_map(|value| value.to_string()),
            2 => range.clone(),
            2 => (2u32..40).prop_map(move |step| format!("*/{}", step.min(most))),
            1 => (range, 1u32..9).prop_map(|(range, step)| format!("{range}/{step}")),
            1 => (value.clone(), value).prop_map(|(a, b)| format!("{a},{b}")),
        ]
    }

    fn days() -> impl Strategy<Value = (String, String)> {
        prop_oneof![
            (field(1, 31), Just("*".to_string())),
            (Just("*".to_string()), field(0, 6)),
            (1u32..=31, 0u32..=6).prop_map(|(day, weekday)| (day.to_string(), weekday.to_string())),
            Just(("L".to_string(), "*".to_string())),
            (0u32..=6, 1u32..=5).prop_map(|(day, nth)| ("*".to_string(), format!("{day}#{nth}"))),
            (0u32..=6).prop_map(|day| ("*".to_string(), format!("{day}L"))),
        ]
    }

    proptest! {
        #[test]
        fn another_engine_finds_the_same_runs(
            (minute, hour, month) in (field(0, 59), field(0, 23), field(1, 12)),
            (day, weekday) in days(),
            (year, in_year, second) in (2000i16..2200, 0i64..365 * 24 * 60, 0i64..60),
        ) {
            let text = format!("{minute} {hour} {day} {month} {weekday}");
            let schedule = Schedule::parse(&text).unwrap();
            prop_assume!(!schedule.never_fires());
            let from = Utc.with_ymd_and_hms(year.into(), 1, 1, 0, 0, 0).unwrap()
                + chrono::Duration::seconds(in_year * 60 + second);
            let start = datetime(
                from.year() as i16, from.month() as i8, from.day() as i8,
                from.hour() as i8, from.minute() as i8, from.second() as i8, 0,
            );
            let theirs: Vec<String> = Cron::from_str(&text)
                .unwrap()
                .iter_after(from)
                .take(20)
                .map(|run| format!("{:?}", run.naive_utc()))
                .collect();
            let ours: Vec<String> =
                schedule.runs_after(start, theirs.len()).iter().map(DateTime::to_string).collect();
            prop_assert_eq!(ours, theirs, "{}", text);
        }
    }
}
