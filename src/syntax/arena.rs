//! The nodes of one text, in one block of memory.
//!
//! Built by the parsers, read by everybody else, and never changed afterwards.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::SyntaxError;
use crate::scalar::is_surely_text;
pub use crate::scalar::{Style, Tag};
use crate::source::Span;

/// A node of a text, by number. Numbers follow the text: a key comes before its value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The number of a value that stands in no tree.
    pub const NONE: NodeId = NodeId(u32::MAX);
}

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A scalar, or nothing at all where a value could stand (plain, empty).
    Scalar {
        /// How it is written.
        style: Style,
        /// The tag before it.
        tag: Tag,
    },
    /// A list.
    Sequence {
        /// Whether it is written in brackets.
        flow: bool,
    },
    /// Keys and values.
    Mapping {
        /// Whether it is written in braces.
        flow: bool,
    },
    /// `*name`
    Alias {
        /// The node that carries the anchor. Never an ancestor of the alias.
        target: NodeId,
    },
    /// Could not be read; a [`SyntaxError`] says why.
    Bad,
}

/// A comment, from `#` to the end of its line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    /// Where it stands, `#` included, the line break not.
    pub span: Span,
}

/// Where the text of a scalar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// In the source, letter by letter.
    Source(Span),
    /// Among the texts that were put together.
    Cooked(Span),
}

/// A range of one of the arena's lists, or of a text.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    start: u32,
    len: u32,
}

/// A [`Kind`] as a node keeps it, in as little room as that takes: there is one for every few bytes of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Scalar { style: Style, tag: Tag },
    Sequence { flow: bool },
    Mapping { flow: bool },
    Alias,
    Bad,
}

#[derive(Clone, Debug)]
struct Node {
    span: Span,
    parent: NodeId,
    /// Which child of its parent this is; for mappings 2n is a key and 2n + 1 its value.
    slot: u32,
    form: Form,
    /// Scalars: the text. Sequences: a run of `items`. Mappings: a run of `pairs`. Aliases: the target, as its start.
    run: Run,
    /// Scalars: whether `run` is of `cooked` rather than of the source text.
    cooked: bool,
    /// Scalars: whether they are surely read as text, as they stand.
    text: bool,
}

/// One text as nodes.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    source: Arc<str>,
    nodes: Vec<Node>,
    items: Vec<NodeId>,
    pairs: Vec<[NodeId; 2]>,
    /// The texts of scalars that are not literally in the source (escapes, folded lines).
    cooked: String,
    comments: Vec<Comment>,
    /// Where the anchors stand, by the node that carries them.
    anchors: HashMap<NodeId, Span>,
    root: Option<NodeId>,
    /// Collections that lost a line to a syntax error, so that a key may be missing in them only
    /// because it could not be read.
    incomplete: Vec<NodeId>,
    /// The first text that the platform never reads, since the document has ended before it.
    pub(super) ignored: Option<Span>,
    /// Whether a scalar is a number that is infinite, or none at all.
    pub(crate) not_finite: bool,
    /// The other side of conflicts that a merge has left, as a tree of its own.
    pub(super) other_side: Option<Arc<Tree>>,
    /// What the platform's reader rejects.
    pub errors: Vec<SyntaxError>,
}

