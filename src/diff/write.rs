//! Write objects: where their fields come from, and what customers can set.

use super::Impact;
use super::compare::{At, Compare};
use super::installed::Subject;
use super::kinds::*;
use crate::model::{Field, Section, ValueDefaults, Write, WriteObject};
use crate::syntax::NodeId;

impl Compare<'_> {
    pub(super) fn write(&mut self, old: &Write, new: &Write) {
        let kinds = (&WRITE_OBJECT_REMOVED, &WRITE_OBJECT_ADDED);
        let begins = |_: &WriteObject| (Impact::Safe, "");
        let lists = (&old.objects, &new.objects);
        let pairs = self.objects(lists, |object| &object.object_name, kinds, (Section::Write, "written"), begins);
        for ((old_node, old), (new_node, new)) in pairs {
            let name = new.object_name.text().unwrap_or("this object");
            let places = (old_node, new_node);
            let subject = Subject::Object(Section::Write, name.to_string());
            let around = std::mem::replace(&mut self.subject, subject);
            self.inheritance(name, places, &old.inherit_mapping, &new.inherit_mapping);
            if let Some((before, now)) = self.both(&old.value_defaults, &new.value_defaults) {
                let field = |defaults: Option<&'_ ValueDefaults>| {
                    defaults.map_or(Field::Absent, |one| one.allow_any_fields.clone())
                };
                let (before, now) = (field(before), field(now));
                if let Some((before, now)) = self.both(&before, &now)
                    && before.unwrap_or(&false) != now.unwrap_or(&false)
                {
                    let message = match now {
                        Some(true) => format!("default values can be set for any field of `{name}`"),
                        _ => format!("default values can no longer be set for any field of `{name}`"),
                    };
                    let at =
                        |object: &WriteObject, node| Some(At::Member(object.value_defaults.node().unwrap_or(node)));
                    self.change(&VALUE_DEFAULTS_CHANGED, message, at(old, old_node), at(new, new_node));
                }
            }
            self.subject = around;
        }
    }

    pub(super) fn inheritance(&mut self, name: &str, places: (NodeId, NodeId), old: &Field<bool>, new: &Field<bool>) {
        let Some((before, now)) = self.both(old, new) else { return };
        if before.unwrap_or(&false) != now.unwrap_or(&false) {
            let (impact, message) = match now {
                Some(true) => (Impact::Notable, format!("`{name}` takes its fields and mappings from the read object")),
                _ => {
                    (Impact::Breaking, format!("`{name}` no longer takes its fields and mappings from the read object"))
                }
            };
            let at = |field: &Field<bool>, node| Some(At::Member(field.node().unwrap_or(node)));
            self.change_of(&INHERITANCE_CHANGED, impact, message, at(old, places.0), at(new, places.1));
        }
    }
}
