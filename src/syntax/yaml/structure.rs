//! Tokens into nodes.
//!
//! The platform's grammar as a machine that is told of one token after the other and keeps what each open collection waits
//! for. It knows nothing of characters: where a token stands, and whether a scalar is a key, has been found out before it gets here.

use super::chars::at;
use super::fault::{Broken, Fault};
use super::reader::Reader;
use super::scalars::Scalar;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::arena::{Kind, NoTarget, NodeId, Style, Tag, Text};

/// An open collection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Where it starts.
    start: usize,
    waits: Waits,
}

/// What an open collection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// A list of dashes: for a dash, or for what is behind one.
    Dash,
    Item,
    /// The same for a list that is not indented under its key, and ends where no dash comes.
    BareDash,
    BareItem,
    /// A mapping of lines: for a key's start, the key, a colon, the value.
    Key,
    KeyNode,
    Colon,
    ValueNode,
    /// Brackets: for the first item, for one behind a comma, for a comma.
    ListFirst,
    ListItem,
    ListComma,
    /// A key and a value in brackets without braces around them; `PairEnd` is a pair that is complete.
    PairKeyNode,
    PairColon,
    PairValueNode,
    PairEnd,
    /// Braces: for the first key, for one behind a comma, for a comma; the key, a colon, the value; `Bare` is a key that cannot have a
    /// colon any more.
    BracesFirst,
    BracesKey,
    BracesComma,
    BracesKeyNode,
    BracesColon,
    BracesValueNode,
    BracesBare,
}

use Waits::*;

/// How far the document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document {
    /// Nothing has been read yet.
    Start,
    /// A directive.
    Directives,
    /// `---`.
    Marked,
    /// The root; it is complete when no collection is open.
    Root,
}

/// What stands before a value: an anchor, a tag, or both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Properties {
    /// Where they start and end.
    pub(super) start: usize,
    end: u32,
    anchor: Option<(Span, Span)>,
    /// Nothing inside where no directive declares its handle.
    tag: Option<Option<Tag>>,
}

impl Reader<'_, '_> {
    pub(super) fn top(&self) -> Option<Waits> {
        self.state.frames.last().map(|frame| frame.waits)
    }

    pub(super) fn set_top(&mut self, waits: Waits) {
        if let Some(frame) = self.state.frames.last_mut() {
            frame.waits = waits;
        }
    }

    /// Whether the document is complete.
    pub(super) fn is_complete(&self) -> bool {
        self.state.document == Document::Root && self.state.frames.is_empty() && self.state.root_is_read
    }

    /// The fault at hand, with the collection in which it shows.
    pub(super) fn misplaced(&self, fault: Fault) -> Broken {
        let from = self.state.frames.last().map_or(self.pos, |frame| frame.start);
        Broken { at: self.pos, from, fault }
    }

    /// What is wrong with a token that no collection of this kind takes.
    fn unexpected(&self) -> Broken {
        self.misplaced(match self.top() {
            None | Some(Item | BareItem | KeyNode | ValueNode) => Fault::Node,
            Some(Dash) => Fault::Item,
            Some(BareDash | Key | Colon) => Fault::Member,
            Some(ListFirst | ListItem | PairKeyNode | PairValueNode) => Fault::Node,
            Some(ListComma | PairColon | PairEnd) => Fault::ListEnd,
            Some(BracesFirst | BracesKey | BracesKeyNode | BracesValueNode) => Fault::Node,
            Some(BracesComma | BracesColon | BracesBare) => Fault::BracesEnd,
        })
    }

    /// Gets everything out of the way that a value cannot be part of: after that one is waited for.
    fn begin_node(&mut self) -> Result<(), Broken> {
        loop {
            match self.top() {
                None => match self.state.document {
                    Document::Start | Document::Marked => {
                        self.state.document = Document::Root;
                        return Ok(());
                    }
                    Document::Directives => return Err(self.misplaced(Fault::DocumentStart)),
                    Document::Root => return Ok(()),
                },
                Some(Item | BareItem | KeyNode | ValueNode) => return Ok(()),
                Some(ListFirst | ListItem | PairKeyNode | PairValueNode) => return Ok(()),
                Some(BracesFirst | BracesKey | BracesKeyNode | BracesValueNode) => return Ok(()),
                Some(BareDash) => self.close(),
                Some(Colon) => self.nothing(),
                Some(Dash | Key | ListComma | BracesComma | PairColon | PairEnd | BracesColon | BracesBare) => {
                    return Err(self.unexpected());
                }
            }
        }
    }

