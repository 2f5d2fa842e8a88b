//! All fields of an object that has many, where the connector writes their names into the address of the request.

use crate::catalog::Topic;
use crate::rules::in_force::in_force;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "fields-in-address",
    severity: Pedantic,
    fix: No,
    summary: "`optionalFieldsAuto: all` where the names of very many fields go into the address of the request",
}

/// Addresses are refused at some thousand characters.
const MANY: usize = 100;

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let provider = &force.provider.name;
        let Some(handling) = cx.catalog().handling(provider, force.module) else { continue };
        for (_, object) in integration.read_objects() {
            let (Some((node, _)), Some(name)) = (object.optional_fields_auto.get(), object.object_name.text()) else {
                continue;
            };
            if !handling.of(name).is_some_and(|sent| sent.is_in_address()) {
                continue;
            }
            let count = cx.catalog().fields(provider, force.module, name).map_or(0, |list| list.names().len());
            if count > MANY {
                let date = cx.catalog().date_of(Topic::Fields);
                out.value(node, format!("the names of all {count} fields of `{}` and more go into the address of the request, which may end in 414", excerpt(name)))
                    .help(format!("list the fields that you need under `optionalFields`; this is as of {date}"));
            }
        }
    }
}
