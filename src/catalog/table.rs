//! A table of facts by provider and module: its text, and what it says, which is read place by place when something is
//! first looked up there.
//!
//! The form is that of the files in `builtin/`: comments first, the first of which says date and source; then heads
//! (`google gmail`, or `google gmail: facts`), each with its lines below it, two blanks further in.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// What is written at a place.
#[derive(Clone, Copy)]
pub(super) struct Section<'t> {
    /// What stands behind the place, on its line.
    pub facts: &'t str,
    text: &'t str,
}

impl<'t> Section<'t> {
    /// The lines below the place, without their indentation.
    pub fn lines(self) -> impl Iterator<Item = &'t str> {
        self.text.lines().filter(|line| !line.is_empty()).map(|line| line.strip_prefix("  ").unwrap_or(line))
    }
}

/// How what is written at a place is understood; the error says why it cannot be.
pub(super) type Reader<T> = fn(Section) -> Result<T, String>;

/// A table.
#[derive(Debug)]
pub(super) struct Table<T> {
    text: Cow<'static, str>,
    /// Where the lines with the places start, if that is known already.
    heads: Option<&'static [u32]>,
    read: Reader<T>,
    /// Where the places are, and what is said at each.
    places: OnceLock<(Vec<Place>, Vec<OnceLock<T>>)>,
}

/// Where a place is in the text.
#[derive(Debug)]
struct Place {
    provider: Range<usize>,
    /// Empty for the provider itself.
    module: Range<usize>,
    facts: Range<usize>,
    lines: Range<usize>,
}

impl Place {
    /// The provider and the module; that is empty for the provider itself.
    fn name<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        (part(text, &self.provider), part(text, &self.module))
    }

    fn section<'t>(&self, text: &'t str) -> Section<'t> {
        Section { facts: part(text, &self.facts), text: part(text, &self.lines) }
    }
}

fn part<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default()
}

/// The places of a table, in order. Finding them is all that is done before something is looked up.
fn places(text: &str, heads: impl Iterator<Item = (Range<usize>, Range<usize>)>) -> Vec<Place> {
    let mut places: Vec<Place> = heads
        .map(|(head, lines)| {
            let line = &text[head.clone()];
            let end = line.find(": ").unwrap_or(line.len());
            let facts = head.start + (end + 2).min(line.len())..head.end;
            let space = line[..end].find(' ').unwrap_or(end);
            let provider = head.start..head.start + space;
            let module = head.start + (space + 1).min(end)..head.start + end;
            Place { provider, module, facts, lines }
        })
        .collect();
    // The built-in ones are in order.
    if !places.is_sorted_by(|one, other| one.name(text) <= other.name(text)) {
        places.sort_by(|one, other| one.name(text).cmp(&other.name(text)));
    }
    places
}

/// The number of a place.
fn find(text: &str, places: &[Place], provider: &str, module: Option<&str>) -> Option<usize> {
    let wanted = (provider, module.unwrap_or_default());
    places.binary_search_by(|place| place.name(text).cmp(&wanted)).ok()
}

impl<T: Default> Table<T> {
    /// A table that is built in.
    pub fn builtin(text: &'static str, heads: &'static [u32], read: Reader<T>) -> Table<T> {
        Table { text: Cow::Borrowed(text), heads: Some(heads), read, places: OnceLock::new() }
    }

    /// A table that takes the place of a built-in one, if it can be read whole.
    pub fn given(text: String, read: Reader<T>) -> Result<Table<T>, String> {
        check_head(&text)?;
        let table = Table { text: Cow::Owned(text), heads: None, read, places: OnceLock::new() };
        table.check()?;
        Ok(table)
    }

    /// Whether all of it can be read; else the place where it cannot, and why.
    pub fn check(&self) -> Result<(), String> {
        let mut before = None;
        for place in &self.places().0 {
            let name = place.name(&self.text);
            let shown = format!("{} {}", name.0, name.1);
            if before == Some(name) {
                return Err(format!("`{}` stands there twice", shown.trim_end()));
            }
            before = Some(name);
            (self.read)(place.section(&self.text)).map_err(|why| format!("`{}`: {why}", shown.trim_end()))?;
        }
        Ok(())
    }

    /// When what it says was so, `2026-08-21`.
    pub fn date(&self) -> &str {
        date(&self.text)
    }

    /// Where it is from.
    pub fn source(&self) -> &str {
        source(&self.text)
    }

    /// What it says of a provider or of a module.
    #[inline(never)]
    pub fn at(&self, provider: &str, module: Option<&str>) -> Option<&T> {
        find(&self.text, &self.places().0, provider, module).and_then(|nth| self.said(nth))
    }

    /// All that it says, by provider and module.
    pub fn all(&self) -> impl Iterator<Item = (&str, Option<&str>, &T)> {
        self.places().0.iter().enumerate().filter_map(|(nth, place)| {
            let (provider, module) = place.name(&self.text);
            Some((provider, Some(module).filter(|module| !module.is_empty()), self.said(nth)?))
        })
    }

    fn said(&self, nth: usize) -> Option<&T> {
        let (places, said) = self.places();
        let (place, said) = (places.get(nth)?, said.get(nth)?);
        // A given table has been read before, and of the built-in ones a test knows that they can be.
        Some(said.get_or_init(|| (self.read)(place.section(&self.text)).unwrap_or_default()))
    }

