//! `amp-lint schema`: the JSON Schemas.

use clap::{Args, ValueEnum};

use super::{Status, output};
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
    let which = match arguments.which {
        Kind::Manifest => Which::Manifest,
        Kind::Integration => Which::Integration,
    };
    let draft = match arguments.draft {
        Version::Draft2020 => Draft::Draft2020,
        Version::Draft7 => Draft::Draft7,
    };
    let text = schema::text(which, draft);
    output::write(|out| std::io::Write::write_all(out, text.as_bytes())).unwrap_or(Status::Clean)
}
