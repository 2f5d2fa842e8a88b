//! Where the API is and what opens it. A secret leaves it in a request's header alone.

use std::net::IpAddr;
use std::path::Path;

use ureq::http::Uri;

use super::secret::Secret;
use crate::files::{self, Unreadable};

/// The API's root, unless `AMP_API_URL` names another.
pub const DEFAULT_ROOT: &str = "https://api.withampersand.com";

/// No key and no token is longer.
const MAX_SECRET_BYTES: u64 = 64 * 1024;

/// What opens the API.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// An API key, sent as `X-Api-Key`.
    Key(Secret),
    /// A token, sent as `Authorization: Bearer`.
    Token(Secret),
}

impl Credentials {
    /// What opens it, whatever it is sent as.
    pub fn secret(&self) -> &Secret {
        match self {
            Credentials::Key(secret) | Credentials::Token(secret) => secret,
        }
    }
}

/// Why it is not known how to reach the API.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The file with the key cannot be read.
    #[error("cannot read the API key from {path}: {reason}")]
    KeyFile {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// The key or the token has something in it that no header can carry.
    #[error("{0} is not a key: it must be one line of visible ASCII characters")]
    NotASecret(String),
    /// The root is no URL of the right kind.
    #[error("`AMP_API_URL` {0}")]
    Root(&'static str),
}

/// Where the API is, and what opens it.
#[derive(Clone, Debug)]
pub struct Access {
    /// The root, without `/v1` and without a slash at its end.
    pub(super) root: String,
    /// What opens it, where anything was given.
    pub credentials: Option<Credentials>,
}

impl Access {
    /// Takes the key from a file, else `AMP_API_KEY`, else a token from `AMP_API_TOKEN`; and the root from `AMP_API_URL`.
    /// `variable` gives the value of an environment variable.
    pub fn find(key_file: Option<&Path>, variable: impl Fn(&str) -> Option<String>) -> Result<Access, AccessError> {
        let root = root(variable("AMP_API_URL").filter(|url| !url.is_empty()).as_deref().unwrap_or(DEFAULT_ROOT))?;
        let given = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let credentials = if let Some(path) = key_file {
            Some(Credentials::Key(secret(&read_key(path)?, &files::name(path))?))
        } else if let Some(key) = given("AMP_API_KEY") {
            Some(Credentials::Key(secret(&key, "`AMP_API_KEY`")?))
        } else if let Some(token) = given("AMP_API_TOKEN") {
            Some(Credentials::Token(secret(&token, "`AMP_API_TOKEN`")?))
        } else {
            None
        };
        Ok(Access { root, credentials })
    }
}

fn read_key(path: &Path) -> Result<String, AccessError> {
    let failed = |reason: String| AccessError::KeyFile { path: files::name(path), reason };
    let bytes = files::read(path, MAX_SECRET_BYTES).map_err(|why| match why {
        Unreadable::TooLong => failed("it is too long for a key".to_string()),
        Unreadable::NotRegular(_) => failed(format!("{why}; a key from elsewhere goes into AMP_API_KEY")),
        why => failed(why.to_string()),
    })?;
    // What is no text is no key: nothing in it may be shown.
    String::from_utf8(bytes).map_err(|_| AccessError::NotASecret(files::name(path)))
}

fn secret(text: &str, from: &str) -> Result<Secret, AccessError> {
    Secret::new(text).ok_or_else(|| AccessError::NotASecret(from.to_string()))
}

/// Checks a root. What is wrong with it is said without repeating it, since a password may be in it.
fn root(text: &str) -> Result<String, AccessError> {
    let uri: Uri = text.parse().map_err(|_| AccessError::Root("is no URL"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(AccessError::Root("must start with https://"));
    };
    if authority.as_str().contains('@') {
        return Err(AccessError::Root("must not hold a user or a password"));
    }
    if uri.query().is_some() {
        return Err(AccessError::Root("must not have a query"));
    }
    if !is_allowed(&uri) {
        return Err(AccessError::Root("must start with https:// (http:// is for this machine alone)"));
    }
    let path = uri.path().trim_end_matches('/');
    let path = path.strip_suffix("/v1").unwrap_or(path);
    Ok(format!("{scheme}://{authority}{path}"))
}

/// Whether requests may go there: over TLS anywhere, in the clear to this machine alone.
pub(super) fn is_allowed(uri: &Uri) -> bool {
    match uri.scheme_str() {
        Some("https") => uri.host().is_some(),
        Some("http") => is_loopback(uri),
        _ => false,
    }
}

/// Whether a host is this machine, by its name alone.
pub(super) fn is_loopback(uri: &Uri) -> bool {
    let Some(host) = uri.host() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_https_or_this_machine() {
        for (given, meant) in [
            ("https://api.withampersand.com", "https://api.withampersand.com"),
            ("https://api.withampersand.com/v1/", "https://api.withampersand.com"),
            ("https://proxy.example:8443/amp/", "https://proxy.example:8443/amp"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost", "http://localhost"),
        ] {
            assert_eq!(root(given).unwrap(), meant);
        }
        for refused in [
            "http://api.withampersand.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "https://user:password@api.withampersand.com",
            "ftp://127.0.0.1",
            "api.withampersand.com",
            "https://",
            "https://a.example/?key=1",
        ] {
            let error = root(refused).unwrap_err().to_string();
            assert!(!error.contains("password@"), "{error}");
        }
    }

    #[test]
    fn a_key_goes_before_a_token_and_neither_is_ever_shown() {
        let both = |name: &str| match name {
            "AMP_API_KEY" => Some("key-1\n".to_string()),
            "AMP_API_TOKEN" => Some("token-1".to_string()),
            _ => None,
        };
        let access = Access::find(None, both).unwrap();
        assert!(matches!(&access.credentials, Some(Credentials::Key(key)) if key.expose() == "key-1"));
        assert!(!format!("{access:?}").contains("key-1"));
        let broken = Access::find(None, |name| (name == "AMP_API_KEY").then(|| "two\nlines".to_string()));
        assert!(!broken.unwrap_err().to_string().contains("two"));
    }
}
