//! A tree against the plan of a schema.
//!
//! One pass, one [`Violation`] for one thing that is wrong with one node, no words yet: those are the
//! rules' affair. Under an unknown key and in what cannot be read nothing is looked at.

use std::collections::HashSet;

use jiff::Timestamp;

use super::plan::{Expect, Member, Object, Schema};
use crate::reading::view::{Seen, View};
use crate::scalar::{self, Reading};
use crate::syntax::{Kind, NodeId, Style};

/// One thing about a node that is not as the spec has it.
#[derive(Debug, Clone)]
pub enum Violation {
    /// A required member is not there, or null, or an empty text.
    Missing {
        /// The mapping that lacks it.
        object: NodeId,
        /// Its name.
        name: &'static str,
        /// The value, where it is an empty text.
        blank: Option<NodeId>,
    },
    /// Of another type than the spec says.
    WrongType {
        /// The value.
        node: NodeId,
        /// What the spec wants.
        expect: Expect,
        /// The object of the spec that it is a member of; nothing for the items of lists and for a whole text.
        owner: Option<&'static Object>,
    },
    /// A plain scalar that the platform reads as something other than the text written, where text is wanted.
    Implicit {
        /// The value.
        node: NodeId,
        /// The text that the platform will see.
        read_as: String,
        /// Whether it stands in a field entry, where the platform converts nothing and fails.
        in_field_entry: bool,
    },
    /// Text that is none of the allowed ones.
    NotAllowed {
        /// The value.
        node: NodeId,
        /// The allowed texts.
        allowed: &'static [&'static str],
        /// The object of the spec that it is a member of; nothing for the items of lists.
        owner: Option<&'static Object>,
    },
    /// Text that is no date with a time of day, where one is wanted.
    NotATime {
        /// The value.
        node: NodeId,
    },
    /// A number outside its bounds.
    OutOfRange {
        /// The value.
        node: NodeId,
        /// At least.
        minimum: Option<i64>,
        /// At most.
        maximum: Option<i64>,
    },
    /// A key that the spec does not have here.
    UnknownKey {
        /// The mapping as it is read.
        object: NodeId,
        /// The key.
        key: NodeId,
        /// Its value.
        value: NodeId,
        /// The object of the spec.
        spec: &'static Object,
    },
    /// A known key in another case.
    KeyCase {
        /// The mapping as it is read.
        object: NodeId,
        /// The key.
        key: NodeId,
        /// Its name as the spec spells it.
        name: &'static str,
    },
    /// A key with nothing after it.
    Null {
        /// The mapping as it is read.
        object: NodeId,
        /// The name of the member.
        name: &'static str,
    },
    /// A list item with nothing in it, where text is wanted.
    NullItem {
        /// The item.
        node: NodeId,
    },
    /// A mapping with keys that stand in it twice: [`View::duplicates`].
    Duplicates {
        /// The mapping as it is read.
        object: NodeId,
        /// The object of the spec.
        spec: &'static Object,
    },
    /// A mapping with values that are not read: [`View::lost`].
    Lost {
        /// The mapping as it is read.
        object: NodeId,
    },
    /// A number that is not the one its digits make: `030` is 24.
    OtherBase {
        /// The value.
        node: NodeId,
        /// The number that the platform reads.
        value: i64,
    },
}

/// Everything about a tree that is not as a schema of the plan has it: the one with number `root`.
pub fn check(view: &View, node: NodeId, plan: &'static Schema, root: usize) -> Vec<Violation> {
    let mut check = Check { view, plan, found: Vec::new(), visited: HashSet::new() };
    check.value(node, plan.root(root), None);
    check.found
}

/// How well a value goes with what the spec wants at some place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is something else.
    None,
    /// It is of the right kind, with something wrong in it.
    Kind,
    /// Nothing is wrong with it.
    Whole,
}

/// How well a node would go with the expectation of the plan that has the number `at`.
pub fn fit(view: &View, node: NodeId, plan: &'static Schema, at: usize) -> Fit {
    let mut check = Check { view, plan, found: Vec::new(), visited: HashSet::new() };
    check.value(node, at, None);
    // The platform makes text of a number or a boolean, but who writes one hardly means text.
    let is_text = !matches!(view.see(node), Seen::Scalar(reading) if !matches!(reading, Reading::Text(_)));
    let mut fit = if is_text || !matches!(plan.expect(at), Expect::Text(_)) { Fit::Whole } else { Fit::Kind };
    for violation in &check.found {
        match violation {
            Violation::WrongType { node: wrong, .. } | Violation::NotAllowed { node: wrong, .. } if *wrong == node => {
                return Fit::None;
            }
            Violation::KeyCase { .. } | Violation::Null { .. } | Violation::Implicit { .. } => {}
            _ => fit = Fit::Kind,
        }
    }
    fit
}

struct Check<'a> {
    view: &'a View,
    plan: &'static Schema,
    found: Vec<Violation>,
    /// What aliases lead to is looked at once for each place of the spec.
    visited: HashSet<(NodeId, usize)>,
}

