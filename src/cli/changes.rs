//! `amp-lint changes`: all kinds of change that `diff` tells apart, a line each.

use std::io::Write;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::names::Names;
use super::{Status, output};
use crate::clean;
use crate::diff::{Kind, kinds};
use crate::near::near_keys;
use crate::words::did_you_mean;

#[derive(Debug, Args)]
pub struct Arguments {
    /// How to list them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// For programs
    Json,
}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    /// What its changes do, the usual first.
    impacts: Vec<&'static str>,
    summary: &'static str,
}

/// Prints the list.
pub fn run(arguments: &Arguments) -> Status {
    output::write(|out| match arguments.format {
        Format::Text => {
            let width = kinds::all().iter().map(|kind| kind.name.len()).max().unwrap_or(0);
            let impacts = kinds::all().iter().map(|kind| kind.impacts().len()).max().unwrap_or(0);
            for kind in kinds::all() {
                writeln!(out, "{:width$}  {:impacts$}  {}", kind.name, kind.impacts(), kind.summary)?;
            }
            Ok(())
        }
        Format::Json => {
            let entries: Vec<Entry> = kinds::all()
                .iter()
                .map(|kind| Entry {
                    name: kind.name,
                    impacts: std::iter::once(kind.impact).chain(kind.or).map(|impact| impact.name()).collect(),
                    summary: kind.summary,
                })
                .collect();
            clean::pretty_json(out, &entries)
        }
    })
    .unwrap_or(Status::Clean)
}

/// A kind of change by its name; the error says which one may be meant.
fn find(name: &str) -> Result<&'static Kind, String> {
    kinds::by_name(name).ok_or_else(|| {
        let near = near_keys(name, kinds::all().iter().map(|kind| kind.name));
        let near: Vec<&str> = near.into_iter().map(|(_, near)| near).take(1).collect();
        let lists = || "`amp-lint changes` lists them".to_string();
        format!("there is no change `{name}`; {}", did_you_mean(&near).unwrap_or_else(lists))
    })
}

/// The name of a kind of change that exists, for arguments.
pub const EXISTING: Names<String> = Names { all: names, read: |name| find(name).map(|kind| kind.name.to_string()) };

/// The names of all kinds of change.
pub fn names() -> Vec<&'static str> {
    kinds::all().iter().map(|kind| kind.name).collect()
}
