//! One finding a line: `file:line:column: severity[rule] message`, which editors and terminals make clickable.

use std::io::{self, Write};

use super::Linted;
use crate::clean;

/// Writes the findings of all texts.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    for one in linted {
        let name = clean::leading_name(one.source.name());
        for finding in &one.findings {
            let at = one.source.position(finding.span.start as usize);
            let (severity, rule) = (finding.severity.name(), finding.rule);
            let message = clean::line(&finding.message);
            let line = format!("{name}:{}:{}: {severity}[{rule}] {message}", at.line, at.column);
            writeln!(out, "{}", clean::log_line(&line))?;
        }
    }
    Ok(())
}
