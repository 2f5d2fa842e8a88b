//! One field of a schedule: what the engine reads out of its text.

use std::fmt;
use std::ops::Range;

use super::Fault;

/// The five fields, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// 1 to 31.
    DayOfMonth,
    /// 1 to 12.
    Month,
    /// 0 to 7; 0 and, on its own or in a list, 7 are Sunday.
    Weekday,
}

impl FieldKind {
    /// The fields in their order.
    pub const ALL: [FieldKind; 5] =
        [FieldKind::Minute, FieldKind::Hour, FieldKind::DayOfMonth, FieldKind::Month, FieldKind::Weekday];

    /// The least and the greatest number that may stand in the field.
    pub fn bounds(self) -> (i64, i64) {
        match self {
            FieldKind::Minute => (0, 59),
            FieldKind::Hour => (0, 23),
            FieldKind::DayOfMonth => (1, 31),
            FieldKind::Month => (1, 12),
            FieldKind::Weekday => (0, 7),
        }
    }

    /// How many different values there are.
    pub fn size(self) -> i64 {
        match self {
            FieldKind::Weekday => 7,
            _ => self.bounds().1 - self.bounds().0 + 1,
        }
    }

    /// The word for one value, with its article.
    pub fn with_article(self) -> String {
        let article = if self == FieldKind::Hour { "an" } else { "a" };
        format!("{article} {self}")
    }

    /// The word for several values.
    pub fn plural(self) -> &'static str {
        match self {
            FieldKind::Minute => "minutes",
            FieldKind::Hour => "hours",
            FieldKind::DayOfMonth => "days of the month",
            FieldKind::Month => "months",
            FieldKind::Weekday => "days of the week",
        }
    }
}

impl fmt::Display for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FieldKind::Minute => "minute",
            FieldKind::Hour => "hour",
            FieldKind::DayOfMonth => "day of the month",
            FieldKind::Month => "month",
            FieldKind::Weekday => "day of the week",
        })
    }
}

/// A part with a step, `*/10` or `5-30/10`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// Where the part stands in the whole text.
    pub(super) range: Range<usize>,
    /// The first value it gives.
    pub(super) from: i64,
    /// Whether it runs on to the end of the field, and not to an end that was written.
    pub(super) open: bool,
    pub(super) step: i64,
}

/// A weekday range that ends in 7.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ToSeven {
    pub(super) range: Range<usize>,
    pub(super) from: i64,
    pub(super) step: i64,
}

/// One field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Where it stands in the whole text.
    pub(super) range: Range<usize>,
    /// As it is written.
    pub(super) text: String,
    /// As the engine sees it: upper case, names replaced by numbers.
    pub(super) normal: String,
    /// The values, as bits.
    pub(super) values: u64,
    /// `L` as a day of the month: the last one.
    pub(super) last_day: bool,
    /// `15W`: the weekday nearest to the 15th.
    pub(super) nearest: Vec<i64>,
    /// `5L` as a weekday: the last Friday of the month; bits by weekday.
    pub(super) last_weekdays: u8,
    /// `1#2`: the second Monday of the month.
    pub(super) nth: Vec<(u8, u8)>,
    pub(super) steps: Vec<Step>,
    pub(super) to_seven: Vec<ToSeven>,
    /// How many parts the commas make.
    pub(super) parts: usize,
}

const NAMES: [(&str, &str); 19] = [
    ("SUN", "0"),
    ("MON", "1"),
    ("TUE", "2"),
    ("WED", "3"),
    ("THU", "4"),
    ("FRI", "5"),
    ("SAT", "6"),
    ("JAN", "1"),
    ("FEB", "2"),
    ("MAR", "3"),
    ("APR", "4"),
    ("MAY", "5"),
    ("JUN", "6"),
    ("JUL", "7"),
    ("AUG", "8"),
    ("SEP", "9"),
    ("OCT", "10"),
    ("NOV", "11"),
    ("DEC", "12"),
];

/// Upper case, and every name of a weekday or month replaced by its number, wherever it stands.
fn normalize(text: &str) -> String {
    let upper = text.to_ascii_uppercase();
    let mut normal = String::with_capacity(upper.len());
    let mut rest = upper.as_str();
    while let Some(c) = rest.chars().next() {
        match NAMES.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, number)) => {
                normal.push_str(number);
                rest = &rest[name.len()..];
            }
            None => {
                normal.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    normal
}

/// Go's `strconv.Atoi`: ASCII digits behind at most one sign.
fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let fits = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

fn bit(value: i64) -> u64 {
    if (0..64).contains(&value) { 1 << value } else { 0 }
}

impl Field {
    /// Reads a field; `range` is where it stands in the whole text.
    pub(super) fn read(kind: FieldKind, text: &str, range: Range<usize>) -> Result<Field, Fault> {
        let normal = normalize(text);
        let mut field = Field {
            range: range.clone(),
            text: text.to_string(),
            normal: String::new(),
            values: 0,
            last_day: false,
            nearest: Vec::new(),
            last_weekdays: 0,
            nth: Vec::new(),
            steps: Vec::new(),
            to_seven: Vec::new(),
            parts: 0,
        };
        let mut at = range.start;
        // Names hold no commas, so that the written parts and the normal ones go side by side.
        for (written, part) in text.split(',').zip(normal.split(',')) {
            field.parts += 1;
            field.read_part(kind, part, written, at..at + written.len())?;
            at += written.len() + 1;
        }
        if kind == FieldKind::Weekday && field.values & bit(7) != 0 {
            field.values = field.values & !bit(7) | bit(0);
        }
        field.normal = normal;
        Ok(field)
    }

