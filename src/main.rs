//! Arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    amp_lint::cli::run(std::env::args_os())
}
