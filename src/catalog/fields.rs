//! The fields of objects: their names, which rules ask for, and what else is known of each, which people do.
//!
//! There are tens of thousands. They are kept packed, in blocks of whole objects; a block is unpacked when something is
//! looked up in it, its names apart from the rest. A table that is given as text has a line for each object, `name`,
//! two letters for how complete the list is and whether case matters, and the names of its fields, with tabs between
//! them; and below it, if it likes, a line for what else is known of each field.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use smol_str::{SmolStr, StrExt};

use super::names::Nearby;
use super::table;
use crate::field_path::{Segment, parse};
use crate::near::{Likeness, likeness};

/// All fields that are known.
#[derive(Debug)]
pub(super) struct Fields {
    bytes: Cow<'static, [u8]>,
    places: OnceLock<Vec<Place>>,
}

/// A provider or a module.
#[derive(Debug)]
struct Place {
    provider: SmolStr,
    /// Empty for the provider itself.
    module: SmolStr,
    /// By the names of their first objects.
    blocks: Vec<Block>,
    /// The roots of all fields of all objects, in lower case.
    roots: OnceLock<HashSet<SmolStr>>,
}

/// The fields of the objects of a provider or a module, for who looks up many objects.
#[derive(Clone, Copy)]
pub struct FieldsAt<'f> {
    fields: &'f Fields,
    places: [Option<&'f Place>; 4],
}

impl<'f> FieldsAt<'f> {
    /// Whether no object has a list.
    pub fn is_empty(&self) -> bool {
        self.places[0].is_none()
    }

    /// The fields of an object, as far as they are listed.
    pub fn of(&self, object: &str) -> Option<&'f FieldList> {
        self.places.iter().flatten().find_map(|place| self.fields.in_place(place, object))
    }
}

/// Some objects of a place, one after the other.
#[derive(Debug)]
struct Block {
    first: SmolStr,
    names: Part,
    details: Part,
    lines: OnceLock<Lines>,
}

/// The unpacked names of a block: a line for each object, which is read when that is looked up.
#[derive(Debug)]
struct Lines {
    text: String,
    objects: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    object: SmolStr,
    at: Range<usize>,
    list: OnceLock<Option<FieldList>>,
}

impl Lines {
    fn of(text: String) -> Lines {
        let mut objects = Vec::new();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
            let at = start..end;
            start = end + 1;
            let object = SmolStr::new(text[at.clone()].split('\t').next().unwrap_or_default());
            objects.push(Line { object, at, list: OnceLock::new() });
        }
        Lines { text, objects }
    }

    fn list<'l>(&'l self, line: &'l Line) -> Option<&'l FieldList> {
        // A given table has been read before, and of the built-in one a test knows that it can be.
        line.list.get_or_init(|| FieldList::read_from(self.text.get(line.at.clone())?).ok()).as_ref()
    }
}

#[derive(Debug)]
enum Part {
    Packed { at: Range<usize>, size: usize },
    Plain(String),
}

/// How much a list of fields says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All that the connector knows.
    Static,
    /// That, and the customer's own come on top.
    Custom,
    /// What the connector says where the provider does not answer.
    Fallback,
    /// What the connector's own query names: nothing else can ever arrive.
    Query,
}

/// When a requested name is that of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Matching {
    /// Whatever its case.
    AnyCase,
    /// Letter by letter.
    Exact,
    /// Letter by letter; else the provider is not even asked for it.
    Asked,
}

/// The fields of an object.
#[derive(Debug)]
pub struct FieldList {
    /// The object's name.
    pub object: SmolStr,
    /// How much the list says.
    pub extent: Extent,
    /// When a requested name is that of a field.
    pub matching: Matching,
    /// By their bytes.
    names: Vec<SmolStr>,
    /// The roots of the names in lower case.
    folded: OnceLock<Vec<SmolStr>>,
    nearby: Nearby,
}

/// A field, as people want to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldFacts {
    /// Its name in manifests.
    pub name: SmolStr,
    /// Its name for people, where that is another.
    pub display_name: Option<String>,
    /// Its type, where that is known.
    pub kind: Option<String>,
    /// Whether it cannot be written, where that is said.
    pub read_only: Option<bool>,
    /// The values that it can have, where there are some to choose from.
    pub values: Vec<String>,
    /// The objects that it refers to.
    pub references: Vec<String>,
}

/// An object with its fields, as people want to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectFacts {
    /// Its name for people, where that is another than in manifests.
    pub display_name: Option<String>,
    /// Its fields.
    pub fields: Vec<FieldFacts>,
}