    fn read_part(&mut self, kind: FieldKind, part: &str, written: &str, range: Range<usize>) -> Result<(), Fault> {
        let (least, most) = kind.bounds();
        let unreadable = || Fault::Unreadable(written.to_string());
        let out_of_bounds = |text: &str| Fault::OutOfBounds(text.to_string());
        if part.is_empty() {
            return Err(Fault::EmptyPart);
        }
        if part == "*" || part == "?" {
            self.values |=
                (least..=most).map(bit).sum::<u64>() & if kind == FieldKind::Weekday { 0x7F } else { u64::MAX };
            return Ok(());
        }
        if part.contains('/') {
            return self.read_step(kind, part, written, range);
        }
        let modifiers: &[char] = match kind {
            FieldKind::DayOfMonth => &['L', 'W'],
            FieldKind::Weekday => &['L', '#'],
            _ => &[],
        };
        if part.contains(modifiers) && !modifiers.is_empty() {
            return self.read_modifier(kind, part).ok_or_else(unreadable);
        }
        if part.contains('-') {
            let replaced = if kind == FieldKind::Weekday { part.replacen("7-", "0-", 1) } else { part.to_string() };
            let mut ends = replaced.split('-');
            let (from, to) = (ends.next().and_then(number), ends.next().and_then(number));
            let (Some(from), Some(to)) = (from, to) else { return Err(unreadable()) };
            if to < from {
                return Err(Fault::Backwards(written.to_string()));
            }
            if from < least || to > most {
                return Err(out_of_bounds(written));
            }
            if kind == FieldKind::Weekday {
                // Sunday is 0 to the engine, and no range reaches it from above.
                self.values |= (from..=to.min(6)).map(bit).sum::<u64>();
                if to == 7 && from > 0 && from < 7 {
                    self.to_seven.push(ToSeven { range, from, step: 1 });
                }
            } else {
                self.values |= (from..=to).map(bit).sum::<u64>();
            }
            return Ok(());
        }
        let value = number(part).ok_or_else(unreadable)?;
        if value < least || value > most {
            return Err(out_of_bounds(written));
        }
        self.values |= bit(value);
        Ok(())
    }

    fn read_step(&mut self, kind: FieldKind, part: &str, written: &str, range: Range<usize>) -> Result<(), Fault> {
        let (least, most) = kind.bounds();
        let last = if kind == FieldKind::Weekday { 6 } else { most };
        let mut pieces = part.split('/');
        let (base, step) = (pieces.next().unwrap_or(""), pieces.next().unwrap_or(""));
        if pieces.next().is_some() {
            return Err(Fault::Unreadable(written.to_string()));
        }
        let step = number(step).filter(|&step| step >= 1).ok_or_else(|| Fault::Step(written.to_string()))?;
        let (from, to, open) = if base == "*" {
            (least, last, true)
        } else if base == "0" {
            // The engine counts from 0 here, in a field without a 0 too.
            (if least == 0 { 0 } else { step }, last, true)
        } else {
            let mut ends = base.split('-');
            let from = ends.next().and_then(number);
            let to = ends.next().map(number);
            let (from, to) = match (from, to) {
                (Some(from), None) => (from, None),
                (Some(from), Some(Some(to))) => (from, Some(to)),
                _ => return Err(Fault::Unreadable(written.to_string())),
            };
            if to.is_some_and(|to| to < from) {
                return Err(Fault::Backwards(written.to_string()));
            }
            if from < least || from > most || to.is_some_and(|to| to > most) {
                return Err(Fault::OutOfBounds(written.to_string()));
            }
            if kind == FieldKind::Weekday && to == Some(7) && from > 0 && from < 7 {
                self.to_seven.push(ToSeven { range: range.clone(), from, step });
            }
            (from, to.unwrap_or(last), to.is_none())
        };
        let mut value = from;
        while value <= to.min(last) {
            self.values |= bit(value);
            value += step;
        }
        self.steps.push(Step { range, from, open, step });
        Ok(())
    }

    /// `L`, `15W`, `5L`, `1#2`; nothing where it is none of them.
    fn read_modifier(&mut self, kind: FieldKind, part: &str) -> Option<()> {
        if kind == FieldKind::DayOfMonth {
            if part == "L" {
                self.last_day = true;
                return Some(());
            }
            let at = part.find('W').filter(|&at| at > 0)?;
            self.nearest.push(number(&part[..at])?);
            return Some(());
        }
        let sunday = part.replace("7L", "0L");
        if let Some(at) = sunday.find('L').filter(|&at| at > 0) {
            let day = number(&sunday[..at])? % 7;
            if day >= 0 {
                self.last_weekdays |= 1 << day;
            }
            return Some(());
        }
        let sunday = part.replace("7#", "0#");
        let mut pieces = sunday.split('#');
        let day = number(pieces.next()?)?;
        let nth = number(pieces.next()?)?;
        // Any numbers can be read; these are the ones that can match.
        if (0..=7).contains(&day) && (1..=5).contains(&nth) {
            self.nth.push(((day % 7) as u8, nth as u8));
        }
        Some(())
    }

    /// The values in order.
    pub(super) fn list(&self) -> Vec<u32> {
        (0..64).filter(|&value| self.values & (1 << value) != 0).collect()
    }

    /// Whether the field leaves everything open.
    pub(super) fn is_any(&self) -> bool {
        self.normal == "*" || self.normal == "?"
    }
}
