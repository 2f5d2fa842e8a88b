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
        Some(format!("{}/blob/v{}/docs/rules/{}.md", home()?, env!("CARGO_PKG_VERSION"), self.name))
    }
}
