//! The command line: arguments in, exit status out. One file per command.

mod accounts;
mod api;
mod attributes;
mod catalog;
mod changes;
mod check_message;
mod completions;
mod connections;
mod diff;
mod error;
mod explain;
mod fetch;
mod ignore_files;
mod init;
mod inputs;
mod lint;
mod names;
mod order;
mod output;
mod project;
mod providers;
mod read;
mod reports;
mod rules;
mod schema;
mod search;
mod secrets;
#[cfg(feature = "server")]
mod server;
mod settings;
mod signals;
mod summary;
mod types;
mod waiting;
mod write;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use error::Error;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing that counts was found.
    Clean,
    /// Something that counts was found.
    Found,
    /// The program could not do its work.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Found => 1,
            Status::Failed => 2,
        })
    }
}

/// Finds mistakes in Ampersand integration manifests before the platform does.
#[derive(Debug, Parser)]
#[command(name = "amp-lint", bin_name = "amp-lint", version, args_conflicts_with_subcommands = true)]
#[command(
    after_help = "Exit status: 0 nothing that counts, 1 findings that count, 2 the program could not do its work.\n\
                  Environment: AMP_API_KEY or AMP_API_TOKEN open the platform, AMP_API_URL says where it is;\n\
                  NO_COLOR and FORCE_COLOR say whether there are colours, COLUMNS how wide a pipe is."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    lint: lint::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a first manifest: for a provider, with some of its objects
    Init(init::Arguments),
    /// Print the page of a rule or of a kind of change
    Explain(explain::Arguments),
    /// List the rules
    Rules(rules::Arguments),
    /// List the kinds of change that diff tells apart
    Changes(changes::Arguments),
    /// Show what a deploy would change, and what it would break
    Diff(diff::Arguments),
    /// Show what manifests do, in numbers: what is read how often, and where it goes
    ///
    /// Objects that are read at the same times, as far back and for one destination are one group. Reads a day are counted over the
    /// whole calendar, for one installation; how many calls of the provider's API each of them takes, nobody knows.
    Summary(summary::Arguments),
    /// Write what the platform holds of a project as a manifest
    Fetch(fetch::Arguments),
    /// List whose accounts a lint can check with: groups of customers that are connected
    Connections(connections::Arguments),
    /// Print what the platform reads out of files, as JSON
    ///
    /// One value for each file, keys in the order of the text: aliases and merges are resolved, `yes` is true, `012` is 10. Where
    /// the platform reads nothing, what it rejects is reported on stderr, nothing is printed, and the exit status is 1.
    Read(read::Arguments),
    /// Print the messages that destinations receive, as types: JSON Schema or TypeScript
    Types(types::Arguments),
    /// Check whether a recorded message is one that a manifest delivers
    CheckMessage(check_message::Arguments),
    /// Show who supports what: all providers, or all that is known of one
    Providers(providers::Arguments),
    /// Show which catalog of providers is in force, or fetch a fresher one
    Catalog(catalog::Arguments),
    /// Print the JSON Schema that editors complete from
    Schema(schema::Arguments),
    /// Answer an editor: the Language Server Protocol over stdin and stdout
    #[cfg(feature = "server")]
    Server(server::Arguments),
    /// Print the completions for a shell
    Completions(completions::Arguments),
    /// Print the man page
    Man,
}

/// Runs the program with the arguments of the process.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = CommandLine::command().color(output::colour_of_help());
    let arguments = order::commands_first(arguments.into_iter().collect(), &command);
    let parsed = command.try_get_matches_from(arguments).and_then(|matches| CommandLine::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(error).into(),
    };
    match arguments.command {
        None => lint::run(&arguments.lint).unwrap_or_else(Error::report),
        Some(Command::Init(arguments)) => init::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Rules(arguments)) => rules::run(&arguments),
        Some(Command::Changes(arguments)) => changes::run(&arguments),
        Some(Command::Diff(arguments)) => diff::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Summary(arguments)) => summary::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Fetch(arguments)) => fetch::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Connections(arguments)) => connections::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Read(arguments)) => read::run(&arguments),
        Some(Command::Types(arguments)) => types::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::CheckMessage(arguments)) => check_message::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Providers(arguments)) => providers::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Catalog(arguments)) => catalog::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Schema(arguments)) => schema::run(&arguments),
        #[cfg(feature = "server")]
        Some(Command::Server(arguments)) => server::run(&arguments).unwrap_or_else(Error::report),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
        Some(Command::Man) => completions::man(),
    }
    .into()
}
