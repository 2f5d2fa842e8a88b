//! Delivery on request is deprecated: reads that your application starts take its place.

use crate::model::DeliveryMode;
use crate::rules::{Context, Findings};

rule! {
    name: "delivery-deprecated",
    severity: Warning,
    fix: No,
    yields_to: ["delivery-mode"],
    summary: "the deprecated `delivery.mode: onRequest`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        for (_, object) in integration.read_objects() {
            let Some((node, delivery)) = object.delivery.get() else { continue };
            if let Some((mode, DeliveryMode::OnRequest)) = delivery.mode.get() {
                out.value(mode, "`delivery.mode: onRequest` is deprecated")
                    .help("leave out `delivery`, `schedule` and `backfill`, and start reads from your application instead")
                    .about(node)
                    .path_of(mode);
            }
        }
    }
}