    /// What is waited for once a value has been read, or has begun.
    fn after_node(&mut self) {
        let next = match self.top() {
            None => {
                self.state.root_is_read = true;
                return;
            }
            Some(Item) => Dash,
            Some(BareItem) => BareDash,
            Some(KeyNode) => Colon,
            Some(ValueNode | Colon) => Key,
            Some(ListFirst | ListItem) => ListComma,
            Some(PairKeyNode) => PairColon,
            Some(PairValueNode | PairColon) => PairEnd,
            Some(BracesFirst | BracesKey) => BracesBare,
            Some(BracesKeyNode) => BracesColon,
            Some(BracesValueNode | BracesColon | BracesBare) => BracesComma,
            Some(other) => other,
        };
        self.set_top(next);
    }

    /// Nothing, where a value could stand: right behind what has been read.
    pub(super) fn nothing(&mut self) {
        let place = self.state.last_end as usize;
        let span = Span::new(place, place);
        self.builder.scalar(span, Style::Plain, Tag::None, Text::Source(span), None);
        self.after_node();
    }

    /// Whether properties wait for their value.
    pub(super) fn has_properties(&self) -> bool {
        self.state.properties.is_some() || self.state.outer.is_some()
    }

    /// Properties with nothing behind them are those of nothing.
    pub(super) fn flush(&mut self) -> Result<(), Broken> {
        if !self.has_properties() {
            return Ok(());
        }
        if let Some(properties) = self.take_properties()? {
            self.begin_node()?;
            self.nothing_with(properties);
        }
        Ok(())
    }

    fn nothing_with(&mut self, properties: Properties) {
        self.state.last_end = properties.end;
        let place = properties.end as usize;
        let (span, tag) = (Span::new(place, place), properties.tag.flatten().unwrap_or(Tag::None));
        let node = self.builder.scalar(span, Style::Plain, tag, Text::Source(span), None);
        self.attach(node, Some(properties));
        self.after_node();
    }

    /// The properties of the value at hand: those right before it and those on lines of their own. Of two anchors or two tags the
    /// first belongs to nothing.
    fn take_properties(&mut self) -> Result<Option<Properties>, Broken> {
        if !self.has_properties() {
            return Ok(None);
        }
        let properties = self.join_properties()?;
        match properties {
            Some(Properties { start, tag: Some(None), .. }) => {
                Err(Broken { at: start, from: start, fault: Fault::TagHandle })
            }
            properties => Ok(properties),
        }
    }

    fn join_properties(&mut self) -> Result<Option<Properties>, Broken> {
        if !self.has_properties() {
            return Ok(None);
        }
        let (outer, inner) = (self.state.outer.take(), self.state.properties.take());
        let (Some(outer), Some(inner)) = (outer, inner) else { return Ok(outer.or(inner)) };
        if (outer.anchor.is_some() && inner.anchor.is_some()) || (outer.tag.is_some() && inner.tag.is_some()) {
            self.begin_node()?;
            self.nothing_with(outer);
            return Ok(Some(inner));
        }
        let (anchor, tag) = (outer.anchor.or(inner.anchor), outer.tag.or(inner.tag));
        Ok(Some(Properties { start: outer.start, end: inner.end, anchor, tag }))
    }

    fn attach(&mut self, node: NodeId, properties: Option<Properties>) {
        if let Some((span, name)) = properties.and_then(|properties| properties.anchor) {
            self.builder.anchor(node, span, self.text.get(name.range()).unwrap_or(""));
        }
    }

    fn open(&mut self, start: usize, kind: Kind, waits: Waits, properties: Option<Properties>) {
        self.after_node();
        let node = self.builder.start(Span::new(start, start), kind);
        self.attach(node, properties);
        self.state.frames.push(Frame { start, waits });
    }

    /// Closes the innermost collection behind the last token.
    fn close(&mut self) {
        self.state.frames.pop();
        self.builder.end(self.state.last_end);
    }

    /// A scalar, and whether it is a key.
    pub(super) fn on_scalar(&mut self, scalar: Scalar) -> Result<(), Broken> {
        let properties = self.take_properties()?;
        self.begin_node()?;
        let tag = properties.and_then(|properties| properties.tag.flatten()).unwrap_or(Tag::None);
        let first = self.bytes.get(scalar.span.start as usize).copied();
        let node = self.builder.scalar(scalar.span, scalar.style, tag, scalar.text, first);
        self.attach(node, properties);
        self.state.last_end = scalar.span.end;
        self.after_node();
        Ok(())
    }

    /// `*name`; `name` is the name alone.
    pub(super) fn on_alias(&mut self, span: Span, name: Span) -> Result<(), Broken> {
        // An alias stands for a value with properties of its own.
        self.flush()?;
        self.begin_node()?;
        let name = self.text.get(name.range()).unwrap_or("");
        if let Err(why) = self.builder.alias(span, name) {
            self.builder.error(match why {
                NoTarget::Unknown => SyntaxError::new(span, format!("there is no anchor `&{name}` before this"))
                    .help("quote the text if no alias was meant: a plain value cannot start with `*`"),
                NoTarget::Around => {
                    SyntaxError::new(span, format!("`*{name}` stands inside the very node that it repeats"))
                        .help("an alias can only repeat what is finished before it")
                }
            });
        }
        self.state.last_end = span.end;
        self.after_node();
        Ok(())
    }

