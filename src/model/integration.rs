//! One integration: an entry of the manifest, and the `content` of a revision. Declarations only.

use super::field::Field;
use super::proxy::Proxy;
use super::read::{Read, ReadObject};
use super::subscribe::{Subscribe, SubscribeObject};
use super::watch_schema::WatchSchema;
use super::write::{Write, WriteObject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::syntax::NodeId;

/// One integration: which provider it connects to, and what it reads, writes, subscribes to or proxies there.
///
/// At least one of `read`, `write`, `subscribe` and `proxy` is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Integration", deny_unknown_fields, extend("defaultSnippets" = super::snippets::integration()))]
pub struct Integration {
    /// Your own name for the integration, unique in the project. Code and installations refer to it, so renaming one makes a new integration.
    ///
    /// Letters, digits, `-` and `_`, at most 64 of them.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Name", example = &"crm-contacts")]
    pub name: Field<SmolStr>,

    /// The provider to connect to, exactly as the catalog spells it.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Provider", example = &"hubspot", example = &"salesforce")]
    pub provider: Field<SmolStr>,

    /// The name that customers see when they install the integration.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Display name", example = &"CRM contacts")]
    pub display_name: Field<SmolStr>,

    /// The part of the provider to connect to, for providers that have several. Left out, the provider's default module is used.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Module", example = &"crm")]
    pub module: Field<SmolStr>,

    /// Reads records from the provider and delivers them to your destinations.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Read")]
    pub read: Field<Read>,

    /// Lets your application create and update records in the provider.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Write")]
    pub write: Field<Write>,

    /// Passes requests through to the provider's own API, with the customer's credentials added.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Proxy")]
    pub proxy: Field<Proxy>,

    /// Delivers changes in the provider as they happen.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Subscribe")]
    pub subscribe: Field<Subscribe>,

    /// Tells you when customers create, change or delete fields in the provider.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Watch schema")]
    pub watch_schema: Field<WatchSchema>,
}

/// A section of an integration: what it does, or watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// `read`
    Read,
    /// `write`
    Write,
    /// `subscribe`
    Subscribe,
    /// `proxy`
    Proxy,
    /// `watchSchema`
    WatchSchema,
}

impl Section {
    /// All of them. A test holds the list to the members of an integration.
    pub const ALL: [Section; 5] =
        [Section::Read, Section::Write, Section::Subscribe, Section::Proxy, Section::WatchSchema];

    /// The key that it stands under.
    pub fn name(self) -> &'static str {
        match self {
            Section::Read => "read",
            Section::Write => "write",
            Section::Subscribe => "subscribe",
            Section::Proxy => "proxy",
            Section::WatchSchema => "watchSchema",
        }
    }

    /// Whether an integration does something by it. `watchSchema` only looks on, and does not count.
    pub fn is_action(self) -> bool {
        !matches!(self, Section::WatchSchema)
    }
}

impl Integration {
    /// The sections that are written, readable or not.
    pub fn sections(&self) -> impl Iterator<Item = Section> {
        let is_there = |section: &Section| match section {
            Section::Read => !self.read.is_absent(),
            Section::Write => !self.write.is_absent(),
            Section::Subscribe => !self.subscribe.is_absent(),
            Section::Proxy => !self.proxy.is_absent(),
            Section::WatchSchema => !self.watch_schema.is_absent(),
        };
        Section::ALL.into_iter().filter(is_there)
    }

    /// The read objects that can be read, each with its node.
    pub fn read_objects(&self) -> impl Iterator<Item = (NodeId, &ReadObject)> {
        self.read.value().into_iter().flat_map(|read| read.objects.items())
    }

    /// The write objects that can be read, each with its node.
    pub fn write_objects(&self) -> impl Iterator<Item = (NodeId, &WriteObject)> {
        self.write.value().into_iter().flat_map(|write| write.objects.items())
    }

    /// The subscribe objects that can be read, each with its node.
    pub fn subscribe_objects(&self) -> impl Iterator<Item = (NodeId, &SubscribeObject)> {
        self.subscribe.value().into_iter().flat_map(|subscribe| subscribe.objects.items())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::plan::{Expect, Place, Root, Schema};

    #[test]
    fn what_stands_in_an_integration_by_itself_is_a_section() {
        let schema = Schema::integrations();
        let integration = Place::root(schema, Root::Integration as usize).object().unwrap();
        let objects =
            integration.members.iter().filter(|member| matches!(schema.expect(member.value), Expect::Object(_)));
        let mut names: Vec<&str> = objects.map(|member| member.name).collect();
        let mut sections = Section::ALL.map(Section::name);
        names.sort_unstable();
        sections.sort_unstable();
        assert_eq!(names, sections);
    }
}
