//! `amp-lint rules`: all of them, a line each.

use std::io::Write;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::names::Names;
use super::{Status, output};
use crate::clean;
use crate::near::near_keys;
use crate::rules::{self, Rule, SwitchOff};
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
    severity: &'static str,
    fix: Option<&'static str>,
    summary: &'static str,
}

/// Prints the list.
pub fn run(arguments: &Arguments) -> Status {
    output::write(|out| match arguments.format {
        Format::Text => {
            let width = rules::all().iter().map(|rule| rule.name.len()).max().unwrap_or(0);
            for rule in rules::all() {
                let (name, severity, fix) = (rule.name, rule.severity.name(), rule.fixable.name());
                writeln!(out, "{name:width$}  {severity:8}  {fix:6}  {}", rule.summary)?;
            }
            Ok(())
        }
        Format::Json => {
            let entries: Vec<Entry> = rules::all()
                .iter()
                .map(|rule| Entry {
                    name: rule.name,
                    severity: rule.severity.name(),
                    fix: Some(rule.fixable.name()).filter(|name| *name != "-"),
                    summary: rule.summary,
                })
                .collect();
            clean::pretty_json(out, &entries)
        }
    })
    .unwrap_or(Status::Clean)
}

/// A rule by its name; the error says which one may be meant.
pub fn find(name: &str) -> Result<&'static Rule, String> {
    rules::by_name(name).ok_or_else(|| {
        let near = near_keys(name, rules::all().iter().map(|rule| rule.name));
        let near: Vec<&str> = near.into_iter().map(|(_, near)| near).take(1).collect();
        let lists = || "`amp-lint rules` lists them".to_string();
        format!("there is no rule `{name}`; {}", did_you_mean(&near).unwrap_or_else(lists))
    })
}

/// The name of a rule that exists, for arguments.
pub const EXISTING: Names<String> = Names { all: names, read: |name| find(name).map(|rule| rule.name.to_string()) };

/// The names of all rules.
pub fn names() -> Vec<&'static str> {
    rules::all().iter().map(|rule| rule.name).collect()
}

/// The name of a rule that can be left out, for arguments.
pub const OPTIONAL: Names<String> = Names { all: optional_names, read: optional };

fn optional_names() -> Vec<&'static str> {
    rules::all().iter().filter(|rule| rule.switch_off != SwitchOff::Never).map(|rule| rule.name).collect()
}

fn optional(name: &str) -> Result<String, String> {
    let rule = find(name)?;
    match rule.switch_off {
        SwitchOff::Never => Err(format!("`{}` cannot be left out: nobody has checked what cannot be read", rule.name)),
        SwitchOff::Warnings | SwitchOff::Yes => Ok(rule.name.to_string()),
    }
}
