//! Names that are near each other: what a person most likely meant to write.
//!
//! Near means: only the case differs, or one is the plural of the other, or two neighbours are swapped, or one other edit
//! (insert, drop, replace) in a name of at least five letters. Names that people write in several ways, as those of
//! providers and of keys, are near whatever dashes, underscores and spaces say. Nothing further away is ever suggested as
//! a fix.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hasher};

/// Names that are longer than this, in bytes, are near to nothing.
const MAX_COMPARED: usize = 128;

/// How two names differ, from the surest likeness to the weakest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Likeness {
    /// The same letters in another case.
    Case,
    /// The same letters, with other dashes, underscores or spaces between them.
    Separators,
    /// One is the plural of the other.
    Number,
    /// One edit.
    Edit,
    /// Two edits in a name of eight letters or more.
    TwoEdits,
}

/// How `written` is like `known`, if it is. Equal names are not alike: they are the same.
pub fn likeness(written: &str, known: &str) -> Option<Likeness> {
    if written == known {
        return None;
    }
    // No name is this long, and the comparison below takes time by the product of the lengths.
    if written.len() > MAX_COMPARED || known.len() > MAX_COMPARED {
        return None;
    }
    // Nearly all pairs of names are told apart by their lengths.
    let difference = written.chars().count().abs_diff(known.chars().count());
    if difference > 2 {
        return None;
    }
    let (a, b) = (written.to_lowercase(), known.to_lowercase());
    if a == b {
        return Some(Likeness::Case);
    }
    if is_plural(&a, &b) || is_plural(&b, &a) {
        return Some(Likeness::Number);
    }
    is_near_edit(written, known).then_some(Likeness::Edit)
}

/// The same for names that people write in several ways: dashes, underscores, spaces and case do not count.
pub fn name_likeness(written: &str, known: &str) -> Option<Likeness> {
    let exact = likeness(written, known);
    let too_long = written.len() > MAX_COMPARED || known.len() > MAX_COMPARED;
    if written == known || too_long || exact.is_some_and(|exact| exact < Likeness::Edit) {
        return exact;
    }
    let (a, b) = (letters(written), letters(known));
    if !a.is_empty() && a == b {
        return Some(Likeness::Separators);
    }
    exact.or_else(|| (!a.is_empty() && is_near_edit(&a, &b)).then_some(Likeness::Edit))
}

/// The same, and two edits in names of eight letters or more: for keys, of which there are few.
pub fn key_likeness(written: &str, known: &str) -> Option<Likeness> {
    name_likeness(written, known).or_else(|| {
        let short = written.len() > MAX_COMPARED || known.chars().count() < 8;
        (!short && is_within(written, known, 2)).then_some(Likeness::TwoEdits)
    })
}

/// Whether a key has the letters of a name that is missed at its place: all of them, or nearly, in this or another order; or
/// those of one end of the name (`version` for `specVersion`); or the name as words among others (`integrationName` for `name`).
pub fn has_letters_of(written: &str, missed: &str) -> bool {
    if written.len() > MAX_COMPARED {
        return false;
    }
    let (a, b) = (letters(written), letters(missed));
    let (count, whole) = (a.chars().count(), b.chars().count());
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    // All letters of the one in their order in the other.
    let runs_through = |short: &str, long: &str| {
        let mut rest = long.chars();
        short.chars().all(|letter| rest.any(|other| other == letter))
    };
    match count {
        0..3 => false,
        _ if count < whole => {
            b.starts_with(&a) || (count > 3 && b.ends_with(&a)) || (2 * count >= whole && runs_through(&a, &b))
        }
        _ if count == whole => count > 3 && (is_one_edit(&a, &b) || sorted(&a) == sorted(&b)),
        _ => (whole > 3 && count <= whole + 2 && runs_through(&b, &a)) || shares_words(written, missed),
    }
}

