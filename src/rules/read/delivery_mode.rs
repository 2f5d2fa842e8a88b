//! A page size belongs to delivery on request, and only there.

use crate::edit;
use crate::finding::Fix;
use crate::finding::Severity;
use crate::model::DeliveryMode;
use crate::model::Field;
use crate::model::limits::{PAGE_SIZE_MAX, PAGE_SIZE_MIN};
use crate::rules::{Context, Findings};

rule! {
    name: "delivery-mode",
    severity: Error,
    fix: Safe,
    summary: "a page size that does not go with the delivery mode",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.read_objects() {
            let Some((node, delivery)) = object.delivery.get() else { continue };
            let size = delivery.page_size.node();
            match (&delivery.mode, size) {
                (Field::Value(mode, DeliveryMode::Auto), Some(size)) => {
                    let key = cx.tree().key_of(size).unwrap_or(size);
                    let edit = edit::remove_member(cx.tree(), node, size);
                    let fix = edit.map(|edit| Fix::one(true, "remove `pageSize`", edit));
                    out.key(key, "`pageSize` does not go with `mode: auto`")
                        .label(*mode, "the mode")
                        .help("remove `pageSize`: only deliveries on request come in pages")
                        .maybe_fix(fix)
                        .about(node)
                        .path_of(size);
                }
                (Field::Absent, Some(size)) => {
                    let key = cx.tree().key_of(size).unwrap_or(size);
                    out.key(key, "`pageSize` is ignored without a `mode`")
                        .severity(Severity::Warning)
                        .help("remove it, or add `mode: onRequest`")
                        .lacks(node, &["mode"])
                        .path_of(size);
                }
                (Field::Value(_, DeliveryMode::OnRequest), None) if delivery.page_size.is_absent() => {
                    out.missing(node, "pageSize", "`mode: onRequest` needs a `pageSize`")
                        .help(format!("add `pageSize:` with {PAGE_SIZE_MIN} to {PAGE_SIZE_MAX}"));
                }
                (Field::Value(_, DeliveryMode::OnRequest), Some(_)) => {
                    let Some((value, size)) = delivery.page_size.get() else { continue };
                    if !(PAGE_SIZE_MIN..=PAGE_SIZE_MAX).contains(size) {
                        out.value(value, format!("a page cannot have {size} records"))
                            .help(format!("write a number from {PAGE_SIZE_MIN} to {PAGE_SIZE_MAX}"))
                            .about(node)
                            .path_of(value);
                    }
                }
                _ => {}
            }
        }
    }
}