impl Tree {
    /// The node that the text consists of, unless there is none.
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// What a node is. A number that is none of this tree's is [`Kind::Bad`].
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).map_or(Kind::Bad, |node| match node.form {
            Form::Scalar { style, tag } => Kind::Scalar { style, tag },
            Form::Sequence { flow } => Kind::Sequence { flow },
            Form::Mapping { flow } => Kind::Mapping { flow },
            Form::Alias => Kind::Alias { target: NodeId(node.run.start) },
            Form::Bad => Kind::Bad,
        })
    }

    /// The bytes that a node stands on: a scalar with its quotes, a collection from its first to its
    /// last token. Anchors and tags lie outside.
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).map_or(Span::default(), |node| node.span)
    }

    /// The source text of a node.
    pub fn slice(&self, id: NodeId) -> &str {
        self.source_slice(self.span(id))
    }

    /// The source text in a range.
    pub fn source_slice(&self, span: Span) -> &str {
        self.source.get(span.range()).unwrap_or("")
    }

    /// The whole source text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text of a scalar, escapes and folding undone; empty for any other node.
    pub fn text(&self, id: NodeId) -> &str {
        match self.node(id) {
            Some(Node { form: Form::Scalar { .. }, run, cooked, .. }) => {
                let range = run.start as usize..(run.start + run.len) as usize;
                let from: &str = if *cooked { &self.cooked } else { &self.source };
                from.get(range).unwrap_or("")
            }
            _ => "",
        }
    }

    /// Whether a scalar's text stands in the source letter by letter, so that a part of the text is
    /// a part of the source; where it starts there.
    pub fn verbatim(&self, id: NodeId) -> Option<usize> {
        match self.node(id) {
            Some(Node { form: Form::Scalar { .. }, run, cooked: false, .. }) => Some(run.start as usize),
            _ => None,
        }
    }

    /// Whether a scalar is surely read as text, letter by letter. Where the answer is no, it may be nevertheless.
    pub(crate) fn is_surely_text(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(|node| node.text && matches!(node.form, Form::Scalar { .. }))
    }

    /// Whether a key is a merge key: a plain `<<`; or one in any quotes with the tag `!!merge` or `!`.
    pub fn is_merge_key(&self, key: NodeId) -> bool {
        self.text(key) == "<<"
            && matches!(
                self.kind(key),
                Kind::Scalar { style: Style::Plain, tag: Tag::None }
                    | Kind::Scalar { tag: Tag::Merge | Tag::NonSpecific, .. }
            )
    }

    /// Whether a scalar is written as a block of lines (`|`, `>`).
    pub fn is_block_scalar(&self, id: NodeId) -> bool {
        matches!(self.kind(id), Kind::Scalar { style: Style::Block, .. })
    }

    /// The items of a sequence; none for any other node.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match self.node(id) {
            Some(Node { form: Form::Sequence { .. }, run, .. }) => {
                self.items.get(run.start as usize..(run.start + run.len) as usize).unwrap_or(&[])
            }
            _ => &[],
        }
    }

    /// The keys and values of a mapping as written; none for any other node.
    pub fn pairs(&self, id: NodeId) -> &[[NodeId; 2]] {
        match self.node(id) {
            Some(Node { form: Form::Mapping { .. }, run, .. }) => {
                self.pairs.get(run.start as usize..(run.start + run.len) as usize).unwrap_or(&[])
            }
            _ => &[],
        }
    }

    /// The node that a node stands for: itself, or the target of an alias.
    pub fn target(&self, id: NodeId) -> NodeId {
        match self.kind(id) {
            Kind::Alias { target } => target,
            _ => id,
        }
    }

    /// The collection that a node stands in, as written.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).map(|node| node.parent).filter(|&parent| parent != NodeId::NONE)
    }

    /// For a key: the mapping that it stands in, and its value.
    pub(crate) fn with_key(&self, id: NodeId) -> Option<(NodeId, NodeId)> {
        let node = self.node(id).filter(|node| node.slot % 2 == 0)?;
        let [_, value] = self.pairs(node.parent).get(node.slot as usize / 2)?;
        Some((node.parent, *value))
    }

    /// The key of a value that stands in a mapping; nothing for items, keys and the root.
    pub fn key_of(&self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id)?;
        (node.slot % 2 == 1).then(|| self.pairs(node.parent).get(node.slot as usize / 2)).flatten().map(|pair| pair[0])
    }

    /// The innermost node that a byte belongs to: on the byte, or ending before it; nothing where there is none.
    pub fn node_at(&self, offset: usize) -> Option<NodeId> {
        let has = |id: NodeId| {
            let span = self.span(id);
            span.start as usize <= offset && offset <= span.end as usize
        };
        let mut at = self.root().filter(|&root| has(root))?;
        loop {
            let inner = match self.kind(at) {
                Kind::Mapping { .. } => {
                    let pairs = self.pairs(at);
                    let next = pairs.partition_point(|&[key, _]| self.span(key).start as usize <= offset);
                    next.checked_sub(1).and_then(|nth| pairs[nth].into_iter().rev().find(|&node| has(node)))
                }
                Kind::Sequence { .. } => {
                    let items = self.items(at);
                    let next = items.partition_point(|&item| self.span(item).start as usize <= offset);
                    next.checked_sub(1).map(|nth| items[nth]).filter(|&item| has(item))
                }
                Kind::Scalar { .. } | Kind::Alias { .. } | Kind::Bad => None,
            };
            match inner {
                Some(inner) => at = inner,
                None => return Some(at),
            }
        }
    }

    /// The text to point at when something is missing in a collection: its key, the first key of a
    /// list item or of the whole text, and the collection itself where there is neither.
    pub fn handle(&self, id: NodeId) -> Span {
        if let Some(key) = self.key_of(id) {
            return self.span(key);
        }
        match self.pairs(id).first() {
            Some([key, _]) => self.span(*key),
            None => self.visible(id),
        }
    }

    /// The text to point at for a value: the value on its first line, and where nothing is written its key or its dash.
    pub fn visible(&self, id: NodeId) -> Span {
        let span = self.span(id);
        if !span.is_empty() {
            let is_collection = !self.items(id).is_empty() || !self.pairs(id).is_empty();
            return if is_collection { self.first_line(span) } else { span };
        }
        if let Some(key) = self.key_of(id) {
            return self.span(key);
        }
        let before = self.source.get(..span.start as usize).unwrap_or("").trim_end();
        match before.strip_suffix(['-', ',', '[', ':', '?']) {
            Some(rest) => Span::new(rest.len(), before.len()),
            None => span,
        }
    }

    /// The part of a range on its first line, without spaces at the end.
    pub fn first_line(&self, span: Span) -> Span {
        let line = self.source_slice(span).lines().next().unwrap_or("");
        span.part(0..line.trim_end().len())
    }

    /// The place of a node as written: `$.integrations[0].name`.
    pub fn path(&self, id: NodeId) -> String {
        let mut steps = Vec::new();
        let mut at = id;
        while let Some(node) = self.node(at) {
            let parent = node.parent;
            match self.kind(parent) {
                Kind::Mapping { .. } => {
                    if let Some([key, _]) = self.pairs(parent).get(node.slot as usize / 2) {
                        steps.push(PathStep::Key(self.text(self.target(*key))));
                    }
                }
                Kind::Sequence { .. } => steps.push(PathStep::Index(node.slot / 2)),
                _ => break,
            }
            at = parent;
        }
        let mut path = String::from("$");
        for step in steps.iter().rev() {
            match step {
                PathStep::Key(key) if is_name(key) => {
                    path.push('.');
                    path.push_str(key);
                }
                PathStep::Key(key) => {
                    let quoted = key.replace('\\', "\\\\").replace('\'', "\\'");
                    let _ = write!(path, "['{quoted}']");
                }
                PathStep::Index(index) => {
                    let _ = write!(path, "[{index}]");
                }
            }
        }
        path
    }

    /// The comments, by place.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The comments that start in a range.
    pub fn comments_in(&self, span: Span) -> &[Comment] {
        let before = |at: u32| self.comments.partition_point(|comment| comment.span.start < at);
        self.comments.get(before(span.start)..before(span.end)).unwrap_or(&[])
    }

    /// Whether a comment stands in a range.
    pub fn has_comment(&self, span: Span) -> bool {
        !self.comments_in(span).is_empty()
    }

    /// Where the anchor (`&name`) of a node stands, if it has one.
    pub fn anchor(&self, id: NodeId) -> Option<Span> {
        self.anchors.get(&id).copied()
    }

    /// Whether something may be missing in this collection only because it could not be read.
    pub fn is_incomplete(&self, id: NodeId) -> bool {
        !self.incomplete.is_empty() && self.incomplete.contains(&id)
    }

    /// The first text that the platform never reads, since the document has ended before it: `---` where that is what
    /// ends it, else the first word.
    pub fn ignored(&self) -> Option<Span> {
        self.ignored
    }

    /// The text as it would be with the other side of the conflicts that a merge has left in it; nothing where there are none.
    /// This tree has the first side, and the errors that say where the conflicts are.
    pub fn other_side(&self) -> Option<Arc<Tree>> {
        self.other_side.clone()
    }

    /// Says that something may be missing in a collection only because it could not be read.
    pub(super) fn mark_incomplete(&mut self, id: NodeId) {
        self.incomplete.push(id);
    }

    /// Marks what lies under covered-up text as unreadable: scalars in `covered` become bad,
    /// collections around a `lost` line incomplete.
    pub(super) fn mark(&mut self, covered: &[Span], lost: &[Span]) {
        if covered.is_empty() && lost.is_empty() {
            return;
        }
        for node in &mut self.nodes {
            if matches!(node.form, Form::Scalar { .. })
                && covered.iter().any(|span| span.contains(node.span) && !node.span.is_empty())
            {
                node.form = Form::Bad;
            }
        }
        for span in lost {
            // A key right before a lost line may have had its value there.
            for node in &mut self.nodes {
                let between = self.source.get(node.span.end as usize..span.start as usize);
                let is_nothing = matches!(node.form, Form::Scalar { style: Style::Plain, .. }) && node.span.is_empty();
                if is_nothing
                    && between.is_some_and(|between| between.trim_matches([':', ' ', '\t', '\r', '\n']).is_empty())
                {
                    node.form = Form::Bad;
                }
            }
            let end = self.skip_blank(span.end);
            let mut around: Vec<u32> = (0..self.nodes.len() as u32)
                .filter(|&id| {
                    let node = &self.nodes[id as usize];
                    matches!(node.form, Form::Mapping { .. } | Form::Sequence { .. } | Form::Bad)
                        && node.span.start <= end
                        && span.start <= self.skip_blank(node.span.end)
                })
                .collect();
            // The innermost collections start last. By its indentation the line may belong to any that starts at least
            // as deep, give or take a misplaced blank, and to the first that starts before it.
            around.reverse();
            let lost = self.source.get(span.range()).unwrap_or("");
            let column = self.column(span.start + (lost.len() - lost.trim_start().len()) as u32);
            for id in around {
                let id = NodeId(id);
                self.incomplete.push(id);
                let starts_before = self.column(self.span(id).start) + 1 < column;
                if starts_before && matches!(self.kind(id), Kind::Mapping { .. }) {
                    break;
                }
            }
        }
    }

    /// Says of the source what was found in a working copy of it: `back` gives the place of a range, `verbatim` the range that it
    /// is letter by letter. Texts that are not are kept as they are in the copy.
    pub(super) fn bring_back(
        &mut self,
        copy: &str,
        back: impl Fn(Span) -> Span,
        verbatim: impl Fn(Span) -> Option<Span>,
    ) {
        for node in &mut self.nodes {
            node.span = back(node.span);
            if matches!(node.form, Form::Scalar { .. }) && !node.cooked {
                let run = Span::new(node.run.start as usize, (node.run.start + node.run.len) as usize);
                match verbatim(run) {
                    Some(there) => node.run.start = there.start,
                    None => {
                        node.run.start = self.cooked.len() as u32;
                        node.cooked = true;
                        self.cooked.push_str(copy.get(run.range()).unwrap_or(""));
                    }
                }
            }
        }
        self.comments.iter_mut().for_each(|comment| comment.span = back(comment.span));
        self.anchors.values_mut().for_each(|span| *span = back(*span));
        self.errors.iter_mut().for_each(|error| error.span = back(error.span));
    }

    /// Whether a scalar stands on just these bytes.
    pub(super) fn has_scalar(&self, span: Span) -> bool {
        // Nodes follow the text by where they start.
        let from = self.nodes.partition_point(|node| node.span.start < span.start);
        let here = self.nodes[from..].iter().take_while(|node| node.span.start == span.start);
        here.into_iter().any(|node| node.span == span && matches!(node.form, Form::Scalar { .. }))
    }

    /// Makes every alias unreadable, so that nothing walks what they expand to; where the last one stands.
    pub(super) fn cut_aliases(&mut self) -> Option<Span> {
        let mut last = None;
        for node in &mut self.nodes {
            if matches!(node.form, Form::Alias) {
                node.form = Form::Bad;
                last = Some(node.span);
            }
        }
        last
    }

    /// How many bytes stand before a place on its line.
    fn column(&self, at: u32) -> usize {
        let before = self.source.get(..at as usize).unwrap_or("");
        before.len() - before.rfind('\n').map_or(0, |found| found + 1)
    }

    /// Where the blanks and comments behind a place end: a line lost in between may have belonged to what is before it
    /// as well as to what is after it.
    fn skip_blank(&self, from: u32) -> u32 {
        let mut at = from as usize;
        loop {
            let rest = self.source.get(at..).unwrap_or("");
            let blank = rest.len() - rest.trim_start().len();
            at += blank;
            match rest[blank..].strip_prefix('#') {
                Some(comment) => at += 1 + comment.find('\n').unwrap_or(comment.len()),
                None => return at as u32,
            }
        }
    }
}

