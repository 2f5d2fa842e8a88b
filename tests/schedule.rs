//! The schedule engine against two others: a naive one that walks through the minutes, and a library.

use std::sync::LazyLock;

use amp_lint::schedule::Schedule;
use proptest::prelude::*;

/// A day with what a schedule asks of it: month, day, weekday (0 is Sunday).
type Day = (u32, u32, u32);

/// The days of two whole cycles of the calendar, so that what runs at all runs at least twice in them.
fn calendar() -> &'static [Day] {
    static DAYS: LazyLock<Vec<Day>> = LazyLock::new(|| {
        let mut days = Vec::new();
        // 1 January 2000 was a Saturday.
        let mut weekday = 6;
        for year in 2000..2800u32 {
            for month in 1..=12 {
                let length = match month {
                    2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
                    2 => 28,
                    4 | 6 | 9 | 11 => 30,
                    _ => 31,
                };
                for day in 1..=length {
                    days.push((month, day, weekday));
                    weekday = (weekday + 1) % 7;
                }
            }
        }
        days
    });
    &DAYS
}

/// A plain field: stars, lists, ranges and steps of numbers. Written for this test alone, value by value.
fn matches(field: &str, value: u32, least: u32) -> bool {
    field.split(',').any(|part| {
        let (range, step) =
            part.split_once('/').map_or((part, None), |(range, step)| (range, step.parse::<u32>().ok()));
        let (from, to) = match range.split_once('-') {
            Some((from, to)) => (from.parse().unwrap(), to.parse().unwrap()),
            None if range == "*" => (least, 99),
            None if step.is_some() => (range.parse().unwrap(), 99),
            None => (range.parse().unwrap(), range.parse().unwrap()),
        };
        (from..=to).contains(&value) && (value - from).is_multiple_of(step.unwrap_or(1))
    })
}

/// The smallest gap in minutes, by walking from run to run.
fn naive_gap(fields: &[String; 5]) -> Option<u64> {
    let [minute, hour, day_of_month, month, weekday] = fields;
    let both = day_of_month.starts_with('*') || weekday == "*" || weekday.starts_with("*/");
    let mut times = Vec::new();
    for at in 0..1440u64 {
        if matches(hour, (at / 60) as u32, 0) && matches(minute, (at % 60) as u32, 0) {
            times.push(at);
        }
    }
    let months: Vec<bool> = (0..=12).map(|value| matches(month, value, 1)).collect();
    let days: Vec<bool> = (0..=31).map(|value| matches(day_of_month, value, 1)).collect();
    let weekdays: Vec<bool> = (0..7)
        .map(|value| matches(weekday, value, 0) || (value == 0 && weekday.split(',').any(|part| part == "7")))
        .collect();
    let mut last: Option<u64> = None;
    let mut gap: Option<u64> = None;
    for (nth, &(m, d, w)) in calendar().iter().enumerate() {
        // What comes every year has had years of every kind by then; what is rarer is told by whole cycles alone.
        if nth > 29 * 366 && gap.is_some_and(|gap| gap < 366 * 1440) {
            break;
        }
        let (by_day, by_weekday) = (days[d as usize], weekdays[w as usize]);
        let day_matches = if both { by_day && by_weekday } else { by_day || by_weekday };
        if !day_matches || !months[m as usize] {
            continue;
        }
        for time in &times {
            let now = nth as u64 * 1440 + time;
            if let Some(last) = last {
                gap = Some(gap.map_or(now - last, |gap| gap.min(now - last)));
            }
            last = Some(now);
        }
    }
    gap
}

