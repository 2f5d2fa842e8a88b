//! Objects of several integrations that are delivered under one name, and not with the same fields.
//!
//! Who maps objects of many providers to one name wants to treat them alike, and meets the one name that a provider does not
//! deliver only when a record of it comes.

use std::collections::{HashMap, HashSet};

use crate::model::{Field, IntegrationField, ReadObject};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::shape::check::Violation;
use crate::syntax::NodeId;
use crate::words::all_of;

rule! {
    name: "mapped-object-fields-differ",
    severity: Pedantic,
    fix: No,
    rests_on: [Value],
    summary: "objects of several integrations mapped to one name, with different mapped fields",
}

/// So many missing names are named, and the rest is counted.
const NAMED: usize = 8;

/// What one integration delivers under a name.
struct Delivered<'a> {
    /// Where the name of the object stands, the first time.
    node: NodeId,
    /// The names that its fields are mapped to.
    names: HashSet<&'a str>,
    /// Whether something among its fields cannot be read, so that nobody knows what is missing.
    is_open: bool,
}

/// What is delivered under one name by all integrations.
#[derive(Default)]
struct Object<'a> {
    /// By integration, in the order of the text.
    by_integration: Vec<(usize, Delivered<'a>)>,
    /// All names that fields are mapped to, in the order of the text, with where each stands the first time.
    names: Vec<(&'a str, NodeId)>,
    known: HashSet<&'a str>,
}

/// What a mapped name stands in. One of these keys where it does not belong is missed somewhere.
const ON_THE_WAY: [&str; 3] = ["requiredFields", "optionalFields", "mapToName"];

fn check(cx: &Context, out: &mut Findings) {
    let has_strayed = |violation: &Violation| match violation {
        Violation::UnknownKey { key, .. } => ON_THE_WAY.iter().any(|name| cx.written(*key).eq_ignore_ascii_case(name)),
        _ => false,
    };
    if cx.violations().iter().any(has_strayed) {
        return;
    }
    let mut objects: HashMap<&str, Object> = HashMap::new();
    let mut in_order = Vec::new();
    for (nth, (_, integration)) in cx.integrations().enumerate() {
        for (_, object) in integration.read_objects() {
            let Some((node, name)) = object.map_to_name.get().filter(|(_, name)| !name.is_empty()) else { continue };
            let entry = objects.entry(name.as_str()).or_insert_with(|| {
                in_order.push(name.as_str());
                Object::default()
            });
            entry.add(cx, nth, node, object);
        }
    }
    for name in in_order {
        if let Some(object) = objects.get(name) {
            object.report(name, out);
        }
    }
}

impl<'a> Object<'a> {
    /// Adds an object that is delivered under the name.
    fn add(&mut self, cx: &Context, integration: usize, node: NodeId, object: &'a ReadObject) {
        // Two in one integration are `duplicate-object-mapping`'s, and deliver together what they do.
        if self.by_integration.last().is_none_or(|(last, _)| *last != integration) {
            let delivered = Delivered { node, names: HashSet::new(), is_open: false };
            self.by_integration.push((integration, delivered));
        }
        let Some((_, delivered)) = self.by_integration.last_mut() else { return };
        for list in [&object.required_fields, &object.optional_fields] {
            delivered.is_open |= is_open(cx, list);
            for (_, field) in list.items() {
                let Some((node, name)) = field.map_to_name.get().filter(|(_, name)| !name.is_empty()) else { continue };
                delivered.names.insert(name.as_str());
                if self.known.insert(name.as_str()) {
                    self.names.push((name.as_str(), node));
                }
            }
        }
    }

    fn report(&self, name: &str, out: &mut Findings) {
        for (_, delivered) in self.by_integration.iter().filter(|(_, delivered)| !delivered.is_open) {
            let missing = self.names.len() - delivered.names.len();
            if missing == 0 {
                continue;
            }
            // No more are passed over than the object has itself, so that the work stays linear.
            let first: Vec<(&str, NodeId)> =
                self.names.iter().filter(|(name, _)| !delivered.names.contains(name)).take(NAMED).copied().collect();
            let Some(&(one, elsewhere)) = first.first() else { continue };
            let shown: Vec<String> = first.iter().map(|(name, _)| excerpt(name)).collect();
            let mut names: Vec<&str> = shown.iter().map(String::as_str).collect();
            let said = match missing - first.len() {
                0 => all_of(&names),
                // The last one makes room for their count.
                more => {
                    names.pop();
                    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                    format!("{} and {} more", quoted.join(", "), more + 1)
                }
            };
            let name = excerpt(name);
            out.value(
                delivered.node,
                format!("`{name}` is delivered without {said}, which other integrations map for it"),
            )
            .label(elsewhere, format!("`{}` is mapped here", excerpt(one)))
            .help(format!(
                "map a field to {}, so that all that is delivered as `{name}` has the same mapped fields",
                if missing == 1 { "that name" } else { "each of these names" }
            ));
        }
    }
}

/// Whether a list, an entry of it or the mapped name of one cannot be read, or is there and says nothing.
fn is_open(cx: &Context, list: &Field<Vec<Field<IntegrationField>>>) -> bool {
    match list {
        Field::Absent => false,
        Field::Unreadable(_) => true,
        Field::Value(_, entries) => entries.iter().any(|entry| match entry {
            Field::Absent => false,
            Field::Unreadable(_) => true,
            Field::Value(node, field) => match &field.map_to_name {
                Field::Unreadable(_) => true,
                Field::Value(_, name) => name.is_empty(),
                Field::Absent => field.field_name.is_blank() || cx.null_key(*node, "mapToName").is_some(),
            },
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::source::Source;

    /// A manifest with an integration for each object, given by the entries of its `requiredFields`.
    fn manifest(objects: &[&[&str]]) -> String {
        let mut text = "specVersion: 1.0.0\nintegrations:\n".to_string();
        for (nth, fields) in objects.iter().enumerate() {
            text += &format!(
                "  - name: crm-{nth}\n    displayName: CRM\n    provider: hubspot\n    read:\n      objects:\n        \
                 - objectName: contacts\n          mapToName: contact\n          mapToDisplayName: Contact\n          \
                 destination: crmWebhook\n          schedule: \"0 * * * *\"\n          requiredFields:\n"
            );
            fields.iter().for_each(|field| text += &format!("            - {{{field}}}\n"));
        }
        text
    }

    /// The line and the message of each finding of the rule, and how many others there are.
    fn found(text: &str) -> (Vec<(usize, String)>, usize) {
        let source = Source::new("amp.yaml", text);
        let findings = crate::lint(&source);
        let (own, others): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|finding| finding.rule == super::RULE.name);
        let own = own.into_iter().map(|one| (source.position(one.span.start as usize).line, one.message));
        (own.collect(), others.iter().filter(|one| one.severity > crate::Severity::Pedantic).count())
    }

    const EMAIL: &str = "fieldName: email, mapToName: email";
    const PHONE: &str = "fieldName: phone, mapToName: phone";
    const PLAIN: &str = "fieldName: phone";

    #[test]
    fn each_integration_is_told_what_the_others_map_and_it_does_not() {
        let (own, _) = found(&manifest(&[&[EMAIL], &[PHONE, PLAIN], &[EMAIL, PHONE], &[PLAIN]]));
        let said: Vec<&str> = own.iter().map(|(_, message)| message.as_str()).collect();
        assert_eq!(
            said,
            [
                "`contact` is delivered without `phone`, which other integrations map for it",
                "`contact` is delivered without `email`, which other integrations map for it",
                "`contact` is delivered without `email` and `phone`, which other integrations map for it",
            ]
        );
        let lines: Vec<usize> = own.iter().map(|(line, _)| *line).collect();
        let text = manifest(&[&[EMAIL], &[PHONE, PLAIN], &[EMAIL, PHONE], &[PLAIN]]);
        assert!(
            lines.iter().all(|line| text.lines().nth(line - 1) == Some("          mapToName: contact")),
            "{lines:?}"
        );
    }

    #[test]
    fn the_same_names_whatever_their_order_and_their_fields_are_fine() {
        for objects in [
            vec![&[EMAIL, PHONE][..], &[PHONE, EMAIL]],
            vec![&[EMAIL], &["mapToName: email, mapToDisplayName: Email, prompt: Which one?"]],
            vec![&[PLAIN], &["fieldName: email"]],
            vec![&[EMAIL]],
        ] {
            assert_eq!(found(&manifest(&objects)).0, []);
        }
        // Under other names they are other objects.
        let text = manifest(&[&[EMAIL], &[PHONE]]);
        let (first, last) = text.split_at(text.rfind("mapToName: contact").unwrap());
        assert_eq!(found(&format!("{first}{}", last.replacen("contact", "person", 1))).0, []);
    }

    #[test]
    fn a_lack_that_another_mistake_makes_is_not_said() {
        for field in [
            "fieldName: phone, mapToNme: phone",
            "fieldName: phone, mapToName: [phone]",
            "fieldName: phone, mapToName: ",
            "12",
        ] {
            let (own, others) = found(&manifest(&[&[EMAIL, PHONE], &[EMAIL, field]]));
            assert_eq!(own, [], "{field}");
            assert!(others > 0, "{field}");
        }
    }

    #[test]
    fn many_missing_names_are_counted_and_long_ones_cut() {
        let all: Vec<String> = (0..30).map(|nth| format!("fieldName: f{nth}, mapToName: n{nth}")).collect();
        let fields: Vec<&str> = all.iter().map(String::as_str).collect();
        let (own, _) = found(&manifest(&[&fields, &[PLAIN]]));
        let names = "`n0`, `n1`, `n2`, `n3`, `n4`, `n5`, `n6` and 23 more";
        assert_eq!(own[0].1, format!("`contact` is delivered without {names}, which other integrations map for it"));
        let long = format!("fieldName: a, mapToName: {}", "b".repeat(10_000));
        let (own, _) = found(&manifest(&[&[&long], &[PLAIN]]));
        assert!(own[0].1.len() < 200, "{}", own[0].1);
    }
}
