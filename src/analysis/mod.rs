//! One text, analysed: what everything that asks about a text asks.
//!
//! Owns the text and all that the stages before the rules make of it: nodes, the platform's reading, what is not as the schema has
//! it, and the models. It is made once and never changed; what it would be with something read otherwise is another one, which
//! shares all that is the same. Says nothing about the text itself: that is the rules' affair.

mod definition;
mod fill;
mod schedules;

use std::sync::{Arc, OnceLock};

#[cfg(feature = "cli")]
use serde::de::DeserializeOwned;

pub use definition::Definition;
pub use fill::Hidden;
pub use schedules::{ScheduleAt, ScheduleOf};

#[cfg(feature = "cli")]
use crate::model::Field;
use crate::reading::view::{Amendment, View};
use crate::shape::check::{self, Violation};
use crate::shape::plan::{Place, Schema};
use crate::source::{Encoding, Point, Source, Span};
use crate::syntax::{self, NodeId, Tree};
use schedules::Schedules;

/// A text with all that is known of it before any rule has spoken.
#[derive(Debug)]
pub struct Analysis {
    source: Source,
    schema: &'static Schema,
    tree: Arc<Tree>,
    view: Arc<View>,
    /// Which of the schema's inputs it is, by number.
    root: Option<usize>,
    violations: Vec<Violation>,
    definition: Definition,
    schedules: OnceLock<Schedules>,
    /// The same with the other side of an unfinished merge.
    other_side: Option<Box<Analysis>>,
}

impl Analysis {
    /// Analyses a text that is to follow a schema: [`Schema::integrations`] or [`Schema::settings`].
    ///
    /// Never fails: what cannot be read is known as that, and the rest is analysed all the same.
    pub fn of(source: Source, schema: &'static Schema) -> Analysis {
        let tree = Arc::new(syntax::parse_with(&source, &schema.vocabulary));
        let other_side =
            tree.other_side().map(|tree| Box::new(Analysis::read(source.clone(), schema, tree, &[], None)));
        Analysis::read(source, schema, tree, &[], other_side)
    }

    /// The stages behind the nodes.
    fn read(
        source: Source,
        schema: &'static Schema,
        tree: Arc<Tree>,
        amendments: &[Amendment],
        other_side: Option<Box<Analysis>>,
    ) -> Analysis {
        let view = View::amended(Arc::clone(&tree), &schema.names, amendments);
        let root = Definition::root(&view, schema);
        let violations = match tree.root().zip(root) {
            Some((node, root)) => check::check(&view, node, schema, root),
            None => Vec::new(),
        };
        let definition = Definition::read(&view, schema, root, &violations, &Hidden::new());
        let view = Arc::new(view);
        Analysis { source, schema, tree, view, root, violations, definition, schedules: OnceLock::new(), other_side }
    }

    /// The same text with some mistakes read as what was meant.
    pub(crate) fn amended(&self, amendments: &[Amendment]) -> Analysis {
        Analysis::read(self.source.clone(), self.schema, Arc::clone(&self.tree), amendments, None)
    }

    /// The same text with some members hidden: they are there and cannot be read. `violations` are those that are left then.
    pub(crate) fn hiding(&self, violations: Vec<Violation>, hidden: &Hidden) -> Analysis {
        let definition = Definition::read(&self.view, self.schema, self.root, &violations, hidden);
        Analysis {
            source: self.source.clone(),
            schema: self.schema,
            tree: Arc::clone(&self.tree),
            view: Arc::clone(&self.view),
            root: self.root,
            violations,
            definition,
            schedules: OnceLock::new(),
            other_side: None,
        }
    }

    /// The text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What the text is to follow.
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// Its nodes.
    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The nodes as the platform reads them.
    pub(crate) fn view(&self) -> &View {
        &self.view
    }

    /// Which of the schema's inputs it is, by number; nothing for a text that is none of them.
    pub(crate) fn root(&self) -> Option<usize> {
        self.root
    }

    /// What is not as the schema has it.
    pub(crate) fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// What it defines.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The text as one model; what the structural check found bad is unreadable in it.
    #[cfg(feature = "cli")]
    pub(crate) fn fill<T: DeserializeOwned>(&self) -> Field<T> {
        match self.tree.root() {
            Some(root) => fill::read(&self.view, root, &definition::bad(&self.violations), &Hidden::new()),
            None => Field::Absent,
        }
    }

    /// The same text with the other side of an unfinished merge, where there is one.
    pub(crate) fn other_side(&self) -> Option<&Analysis> {
        self.other_side.as_deref()
    }

    /// The schedules of its integrations, each read once.
    pub(crate) fn schedules(&self) -> impl Iterator<Item = ScheduleAt<'_>> {
        self.schedules.get_or_init(|| Schedules::of(&self.definition)).all(&self.definition)
    }

    /// The innermost node that a byte belongs to: on the byte, or ending before it; nothing where there is none, as on a
    /// blank line.
    pub fn node_at(&self, offset: usize) -> Option<NodeId> {
        self.tree.node_at(offset)
    }

    /// Whether something in the text cannot be read. What is around that is analysed all the same.
    pub fn is_broken(&self) -> bool {
        !self.tree.errors.is_empty()
    }

    /// All nodes, in the order of the text: keys, values and items.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        (0..self.tree.len() as u32).map(NodeId)
    }

    /// The bytes that a node stands on.
    pub fn span(&self, node: NodeId) -> Span {
        self.tree.span(node)
    }

    /// The key of a value that stands in a mapping; nothing for items, keys and the root.
    pub fn key_of(&self, node: NodeId) -> Option<NodeId> {
        self.tree.key_of(node)
    }

    /// Whether a node is a key.
    pub fn is_key(&self, node: NodeId) -> bool {
        self.tree.with_key(node).is_some()
    }

    /// Where a node stands: `$.integrations[0].name`.
    pub fn path_to(&self, node: NodeId) -> String {
        self.tree.path(node)
    }

    /// What the schema says of the place that a node stands in: for a value or an item what it may be, for a key the
    /// same of its value. Nothing for what the schema does not know.
    pub fn member_at(&self, node: NodeId) -> Option<Place> {
        let tree = &self.tree;
        let value = tree.with_key(node).map_or(node, |(_, value)| value);
        // From the node outwards, and back inwards by the schema.
        let outwards: Vec<NodeId> = std::iter::successors(Some(value), |&node| tree.parent(node)).collect();
        let mut place = Place::root(self.schema, self.root?);
        for &node in outwards.iter().rev().skip(1) {
            place = match tree.key_of(node) {
                Some(key) => place.member(self.view.symbol(key))?,
                None => place.item()?,
            };
        }
        Some(place)
    }

    /// The place of a byte as editors count it.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Point {
        self.source.point(offset, encoding)
    }

    /// The byte at a place as editors count it.
    pub fn offset(&self, point: Point, encoding: Encoding) -> usize {
        self.source.offset(point, encoding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analysis_can_be_kept_and_asked_from_anywhere() {
        fn is_free<T: Send + Sync + 'static>() {}
        is_free::<Analysis>();
    }
}
