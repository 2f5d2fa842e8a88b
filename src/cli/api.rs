//! The arguments of everything that asks the platform, and the client that they make.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::error::Error;
use super::{secrets, waiting};
use crate::api::{Access, ApiError, Client};

#[derive(Debug, Args)]
pub struct ApiArguments {
    /// Read the API key from this file, in place of AMP_API_KEY
    #[arg(long, value_name = "FILE", help_heading = "The platform")]
    api_key_file: Option<PathBuf>,
    /// How long one request to the platform may take, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..=3600),
        help_heading = "The platform"
    )]
    timeout: u64,
}

impl ApiArguments {
    /// Keeps the secret that the arguments name out of whatever is said from now on. What is wrong with it is said when it
    /// is needed.
    pub fn keep_secret(&self) {
        if let Some(file) = &self.api_key_file
            && let Ok(Access { credentials: Some(credentials), .. }) = Access::find(Some(file), |_| None)
        {
            secrets::keep(credentials.secret());
        }
    }

    /// A client for the platform that the environment and the arguments name.
    pub fn client(&self) -> Result<Client, Error> {
        // A value that is no Unicode is no URL and no key.
        let access = Access::find(self.api_key_file.as_deref(), |name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        });
        let access = access.map_err(|error| Error::Unusable(error.to_string()))?;
        if let Some(credentials) = &access.credentials {
            secrets::keep(credentials.secret());
        }
        Ok(Client::new(access, Duration::from_secs(self.timeout)))
    }
}

/// Asks the platform, with a sign of life on a terminal when it takes long.
pub fn ask<T>(what: &str, request: impl FnOnce() -> Result<T, ApiError>) -> Result<T, Error> {
    waiting::show(&format!("asking the platform for {what}"), request).map_err(Error::Platform)
}
