//! The text from one token to the next: indentation, keys, and what each character starts.
//!
//! The platform's reader looks for keys as YAML 1.1 has them: a key is seen by the `:` behind it, which must come on the same line
//! and within 1024 characters. It puts its tokens into a queue until that is settled; this one looks ahead, and says at
//! once what it has found. Both find the same.

use super::chars::{self, at, break_length, is_blank, is_white};
use super::fault::{Broken, Fault};
use super::lines::behind_spaces;
use super::properties::{Directive, Handle};
use super::scalars::Scalar;
use super::structure::{Document, Frame, Properties};
use super::window::Window;
use crate::source::Span;
use crate::syntax::arena::{Builder, Mark};

/// How deep brackets and indentation may nest: the platform's own limit, for each.
const MAX_DEPTH: usize = 10_000;

/// How many characters a key may have.
pub(super) const MAX_KEY: usize = 1024;

/// The line of a key that never started.
const NEVER: usize = usize::MAX;

/// A place where a key may have started.
#[derive(Clone, Copy, Debug, Default)]
struct Key {
    /// Whether there is one.
    possible: bool,
    /// Whether nothing else can start there.
    required: bool,
    /// Whether the platform has lost sight of it: it takes a bracket in which nothing looked like a key for no key itself, as
    /// soon as that is closed.
    hidden: bool,
    start: usize,
    /// Where its line starts.
    line: usize,
    column: usize,
}

/// All that is known at some place of the text, so that reading can go on from there.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// How far the innermost collection of lines is indented; -1 outside of all.
    pub(super) indent: i32,
    /// The same for those around it, the outermost first.
    indents: Vec<i32>,
    /// How many brackets and braces are open.
    pub(super) flow: usize,
    /// Where a key may have started, for each of them and for what is outside.
    keys: Vec<Key>,
    /// Whether a key may start here.
    pub(super) key_allowed: bool,
    /// The tag handles that directives declare.
    pub(super) handles: Vec<Handle>,
    has_version: bool,
    pub(super) frames: Vec<Frame>,
    pub(super) document: Document,
    pub(super) root_is_read: bool,
    /// The properties that wait for their value, and those on the lines before.
    pub(super) properties: Option<Properties>,
    pub(super) outer: Option<Properties>,
    /// Where the last token ends.
    pub(super) last_end: u32,
}

/// How a document ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) struct Ending {
    /// Where it ended, in bytes: what comes then is never read.
    pub(in crate::syntax) end: usize,
    /// How far the platform has looked: a character that it refuses costs the whole text up to here.
    pub(in crate::syntax) looked_at: usize,
}

/// How many bytes lie between two places from which reading can go on.
const STRIDE: usize = 8 * 1024;

/// A place from which reading can go on: nothing before it depends on what comes behind.
#[derive(Clone, Debug)]
pub(in crate::syntax) struct Checkpoint {
    pos: usize,
    line: usize,
    window: Option<Window>,
    state: State,
    mark: Mark,
}

impl Checkpoint {
    /// The place, in bytes.
    pub(in crate::syntax) fn place(&self) -> usize {
        self.pos
    }
}

/// Reads one text.
pub(in crate::syntax) struct Reader<'t, 'b> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) builder: &'b mut Builder,
    checkpoints: &'b mut Vec<Checkpoint>,
    pub(super) pos: usize,
    /// Where the line at hand starts.
    line: usize,
    /// Whether the end of the text has been met, which is a line of its own.
    over: bool,
    /// Whether every character is one byte.
    ascii: bool,
    /// Whether tokens are read only to see whether they can be.
    skimming: bool,
    /// Where a key started that was met while skimming.
    skimmed_key: Option<usize>,
    window: Option<Window>,
    pub(super) state: State,
}

