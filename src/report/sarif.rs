//! SARIF 2.1.0, the format that code scanning services take.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Linted, fingerprint};
use crate::finding::{Finding, Severity};
use crate::rules;
use crate::source::{Source, Span};

/// Writes the findings of all texts as one run, with the rules that they are of.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    let results: Vec<Value> = linted
        .iter()
        .flat_map(|one| {
            let uri = uri(one.source.name());
            let findings = one.findings.iter().zip(fingerprint::all(one));
            findings
                .map(move |(finding, fingerprint)| result(&one.source, &uri, finding, &fingerprint))
                .collect::<Vec<_>>()
        })
        .collect();
    let rules: Vec<Value> = rules::all().iter().map(rule).collect();
    let mut driver = json!({
        "name": "amp-lint",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    if let (Some(home), Some(members)) = (home(), driver.as_object_mut()) {
        members.insert("informationUri".to_string(), home.into());
    }
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer(&mut *out, &report)?;
    out.write_all(b"\n")
}

/// Where the project lives, once its package says so.
fn home() -> Option<&'static str> {
    Some(env!("CARGO_PKG_REPOSITORY")).filter(|home| !home.is_empty())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Pedantic => "note",
    }
}

fn rule(rule: &rules::Rule) -> Value {
    // The page begins with the name as its title.
    let page = rule.page.split_once("\n\n").map_or(rule.page, |(_, rest)| rest).trim();
    let first = page.split("\n\n").next().unwrap_or(rule.summary);
    let mut value = json!({
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": first.replace('`', "")},
        "help": {"text": page.replace('`', ""), "markdown": page},
        "defaultConfiguration": {"level": level(rule.severity)},
    });
    if let (Some(home), Some(members)) = (home(), value.as_object_mut()) {
        let version = env!("CARGO_PKG_VERSION");
        members.insert("helpUri".to_string(), format!("{home}/blob/v{version}/docs/rules/{}.md", rule.name).into());
    }
    value
}

fn result(source: &Source, uri: &str, finding: &Finding, fingerprint: &str) -> Value {
    let place = |span: Span| json!({"artifactLocation": {"uri": uri}, "region": region(source, span)});
    let message = match &finding.help {
        Some(help) => format!("{}: {help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = Map::new();
    result.insert("ruleId".to_string(), finding.rule.into());
    if let Some(index) = rules::all().iter().position(|rule| rule.name == finding.rule) {
        result.insert("ruleIndex".to_string(), index.into());
    }
    result.insert("level".to_string(), level(finding.severity).into());
    result.insert("message".to_string(), json!({"text": message}));
    let location = json!({
        "physicalLocation": place(finding.span),
        "logicalLocations": [{"fullyQualifiedName": finding.path}],
    });
    result.insert("locations".to_string(), json!([location]));
    if !finding.labels.is_empty() {
        let related: Vec<Value> = finding
            .labels
            .iter()
            .enumerate()
            .map(|(id, label)| {
                json!({"id": id, "physicalLocation": place(label.span), "message": {"text": label.message}})
            })
            .collect();
        result.insert("relatedLocations".to_string(), related.into());
    }
    result.insert("partialFingerprints".to_string(), json!({"ampLint/v1": fingerprint}));
    if let Some(fix) = &finding.fix {
        let replacements: Vec<Value> = fix
            .edits
            .iter()
            .map(|edit| json!({"deletedRegion": region(source, edit.span), "insertedContent": {"text": edit.text}}))
            .collect();
        let change = json!({"artifactLocation": {"uri": uri}, "replacements": replacements});
        result.insert("fixes".to_string(), json!([{"description": {"text": fix.title}, "artifactChanges": [change]}]));
    }
    Value::Object(result)
}

fn region(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start as usize), source.position(span.end as usize));
    let mut region = json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    });
    // In a file of another encoding the bytes stand elsewhere.
    if let Some(members) = region.as_object_mut().filter(|_| source.is_utf8()) {
        members.insert("byteOffset".to_string(), span.start.into());
        members.insert("byteLength".to_string(), span.len().into());
    }
    region
}

/// A path as a URI reference: from the folder at hand on, or from the root of the file system on.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_string() };
    let mut uri = match path.starts_with('/') {
        true => String::from("file://"),
        false => String::new(),
    };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
