//! `amp-lint explain NAME`: the page of a rule or of a kind of change, with headings and examples set off in a terminal.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::Args;

use super::names::{Names, not_empty};
use super::output::{self, Colour, Stream, complain};
use super::{Status, diff, rules};
use crate::report::pretty::{MAX_PROSE, Style};
use crate::report::wrap::wrap;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The name of a rule, or of a change that `diff` reports
    #[arg(value_parser = NAME, hide_possible_values = true)]
    name: String,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
}

/// Any name: what it is the name of is looked up when the page is printed.
const NAME: Names<String> = Names { all: || [rules::names(), diff::names()].concat(), read: not_empty };

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const CYAN: &str = "\u{1b}[36m";
const RESET: &str = "\u{1b}[0m";

/// Prints the page.
pub fn run(arguments: &Arguments) -> Status {
    let style = output::style(arguments.color, Stream::Stdout);
    let (heading, page) = match (diff::find(&arguments.name), rules::find(&arguments.name)) {
        (Ok(kind), _) => (format!("{} ({})", kind.name, kind.impact.name()), kind.page),
        (_, Ok(rule)) => {
            let fix = match rule.fixable {
                crate::rules::Fixable::No => String::new(),
                fixable => format!(", {} fix", fixable.name()),
            };
            (format!("{} ({}{fix})", rule.name, rule.severity.name()), rule.page)
        }
        (_, Err(message)) => {
            complain(format_args!("{message}"));
            return Status::Failed;
        }
    };
    let text = render(&heading, page, style);
    output::write(|out| out.write_all(text.as_bytes())).unwrap_or(Status::Clean)
}

/// A page as a terminal shows it. Without colours, the marks of Markdown stay out of the way all the same.
fn render(heading: &str, page: &str, style: Style) -> String {
    let Style { colour, width, .. } = style;
    let paint = |text: &str, style: &str| if colour { format!("{style}{text}{RESET}") } else { text.to_string() };
    let mut out = String::new();
    let _ = writeln!(out, "{}", paint(heading, BOLD));
    let mut in_example = false;
    // The first line is the name again.
    for line in page.lines().skip(1) {
        if let Some(fence) = line.strip_prefix("```") {
            in_example = !in_example && !fence.is_empty();
            match fence.split_whitespace().last() {
                Some("bad") => {
                    let _ = writeln!(out, "  {}", paint("In place of this:", RED));
                }
                Some("old") => {
                    let _ = writeln!(out, "  {}", paint("Before:", RED));
                }
                Some("new") => {
                    let _ = writeln!(out, "  {}", paint("After:", GREEN));
                }
                Some("good") => {
                    let _ = writeln!(out, "  {}", paint("write this:", GREEN));
                }
                _ => {}
            }
        } else if in_example {
            let is_mark = line.trim_start_matches(['#', ' ']).starts_with('^');
            let _ = writeln!(out, "    {}", if is_mark { paint(line, RED) } else { paint(line, DIM) });
        } else if let Some(title) = line.strip_prefix("## ") {
            let _ = writeln!(out, "{}", paint(title, BOLD));
        } else {
            let mut code = false;
            for piece in wrap(line, width.min(MAX_PROSE)).split('`') {
                out.push_str(&if code { paint(piece, CYAN) } else { piece.to_string() });
                code = !code;
            }
            out.push('\n');
        }
    }
    out
}
