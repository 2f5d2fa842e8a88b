//! Names that are known, and which of them another one is near to.

use std::sync::OnceLock;

use smol_str::SmolStr;

use crate::near::{Likeness, Variants, near};

/// Some names, by their bytes, with an index of what is near to them that is made when it is first asked.
#[derive(Debug, Default)]
pub struct Names {
    sorted: Vec<SmolStr>,
    near: OnceLock<Variants>,
}

impl Names {
    pub(super) fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Names {
        let mut sorted: Vec<SmolStr> = names.into_iter().map(SmolStr::new).collect();
        sorted.sort_unstable();
        sorted.dedup();
        Names { sorted, near: OnceLock::new() }
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
    pub fn near(&self, name: &str) -> Vec<(Likeness, &str)> {
        let index = self.near.get_or_init(|| Variants::of(self.iter()));
        near(name, index.candidates(name).into_iter().filter_map(|nth| self.sorted.get(nth)).map(SmolStr::as_str))
    }
}
