//! A list that is made while it is written: a report takes no memory for what it says of one finding when it is at the next.

use serde::{Serialize, Serializer};

/// The items that a function gives, one by one, as a list.
pub(super) struct Each<F>(pub F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: IntoIterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