/// Whether the words of one name (`inherit`, `mapping`) are among those of the other, in their order
/// (`inherit`, `fields`, `and`, `mapping`); number does not count.
pub fn shares_words(written: &str, known: &str) -> bool {
    if written.len() > MAX_COMPARED {
        return false;
    }
    let (a, b) = (words(written), words(known));
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = |one: &String, other: &String| one == other || is_plural(one, other) || is_plural(other, one);
    let mut rest = many.iter();
    !few.is_empty() && few.iter().all(|word| rest.any(|other| same(word, other)))
}

/// The words of a name, in lower case: `watchFieldsAuto` and `watch-fields-auto` have the same.
fn words(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        if !is_separator(letter) {
            if is_separator(before) || (letter.is_uppercase() && !before.is_uppercase()) {
                found.push(String::new());
            }
            if let Some(word) = found.last_mut() {
                word.extend(letter.to_lowercase());
            }
        }
        before = letter;
    }
    found
}

/// The letters and digits of a name, in lower case.
fn letters(name: &str) -> String {
    name.chars().filter(|&letter| !is_separator(letter)).flat_map(char::to_lowercase).collect()
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '-' | '_' | '.') || letter.is_whitespace()
}

/// One edit in a name of five letters or more, and a swap of neighbours in any.
fn is_near_edit(written: &str, known: &str) -> bool {
    if known.chars().count() >= 5 {
        return is_one_edit(written, known);
    }
    written.chars().count() == known.chars().count()
        && is_one_edit(written, known)
        && written.chars().zip(known.chars()).filter(|(a, b)| a != b).count() == 2
}

fn is_plural(plural: &str, singular: &str) -> bool {
    let Some(ending) = plural.strip_prefix(singular) else {
        return singular.strip_suffix('y').is_some_and(|stem| plural.strip_suffix("ies") == Some(stem));
    };
    singular.len() > 1 && (ending == "s" || ending == "es")
}

/// Whether two different names are one insert, drop, replacement or swap of neighbours apart: what lies between the letters
/// that they begin with alike and those that they end with alike.
fn is_one_edit(a: &str, b: &str) -> bool {
    let prefix = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix =
        a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    let mut letters = (a.chars(), b.chars());
    let firsts = (letters.0.next(), letters.1.next());
    let seconds = (letters.0.next(), letters.1.next());
    match (firsts, seconds) {
        (_, (None, None)) => true,
        ((Some(a), Some(b)), (Some(c), Some(d))) => {
            a == d && b == c && letters.0.next().is_none() && letters.1.next().is_none()
        }
        _ => false,
    }
}

/// Whether two names are so many inserts, drops, replacements and swaps of neighbours apart, or less.
fn is_within(a: &str, b: &str, most: usize) -> bool {
    a.chars().count().abs_diff(b.chars().count()) <= most && strsim::osa_distance(a, b) <= most
}

/// The known names that `written` is near to, the nearest first, at most three.
pub fn near<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<(Likeness, &'n str)> {
    nearest(written, known, likeness)
}

/// The same for names that people write in several ways.
pub fn near_names<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<(Likeness, &'n str)> {
    nearest(written, known, name_likeness)
}

/// The same for keys.
pub fn near_keys<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<(Likeness, &'n str)> {
    nearest(written, known, key_likeness)
}

fn nearest<'n>(
    written: &str,
    known: impl IntoIterator<Item = &'n str>,
    like: fn(&str, &str) -> Option<Likeness>,
) -> Vec<(Likeness, &'n str)> {
    let mut found: Vec<_> = known.into_iter().filter_map(|name| Some((like(written, name)?, name))).collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(3);
    found
}

/// Many known names, for many names to be looked up: a look-up takes time by the length of the name, not by how many
/// are known.
pub struct Index<'n> {
    names: Vec<&'n str>,
    variants: Variants,
}

