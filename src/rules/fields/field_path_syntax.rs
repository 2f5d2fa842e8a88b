//! Nested fields have a notation of their own.

use crate::edit;
use crate::field_path::{Cause, Meant, PathError, Segment, is_path, is_quote, meant, parse};
use crate::finding::Severity;
use crate::rules::placeholders::is_template;
use crate::rules::words::{excerpt, field_lists};
use crate::rules::{Context, Draft, Findings};
use crate::syntax::NodeId;

rule! {
    name: "field-path-syntax",
    severity: Error,
    fix: Safe,
    rests_on: [Value],
    summary: "a nested field that is not written `$['parent']['child']`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, _, fields) in field_lists(cx) {
        for (_, field) in fields.items() {
            for (name, value) in [("fieldName", &field.field_name), ("mapToName", &field.map_to_name)] {
                // Of a placeholder another rule speaks.
                let looks = |text: &str| text.bytes().any(|byte| matches!(byte, b'$' | b'[')) && !is_template(text);
                let Some((node, text)) = value.get().filter(|(_, text)| looks(text)) else { continue };
                let value = Value { cx, node, text, meant: meant(text), every: name == "fieldName" };
                if is_path(text) {
                    value.path(out);
                } else {
                    value.nearly(out);
                }
            }
        }
    }
}

/// The name of a field, or the name that it is delivered under.
struct Value<'a> {
    cx: &'a Context<'a>,
    node: NodeId,
    text: &'a str,
    /// What it was meant to say.
    meant: Option<Meant>,
    /// Whether it may go through all items of a list.
    every: bool,
}

impl Value<'_> {
    /// A name that starts as a path does.
    fn path(&self, out: &mut Findings) {
        match parse(self.text) {
            Ok(segments) => {
                let Some(nth) = segments.iter().position(|segment| *segment == Segment::Every) else { return };
                if !self.every {
                    // Each key stands in four characters more.
                    let before = segments[..nth].iter().map(|segment| match segment {
                        Segment::Key(key) => key.len() + 4,
                        Segment::Every => 3,
                    });
                    let at = 1 + before.sum::<usize>();
                    let draft = out.part(
                        self.node,
                        self.cx.part(self.node, at..at + 3),
                        "`[*]` cannot stand in `mapToName`: a field is delivered under one name",
                    );
                    self.advise(draft, false);
                }
            }
            // Without a bracket it is a name to the platform, and the value may arrive after all.
            Err(_) if self.is_dotted() => {
                let message = format!(
                    "`{}` is one field of that very name to the platform, not a nested one",
                    excerpt(self.text)
                );
                self.advise(out.value(self.node, message).severity(Severity::Warning), false);
            }
            Err(PathError { at, cause }) => {
                let piece = excerpt(&self.text[at.clone()]);
                let safe = !self.meant.as_ref().is_some_and(|meant| meant.goes_through_list() && !self.every);
                let draft = out.part(self.node, self.cx.part(self.node, at), describe(cause, &piece, self.text));
                match cause {
                    Cause::EmptyKey => {
                        draft.help(format!("write a key here, or remove `{piece}`"));
                    }
                    _ => self.advise(draft, safe),
                }
            }
        }
    }

    /// A name that does not start as a path does, and goes on like one: `items[0].id`, `address['city']`. Dots, quotes, spaces
    /// and brackets can be part of a real name, so that nothing is said of any other.
    fn nearly(&self, out: &mut Findings) {
        let brackets = self.text.split('[').skip(1).map(str::trim_start);
        let is_step = |step: &str| step.starts_with(|c| is_quote(c) || matches!(c, '*' | ']' | '-' | '0'..='9'));
        let count = |c: char| self.text.matches(c).count();
        let is_meant = count('[') > 0 && count('[') == count(']') && brackets.clone().all(is_step);
        if is_meant && self.meant.is_some() {
            let message =
                format!("`{}` is one field of that very name to the platform, not a nested one", excerpt(self.text));
            self.advise(out.value(self.node, message).severity(Severity::Warning), false);
        }
    }

    /// `$.a.b`
    fn is_dotted(&self) -> bool {
        self.text.starts_with("$.") && !self.text.contains(['[', ']']) && self.meant.is_some()
    }

    /// Says how it is written, with a fix where it picks no item of a list.
    fn advise(&self, draft: Draft, safe: bool) {
        let Some((meant, path)) = self.meant.as_ref().and_then(|meant| Some((meant, meant.path(self.every)?))) else {
            let bare = self.text.trim_start_matches('$');
            let is_word = !bare.is_empty() && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
            draft.help(match is_word {
                true => format!("write `{bare}`, or `$['{}']` if that is the field's name", self.text),
                false => "write a nested field as `$['parent']['child']`".to_string(),
            });
            return;
        };
        // The name of a field at the top level needs no path.
        let right = match meant.only_key() {
            Some(key) if !is_path(self.text) => key.to_string(),
            _ => path,
        };
        let title = format!("write `{right}`");
        if meant.picks_item() {
            draft.help(match (self.every, meant.goes_through_list()) {
                (true, true) => format!("{title} for each item of the list"),
                (true, false) => format!("{title} for the whole list"),
                (false, _) => title,
            });
            return;
        }
        let fix = edit::set_fix(self.cx.tree(), self.node, &right, safe, title.clone());
        draft.help(title).maybe_fix(fix);
    }
}

/// What is wrong with the first piece of a text that is no path.
fn describe(cause: Cause, piece: &str, text: &str) -> String {
    match cause {
        Cause::NoKey => "there is no key in this path".to_string(),
        Cause::NotInBrackets if piece.starts_with(']') => "a `]` closes nothing".to_string(),
        Cause::NotInBrackets => format!("`{piece}` does not stand in brackets and quotes, as each key of a path must"),
        Cause::Blank => "there is a space between the parts of this path".to_string(),
        Cause::NotQuoted => format!("`{piece}` is not in single quotes, as each key of a path must be"),
        Cause::OtherQuotes => format!("{piece} is not in straight single quotes, as each key of a path must be"),
        Cause::EmptyKey => "this key is empty".to_string(),
        Cause::Index => format!("`{piece}` picks one item of a list, which a path cannot"),
        Cause::OpenQuote => format!("a quote is not closed in `{}`", excerpt(text)),
        Cause::OpenBracket => format!("a bracket is not closed in `{}`", excerpt(text)),
        Cause::NotOneKey => format!("{piece} is not one key in single quotes"),
        Cause::EveryAtEnd => "`[*]` does not stand between two keys".to_string(),
    }
}
