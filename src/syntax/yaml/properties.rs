//! What may stand before a value: anchors and tags; and aliases and directives, which are read alike.

use super::chars::{at, is_blank, is_line_end, is_name, is_white};
use super::fault::{Broken, Fault};
use super::reader::Reader;
use crate::source::Span;
use crate::syntax::arena::Tag;

/// The prefix of the tags that YAML itself gives a meaning.
const STANDARD: &str = "tag:yaml.org,2002:";

/// A tag handle that a directive declares.
#[derive(Clone, Debug)]
pub(super) struct Handle {
    /// `!`, `!!` or `!name!`.
    name: String,
    /// What it stands for.
    prefix: String,
}

impl Reader<'_, '_> {
    /// Goes over the sign at hand and the name behind it, of an anchor, an alias or a directive. Where the name begins.
    fn signed_name(&mut self) -> usize {
        self.pos += 1;
        self.need(1);
        let from = self.pos;
        while is_name(at(self.bytes, self.pos)) {
            self.pos += 1;
            self.need(1);
        }
        from
    }

    /// The name behind `&` or `*`; goes behind it.
    pub(super) fn anchor_name(&mut self) -> Result<Span, Broken> {
        let start = self.pos;
        let from = self.signed_name();
        let ends = is_white(self.bytes, self.pos)
            || matches!(at(self.bytes, self.pos), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        match self.pos > from && ends {
            true => Ok(Span::new(from, self.pos)),
            false => Err(self.broken(Fault::AnchorName, start)),
        }
    }

    /// The tag that starts here, if its handle is declared; goes behind it.
    pub(super) fn tag(&mut self) -> Result<Option<Tag>, Broken> {
        let start = self.pos;
        self.need(2);
        let (handle, suffix);
        if at(self.bytes, self.pos + 1) == b'<' {
            self.pos += 2;
            suffix = self.tag_uri(start, String::new(), false)?;
            if at(self.bytes, self.pos) != b'>' {
                return Err(self.broken(Fault::Tag, start));
            }
            self.pos += 1;
            handle = String::new();
        } else {
            let head = self.tag_handle();
            if head.len() > 1 && head.ends_with('!') {
                suffix = self.tag_uri(start, String::new(), false)?;
                handle = head;
            } else {
                let rest = self.tag_uri(start, head[1..].to_string(), true)?;
                // `!` alone stands for itself.
                (handle, suffix) = if rest.is_empty() { (String::new(), head) } else { ("!".to_string(), rest) };
            }
        }
        self.need(1);
        if !is_white(self.bytes, self.pos) {
            return Err(self.broken(Fault::Tag, start));
        }
        let whole = match handle.is_empty() {
            true => suffix,
            false => {
                let declared = self.state.handles.iter().find(|declared| declared.name == handle);
                let prefix = match (declared, handle.as_str()) {
                    (Some(declared), _) => declared.prefix.as_str(),
                    (None, "!") => "!",
                    (None, "!!") => STANDARD,
                    (None, _) => return Ok(None),
                };
                format!("{prefix}{suffix}")
            }
        };
        // The reader takes a tag of no characters for one that nobody declared.
        if whole.is_empty() && !handle.is_empty() {
            return Ok(None);
        }
        Ok(Some(match whole.strip_prefix(STANDARD) {
            _ if whole.is_empty() => Tag::None,
            Some("str") => Tag::Str,
            Some("int") => Tag::Int,
            Some("float") => Tag::Float,
            Some("bool") => Tag::Bool,
            Some("null") => Tag::Null,
            Some("binary") => Tag::Binary,
            Some("timestamp") => Tag::Timestamp,
            Some("merge") => Tag::Merge,
            _ if whole == "!" => Tag::NonSpecific,
            _ => Tag::Other,
        }))
    }

    /// `!`, `!!` or `!name!`, or what could be the beginning of the last: `!name`.
    fn tag_handle(&mut self) -> String {
        let start = self.pos;
        self.pos += 1;
        self.need(1);
        while is_name(at(self.bytes, self.pos)) {
            self.pos += 1;
            self.need(1);
        }
        if at(self.bytes, self.pos) == b'!' {
            self.pos += 1;
        }
        self.text.get(start..self.pos).unwrap_or("!").to_string()
    }

    /// The rest of a tag, escapes undone, behind what is known of it.
    fn tag_uri(&mut self, start: usize, known: String, any: bool) -> Result<String, Broken> {
        let mut uri = known.into_bytes();
        let from = self.pos;
        self.need(1);
        loop {
            match at(self.bytes, self.pos) {
                b'%' => self.uri_escape(start, &mut uri)?,
                byte if is_name(byte) || b";/?:@&=+$,.!~*'()[]".contains(&byte) => {
                    uri.push(byte);
                    self.pos += 1;
                }
                _ => break,
            }
            self.need(1);
        }
        match self.pos > from || any {
            // Escapes make whole characters, so that this is never lossy.
            true => Ok(String::from_utf8_lossy(&uri).into_owned()),
            false => Err(self.broken(Fault::Tag, start)),
        }
    }

    /// One character as `%C3%A9`.
    fn uri_escape(&mut self, start: usize, uri: &mut Vec<u8>) -> Result<(), Broken> {
        let mut left = 1;
        let mut first = true;
        while left > 0 {
            self.need(3);
            let digits = self.bytes.get(self.pos + 1..self.pos + 3).unwrap_or(&[]);
            let digits = std::str::from_utf8(digits).unwrap_or("");
            let is_escape = at(self.bytes, self.pos) == b'%'
                && digits.len() == 2
                && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let octet = u8::from_str_radix(digits, 16).ok().filter(|_| is_escape);
            let Some(octet) = octet else { return Err(self.broken(Fault::Tag, start)) };
            if first {
                left = match octet {
                    0..0x80 => 1,
                    0xC0..0xE0 => 2,
                    0xE0..0xF0 => 3,
                    0xF0..0xF8 => 4,
                    _ => return Err(self.broken(Fault::Tag, start)),
                };
                first = false;
            } else if octet & 0xC0 != 0x80 {
                return Err(self.broken(Fault::Tag, start));
            }
            uri.push(octet);
            self.pos += 3;
            left -= 1;
        }
        Ok(())
    }

    /// A directive, from its `%` to the end of its line.
    pub(super) fn directive(&mut self) -> Result<Directive, Broken> {
        let start = self.pos;
        let from = self.signed_name();
        let name = self.text.get(from..self.pos).unwrap_or("");
        let wrong = |reader: &Self| Err(reader.broken(Fault::Directive, start));
        if name.is_empty() || !is_white(self.bytes, self.pos) {
            return wrong(self);
        }
        let directive = match name {
            "YAML" => {
                self.blanks();
                let major = self.version_number();
                if major.is_none() || at(self.bytes, self.pos) != b'.' {
                    return wrong(self);
                }
                self.pos += 1;
                let Some(minor) = self.version_number() else { return wrong(self) };
                Directive::Version { known: (major, minor) == (Some(1), 1) }
            }
            "TAG" => {
                self.blanks();
                if at(self.bytes, self.pos) != b'!' {
                    return wrong(self);
                }
                let name = self.tag_handle();
                if name != "!" && !name.ends_with('!') {
                    return wrong(self);
                }
                self.need(1);
                if !is_blank(self.bytes, self.pos) {
                    return wrong(self);
                }
                self.blanks();
                let prefix = self.tag_uri(start, String::new(), false)?;
                self.need(1);
                if !is_white(self.bytes, self.pos) {
                    return wrong(self);
                }
                Directive::Tag(Handle { name, prefix })
            }
            _ => return wrong(self),
        };
        self.blanks();
        if at(self.bytes, self.pos) == b'#' {
            self.comment();
        }
        if !is_line_end(self.bytes, self.pos) {
            return wrong(self);
        }
        Ok(directive)
    }

    fn blanks(&mut self) {
        self.need(1);
        while is_blank(self.bytes, self.pos) {
            self.pos += 1;
            self.need(1);
        }
    }

    /// At most two digits.
    fn version_number(&mut self) -> Option<u8> {
        self.need(1);
        let from = self.pos;
        while at(self.bytes, self.pos).is_ascii_digit() {
            self.pos += 1;
            self.need(1);
        }
        let digits = self.text.get(from..self.pos)?;
        if digits.len() > 2 { None } else { digits.parse().ok() }
    }

    /// Adds a tag handle; says whether it stands there already.
    pub(super) fn declare(&mut self, handle: Handle) -> bool {
        let known = self.state.handles.iter().any(|declared| declared.name == handle.name);
        self.state.handles.push(handle);
        !known
    }
}

/// A line that starts with `%`.
pub(super) enum Directive {
    /// `%YAML 1.1`, and whether it is that version.
    Version {
        /// Whether the platform reads that version.
        known: bool,
    },
    /// `%TAG ! prefix`.
    Tag(Handle),
}