impl<'t, 'b> Reader<'t, 'b> {
    /// At the start of a text. `wide` says that it was read from UTF-16; `watched` that it has characters in it for which
    /// counts how far the platform looks.
    pub(in crate::syntax) fn new(
        text: &'t str,
        wide: bool,
        watched: bool,
        builder: &'b mut Builder,
        checkpoints: &'b mut Vec<Checkpoint>,
    ) -> Reader<'t, 'b> {
        let mark = if text.starts_with('\u{FEFF}') && !wide { '\u{FEFF}'.len_utf8() } else { 0 };
        Reader {
            text,
            bytes: text.as_bytes(),
            builder,
            checkpoints,
            pos: mark,
            line: mark,
            over: false,
            ascii: text.is_ascii(),
            skimming: false,
            skimmed_key: None,
            window: watched.then(|| Window::new(wide, mark)),
            state: State {
                indent: -1,
                indents: Vec::new(),
                flow: 0,
                keys: vec![Key::default()],
                key_allowed: true,
                handles: Vec::new(),
                has_version: false,
                frames: Vec::new(),
                document: Document::Start,
                root_is_read: false,
                properties: None,
                outer: None,
                last_end: mark as u32,
            },
        }
    }

    /// Goes back to a place where the reader has been, or to the start of the text.
    pub(in crate::syntax) fn resume(&mut self, checkpoint: Option<&Checkpoint>) {
        match checkpoint {
            Some(Checkpoint { pos, line, window, state, mark }) => {
                (self.pos, self.line) = (*pos, *line);
                self.window.clone_from(window);
                self.state = state.clone();
                self.builder.rewind(mark);
            }
            None => self.builder.rewind(&Mark::default()),
        }
    }

    /// Reads the first document, which is all that the platform reads; but not beyond `limit`.
    pub(in crate::syntax) fn document(&mut self, limit: usize) -> Result<Ending, Broken> {
        let mut next = self.pos + STRIDE;
        loop {
            if self.pos >= next {
                next = self.pos + STRIDE;
                self.checkpoints.push(Checkpoint {
                    pos: self.pos,
                    line: self.line,
                    window: self.window.clone(),
                    state: self.state.clone(),
                    mark: self.builder.mark(),
                });
            }
            self.skip_to_token();
            let ends = self.ends_document();
            if self.state.flow == 0 {
                self.unroll(if ends { -1 } else { self.column() as i32 })?;
                if ends {
                    self.on_document_end()?;
                }
            }
            if self.properties_end_root() && !(self.state.key_allowed && self.starts_key()?) {
                self.flush()?;
            }
            if self.is_complete() || (self.is_at_end() && self.state.document == Document::Start) {
                return self.ending();
            }
            if self.pos > limit {
                return Ok(Ending { end: self.pos, looked_at: self.pos });
            }
            if !(self.is_plain_sailing() && self.member()?) {
                self.token()?;
            }
        }
    }

    /// Whether a line may be read at once.
    fn is_plain_sailing(&self) -> bool {
        self.window.is_none()
            && self.state.flow == 0
            && self.state.key_allowed
            && !self.has_properties()
            && !self.state.keys[0].possible
    }

    /// Where the line at hand starts.
    pub(super) fn line_start(&self) -> usize {
        self.line
    }

    /// Goes to a place on the line that starts at `line`.
    pub(super) fn go_to(&mut self, place: usize, line: usize) {
        (self.pos, self.line) = (place, line);
    }

    pub(super) fn broken(&self, fault: Fault, from: usize) -> Broken {
        Broken { at: self.pos, from, fault }
    }

    /// How many characters stand before this place on its line.
    pub(super) fn column(&self) -> usize {
        match self.ascii {
            true => self.pos - self.line,
            false => chars::count(self.bytes, self.line, self.pos),
        }
    }

    /// The platform looks at so many characters from here on.
    #[inline]
    pub(super) fn need(&mut self, wanted: usize) {
        if let Some(window) = &mut self.window
            && !self.over
        {
            window.need(self.bytes, self.pos, wanted);
        }
    }

