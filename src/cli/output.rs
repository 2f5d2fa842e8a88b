//! What the terminal can show, and writing to it.

use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ValueEnum;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};

use super::{Status, secrets};
use crate::clean;
use crate::report::pretty::Style;
use crate::report::wrap::wrap;

/// The width of a report that goes to a file or a pipe.
pub const PLAIN_WIDTH: usize = 100;
/// Nothing is laid out for less: a word has to fit in.
const NARROWEST: usize = 24;
/// Nothing is laid out for more: no excerpt is worth it.
const WIDEST: usize = 400;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// In a terminal, or where FORCE_COLOR is set; not where NO_COLOR is
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where a text for people goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Stdout
    Stdout,
    /// Stderr
    Stderr,
}

impl Stream {
    fn is_terminal(self) -> bool {
        match self {
            Stream::Stdout => io::stdout().is_terminal(),
            Stream::Stderr => io::stderr().is_terminal(),
        }
    }

    fn shows_unicode(self) -> bool {
        supports_unicode::on(match self {
            Stream::Stdout => supports_unicode::Stream::Stdout,
            Stream::Stderr => supports_unicode::Stream::Stderr,
        })
    }
}

/// How a report is to look there.
pub fn style(colour: Colour, stream: Stream) -> Style {
    let is_terminal = stream.is_terminal();
    Style {
        colour: has_colour(colour, is_terminal),
        unicode: !is_terminal || stream.shows_unicode(),
        width: width(is_terminal),
    }
}

/// Whether to use colours: as the arguments say, else as the environment says, else in terminals.
fn has_colour(colour: Colour, is_terminal: bool) -> bool {
    let value = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if value("NO_COLOR").is_some() => false,
        Colour::Auto => match value("FORCE_COLOR") {
            Some(force) => force != "0" && force != "false",
            None => is_terminal && value("TERM").is_none_or(|term| term != "dumb") && knows_colours(),
        },
    }
}

/// Whether the terminal takes colours. On Windows it has to be told that they come, and old ones do not know them.
fn knows_colours() -> bool {
    #[cfg(windows)]
    return anstyle_query::windows::enable_ansi_colors().unwrap_or(true);
    #[cfg(not(windows))]
    true
}

/// Whether clap's own texts, help and usage, are to have colours.
pub fn colour_of_help() -> clap::ColorChoice {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match is_set("NO_COLOR") || is_set("FORCE_COLOR") {
        true if has_colour(Colour::Auto, false) => clap::ColorChoice::Always,
        true => clap::ColorChoice::Never,
        false => clap::ColorChoice::Auto,
    }
}

/// How many columns there are: those of the terminal; elsewhere what `COLUMNS` says.
fn width(is_terminal: bool) -> usize {
    let of_terminal =
        || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0);
    let given = || std::env::var("COLUMNS").ok()?.parse().ok();
    let width = if is_terminal { of_terminal() } else { given() };
    width.unwrap_or(PLAIN_WIDTH).clamp(NARROWEST, WIDEST)
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

/// Writes lines for people to stdout, without whatever the names in them would do to a terminal.
pub fn write_lines(what: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Option<Status> {
    write(|out| {
        let mut text = Vec::new();
        what(&mut text)?;
        out.write_all(clean::lines(&secrets::redact(&String::from_utf8_lossy(&text))).as_bytes())
    })
}

/// Prints what clap has to say: help and the version, which are no failure, or what is wrong with the arguments.
pub fn usage(mut error: clap::Error) -> Status {
    // An argument is repeated in it, and may be the name of a file.
    let cleaned = |text: &str| clean::line(&secrets::redact(text)).into_owned();
    let contexts: Vec<(ContextKind, ContextValue)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(cleaned(text)))),
            ContextValue::Strings(texts) => {
                Some((kind, ContextValue::Strings(texts.iter().map(|text| cleaned(text)).collect())))
            }
            ContextValue::StyledStrs(texts) => {
                let texts = texts.iter().map(|text| StyledStr::from(cleaned(&text.to_string())));
                Some((kind, ContextValue::StyledStrs(texts.collect())))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in contexts {
        error.insert(kind, value);
    }
    // A closed pipe is nobody's concern here.
    let _ = error.print();
    if error.use_stderr() { Status::Failed } else { Status::Clean }
}

/// A message on stderr, on one line, whatever the names in it hold. There is nobody to tell when that fails.
pub fn complain(message: std::fmt::Arguments) {
    let message = message.to_string();
    say(&format!("amp-lint: {}", clean::line(&message)));
}

/// A message on stderr that goes on for more lines. Whatever came from elsewhere is on one line in it already.
pub fn complain_at_length(message: std::fmt::Arguments) {
    say(&format!("amp-lint: {message}"));
}

/// Lines on stderr.
pub fn say(text: &str) {
    let mut text = clean::lines(&secrets::redact(text));
    if Stream::Stderr.is_terminal() {
        text = clean::lines(&wrap(&text, width(true)));
    }
    // Nobody is left to tell when stderr is gone.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
