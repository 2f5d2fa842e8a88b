//! The subscribe action. Declarations only.

use super::field::Field;
use super::read::Always;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Examples of `otherEvents` and of watched fields.
const OTHER_EVENTS: [&str; 1] = ["contact.merged"];
const WATCHED: [&str; 2] = ["email", "phone"];

/// Which changes in the provider are delivered as they happen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Subscribe action", deny_unknown_fields)]
pub struct Subscribe {
    /// The objects to subscribe to, each named once and each with a read object of the same name.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Subscribe objects")]
    pub objects: Field<Vec<Field<SubscribeObject>>>,
}

/// One object whose changes are delivered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Subscribe object", deny_unknown_fields, extend("defaultSnippets" = super::snippets::subscribe_object()))]
pub struct SubscribeObject {
    /// The provider's name for the object.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Object name", example = &"contacts")]
    pub object_name: Field<SmolStr>,

    /// The destination that receives the events, by its name in your project.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Destination", example = &"eventsWebhook")]
    pub destination: Field<SmolStr>,

    /// `true` takes fields and mapped names from the read object of the same name. It must be `true` wherever create, update, delete or association events are subscribed to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Inherit fields and mapping", example = true)]
    pub inherit_fields_and_mapping: Field<bool>,

    /// Records that are created.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Create event")]
    pub create_event: Field<CreateEvent>,

    /// Records that change.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Update event")]
    pub update_event: Field<UpdateEvent>,

    /// Records that are deleted.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Delete event")]
    pub delete_event: Field<DeleteEvent>,

    /// Records that are linked to others or unlinked. HubSpot only.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Association change event")]
    pub association_change_event: Field<AssociationChangeEvent>,

    /// Events by the provider's own names, delivered as the provider sends them.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Other events", example = OTHER_EVENTS)]
    pub other_events: Field<Vec<Field<SmolStr>>>,
}

/// Tells of records that are created.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Create event", deny_unknown_fields)]
pub struct CreateEvent {
    /// `always` subscribes every installation to records that are created.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled")]
    pub enabled: Field<Always>,
}

/// Tells of records that change. Exactly one of `watchFieldsAuto` and `requiredWatchFields` says which changes count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Update event", deny_unknown_fields)]
pub struct UpdateEvent {
    /// `always` subscribes every installation to records that change.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled")]
    pub enabled: Field<Always>,

    /// `all` tells of a change in any field; `selected` of changes in the fields that the customer selected in the read action, which needs `inheritFieldsAndMapping: true`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Watch fields automatically")]
    pub watch_fields_auto: Field<WatchFieldsAuto>,

    /// The fields whose changes are told, by the provider's names.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Watched fields", example = WATCHED)]
    pub required_watch_fields: Field<Vec<Field<SmolStr>>>,
}

/// Tells of records that are deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Delete event", deny_unknown_fields)]
pub struct DeleteEvent {
    /// `always` subscribes every installation to records that are deleted.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled")]
    pub enabled: Field<Always>,
}

/// Tells of records that are linked to others or unlinked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Association change event", deny_unknown_fields)]
pub struct AssociationChangeEvent {
    /// `always` subscribes every installation to changes of associations.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled")]
    pub enabled: Field<Always>,

    /// `true` sends the records along with the event, and not only their ids.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Include full records")]
    pub include_full_records: Field<bool>,
}

/// Which fields an update event watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Watched fields, automatically")]
#[allow(missing_docs, reason = "a comment on a variant would turn the schema's `enum` into a `oneOf`")]
pub enum WatchFieldsAuto {
    All,
    Selected,
}

impl SubscribeObject {
    /// Whether it subscribes to creates, updates, deletes or associations, which take their fields from a read object.
    pub fn has_standard_event(&self) -> bool {
        !self.create_event.is_absent()
            || !self.update_event.is_absent()
            || !self.delete_event.is_absent()
            || !self.association_change_event.is_absent()
    }
}