    /// The same, behind every character since a place.
    #[inline]
    pub(super) fn need_along(&mut self, from: usize, wanted: usize) {
        if let Some(window) = &mut self.window {
            window.need_along(self.bytes, from, self.pos, wanted);
        }
    }

    fn is_at_end(&self) -> bool {
        at(self.bytes, self.pos) == 0
    }

    /// Goes behind a line break of that length.
    pub(super) fn take_break(&mut self, length: usize) {
        self.pos += length;
        self.line = self.pos;
    }

    /// Goes to the end of a comment that starts here, and keeps it.
    pub(super) fn comment(&mut self) {
        let start = self.pos;
        self.pos = chars::line_end(self.bytes, start);
        self.need_along(start, 1);
        if !self.skimming {
            self.builder.comment(Span::new(start, self.pos));
        }
    }

    /// Goes over blanks, comments and line breaks.
    fn skip_to_token(&mut self) {
        loop {
            self.need(1);
            if let Some(window) = &self.window
                && window.starts_with_mark(self.bytes)
                && self.column() == 0
                && !self.is_at_end()
            {
                // Wherever it reads: the platform looks for the mark at the start of its piece.
                self.pos += chars::width(self.bytes[self.pos]);
            }
            self.need(1);
            let tabs = self.state.flow > 0 || !self.state.key_allowed;
            if self.window.is_none() {
                self.pos = behind_spaces(self.bytes, self.pos);
            }
            loop {
                match at(self.bytes, self.pos) {
                    b' ' => self.pos += 1,
                    b'\t' if tabs => self.pos += 1,
                    _ => break,
                }
                self.need(1);
            }
            if at(self.bytes, self.pos) == b'#' {
                self.comment();
            }
            let length = break_length(self.bytes, self.pos);
            if length == 0 {
                return;
            }
            self.need(2);
            self.take_break(length);
            if self.state.flow == 0 {
                self.state.key_allowed = true;
            }
        }
    }

    /// Whether this is the end of the text, a directive, or a line of `---` or `...`.
    fn ends_document(&self) -> bool {
        match at(self.bytes, self.pos) {
            0 => true,
            b'%' => self.column() == 0,
            b'-' | b'.' => self.at_document_mark(),
            _ => false,
        }
    }

    /// Ends the collections of lines that are indented deeper than a column.
    fn unroll(&mut self, column: i32) -> Result<(), Broken> {
        while self.state.indent > column {
            if !self.skimming {
                self.on_block_end()?;
            }
            self.state.indent = self.state.indents.pop().unwrap_or(-1);
        }
        Ok(())
    }

    /// Whether a collection of lines starts at a column, deeper than those around it.
    pub(super) fn roll(&mut self, column: usize) -> Result<bool, Broken> {
        if self.state.flow > 0 || self.state.indent >= column as i32 {
            return Ok(false);
        }
        self.state.indents.push(self.state.indent);
        self.state.indent = column as i32;
        match self.state.indents.len() > MAX_DEPTH {
            true => Err(self.broken(Fault::Depth, self.pos)),
            false => Ok(true),
        }
    }

    fn key(&mut self) -> &mut Key {
        let last = self.state.keys.len() - 1;
        &mut self.state.keys[last]
    }

    /// Whether a key that may have started can still be one here.
    fn is_near(&self, key: &Key) -> bool {
        key.line == self.line
            && !self.over
            && (self.pos - key.start <= MAX_KEY || chars::count(self.bytes, key.start, self.pos) <= MAX_KEY)
    }

    /// The key that may have started at this level and can still be one.
    fn pending_key(&mut self) -> Result<Option<Key>, Broken> {
        let key = *self.key();
        if !key.possible {
            return Ok(None);
        }
        if self.is_near(&key) {
            return Ok(Some(key));
        }
        self.drop_key()?;
        Ok(None)
    }

    /// What may have been a key is none; a fault where it had to be one.
    fn drop_key(&mut self) -> Result<(), Broken> {
        let key = *self.key();
        if key.possible && key.required {
            return Err(self.broken(Fault::Colon, key.start));
        }
        self.key().possible = false;
        Ok(())
    }

