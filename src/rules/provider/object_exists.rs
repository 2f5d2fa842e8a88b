//! A read object whose name is nearly that of one the connector knows. The lists of names are not complete, so that a name like
//! none of them is no mistake.

use std::collections::{HashMap, HashSet};

use crate::edit;
use crate::finding::{Edit, Fix};
use crate::model::{Field, Integration};
use crate::near::Likeness;
use crate::rules::in_force::in_force;
use crate::rules::objects::near_known;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::syntax::NodeId;
use crate::words::did_you_mean;

rule! {
    name: "object-exists",
    severity: Warning,
    fix: Safe,
    rests_on: [Value],
    summary: "an object name that is nearly one that the connector knows",
}

fn check(cx: &Context, out: &mut Findings) {
    let [(_, date), ..] = cx.catalog().table_dates();
    let mut known = HashMap::new();
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let provider = &force.provider.name;
        let mut names_here = Names::of(integration);
        for (_, object) in integration.read_objects() {
            let Some((node, name)) = object.object_name.get().filter(|(_, name)| !name.is_empty()) else { continue };
            let near =
                known.entry((provider, force.module, name)).or_insert_with(|| near_known(cx.catalog(), force, name));
            let Some((likeness, first)) = near.first().copied() else { continue };
            // One name is surer than the others: that one.
            let names: Vec<&str> = near.iter().filter(|(other, _)| *other == likeness).map(|(_, name)| *name).collect();
            let draft = out.value(node, format!("`{provider}` is not known to have an object `{}`", excerpt(name)));
            if names.len() > 1 {
                draft.help(did_you_mean(&names).unwrap_or_default());
                continue;
            }
            let title = format!("write `{first}`");
            draft.help(format!("{title}, if that is what you mean; the list of objects is of {date}")).maybe_fix(
                names_here.rename(cx, node, name, first).map(|edits| Fix {
                    title,
                    safe: likeness < Likeness::Edit,
                    edits,
                }),
            );
        }
    }
}

/// Where the names of an integration's objects stand.
struct Names<'a> {
    /// The names of the read objects.
    read: HashSet<&'a str>,
    /// The places in other actions that refer to a read object, by its name.
    references: HashMap<&'a str, Vec<NodeId>>,
}

impl<'a> Names<'a> {
    fn of(integration: &'a Integration) -> Names<'a> {
        let read = integration.read_objects().filter_map(|(_, object)| object.object_name.text()).collect();
        let subscribed = integration.subscribe_objects().map(|(_, object)| &object.object_name);
        let written = integration.write_objects().filter(|(_, object)| object.inherit_mapping.value() == Some(&true));
        let mut references: HashMap<&str, Vec<NodeId>> = HashMap::new();
        for (node, name) in subscribed.chain(written.map(|(_, object)| &object.object_name)).filter_map(Field::get) {
            references.entry(name).or_default().push(node);
        }
        Names { read, references }
    }

    /// The edits that give a read object another name, here and wherever it is referred to, once for each name. Nothing
    /// where there is an object of that name already.
    fn rename(&mut self, cx: &Context, node: NodeId, from: &str, to: &'a str) -> Option<Vec<Edit>> {
        // A second object of the same name stays for the user to look at.
        if !self.read.insert(to) {
            return None;
        }
        let others = self.references.remove(from).unwrap_or_default();
        let mut targets: Vec<NodeId> = std::iter::once(node).chain(others).map(|node| cx.tree().target(node)).collect();
        // An anchored name is written once.
        targets.sort_unstable();
        targets.dedup();
        targets.into_iter().map(|node| edit::set(cx.tree(), node, to)).collect()
    }
}
