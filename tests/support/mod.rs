//! What several files of tests need. Each takes it with `mod support;`; what a single file needs stays there.

#![allow(dead_code, reason = "each file of tests is a program of its own and takes a part of it")]

#[cfg(feature = "server")]
pub mod editor;
pub mod files;
pub mod lint;
pub mod output;
pub mod pages;
pub mod program;
pub mod server;
pub mod slips;
pub mod wrong;
