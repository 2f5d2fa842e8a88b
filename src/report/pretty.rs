//! The report for people in a terminal: each finding with its lines, by `miette`.
//!
//! The text itself is not trusted: control characters in it never reach the terminal.

use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use super::Linted;
use crate::finding::{Label, Severity};
use crate::source::{Source, Span};

/// A line longer than this is shown in part.
const LONG_LINE: usize = 240;

/// How much of a long line is shown on each side of what is pointed at.
const AROUND: usize = 60;

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
    text: String,
    handler: GraphicalReportHandler,
}

impl Printer {
    pub(super) fn new(source: Source, style: Style) -> Printer {
        let mut theme = match (style.unicode, style.colour) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, _) => GraphicalTheme::ascii(),
        };
        if !style.colour {
            theme.styles = miette::ThemeStyles::none();
        }
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(style.width)
            .with_context_lines(1)
            .with_links(false)
            .with_wrap_lines(true);
        let text = harmless(source.text()).into_owned();
        Printer { source, text, handler }
    }

    pub(super) fn print(&self, out: &mut (impl Write + ?Sized), block: &Block) -> io::Result<()> {
        let shown = Shown { source: &self.source, text: &self.text };
        let mut text = String::new();
        let entry = Entry { block, shown: &shown };
        self.handler
            .render_report(&mut text, &entry)
            .map_err(|_| io::Error::other("a report could not be rendered"))?;
        // Blank context lines leave blanks behind that no editor likes to copy.
        for line in text.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// The text with every control character replaced by as many question marks as it has bytes, so that places stay.
fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    let is_harmful = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    if !text.chars().any(is_harmful) {
        return text.into();
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // The mark at the very start is no character of the text.
            '\u{FEFF}' if clean.is_empty() => clean.push(c),
            c if is_harmful(c) => clean.extend(std::iter::repeat_n('?', c.len_utf8())),
            c => clean.push(c),
        }
    }
    clean.into()
}

/// The same for a message, which quotes the text.
pub(super) fn harmless_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') { '?' } else { c })
        .collect()
}

/// A source as `miette` reads it. Its own reading of a text starts from the top for every finding.
struct Shown<'a> {
    source: &'a Source,
    text: &'a str,
}

impl SourceCode for Shown<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let source = self.source;
        let (start, end) = (span.offset(), span.offset() + span.len());
        let first = source.line_index(start);
        let last = source.line_index(end.saturating_sub(usize::from(end > start)));
        let is_long = |line: usize| source.line_span(line).len() > LONG_LINE;
        if (first..=last).any(is_long) {
            let from = floor(self.text, start.saturating_sub(AROUND)).max(source.line_span(first).start as usize);
            let to = floor(self.text, end + AROUND).min(source.line_span(last).end as usize).max(end);
            return self.contents(from..to, start, first, last - first + 1);
        }
        let mut from = first;
        while from > 0 && first - from < before && !is_long(from - 1) {
            from -= 1;
        }
        let mut to = last;
        while to + 1 < source.line_count() && to - last < after && !is_long(to + 1) {
            to += 1;
        }
        let range = source.line_span(from).start as usize..source.line_span(to).end as usize;
        self.contents(range, if before == 0 { start } else { usize::MAX }, from, to - from + 1)
    }
}

impl Shown<'_> {
    /// A piece of the text. `column_of` is the place whose column heads the picture.
    fn contents<'a>(
        &'a self,
        range: std::ops::Range<usize>,
        column_of: usize,
        line: usize,
        lines: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let data = self.text.get(range.clone()).ok_or(MietteError::OutOfBounds)?;
        let column = if column_of == usize::MAX { 0 } else { self.source.position(column_of).column - 1 };
        let span: SourceSpan = (range.start, range.len()).into();
        let name = harmless_line(self.source.name());
        Ok(Box::new(MietteSpanContents::new_named(name, data.as_bytes(), span, line, column, lines)))
    }
}

/// The character boundary at or before a place.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A block as `miette` reads it.
struct Entry<'a> {
    block: &'a Block<'a>,
    shown: &'a Shown<'a>,
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.block.message)
    }
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&harmless_line(self.block.message))
    }
}

impl std::error::Error for Entry<'_> {}

impl Diagnostic for Entry<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.block.code.map(|code| Box::new(code.to_string()) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.block.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Pedantic => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.block.help.map(|help| Box::new(harmless_line(help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.shown)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let block = self.block;
        let note = Some(block.note.to_string()).filter(|note| !note.is_empty());
        let primary = LabeledSpan::new_primary_with_span(note, self.clip(block.span));
        let others = block
            .labels
            .iter()
            .map(|label| LabeledSpan::new_with_span(Some(harmless_line(&label.message)), self.clip(label.span)));
        Some(Box::new(std::iter::once(primary).chain(others)))
    }
}

impl Entry<'_> {
    /// A span as it is underlined: on its first line, and not longer than a line that is shown whole.
    fn clip(&self, span: Span) -> SourceSpan {
        let source = self.shown.source;
        let start = span.start as usize;
        let line_end = source.line_span(source.line_index(start)).end as usize;
        let end = floor(source.text(), (span.end as usize).min(line_end.max(start)).min(start + LONG_LINE));
        (start, end.saturating_sub(start)).into()
    }
}