impl<'n> Index<'n> {
    /// An index of some names.
    pub fn of(names: impl IntoIterator<Item = &'n str>) -> Index<'n> {
        let names: Vec<&str> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let variants = Variants::of(names.iter().copied());
        Index { names, variants }
    }

    /// The known names that `written` is near to, the nearest first, at most three.
    pub fn near(&self, written: &str) -> Vec<(Likeness, &'n str)> {
        near(written, self.variants.candidates(written).into_iter().map(|nth| self.names[nth]))
    }
}

/// What an index knows of its names, which are kept elsewhere. Near names share a variant: themselves, their lower case,
/// what is left without the ending of a plural, or what is left without one letter.
#[derive(Debug, Default)]
pub struct Variants {
    /// The numbers of the names that have a variant, by its hash. Names that share one by chance are told apart later.
    by_variant: HashMap<u64, Vec<u32>>,
}

impl Variants {
    /// Those of some names, which are numbered from 0.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Variants {
        let mut by_variant: HashMap<u64, Vec<u32>> = HashMap::new();
        for (nth, name) in names.into_iter().enumerate() {
            variants(name, |variant| {
                let sharing = by_variant.entry(variant).or_default();
                if sharing.last() != Some(&(nth as u32)) {
                    sharing.push(nth as u32);
                }
            });
        }
        Variants { by_variant }
    }

    /// The numbers of the names that `written` may be near to; all that it is near to are among them.
    pub fn candidates(&self, written: &str) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        variants(written, |variant| {
            found.extend(self.by_variant.get(&variant).into_iter().flatten().map(|&nth| nth as usize));
        });
        found
    }
}

