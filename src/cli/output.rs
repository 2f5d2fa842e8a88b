//! What the terminal can show, and writing to it.

use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ValueEnum;

use super::Status;
use crate::report::pretty::Style;

/// The width of a report that goes to a file or a pipe.
const PLAIN_WIDTH: usize = 100;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// In a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How the report is to look on this stdout.
pub fn style(colour: Colour) -> Style {
    let terminal = io::stdout().is_terminal();
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    Style {
        colour: match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !no_colour && !dumb,
        },
        unicode: !terminal || supports_unicode::on(supports_unicode::Stream::Stdout),
        width: match terminal_size::terminal_size() {
            Some((width, _)) if terminal => usize::from(width.0).clamp(40, 120),
            _ => PLAIN_WIDTH,
        },
    }
}

/// Writes to stdout. A closed pipe means that nobody wants to read on, which is no failure.
pub fn write(what: impl FnOnce(&mut BufWriter<io::StdoutLock<'static>>) -> io::Result<()>) -> Option<Status> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = what(&mut out).and_then(|()| out.flush());
    // What is left in the buffer would be written again when it is dropped.
    let (_, _) = out.into_parts();
    match written {
        Ok(()) => None,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => None,
        Err(error) => {
            complain(format_args!("cannot write to stdout: {error}"));
            Some(Status::Failed)
        }
    }
}

/// A message on stderr, without whatever names from elsewhere would do to a terminal. There is nobody to tell when that
/// fails.
pub fn complain(message: std::fmt::Arguments) {
    let message: String =
        message.to_string().chars().map(|c| if c.is_control() && c != '\n' { '?' } else { c }).collect();
    let _ = writeln!(io::stderr().lock(), "amp-lint: {message}");
}
