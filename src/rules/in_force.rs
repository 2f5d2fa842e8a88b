//! The provider and the module that count for an integration, as far as the catalog knows them; and what follows for its actions.

use super::words::excerpt;
use super::{Context, Draft, Findings};
use crate::catalog::{Action, Catalog, Limits, Provider};
use crate::edit;
use crate::finding::Severity;
use crate::model::{Field, Integration};
use crate::near::Likeness;
use crate::syntax::NodeId;
use crate::words::did_you_mean;

/// What the catalog knows of an integration's provider.
#[derive(Clone, Copy)]
pub(crate) struct InForce<'a> {
    /// The provider.
    pub provider: &'a Provider,
    /// The module: the one that is named, else the default one; nothing where the provider has none.
    pub module: Option<&'a str>,
}

/// The provider and the module in force. Nothing where one of them cannot be read or is not in the catalog: another rule
/// has said so.
#[inline(never)]
pub(crate) fn in_force<'a>(catalog: &'a Catalog, integration: &'a Integration) -> Option<InForce<'a>> {
    let provider = catalog.provider(integration.provider.text()?)?;
    let module = match &integration.module {
        Field::Unreadable(_) => return None,
        field => match field.text() {
            // What is said of a provider without modules holds whatever module is named.
            Some(_) if provider.modules.is_empty() => None,
            Some(name) => Some(provider.module(name)?.name.as_str()),
            None => provider.default_module.as_deref(),
        },
    };
    Some(InForce { provider, module })
}

/// The integrations of whose objects the catalog knows what they cannot do, each with its provider's name and that.
pub(super) fn limited<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a Integration, &'a str, &'a Limits)> {
    let catalog = cx.catalog();
    cx.integrations().filter_map(move |(_, integration)| {
        let force = in_force(catalog, integration)?;
        let provider = force.provider.name.as_str();
        Some((integration, provider, catalog.limits(provider, force.module)?))
    })
}

impl InForce<'_> {
    /// Whether some fact of the catalog says that the action works.
    pub(super) fn supports(&self, catalog: &Catalog, action: Action, use_module: bool) -> bool {
        catalog.supports(self.provider, self.module, action, use_module)
    }
}

/// What to do about something that the catalog does not know: it may be out of date.
pub(super) fn or_newer(catalog: &Catalog, instead: &str) -> String {
    format!(
        "{instead}; this is what the catalog of {} says, and `amp-lint catalog update` fetches a newer one",
        catalog.date()
    )
}

/// Says where an integration uses an action that its provider does not support.
pub(super) fn unsupported(cx: &Context, out: &mut Findings, action: Action) {
    for (_, integration) in cx.integrations() {
        let Some(node) = used(integration, action) else { continue };
        let Some(force) = in_force(cx.catalog(), integration) else { continue };
        let use_module = integration.proxy.value().is_some_and(|proxy| proxy.use_module.value() == Some(&true));
        if force.supports(cx.catalog(), action, use_module) {
            continue;
        }
        let key = action.key();
        let module = integration.proxy.value().and_then(|proxy| proxy.use_module.node());
        if let Some(node) = module.filter(|_| action == Action::Proxy && use_module && force.provider.support.proxy) {
            let (provider, module) = (&force.provider.name, force.module.unwrap_or_default());
            out.member(
                node,
                format!("the module `{module}` of `{provider}` does not support `proxy`, `{provider}` itself does"),
            )
            .help(or_newer(cx.catalog(), "remove `useModule`"));
            continue;
        }
        let provider = excerpt(&force.provider.name);
        // Where the provider does not support it either, the module is not the cause.
        let asks_module = action != Action::Proxy && force.provider.support.of(action);
        let who = match force.module.filter(|_| asks_module) {
            Some(module) => format!("the module `{module}` of `{provider}`"),
            None => format!("`{provider}`"),
        };
        let mut draft = out.member(node, format!("{who} does not support `{key}`"));
        if let Some(place) = integration.module.node().filter(|_| asks_module).or(integration.provider.node()) {
            draft = draft.label(place, "chosen here");
        }
        draft.help(or_newer(cx.catalog(), &format!("remove `{key}`")));
    }
}

/// The node of an action that is declared and not switched off.
fn used(integration: &Integration, action: Action) -> Option<NodeId> {
    match action {
        Action::Read => integration.read.get().map(|(node, _)| node),
        Action::Write => integration.write.get().map(|(node, _)| node),
        Action::Subscribe => integration.subscribe.get().map(|(node, _)| node),
        Action::Proxy => {
            let (node, proxy) = integration.proxy.get()?;
            (proxy.enabled.value() != Some(&false)).then_some(node)
        }
    }
}

/// Suggests what a name was meant to be: the one name that is near, with a fix, or several to choose from. Where none is
/// near, the name may be newer than the catalog: a warning, with `instead` for help.
pub(super) fn suggest(cx: &Context, draft: Draft, node: NodeId, near: &[(Likeness, &str)], instead: &str) {
    match near {
        [] => {
            draft.severity(Severity::Warning).help(or_newer(cx.catalog(), instead));
        }
        [(likeness, only)] => {
            let title = format!("write `{only}`");
            let fix = edit::set_fix(cx.tree(), node, only, *likeness == Likeness::Case, title.clone());
            draft.help(title).maybe_fix(fix);
        }
        several => {
            let names: Vec<&str> = several.iter().map(|(_, name)| *name).collect();
            draft.help(did_you_mean(&names).unwrap_or_default());
        }
    }
}
