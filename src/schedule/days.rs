//! The days of the calendar that a schedule fires on, month by month.
//!
//! The Gregorian calendar repeats after 400 years. Two neighbouring years of every kind occur within
//! any 28 years without a missing leap day, so that a gap below a year is found in 28 of them.

use std::sync::OnceLock;

use super::field::{Field, FieldKind};

/// The days of 400 years.
pub(super) const DAYS_IN_CYCLE: u64 = 146_097;

/// Which days match.
#[derive(Debug, Clone)]
pub(super) struct Days {
    day_of_month: Field,
    weekday: Field,
    months: u64,
    /// Whether one of day of month and day of week is enough.
    pub(super) either: bool,
    fewest: OnceLock<Option<u64>>,
}

/// The days of a month that match, as bits, for each length and each weekday of its first day.
type Masks = [[u32; 7]; 4];

impl Days {
    pub(super) fn of(fields: &[Field; 5]) -> Days {
        let day_of_month = fields[FieldKind::DayOfMonth as usize].clone();
        let weekday = fields[FieldKind::Weekday as usize].clone();
        let both = day_of_month.normal.starts_with('*')
            || day_of_month.normal == "?"
            || weekday.is_any()
            || weekday.normal.starts_with("*/");
        Days {
            months: fields[FieldKind::Month as usize].values,
            day_of_month,
            weekday,
            either: !both,
            fewest: OnceLock::new(),
        }
    }

    /// Whether every day of the year matches.
    pub(super) fn are_all(&self) -> bool {
        self.months == 0x1FFE && self.day_of_month.is_any() && self.weekday.is_any()
    }

    /// The months that match, as bits.
    pub(super) fn months(&self) -> u64 {
        self.months
    }

    /// The fewest days between two matching days in the whole calendar; nothing where none matches.
    pub(super) fn fewest_between(&self) -> Option<u64> {
        *self.fewest.get_or_init(|| {
            if self.are_all() {
                return Some(1);
            }
            let masks = self.masks();
            match self.fewest_within(&masks, 28) {
                Some(days) if days <= 366 => Some(days),
                // Rarer than once a year: only the whole cycle tells, with its years without a leap day.
                _ => self.fewest_within(&masks, 800),
            }
        })
    }

    /// How many days of the 400 years match after which the calendar repeats.
    pub(super) fn count_in_cycle(&self) -> u64 {
        if self.are_all() {
            return DAYS_IN_CYCLE;
        }
        let masks = self.masks();
        let mut count = 0;
        let mut first_of_month = 0u64;
        for (year, month) in (2000..2400).flat_map(|year| (1..=12u64).map(move |month| (year, month))) {
            let length = length_of(year, month);
            if self.months & (1 << month) != 0 {
                // 1 January 2000 was a Saturday.
                let weekday = ((first_of_month + 6) % 7) as usize;
                count += u64::from(masks[length as usize - 28][weekday].count_ones());
            }
            first_of_month += length;
        }
        count
    }

    /// The same within some years from 2000 on.
    fn fewest_within(&self, masks: &Masks, years: u64) -> Option<u64> {
        let mut fewest: Option<u64> = None;
        let mut previous: Option<u64> = None;
        let mut fires = false;
        let mut first_of_month = 0u64;
        for year in 2000..2000 + years {
            for month in 1..=12u64 {
                let length = length_of(year, month);
                if self.months & (1 << month) != 0 {
                    // 1 January 2000 was a Saturday.
                    let weekday = ((first_of_month + 6) % 7) as usize;
                    let mut mask = masks[length as usize - 28][weekday];
                    while mask != 0 {
                        let day = first_of_month + u64::from(mask.trailing_zeros());
                        mask &= mask - 1;
                        fires = true;
                        if let Some(previous) = previous {
                            let between = day - previous;
                            if between == 1 {
                                return Some(1);
                            }
                            fewest = Some(fewest.map_or(between, |fewest| fewest.min(between)));
                        }
                        previous = Some(day);
                    }
                }
                first_of_month += length;
            }
        }
        // Once in all that time is as good as once in every cycle of 400 years.
        fewest.or(fires.then_some(DAYS_IN_CYCLE))
    }

    /// The days of one month that match, as bits; the first of the month is bit 0. `first` is its weekday, 0 for Sunday.
    pub(super) fn of_month(&self, month: u32, length: u32, first: u32) -> u32 {
        if self.months & (1 << month) == 0 {
            return 0;
        }
        let (by_day, by_weekday) = (self.by_day_of_month(length, first), self.by_weekday(length, first));
        if self.either { by_day | by_weekday } else { by_day & by_weekday }
    }

    fn masks(&self) -> Masks {
        let mut masks = [[0; 7]; 4];
        for (length, row) in (28u32..).zip(masks.iter_mut()) {
            for (first, mask) in (0u32..).zip(row.iter_mut()) {
                let by_day = self.by_day_of_month(length, first);
                let by_weekday = self.by_weekday(length, first);
                *mask = if self.either { by_day | by_weekday } else { by_day & by_weekday };
            }
        }
        masks
    }

    /// Bit 0 is the first of the month.
    fn by_day_of_month(&self, length: u32, first: u32) -> u32 {
        let whole = ((1u64 << length) - 1) as u32;
        let mut mask = (self.day_of_month.values >> 1) as u32 & whole;
        if self.day_of_month.last_day {
            mask |= 1 << (length - 1);
        }
        for &day in &self.day_of_month.nearest {
            let nearest = [0, -1, 1, -2, 2].into_iter().map(|step| day.saturating_add(step)).find(|&day| {
                let weekday = (i64::from(first) + day - 1).rem_euclid(7);
                (1..=i64::from(length)).contains(&day) && (1..=5).contains(&weekday)
            });
            if let Some(day) = nearest {
                mask |= 1 << (day - 1);
            }
        }
        mask
    }

    fn by_weekday(&self, length: u32, first: u32) -> u32 {
        let mut mask = 0;
        for day in 0..length {
            let weekday = (first + day) % 7;
            let nth = day / 7 + 1;
            let matches = self.weekday.values & (1 << weekday) != 0
                || (self.weekday.last_weekdays & (1 << weekday) != 0 && day + 7 >= length)
                || self.weekday.nth.iter().any(|&(on, which)| u32::from(on) == weekday && u32::from(which) == nth);
            if matches {
                mask |= 1 << day;
            }
        }
        mask
    }
}

fn length_of(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
