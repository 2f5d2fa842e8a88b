//! Two fields of one object that are delivered under one name.

use crate::finding::Severity;
use crate::model::IntegrationField;
use crate::rules::{Context, Findings};
use crate::syntax::NodeId;
use std::collections::HashMap;

rule! {
    name: "field-mapping-unique",
    severity: Error,
    fix: No,
    rests_on: [Value],
    summary: "two fields of an object mapped to the same name",
}

struct Mapped<'a> {
    node: NodeId,
    required: bool,
    field: Option<&'a str>,
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.read_objects() {
            let lists = [&object.required_fields, &object.optional_fields];
            let is_mapped = |(_, field): &(NodeId, &IntegrationField)| field.map_to_name.text().is_some();
            if lists.iter().flat_map(|fields| fields.items()).filter(is_mapped).take(2).count() < 2 {
                continue;
            }
            let mut names: HashMap<&str, Vec<Mapped>> = HashMap::new();
            for (required, fields) in [(true, &object.required_fields), (false, &object.optional_fields)] {
                for (_, field) in fields.items() {
                    let Some((node, name)) = field.map_to_name.get().filter(|(_, name)| !name.is_empty()) else {
                        continue;
                    };
                    let field = field.field_name.text();
                    let earlier = names.entry(name).or_default();
                    // The same field with the same mapping is `duplicate-field`'s.
                    let clash = earlier.iter().find(|other| other.field != field || field.is_none());
                    if let Some(other) = clash {
                        let both = required && other.required;
                        let draft = out.value(node, format!("two fields are delivered as `{name}`"));
                        let draft = match both {
                            true => draft.help("map each field to a name of its own: no installation can have both"),
                            false => draft.severity(Severity::Warning).help(
                                "map each field to a name of its own: a customer who selects both cannot have them",
                            ),
                        };
                        draft.label(other.node, "the first one");
                    }
                    earlier.push(Mapped { node, required, field });
                    // Two of them tell all there is to tell, and keep the work linear.
                    earlier.truncate(2);
                }
            }
        }
    }
}
