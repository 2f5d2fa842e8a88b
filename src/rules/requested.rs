//! The fields that an integration asks for by name, each with what the catalog lists of its object; and what follows from
//! that. A name is judged once here, so that no two rules speak of it.

use super::Context;
use super::in_force::{InForce, in_force};
use super::placeholders::is_template;
use crate::catalog::{Catalog, Extent, FieldList, Known, root};
use crate::model::{Field, Integration};
use crate::syntax::NodeId;
use smol_str::SmolStr;

/// Where a name is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// As a field that is read.
    Read,
    /// As what a mapping starts with.
    Default,
    /// As a field whose changes are told.
    Watched,
}

/// A name that is asked for, of an object whose fields are listed.
#[derive(Clone, Copy)]
pub(super) struct Requested<'a> {
    /// The value that says it.
    pub node: NodeId,
    /// What is written.
    pub text: &'a str,
    /// The field that it stands in: all of the name, or the first key of a path.
    pub root: &'a str,
    /// Where it is asked for.
    pub asked: Asked,
    /// The object.
    pub object: &'a str,
    /// Its fields.
    pub list: &'a FieldList,
    force: InForce<'a>,
}

/// What the list of an object says of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict<'a> {
    /// Nothing that could be said of it with any certainty.
    Fine,
    /// The field is there in another case, and case matters.
    OtherCase(&'a str),
    /// One field alone is an edit away, and no object of the provider has one of the name.
    Misspelt(&'a str),
    /// The connector's own query does not name it.
    NotDelivered,
}

impl<'a> Requested<'a> {
    /// What the list says of it.
    pub(super) fn verdict(&self, catalog: &Catalog) -> Verdict<'a> {
        match self.list.knows(self.root) {
            Known::Listed => Verdict::Fine,
            Known::Case(name) => Verdict::OtherCase(name),
            Known::Near(name) if !catalog.has_field_anywhere(self.provider(), self.force.module, self.root) => {
                Verdict::Misspelt(name)
            }
            _ if self.list.extent == Extent::Query && self.asked != Asked::Watched => Verdict::NotDelivered,
            _ => Verdict::Fine,
        }
    }

    /// The provider's name.
    pub(super) fn provider(&self) -> &'a str {
        &self.force.provider.name
    }

    /// What is to be written so that it asks for another field.
    pub(super) fn with_root(&self, name: &str) -> String {
        match self.text.len() == self.root.len() {
            true => name.to_string(),
            // `$['root']`
            false => self.text.replacen(self.root, name, 1),
        }
    }

    /// The bytes of the root in what is written.
    pub(super) fn part(&self) -> std::ops::Range<usize> {
        let start = if self.text.len() == self.root.len() { 0 } else { 3 };
        start..start + self.root.len()
    }
}

/// The names that an integration asks for, object by object, as far as the fields of those are listed.
#[inline(never)]
pub(super) fn of<'a>(cx: &Context<'a>, integration: &'a Integration) -> Vec<Requested<'a>> {
    let mut all = Vec::new();
    let Some(force) = in_force(cx.catalog(), integration) else { return all };
    let fields = cx.catalog().fields_at(&force.provider.name, force.module);
    if fields.is_empty() {
        return all;
    }
    // Where an account has answered, the list keeps silent: it knows less.
    let is_answered = |name: &str| !cx.facts.in_accounts(&force.provider.name, name).is_empty();
    let list = |name: &Field<SmolStr>| fields.of(name.text().filter(|name| !is_answered(name))?);
    for (_, object) in integration.read_objects() {
        let Some(list) = list(&object.object_name) else { continue };
        let mut take = |field, asked| all.extend(requested(field, asked, list, force));
        for (_, field) in object.required_fields.items().chain(object.optional_fields.items()) {
            match &field.field_name {
                Field::Absent => take(&field.default, Asked::Default),
                name => take(name, Asked::Read),
            }
        }
    }
    for (_, object) in integration.subscribe_objects() {
        let Some(event) = object.update_event.value() else { continue };
        let Some(list) = list(&object.object_name) else { continue };
        for field in event.required_watch_fields.value().into_iter().flatten() {
            // Nested fields cannot be watched at all.
            let plain = field.text().is_some_and(|text| !text.contains(['.', '[', ']']));
            all.extend(requested(field, Asked::Watched, list, force).filter(|_| plain));
        }
    }
    all
}

fn requested<'a>(
    field: &'a Field<SmolStr>,
    asked: Asked,
    list: &'a FieldList,
    force: InForce<'a>,
) -> Option<Requested<'a>> {
    let (node, text) = field.get()?;
    let root = root(text).filter(|root| !root.is_empty() && !is_template(text))?;
    Some(Requested { node, text, root, asked, object: &list.object, list, force })
}
