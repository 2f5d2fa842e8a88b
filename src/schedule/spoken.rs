//! A schedule in words, for people who do not read cron expressions.
//!
//! What has no short words is counted, or named by its fields: nothing is said that is only nearly so. Times and days are
//! those of UTC, as the platform counts.

use super::Schedule;
use super::field::FieldKind;

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// More times or days than these are not listed.
const LISTED: usize = 4;

/// When on a day.
enum Times {
    /// So often, whatever the hour: `every 10 min`.
    Any(String),
    /// So often, within some hours: `every 15 min from 08:00 to 18:45`.
    Some(String),
    /// At these times: `04:00 and 16:00`.
    At(String),
}

/// On which days.
enum Days {
    /// On all of them.
    All,
    /// `Mon-Fri`.
    Week(String),
    /// `on day 1 of the month`.
    Other(String),
}

impl Schedule {
    /// When it runs, in a few words: `every 10 min`, `hourly at :05`, `daily 06:00 UTC`, `Mon-Fri 06:00 UTC`,
    /// `every 15 min from 08:00 to 18:45 UTC, Mon-Fri`; where there are none, how often on a day: `143 runs a day`.
    pub fn in_words(&self) -> String {
        if self.never_fires() {
            return "never".to_string();
        }
        match (self.times_in_words(), self.days_in_words()) {
            (Times::Any(times), Days::All) => times,
            (Times::Some(times), Days::All) => format!("{times} UTC"),
            (Times::At(times), Days::All) => format!("daily {times} UTC"),
            (Times::At(times), Days::Week(days)) => format!("{days} {times} UTC"),
            (Times::At(times), Days::Other(days)) => format!("{times} UTC {days}"),
            (Times::Some(times), Days::Week(days) | Days::Other(days)) => format!("{times} UTC, {days}"),
            (Times::Any(times), Days::Week(days) | Days::Other(days)) => format!("{times}, {days}, in UTC"),
        }
    }

    fn times_in_words(&self) -> Times {
        let (minutes, hours) = (self.field(FieldKind::Minute).list(), self.field(FieldKind::Hour).list());
        let (Some(&first_minute), Some(&last_minute)) = (minutes.first(), minutes.last()) else {
            return Times::Any("never".to_string());
        };
        let (Some(&first_hour), Some(&last_hour)) = (hours.first(), hours.last()) else {
            return Times::Any("never".to_string());
        };
        let in_a_row = (last_hour - first_hour) as usize + 1 == hours.len();
        let within = |times: &str| {
            Times::Some(format!("{times} from {first_hour:02}:{first_minute:02} to {last_hour:02}:{last_minute:02}"))
        };
        let offset = if first_minute == 0 { String::new() } else { format!(" from :{first_minute:02} on") };
        let each_hour = || listed(minutes.iter().map(|minute| format!(":{minute:02}")).collect());
        let runs = minutes.len() * hours.len();
        if hours.len() == 24 {
            return Times::Any(match (even_step(&minutes, 60), minutes.len()) {
                (Some(1), _) => "every minute".to_string(),
                (Some(step), _) => format!("every {step} min{offset}"),
                (None, 1) if first_minute == 0 => "hourly".to_string(),
                (None, ..=LISTED) => format!("hourly at {}", each_hour()),
                (None, _) => format!("{runs} runs a day"),
            });
        }
        match (even_step(&minutes, 60), minutes.len()) {
            (Some(1), _) if in_a_row => return within("every minute"),
            (Some(step), _) if in_a_row => return within(&format!("every {step} min")),
            (_, 1) if runs > 2 => match even_step(&hours, 24) {
                Some(step) if first_hour == 0 && first_minute == 0 => {
                    return Times::Some(format!("every {step} h from 00:00"));
                }
                Some(step) => return Times::Some(format!("every {step} h from {first_hour:02}:{first_minute:02}")),
                None if in_a_row => return within("hourly"),
                None => {}
            },
            (None, ..=LISTED) if in_a_row && runs > LISTED => {
                return within(&format!("hourly at {}", each_hour()));
            }
            _ => {}
        }
        if runs > LISTED {
            return Times::Any(format!("{runs} runs a day"));
        }
        let times = hours.iter().flat_map(|hour| minutes.iter().map(move |minute| format!("{hour:02}:{minute:02}")));
        Times::At(listed(times.collect()))
    }

    fn days_in_words(&self) -> Days {
        if self.days.are_all() {
            return Days::All;
        }
        let (day, weekday) = (self.field(FieldKind::DayOfMonth), self.field(FieldKind::Weekday));
        let months = self.months_in_words();
        let plain_weekday = weekday.nth.is_empty() && weekday.last_weekdays == 0;
        match (day.is_any(), weekday.is_any(), months) {
            (true, true, Some(months)) if !months.is_empty() => return Days::Other(format!("in {months}")),
            (true, false, Some(months)) if plain_weekday => match (weekdays(&weekday.list()), months.as_str()) {
                (None, "") => return Days::All,
                (None, months) => return Days::Other(format!("in {months}")),
                (Some(days), "") => return Days::Week(days),
                (Some(days), months) => return Days::Other(format!("on {days} in {months}")),
            },
            (false, true, Some(months)) if day.nearest.is_empty() && day.list().len() <= LISTED => {
                let mut days: Vec<String> = day.list().iter().map(u32::to_string).collect();
                let word = if days.len() > 1 { "days" } else { "day" };
                let days = match (days.is_empty(), day.last_day) {
                    (true, _) => "on the last day".to_string(),
                    (false, false) => format!("on {word} {}", listed(days)),
                    (false, true) => {
                        days.push("the last".to_string());
                        format!("on {word} {}", listed(days))
                    }
                };
                return Days::Other(match months.as_str() {
                    "" => format!("{days} of the month"),
                    months => format!("{days} of {months}"),
                });
            }
            _ => {}
        }
        let fields = [FieldKind::DayOfMonth, FieldKind::Month, FieldKind::Weekday].map(|kind| self.text(kind));
        Days::Other(format!("on the days of `{}`", fields.join(" ")))
    }

