//! How far the platform's reader has looked.
//!
//! It takes the text in pieces of 512 bytes and refuses a control character as soon as the piece with it is taken, even where
//! it stands behind the end of the document; and it looks for a byte order mark at the start of what it has taken, wherever in it it reads. Nobody would write
//! texts for which that matters, but some have them: for these alone this module follows what is taken.

use super::chars;

/// How much is taken at once, in bytes of the encoding that the text was read in.
const PIECE: usize = 512;

/// What the reader has taken of a text.
#[derive(Clone, Debug)]
pub(super) struct Window {
    wide: bool,
    /// Where the piece at hand starts.
    front: usize,
    /// Where the taken text ends.
    taken: usize,
    /// How often the reader has asked for more than there is: each time it is given a NUL.
    missing: usize,
}

impl Window {
    /// Nothing is taken yet. `wide` says that the text was read from UTF-16; `start` is where it starts, behind a byte order mark.
    pub(super) fn new(wide: bool, start: usize) -> Window {
        Window { wide, front: start, taken: 0, missing: 0 }
    }

    /// Where the taken text ends.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// Whether the piece at hand starts with a byte order mark.
    pub(super) fn starts_with_mark(&self, bytes: &[u8]) -> bool {
        bytes.get(self.front..).is_some_and(|piece| piece.starts_with(b"\xEF\xBB\xBF"))
    }

    /// The reader wants to see so many characters from a place on.
    pub(super) fn need(&mut self, bytes: &[u8], place: usize, wanted: usize) {
        let mut known = self.missing;
        let mut at = place;
        while known < wanted && at < self.taken {
            at += chars::width(bytes[at]);
            known += 1;
        }
        if known >= wanted {
            return;
        }
        self.front = place;
        while known < wanted {
            let before = self.taken;
            self.take(bytes);
            if self.taken == before {
                self.missing += 1;
                return;
            }
            known += chars::count(bytes, before.max(place), self.taken);
        }
    }

    /// The same for every character from one place to another, once it has been read.
    pub(super) fn need_along(&mut self, bytes: &[u8], from: usize, to: usize, wanted: usize) {
        let mut at = from;
        while at < to {
            at += chars::width(bytes[at]);
            self.need(bytes, at, wanted);
        }
    }

    /// Takes one more piece: as many whole characters as it holds.
    fn take(&mut self, bytes: &[u8]) {
        let mut room = PIECE;
        // The mark that tells the encoding is not kept, and takes its place in the first piece.
        if self.taken == 0 && self.wide {
            room -= 2;
        }
        while let Some(&byte) = bytes.get(self.taken) {
            let width = chars::width(byte);
            let cost = match (self.wide, width) {
                (false, width) => width,
                (true, 4) => 4,
                (true, _) => 2,
            };
            if cost > room {
                return;
            }
            room -= cost;
            self.taken += width;
        }
    }
}
