//! Where the project lives, and the rules' pages with it: as its package says, else as the one said who built it to publish it.
//! A build of one's own has no home, and names no address that leads nowhere.

use super::Rule;

/// The project's address.
pub(crate) fn home() -> Option<&'static str> {
    let homes = [Some(env!("CARGO_PKG_REPOSITORY")), option_env!("AMP_LINT_REPOSITORY")];
    homes.into_iter().flatten().map(|home| home.trim_end_matches('/')).find(|home| home.starts_with("https://"))
}

impl Rule {
    /// Where its page is, in the version at hand.
    pub fn address(&self) -> Option<String> {
        Some(page(home()?, self.name))
    }
}

fn page(home: &str, rule: &str) -> String {
    format!("{home}/blob/v{}/docs/rules/{rule}.md", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_are_those_of_the_version_at_hand() {
        let page = super::page("https://example.com/us/amp-lint", "unknown-key");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(page, format!("https://example.com/us/amp-lint/blob/v{version}/docs/rules/unknown-key.md"));
        assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules/unknown-key.md").exists());
    }
}
