//! Names that are known, and which of them another one is near to.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use smol_str::SmolStr;

use crate::near::{Likeness, Variants, near};

/// What finds the names of a list that another one may be near to. A manifest asks a few times, which is done sooner than
/// an index is made; who asks more often gets one.
#[derive(Debug, Default)]
pub(super) struct Nearby {
    asked: AtomicU32,
    index: OnceLock<Variants>,
}

impl Nearby {
    /// As often as looking at all names costs less than an index of them.
    const WORTH: u32 = 64;

    /// The numbers of the names that one may be near to; all that it is near to are among them.
    pub fn candidates(&self, name: &str, names: &[SmolStr]) -> Vec<usize> {
        // Whichever way is taken, what is near is found: how often others have asked changes nothing but the time.
        if self.asked.load(Ordering::Relaxed) < Self::WORTH {
            self.asked.fetch_add(1, Ordering::Relaxed);
            return (0..names.len()).collect();
        }
        let index = self.index.get_or_init(|| Variants::of(names.iter().map(SmolStr::as_str)));
        index.candidates(name).into_iter().collect()
    }
}

/// Some names, by their bytes.
#[derive(Debug, Default)]
pub struct Names {
    sorted: Vec<SmolStr>,
    nearby: Nearby,
}

impl Names {
    pub(super) fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Names {
        let mut sorted: Vec<SmolStr> = names.into_iter().map(SmolStr::new).collect();
        sorted.sort_unstable();
        sorted.dedup();
        Names { sorted, nearby: Nearby::default() }
    }

    /// Whether a name is one of them, letter by letter.
    pub fn has(&self, name: &str) -> bool {
        self.sorted.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.sorted.iter().map(SmolStr::as_str)
    }

    /// Those that a name is near to, the nearest first, at most three.
    #[inline(never)]
    pub fn near(&self, name: &str) -> Vec<(Likeness, &str)> {
        let candidates = self.nearby.candidates(name, &self.sorted);
        near(name, candidates.into_iter().filter_map(|nth| self.sorted.get(nth)).map(SmolStr::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_often_hears_the_same() {
        let all = ["contact", "contacts", "company", "companies", "deals", "été", "a"];
        let names = Names::of(all);
        let asked = ["contcat", "Company", "deal", "dels", "étés", "b", "contacts", ""];
        let first: Vec<_> = asked.iter().map(|name| names.near(name)).collect();
        assert!(first.iter().flatten().count() > 5, "{first:?}");
        for _ in 0..2 * Nearby::WORTH {
            assert_eq!(asked.iter().map(|name| names.near(name)).collect::<Vec<_>>(), first);
        }
        assert!(names.nearby.index.get().is_some());
    }
}
