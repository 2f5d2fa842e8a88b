//! The read action. Declarations only.

use super::backfill::{Backfill, DefaultPeriod};
use super::delivery::Delivery;
use super::field::Field;
use super::fields::IntegrationField;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What is read from the provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Read action", deny_unknown_fields)]
pub struct Read {
    /// The objects to read, each named once.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Read objects")]
    pub objects: Field<Vec<Field<ReadObject>>>,
}

/// One object that is read: where its records go, how often, and which fields they have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Read object", deny_unknown_fields, extend("defaultSnippets" = super::snippets::read_object()))]
pub struct ReadObject {
    /// The provider's name for the object.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Object name", example = &"contacts", example = &"Account")]
    pub object_name: Field<SmolStr>,

    /// The destination that receives the records, by its name in your project.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Destination", example = &"contactsWebhook")]
    pub destination: Field<SmolStr>,

    /// When to read, as a cron expression of five fields: minute, hour, day of month, month, day of week (UTC).
    ///
    /// Two runs must lie at least 10 minutes apart. Quote it: an unquoted `*` at the start means something else in YAML. Without a schedule the object is read only when your application asks for it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Schedule", example = &"*/30 * * * *", example = &"0 6 * * 1-5")]
    pub schedule: Field<SmolStr>,

    /// The name under which your application receives the object, whatever the provider calls it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Mapped name", example = &"people")]
    pub map_to_name: Field<SmolStr>,

    /// The mapped name as customers see it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Mapped display name", example = &"People")]
    pub map_to_display_name: Field<SmolStr>,

    /// Fields that are read for every customer.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Required fields")]
    pub required_fields: Field<Vec<Field<IntegrationField>>>,

    /// Fields that a customer may select or leave out.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Optional fields")]
    pub optional_fields: Field<Vec<Field<IntegrationField>>>,

    /// `all` lets customers select from all fields that the object has in their own account.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "All fields optional")]
    pub optional_fields_auto: Field<OptionalFieldsAuto>,

    /// How far back the first read goes. Without it only what changes from then on is read.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Backfill")]
    pub backfill: Field<Backfill>,

    /// How records arrive: pushed as they are read, or in pages when your application asks.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Delivery")]
    pub delivery: Field<Delivery>,

    /// `always` reads the object for every installation, whether or not the customer selects it. Such an object needs required fields and a schedule, and no mapping left for the customer to fill in.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Enabled")]
    pub enabled: Field<Always>,
}

/// Which fields customers may select from, beside those that are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Optional fields, automatically")]
#[allow(missing_docs, reason = "a comment on a variant would turn the schema's `enum` into a `oneOf`")]
pub enum OptionalFieldsAuto {
    All,
}

/// The only value of every `enabled` that is no boolean: leave the key out to switch the thing off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Always")]
#[allow(missing_docs, reason = "a comment on a variant would turn the schema's `enum` into a `oneOf`")]
pub enum Always {
    Always,
}

impl ReadObject {
    /// How far back its first read goes, where that is said and can be read.
    pub fn period(&self) -> Option<&DefaultPeriod> {
        self.backfill.value()?.default_period.value()
    }

    /// Whether it names no field and leaves none to the customer's choice.
    pub fn declares_no_field(&self) -> bool {
        let none = |fields: &Field<Vec<Field<IntegrationField>>>| fields.is_absent() || fields.is_empty_list();
        none(&self.required_fields) && none(&self.optional_fields) && self.optional_fields_auto.is_absent()
    }
}
