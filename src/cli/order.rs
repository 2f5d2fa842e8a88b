//! Options before a command count as if they stood behind it: `amp-lint --color never explain X`.
//!
//! Only the order of the arguments changes here. Which options a command has, and what they mean, is its own affair.

use std::ffi::OsString;

use clap::{Arg, Command};

/// The arguments with the options before a command moved behind its name. They stay as they are where the first argument
/// that is no option is no command, and where the program itself is asked for its help or its version.
pub fn commands_first(arguments: Vec<OsString>, program: &Command) -> Vec<OsString> {
    // As a rule there is nothing to do.
    if arguments.get(1).is_none_or(|first| !first.as_encoded_bytes().starts_with(b"-")) {
        return arguments;
    }
    let Some(at) = command(&arguments, program).filter(|&at| at > 1) else { return arguments };
    let mut ordered = arguments;
    // The name of the program stays in front.
    ordered[1..=at].rotate_right(1);
    ordered
}

/// Where the name of a command stands, with nothing but options before it.
fn command(arguments: &[OsString], program: &Command) -> Option<usize> {
    let mut at = 1;
    while let Some(argument) = arguments.get(at) {
        let text = argument.to_str()?;
        at += match text {
            "-" | "--" | "-h" | "--help" | "-V" | "--version" => return None,
            _ if text.starts_with('-') => 1 + usize::from(takes_the_next(text, program)),
            name => return program.get_subcommands().any(|sub| sub.get_name() == name).then_some(at),
        };
    }
    None
}

/// Whether the argument behind an option is its value. What an option is called, here or in some command, says whether it
/// has one.
fn takes_the_next(text: &str, program: &Command) -> bool {
    let known = |is: &dyn Fn(&Arg) -> bool| {
        let everywhere = std::iter::once(program).chain(program.get_subcommands());
        everywhere
            .flat_map(Command::get_arguments)
            .find(|argument| is(argument))
            .is_some_and(|option| option.get_action().takes_values())
    };
    if let Some(long) = text.strip_prefix("--") {
        return !long.contains('=') && known(&|argument| argument.get_long() == Some(long));
    }
    // Of several letters the first one with a value has the rest for it.
    let mut letters = text.chars().skip(1);
    let with_value = letters.find(|&letter| known(&|argument| argument.get_short() == Some(letter)));
    with_value.is_some() && letters.next().is_none()
}
