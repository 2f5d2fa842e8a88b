//! A fetched integration whose latest revision is of another integration.

use crate::analysis::Definition;
use crate::model::Field;
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "revision-mismatch",
    severity: Error,
    fix: No,
    summary: "a fetched integration and its revision differ in name or provider",
}

fn check(cx: &Context, out: &mut Findings) {
    let Definition::Api(integrations) = cx.definition() else { return };
    for integration in integrations.iter().filter_map(Field::value) {
        let Some(content) = integration.latest_revision.value().and_then(|revision| revision.content.value()) else {
            continue;
        };
        let members =
            [("name", &integration.name, &content.name), ("provider", &integration.provider, &content.provider)];
        for (member, outer, inner) in members {
            let (Some((place, outer)), Some((node, inner))) = (outer.get(), inner.get()) else { continue };
            if outer != inner && !outer.is_empty() && !inner.is_empty() {
                let (outer, inner) = (excerpt(outer), excerpt(inner));
                out.value(node, format!("the revision's `{member}` is `{inner}`, and the integration's is `{outer}`"))
                    .label(place, "the integration's")
                    .help("deploy the integration again, so that the platform holds one of the two");
            }
        }
    }
}