fn field(least: u32, most: u32) -> impl Strategy<Value = String> {
    let value = least..=most;
    prop_oneof![
        4 => Just("*".to_string()),
        2 => value.clone().prop_map(|value| value.to_string()),
        2 => (1..=most + 5).prop_map(|step| format!("*/{step}")),
        1 => prop::collection::vec(value.clone(), 2..4).prop_map(|values| {
            values.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
        }),
        1 => (value.clone(), value.clone()).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        1 => (value.clone(), value, 1..9u32).prop_map(|(a, b, step)| format!("{}-{}/{step}", a.min(b), a.max(b))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_gap_is_the_one_that_a_walk_finds(
        minute in field(0, 59), hour in field(0, 23), day in field(1, 31), month in field(1, 12), weekday in field(0, 6),
    ) {
        let fields = [minute, hour, day, month, weekday];
        let text = fields.join(" ");
        let schedule = Schedule::parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        let gap = schedule.smallest_gap().map(|gap| gap.minutes);
        prop_assert_eq!(gap, naive_gap(&fields), "{}", text);
        if let Some(gap) = schedule.smallest_gap() {
            let minutes = |run: amp_lint::schedule::Run| u64::from(run.hour * 60 + run.minute);
            prop_assert_eq!(gap.days * 1440 + minutes(gap.second) - minutes(gap.first), gap.minutes);
        }
    }

    /// The library numbers and combines days as Unix cron does: either field is enough when both are restricted, and a step in
    /// one of them counts as a restriction there. So only one of the two is restricted here.
    #[test]
    fn the_times_of_day_are_those_of_a_library(minute in field(0, 59), hour in field(0, 23)) {
        let text = format!("{minute} {hour} * * *");
        let schedule = Schedule::parse(&text).unwrap();
        let Ok(library) = text.parse::<croner::Cron>() else { return Ok(()) };
        let start = chrono::DateTime::parse_from_rfc3339("2026-03-01T00:00:00Z").unwrap().to_utc();
        let mut runs: Vec<i64> = library.iter_from(start, croner::Direction::Forward).take(3000).map(|run| run.timestamp() / 60).collect();
        runs.dedup();
        let walked = runs.windows(2).map(|pair| (pair[1] - pair[0]) as u64).min();
        prop_assert_eq!(schedule.smallest_gap().map(|gap| gap.minutes), walked, "{}", text);
    }
}

#[test]
fn habits_of_the_platform_engine_that_no_other_has() {
    for (text, is_valid) in [
        ("0 0 1 jan mon", true),
        ("0 0 1 January *", false),
        ("0 0 * * MOND", false),
        ("+5 * * * *", true),
        ("1-2-3 * * * *", true),
        ("0 0 * * 7-2", true),
        ("0 0 * * 7", true),
        ("0 0 L * *", true),
        ("0 0 15W * *", true),
        ("0 0 LW * *", false),
        ("0 0 * * 5L", true),
        ("0 0 * * L", false),
        ("0 0 * * 3#", false),
        ("0\t0 \t* * *", true),
        ("٣ * * * *", false),
        ("*/10 * * * * ?", false),
        ("@daily", false),
        ("60/5 * * * *", false),
        ("", false),
        ("   ", false),
    ] {
        assert_eq!(Schedule::parse(text).is_ok(), is_valid, "{text:?}");
    }
}

#[test]
fn uneven_steps_are_those_whose_last_gap_really_occurs() {
    let uneven = |text: &str| {
        Schedule::parse(text).unwrap().uneven_steps().first().map(|uneven| (uneven.values.clone(), uneven.last_gap))
    };
    assert_eq!(uneven("*/25 * * * *"), Some((vec![0, 25, 50], 10)));
    assert_eq!(uneven("0 */7 * * *"), Some((vec![0, 7, 14, 21], 3)));
    assert_eq!(uneven("5/25 * * * *"), Some((vec![5, 30, 55], 10)));
    for even in [
        "*/15 * * * *",
        "*/25 9 * * *",
        "0 */7 1 * *",
        "*/60 * * * *",
        "0 */24 * * *",
        "*/90 * * * *",
        "0-50/25 * * * *",
    ] {
        assert_eq!(uneven(even), None, "{even}");
    }
}

#[test]
fn ranges_to_seven_lose_the_sunday() {
    let instead = |text: &str| -> Vec<String> {
        Schedule::parse(text).unwrap().sundays_lost().into_iter().map(|lost| lost.instead).collect()
    };
    assert_eq!(instead("0 6 * * 1-7"), ["*"]);
    assert_eq!(instead("0 6 1 * 1-7"), ["0-6"]);
    assert_eq!(instead("0 6 * * 5-7"), ["5,6,0"]);
    assert_eq!(instead("0 6 * * 2-7"), ["2-6,0"]);
    assert_eq!(instead("0 6 * * FRI-7"), ["5,6,0"]);
    assert_eq!(instead("0 6 * * 1-7/2"), ["1,3,5,0"]);
    for kept in ["0 6 * * 6,7", "0 6 * * 7", "0 6 * * 0-7", "0 6 * * 1-6"] {
        assert!(instead(kept).is_empty(), "{kept}");
    }
}

#[test]
fn a_lost_sunday_comes_back_with_the_replacement() {
    for (text, fixed) in [("0 6 * * 5-7", "0 6 * * 5,6,0"), ("0 6 * * 1-7", "0 6 * * *")] {
        let runs = |text: &str| Schedule::parse(text).unwrap().smallest_gap().map(|gap| gap.minutes);
        assert_eq!(runs(fixed), Some(1440), "{text}");
        assert!(Schedule::parse(fixed).unwrap().sundays_lost().is_empty());
    }
}

#[test]
fn minute_fields_that_the_platform_refuses_by_their_looks() {
    let refused = |text: &str| Schedule::parse(text).unwrap().minute_field_is_refused(10);
    for text in ["* 9 * * *", "58/5 * * * *", "*/9 9 1 1 *", "0-30/5 * * * *"] {
        assert!(refused(text), "{text}");
    }
    for text in ["*/10 * * * *", "0,30 * * * *", "0 */5 * * *", "*/30,*/5 * * * *"] {
        assert!(!refused(text), "{text}");
    }
}