/// What a list says of a requested name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known<'l> {
    /// It is the name of a field.
    Listed,
    /// It is but for its case, which matters.
    Case(&'l str),
    /// It is none, and one field alone is an edit away: other letters, not only another number.
    Near(&'l str),
    /// Nothing.
    Unlisted,
}

/// Shorter names are an edit away from too many.
const SHORTEST: usize = 5;

/// The field that a name stands in: its first key, where it is a path. Nothing where it looks like one and is none.
pub fn root(name: &str) -> Option<&str> {
    if !crate::field_path::is_path(name) {
        return Some(name);
    }
    match parse(name).ok()?.first() {
        Some(Segment::Key(key)) => Some(key),
        _ => None,
    }
}

impl FieldList {
    /// The names of the fields, by their bytes.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(SmolStr::as_str)
    }

    /// Whether the root of a name is the name of a field, letter by letter.
    pub fn has(&self, wanted: &str) -> bool {
        self.names.binary_search_by(|name| name.as_str().cmp(wanted)).is_ok()
    }

    /// What the list says of the root of a name.
    #[inline(never)]
    pub fn knows(&self, wanted: &str) -> Known<'_> {
        if self.has(wanted) {
            return Known::Listed;
        }
        let roots = self.roots();
        let folded = wanted.to_lowercase();
        let mut near = Vec::new();
        for nth in self.nearby.candidates(&folded, roots) {
            let Some(other) = roots.get(nth) else { continue };
            let how = likeness(&folded, other);
            // Most are not like it at all.
            if how.is_none() && *other != folded {
                continue;
            }
            let Some(name) = self.root(nth) else { continue };
            // A path of the list has a root, which may be written exactly so.
            if how.is_none() && (name == wanted || self.matching == Matching::AnyCase) {
                return Known::Listed;
            }
            near.push((how, name));
        }
        near.sort_unstable();
        near.dedup();
        let same = near.iter().take_while(|(how, _)| how.is_none()).count();
        match near.as_slice() {
            [(None, name), ..] if same == 1 => Known::Case(name),
            [(Some(Likeness::Edit), name)] if is_slip(wanted, name) => Known::Near(name),
            _ => Known::Unlisted,
        }
    }

    /// The fields that a name is near to in any way, for advice.
    #[inline(never)]
    pub fn near(&self, wanted: &str) -> Vec<&str> {
        let roots = self.roots();
        let folded = wanted.to_lowercase();
        let mut near: Vec<&str> = self
            .nearby
            .candidates(&folded, roots)
            .into_iter()
            .filter(|&nth| roots.get(nth).is_some_and(|other| likeness(&folded, other).is_some()))
            .filter_map(|nth| self.root(nth))
            .collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    fn root(&self, nth: usize) -> Option<&str> {
        self.names.get(nth).and_then(|name| root(name))
    }

    fn roots(&self) -> &[SmolStr] {
        self.folded
            .get_or_init(|| self.names.iter().map(|name| root(name).unwrap_or(name).to_lowercase_smolstr()).collect())
    }

    fn read_from(line: &str) -> Result<FieldList, String> {
        let mut cells = line.split('\t');
        let (object, marks) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let extent = match marks.as_bytes().first() {
            Some(b's') => Extent::Static,
            Some(b'c') => Extent::Custom,
            Some(b'f') => Extent::Fallback,
            Some(b'q') => Extent::Query,
            _ => return Err(format!("`{object}` does not say how complete its list is")),
        };
        let matching = match marks.as_bytes().get(1..) {
            Some(b"i") => Matching::AnyCase,
            Some(b"s") => Matching::Exact,
            Some(b"t") => Matching::Asked,
            _ => return Err(format!("`{object}` does not say whether case matters")),
        };
        let names: Vec<SmolStr> = cells.map(SmolStr::new).collect();
        if names.is_empty() || !names.is_sorted() {
            return Err(format!("the fields of `{object}` are not in order, or there is none"));
        }
        Ok(FieldList {
            object: SmolStr::new(object),
            extent,
            matching,
            names,
            folded: OnceLock::new(),
            nearby: Nearby::default(),
        })
    }
}

/// Whether one edit makes another word: both long enough, and more apart than by a digit.
fn is_slip(wanted: &str, name: &str) -> bool {
    let long = |name: &str| name.chars().count() >= SHORTEST;
    let letters =
        |name: &str| name.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>().to_lowercase();
    long(wanted) && long(name) && letters(wanted) != letters(name)
}

impl Fields {
    /// The fields that are built in.
    pub fn packed(bytes: &'static [u8]) -> Fields {
        Fields { bytes: Cow::Borrowed(bytes), places: OnceLock::new() }
    }

