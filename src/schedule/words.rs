//! Schedules in other people's notations: words (`every 10 minutes`), tags (`@hourly`), durations (`PT10M`), expressions with
//! seconds or years. What each would be as an expression of five fields, where that is plain. The platform takes none of them.

use super::Schedule;

/// No notation is longer than this.
const LONGEST: usize = 100;

const WEEKDAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// The expression that a text stands for, with at least so many minutes between two runs: what is to run more often runs as
/// often as that.
pub fn as_expression(text: &str, least_minutes: u64) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim().to_lowercase();
    let inner = |name: &str| text.strip_prefix(name)?.trim().strip_prefix('(')?.strip_suffix(')');
    let found = match (inner("cron"), inner("rate")) {
        (Some(expression), _) => without_year(expression),
        (_, Some(rate)) => in_words(rate, least_minutes),
        _ => five_of(&text).or_else(|| duration(&text, least_minutes)).or_else(|| in_words(&text, least_minutes)),
    };
    found.filter(|expression| {
        let gap = Schedule::parse(expression).ok().and_then(|schedule| schedule.smallest_gap());
        gap.is_some_and(|gap| gap.minutes >= least_minutes)
    })
}

/// An expression with seconds before the five fields or a year behind them.
fn five_of(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let rest = match fields.as_slice() {
        ["0" | "00", rest @ ..] => rest,
        _ => return without_year(text),
    };
    let without_seconds = match rest.len() {
        5 => Some(rest.join(" ").to_uppercase()),
        6 => without_year(&rest.join(" ")),
        _ => None,
    };
    without_seconds.filter(|five| Schedule::parse(five).is_ok()).or_else(|| without_year(text))
}

/// An expression with a year behind the five fields.
fn without_year(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let is_year = |field: &str| field == "*" || (field.len() == 4 && field.bytes().all(|byte| byte.is_ascii_digit()));
    match fields.as_slice() {
        [five @ .., year] if five.len() == 5 && is_year(year) => Some(five.join(" ").to_uppercase()),
        _ => None,
    }
}

/// `PT10M`, `P1D`.
fn duration(text: &str, least_minutes: u64) -> Option<String> {
    let (number, unit) = match text.strip_prefix("pt") {
        Some(time) => time.split_at_checked(time.len().checked_sub(1)?)?,
        None => {
            let days = text.strip_prefix('p')?;
            let (number, unit) = days.split_at_checked(days.len().checked_sub(1)?)?;
            (number, Some(unit).filter(|unit| matches!(*unit, "d" | "w"))?)
        }
    };
    every(number.parse().ok()?, unit, least_minutes)
}

/// `every 10 minutes`, `hourly`, `daily at 9am`, `every monday at 6:30`.
fn in_words(text: &str, least_minutes: u64) -> Option<String> {
    let mut words: Vec<&str> = text.split([' ', '\t', ',', '_', '-']).filter(|word| !word.is_empty()).collect();
    if let Some(first) = words.first_mut() {
        *first = first.trim_start_matches('@');
    }
    words.retain(|word| {
        !matches!(*word, "" | "every" | "each" | "once" | "a" | "an" | "per" | "the" | "on" | "run" | "utc")
    });
    let (what, time) = match words.iter().position(|word| *word == "at") {
        Some(at) => (&words[..at], Some(time_of_day(&words[at + 1..])?)),
        None => (&words[..], None),
    };
    let (hour, minute) = time.unwrap_or((0, 0));
    let days = match what {
        [] if time.is_some() => "* * *".to_string(),
        ["daily" | "day" | "midnight"] => "* * *".to_string(),
        ["weekly" | "week"] => "* * 0".to_string(),
        ["monthly" | "month"] => "1 * *".to_string(),
        ["yearly" | "year" | "annually"] => "1 1 *".to_string(),
        ["weekday" | "weekdays"] => "* * 1-5".to_string(),
        [day] if weekday(day).is_some() => format!("* * {}", weekday(day)?),
        _ if time.is_some() => return None,
        ["hourly" | "hour"] => return every(1, "h", least_minutes),
        ["minutely" | "minute"] => return every(1, "m", least_minutes),
        [number, unit] => return every(number.parse().ok()?, unit, least_minutes),
        [one] => {
            let digits = one.len() - one.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, unit) = one.split_at(digits);
            // A number alone is one of minutes.
            return every(number.parse().ok()?, if unit.is_empty() { "m" } else { unit }, least_minutes);
        }
        _ => return None,
    };
    Some(format!("{minute} {hour} {days}"))
}