enum PathStep<'t> {
    Key(&'t str),
    Index(u32),
}

/// Whether a key can stand in a path without quotes.
fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Puts a tree together, node by node in the order of the text.
pub(super) struct Builder {
    tree: Tree,
    open: Vec<Open>,
    /// The children of all open collections, the innermost last.
    pending: Vec<NodeId>,
    /// The nodes with anchors, in the order of the text; an anchor counts for the aliases behind it.
    named: Vec<(Box<str>, NodeId)>,
    by_name: HashMap<Box<str>, NodeId>,
    /// Anchored collections that are complete.
    complete: HashSet<NodeId>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    id: NodeId,
    first: usize,
}

/// How much there was of a tree at some moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Mark {
    nodes: usize,
    items: usize,
    pairs: usize,
    cooked: usize,
    comments: usize,
    named: usize,
    errors: usize,
    /// The open collections, each with the number of its children.
    open: Vec<(NodeId, usize)>,
}

impl Builder {
    pub(super) fn new(source: Arc<str>) -> Builder {
        let mut tree = Tree::default();
        // Fifteen bytes a node is what manifests measure; growing a vector doubles memory for a moment.
        tree.nodes.reserve(source.len() / 16);
        tree.source = source;
        Builder {
            tree,
            open: Vec::new(),
            pending: Vec::new(),
            named: Vec::new(),
            by_name: HashMap::new(),
            complete: HashSet::new(),
        }
    }

