//! What to write in place of a value of the wrong type.
//!
//! Worked out from the spec and the value, so that members that come later have their advice too. Nothing in here
//! reports anything or touches the text.

mod objects;
mod words;

use serde_json::{Map, Value};

use super::Context;
use crate::near::near;
use crate::reading::view::Seen;
use crate::scalar::Reading;
use crate::shape::plan::{Expect, Member, Object};
use crate::syntax::{Kind, NodeId};

/// Values that are written out in place of another have no more entries than this.
const MANY: usize = 8;

/// What to do about a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Advice {
    /// Write this in its place.
    Write {
        /// The value.
        value: Value,
        /// Whether nothing else can have been meant.
        safe: bool,
    },
    /// Write another member in its place.
    Member {
        /// The other member's name.
        name: &'static str,
        /// The value to give it.
        value: Value,
        /// Whether nothing else can have been meant.
        safe: bool,
    },
    /// The items of a list are members of one mapping: take their dashes out.
    WithoutDashes,
    /// The list belongs under this member of a mapping.
    Under(&'static str),
    /// Each of these texts is an entry of its own, under the same key.
    EntryFor(Vec<String>),
    /// Take the member out.
    Remove,
    /// Words alone.
    Say(String),
}

impl Advice {
    fn likely(value: Value) -> Advice {
        Advice::Write { value, safe: false }
    }

    fn sure(value: Value) -> Advice {
        Advice::Write { value, safe: true }
    }
}

/// What to write in place of a value where the spec wants something else. `owner` is the object of the spec that the
/// value is a member of; nothing for the items of lists.
pub fn in_place_of(cx: &Context, node: NodeId, expect: Expect, owner: Option<&Object>) -> Advice {
    let advisor = Advisor { cx, owner, name: name_of(cx, node), is_item: owner.is_none() };
    let seen = cx.view().see(node);
    let advice = match (expect, &seen) {
        (_, Seen::Null) => Some(Advice::Say("fill this item in, or remove it".to_string())),
        (Expect::Object(object), Seen::Scalar(_)) => advisor.object_of_scalar(object, node),
        (Expect::Object(object), Seen::Sequence) => advisor.object_of_list(object, node),
        (Expect::List(items), Seen::Scalar(_)) => advisor.list_of_scalar(items, node),
        (Expect::List(items), Seen::Mapping) => advisor.list_of_mapping(items, node),
        (Expect::Text(allowed), Seen::Sequence | Seen::Mapping) => advisor.text_of(allowed, node),
        (Expect::Boolean, _) => advisor.boolean_of(node),
        (Expect::Integer(..), _) => advisor.integer_of(node),
        _ => None,
    };
    advice.unwrap_or_else(|| Advice::Say(advisor.in_words(expect)))
}

/// Whether the whole text starts with a bracket, so that what is written into it should be JSON.
pub fn in_json(cx: &Context) -> bool {
    cx.tree().source().trim_start_matches('\u{FEFF}').trim_start().starts_with(['{', '['])
}

/// The name of the member that a value is, or of the list that it is an item of.
fn name_of<'a>(cx: &Context<'a>, node: NodeId) -> &'a str {
    let key = cx.tree().key_of(node).or_else(|| cx.tree().key_of(cx.tree().parent(node)?));
    key.map_or("", |key| cx.tree().text(cx.tree().target(key)))
}

/// The member of a list's entries that names them.
pub fn naming_member(object: &Object, is_text: impl Fn(&Member) -> bool) -> Option<&Member> {
    let required = object.members.iter().find(|member| member.required);
    match required {
        Some(member) => Some(member).filter(|member| is_text(member)),
        None if object.is_field_entry => object.members.first(),
        None => None,
    }
}

/// Whether an entry needs nothing but its name.
fn is_named_alone(object: &Object) -> bool {
    object.members.iter().filter(|member| member.required).count() < 2
}

/// What a text says that is meant for a boolean: also in words, quotes and other cases.
pub fn as_boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "t" | "1" | "always" | "enabled" | "enable" => Some(true),
        "false" | "no" | "n" | "off" | "f" | "0" | "never" | "disabled" | "disable" => Some(false),
        other => match near(other, ["true", "false"])[..] {
            [(_, "true")] => Some(true),
            [(_, "false")] => Some(false),
            _ => None,
        },
    }
}

/// Whether a text says that all is meant.
pub fn means_all(text: &str) -> bool {
    matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "all" | "*" | "any" | "everything" | "full" | "true" | "yes" | "on"
    )
}

/// A number that a text gives in digits, and whether it is only digits. Days may have their unit behind them.
fn as_number(text: &str, days: bool) -> Option<(i64, bool)> {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: i64 = text.get(..digits)?.parse().ok()?;
    let unit = text[digits..].trim().to_ascii_lowercase();
    let times = match unit.as_str() {
        "" => return Some((number, true)),
        "d" | "day" | "days" if days => 1,
        "w" | "week" | "weeks" if days => 7,
        _ => return None,
    };
    Some((number.checked_mul(times)?, times == 1))
}

