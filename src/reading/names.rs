//! The names that the spec gives to members, to compare keys by number rather than by letters.

use std::num::NonZeroU16;

/// The number of a name in [`Names`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Symbol(NonZeroU16);

impl Symbol {
    /// The symbol of the name that is the `nth` of its names, from 0.
    pub const fn nth(nth: usize) -> Symbol {
        Symbol(NonZeroU16::MIN.saturating_add(nth as u16))
    }

    /// Which of its names it is, from 0.
    pub const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// How many places the table has: more than twice as many as there are names.
const PLACES: usize = 1024;

/// The names of the spec, each with a number.
///
/// No two names of the spec differ in case only, so that a name has one number in whatever case it is written.
#[derive(Debug)]
pub struct Names {
    texts: &'static [&'static str],
    /// By hash, or in the next free place behind: the number of a name, from 1.
    places: [u16; PLACES],
}

impl Names {
    /// Takes the names of the spec, at most half a thousand, which differ in more than case.
    pub const fn new(texts: &'static [&'static str]) -> Names {
        assert!(texts.len() <= PLACES / 2, "the table of names is too small");
        let mut places = [0; PLACES];
        let mut nth = 0;
        while nth < texts.len() {
            let mut place = hash(texts[nth].as_bytes());
            while places[place] != 0 {
                place = (place + 1) % PLACES;
            }
            places[place] = nth as u16 + 1;
            nth += 1;
        }
        Names { texts, places }
    }

    /// No names at all: keys are what is written.
    pub fn none() -> &'static Names {
        static NONE: Names = Names::new(&[]);
        &NONE
    }

    /// The number of a name in any case; nothing for one that the spec does not have.
    pub fn symbol(&self, text: &str) -> Option<Symbol> {
        let mut place = hash(text.as_bytes());
        loop {
            let nth = self.places[place].checked_sub(1)? as usize;
            // As a rule the case is right.
            let name = self.texts[nth];
            if name == text || name.eq_ignore_ascii_case(text) {
                return Some(Symbol::nth(nth));
            }
            place = (place + 1) % PLACES;
        }
    }

    /// The name as the spec spells it.
    pub fn text(&self, symbol: Symbol) -> &'static str {
        self.texts.get(symbol.index()).copied().unwrap_or("")
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The place of a name, in whatever case: its length and a few of its letters tell nearly all names apart.
const fn hash(bytes: &[u8]) -> usize {
    let length = bytes.len();
    let mut hash = length as u32;
    if length > 0 {
        let places = [0, length / 4, length / 2, length / 4 * 3, length - 1];
        let mut nth = 0;
        while nth < places.len() {
            hash = (hash ^ (bytes[places[nth]] | 0x20) as u32).wrapping_mul(0x0100_0193);
            nth += 1;
        }
    }
    (hash ^ (hash >> 15)) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_any_case_and_nothing_else_is() {
        static NAMES: Names = Names::new(&["a", "objectName", "objects", "specVersion"]);
        assert_eq!(NAMES.symbol("OBJECTname"), Some(Symbol::nth(1)));
        assert_eq!(NAMES.symbol("objects").map(|symbol| NAMES.text(symbol)), Some("objects"));
        for text in ["", "b", "object", "objectsx", "\u{212A}", "objectName "] {
            assert_eq!(NAMES.symbol(text), None, "{text}");
        }
        assert_eq!(Names::none().symbol("a"), None);
    }
}