    fn push(&mut self, span: Span, kind: Kind) -> NodeId {
        let id = NodeId(self.tree.nodes.len() as u32);
        let (parent, slot) = match self.open.last() {
            Some(open) => {
                let nth = (self.pending.len() - open.first) as u32;
                let is_mapping = matches!(self.tree.kind(open.id), Kind::Mapping { .. });
                (open.id, if is_mapping { nth } else { nth * 2 })
            }
            None => (NodeId::NONE, 0),
        };
        let (form, start) = match kind {
            Kind::Scalar { style, tag } => (Form::Scalar { style, tag }, 0),
            Kind::Sequence { flow } => (Form::Sequence { flow }, 0),
            Kind::Mapping { flow } => (Form::Mapping { flow }, 0),
            Kind::Alias { target } => (Form::Alias, target.0),
            Kind::Bad => (Form::Bad, 0),
        };
        self.tree.nodes.push(Node { span, parent, slot, form, run: Run { start, len: 0 }, cooked: false, text: false });
        match self.open.is_empty() {
            true => {
                self.tree.root.get_or_insert(id);
            }
            false => self.pending.push(id),
        }
        id
    }

    /// The texts that do not stand in the source letter by letter, to put another one behind them.
    pub(super) fn cooked(&mut self) -> &mut String {
        &mut self.tree.cooked
    }

