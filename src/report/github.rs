//! Annotations for GitHub Actions: workflow commands, which GitHub shows at the lines of a pull request.

use std::io::{self, Write};

use super::Linted;
use crate::finding::Severity;

/// Writes a command for each finding.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    for one in linted {
        let file = property(one.source.name());
        for finding in &one.findings {
            let start = one.source.position(finding.span.start as usize);
            let end = one.source.position(finding.span.end as usize);
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Pedantic => "notice",
            };
            let text = match &finding.help {
                Some(help) => format!("{}\nhelp: {help}", finding.message),
                None => finding.message.clone(),
            };
            writeln!(
                out,
                "::{level} title=amp-lint({}),file={file},line={},endLine={},col={},endColumn={}::{}",
                finding.rule,
                start.line,
                end.line,
                start.column,
                end.column,
                data(&text)
            )?;
        }
    }
    Ok(())
}

/// The text of a command, which ends with the line.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, which also ends at a comma or colon.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
