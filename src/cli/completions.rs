//! What makes the program at home in a shell: completions and the man page, from the definition of its arguments.

use std::io::Write as _;

use clap::builder::ValueParser;
use clap::{Arg, Args, Command, CommandFactory};
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
    let text = script(arguments.shell);
    output::write(|out| out.write_all(text.as_bytes())).unwrap_or(Status::Clean)
}

/// What the generator makes, and what it leaves out.
fn script(shell: Shell) -> String {
    let mut command = CommandLine::command();
    let mut generate = |name: &str| {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut command, name, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    };
    match shell {
        // With a dash in the name, the functions for its commands call one another by different names.
        Shell::Bash => generate("amp_lint").replace(" amp_lint\n", " amp-lint\n"),
        Shell::Fish => generate("amp-lint") + &fish_names(&command),
        _ => generate("amp-lint"),
    }
}

/// What fish is to offer for arguments without a flag, which its generator leaves out.
fn fish_names(command: &Command) -> String {
    let mut text = String::new();
    for sub in command.get_subcommands() {
        let parsers = sub.get_positionals().map(Arg::get_value_parser);
        let names: Vec<String> = parsers
            .filter_map(ValueParser::possible_values)
            .flat_map(|values| values.map(|value| value.get_name().to_string()))
            .collect();
        if !names.is_empty() {
            text.push_str(&format!(
                "complete -c amp-lint -n \"__fish_amp_lint_using_subcommand {}\" -f -a \"{}\"\n",
                sub.get_name(),
                names.join(" ")
            ));
        }
    }
    text
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
