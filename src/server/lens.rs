//! A line above each integration, for who wants one: how many objects, how often they are read, how many findings.

use gen_lsp_types::{CodeLens, Command};

use super::opened::Opened;
use crate::summary::{Integration, Summary, words};

/// Those of a text.
pub fn of(opened: &Opened) -> Vec<CodeLens> {
    if !opened.client.options.code_lens {
        return Vec::new();
    }
    let summary = Summary::of(opened.analysis(), opened.catalog, opened.findings());
    let lens = |integration: &Integration| CodeLens {
        range: opened.range(opened.analysis().tree().first_line(integration.span)),
        command: Some(Command { title: title(integration), tooltip: None, command: String::new(), arguments: None }),
        data: None,
    };
    summary.integrations.iter().map(lens).collect()
}

fn title(integration: &Integration) -> String {
    let read: usize = integration.reads.iter().map(|read| read.objects.len()).sum();
    let mut parts = Vec::new();
    if read > 0 {
        parts.push(format!("{} read", words::count(read, "object")));
    }
    if !integration.reads_a_day.is_never() {
        parts.push(words::reads(integration.reads_a_day));
    }
    let findings = integration.findings;
    parts.push(match findings.errors + findings.warnings + findings.pedantic {
        0 => "no findings".to_string(),
        count => words::count(count, "finding"),
    });
    parts.join(" · ")
}
