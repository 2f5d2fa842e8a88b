//! An object whose name is nearly that of one the connector knows. The lists of names are not complete, so that a name like
//! none of them is no mistake; and where objects are the customers' own, even a name that is nearly another may be right.

use std::collections::{HashMap, HashSet};

use crate::catalog::{Action, Topic};
use crate::edit;
use crate::finding::{Edit, Fix, Severity};
use crate::model::{Field, Integration};
use crate::near::Likeness;
use crate::rules::in_force::{InForce, in_force};
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
    let mut known = HashMap::new();
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let mut names_here = Names::of(integration);
        let read = integration.read_objects().map(|(_, object)| (&object.object_name, Action::Read));
        let written = integration.write_objects().map(|(_, object)| (&object.object_name, Action::Write));
        for (name, action) in read.chain(written) {
            let Some((node, name)) = name.get().filter(|(_, name)| !name.is_empty()) else { continue };
            // What is misspelt in both actions has been spoken of in the first.
            if action == Action::Write && names_here.read.contains(name.as_str()) {
                continue;
            }
            // An account that has answered knows better.
            if !cx.facts.in_accounts(&force.provider.name, name).is_empty() {
                continue;
            }
            let place = (&force.provider.name, force.module);
            let near = known
                .entry((place, name, action == Action::Write))
                .or_insert_with(|| cx.catalog().near_objects(place.0, place.1, name, action));
            say(cx, out, force, &mut names_here, (node, name), near);
        }
    }
}

/// Says what a name is near to.
fn say<'a>(
    cx: &Context,
    out: &mut Findings,
    force: InForce,
    names_here: &mut Names<'a>,
    (node, name): (NodeId, &str),
    near: &[(Likeness, &'a str)],
) {
    let provider = &force.provider.name;
    let Some((likeness, first)) = near.first().copied() else { return };
    let is_open = cx.catalog().has_open_objects(provider, force.module);
    // One name is surer than the others: that one.
    let names: Vec<&str> = near.iter().filter(|(other, _)| *other == likeness).map(|(_, name)| *name).collect();
    let mut draft = out.value(node, format!("`{provider}` is not known to have an object `{}`", excerpt(name)));
    if is_open {
        draft = draft.severity(Severity::Pedantic);
    }
    if names.len() > 1 {
        draft.help(did_you_mean(&names).unwrap_or_default());
        return;
    }
    let title = format!("write `{first}`");
    let date = cx.catalog().date_of(Topic::Objects);
    draft.help(format!("{title}, if that is what you mean; the list of objects is of {date}")).maybe_fix(
        names_here.rename(cx, node, name, first).map(|edits| Fix {
            title,
            safe: likeness < Likeness::Edit && !is_open,
            edits,
        }),
    );
}
/// Where the names of an integration's objects stand.
struct Names<'a> {
    /// The names of the read objects.
    read: HashSet<&'a str>,
    /// The names of the write objects.
    written: HashSet<&'a str>,
    /// The places in other actions that refer to a read object, by its name.
    references: HashMap<&'a str, Vec<NodeId>>,
}

impl<'a> Names<'a> {
    fn of(integration: &'a Integration) -> Names<'a> {
        let read = integration.read_objects().filter_map(|(_, object)| object.object_name.text()).collect();
        let written = integration.write_objects().filter_map(|(_, object)| object.object_name.text()).collect();
        let subscribed = integration.subscribe_objects().map(|(_, object)| &object.object_name);
        let inheriting =
            integration.write_objects().filter(|(_, object)| object.inherit_mapping.value() == Some(&true));
        let mut references: HashMap<&str, Vec<NodeId>> = HashMap::new();
        for (node, name) in subscribed.chain(inheriting.map(|(_, object)| &object.object_name)).filter_map(Field::get) {
            references.entry(name).or_default().push(node);
        }
        Names { read, written, references }
    }

    /// The edits that give an object another name, here and, that of a read object, wherever it is referred to, once for each
    /// name. Nothing where there is an object of that name already.
    fn rename(&mut self, cx: &Context, node: NodeId, from: &str, to: &'a str) -> Option<Vec<Edit>> {
        // A second object of the same name stays for the user to look at.
        let names = if self.read.contains(from) { &mut self.read } else { &mut self.written };
        if !names.insert(to) {
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
