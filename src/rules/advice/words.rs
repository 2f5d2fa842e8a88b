//! What the spec wants, in words: for values that do not tell how they are meant.

use super::{Advisor, in_json};
use crate::shape::plan::{Expect, Member};
use crate::words::one_of;

impl Advisor<'_> {
    /// The line of a member, as far as it is known without its value.
    fn line(&self, member: &Member) -> String {
        let naming = match self.expect(member) {
            Expect::List(items) => match self.cx.schema().expect(items) {
                Expect::Object(object) => self.naming(self.cx.schema().object(object)),
                _ => None,
            },
            _ => None,
        };
        match (in_json(self.cx), naming) {
            (true, Some(naming)) => format!("`\"{}\": [{{\"{}\": …}}]`", member.name, naming.name),
            (true, None) => format!("`\"{}\": …`", member.name),
            (false, Some(naming)) => format!("`{}:` with a `- {}: …` line for each", member.name, naming.name),
            (false, None) => format!("`{}: …`", member.name),
        }
    }

    /// What is wanted, where the value does not tell how it is meant.
    pub(super) fn in_words(&self, expect: Expect) -> String {
        let cx = self.cx;
        match expect {
            Expect::Object(object) => {
                let object = cx.schema().object(object);
                let mut members: Vec<&Member> = object.members.iter().filter(|member| member.required).collect();
                if members.is_empty() {
                    members = object.members.iter().take(3).collect();
                }
                let lines: Vec<String> = members.iter().map(|member| self.line(member)).collect();
                let lines = match lines.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
                    None => "its members".to_string(),
                };
                match (self.is_item, in_json(cx)) {
                    (true, _) => format!("write an entry with {lines}"),
                    (false, true) => format!("write `\"{}\": {{…}}` with {lines} in it", self.name),
                    (false, false) => format!("write `{}:`, and indented below it {lines}", self.name),
                }
            }
            Expect::List(items) => {
                let naming = match cx.schema().expect(items) {
                    Expect::Object(object) => self.naming(cx.schema().object(object)),
                    _ => None,
                };
                match (in_json(cx), naming) {
                    (true, Some(naming)) => format!("write `\"{}\": [{{\"{}\": …}}]`", self.name, naming.name),
                    (true, None) => format!("write `\"{}\": […]`", self.name),
                    (false, Some(naming)) => {
                        format!("write `{}:`, and below it a `- {}: …` line for each", self.name, naming.name)
                    }
                    (false, None) => format!("write `{}:`, and below it a `- …` line for each", self.name),
                }
            }
            Expect::Text(None) => "write one text after the colon".to_string(),
            Expect::Text(Some(allowed)) => format!("write {}", one_of(cx.schema().texts(allowed))),
            Expect::Integer(..) => "write a whole number, as `30`".to_string(),
            Expect::Boolean => "write `true` or `false`".to_string(),
            Expect::Anything => "write a value".to_string(),
        }
    }
}
