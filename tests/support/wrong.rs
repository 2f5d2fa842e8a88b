//! What is wrong with pages, all of it: who changes a rule learns of every page that it touches from one run.

use std::fmt::Debug;

/// Everything that was found to be wrong so far.
#[must_use = "what is wrong is told by `report`"]
#[derive(Default)]
pub struct Wrong(Vec<String>);

impl Wrong {
    /// Notes what is wrong, unless it is not.
    pub fn unless(&mut self, is_right: bool, what: impl FnOnce() -> String) {
        if !is_right {
            self.0.push(what());
        }
    }

    /// Notes where something is other than it should be.
    pub fn unless_equal<A: Debug + PartialEq<B>, B: Debug>(
        &mut self,
        is: &A,
        wanted: &B,
        what: impl FnOnce() -> String,
    ) {
        self.unless(is == wanted, || format!("{}\nis     {is:?}\nwanted {wanted:?}", what()));
    }

    /// Fails with all that is wrong, if anything is.
    pub fn report(self) {
        let count = self.0.len();
        assert!(count == 0, "{count} wrong:\n\n{}\n", self.0.join("\n\n"));
    }
}