    /// `&name`, and whether it may be the start of a key.
    pub(super) fn on_anchor(&mut self, span: Span, name: Span, starts_key: bool) -> Result<(), Broken> {
        self.on_property(span, starts_key, |properties| {
            properties.anchor.is_none().then(|| properties.anchor = Some((span, name)))
        })
    }

    /// `!tag`, and whether it may be the start of a key; nothing for a tag whose handle no directive declares.
    pub(super) fn on_tag(&mut self, span: Span, tag: Option<Tag>, starts_key: bool) -> Result<(), Broken> {
        self.on_property(span, starts_key, |properties| properties.tag.is_none().then(|| properties.tag = Some(tag)))
    }

    fn on_property(
        &mut self,
        span: Span,
        starts_key: bool,
        mut add: impl FnMut(&mut Properties) -> Option<()>,
    ) -> Result<(), Broken> {
        // On a line of its own it may be the key's, and what stands on the lines before it the mapping's.
        if starts_key && self.state.properties.is_some() {
            self.state.outer = self.join_properties()?;
        }
        let fresh = Properties { start: span.start as usize, end: span.end, anchor: None, tag: None };
        let mut properties = self.state.properties.unwrap_or(fresh);
        if add(&mut properties).is_none() {
            // A second one of its kind belongs to the next value, and there is none.
            self.flush()?;
            properties = fresh;
            add(&mut properties);
        }
        properties.end = span.end;
        self.state.properties = Some(properties);
        Ok(())
    }

    /// Whether the character that comes next starts something that the waiting properties of the root cannot be for: then they are
    /// those of nothing, and the document is complete; unless it is the first key of a mapping.
    pub(super) fn properties_end_root(&self) -> bool {
        if !self.has_properties() || !self.state.frames.is_empty() {
            return false;
        }
        let (outer, inner) = (self.state.outer, self.state.properties);
        let has = |part: fn(Properties) -> bool| outer.is_some_and(part) || inner.is_some_and(part);
        match at(self.bytes, self.pos) {
            b',' | b']' | b'}' | b'*' => true,
            b'&' => has(|properties| properties.anchor.is_some()),
            b'!' => has(|properties| properties.tag.is_some()),
            _ => false,
        }
    }

    /// Whether the properties that wait for their value start where a key may have started.
    pub(super) fn properties_start_key(&self, key: usize) -> bool {
        self.state.properties.is_some_and(|properties| properties.start == key)
    }

    /// A mapping of lines starts; `key` is where its first key starts, and properties from there on are the key's.
    pub(super) fn on_mapping(&mut self, key: usize) -> Result<(), Broken> {
        let of_key = self.state.properties.take_if(|properties| properties.start >= key);
        let properties = self.take_properties()?;
        self.begin_node()?;
        self.open(key, Kind::Mapping { flow: false }, Key, properties);
        self.state.properties = of_key;
        Ok(())
    }

    /// A list of dashes starts.
    pub(super) fn on_list(&mut self, dash: usize) -> Result<(), Broken> {
        let properties = self.take_properties()?;
        self.begin_node()?;
        self.open(dash, Kind::Sequence { flow: false }, Dash, properties);
        Ok(())
    }

    /// `[` or `{`.
    pub(super) fn on_flow_start(&mut self, start: usize, square: bool) -> Result<(), Broken> {
        let properties = self.take_properties()?;
        self.begin_node()?;
        match square {
            true => self.open(start, Kind::Sequence { flow: true }, ListFirst, properties),
            false => self.open(start, Kind::Mapping { flow: true }, BracesFirst, properties),
        }
        self.state.last_end = start as u32 + 1;
        Ok(())
    }

    /// A key starts: at `?`, or without a word. Its properties wait already.
    pub(super) fn on_key(&mut self, start: usize, end: Option<usize>) -> Result<(), Broken> {
        // Properties from here on are the key's.
        let of_key = self.state.properties.take_if(|properties| properties.start >= start && end.is_none());
        self.flush()?;
        self.state.properties = of_key;
        loop {
            match self.top() {
                Some(Key) => {
                    self.set_top(KeyNode);
                    break;
                }
                Some(KeyNode | Colon | ValueNode | BareItem) => self.nothing(),
                Some(BareDash) => self.close(),
                Some(ListFirst | ListItem) => {
                    self.open(start, Kind::Mapping { flow: true }, PairKeyNode, None);
                    break;
                }
                Some(BracesFirst | BracesKey) => {
                    self.set_top(BracesKeyNode);
                    break;
                }
                _ => return Err(self.unexpected()),
            }
        }
        if let Some(end) = end {
            self.state.last_end = end as u32;
        }
        Ok(())
    }

