//! What single objects cannot do, and how the names of requested fields are sent.

use smol_str::SmolStr;

use super::table::Section;

/// The limits of a provider or a module.
#[derive(Debug, Default)]
pub struct Limits {
    all: Vec<(SmolStr, Limit)>,
}

/// Something that an object cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// An incremental read knows days only.
    Daily,
    /// Whether it is read incrementally depends on the customer.
    IncrementalUnsure(SmolStr),
    /// At most so many records in one read.
    MaxRecords(u32),
    /// It cannot be read without a filter.
    NeedsFilter,
    /// A read without a schedule goes back so many days and no further.
    NeedsSchedule(u32),
    /// A full history goes back so many days.
    NoFullHistory(u32),
    /// It is in a preview that is not open to all.
    PrivatePreview,
    /// A part of it comes only where this field is asked for.
    SpecialField(SmolStr),
}

impl Limits {
    /// Those of an object.
    pub fn of<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a Limit> {
        self.all.iter().filter(move |(name, _)| name == object || name == "*").map(|(_, limit)| limit)
    }

    /// Those of all objects.
    pub fn of_all(&self) -> impl Iterator<Item = &Limit> {
        self.all.iter().filter(|(name, _)| name == "*").map(|(_, limit)| limit)
    }

    pub(super) fn read_from(section: Section) -> Result<Limits, String> {
        let all = section.lines().map(|line| {
            let mut words = line.splitn(3, ' ');
            let (kind, object) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let value = words.next().unwrap_or_default();
            let number = || value.parse::<u32>().map_err(|_| format!("`{value}` is no number in `{line}`"));
            if object.is_empty() {
                return Err(format!("`{line}` names no object"));
            }
            let limit = match kind {
                "daily" => Limit::Daily,
                "incremental" => Limit::IncrementalUnsure(SmolStr::new(value)),
                "max-records" => Limit::MaxRecords(number()?),
                "needs-filter" => Limit::NeedsFilter,
                "needs-schedule" => Limit::NeedsSchedule(number()?),
                "no-full-history" => Limit::NoFullHistory(number()?),
                "private-preview" => Limit::PrivatePreview,
                "special-field" => Limit::SpecialField(SmolStr::new(value)),
                other => return Err(format!("`{other}` is no kind of limit")),
            };
            Ok((SmolStr::new(object), limit))
        });
        Ok(Limits { all: all.collect::<Result<Vec<_>, String>>()? })
    }
}

/// How the names of requested fields are sent, object by object.
#[derive(Debug, Default)]
pub struct Handling {
    all: Vec<(SmolStr, Sent)>,
}

/// Where the name of a requested field goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The part of the request.
    pub how: SmolStr,
    /// What becomes of a name that is not known.
    pub unknown: SmolStr,
}

impl Sent {
    /// Whether the names of all requested fields stand in the address of the request, however many there are.
    pub fn is_in_address(&self) -> bool {
        self.how.starts_with("query ") && !self.how.contains(" or body ")
    }
}

impl Handling {
    /// That of an object.
    pub fn of(&self, object: &str) -> Option<&Sent> {
        let named = |wanted: &str| self.all.iter().find(|(name, _)| name == wanted);
        named(object).or_else(|| named("*")).map(|(_, sent)| sent)
    }

    pub(super) fn read_from(section: Section) -> Result<Handling, String> {
        let all = section.lines().map(|line| {
            let (object, rest) = line.split_once(": ").ok_or_else(|| format!("`{line}` names no object"))?;
            let (how, unknown) = rest
                .rsplit_once("; ")
                .ok_or_else(|| format!("`{line}` does not say what becomes of an unknown name"))?;
            Ok((SmolStr::new(object), Sent { how: SmolStr::new(how), unknown: SmolStr::new(unknown) }))
        });
        Ok(Handling { all: all.collect::<Result<Vec<_>, String>>()? })
    }
}
