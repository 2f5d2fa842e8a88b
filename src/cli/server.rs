//! `amp-lint server`: the server that editors start.

use clap::Args;

use super::Status;
use super::catalog::CatalogChoice;
use super::error::Error;
use crate::server;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Talk over stdin and stdout: what is done anyway, for editors that say so
    #[arg(long)]
    stdio: bool,
    #[command(flatten)]
    catalog: CatalogChoice,
}

/// Answers until the editor ends it. One that is gone without a word leaves exit status 1, as the protocol has it.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    let catalog = arguments.catalog.choose()?;
    match server::run(catalog.catalog()) {
        true => Ok(Status::Clean),
        false => Ok(Status::Found),
    }
}
