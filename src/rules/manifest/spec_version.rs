//! The version of the manifest format: there is one.

use smol_str::SmolStr;
use crate::definition::Definition;
use crate::finding::Fix;
use crate::rules::{Context, Findings};
use crate::spec::{Field, limits::SPEC_VERSION};
use crate::tree::{NodeId, edit};

rule! {
    name: "spec-version",
    severity: Error,
    fix: Safe,
    summary: "a `specVersion` other than `1.0.0`, or none",
}

fn check(cx: &Context, out: &mut Findings) {
    match cx.definition {
        Definition::Manifest(manifest) => {
            if let Some((node, manifest)) = manifest.get() {
                version(cx, out, node, &manifest.spec_version);
            }
        }
        Definition::Api(integrations) => {
            for integration in integrations.iter().filter_map(Field::value) {
                if let Some((node, revision)) = integration.latest_revision.get() {
                    version(cx, out, node, &revision.spec_version);
                }
            }
        }
        Definition::Revision(revision) => {
            if let Some((node, revision)) = revision.get() {
                version(cx, out, node, &revision.spec_version);
            }
        }
        Definition::Content(_) | Definition::Settings | Definition::Unknown => {}
    }
}

fn version(cx: &Context, out: &mut Findings, around: NodeId, field: &Field<SmolStr>) {
    let fix = |edit: Option<crate::finding::Edit>| {
        edit.map(|edit| Fix { title: format!("set it to {SPEC_VERSION}"), safe: true, edits: vec![edit] })
    };
    match field {
        Field::Value(node, version) if version != SPEC_VERSION => {
            let written = cx.tree.text(cx.tree.target(*node));
            let message = match version.is_empty() {
                true => "`specVersion` must not be empty".to_string(),
                false => format!("there is no spec version `{written}`"),
            };
            out.value(*node, message)
                .help(format!("write `specVersion: {SPEC_VERSION}`, the only version so far"))
                .maybe_fix(fix(edit::set(cx.tree, *node, SPEC_VERSION)));
        }
        Field::Absent => {
            out.missing(around, "specVersion", "`specVersion` is missing")
                .help(format!("add `specVersion: {SPEC_VERSION}`"))
                .maybe_fix(fix(edit::insert(cx.view, around, "specVersion", SPEC_VERSION, &[])));
        }
        _ => {}
    }
}
