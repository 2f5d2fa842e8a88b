//! What makes the program at home in a shell: completions and the man page, from the definition of its arguments.

use std::io::Write as _;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{CommandLine, Status, output};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the completions for a shell.
pub fn run(arguments: &Arguments) -> Status {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "amp-lint", &mut text);
    output::write(|out| out.write_all(&text)).unwrap_or(Status::Clean)
}

/// Prints the man page.
pub fn man() -> Status {
    output::write(|out| {
        let command = CommandLine::command();
        clap_mangen::Man::new(command.clone()).render(out)?;
        // One page for the whole program: the commands follow with their options.
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let name = format!("amp-lint {}", sub.get_name());
            let man = clap_mangen::Man::new(sub.clone().bin_name(&name).display_name(&name));
            writeln!(out, ".SH {}", name.to_uppercase())?;
            man.render_description_section(out)?;
            man.render_synopsis_section(out)?;
            man.render_options_section(out)?;
        }
        Ok(())
    })
    .unwrap_or(Status::Clean)
}