    /// Remembers that a key may start here, where one may.
    fn save_key(&mut self) -> Result<bool, Broken> {
        if !self.state.key_allowed {
            return Ok(false);
        }
        let column = if self.state.flow == 0 { self.column() } else { 0 };
        let required = self.state.flow == 0 && self.state.indent == column as i32;
        self.drop_key()?;
        let (start, line) = (self.pos, self.line);
        *self.key() = Key { possible: true, required, hidden: false, start, line, column };
        Ok(true)
    }

    /// Reads one token.
    fn token(&mut self) -> Result<(), Broken> {
        self.need(4);
        let start = self.pos;
        let byte = at(self.bytes, start);
        match byte {
            0 => self.end_of_text(),
            b'%' if self.column() == 0 => self.directive_line(),
            b'-' | b'.' if self.at_document_mark() => self.document_mark(),
            b'[' | b'{' => {
                self.save_key()?;
                // What may be a key inside is not yet known; where the bracket stands is.
                self.state.keys.push(Key { start, line: NEVER, ..Key::default() });
                self.state.flow += 1;
                if self.state.flow > MAX_DEPTH {
                    return Err(self.broken(Fault::Depth, start));
                }
                self.state.key_allowed = true;
                if !self.skimming {
                    self.on_flow_start(start, byte == b'[')?;
                }
                self.pos += 1;
                Ok(())
            }
            b']' | b'}' => {
                self.drop_key()?;
                if !self.skimming {
                    self.on_flow_end(start + 1, byte == b']')?;
                }
                if self.state.flow > 0 {
                    self.state.flow -= 1;
                    let inside = self.state.keys.pop().unwrap_or_default();
                    let key = self.key();
                    key.hidden |= inside.line == NEVER && key.start == inside.start;
                }
                self.state.key_allowed = false;
                self.pos += 1;
                Ok(())
            }
            b',' => {
                self.drop_key()?;
                self.state.key_allowed = true;
                if !self.skimming {
                    self.on_comma(start + 1)?;
                }
                self.pos += 1;
                Ok(())
            }
            b'-' if is_white(self.bytes, start + 1) => self.dash(),
            b'?' if self.state.flow > 0 || is_white(self.bytes, start + 1) => self.question_mark(),
            b':' if self.state.flow > 0 || is_white(self.bytes, start + 1) => self.colon(),
            b'*' => {
                self.save_key()?;
                self.state.key_allowed = false;
                let name = self.anchor_name()?;
                let span = Span::new(start, self.pos);
                self.key_or_value(start, |reader| reader.on_alias(span, name))
            }
            b'&' => {
                let starts_key = self.save_key()?;
                self.state.key_allowed = false;
                let name = self.anchor_name()?;
                match self.skimming {
                    true => Ok(()),
                    false => self.on_anchor(Span::new(start, self.pos), name, starts_key),
                }
            }
            b'!' => {
                let starts_key = self.save_key()?;
                self.state.key_allowed = false;
                let tag = self.tag()?;
                match self.skimming {
                    true => Ok(()),
                    false => self.on_tag(Span::new(start, self.pos), tag, starts_key),
                }
            }
            b'|' | b'>' if self.state.flow == 0 => {
                self.drop_key()?;
                self.state.key_allowed = true;
                let scalar = self.block()?;
                match self.skimming {
                    true => Ok(()),
                    false => self.on_scalar(scalar),
                }
            }
            b'\'' => self.scalar(Self::single_quoted),
            b'"' => self.scalar(Self::double_quoted),
            b'-' => self.scalar(Self::plain),
            b'?' | b':' if self.state.flow == 0 => self.scalar(Self::plain),
            b'?' | b':' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => Err(self.broken(Fault::Character, start)),
            _ => self.scalar(Self::plain),
        }
    }

