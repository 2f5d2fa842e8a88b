//! JUnit's XML: a suite for each text, a case for each finding. What counts is a failure; the rest is a case that passes and
//! says what was found.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Linted;
use crate::clean;

/// Writes the findings of all texts.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    let failures = |one: &Linted| one.findings.iter().filter(|finding| finding.severity >= one.counts).count();
    let tests = |one: &Linted| one.findings.len().max(1);
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all_tests = linted.iter().map(tests).sum::<usize>().to_string();
    let all_failures = linted.iter().map(failures).sum::<usize>().to_string();
    writer
        .create_element("testsuites")
        .with_attributes([
            ("name", "amp-lint"),
            ("tests", all_tests.as_str()),
            ("failures", all_failures.as_str()),
            ("errors", "0"),
        ])
        .write_inner_content(|writer| {
            for one in linted {
                let name = clean::xml(one.source.name());
                let (tests, failures) = (tests(one).to_string(), failures(one).to_string());
                writer
                    .create_element("testsuite")
                    .with_attributes([
                        ("name", name.as_ref()),
                        ("tests", tests.as_str()),
                        ("failures", failures.as_str()),
                        ("errors", "0"),
                        ("skipped", "0"),
                    ])
                    .write_inner_content(|writer| cases(writer, one, &name))?;
            }
            Ok(())
        })?;
    out.write_all(b"\n")
}

fn cases<W: Write>(writer: &mut Writer<W>, one: &Linted, file: &str) -> io::Result<()> {
    if one.findings.is_empty() {
        let attributes = [("classname", file), ("name", "amp-lint")];
        writer.create_element("testcase").with_attributes(attributes).write_empty()?;
    }
    for finding in &one.findings {
        let at = one.source.position(finding.span.start as usize);
        let name = format!("{} ({}:{})", finding.rule, at.line, at.column);
        let line = at.line.to_string();
        let message = clean::xml(&finding.message);
        let mut text =
            format!("{file}:{}:{}: {}[{}] {message}", at.line, at.column, finding.severity.name(), finding.rule);
        if let Some(help) = &finding.help {
            text.push_str(&format!("\nhelp: {}", clean::xml(help)));
        }
        writer
            .create_element("testcase")
            .with_attributes([("classname", file), ("name", name.as_str()), ("file", file), ("line", line.as_str())])
            .write_inner_content(|writer| {
                let element = match finding.severity >= one.counts {
                    true => writer
                        .create_element("failure")
                        .with_attributes([("type", finding.rule), ("message", message.as_ref())]),
                    false => writer.create_element("system-out"),
                };
                element.write_text_content(BytesText::new(&text))?;
                Ok(())
            })?;
    }
    Ok(())
}