    /// Fields that are given as text, if it can be read whole.
    pub fn given(text: &str) -> Result<Fields, String> {
        table::check_head(text)?;
        let head = text.lines().next().unwrap_or_default().as_bytes().to_vec();
        let mut places: Vec<Place> = Vec::new();
        for (head, lines) in table::heads(text) {
            let (provider, module) = split(&text[head]);
            let (mut names, mut details) = (String::new(), String::new());
            for line in text[lines].lines().filter(|line| !line.is_empty()) {
                let line = line.strip_prefix("  ").ok_or_else(|| format!("`{line}` is not indented by two blanks"))?;
                match line.strip_prefix("  ") {
                    Some(detail) => details.extend([" ", detail, "\n"]),
                    None => {
                        names.extend([line, "\n"]);
                        details.extend([line.split('\t').next().unwrap_or_default(), "\n"]);
                    }
                }
            }
            check_lists(&names).map_err(|why| format!("`{} {}`: {why}", provider, module))?;
            let (names, details) = (Part::Plain(names), Part::Plain(details));
            let block = Block { first: SmolStr::default(), names, details, lines: OnceLock::new() };
            places.push(Place { provider, module, blocks: vec![block], roots: OnceLock::new() });
        }
        places.sort_by(|one, other| (&one.provider, &one.module).cmp(&(&other.provider, &other.module)));
        let all = OnceLock::new();
        let _ = all.set(places);
        Ok(Fields { bytes: Cow::Owned(head), places: all })
    }

    pub fn date(&self) -> &str {
        table::date(self.head())
    }

    pub fn source(&self) -> &str {
        table::source(self.head())
    }

    /// The text before the blocks.
    fn head(&self) -> &str {
        let end = memchr::memmem::find(&self.bytes, b"\n\n").unwrap_or(self.bytes.len());
        std::str::from_utf8(&self.bytes[..end]).unwrap_or_default()
    }

    /// The fields of an object.
    pub fn of(&self, provider: &str, module: Option<&str>, object: &str) -> Option<&FieldList> {
        self.in_place(self.place(provider, module)?, object)
    }

    #[inline(never)]
    fn in_place<'f>(&'f self, place: &'f Place, object: &str) -> Option<&'f FieldList> {
        let lines = self.lines(place.block(object)?);
        let at = lines.objects.binary_search_by(|line| line.object.as_str().cmp(object)).ok()?;
        lines.list(lines.objects.get(at)?)
    }

