//! What to write in place of a value where the spec wants an object: which of its members the value was meant for.

use serde_json::{Map, Value};

use super::{Advice, Advisor, as_boolean, as_number, entries, is_named_alone, means_all, single};
use crate::reading::view::Seen;
use crate::scalar::Reading;
use crate::shape::plan::{Expect, Member, Object};
use crate::syntax::{Kind, NodeId};

impl Advisor<'_> {
    /// The value of a member that switches it on.
    fn switched_on(&self, expect: Expect) -> Option<Value> {
        match expect {
            Expect::Boolean => Some(Value::Bool(true)),
            Expect::Text(Some(allowed)) => self.cx.schema().texts(allowed).first().map(|&text| Value::from(text)),
            Expect::Object(object) => {
                let object = self.cx.schema().object(object);
                if let Some(enabled) = object.members.iter().find(|member| member.name == "enabled") {
                    let mut on = Map::from_iter([(enabled.name.to_string(), self.switched_on(self.expect(enabled))?)]);
                    // What an update event watches has to be said.
                    if let Some(auto) = object.members.iter().find(|member| member.name.ends_with("Auto")) {
                        on.insert(auto.name.to_string(), self.switched_on(self.expect(auto))?);
                    }
                    return Some(Value::Object(on));
                }
                let booleans: Vec<&Member> =
                    object.members.iter().filter(|member| self.expect(member) == Expect::Boolean).collect();
                if let [only] = booleans[..] {
                    return Some(single(only.name, Value::Bool(true)));
                }
                let is_object = |member: &Member| matches!(self.expect(member), Expect::Object(_));
                let mut on = Map::new();
                for member in object.members {
                    let value = is_object(member).then(|| self.switched_on(self.expect(member))).flatten()?;
                    on.insert(member.name.to_string(), value);
                }
                Some(Value::Object(on)).filter(|on| on.as_object().is_some_and(|on| !on.is_empty()))
            }
            _ => None,
        }
    }

    /// The value of an object that has no more to say than a number, and whether nothing else can have been meant.
    fn of_number(&self, object: &Object, text: &str) -> Option<(Value, bool)> {
        let numbers: Vec<&Member> =
            object.members.iter().filter(|member| matches!(self.expect(member), Expect::Integer(..))).collect();
        if let [only] = numbers[..] {
            let (number, safe) = as_number(text, only.name == "days")?;
            let alone = object.members.iter().all(|member| !matches!(self.expect(member), Expect::Text(_)));
            return Some((single(only.name, Value::from(number)), safe && alone));
        }
        let [only] = object.members else { return None };
        let Expect::Object(inner) = self.expect(only) else { return None };
        let (value, safe) = self.of_number(self.cx.schema().object(inner), text)?;
        Some((single(only.name, value), safe))
    }

    /// The value of an object that has no more to say than a word: one of the allowed ones, or the name of a switch.
    fn of_word(&self, object: &Object, text: &str) -> Option<Value> {
        let word = text.trim();
        for member in object.members.iter().filter(|member| member.name != "enabled") {
            let Some(allowed) = self.allowed(member).iter().find(|allowed| allowed.eq_ignore_ascii_case(word)) else {
                continue;
            };
            let mut value = Map::new();
            let enabled = object.members.iter().find(|member| member.name == "enabled");
            if let Some(enabled) = enabled {
                value.insert(enabled.name.to_string(), self.switched_on(self.expect(enabled))?);
            }
            value.insert(member.name.to_string(), Value::from(*allowed));
            return Some(Value::Object(value));
        }
        let named = object.members.iter().find(|member| member.name.eq_ignore_ascii_case(word));
        if let Some(member) = named.filter(|member| member.name != "enabled") {
            return Some(single(member.name, self.switched_on(self.expect(member))?));
        }
        let [only] = object.members else { return None };
        let Expect::Object(inner) = self.expect(only) else { return None };
        Some(single(only.name, self.of_word(self.cx.schema().object(inner), text)?))
    }

    pub(super) fn object_of_scalar(&self, number: usize, node: NodeId) -> Option<Advice> {
        let cx = self.cx;
        let object = cx.schema().object(number);
        let text = self.text(node);
        let enabled = object.members.iter().find(|member| member.name == "enabled").filter(|_| !self.is_item);
        let objects = object.members.iter().find(|member| member.name == "objects").filter(|_| !self.is_item);
        if self.is_item {
            let naming = self.naming(object)?;
            // In a field entry the platform makes no text of a number.
            let name = if object.is_field_entry { text.into() } else { cx.view().text(node)? };
            let is_text = matches!(cx.view().see(node), Seen::Scalar(Reading::Text(_)));
            let safe = is_text && is_named_alone(object);
            return Some(Advice::Write { value: single(naming.name, Value::from(name)), safe });
        }
        if let Some((value, safe)) = self.of_number(object, text) {
            return Some(Advice::Write { value, safe });
        }
        if let Some(value) = self.of_word(object, text) {
            // A word that asks for a number beside it does not say all.
            let safe = !object.members.iter().any(|member| matches!(self.expect(member), Expect::Integer(..)));
            return Some(Advice::Write { value, safe });
        }
        let boolean = as_boolean(text).or_else(|| means_all(text).then_some(true));
        match (boolean, enabled) {
            (Some(false), Some(member)) if self.expect(member) == Expect::Boolean => {
                Some(Advice::sure(single(member.name, Value::Bool(false))))
            }
            (Some(false), _) => Some(Advice::Remove),
            (Some(true), _) if objects.is_some() => None,
            (Some(true), _) => {
                let value = self.switched_on(Expect::Object(number))?;
                // With more than one thing to say, or another than that it is switched on, something else may be meant.
                let is_switch = |(name, value): (&String, &Value)| name == "enabled" && !value.is_object();
                let safe = value.as_object().is_some_and(|on| on.len() == 1 && on.iter().all(is_switch));
                Some(Advice::Write { value, safe })
            }
            (None, _) => {
                let Expect::List(items) = self.expect(objects?) else { return None };
                if !matches!(cx.view().see(node), Seen::Scalar(Reading::Text(_))) {
                    return None;
                }
                let list = entries(self.cx, items, [text.to_string()].into_iter())?;
                Some(Advice::likely(single("objects", list)))
            }
        }
    }

    pub(super) fn object_of_list(&self, number: usize, node: NodeId) -> Option<Advice> {
        let cx = self.cx;
        let object = cx.schema().object(number);
        let items = cx.view().items(node);
        let known = |key: NodeId| object.member(cx.view().symbol(key)).is_some();
        let is_mapping = |item: &NodeId| {
            !cx.view().entries(*item).is_empty() && matches!(cx.tree().kind(*item), Kind::Mapping { .. })
        };
        if !items.is_empty() && items.iter().all(is_mapping) {
            let keys: Vec<NodeId> =
                items.iter().flat_map(|&item| cx.view().entries(item)).map(|[key, _]| *key).collect();
            let mut symbols: Vec<_> = keys.iter().map(|&key| cx.view().symbol(key)).collect();
            symbols.sort_unstable();
            symbols.dedup();
            let fits = keys.iter().all(|&key| known(key)) && symbols.len() == keys.len();
            if fits {
                return Some(Advice::WithoutDashes);
            }
        }
        let objects = object.members.iter().find(|member| member.name == "objects" && !self.is_item);
        if let Some(Expect::List(inner)) = objects.map(|member| self.expect(member)) {
            return match self.texts(node) {
                Some(texts) => Some(Advice::likely(single("objects", entries(self.cx, inner, texts.into_iter())?))),
                None => Some(Advice::Under("objects")),
            };
        }
        let texts = self.texts(node)?;
        if let [_] = texts[..]
            && let Some(advice) = self.object_of_scalar(number, items[0])
        {
            return Some(match advice {
                Advice::Write { value, .. } => Advice::likely(value),
                other => other,
            });
        }
        let switches: Option<Map<String, Value>> = texts
            .iter()
            .map(|text| {
                let member = object.members.iter().find(|member| member.name.eq_ignore_ascii_case(text.trim()))?;
                Some((member.name.to_string(), self.switched_on(self.expect(member))?))
            })
            .collect();
        if let Some(switches) = switches {
            return Some(Advice::likely(Value::Object(switches)));
        }
        let is_texts = |member: &&Member| match self.expect(member) {
            Expect::List(items) => cx.schema().expect(items) == Expect::Text(None),
            _ => false,
        };
        let lists: Vec<&Member> = object.members.iter().filter(is_texts).collect();
        let [list] = lists[..] else { return None };
        let mut value = Map::new();
        let enabled = object.members.iter().find(|member| member.name == "enabled")?;
        value.insert(enabled.name.to_string(), self.switched_on(self.expect(enabled))?);
        value.insert(list.name.to_string(), Value::from(texts));
        Some(Advice::likely(Value::Object(value)))
    }
}
