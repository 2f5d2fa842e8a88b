//! What a node of a manifest is about: the way that leads to it from its integration, and the integration and the object around it.
//!
//! Read from what is written, since a text that is being written has no models that could be trusted.

use std::borrow::Cow;

use super::opened::Opened;
use crate::analysis::Analysis;
use crate::catalog::{Catalog, Provider};
use crate::reading::view::View;
use crate::shape::plan::Root;
use crate::syntax::{Kind, NodeId};

/// What a node is about.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    analysis: &'a Analysis,
    /// The names of the keys that lead to the node from its integration, items left out: `read`, `objects`, `objectName`.
    pub steps: Vec<&'static str>,
    /// The integration's mapping.
    pub integration: Option<NodeId>,
    /// The mapping of the object, read, written or subscribed to, that the node is or lies in.
    pub object: Option<NodeId>,
}

/// The lists that hold integrations' objects.
const SECTIONS: [&str; 3] = ["read", "write", "subscribe"];

impl<'a> Spot<'a> {
    /// That of a node: of a key as of its value.
    pub fn of(analysis: &'a Analysis, node: NodeId) -> Spot<'a> {
        let tree = analysis.tree();
        let value = tree.with_key(node).map_or(node, |(_, value)| value);
        let mut spot = Spot { analysis, steps: Vec::new(), integration: None, object: None };
        let mut way: Vec<NodeId> = std::iter::successors(Some(value), |&node| tree.parent(node)).collect();
        way.reverse();
        let mut is_inside = false;
        for &node in &way {
            let name = tree.key_of(node).and_then(|key| analysis.view().name(key));
            let is_mapping = matches!(tree.kind(node), Kind::Mapping { .. });
            if !is_inside {
                // Items of `integrations`, the `content` of a revision, and a text that is one integration.
                let listed = tree.parent(node).and_then(|list| tree.key_of(list));
                let is_listed = listed.is_some_and(|key| analysis.view().name(key) == Some("integrations"));
                is_inside = (is_listed && tree.key_of(node).is_none())
                    || name == Some("content")
                    || (tree.parent(node).is_none() && analysis.root() == Some(Root::Integration as usize));
                if is_inside {
                    spot.integration = is_mapping.then_some(node);
                }
                continue;
            }
            match name {
                Some(name) => spot.steps.push(name),
                None if tree.key_of(node).is_some() => spot.steps.push(""),
                None if is_mapping && spot.is_list_of_objects() => spot.object = Some(node),
                None => {}
            }
        }
        spot
    }

    fn is_list_of_objects(&self) -> bool {
        matches!(self.steps[..], [section, "objects"] if SECTIONS.contains(&section))
    }

    fn view(&self) -> &'a View {
        self.analysis.view()
    }

    /// The section that it lies in: `read`, `write`, `subscribe`, ...
    pub fn section(&self) -> Option<&'static str> {
        self.steps.first().copied()
    }

    /// The text of a member of the integration.
    pub fn says(&self, member: &str) -> Option<Cow<'a, str>> {
        text(self.view(), self.integration?, member)
    }

    /// The text of a member of the object.
    pub fn object_says(&self, member: &str) -> Option<Cow<'a, str>> {
        text(self.view(), self.object?, member)
    }

    /// The integration's provider and module, as far as the catalog knows them.
    pub fn provider<'c>(&self, catalog: &'c Catalog) -> Option<(&'c Provider, Option<&'c str>)> {
        let provider = catalog.provider(&self.says("provider")?)?;
        let module = match self.says("module").filter(|name| !name.is_empty()) {
            Some(name) => provider.module(&name).map(|module| module.name.as_str()),
            None => provider.default_module.as_deref(),
        };
        Some((provider, module))
    }

    /// The objects of a section of the integration, each with the node of its name.
    pub fn objects(&self, section: &str) -> Vec<(NodeId, Cow<'a, str>)> {
        self.integration.map_or_else(Vec::new, |integration| objects(self.view(), integration, section))
    }
}

/// The objects of a section, each with the node of its name.
pub fn objects<'a>(view: &'a View, integration: NodeId, section: &str) -> Vec<(NodeId, Cow<'a, str>)> {
    let list = view.get(integration, section).and_then(|section| view.get(section, "objects"));
    let items = list.map(|list| view.items(list)).unwrap_or_default();
    items
        .iter()
        .filter_map(|&item| {
            let name = view.get(item, "objectName")?;
            Some((name, view.text(name)?))
        })
        .collect()
}

/// The text of a member of a mapping.
pub fn text<'a>(view: &'a View, mapping: NodeId, member: &str) -> Option<Cow<'a, str>> {
    view.text(view.get(mapping, member)?)
}

/// The integrations of a text, by their mappings.
pub fn integrations(opened: &Opened) -> Vec<NodeId> {
    opened.analysis().definition().integrations().map(|(node, _)| node).filter(|&node| node != NodeId::NONE).collect()
}
