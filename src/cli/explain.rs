//! `amp-lint explain NAME`: the page of a rule or of a kind of change, with headings and examples set off in a terminal.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::Args;

use super::names::{Names, not_empty};
use super::output::{self, Colour, Stream, complain};
use super::{Status, changes};
use crate::diff::kinds;
use crate::near::near_keys;
use crate::report::pretty::{MAX_PROSE, Style};
use crate::report::wrap::wrap;
use crate::rules;
use crate::words::did_you_mean;

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
const NAME: Names<String> = Names { all: || [super::rules::names(), changes::names()].concat(), read: not_empty };

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const CYAN: &str = "\u{1b}[36m";
const RESET: &str = "\u{1b}[0m";

/// Prints the page.
pub fn run(arguments: &Arguments) -> Status {
    let style = output::style(arguments.color, Stream::Stdout);
    let name = arguments.name.as_str();
    let (heading, page) = match (kinds::by_name(name), rules::by_name(name)) {
        (Some(kind), _) => (format!("{} ({})", kind.name, kind.impacts()), kind.page),
        (None, Some(rule)) => {
            let fix = match rule.fixable {
                crate::rules::Fixable::No => String::new(),
                fixable => format!(", {} fix", fixable.name()),
            };
            (format!("{} ({}{fix})", rule.name, rule.severity.name()), rule.page)
        }
        (None, None) => {
            let all = rules::all().iter().map(|rule| rule.name).chain(kinds::all().iter().map(|kind| kind.name));
            let near: Vec<&str> = near_keys(name, all).into_iter().map(|(_, near)| near).take(1).collect();
            let lists = || "`amp-lint rules` and `amp-lint changes` list them".to_string();
            let meant = did_you_mean(&near).unwrap_or_else(lists);
            complain(format_args!("there is no rule and no change `{name}`; {meant}"));
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
            let mut words = fence.split_whitespace().skip(1);
            let (kind, which) = (words.next(), words.next().map(|impact| format!(", which is {impact}")));
            let which = which.unwrap_or_default();
            let heading = match kind {
                Some("bad") => paint("In place of this:", RED),
                Some("good") => paint("write this:", GREEN),
                Some("old") => paint("Before:", RED),
                Some("deployed") => paint("What is deployed:", RED),
                Some("new") => paint(&format!("After{which}:"), GREEN),
                _ => continue,
            };
            let _ = writeln!(out, "  {heading}");
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
