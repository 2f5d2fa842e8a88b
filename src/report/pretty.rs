//! The report for people in a terminal: each finding with its lines, by `miette`.
//!
//! What is shown of the text is laid out in `excerpt.rs`, and prose in `wrap.rs`: `miette` draws, and gets to see nothing
//! that does not fit or that a terminal would obey.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles};

use super::Linted;
use super::excerpt::{Excerpt, Mark, Room};
use super::wrap::wrap;
use crate::clean;
use crate::finding::{Label, Severity};
use crate::source::{Source, Span};

/// The most columns that prose takes: longer lines are hard to read.
pub const MAX_PROSE: usize = 120;
/// The columns before a message: `  × `.
const BEFORE_MESSAGE: usize = 4;
/// The columns before help: `  help: `.
const BEFORE_HELP: usize = 8;

/// What the output can show.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether colours are wanted.
    pub colour: bool,
    /// Whether box-drawing characters can be shown.
    pub unicode: bool,
    /// How many columns there are.
    pub width: usize,
}

/// Writes the findings of all texts.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted], style: Style) -> io::Result<()> {
    for one in linted.iter().filter(|one| !one.findings.is_empty()) {
        let printer = Printer::new(one.source.clone(), style);
        for finding in &one.findings {
            let code = format!("{}[{}]", finding.severity.name(), finding.rule);
            let block = Block {
                code: Some(&code),
                severity: finding.severity,
                message: &finding.message,
                help: finding.help.as_deref(),
                note: &finding.note,
                span: finding.span,
                labels: &finding.labels,
            };
            printer.print(out, &block)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Something to say about a place in a text.
pub(super) struct Block<'a> {
    /// The line above it.
    pub code: Option<&'a str>,
    /// How bad it is.
    pub severity: Severity,
    /// What there is to say.
    pub message: &'a str,
    /// What to do about it.
    pub help: Option<&'a str>,
    /// A few words for the place itself; empty for none.
    pub note: &'a str,
    /// The place.
    pub span: Span,
    /// Other places of the text.
    pub labels: &'a [Label],
}

/// Prints blocks about one text.
pub(super) struct Printer {
    source: Source,
    style: Style,
    theme: GraphicalTheme,
}

impl Printer {
    pub(super) fn new(source: Source, style: Style) -> Printer {
        let mut theme = if style.unicode { GraphicalTheme::unicode() } else { GraphicalTheme::ascii() };
        if !style.colour {
            theme.styles = ThemeStyles::none();
        }
        Printer { source, style, theme }
    }

    pub(super) fn print(&self, out: &mut (impl Write + ?Sized), block: &Block) -> io::Result<()> {
        let others = block.labels.iter().map(|label| Mark { span: label.span, label: &label.message });
        let marks: Vec<Mark> = std::iter::once(Mark { span: block.span, label: block.note }).chain(others).collect();
        let ellipsis = if self.style.unicode { "…" } else { "..." };
        let excerpt = Excerpt::new(&self.source, &marks, Room { columns: self.style.width, ellipsis });
        // Prose keeps a column free on the right.
        let prose = |text: &str, before: usize| {
            wrap(&clean::line(text), self.style.width.min(MAX_PROSE).saturating_sub(before + 2).max(1))
        };
        let entry = Entry {
            block,
            message: prose(block.message, BEFORE_MESSAGE),
            help: block.help.map(|help| prose(help, BEFORE_HELP)),
            excerpt: &excerpt,
        };
        let mut text = String::new();
        self.handler(block.severity, &excerpt)
            .render_report(&mut text, &entry)
            .map_err(|_| io::Error::other("a report could not be rendered"))?;
        // Blank lines around leave blanks behind that no editor likes to copy.
        for line in text.lines() {
            writeln!(out, "{}", clean::log_line(line.trim_end()))?;
        }
        Ok(())
    }

    /// What draws a block. Colours say what a mark is, not which one in the row.
    fn handler(&self, severity: Severity, excerpt: &Excerpt) -> GraphicalReportHandler {
        let mut theme = self.theme.clone();
        let ThemeStyles { error, warning, advice, highlights, .. } = &mut theme.styles;
        let primary = match severity {
            Severity::Error => *error,
            Severity::Warning => *warning,
            Severity::Pedantic => *advice,
        };
        let other = highlights.first().copied().unwrap_or_default();
        *highlights = excerpt.roles().map(|is_primary| if is_primary { primary } else { other }).collect();
        GraphicalReportHandler::new_themed(theme).with_context_lines(1).with_links(false).with_wrap_lines(false)
    }
}

/// A block as `miette` reads it.
struct Entry<'a> {
    block: &'a Block<'a>,
    message: String,
    help: Option<String>,
    excerpt: &'a Excerpt,
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Entry<'_> {}

impl Diagnostic for Entry<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.block.code.map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.block.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Pedantic => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.labels()))
    }
}
