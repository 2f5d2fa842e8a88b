//! Names that are near each other: what a person most likely meant to write.
//!
//! Near means: only the case differs, or one is the plural of the other, or one edit (insert, drop, replace, swap
//! of neighbours) in a name of at least five letters. Nothing further away is ever suggested.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hasher;

use fnv::FnvHasher;

/// Names that are longer than this, in bytes, are near to nothing.
const MAX_COMPARED: usize = 128;

/// How two names differ, from the surest likeness to the weakest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Likeness {
    /// The same letters in another case.
    Case,
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
    let letters = known.chars().count();
    (letters >= 5 && is_one_edit(written, known)).then_some(Likeness::Edit)
}

/// The same, and two edits in names of eight letters or more: for keys, of which there are few.
pub fn key_likeness(written: &str, known: &str) -> Option<Likeness> {
    likeness(written, known).or_else(|| {
        let short = written.len() > MAX_COMPARED || known.chars().count() < 8;
        (!short && edits(written, known, 2) <= 2).then_some(Likeness::TwoEdits)
    })
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

/// Inserts, drops, replacements and swaps of neighbours that lie between two names; more than
/// `most` is not told apart.
fn edits(a: &str, b: &str, most: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// The known names that `written` is near to, the nearest first, at most three.
pub fn near<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<(Likeness, &'n str)> {
    nearest(written, known, likeness)
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
/// are known. Near names share a variant: themselves, their lower case, what is left without the ending of a plural, or
/// what is left without one letter.
pub struct Index<'n> {
    names: Vec<&'n str>,
    /// The numbers of the names that have a variant, by its hash. Names that share one by chance are told apart later.
    by_variant: HashMap<u64, Vec<u32>>,
}

impl<'n> Index<'n> {
    /// An index of some names.
    pub fn of(names: impl IntoIterator<Item = &'n str>) -> Index<'n> {
        let names: Vec<&str> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let mut by_variant: HashMap<u64, Vec<u32>> = HashMap::new();
        for (nth, name) in names.iter().enumerate() {
            variants(name, |variant| {
                let sharing = by_variant.entry(variant).or_default();
                if sharing.last() != Some(&(nth as u32)) {
                    sharing.push(nth as u32);
                }
            });
        }
        Index { names, by_variant }
    }

    /// The known names that `written` is near to, the nearest first, at most three.
    pub fn near(&self, written: &str) -> Vec<(Likeness, &'n str)> {
        let mut candidates: BTreeSet<u32> = BTreeSet::new();
        variants(written, |variant| candidates.extend(self.by_variant.get(&variant).into_iter().flatten()));
        near(written, candidates.into_iter().map(|nth| self.names[nth as usize]))
    }
}

/// Gives the hash of each variant of a name; none of one that is near to nothing.
fn variants(name: &str, mut each: impl FnMut(u64)) {
    if name.len() > MAX_COMPARED {
        return;
    }
    let mut give = |first: &str, second: &str| {
        let mut hasher = FnvHasher::default();
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
                assert_eq!(is_one_edit(a, b), edits(a, b, 1) <= 1, "{a} {b}");
            }
        }
    }

    #[test]
    fn near_is_case_number_or_one_edit_in_five_letters() {
        assert_eq!(likeness("HubSpot", "hubspot"), Some(Likeness::Case));
        assert_eq!(likeness("contact", "contacts"), Some(Likeness::Number));
        assert_eq!(likeness("company", "companies"), Some(Likeness::Number));
        assert_eq!(likeness("hubpsot", "hubspot"), Some(Likeness::Edit));
        assert_eq!(likeness("slaesfroce", "salesforce"), None);
        assert_eq!(likeness("drift", "drip"), None);
        assert_eq!(likeness("jirb", "jira"), None);
        assert_eq!(likeness("hubspot", "hubspot"), None);
        assert_eq!(key_likeness("requiredFeilsd", "requiredFields"), Some(Likeness::TwoEdits));
    }
}
