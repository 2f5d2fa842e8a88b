//! What the object lists of `read`, `write` and `subscribe` have in common: they must not be empty, and no object may
//! stand in one twice.

use std::collections::HashSet;

use super::met::Met;
use super::{Context, Findings};
use crate::finding::Severity;
use crate::model::{Field, Integration, ReadObject};
use crate::syntax::NodeId;
use smol_str::SmolStr;

/// Says that an action has no objects. `list` is the name for it in messages, `read.objects`.
pub(super) fn not_empty<T>(
    cx: &Context,
    out: &mut Findings,
    action: NodeId,
    objects: &Field<Vec<Field<T>>>,
    list: &str,
) {
    let name = list.split('.').next().unwrap_or(list);
    let help = format!("list at least one object under `{list}`, or remove `{name}`");
    match objects {
        Field::Absent => {
            let message = match cx.null_key(action, "objects") {
                Some(_) => format!("`{list}` lists nothing"),
                None => format!("`{name}` has no `objects`"),
            };
            out.missing(action, "objects", message).help(help);
        }
        Field::Value(node, items) if items.is_empty() => {
            out.value(*node, format!("`{list}` lists nothing")).help(help);
        }
        _ => {}
    }
}

/// Says which names stand twice in a list, letter by letter or in another case, which is the same to the deploy tool.
pub(super) fn no_repeats<'a>(out: &mut Findings, names: impl Iterator<Item = &'a Field<SmolStr>>, list: &str) {
    let mut met: Met<String, (&str, NodeId)> = Met::new();
    for (node, name) in names.filter_map(Field::get).filter(|(_, name)| !name.is_empty()) {
        let Some((first, earlier)) = met.meet(name.to_lowercase(), (name, node)) else { continue };
        if first == name {
            out.value(node, format!("`{name}` is listed twice in `{list}`"))
                .label(earlier, "listed here first")
                .help("make one entry of the two");
        } else {
            out.value(node, format!("`{name}` and `{first}` in `{list}` are one object to the deploy tool"))
                .severity(Severity::Warning)
                .label(earlier, "listed here first")
                .help("make one entry of the two, or tell their names apart by more than case");
        }
    }
}

/// The read objects that subscribe objects take their fields from, or are meant to: where a name is missing or cannot be
/// read, or the inheritance is not written as it should be, another rule has said so.
pub(super) struct Inherited {
    /// By name, in lower case.
    names: HashSet<String>,
    /// Whether any of them may be meant by a name that cannot be seen.
    unseen: bool,
}

impl Inherited {
    /// Those of an integration.
    pub(super) fn of(integration: &Integration) -> Inherited {
        let hidden = match &integration.subscribe {
            Field::Absent => false,
            Field::Unreadable(_) => true,
            Field::Value(_, subscribe) => match &subscribe.objects {
                Field::Absent => false,
                Field::Unreadable(_) => true,
                Field::Value(_, objects) => objects.iter().any(|object| matches!(object, Field::Unreadable(_))),
            },
        };
        let mut inherited = Inherited { names: HashSet::new(), unseen: hidden };
        for (_, object) in integration.subscribe_objects() {
            if object.inherit_fields_and_mapping.value() != Some(&false) {
                match object.object_name.text() {
                    Some(name) => {
                        inherited.names.insert(name.to_ascii_lowercase());
                    }
                    None => inherited.unseen = true,
                }
            }
        }
        inherited
    }

    /// Whether a read object is one of them.
    pub(super) fn has(&self, read: &ReadObject) -> bool {
        self.unseen
            || match read.object_name.text() {
                Some(name) => self.names.contains(&name.to_ascii_lowercase()),
                None => !self.names.is_empty(),
            }
    }
}

/// The names of the read objects, or nothing where one of them cannot be read and may be any, or where `read` lists none,
/// which is a mistake of its own.
pub(super) fn read_names(integration: &Integration) -> Option<Vec<(&str, NodeId)>> {
    let objects = match &integration.read {
        Field::Absent => return Some(Vec::new()),
        Field::Unreadable(_) => return None,
        Field::Value(_, read) => &read.objects,
    };
    match objects {
        Field::Absent | Field::Unreadable(_) => None,
        Field::Value(_, objects) if objects.is_empty() => None,
        Field::Value(_, objects) => objects
            .iter()
            .map(|object| {
                let (node, name) = object.value()?.object_name.get()?;
                Some((name.as_str(), node))
            })
            .collect(),
    }
}
