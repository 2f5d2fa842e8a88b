//! An object that the connector refuses to read, or to write.

use crate::catalog::{Action, Object, Objects, Topic};
use crate::rules::in_force::{InForce, in_force};
use crate::rules::objects::Inherited;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::syntax::NodeId;
use crate::words::one_of;

rule! {
    name: "object-action-unsupported",
    severity: Warning,
    fix: No,
    rests_on: [Value],
    summary: "an object that the connector does not read, or does not write",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let known: Vec<&Objects> = cx.catalog().objects(&force.provider.name, force.module).collect();
        if known.is_empty() {
            continue;
        }
        let mut inherited = None;
        for (_, object) in integration.read_objects() {
            let Some((node, name)) = object.object_name.get() else { continue };
            if !refused(cx, force, &known, name, Action::Read) {
                continue;
            }
            // What only lends its fields to a subscription is not read.
            let inherited = inherited.get_or_insert_with(|| Inherited::of(integration));
            let is_read = !object.schedule.is_blank() || !object.backfill.is_absent() || !inherited.has(object);
            if is_read {
                say(cx, out, force, (node, name), Action::Read);
            }
        }
        for (_, object) in integration.write_objects() {
            let Some((node, name)) = object.object_name.get() else { continue };
            if refused(cx, force, &known, name, Action::Write) {
                say(cx, out, force, (node, name), Action::Write);
            }
        }
    }
}

/// Whether an object can be read, or written.
fn can(object: &Object, action: Action) -> Option<bool> {
    if action == Action::Write { object.write() } else { object.read }
}

/// Whether the connector is known to refuse, and nothing says that it does not. Where the provider as a whole has no
/// such action, another rule says so.
fn refused(cx: &Context, force: InForce, known: &[&Objects], name: &str, action: Action) -> bool {
    let provider = &force.provider.name;
    known.iter().find_map(|objects| objects.get(name)).and_then(|object| can(object, action)) == Some(false)
        && !cx.catalog().works(provider, force.module, action)
        && force.supports(cx.catalog(), action, false)
}

fn say(cx: &Context, out: &mut Findings, force: InForce, (node, name): (NodeId, &str), action: Action) {
    let provider = &force.provider.name;
    let (verb, done) = if action == Action::Write { ("write", "written") } else { ("read", "read") };
    let elsewhere: Vec<&str> = force
        .provider
        .modules
        .iter()
        .map(|module| module.name.as_str())
        .filter(|module| Some(*module) != force.module)
        .filter(|module| {
            cx.catalog().object(provider, Some(module), name).and_then(|object| can(object, action)) == Some(true)
        })
        .collect();
    let lists = cx.catalog().objects(provider, force.module);
    let near: Vec<&str> =
        lists.flat_map(|objects| objects.near(name, action == Action::Read)).map(|(_, name)| name).collect();
    let other = if action == Action::Write { Action::Read } else { Action::Write };
    let instead = if !elsewhere.is_empty() {
        format!("did you mean the module {}? it can be {done} there", one_of(&elsewhere))
    } else if !near.is_empty() {
        format!("did you mean {}? that can be {done}", one_of(&near))
    } else if cx.catalog().object(provider, force.module, name).and_then(|object| can(object, other)) == Some(true) {
        let rest = if other == Action::Write { "written" } else { "read" };
        format!("remove it from `{}.objects`: it can be {rest} only", action.key())
    } else {
        format!("remove it from `{}.objects`", action.key())
    };
    out.value(node, format!("the connector of `{provider}` does not {verb} `{}`", excerpt(name)))
        .help(format!("{instead}; the list of objects is of {}", cx.catalog().date_of(Topic::Objects)));
}