/// The expression that runs at a regular interval, if there is one.
fn every(number: u64, unit: &str, least_minutes: u64) -> Option<String> {
    let minutes = match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => 1,
        "h" | "hr" | "hrs" | "hour" | "hours" => 60,
        "d" | "day" | "days" => 24 * 60,
        "w" | "week" | "weeks" => 7 * 24 * 60,
        _ => return None,
    };
    let minutes = number.checked_mul(minutes).filter(|&minutes| minutes > 0)?.max(least_minutes);
    match minutes {
        1..60 if 60 % minutes == 0 => Some(format!("*/{minutes} * * * *")),
        60 => Some("0 * * * *".to_string()),
        61..1440 if minutes % 60 == 0 && 1440 % minutes == 0 => Some(format!("0 */{} * * *", minutes / 60)),
        1440 => Some("0 0 * * *".to_string()),
        10_080 => Some("0 0 * * 0".to_string()),
        _ => None,
    }
}

/// `monday`, `mon`, `mondays`.
fn weekday(word: &str) -> Option<usize> {
    let word = word.strip_suffix('s').filter(|word| word.ends_with("day")).unwrap_or(word);
    WEEKDAYS.iter().position(|day| *day == word || (word.len() >= 3 && day.starts_with(word)))
}

/// `9`, `9am`, `6:30 pm`, `midnight`: the hour and the minute.
fn time_of_day(words: &[&str]) -> Option<(u64, u64)> {
    let text = words.concat();
    match text.as_str() {
        "midnight" => return Some((0, 0)),
        "noon" => return Some((12, 0)),
        _ => {}
    }
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "0"));
    let (hour, minute): (u64, u64) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    (hour < 24 && minute < 60).then_some((hour, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_notations_have_an_expression_where_they_are_plain() {
        for (text, expression) in [
            ("every 10 minutes", "*/10 * * * *"),
            ("Every 15 min", "*/15 * * * *"),
            ("30 minutes", "*/30 * * * *"),
            ("10m", "*/10 * * * *"),
            ("10", "*/10 * * * *"),
            ("60", "0 * * * *"),
            ("every 5 minutes", "*/10 * * * *"),
            ("every minute", "*/10 * * * *"),
            ("every 7 minutes", "*/10 * * * *"),
            ("@every 1h", "0 * * * *"),
            ("rate(20 minutes)", "*/20 * * * *"),
            ("PT30M", "*/30 * * * *"),
            ("PT2H", "0 */2 * * *"),
            ("P1D", "0 0 * * *"),
            ("hourly", "0 * * * *"),
            ("@hourly", "0 * * * *"),
            ("every hour", "0 * * * *"),
            ("every 6 hours", "0 */6 * * *"),
            ("@daily", "0 0 * * *"),
            ("@midnight", "0 0 * * *"),
            ("every 24 hours", "0 0 * * *"),
            ("once a day", "0 0 * * *"),
            ("daily at 9", "0 9 * * *"),
            ("every day at 6:30 pm", "30 18 * * *"),
            ("at 12am", "0 0 * * *"),
            ("daily at noon", "0 12 * * *"),
            ("@weekly", "0 0 * * 0"),
            ("every monday at 9am", "0 9 * * 1"),
            ("Sundays", "0 0 * * 0"),
            ("weekdays at 8:15", "15 8 * * 1-5"),
            ("@monthly", "0 0 1 * *"),
            ("@yearly", "0 0 1 1 *"),
            ("0 */15 * * * *", "*/15 * * * *"),
            ("0 0 6 * * MON-FRI", "0 6 * * MON-FRI"),
            ("0 0 6 ? * MON *", "0 6 ? * MON"),
            ("cron(0 10 * * ? *)", "0 10 * * ?"),
            ("0 6 * * 1 2026", "0 6 * * 1"),
        ] {
            assert_eq!(as_expression(text, 10).as_deref(), Some(expression), "{text}");
        }
    }

    #[test]
    fn what_is_not_plain_has_none() {
        for text in [
            "",
            "often",
            "every 25 minutes",
            "every 5 hours",
            "every 0 minutes",
            "every 10 seconds",
            "every 99999999999999999999 hours",
            "at 25",
            "at 13pm",
            "10 20",
            "*/10 * * *",
            "* * * * * *",
            "@reboot",
            "PT",
            "P",
            "rate()",
            "cron()",
            "every",
            "é",
            "pté",
        ] {
            assert_eq!(as_expression(text, 10), None, "{text}");
        }
        assert_eq!(as_expression("every 10 minutes", 60).as_deref(), Some("0 * * * *"));
        assert_eq!(as_expression(&"every ".repeat(1000), 10), None);
    }
}
