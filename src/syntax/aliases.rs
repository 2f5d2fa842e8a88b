//! How far the aliases of a text expand.
//!
//! The platform counts nodes while it makes values of them, each alias as all that it stands for, and refuses a text as soon as
//! too many of those counted so far came out of aliases (`go-yaml`'s own numbers). This module counts the same way.

use super::arena::{Kind, NodeId, Tree};

/// Up to so many nodes, 99 in 100 may come out of aliases.
const FEW: f64 = 400_000.0;
/// From so many on it is one in ten, and evenly in between.
const MANY: f64 = 4_000_000.0;

/// Whether the platform refuses a text for what its aliases expand to.
pub(super) fn expand_too_far(tree: &Tree) -> bool {
    if !(0..tree.len() as u32).any(|id| matches!(tree.kind(NodeId(id)), Kind::Alias { .. })) {
        return false;
    }
    let Some(root) = tree.root() else { return false };
    let mut count = Count { all: 1, aliased: 0 };
    // What is still to be counted, the next one last, and how many aliases it came out of.
    let mut ahead = vec![(root, 0u32)];
    while let Some((node, depth)) = ahead.pop() {
        if count.one(depth > 0) {
            return true;
        }
        match tree.kind(node) {
            Kind::Alias { target } => ahead.push((target, depth + 1)),
            Kind::Sequence { .. } => ahead.extend(tree.items(node).iter().rev().map(|&item| (item, depth))),
            Kind::Mapping { .. } => {
                for &[key, value] in tree.pairs(node).iter().rev() {
                    let is_merge = tree.is_merge_key(key);
                    match tree.kind(value) {
                        // A merge of several counts each of them, the last one first, and not their list.
                        Kind::Sequence { .. } if is_merge => {
                            ahead.extend(tree.items(value).iter().map(|&item| (item, depth)));
                        }
                        _ => ahead.push((value, depth)),
                    }
                    if !is_merge {
                        ahead.push((key, depth));
                    }
                }
            }
            Kind::Scalar { .. } | Kind::Bad => {}
        }
    }
    false
}

struct Count {
    all: u64,
    aliased: u64,
}

impl Count {
    /// One more node; whether that is too many.
    fn one(&mut self, aliased: bool) -> bool {
        self.all += 1;
        self.aliased += u64::from(aliased);
        let all = self.all as f64;
        let allowed = match all {
            _ if all <= FEW => 0.99,
            _ if all >= MANY => 0.10,
            _ => 0.99 - 0.89 * ((all - FEW) / (MANY - FEW)),
        };
        self.aliased > 100 && self.all > 1000 && self.aliased as f64 / all > allowed
    }
}