/// A list with an entry for each of some names, whose items are what the expectation with this number says.
pub fn entries(cx: &Context, items: usize, names: impl Iterator<Item = String>) -> Option<Value> {
    let entry = |name: String| match cx.schema().expect(items) {
        Expect::Text(None) => Some(Value::from(name)),
        Expect::Object(object) => {
            let naming = naming_member(cx.schema().object(object), |member| {
                cx.schema().expect(member.value) == Expect::Text(None)
            });
            Some(single(naming?.name, Value::from(name)))
        }
        _ => None,
    };
    let list: Option<Vec<Value>> = names.take(MANY + 1).map(entry).collect();
    list.filter(|list| (1..=MANY).contains(&list.len())).map(Value::Array)
}

/// The member that lists single ones where `name` can only say `all` and the like (`optionalFields` beside
/// `optionalFieldsAuto`), and the number of what its items are.
pub fn list_beside(cx: &Context, owner: &Object, name: &str) -> Option<(&'static str, usize)> {
    let stem = name.strip_suffix("Auto")?.to_ascii_lowercase();
    owner.members.iter().find_map(|member| match cx.schema().expect(member.value) {
        Expect::List(items) if member.name.to_ascii_lowercase().ends_with(&stem) => Some((member.name, items)),
        _ => None,
    })
}

fn single(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_string(), value)]))
}

struct Advisor<'a> {
    cx: &'a Context<'a>,
    owner: Option<&'a Object>,
    name: &'a str,
    is_item: bool,
}