    /// A scalar, which may be a key.
    fn scalar(&mut self, read: fn(&mut Self) -> Result<Scalar, Broken>) -> Result<(), Broken> {
        self.save_key()?;
        self.state.key_allowed = false;
        let scalar = read(self)?;
        self.key_or_value(scalar.span.start as usize, |reader| reader.on_scalar(scalar))
    }

    /// What has just been read, from `start` on, as a value; or as a key, where a colon follows, which is read too.
    fn key_or_value(
        &mut self,
        start: usize,
        value: impl FnOnce(&mut Self) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        if self.skimming {
            return Ok(());
        }
        let key = *self.key();
        if !key.possible || (key.start != start && !self.properties_start_key(key.start)) {
            return value(self);
        }
        let end = self.pos;
        while is_blank(self.bytes, self.pos) {
            self.pos += 1;
        }
        let is_colon = at(self.bytes, self.pos) == b':' && (self.state.flow > 0 || is_white(self.bytes, self.pos + 1));
        if !is_colon || !self.is_near(&key) {
            self.pos = end;
            return value(self);
        }
        self.need_along(end, 1);
        self.need(4);
        if self.roll(key.column)? {
            self.on_mapping(key.start)?;
        }
        self.on_key(key.start, None)?;
        value(self)?;
        self.key().possible = false;
        self.state.key_allowed = false;
        self.pos += 1;
        self.on_colon(self.pos)
    }

    fn dash(&mut self) -> Result<(), Broken> {
        let start = self.pos;
        if self.state.flow == 0 {
            if !self.state.key_allowed {
                return Err(self.broken(Fault::Entry, start));
            }
            if self.roll(self.column())? && !self.skimming {
                self.on_list(start)?;
            }
        }
        self.drop_key()?;
        self.state.key_allowed = true;
        if !self.skimming {
            self.on_dash(start)?;
        }
        self.pos += 1;
        Ok(())
    }

    fn question_mark(&mut self) -> Result<(), Broken> {
        let start = self.pos;
        if self.state.flow == 0 {
            if !self.state.key_allowed {
                return Err(self.broken(Fault::Key, start));
            }
            if self.roll(self.column())? && !self.skimming {
                self.on_mapping(start)?;
            }
        }
        self.drop_key()?;
        self.state.key_allowed = self.state.flow == 0;
        if !self.skimming {
            self.on_key(start, Some(start + 1))?;
        }
        self.pos += 1;
        Ok(())
    }

    /// A colon that was not seen from its key.
    fn colon(&mut self) -> Result<(), Broken> {
        let start = self.pos;
        if let Some(key) = self.pending_key()? {
            // The start of a key, and not a single scalar since: properties of nothing, brackets, or too much.
            if !self.skimming {
                if !self.properties_start_key(key.start) {
                    return Err(self.broken(Fault::CollectionKey, key.start));
                }
                if self.roll(key.column)? {
                    self.on_mapping(key.start)?;
                }
                self.on_key(key.start, None)?;
            } else {
                self.skimmed_key = Some(key.start);
                self.roll(key.column)?;
            }
            self.key().possible = false;
            self.state.key_allowed = false;
        } else {
            if self.state.flow == 0 {
                if !self.state.key_allowed {
                    return Err(self.broken(Fault::Value, start));
                }
                if self.roll(self.column())? && !self.skimming {
                    self.on_mapping(start)?;
                }
            }
            self.state.key_allowed = self.state.flow == 0;
        }
        if !self.skimming {
            self.on_colon(start + 1)?;
        }
        self.pos += 1;
        Ok(())
    }