    /// A scalar; `first` is the first byte of its text, where it has any.
    pub(super) fn scalar(&mut self, span: Span, style: Style, tag: Tag, text: Text, first: Option<u8>) -> NodeId {
        let id = self.push(span, Kind::Scalar { style, tag });
        let (place, cooked) = match text {
            Text::Source(place) => (place, false),
            Text::Cooked(place) => (place, true),
        };
        if let Some(node) = self.tree.nodes.last_mut() {
            node.run = Run { start: place.start, len: place.len() as u32 };
            node.cooked = cooked;
            // Only plain ones are interpreted, and their first byte says whether they can be.
            node.text = tag == Tag::None
                && (style != Style::Plain || first.is_some_and(|first| is_surely_text(first, place.len())));
        }
        id
    }

    /// Something of which nobody knows what it was to be.
    pub(super) fn bad(&mut self, span: Span) {
        self.push(span, Kind::Bad);
    }

    pub(super) fn start(&mut self, span: Span, kind: Kind) -> NodeId {
        let id = self.push(span, kind);
        self.open.push(Open { id, first: self.pending.len() });
        id
    }

    /// Closes the innermost collection. `end` is where its last token ends.
    pub(super) fn end(&mut self, end: u32) {
        let Some(open) = self.open.pop() else { return };
        let children = &self.pending[open.first..];
        let node = &mut self.tree.nodes[open.id.0 as usize];
        if matches!(node.form, Form::Mapping { .. }) {
            node.run = Run { start: self.tree.pairs.len() as u32, len: (children.len() / 2) as u32 };
            self.tree.pairs.extend(children.chunks_exact(2).map(|pair| [pair[0], pair[1]]));
        } else {
            node.run = Run { start: self.tree.items.len() as u32, len: children.len() as u32 };
            self.tree.items.extend_from_slice(children);
        }
        node.span.end = end.max(node.span.start);
        self.pending.truncate(open.first);
        if !self.tree.anchors.is_empty() && self.tree.anchors.contains_key(&open.id) {
            self.complete.insert(open.id);
        }
    }

