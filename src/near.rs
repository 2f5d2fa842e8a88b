//! Names that are near each other: what a person most likely meant to write.
//!
//! Near means: only the case differs, or one is the plural of the other, or two neighbours are swapped, or one other edit
//! (insert, drop, replace) in a name of at least five letters. Names that people write in several ways, as those of
//! providers and of keys, are near whatever dashes, underscores and spaces say. Nothing further away is ever suggested as
//! a fix.

use std::hash::{BuildHasher, RandomState};

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
    // Nearly all pairs of names are told apart by their lengths, or by how much they have in common.
    match written.is_ascii() && known.is_ascii() {
        true if written.len().abs_diff(known.len()) > 2 || are_apart(written.as_bytes(), known.as_bytes()) => {
            return None;
        }
        false if written.chars().count().abs_diff(known.chars().count()) > 2 => return None,
        _ => {}
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

/// Whether more than the three letters of the longest ending lie between those that two names begin with alike and those
/// that they end with alike, whatever their case: no likeness goes as far. For ASCII alone.
fn are_apart(a: &[u8], b: &[u8]) -> bool {
    let same = |(a, b): &(&u8, &u8)| a.eq_ignore_ascii_case(b);
    let rest = a.len().max(b.len()).saturating_sub(3);
    let prefix = a.iter().zip(b).take_while(same).count();
    prefix < rest && prefix + a.iter().rev().zip(b.iter().rev()).take(rest - prefix).take_while(same).count() < rest
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
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
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
#[derive(Debug)]
pub struct Variants {
    hashes: Hashes,
    /// Each variant's hash with the number of a name that has it, in order. Names that share one by chance are told apart
    /// later.
    all: Vec<(u64, u32)>,
}

impl Variants {
    /// Those of some names, which are numbered from 0.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Variants {
        let hashes = Hashes::drawn();
        let mut all = Vec::new();
        for (nth, name) in names.into_iter().enumerate() {
            hashes.of_variants(name, |variant| all.push((variant, nth as u32)));
        }
        all.sort_unstable();
        all.dedup();
        Variants { hashes, all }
    }

    /// The numbers of the names that `written` may be near to, in order; all that it is near to are among them.
    pub fn candidates(&self, written: &str) -> Vec<usize> {
        let mut found = Vec::new();
        self.hashes.of_variants(written, |variant| {
            let first = self.all.partition_point(|(other, _)| *other < variant);
            let sharing = self.all[first..].iter().take_while(|(other, _)| *other == variant);
            found.extend(sharing.map(|(_, nth)| *nth as usize));
        });
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// How the variants of names are hashed: a name is a number, with its bytes for digits, of which the remainder by a prime is
/// taken. So the hash of what is left without one letter follows from those of what stands before and behind it. The base
/// is drawn for each index, so that nobody can write names that all share one.
#[derive(Debug)]
struct Hashes {
    base: u64,
}

impl Hashes {
    const PRIME: u64 = (1 << 61) - 1;

    fn drawn() -> Hashes {
        // Larger than any digit.
        Hashes { base: 256 + RandomState::new().hash_one(Self::PRIME) % (Self::PRIME - 256) }
    }

    /// One number times a second, and a third.
    fn times_plus(one: u64, other: u64, more: u64) -> u64 {
        let whole = u128::from(one) * u128::from(other) + u128::from(more);
        // 2 to the power of 61 leaves 1.
        let folded = (whole as u64 & Self::PRIME) + (whole >> 61) as u64;
        if folded < Self::PRIME { folded } else { folded - Self::PRIME }
    }

    /// The hash of what follows a text of this hash.
    fn and(&self, before: u64, text: &str) -> u64 {
        text.bytes().fold(before, |hash, byte| self.and_byte(hash, byte))
    }

    fn and_byte(&self, before: u64, byte: u8) -> u64 {
        // No digit is 0, which would not count at the beginning.
        Self::times_plus(before, self.base, u64::from(byte) + 1)
    }

    /// Gives the hash of each variant of a name, some of them twice; none of one that is near to nothing.
    fn of_variants(&self, name: &str, mut each: impl FnMut(u64)) {
        if name.len() > MAX_COMPARED {
            return;
        }
        let lower = name.to_lowercase();
        for (ending, instead) in [("s", ""), ("es", ""), ("ies", "y")] {
            if let Some(stem) = lower.strip_suffix(ending) {
                each(self.and(self.and(0, stem), instead));
            }
        }
        if lower != name {
            each(self.and(0, &lower));
        }
        // What stands before each byte.
        let mut before = [0; MAX_COMPARED + 1];
        for (at, byte) in name.bytes().enumerate() {
            before[at + 1] = self.and_byte(before[at], byte);
        }
        each(before[name.len()]);
        let (mut behind, mut power) = (0, 1);
        for (at, letter) in name.char_indices().rev() {
            each(Self::times_plus(before[at], power, behind));
            for &byte in name.as_bytes()[at..at + letter.len_utf8()].iter().rev() {
                behind = Self::times_plus(power, u64::from(byte) + 1, behind);
                power = Self::times_plus(power, self.base, 0);
            }
        }
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

    /// All words of up to so many pieces, each with an ending or without.
    fn words_of(pieces: &[&str], most: usize) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut from = 0;
        for _ in 0..most {
            let longer: Vec<String> = words[from..]
                .iter()
                .flat_map(|word| pieces.iter().map(move |piece| format!("{word}{piece}")))
                .collect();
            from = words.len();
            words.extend(longer);
        }
        words.iter().flat_map(|word| ["", "y", "ies", "es"].map(|ending| format!("{word}{ending}"))).collect()
    }

    #[test]
    fn what_is_told_apart_early_is_not_alike() {
        let words = words_of(&["ab", "B", "é", "s"], 3);
        let index = Index::of(words.iter().map(String::as_str));
        for written in &words {
            for known in words.iter().filter(|known| *known != written) {
                let (a, b) = (written.to_lowercase(), known.to_lowercase());
                let whole = match () {
                    () if a == b => Some(Likeness::Case),
                    () if is_plural(&a, &b) || is_plural(&b, &a) => Some(Likeness::Number),
                    () => is_near_edit(written, known).then_some(Likeness::Edit),
                };
                assert_eq!(likeness(written, known), whole, "{written} {known}");
            }
            assert_eq!(index.near(written), near(written, words.iter().map(String::as_str)), "{written}");
        }
    }

    #[test]
    fn what_is_left_without_a_letter_is_hashed_as_if_it_were_written() {
        let hashes = Hashes::drawn();
        let long = "é".repeat(MAX_COMPARED / 2);
        for name in ["", "a", "ab", "contact", "été", "a😀b", long.as_str()] {
            let mut given = Vec::new();
            hashes.of_variants(name, |variant| given.push(variant));
            for (at, letter) in name.char_indices() {
                let left = [&name[..at], &name[at + letter.len_utf8()..]].concat();
                assert!(given.contains(&hashes.and(0, &left)), "{name} {left}");
            }
        }
        hashes.of_variants(&format!("{long}a"), |_| unreachable!("a name that is near to nothing"));
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