impl Check<'_> {
    /// A value; `owner` is the object that it is a member of.
    fn value(&mut self, node: NodeId, at: usize, owner: Option<&'static Object>) {
        if let Kind::Alias { target } = self.view.tree().kind(node)
            && !self.visited.insert((target, at))
        {
            return;
        }
        let expect = self.plan.expect(at);
        match (self.view.see(node), expect) {
            (Seen::Bad, _) | (_, Expect::Anything) => {}
            (Seen::Mapping, Expect::Object(object)) => self.object(node, self.plan.object(object)),
            (Seen::Sequence, Expect::List(items)) => self.list(node, items),
            (Seen::Scalar(reading), Expect::Text(allowed)) => {
                self.text(node, &reading, allowed, owner);
            }
            (Seen::Scalar(reading), Expect::Integer(minimum, maximum)) => match reading.as_integer() {
                None => self.wrong_type(node, expect, owner),
                Some(value)
                    if minimum.is_some_and(|least| value < least) || maximum.is_some_and(|most| value > most) =>
                {
                    self.found.push(Violation::OutOfRange { node, minimum, maximum });
                }
                Some(value) => self.digits(node, value),
            },
            (Seen::Scalar(Reading::Bool(_)), Expect::Boolean) => {}
            _ => self.wrong_type(node, expect, owner),
        }
    }

    fn wrong_type(&mut self, node: NodeId, expect: Expect, owner: Option<&'static Object>) {
        self.found.push(Violation::WrongType { node, expect, owner });
    }

    /// A number that is read as `value`: whether its digits say so too.
    fn digits(&mut self, node: NodeId, value: i64) {
        let target = self.view.tree().target(node);
        let is_plain = matches!(self.view.tree().kind(target), Kind::Scalar { style: Style::Plain, .. });
        if is_plain && scalar::is_in_another_base(self.view.tree().text(target), value) {
            self.found.push(Violation::OtherBase { node, value });
        }
    }

    fn list(&mut self, node: NodeId, items: usize) {
        let wants_text = matches!(self.plan.expect(items), Expect::Text(_));
        for &item in self.view.items(node) {
            if wants_text && self.view.is_null(item) {
                self.found.push(Violation::NullItem { node: item });
            } else {
                self.value(item, items, None);
            }
        }
    }

    fn text(&mut self, node: NodeId, reading: &Reading, allowed: Option<usize>, owner: Option<&'static Object>) {
        let tree = self.view.tree();
        let target = tree.target(node);
        let text = reading.as_text().unwrap_or_default();
        if let Some(allowed) = allowed {
            let allowed = self.plan.texts(allowed);
            if !allowed.contains(&text.as_ref()) {
                self.found.push(Violation::NotAllowed { node, allowed, owner });
            }
            return;
        }
        if matches!(reading, Reading::Text(_)) {
            return;
        }
        let in_field_entry = owner.is_some_and(|owner| owner.is_field_entry);
        // A tag is written on purpose: `!!int 5` says what it is.
        let is_plain = matches!(tree.kind(target), Kind::Scalar { style: Style::Plain, tag: crate::syntax::Tag::None });
        if in_field_entry || (is_plain && text != tree.text(target)) {
            self.found.push(Violation::Implicit { node, read_as: text.into_owned(), in_field_entry });
        }
    }

    fn object(&mut self, node: NodeId, spec: &'static Object) {
        let view = self.view;
        let tree = view.tree();
        let target = tree.target(node);
        // Between two equal keys a line may have been lost.
        if !view.is_incomplete(node) {
            if !view.duplicates(target).is_empty() {
                self.found.push(Violation::Duplicates { object: target, spec });
            }
            if !view.lost(target).is_empty() {
                self.found.push(Violation::Lost { object: target });
            }
        }
        let mut present = 0u128;
        for &[key, value] in view.entries(node) {
            let nth =
                view.symbol(key).and_then(|symbol| spec.members.iter().position(|member| member.symbol == symbol));
            let Some(nth) = nth else {
                // A key that is no text has been reported by the parser.
                let is_name = matches!(tree.kind(tree.target(key)), Kind::Scalar { .. }) && !view.is_null(key);
                if spec.closed && is_name {
                    self.found.push(Violation::UnknownKey { object: node, key, value, spec });
                }
                continue;
            };
            let member = &spec.members[nth];
            // What is required is among the first members.
            let bit = 1u128.checked_shl(nth as u32).unwrap_or(0);
            let written = tree.text(tree.target(key));
            // Of two spellings in one mapping, the one that is lost is a finding of its own.
            let is_said = || view.lost(target).iter().any(|lost| lost.merge.is_none() && lost.counts[0] == key);
            if written != member.name && !view.is_amended(key) && !is_said() {
                self.found.push(Violation::KeyCase { object: node, key, name: member.name });
            }
            if view.is_null(value) {
                // Of a key that stands twice there is a value, and a finding of its own.
                if view.duplicates(target).iter().any(|duplicate| duplicate.key == key) {
                    present |= bit;
                } else if !member.required {
                    self.found.push(Violation::Null { object: node, name: member.name });
                }
                continue;
            }
            present |= bit;
            if member.required && self.is_blank(value, member) {
                self.found.push(Violation::Missing { object: node, name: member.name, blank: Some(value) });
                continue;
            }
            self.value(value, member.value, Some(spec));
            if member.is_time && view.text(value).is_some_and(|text| text.parse::<Timestamp>().is_err()) {
                self.found.push(Violation::NotATime { node: value });
            }
        }
        if view.is_incomplete(node) {
            return;
        }
        for (nth, member) in spec.members.iter().enumerate() {
            if member.required && present & (1 << nth) == 0 {
                self.found.push(Violation::Missing { object: node, name: member.name, blank: None });
            }
        }
    }

    /// Whether a value is an empty text where text is wanted, which the platform takes for missing.
    fn is_blank(&self, value: NodeId, member: &Member) -> bool {
        self.plan.expect(member.value) == Expect::Text(None)
            && matches!(self.view.see(value), Seen::Scalar(Reading::Text(text)) if text.is_empty())
    }
}
