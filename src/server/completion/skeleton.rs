//! What a new key is written with: the members that its value must have, as places to be filled in. Indentation is written out, since
//! not every editor adds it.

use crate::shape::plan::{Expect, Place};

/// How what is written is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether in braces and brackets, on one line.
    pub flow: bool,
    /// Whether keys and texts are in double quotes.
    pub json: bool,
    /// Whether places can be filled in.
    pub snippets: bool,
}

/// A text with places to be filled in, numbered from 1.
struct Writer {
    style: Style,
    text: String,
    places: usize,
}

/// A key with all that its value must have. `column` is the one that the key stands in.
pub fn member(place: Place, column: usize, style: Style) -> String {
    let mut writer = Writer { style, text: String::new(), places: 0 };
    writer.member(place, column);
    writer.text
}

/// The deepest skeleton there is: no spec is as deep.
const DEEPEST: usize = 40;

impl Writer {
    fn member(&mut self, place: Place, column: usize) {
        let name = place.name().unwrap_or_default();
        let quote = if self.style.json { "\"" } else { "" };
        self.text.push_str(&format!("{quote}{name}{quote}:"));
        self.value(place, column);
    }

    fn value(&mut self, place: Place, column: usize) {
        match place.expect() {
            Expect::Object(_) if self.style.flow => {
                self.text.push_str(" {");
                self.members(place, column);
                self.text.push('}');
            }
            Expect::List(_) if self.style.flow => {
                self.text.push_str(" [");
                self.fill("");
                self.text.push(']');
            }
            Expect::Object(_) => {
                self.line(column + 2);
                self.members(place, column + 2);
            }
            Expect::List(_) => {
                self.line(column + 2);
                self.text.push_str("- ");
                match place.item().filter(|item| item.object().is_some() && column < DEEPEST) {
                    Some(item) => self.members(item, column + 4),
                    None => self.fill(""),
                }
            }
            _ => {
                self.text.push(' ');
                self.scalar(place);
            }
        }
    }

    /// The members that an object must have.
    fn members(&mut self, place: Place, column: usize) {
        let object = place.object();
        let required = object.into_iter().flat_map(|object| object.members).filter(|member| member.required);
        let mut required: Vec<Place> = required.filter_map(|member| place.member(Some(member.symbol))).collect();
        if required.is_empty() {
            // An action is nothing without its objects.
            let first = object.and_then(|object| place.member(Some(object.members.first()?.symbol)));
            let is_list = |place: &Place| place.item().is_some_and(|item| item.object().is_some());
            required.extend(first.filter(is_list));
        }
        if required.is_empty() || column > DEEPEST {
            return self.fill("");
        }
        for (nth, member) in required.into_iter().enumerate() {
            match (nth, self.style.flow) {
                (0, _) => {}
                (_, true) => self.text.push_str(", "),
                (_, false) => self.line(column),
            }
            self.member(member, column);
        }
    }

    fn scalar(&mut self, place: Place) {
        let quote = if self.style.json && matches!(place.expect(), Expect::Text(_)) { "\"" } else { "" };
        self.text.push_str(quote);
        match (place.expect(), place.allowed()) {
            (Expect::Boolean, _) => self.choose(&["true", "false"]),
            (_, [only]) => self.text.push_str(only),
            // There is one version.
            (_, []) if place.name() == Some("specVersion") => {
                let version = place.doc().examples.first().copied().unwrap_or_default();
                self.text.push_str(version.trim_matches('"'));
            }
            (_, []) => self.fill(""),
            (_, several) => self.choose(several),
        }
        self.text.push_str(quote);
    }

    fn choose(&mut self, texts: &[&str]) {
        self.places += 1;
        if self.style.snippets {
            self.text.push_str(&format!("${{{}|{}|}}", self.places, texts.join(",")));
        }
    }

    fn fill(&mut self, text: &str) {
        self.places += 1;
        if self.style.snippets {
            self.text.push_str(&format!("${{{}:{text}}}", self.places).replace(":}", "}"));
        }
    }

    fn line(&mut self, column: usize) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', column));
    }
}
