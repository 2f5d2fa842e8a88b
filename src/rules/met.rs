//! What a rule has met on its way through a list, to find what comes twice.

use std::collections::HashMap;
use std::hash::Hash;

/// How many are compared one by one: with so few that is faster than to look them up.
const FEW: usize = 12;

/// Things met, each with what is known of the first of its kind.
#[derive(Debug)]
pub(super) struct Met<K, V> {
    few: Vec<(K, V)>,
    many: HashMap<K, V>,
}

impl<K: Eq + Hash, V: Copy> Met<K, V> {
    /// Nothing yet.
    pub(super) fn new() -> Met<K, V> {
        Met { few: Vec::new(), many: HashMap::new() }
    }

    /// Meets one; what is known of the first of its kind, if this is not the first.
    pub(super) fn meet(&mut self, key: K, value: V) -> Option<V> {
        if let Some((_, first)) = self.few.iter().find(|(known, _)| *known == key) {
            return Some(*first);
        }
        if self.few.len() < FEW {
            self.few.push((key, value));
            return None;
        }
        match self.many.get(&key) {
            Some(first) => Some(*first),
            None => {
                self.many.insert(key, value);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_kind_is_remembered_however_many_there_are() {
        let mut met = Met::new();
        for number in 0..100 {
            assert_eq!(met.meet(number, number * 2), None);
        }
        for number in 0..100 {
            assert_eq!(met.meet(number, 0), Some(number * 2));
        }
    }
}
