//! What can go wrong between here and the platform, in words for a person.

use std::fmt;

use super::problem::shown;
use crate::model::InputValidationProblem;

/// Why there is no answer that can be used.
#[derive(Debug)]
pub enum ApiError {
    /// The server could not be reached.
    Unreachable {
        /// The host.
        host: String,
        /// Why not.
        reason: String,
    },
    /// The server took too long.
    TimedOut {
        /// The host.
        host: String,
        /// How long it was given, in seconds.
        seconds: u64,
    },
    /// The answer broke off or is not HTTP.
    Broken {
        /// The host.
        host: String,
        /// How.
        reason: String,
    },
    /// The answer is longer than what is read, in bytes.
    TooLong(u64),
    /// The server wants the request sent somewhere that it is not sent to.
    Redirect(String),
    /// The answer is not what was asked for.
    Unexpected {
        /// What was asked for.
        what: String,
        /// What came in its place.
        got: String,
    },
    /// The platform said no.
    Refused(Box<Refusal>),
}

/// What the platform said when it said no.
#[derive(Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// What was asked for: `the integrations of project `p``.
    pub what: String,
    /// The problem that the answer describes, where it does.
    pub problem: Option<InputValidationProblem>,
    /// How often the request was sent.
    pub attempts: u32,
    /// When the server wants to be asked again, where it said so and that was too far away.
    pub retry_at: Option<String>,
    /// Whether a key or a token was sent along.
    pub with_credentials: bool,
}

impl ApiError {
    /// Whether any other request would go the same way.
    pub fn is_for_all(&self) -> bool {
        match self {
            ApiError::Unreachable { .. } | ApiError::TimedOut { .. } => true,
            ApiError::Refused(refusal) => matches!(refusal.status, 401 | 429),
            _ => false,
        }
    }

    /// What it says on one line: of what the platform has to say of its own, the detail or the title.
    pub fn in_a_line(&self) -> String {
        let text = self.to_string();
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let told = |what: &str| text.lines().skip(1).find_map(|line| line.trim_start().strip_prefix(what));
        match told("detail: ").or_else(|| told("problem: ")) {
            Some(told) => format!("{first}: {told}"),
            None => first.to_string(),
        }
    }

    /// Errors that are the same but for what was asked for have one number.
    pub fn sort(&self) -> u16 {
        match self {
            ApiError::Unreachable { .. } => 1,
            ApiError::TimedOut { .. } => 2,
            ApiError::Broken { .. } => 3,
            ApiError::TooLong(_) => 4,
            ApiError::Redirect(_) => 5,
            ApiError::Unexpected { .. } => 6,
            ApiError::Refused(refusal) => refusal.status,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApiError::Unreachable { host, reason } => write!(f, "cannot reach {host}: {reason}"),
            ApiError::TimedOut { host, seconds } => {
                write!(f, "{host} did not answer within {seconds} seconds; --timeout gives it more")
            }
            ApiError::Broken { host, reason } => write!(f, "the answer of {host} broke off: {reason}"),
            ApiError::TooLong(limit) => {
                write!(f, "the answer is longer than {} MiB, and was not read to its end", limit / (1024 * 1024))
            }
            ApiError::Redirect(why) => write!(f, "the server redirects the request {why}"),
            ApiError::Unexpected { what, got } => write!(f, "asked for {}, and got {got}", shown(what)),
            ApiError::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl std::error::Error for ApiError {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refusal { status, what, .. } = self;
        let what = shown(what);
        match status {
            401 if !self.with_credentials => {
                write!(f, "the platform wants a key to give {what}: set AMP_API_KEY, or use --api-key-file")?;
            }
            401 => write!(f, "the platform does not accept the key or token that was sent")?,
            403 => write!(f, "the key or token that was sent may not read {what}")?,
            404 => write!(f, "the platform does not have {what}")?,
            429 => write!(f, "the platform wants fewer requests")?,
            500.. => write!(f, "the platform failed to give {what}")?,
            _ => write!(f, "the platform did not give {what}")?,
        }
        write!(f, " (status {status}")?;
        if self.attempts > 1 {
            write!(f, ", asked {} times", self.attempts)?;
        }
        write!(f, ")")?;
        if let Some(at) = &self.retry_at {
            write!(f, "; it wants to be asked again {at}")?;
        }
        match &self.problem {
            Some(problem) => super::problem::write(f, problem),
            None => Ok(()),
        }
    }
}
