//! `amp-lint types FILE`: the messages that the destinations of a manifest receive, as types.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Status;
use super::catalog::CatalogChoice;
use super::error::Error;
use super::inputs::Input;
use super::output::{self, complain};
use super::secrets;
use crate::analysis::Analysis;
use crate::clean;
use crate::messages::{Messages, Wanted};
use crate::shape::plan::Schema;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The manifest, or - for stdin
    #[arg(value_name = "FILE")]
    path: PathBuf,
    #[command(flatten)]
    manifest: ManifestArguments,
    /// The language of the types
    #[arg(long, value_enum, default_value_t = Language::JsonSchema)]
    language: Language,
}

/// How to take messages from a manifest.
#[derive(Debug, Args)]
pub struct ManifestArguments {
    /// The messages of this integration alone
    #[arg(long, value_name = "NAME")]
    integration: Option<String>,
    /// A destination that is a Kinesis stream, whose records hold the message in `data`; can be given several times
    #[arg(long, value_name = "DESTINATION")]
    kinesis: Vec<String>,
    #[command(flatten)]
    catalog: CatalogChoice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    /// JSON Schema 2020-12
    JsonSchema,
    /// TypeScript
    Typescript,
    /// Says how to make Python types of the JSON Schema
    Python,
}

/// Prints the types.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    if arguments.language == Language::Python {
        return Err(Error::Usage(
            "types for Python are made of the JSON Schema: amp-lint types FILE > messages.json && datamodel-codegen --input messages.json \
             --input-file-type jsonschema --output messages.py (pip install datamodel-code-generator)"
                .to_string(),
        ));
    }
    let messages = arguments.manifest.messages(&arguments.path)?;
    let written = output::write(|out| match arguments.language {
        Language::Typescript => out.write_all(secrets::redact(&messages.typescript()).as_bytes()),
        _ => {
            let mut text = Vec::new();
            clean::pretty_json(&mut text, &messages.json_schema())?;
            out.write_all(secrets::redact(&String::from_utf8_lossy(&text)).as_bytes())
        }
    });
    Ok(written.unwrap_or(Status::Clean))
}

impl ManifestArguments {
    /// The messages of a manifest. What is left out is said on stderr.
    pub fn messages(&self, path: &Path) -> Result<Messages, Error> {
        let chosen = self.catalog.choose()?;
        let source = Input::named(path).read()?;
        let analysis = Analysis::of(source, Schema::integrations());
        let wanted = Wanted { integration: self.integration.as_deref(), kinesis: &self.kinesis };
        let messages = Messages::of(&analysis, chosen.catalog(), wanted);
        for gap in messages.gaps() {
            let line = analysis.source().position(gap.span.start as usize).line;
            complain(format_args!("{}:{line}: {}", analysis.source().name(), gap.message));
        }
        match messages.is_empty() {
            true => {
                let of =
                    self.integration.as_ref().map(|name| format!(" of an integration `{name}`")).unwrap_or_default();
                Err(Error::Nothing(format!("{} delivers no message{of}", analysis.source().name())))
            }
            false => Ok(messages),
        }
    }
}