    /// An alias of a node that came before. What that is wrong with it is returned, and the node is a bad one then.
    pub(super) fn alias(&mut self, span: Span, name: &str) -> Result<(), NoTarget> {
        let target = match self.by_name.get(name) {
            None => Err(NoTarget::Unknown),
            Some(&target) => match self.tree.kind(target) {
                Kind::Mapping { .. } | Kind::Sequence { .. } if !self.complete.contains(&target) => {
                    Err(NoTarget::Around)
                }
                _ => Ok(target),
            },
        };
        let kind = target.map_or(Kind::Bad, |target| Kind::Alias { target });
        self.push(span, kind);
        target.map(|_| ())
    }

    /// Gives a node an anchor of that name, which stands at `span`.
    pub(super) fn anchor(&mut self, node: NodeId, span: Span, name: &str) {
        self.tree.anchors.insert(node, span);
        self.named.push((name.into(), node));
        self.by_name.insert(name.into(), node);
    }

    /// Whether a scalar stands on just these bytes.
    pub(super) fn has_scalar(&self, span: Span) -> bool {
        self.tree.has_scalar(span)
    }

    /// Whether nothing has been written but marks and comments.
    pub(super) fn is_blank(&self) -> bool {
        match self.tree.nodes.as_slice() {
            [] => true,
            [only] => matches!(only.form, Form::Scalar { style: Style::Plain, .. }) && only.span.is_empty(),
            _ => false,
        }
    }

    pub(super) fn comment(&mut self, span: Span) {
        self.tree.comments.push(Comment { span });
    }

    pub(super) fn error(&mut self, error: SyntaxError) {
        self.tree.errors.push(error);
    }

    pub(super) fn tree(mut self) -> Tree {
        while !self.open.is_empty() {
            self.end(0);
        }
        self.tree.nodes.shrink_to_fit();
        self.tree
    }

    /// How much there is now, to come back to.
    pub(super) fn mark(&self) -> Mark {
        let ends = self.open.iter().skip(1).map(|open| open.first - 1).chain([self.pending.len()]);
        // A collection in a collection is a child itself, and comes after those before it.
        let open = self.open.iter().zip(ends).map(|(open, end)| (open.id, end - open.first)).collect();
        Mark {
            nodes: self.tree.nodes.len(),
            items: self.tree.items.len(),
            pairs: self.tree.pairs.len(),
            cooked: self.tree.cooked.len(),
            comments: self.tree.comments.len(),
            named: self.named.len(),
            errors: self.tree.errors.len(),
            open,
        }
    }

    /// Forgets all that came after a mark. Collections that were open then are open again.
    pub(super) fn rewind(&mut self, mark: &Mark) {
        let mut pending: Vec<NodeId> = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        for (nth, &(id, count)) in mark.open.iter().enumerate() {
            open.push(Open { id, first: pending.len() });
            let still_open = self.open.get(nth).filter(|open| open.id == id).copied();
            match still_open {
                Some(Open { first, .. }) => pending.extend_from_slice(&self.pending[first..first + count]),
                None if matches!(self.tree.kind(id), Kind::Mapping { .. }) => {
                    pending.extend(self.tree.pairs(id).iter().flatten().take(count));
                }
                None => pending.extend(self.tree.items(id).iter().take(count)),
            }
            if let Some(&(child, _)) = mark.open.get(nth + 1) {
                pending.push(child);
            }
        }
        for &Open { id, .. } in &open {
            self.tree.nodes[id.0 as usize].run = Run::default();
            self.complete.remove(&id);
        }
        (self.open, self.pending) = (open, pending);
        self.tree.nodes.truncate(mark.nodes);
        self.tree.items.truncate(mark.items);
        self.tree.pairs.truncate(mark.pairs);
        self.tree.cooked.truncate(mark.cooked);
        self.tree.comments.truncate(mark.comments);
        self.tree.errors.truncate(mark.errors);
        self.named.truncate(mark.named);
        let kept = mark.nodes as u32;
        self.tree.anchors.retain(|node, _| node.0 < kept);
        self.complete.retain(|node| node.0 < kept);
        self.by_name = self.named.iter().cloned().collect();
        self.tree.root = self.tree.root.filter(|root| root.0 < kept);
    }
}

/// Why an alias stands for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoTarget {
    /// No anchor of that name comes before it.
    Unknown,
    /// It stands inside the very node that it repeats.
    Around,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_takes_no_more_room_than_it_must() {
        assert_eq!(size_of::<Node>(), 28);
    }
}
