//! A read that ends after so many records, however many there are.

use crate::catalog::{Limit, Topic};
use crate::rules::in_force::limited;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "record-limit",
    severity: Pedantic,
    fix: No,
    summary: "an object of which one read brings so many records and no more",
}

fn check(cx: &Context, out: &mut Findings) {
    for (integration, provider, limits) in limited(cx) {
        for (_, object) in integration.read_objects() {
            let Some((node, name)) = object.object_name.get() else { continue };
            let limit = limits.of(name).find_map(|limit| match limit {
                Limit::MaxRecords(count) => Some(*count),
                _ => None,
            });
            if let Some(count) = limit {
                let name = excerpt(name);
                let date = cx.catalog().date_of(Topic::Limits);
                out.value(node, format!("`{provider}` gives {count} records of `{name}` in one read and no more"))
                    .help(format!("do not count on all of them for customers who have more; this is as of {date}"));
            }
        }
    }
}