    fn places(&self) -> &(Vec<Place>, Vec<OnceLock<T>>) {
        self.places.get_or_init(|| {
            let places = match self.heads {
                Some(known) => places(&self.text, with_below(&self.text, known.iter().map(|&at| at as usize))),
                None => places(&self.text, heads(&self.text)),
            };
            let said = places.iter().map(|_| OnceLock::new()).collect();
            (places, said)
        })
    }
}

/// The lines that are not indented, each with the ones below it.
pub(super) fn heads(text: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let lines = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1));
    with_below(text, lines.filter(|&at| is_head(text.as_bytes(), at)))
}

/// Lines of a text by where they start, each with the ones below it.
fn with_below(text: &str, starts: impl Iterator<Item = usize>) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut starts = starts.peekable();
    std::iter::from_fn(move || {
        let at = starts.next()?;
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |length| at + length);
        let next = starts.peek().copied().unwrap_or(text.len());
        Some((at..end, (end + 1).min(next)..next))
    })
}

/// Whether a line that starts at a place is not indented, no comment and not empty.
const fn is_head(text: &[u8], at: usize) -> bool {
    at < text.len() && !matches!(text[at], b' ' | b'#' | b'\n')
}

/// How many such lines a text has.
pub(super) const fn count_heads(text: &str) -> usize {
    let text = text.as_bytes();
    let (mut count, mut at) = (0, 0);
    while at < text.len() {
        if (at == 0 || text[at - 1] == b'\n') && is_head(text, at) {
            count += 1;
        }
        at += 1;
    }
    count
}

/// Where they start. Found when the program is compiled: of a table of many lines it would take longer than a lint.
pub(super) const fn find_heads<const COUNT: usize>(text: &str) -> [u32; COUNT] {
    let text = text.as_bytes();
    let mut heads = [0; COUNT];
    let (mut count, mut at) = (0, 0);
    while at < text.len() {
        if (at == 0 || text[at - 1] == b'\n') && is_head(text, at) {
            heads[count] = at as u32;
            count += 1;
        }
        at += 1;
    }
    heads
}

/// A table that is built in, of a file in `builtin/`.
macro_rules! builtin {
    ($file:literal, $read:expr) => {{
        const TEXT: &str = include_str!(concat!("builtin/", $file));
        static HEADS: [u32; $crate::catalog::table::count_heads(TEXT)] = $crate::catalog::table::find_heads(TEXT);
        $crate::catalog::table::Table::builtin(TEXT, &HEADS, $read)
    }};
}
pub(super) use builtin;

/// The date in the first line of a table.
pub(super) fn date(text: &str) -> &str {
    text.strip_prefix("# As of ").and_then(|rest| rest.get(..10)).unwrap_or_default()
}

/// The source in the first line of a table.
pub(super) fn source(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.split_once(" Source: ").map_or("", |(_, source)| source.trim_end_matches('.'))
}

/// Whether the first line of a table says its date.
pub(super) fn check_head(text: &str) -> Result<(), String> {
    let is_date = |date: &str| {
        date.len() == 10
            && date.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    match is_date(date(text)) {
        true => Ok(()),
        false => Err("its first line does not say a date (`# As of 2026-08-21. Source: ...`)".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(section: Section) -> Result<Vec<String>, String> {
        if section.lines().any(|line| line == "wrong") {
            return Err("it is wrong".to_string());
        }
        Ok([section.facts].into_iter().chain(section.lines()).map(str::to_string).collect())
    }

    const TEXT: &str = "# As of 2026-08-21. Source: nobody.\n# More.\n\nzoho crm: open\n  b\n  a c\nasana\nzoho\n  d\n";

    #[test]
    fn a_place_is_its_line_and_those_below_it() {
        let table = Table::given(TEXT.to_string(), words).unwrap();
        assert_eq!((table.date(), table.source()), ("2026-08-21", "nobody"));
        assert_eq!(table.at("zoho", Some("crm")).unwrap(), &["open", "b", "a c"]);
        assert_eq!(table.at("zoho", None).unwrap(), &["", "d"]);
        assert_eq!(table.at("asana", None).unwrap(), &[""]);
        assert_eq!((table.at("asana", Some("crm")), table.at("zoh", None)), (None, None));
        assert_eq!(table.all().map(|(provider, ..)| provider).collect::<Vec<_>>(), ["asana", "zoho", "zoho"]);
    }

    #[test]
    fn a_table_that_cannot_be_read_is_refused() {
        let why = |text: &str| Table::given(text.to_string(), words).map(|_| ()).unwrap_err();
        assert!(why("zoho\n").contains("date"));
        assert!(why("# As of yesterday. Source: x.\nzoho\n").contains("date"));
        assert_eq!(why(&format!("{TEXT}zoho crm\n")), "`zoho crm` stands there twice");
        assert_eq!(why(&format!("{TEXT}xero\n  wrong\n")), "`xero`: it is wrong");
        for text in ["# As of 2026-08-21.", "# As of 2026-08-21.\n\n  lost\n", "# As of 2026-08-21.\nx: "] {
            assert!(Table::given(text.to_string(), words).is_ok());
        }
    }
}