/// Gives the hash of each variant of a name; none of one that is near to nothing.
fn variants(name: &str, mut each: impl FnMut(u64)) {
    if name.len() > MAX_COMPARED {
        return;
    }
    let mut give = |first: &str, second: &str| {
        let mut hasher = DefaultHasher::new();
        hasher.write(first.as_bytes());
        hasher.write(second.as_bytes());
        each(hasher.finish());
    };
    let lower = name.to_lowercase();
    give(name, "");
    give(&lower, "");
    for (ending, instead) in [("s", ""), ("es", ""), ("ies", "y")] {
        if let Some(stem) = lower.strip_suffix(ending) {
            give(stem, instead);
        }
    }
    for (at, letter) in name.char_indices() {
        give(&name[..at], &name[at + letter.len_utf8()..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_finds_what_a_search_of_all_names_finds() {
        let names = [
            "contact",
            "contacts",
            "Contacts",
            "companies",
            "company",
            "box",
            "boxes",
            "hubspot",
            "hubpsot",
            "hubspots",
            "huspot",
            "status",
            "statuses",
            "address",
            "addresses",
            "é",
            "été",
            "étés",
            "field1",
            "field2",
            "field12",
            "abcde",
            "abcd",
            "",
        ];
        let index = Index::of(names);
        for written in
            names.into_iter().chain(["CONTACT", "contcat", "compnay", "Field1", "ÉTÉS", "abcdef", "xbcde", "bacde"])
        {
            assert_eq!(index.near(written), near(written, names), "{written}");
        }
    }

    #[test]
    fn one_edit_is_what_the_table_of_edits_says() {
        let names = [
            "", "a", "b", "ab", "ba", "abc", "acb", "bac", "abcd", "abdc", "acbd", "xbcd", "axcd", "aabb", "abab",
            "äb", "äbc",
        ];
        for a in names {
            for b in names.into_iter().filter(|b| *b != a) {
                assert_eq!(is_one_edit(a, b), is_within(a, b, 1), "{a} {b}");
            }
        }
    }

    #[test]
    fn near_is_case_number_a_swap_or_one_edit_in_five_letters() {
        assert_eq!(likeness("HubSpot", "hubspot"), Some(Likeness::Case));
        assert_eq!(likeness("contact", "contacts"), Some(Likeness::Number));
        assert_eq!(likeness("company", "companies"), Some(Likeness::Number));
        assert_eq!(likeness("hubpsot", "hubspot"), Some(Likeness::Edit));
        assert_eq!(likeness("slaesfroce", "salesforce"), None);
        assert_eq!(likeness("drift", "drip"), None);
        assert_eq!(likeness("jirb", "jira"), None);
        assert_eq!(likeness("hubspot", "hubspot"), None);
        assert_eq!(likeness("raed", "read"), Some(Likeness::Edit));
        assert_eq!(likeness("reaf", "read"), None);
        assert_eq!(likeness("rea", "read"), None);
        assert_eq!(likeness("2g", "g2"), Some(Likeness::Edit));
        assert_eq!(key_likeness("requiredFeilsd", "requiredFields"), Some(Likeness::TwoEdits));
    }

    #[test]
    fn a_swap_of_neighbours_is_near_whatever_the_length() {
        for name in ["ab", "abc", "abcd", "abcde", "été", "name", "read", "days", "specVersion"] {
            let letters: Vec<char> = name.chars().collect();
            for first in 0..letters.len() - 1 {
                let mut swapped = letters.clone();
                swapped.swap(first, first + 1);
                let written: String = swapped.into_iter().collect();
                let expected = (written != name).then_some(Likeness::Edit);
                assert_eq!(likeness(&written, name), expected, "{written}");
            }
        }
    }

    #[test]
    fn dashes_spaces_underscores_and_case_do_not_tell_names_apart() {
        for written in ["dynamics-crm", "Dynamics CRM", "dynamics_CRM", "DYNAMICS--CRM", "dynamics.crm", " dynamicsCRM"]
        {
            assert_eq!(name_likeness(written, "dynamicsCRM"), Some(Likeness::Separators), "{written}");
        }
        assert_eq!(name_likeness("dynamic-crm", "dynamicsCRM"), Some(Likeness::Edit));
        assert_eq!(name_likeness("Google Calender", "googleCalendar"), Some(Likeness::Edit));
        assert_eq!(name_likeness("g-2", "g2"), Some(Likeness::Separators));
        assert_eq!(name_likeness("--", "g2"), None);
        assert_eq!(name_likeness("zoho-crm", "zoom"), None);
    }

    #[test]
    fn a_missed_name_is_known_by_its_letters() {
        for (written, missed) in [
            ("version", "specVersion"),
            ("spec", "specVersion"),
            ("name", "objectName"),
            ("object", "objectName"),
            ("integrationName", "name"),
            ("provider_name", "provider"),
            ("dest", "destination"),
            ("dstination", "destination"),
            ("naem", "name"),
            ("eman", "name"),
            ("nam", "name"),
            ("nme", "name"),
            ("nane", "name"),
            ("objects", "allObjects"),
            ("period", "defaultPeriod"),
            ("naame", "name"),
            ("defaultPeriodDays", "defaultPeriod"),
        ] {
            assert!(has_letters_of(written, missed), "{written} {missed}");
        }
        for (written, missed) in [
            ("team", "name"),
            ("owner", "name"),
            ("id", "provider"),
            ("n", "name"),
            ("schedule", "destination"),
            ("read", "provider"),
            ("mode", "name"),
            ("namespace", "name"),
            ("nickname", "name"),
            ("", "name"),
        ] {
            assert!(!has_letters_of(written, missed), "{written} {missed}");
        }
    }

    #[test]
    fn words_are_those_of_one_name_among_those_of_the_other() {
        for (one, other) in [
            ("inheritMapping", "inheritFieldsAndMapping"),
            ("displayName", "mapToDisplayName"),
            ("fields", "requiredFields"),
            ("requiredField", "requiredWatchFields"),
            ("full-history", "fullHistory"),
        ] {
            assert!(shares_words(one, other) && shares_words(other, one), "{one} {other}");
        }
        assert!(!shares_words("mappingInherit", "inheritMapping"));
        assert!(!shares_words("watchFields", "requiredFields"));
        assert!(!shares_words("", "name") && !shares_words("--", "name"));
    }
}
