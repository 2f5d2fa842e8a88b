//! A read object that nothing starts. The platform reads it only when asked.

use crate::catalog::Limit;
use crate::finding::Severity;
use crate::model::DeliveryMode;
use crate::model::Field;
use crate::rules::in_force::in_force;
use crate::rules::objects::Inherited;
use crate::rules::{Context, Findings};

rule! {
    name: "schedule-missing",
    severity: Warning,
    fix: No,
    yields_to: ["read-needs-schedule"],
    rests_on: [OtherAction],
    summary: "a read object without a schedule",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let others_have_one = integration.read_objects().any(|(_, object)| !object.schedule.is_blank());
        let inherited = Inherited::of(integration);
        let force = in_force(cx.catalog(), integration);
        let limits = force.and_then(|force| cx.catalog().limits(&force.provider.name, force.module));
        for (node, object) in integration.read_objects() {
            if !object.schedule.is_blank() {
                continue;
            }
            let name = object.object_name.text();
            // What cannot be read by a schedule lacks none.
            let needs_filter = name
                .zip(limits)
                .is_some_and(|(name, limits)| limits.of(name).any(|limit| *limit == Limit::NeedsFilter));
            let on_request =
                object.delivery.value().and_then(|delivery| delivery.mode.value()) == Some(&DeliveryMode::OnRequest);
            // An object that is always enabled must have a schedule: that rule speaks. The other two are read otherwise.
            if !object.enabled.is_absent() || on_request || needs_filter || inherited.has(object) {
                continue;
            }
            let who = name.map_or("this object".to_string(), |name| format!("`{name}`"));
            let (message, help) = (
                format!("{who} has no schedule, and is read only when your application asks for it"),
                "add a schedule, as `schedule: \"0 * * * *\"` for once an hour",
            );
            let draft = match &object.schedule {
                Field::Value(value, _) => out.value(*value, message),
                _ => out.missing(node, "schedule", message),
            };
            let severity = if others_have_one { Severity::Warning } else { Severity::Pedantic };
            draft.help(help).severity(severity);
        }
    }
}