    /// The months by their names, empty where they are all; nothing where they are too many to list.
    fn months_in_words(&self) -> Option<String> {
        let months: Vec<String> = (1..)
            .zip(MONTHS)
            .filter(|(nth, _)| self.days.months() & (1 << nth) != 0)
            .map(|(_, name)| name.to_string())
            .collect();
        match months.len() {
            12 => Some(String::new()),
            ..=LISTED => Some(listed(months)),
            _ => None,
        }
    }
}

/// The weekdays by their names; nothing where they are all.
fn weekdays(days: &[u32]) -> Option<String> {
    match days {
        [0, 1, 2, 3, 4, 5, 6] => None,
        [first, .., last] if days.len() > 2 && (last - first) as usize + 1 == days.len() => {
            Some(format!("{}-{}", WEEKDAYS[*first as usize], WEEKDAYS[*last as usize]))
        }
        _ => Some(listed(days.iter().map(|&day| WEEKDAYS[day as usize % 7].to_string()).collect())),
    }
}

/// The step between values, where it is the same everywhere and around the end of the field as well.
fn even_step(values: &[u32], size: u32) -> Option<u32> {
    let (first, second) = (*values.first()?, *values.get(1)?);
    let step = second - first;
    let is_even = values.windows(2).all(|pair| pair[1] - pair[0] == step) && values.len() as u32 * step == size;
    is_even.then_some(step)
}

fn listed(words: Vec<String>) -> String {
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_put_into_words() {
        for (text, words) in [
            ("*/10 * * * *", "every 10 min"),
            ("5-59/10 * * * *", "every 10 min from :05 on"),
            ("0/10 * * * *", "every 10 min"),
            ("* * * * *", "every minute"),
            ("0 * * * *", "hourly"),
            ("*/60 * * * *", "hourly"),
            ("5 * * * *", "hourly at :05"),
            ("*/25 * * * *", "hourly at :00, :25 and :50"),
            ("*/11 * * * *", "144 runs a day"),
            ("0 */6 * * *", "every 6 h from 00:00 UTC"),
            ("30 1-23/6 * * *", "every 6 h from 01:30 UTC"),
            ("0 */24 * * *", "daily 00:00 UTC"),
            ("0 6 * * *", "daily 06:00 UTC"),
            ("0 4,16 * * *", "daily 04:00 and 16:00 UTC"),
            ("0 */7 * * *", "daily 00:00, 07:00, 14:00 and 21:00 UTC"),
            ("0 6 * * mon", "Mon 06:00 UTC"),
            ("0 6 * * 1-5", "Mon-Fri 06:00 UTC"),
            ("0 6 * * 0,6", "Sun and Sat 06:00 UTC"),
            ("0 6 * * 0-6", "daily 06:00 UTC"),
            // To the platform, a range that ends in 7 has no Sunday.
            ("0 6 * * 1-7", "Mon-Sat 06:00 UTC"),
            ("*/10 * * * 1-5", "every 10 min, Mon-Fri, in UTC"),
            ("*/15 8-18 * * MON-FRI", "every 15 min from 08:00 to 18:45 UTC, Mon-Fri"),
            ("*/15 8 * * *", "every 15 min from 08:00 to 08:45 UTC"),
            ("0,20 8-18 * * *", "hourly at :00 and :20 from 08:00 to 18:20 UTC"),
            ("*/10 22-23,0-5 * * *", "48 runs a day"),
            ("0 9-17 * * *", "hourly from 09:00 to 17:00 UTC"),
            ("0 0 1 * *", "00:00 UTC on day 1 of the month"),
            ("0 0 1,15 * *", "00:00 UTC on days 1 and 15 of the month"),
            ("0 0 L * *", "00:00 UTC on the last day of the month"),
            ("0 0 1,L * *", "00:00 UTC on day 1 and the last of the month"),
            ("0 0 29 2 *", "00:00 UTC on day 29 of Feb"),
            ("0 0 * 1 *", "00:00 UTC in Jan"),
            ("0 0 * 1,7 5", "00:00 UTC on Fri in Jan and Jul"),
            // Either is enough here, which has no short words.
            ("0 0 1 1 mon", "00:00 UTC on the days of `1 1 mon`"),
            ("0 0 * * 1#2", "00:00 UTC on the days of `* * 1#2`"),
            ("0 0 15W * *", "00:00 UTC on the days of `15W * *`"),
            ("0 0 30 2 *", "never"),
        ] {
            assert_eq!(Schedule::parse(text).unwrap().in_words(), words, "{text}");
        }
    }
}
