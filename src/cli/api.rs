//! The arguments of everything that asks the platform, and the client that they make.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::output::{complain, complain_at_length};
use super::secrets;
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

/// The platform could not be asked, or gave no good answer. It has been reported.
pub struct Failed;

impl ApiArguments {
    /// A client for the platform that the environment and the arguments name.
    pub fn client(&self) -> Result<Client, Failed> {
        // A value that is no Unicode is no URL and no key.
        let access = Access::find(self.api_key_file.as_deref(), |name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        });
        match access {
            Ok(access) => {
                if let Some(credentials) = &access.credentials {
                    secrets::keep(credentials.secret());
                }
                Ok(Client::new(access, Duration::from_secs(self.timeout)))
            }
            Err(error) => {
                complain(format_args!("{error}"));
                Err(Failed)
            }
        }
    }
}

/// After how long a request on a terminal shows a sign of life.
const LONG: Duration = Duration::from_millis(700);

/// Asks the platform, with a sign of life on a terminal when it takes long, and reports why there is no answer.
pub fn ask<T>(what: &str, request: impl FnOnce() -> Result<T, ApiError>) -> Result<T, Failed> {
    let (done, waiting) = mpsc::channel::<()>();
    let answer = thread::scope(|scope| {
        if io::stderr().is_terminal() {
            scope.spawn(move || {
                if let Err(RecvTimeoutError::Timeout) = waiting.recv_timeout(LONG) {
                    sign_of_life(what, &waiting);
                }
            });
        }
        let answer = request();
        drop(done);
        answer
    });
    answer.map_err(|error| {
        complain_at_length(format_args!("{error}"));
        Failed
    })
}

/// Shows that something is going on until the other side of the channel is gone.
fn sign_of_life(what: &str, waiting: &Receiver<()>) {
    let sign = ProgressBar::new_spinner().with_message(format!("asking the platform for {what}"));
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        sign.set_style(style);
    }
    sign.enable_steady_tick(Duration::from_millis(100));
    // Nothing is ever sent: what ends the waiting is that the sender is dropped.
    let _ = waiting.recv();
    sign.finish_and_clear();
}