    fn directive_line(&mut self) -> Result<(), Broken> {
        let start = self.pos;
        self.unroll(-1)?;
        self.drop_key()?;
        self.state.key_allowed = false;
        let directive = self.directive()?;
        if self.skimming {
            return Ok(());
        }
        let end = self.pos;
        let wrong = |fault| Broken { at: start, from: start, fault };
        match directive {
            Directive::Version { known: false } => return Err(wrong(Fault::Version)),
            Directive::Version { .. } if self.state.has_version => return Err(wrong(Fault::Directive)),
            Directive::Version { .. } => self.state.has_version = true,
            Directive::Tag(handle) => {
                if !self.declare(handle) {
                    return Err(wrong(Fault::Directive));
                }
            }
        }
        self.state.last_end = end as u32;
        self.on_directive()
    }

    fn document_mark(&mut self) -> Result<(), Broken> {
        let is_start = at(self.bytes, self.pos) == b'-';
        self.unroll(-1)?;
        self.drop_key()?;
        self.state.key_allowed = false;
        if !self.skimming {
            match is_start {
                true => self.on_document_start()?,
                false => return Err(self.unfinished()),
            }
        }
        self.pos += 3;
        self.state.last_end = self.pos as u32;
        Ok(())
    }

    fn end_of_text(&mut self) -> Result<(), Broken> {
        self.over = self.column() != 0;
        self.unroll(-1)?;
        self.drop_key()?;
        self.state.key_allowed = false;
        match self.skimming {
            true => Ok(()),
            false => Err(self.unfinished()),
        }
    }

    /// Whether what stands here is a key, or the start of one. Nothing is read.
    fn starts_key(&mut self) -> Result<bool, Broken> {
        let (first, line, over) = (self.pos, self.line, self.over);
        let (state, cooked) = (self.state.clone(), self.builder.cooked().len());
        self.skimming = true;
        let mut result = self.skim();
        while result.is_ok() && self.still_possible(first)? {
            result = self.skim();
        }
        self.skimming = false;
        self.builder.cooked().truncate(cooked);
        (self.pos, self.line, self.over, self.state) = (first, line, over, state);
        result.map(|()| self.skimmed_key.take() == Some(first))
    }

    /// The document is complete. The platform has read some way on by now, and refuses the text if it could not.
    fn ending(&mut self) -> Result<Ending, Broken> {
        let end = self.pos;
        let cooked = self.builder.cooked().len();
        self.skimming = true;
        let result = self.look_ahead();
        self.skimming = false;
        self.builder.cooked().truncate(cooked);
        result?;
        let looked_at = self.window.as_ref().map_or(end, Window::taken);
        Ok(Ending { end, looked_at })
    }

    fn look_ahead(&mut self) -> Result<(), Broken> {
        // The root itself, until it is seen to be no key; then the first token behind it, until the same is seen of that.
        let root = self.state.keys[0];
        let first = self.pos;
        self.skim()?;
        if root.start < first {
            while self.still_possible(root.start)? {
                self.skim()?;
            }
        }
        while self.still_possible(first)? {
            self.skim()?;
        }
        Ok(())
    }

    /// Whether what started at a place outside of all brackets may still turn out to be a key.
    fn still_possible(&mut self, start: usize) -> Result<bool, Broken> {
        let key = self.state.keys[0];
        if !key.possible || key.hidden || key.start != start {
            return Ok(false);
        }
        match (self.is_near(&key), key.required) {
            (true, _) => Ok(true),
            (false, true) => Err(self.broken(Fault::Colon, key.start)),
            (false, false) => {
                self.state.keys[0].possible = false;
                Ok(false)
            }
        }
    }

    /// Reads one token only to see whether it can be read.
    fn skim(&mut self) -> Result<(), Broken> {
        let root = self.state.keys[0];
        self.skip_to_token();
        let column = self.column() as i32;
        if self.state.flow == 0 {
            self.unroll(column)?;
        }
        let is_colon = at(self.bytes, self.pos) == b':'
            && self.state.flow == 0
            && is_white(self.bytes, self.pos + 1)
            && root.possible
            && !root.hidden
            && root.start < self.state.last_end as usize
            && self.is_near(&root);
        if is_colon {
            // The root is the first of several things before a colon.
            return Err(self.broken(Fault::Value, root.start));
        }
        self.token()
    }
}
