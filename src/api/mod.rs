//! The platform's API, as far as amp-lint reads it: who asks ([`access`]), how ([`client`]), and what came back.
//!
//! Nothing in here writes to the platform, and nothing prints: errors say what happened in words, without any secret.

pub mod access;
pub mod accounts;
pub mod client;
pub mod error;
pub mod installations;
mod problem;
pub mod projects;
pub mod providers;
mod secret;
pub mod together;

pub use access::Access;
pub use client::Client;
pub use error::ApiError;
pub use secret::Secret;