    /// `:`
    pub(super) fn on_colon(&mut self, end: usize) -> Result<(), Broken> {
        self.flush()?;
        loop {
            match self.top() {
                Some(Colon) => {
                    self.set_top(ValueNode);
                    break;
                }
                Some(PairColon) => {
                    self.set_top(PairValueNode);
                    break;
                }
                Some(BracesColon) => {
                    self.set_top(BracesValueNode);
                    break;
                }
                Some(KeyNode | BracesKeyNode) => self.nothing(),
                _ => return Err(self.unexpected()),
            }
        }
        self.state.last_end = end as u32;
        Ok(())
    }

    /// `-`
    pub(super) fn on_dash(&mut self, start: usize) -> Result<(), Broken> {
        if !matches!(self.top(), Some(KeyNode | ValueNode)) {
            self.flush()?;
        }
        loop {
            match self.top() {
                Some(Dash) => {
                    self.set_top(Item);
                    break;
                }
                Some(BareDash) => {
                    self.set_top(BareItem);
                    break;
                }
                Some(Item | BareItem) => self.nothing(),
                Some(KeyNode | ValueNode) => {
                    let properties = self.take_properties()?;
                    self.open(start, Kind::Sequence { flow: false }, BareDash, properties);
                }
                _ => return Err(self.unexpected()),
            }
        }
        self.state.last_end = start as u32 + 1;
        Ok(())
    }

    /// The end of an indented collection.
    pub(super) fn on_block_end(&mut self) -> Result<(), Broken> {
        self.flush()?;
        loop {
            match self.top() {
                Some(Dash | Key) => {
                    self.close();
                    return Ok(());
                }
                Some(BareDash) => self.close(),
                Some(Item | BareItem | KeyNode | Colon | ValueNode) => self.nothing(),
                _ => return Err(self.unexpected()),
            }
        }
    }

    /// `,`
    pub(super) fn on_comma(&mut self, end: usize) -> Result<(), Broken> {
        self.flush()?;
        loop {
            match self.top() {
                Some(ListComma) => {
                    self.set_top(ListItem);
                    break;
                }
                Some(BracesComma) => {
                    self.set_top(BracesKey);
                    break;
                }
                Some(PairColon | PairValueNode) => self.nothing(),
                Some(PairEnd) => self.close(),
                Some(BracesKeyNode | BracesColon | BracesValueNode | BracesBare) => self.nothing(),
                _ => return Err(self.unexpected()),
            }
        }
        self.state.last_end = end as u32;
        Ok(())
    }

    /// `]` or `}`
    pub(super) fn on_flow_end(&mut self, end: usize, square: bool) -> Result<(), Broken> {
        self.flush()?;
        loop {
            match self.top() {
                Some(ListFirst | ListItem | ListComma) if square => break,
                Some(BracesFirst | BracesKey | BracesComma) if !square => break,
                Some(PairColon) => self.nothing(),
                Some(PairValueNode) if square => self.nothing(),
                Some(PairEnd) => self.close(),
                Some(BracesKeyNode | BracesValueNode) if !square => self.nothing(),
                Some(BracesColon | BracesBare) => self.nothing(),
                _ => return Err(self.unexpected()),
            }
        }
        self.state.last_end = end as u32;
        self.close();
        Ok(())
    }

    /// A directive.
    pub(super) fn on_directive(&mut self) -> Result<(), Broken> {
        match (self.state.document, self.top()) {
            (Document::Start | Document::Directives, None) => {
                self.state.document = Document::Directives;
                Ok(())
            }
            _ => Err(self.unexpected()),
        }
    }

    /// `---`
    pub(super) fn on_document_start(&mut self) -> Result<(), Broken> {
        match (self.state.document, self.top()) {
            (Document::Start | Document::Directives, None) => {
                self.state.document = Document::Marked;
                Ok(())
            }
            _ => Err(self.unexpected()),
        }
    }

    /// The end of the text, or of the document, outside of every collection of lines.
    pub(super) fn on_document_end(&mut self) -> Result<(), Broken> {
        if self.state.frames.is_empty() {
            self.flush()?;
            if self.state.document == Document::Marked {
                self.state.document = Document::Root;
                self.nothing();
            }
        }
        Ok(())
    }

    /// The fault of a text that ends, or goes on with another document, before this one is complete.
    pub(super) fn unfinished(&self) -> Broken {
        match (self.state.document, self.top()) {
            (Document::Directives, None) => self.misplaced(Fault::DocumentStart),
            _ => self.unexpected(),
        }
    }
}