    /// The lists of some places.
    pub fn with<'f>(&'f self, places: impl Iterator<Item = (&'f str, Option<&'f str>)>) -> FieldsAt<'f> {
        let mut at = FieldsAt { fields: self, places: [None; 4] };
        let found = places.filter_map(|(provider, module)| self.place(provider, module));
        at.places.iter_mut().zip(found).for_each(|(place, found)| *place = Some(found));
        at
    }

    /// What is known of an object and its fields.
    #[inline(never)]
    pub fn facts(&self, provider: &str, module: Option<&str>, object: &str) -> Option<ObjectFacts> {
        let list = self.of(provider, module, object)?;
        let details = self.text(&self.place(provider, module)?.block(object)?.details);
        let mut lines = details.lines().skip_while(|line| line.split('\t').next() != Some(object));
        let display_name = lines.next().and_then(|line| line.split_once('\t')).map(|(_, display)| display.to_string());
        let mut told = lines.take_while(|line| line.starts_with(' '));
        let fields = list.names().map(|name| FieldFacts::read_from(name, told.next().unwrap_or_default())).collect();
        Some(ObjectFacts { display_name, fields })
    }

    /// Whether any object of a place has a field with this root, whatever its case.
    pub fn has_root(&self, provider: &str, module: Option<&str>, wanted: &str) -> bool {
        let Some(place) = self.place(provider, module) else { return false };
        let roots = place.roots.get_or_init(|| {
            let lists = place.blocks.iter().flat_map(|block| self.lists(block));
            lists.flat_map(|list| list.roots().iter().cloned()).collect()
        });
        roots.contains(wanted.to_lowercase().as_str())
    }

    /// The lists of a place, by object.
    pub fn at(&self, provider: &str, module: Option<&str>) -> impl Iterator<Item = &FieldList> {
        self.place(provider, module).into_iter().flat_map(|place| &place.blocks).flat_map(|block| self.lists(block))
    }

    /// The providers and modules that there are lists of.
    pub fn places(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.all().iter().map(|place| (place.provider.as_str(), Some(place.module.as_str()).filter(|m| !m.is_empty())))
    }

    fn place(&self, provider: &str, module: Option<&str>) -> Option<&Place> {
        // Most providers have no lists, and the index need not be taken apart to know that.
        if self.places.get().is_none() && !self.may_have(provider) {
            return None;
        }
        let wanted = (provider, module.unwrap_or_default());
        let places = self.all();
        let at = places.binary_search_by(|place| (place.provider.as_str(), place.module.as_str()).cmp(&wanted)).ok()?;
        places.get(at)
    }

    /// Whether a line of the index begins with a provider; now and then another one that begins alike.
    fn may_have(&self, provider: &str) -> bool {
        let index = &self.bytes[..self.index().end.min(self.bytes.len())];
        memchr::memmem::find(index, format!("\n{provider}").as_bytes()).is_some()
    }

    /// Where the index is: behind the comments and an empty line, and before another one.
    fn index(&self) -> Range<usize> {
        let start = self.head().len() + 2;
        let rest = self.bytes.get(start..).unwrap_or_default();
        start..start + memchr::memmem::find(rest, b"\n\n").unwrap_or(rest.len())
    }

    fn lines<'f>(&'f self, block: &'f Block) -> &'f Lines {
        block.lines.get_or_init(|| Lines::of(self.text(&block.names).into_owned()))
    }

    fn lists<'f>(&'f self, block: &'f Block) -> impl Iterator<Item = &'f FieldList> {
        let lines = self.lines(block);
        lines.objects.iter().filter_map(|line| lines.list(line))
    }

    fn text<'f>(&'f self, part: &'f Part) -> Cow<'f, str> {
        match part {
            Part::Plain(text) => Cow::Borrowed(text),
            Part::Packed { at, size } => {
                let packed = self.bytes.get(at.clone()).unwrap_or_default();
                let bytes = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, *size).unwrap_or_default();
                Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
            }
        }
    }

    /// The places, with where their blocks are. Nothing is unpacked for that.
    #[inline(never)]
    fn all(&self) -> &[Place] {
        self.places.get_or_init(|| {
            let mut places: Vec<Place> = Vec::new();
            let range = self.index();
            let index = std::str::from_utf8(self.bytes.get(range.clone()).unwrap_or_default()).unwrap_or_default();
            // Behind it and an empty line stands what it is for.
            let mut at = range.end + 2;
            for line in index.lines() {
                let mut cells = line.split('\t');
                let (provider, module) = split(cells.next().unwrap_or_default());
                let first = SmolStr::new(cells.next().unwrap_or_default());
                let mut part = || {
                    let mut number = || cells.next().and_then(|cell| cell.parse::<usize>().ok()).unwrap_or_default();
                    let (packed, size) = (number(), number());
                    at += packed;
                    Part::Packed { at: at - packed..at, size }
                };
                let (names, details) = (part(), part());
                let block = Block { first, names, details, lines: OnceLock::new() };
                match places.last_mut() {
                    Some(place) if place.provider == provider && place.module == module => place.blocks.push(block),
                    _ => places.push(Place { provider, module, blocks: vec![block], roots: OnceLock::new() }),
                }
            }
            places
        })
    }
}

impl Place {
    /// The block that an object is in, if it is in any.
    fn block(&self, object: &str) -> Option<&Block> {
        let behind = self.blocks.partition_point(|block| block.first.as_str() <= object);
        self.blocks.get(behind.checked_sub(1)?)
    }
}

impl FieldFacts {
    fn read_from(name: &str, line: &str) -> FieldFacts {
        let mut cells = line.strip_prefix(' ').unwrap_or(line).split('\t');
        let mut cell = || Some(cells.next().unwrap_or_default()).filter(|cell| !cell.is_empty());
        let (display, kind, read_only) = (cell(), cell(), cell());
        let mut several = || cell().map(|all| all.split('|').map(str::to_string).collect()).unwrap_or_default();
        FieldFacts {
            name: SmolStr::new(name),
            display_name: display.map(str::to_string),
            kind: kind.map(str::to_string),
            read_only: read_only.map(|said| said == "1"),
            values: several(),
            references: several(),
        }
    }
}

/// Whether the lists of a place can be read, and are in order.
fn check_lists(text: &str) -> Result<(), String> {
    let lists = text.lines().map(FieldList::read_from).collect::<Result<Vec<FieldList>, String>>()?;
    match lists.is_sorted_by(|one, other| one.object < other.object) {
        true => Ok(()),
        false => Err("its objects are not in order".to_string()),
    }
}

fn split(place: &str) -> (SmolStr, SmolStr) {
    let (provider, module) = place.split_once(' ').unwrap_or((place, ""));
    (SmolStr::new(provider), SmolStr::new(module))
}
