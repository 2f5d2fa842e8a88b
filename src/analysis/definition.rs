//! What a text defines: one of the known inputs, as models.
//!
//! Told apart by their shape alone, in YAML or in JSON, never by a file's name.

use std::collections::HashSet;

use super::fill::{self, Hidden};
use crate::model::{ApiIntegration, Field, Integration, Manifest, Revision, Section};
use crate::reading::view::View;
use crate::shape::check::Violation;
use crate::shape::plan::{Reader, Root, Schema};
use crate::syntax::{Kind, NodeId};

/// A known input.
#[derive(Debug)]
pub enum Definition {
    /// None of the known inputs.
    Unknown,
    /// amp-lint's own settings.
    Settings,
    /// A manifest: `specVersion` and `integrations`.
    Manifest(Field<Manifest>),
    /// The `content` of a revision: one integration.
    Content(Box<Field<Integration>>),
    /// A revision as the API returns it inside an integration.
    Revision(Box<Field<Revision>>),
    /// Integrations as the API returns them, one or a list.
    Api(Vec<Field<ApiIntegration>>),
}

impl Definition {
    /// Which input of a schema a text is, by what its root looks like.
    pub(super) fn root(view: &View, schema: &Schema) -> Option<usize> {
        match schema.reader {
            Reader::Platform => Definition::input(view).map(|root| root as usize),
            // An empty file sets nothing.
            Reader::AmpLint => view.tree().root().filter(|&root| !view.is_null(root)).map(|_| 0),
        }
    }

    /// Which of the platform's inputs a text is.
    fn input(view: &View) -> Option<Root> {
        let root = view.tree().root()?;
        match view.tree().kind(root) {
            Kind::Mapping { .. } => {
                let has = |name| view.entry(root, name).is_some();
                if has("latestRevision") {
                    Some(Root::ApiIntegration)
                } else if has("content") && !has("integrations") && (has("specVersion") || has("createTime")) {
                    Some(Root::Revision)
                } else if has("integrations") || has("specVersion") {
                    Some(Root::Manifest)
                } else if has("provider")
                    || (has("name") && Section::ALL.into_iter().any(|section| has(section.name())))
                {
                    Some(Root::Integration)
                } else {
                    None
                }
            }
            Kind::Sequence { flow } => {
                let items = view.items(root);
                let from_api = items.iter().any(|&item| view.entry(item, "latestRevision").is_some());
                // A project without integrations: the API answers `[]`.
                (from_api || (items.is_empty() && flow)).then_some(Root::ApiIntegrations)
            }
            _ => None,
        }
    }

    /// Reads an input that follows a schema. Nodes that the structural check found bad are unreadable, and so are the hidden
    /// members of mappings, written or not.
    pub(super) fn read(
        view: &View,
        schema: &Schema,
        root: Option<usize>,
        violations: &[Violation],
        hidden: &Hidden,
    ) -> Definition {
        if schema.reader == Reader::AmpLint {
            return Definition::Settings;
        }
        let Some((root, node)) = root.and_then(Root::nth).zip(view.tree().root()) else { return Definition::Unknown };
        let bad = bad(violations);
        match root {
            Root::Manifest => Definition::Manifest(fill::read(view, node, &bad, hidden)),
            Root::Integration => Definition::Content(Box::new(fill::read(view, node, &bad, hidden))),
            Root::ApiIntegration => Definition::Api(vec![fill::read(view, node, &bad, hidden)]),
            Root::Revision => Definition::Revision(Box::new(fill::read(view, node, &bad, hidden))),
            Root::ApiIntegrations => {
                Definition::Api(view.items(node).iter().map(|&item| fill::read(view, item, &bad, hidden)).collect())
            }
        }
    }

    /// The integrations that can be read, each with its node.
    pub fn integrations(&self) -> impl Iterator<Item = (NodeId, &Integration)> {
        let (manifest, content, revision, api) = match self {
            Definition::Unknown | Definition::Settings => (None, None, None, None),
            Definition::Manifest(manifest) => (manifest.value(), None, None, None),
            Definition::Content(content) => (None, content.get(), None, None),
            Definition::Revision(revision) => (None, None, revision.value(), None),
            Definition::Api(integrations) => (None, None, None, Some(integrations)),
        };
        let latest = api.into_iter().flatten().filter_map(|field| field.value()?.latest_revision.value());
        let contents = revision.into_iter().chain(latest).filter_map(|revision| revision.content.get());
        manifest.into_iter().flat_map(|manifest| manifest.integrations.items()).chain(content).chain(contents)
    }
}

/// The nodes that the structural check found bad: they come out unreadable.
pub(super) fn bad(violations: &[Violation]) -> HashSet<NodeId> {
    let bad = violations.iter().filter_map(|violation| match violation {
        Violation::WrongType { node, .. }
        | Violation::NotAllowed { node, .. }
        | Violation::OutOfRange { node, .. }
        | Violation::Implicit { node, in_field_entry: true, .. } => Some(*node),
        _ => None,
    });
    bad.collect()
}
