//! Reports are written while they are made: they take no memory that grows with the number of findings.

#![cfg(target_os = "linux")]

use std::io::{self, Write};

use amp_lint::report::pretty::Style;
use amp_lint::report::{Linted, concise, github, gitlab, json, junit, pretty, problem, sarif};
use amp_lint::{Finding, Fix, Label, Severity, Source, Span};
const FINDINGS: usize = 20_000;

/// The most memory that this process has had, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

/// Counts what it takes, and keeps nothing.
struct Sink(usize);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_report_is_held_in_memory() {
    let text = "key: value\n".repeat(FINDINGS);
    let findings = (0..FINDINGS)
        .map(|nth| {
            let span = Span::new(nth * 11, nth * 11 + 3);
            Finding {
                rule: "unknown-key",
                severity: if nth % 2 == 0 { Severity::Error } else { Severity::Warning },
                message: format!("there is no key `key` here, for the {nth}. time"),
                help: Some("write another one".to_string()),
                span,
                note: String::new(),
                labels: vec![Label { span, message: "here".to_string() }],
                path: format!("$.integrations[{nth}].key"),
                fix: Some(Fix::replace(true, "write another one", span, "kye")),
            }
        })
        .collect();
    let linted = [Linted { source: Source::new("amp.yaml", text), findings, counts: Severity::Error }];
    let style = Style { colour: true, unicode: true, width: 100 };
    type Report<'a> = (&'a str, &'a dyn Fn(&mut Sink, &[Linted]) -> io::Result<()>);
    let reports: [Report; 8] = [
        ("pretty", &|out, linted| pretty::write(out, linted, style)),
        ("concise", &|out, linted| concise::write(out, linted)),
        ("json", &|out, linted| json::write(out, linted)),
        ("github", &|out, linted| github::write(out, linted)),
        ("junit", &|out, linted| junit::write(out, linted)),
        ("problem", &|out, linted| problem::write(out, linted)),
        ("gitlab", &|out, linted| gitlab::write(out, linted)),
        ("sarif", &|out, linted| sarif::write(out, linted)),
    ];
    for (name, write) in reports {
        let (before, mut sink) = (peak(), Sink(0));
        write(&mut sink, &linted).unwrap();
        let grown = peak() - before;
        assert!(sink.0 > FINDINGS * 50, "{name}");
        // The fingerprints keep in mind what was there before: 16 bytes a finding, with room to grow.
        assert!(grown < 6_000_000, "{name}: {grown} bytes for a report of {}", sink.0);
    }
}
