//! placeholder
use super::arena::{Kind, NodeId, Style, Tag, Tree};

/// Whether a key is a merge key: a plain `<<`.
pub fn is_merge_key(tree: &Tree, key: NodeId) -> bool {
    tree.text(key) == "<<" && matches!(tree.kind(key), Kind::Scalar { style: Style::Plain, tag: Tag::None })
}