impl Advisor<'_> {
    fn expect(&self, member: &Member) -> Expect {
        self.cx.schema().expect(member.value)
    }

    fn allowed(&self, member: &Member) -> &[&'static str] {
        match self.expect(member) {
            Expect::Text(Some(allowed)) => self.cx.schema().texts(allowed),
            _ => &[],
        }
    }

    fn naming<'o>(&self, object: &'o Object) -> Option<&'o Member> {
        naming_member(object, |member| self.expect(member) == Expect::Text(None))
    }

    /// The text of a scalar as it is written.
    fn text(&self, node: NodeId) -> &str {
        self.cx.tree().text(self.cx.tree().target(node))
    }

    /// The texts of a list of scalars.
    fn texts(&self, list: NodeId) -> Option<Vec<String>> {
        let items = self.cx.view().items(list);
        let texts: Option<Vec<String>> = items
            .iter()
            .map(|&item| {
                Some(self.text(item).to_string()).filter(|_| matches!(self.cx.view().see(item), Seen::Scalar(_)))
            })
            .collect();
        texts.filter(|texts| !texts.is_empty())
    }

    /// A member of the same object, not written yet, that says of all what the one at hand says of single ones.
    fn automatic(&self, text: &str) -> Option<(&'static str, &'static str, bool)> {
        let word = text.trim().to_ascii_lowercase();
        let owner = self.owner?;
        let auto = owner.members.iter().filter(|member| member.name.ends_with("Auto"));
        auto.filter_map(|member| {
            let allowed = self.allowed(member);
            let value = allowed.iter().find(|allowed| **allowed == word);
            let value = value.or_else(|| allowed.first().filter(|first| **first == "all" && means_all(text)))?;
            let stem = member.name.strip_suffix("Auto")?.to_ascii_lowercase();
            Some((member.name, *value, self.name.to_ascii_lowercase().ends_with(&stem)))
        })
        .max_by_key(|(_, _, same)| *same)
    }

    fn list_of_scalar(&self, items: usize, node: NodeId) -> Option<Advice> {
        let cx = self.cx;
        let text = self.text(node);
        if let Some((name, value, same)) = self.automatic(text) {
            return Some(match same {
                true => Advice::Member { name, value: Value::from(value), safe: true },
                false => Advice::Say(format!("list the fields one by one; for all of them there is `{name}: {value}`")),
            });
        }
        if !matches!(cx.view().see(node), Seen::Scalar(Reading::Text(_))) || means_all(text) {
            return None;
        }
        let names = text.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_string);
        let safe = match cx.schema().expect(items) {
            Expect::Object(object) => is_named_alone(cx.schema().object(object)),
            _ => true,
        };
        Some(Advice::Write { value: entries(cx, items, names)?, safe })
    }

    /// A mapping in place of a list, where the keys can only be the names of the entries.
    fn list_of_mapping(&self, items: usize, node: NodeId) -> Option<Advice> {
        let cx = self.cx;
        if let Expect::Object(object) = cx.schema().expect(items) {
            let object = cx.schema().object(object);
            let naming = self.naming(object)?;
            let mapped =
                object.members.iter().find(|member| member.name == "mapToName").filter(|_| object.is_field_entry);
            let entry = |[key, value]: &[NodeId; 2]| {
                let mut entry = Map::from_iter([(naming.name.to_string(), Value::from(self.text(*key)))]);
                match (cx.view().see(*value), mapped) {
                    (Seen::Null | Seen::Scalar(Reading::Bool(true)), _) => {}
                    (Seen::Scalar(Reading::Text(name)), Some(mapped)) => {
                        entry.insert(mapped.name.to_string(), Value::from(name));
                    }
                    _ => return None,
                }
                Some(Value::Object(entry))
            };
            let entries = cx.view().entries(node);
            let list: Option<Vec<Value>> = entries.iter().take(MANY + 1).map(entry).collect();
            return list.filter(|list| (1..=MANY).contains(&list.len())).map(|list| Advice::likely(Value::Array(list)));
        }
        let names = cx.view().entries(node).iter().map(|[key, value]| match cx.view().see(*value) {
            // `fieldName: email`
            Seen::Scalar(Reading::Text(text)) if cx.view().symbol(*key).is_some() => text.into_owned(),
            _ => self.text(*key).to_string(),
        });
        entries(self.cx, items, names).map(Advice::likely)
    }

    /// The one scalar that a collection holds; for a key with nothing behind it, the key.
    fn leaf(&self, node: NodeId) -> Option<NodeId> {
        let cx = self.cx;
        let mut at = cx.tree().target(node);
        for _ in 0..4 {
            at = match cx.view().see(at) {
                Seen::Scalar(_) => return Some(cx.tree().target(at)),
                Seen::Sequence => match cx.view().items(at) {
                    [only] => *only,
                    _ => return None,
                },
                Seen::Mapping => match cx.view().entries(at) {
                    [[key, value]] if cx.view().is_null(*value) => *key,
                    [[_, value]] => *value,
                    entries => {
                        let naming = |[key, _]: &&[NodeId; 2]| {
                            matches!(cx.view().name(*key), Some("fieldName" | "objectName" | "name"))
                        };
                        entries.iter().find(naming).map(|[_, value]| *value)?
                    }
                },
                _ => return None,
            };
        }
        None
    }

    fn text_of(&self, allowed: Option<usize>, node: NodeId) -> Option<Advice> {
        let cx = self.cx;
        if let Some(allowed) = allowed {
            let allowed = cx.schema().texts(allowed);
            let leaf = self.leaf(node).map(|leaf| self.text(leaf));
            let fits = leaf.and_then(|leaf| allowed.iter().find(|text| text.eq_ignore_ascii_case(leaf.trim())));
            if let Some(text) = fits {
                return Some(Advice::sure(Value::from(*text)));
            }
            // A list where only `all` and the like can stand belongs in the member for lists.
            if let (Some((name, items)), Some(texts)) = (list_beside(cx, self.owner?, self.name), self.texts(node)) {
                let value = entries(cx, items, texts.into_iter())?;
                return Some(Advice::Member { name, value, safe: false });
            }
            return match allowed {
                [only] => Some(Advice::likely(Value::from(*only))),
                _ => None,
            };
        }
        if let Some(leaf) = self.leaf(node) {
            let safe = self.is_item && matches!(cx.view().see(node), Seen::Mapping);
            return Some(Advice::Write { value: Value::from(self.text(leaf)), safe });
        }
        let texts = self.texts(node).unwrap_or_default();
        // Each name is an entry of its own.
        let is_entry = cx.tree().parent(node).and_then(|mapping| cx.tree().parent(mapping));
        let is_entry = is_entry.is_some_and(|list| matches!(cx.tree().kind(list), Kind::Sequence { .. }));
        let names_it = self
            .owner
            .filter(|_| is_entry)
            .and_then(|owner| self.naming(owner))
            .is_some_and(|naming| naming.name == self.name);
        if names_it && (2..=MANY).contains(&texts.len()) {
            return Some(Advice::EntryFor(texts));
        }
        None
    }

    fn boolean_of(&self, node: NodeId) -> Option<Advice> {
        let text = self.text(self.leaf(node)?);
        if let Some(value) = as_boolean(text) {
            return Some(Advice::sure(Value::Bool(value)));
        }
        // `fullHistory: 30`
        let owner = self.owner?;
        let mut numbers = owner.members.iter().filter(|member| matches!(self.expect(member), Expect::Integer(..)));
        let (Some(only), None) = (numbers.next(), numbers.next()) else { return None };
        let (number, _) = as_number(text, only.name == "days")?;
        Some(Advice::Member { name: only.name, value: Value::from(number), safe: false })
    }

    fn integer_of(&self, node: NodeId) -> Option<Advice> {
        let text = self.text(self.leaf(node)?);
        if let Some((number, safe)) = as_number(text, self.name == "days") {
            return Some(Advice::Write { value: Value::from(number), safe });
        }
        // `days: all`
        let mut switches = self.owner?.members.iter().filter(|member| self.expect(member) == Expect::Boolean);
        let (Some(only), None) = (switches.next(), switches.next()) else { return None };
        means_all(text).then_some(Advice::Member { name: only.name, value: Value::Bool(true), safe: false })
    }
}
