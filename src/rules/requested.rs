//! The fields that an integration asks for by name, each with what the catalog lists of its object; and what follows from
//! that. They are gathered once for all rules, and a name is judged once here, so that no two rules speak of it.

use std::collections::HashMap;

use super::in_force::{InForce, in_force};
use super::placeholders::is_template;
use crate::analysis::Analysis;
use crate::catalog::{Catalog, Extent, FieldList, FieldsAt, Known, root};
use crate::facts::Facts;
use crate::model::{Field, Integration};
use crate::syntax::NodeId;
use smol_str::SmolStr;

/// Where a name is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// As a field that is read.
    Read,
    /// As what a mapping starts with.
    Default,
    /// As a field whose changes are told.
    Watched,
}

/// A name that is asked for, of an object whose fields are listed.
#[derive(Clone, Copy)]
pub struct Requested<'a> {
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
    /// What these say of it.
    pub verdict: Verdict<'a>,
    /// The provider's name.
    pub provider: &'a str,
}

/// What the list of an object says of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict<'a> {
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

/// The names that the integrations of a text ask for, object by object, as far as the fields of those are listed; nothing of
/// an integration without any.
pub(super) fn all<'a>(analysis: &'a Analysis, facts: &Facts<'a>) -> Vec<Vec<Requested<'a>>> {
    let catalog = facts.catalog;
    let mut judges = HashMap::new();
    let all = analysis.definition().integrations().filter_map(|(_, integration)| {
        let force = in_force(catalog, integration)?;
        let fields = catalog.fields_at(&force.provider.name, force.module);
        // Most providers have no lists.
        if fields.is_empty() {
            return None;
        }
        let judge = judges.entry((force.provider.name.as_str(), force.module)).or_insert_with(|| Judge {
            catalog,
            force,
            known: HashMap::new(),
        });
        Some(of(facts, integration, fields, judge))
    });
    all.filter(|asked| !asked.is_empty()).collect()
}

/// Says what the lists of a provider and module say of names, of each name once.
struct Judge<'a> {
    catalog: &'a Catalog,
    force: InForce<'a>,
    /// By the list and the name, which the list does not have as it is written.
    known: HashMap<(*const FieldList, &'a str), Known<'a>>,
}

impl<'a> Judge<'a> {
    fn verdict(&mut self, list: &'a FieldList, root: &'a str, asked: Asked) -> Verdict<'a> {
        // Nearly all names are right.
        if list.has(root) {
            return Verdict::Fine;
        }
        let Judge { catalog, force, known } = self;
        let known = known.entry((list, root)).or_insert_with(|| match list.knows(root) {
            Known::Near(_) if catalog.has_field_anywhere(&force.provider.name, force.module, root) => Known::Unlisted,
            known => known,
        });
        match *known {
            Known::Listed => Verdict::Fine,
            Known::Case(name) => Verdict::OtherCase(name),
            Known::Near(name) => Verdict::Misspelt(name),
            Known::Unlisted if list.extent == Extent::Query && asked != Asked::Watched => Verdict::NotDelivered,
            Known::Unlisted => Verdict::Fine,
        }
    }
}

/// The names that one integration asks for.
fn of<'a>(
    facts: &Facts<'a>,
    integration: &'a Integration,
    fields: FieldsAt<'a>,
    judge: &mut Judge<'a>,
) -> Vec<Requested<'a>> {
    let mut all = Vec::new();
    // Where an account has answered, the list keeps silent: it knows less.
    let provider = judge.force.provider.name.as_str();
    let is_answered = |name: &str| !facts.in_accounts(provider, name).is_empty();
    let list = |name: &Field<SmolStr>| fields.of(name.text().filter(|name| !is_answered(name))?);
    for (_, object) in integration.read_objects() {
        let Some(list) = list(&object.object_name) else { continue };
        for (_, field) in object.required_fields.items().chain(object.optional_fields.items()) {
            let (field, asked) = match &field.field_name {
                Field::Absent => (&field.default, Asked::Default),
                name => (name, Asked::Read),
            };
            all.extend(requested(field, asked, list, judge));
        }
    }
    for (_, object) in integration.subscribe_objects() {
        let Some(event) = object.update_event.value() else { continue };
        let Some(list) = list(&object.object_name) else { continue };
        for field in event.required_watch_fields.value().into_iter().flatten() {
            // Nested fields cannot be watched at all.
            if field.text().is_some_and(|text| !text.contains(['.', '[', ']'])) {
                all.extend(requested(field, Asked::Watched, list, judge));
            }
        }
    }
    all
}

fn requested<'a>(
    field: &'a Field<SmolStr>,
    asked: Asked,
    list: &'a FieldList,
    judge: &mut Judge<'a>,
) -> Option<Requested<'a>> {
    let (node, text) = field.get()?;
    let root = root(text).filter(|root| !root.is_empty() && !is_template(text))?;
    let verdict = judge.verdict(list, root, asked);
    Some(Requested {
        node,
        text,
        root,
        asked,
        object: &list.object,
        list,
        verdict,
        provider: &judge.force.provider.name,
    })
}
