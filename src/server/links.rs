//! What leads out of a text: from a provider to its guide, from a rule's name in a comment to its page.

use gen_lsp_types::{DocumentLink, Uri};

use super::opened::Opened;
use super::spot;
use crate::rules::{self, ignores};
use crate::source::Span;

/// Where the platform's documentation has its guides to the providers.
const GUIDES: &str = "https://docs.withampersand.com/provider-guides/";

/// All of a text, by place.
pub fn of(opened: &Opened) -> Vec<DocumentLink> {
    let view = opened.analysis().view();
    let mut links: Vec<DocumentLink> = Vec::new();
    let mut link = |span: Span, target: String, tooltip: &str| {
        let target = Some(Uri(target));
        links.push(DocumentLink { range: opened.range(span), target, tooltip: Some(tooltip.to_string()), data: None });
    };
    for integration in spot::integrations(opened) {
        let Some(node) = view.get(integration, "provider") else { continue };
        let Some(provider) = view.text(node).and_then(|name| opened.catalog.provider(&name)) else { continue };
        if let Some(address) = guide(&provider.name) {
            link(view.tree().span(node), address, "The guide to this provider");
        }
    }
    for ignore in ignores::find(opened.analysis().source(), opened.analysis().tree()) {
        for (name, span) in &ignore.names {
            if let Some(address) = rules::by_name(name).and_then(rules::Rule::address) {
                link(*span, address, "The page of this rule");
            }
        }
    }
    links.sort_by_key(|link| link.range.start);
    links
}

/// The address of a provider's guide. Of names with capitals in them it is not known how their guides' addresses spell them.
pub fn guide(provider: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    provider.chars().all(is_plain).then(|| format!("{GUIDES}{provider}"))
}
