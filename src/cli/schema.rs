//! `amp-lint schema`: the JSON Schemas.

use clap::{Args, ValueEnum};

use super::{Status, output};
use crate::report::json;
use crate::settings::Config;
use crate::shape::schema::{self, Draft, Which};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Which schema
    #[arg(value_enum, default_value_t = Kind::Manifest)]
    which: Kind,
    /// Version of JSON Schema: 2020-12, or 7 for editors that need it
    #[arg(long, value_enum, default_value_t = Version::Draft2020)]
    draft: Version,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// amp.yaml
    Manifest,
    /// The content of a revision: one integration
    Integration,
    /// An integration as the API returns it
    ApiIntegration,
    /// The API's list of integrations
    ApiIntegrations,
    /// A revision as the API returns it
    ApiRevision,
    /// What the API answers where something is wrong with a request
    Problem,
    /// .amp-lint.yaml
    Config,
    /// The report of --format json
    Report,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Version {
    #[value(name = "2020-12")]
    Draft2020,
    #[value(name = "7")]
    Draft7,
}

/// Prints the schema.
pub fn run(arguments: &Arguments) -> Status {
    let draft = match arguments.draft {
        Version::Draft2020 => Draft::Draft2020,
        Version::Draft7 => Draft::Draft7,
    };
    let text = match arguments.which {
        Kind::Manifest => schema::text(Which::Manifest, draft),
        Kind::Integration => schema::text(Which::Integration, draft),
        Kind::ApiIntegration => schema::text(Which::ApiIntegration, draft),
        Kind::ApiIntegrations => schema::text(Which::ApiIntegrations, draft),
        Kind::ApiRevision => schema::text(Which::ApiRevision, draft),
        Kind::Problem => schema::text(Which::Problem, draft),
        Kind::Config => schema::printed(&Config::schema(draft)),
        Kind::Report => schema::printed(&json::schema(draft)),
    };
    output::write(|out| std::io::Write::write_all(out, text.as_bytes())).unwrap_or(Status::Clean)
}
