//! Annotations for GitHub Actions: workflow commands, which GitHub shows at the lines of a pull request.

use std::io::{self, Write};

use super::Linted;
use crate::clean;
use crate::finding::Severity;

/// Writes a command for each finding.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    for one in linted {
        let file = clean::github_property(one.source.name());
        for finding in &one.findings {
            let start = one.source.position(finding.span.start as usize);
            let end = one.source.position(finding.span.end as usize);
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Pedantic => "notice",
            };
            let text = match &finding.help {
                Some(help) => format!("{}\nhelp: {}", clean::line(&finding.message), clean::line(help)),
                None => clean::line(&finding.message).into_owned(),
            };
            writeln!(
                out,
                "::{level} title=amp-lint({}),file={file},line={},endLine={},col={},endColumn={}::{}",
                finding.rule,
                start.line,
                end.line,
                start.column,
                end.column,
                clean::github_data(&text)
            )?;
        }
    }
    Ok(())
}
