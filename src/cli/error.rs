//! Why a command could not do its work, and how that is said: a line on stderr, and exit status 2.

use std::fmt;

use super::Status;
use super::output::{complain, complain_at_length};
use crate::api::ApiError;

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Error {
    /// It was said where it came up.
    Said,
    /// The arguments do not go together, or one is missing.
    Usage(String),
    /// Something that the user named cannot be read or used.
    Unusable(String),
    /// Something cannot be written, and is as it was.
    Unwritten(String),
    /// There is nothing that the command could work on.
    Nothing(String),
    /// The platform could not be asked, or gave no good answer.
    Platform(ApiError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Said => f.write_str("it failed"),
            Error::Usage(why) | Error::Unusable(why) | Error::Unwritten(why) | Error::Nothing(why) => f.write_str(why),
            Error::Platform(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// Says it, where it was not said.
    pub fn say(&self) {
        match self {
            Error::Said => {}
            // An answer of the platform may have lines of its own.
            Error::Platform(_) => complain_at_length(format_args!("{self}")),
            _ => complain(format_args!("{self}")),
        }
    }

    /// Says it; the program has failed.
    pub fn report(self) -> Status {
        self.say();
        Status::Failed
    }
}
