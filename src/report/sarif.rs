//! SARIF 2.1.0, the format that code scanning services take.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::each::Each;
use super::{Linted, fingerprint};
use crate::clean;
use crate::finding::{Finding, Severity};
use crate::rules;
use crate::source::{Source, Span};

/// Writes the findings of all texts as one run, with the rules that they are of.
pub fn write(out: &mut (impl Write + ?Sized), linted: &[Linted]) -> io::Result<()> {
    let indices: HashMap<&str, usize> = rules::all().iter().enumerate().map(|(nth, rule)| (rule.name, nth)).collect();
    let results = Each(|| {
        linted.iter().flat_map(|one| {
            let uri = uri(one.source.name());
            let indices = &indices;
            fingerprint::all(one).map(move |(finding, fingerprint)| {
                result(&one.source, &uri, finding, indices.get(finding.rule).copied(), &fingerprint)
            })
        })
    });
    let driver = Driver {
        name: "amp-lint",
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: rules::home::home(),
        rules: rules::all().iter().map(rule).collect(),
    };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    clean::json(&mut *out, &Report { schema, version: "2.1.0", runs: [run] })?;
    out.write_all(b"\n")
}

/// What the report is, down to the results, which are made while they are written.
#[derive(Serialize)]
struct Report<R: Serialize> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R: Serialize> {
    tool: Tool,
    column_kind: &'static str,
    results: R,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Value>,
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
    if let (Some(address), Some(members)) = (rule.address(), value.as_object_mut()) {
        members.insert("helpUri".to_string(), address.into());
    }
    value
}

fn result(source: &Source, uri: &str, finding: &Finding, rule: Option<usize>, fingerprint: &str) -> Value {
    let place = |span: Span| json!({"artifactLocation": {"uri": uri}, "region": region(source, span)});
    let message = match &finding.help {
        Some(help) => format!("{}: {help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = Map::new();
    result.insert("ruleId".to_string(), finding.rule.into());
    if let Some(index) = rule {
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

/// A path with `/` between its parts as a URI reference: from the folder at hand on, or from the root of the file system on.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let drive = path.split('/').next().filter(|first| cfg!(windows) && first.len() == 2 && first.ends_with(':'));
    let (mut uri, rest) = match drive {
        Some(drive) => (format!("file:///{drive}"), &path[drive.len()..]),
        // `//server/share` names the machine itself.
        None if cfg!(windows) && path.starts_with("//") => (String::from("file:"), path),
        None if path.starts_with('/') => (String::from("file://"), path),
        None => (String::new(), path),
    };
    for byte in rest.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #[test]
    fn places_are_references_that_any_machine_can_follow() {
        assert_eq!(super::uri("./a b/é.yaml"), "a%20b/%C3%A9.yaml");
        assert_eq!(super::uri("/a:b"), "file:///a%3Ab");
        let (drive, share) = match cfg!(windows) {
            true => ("file:///C:/a%20b.yaml", "file://server/share/a.yaml"),
            false => ("C%3A/a%20b.yaml", "file:////server/share/a.yaml"),
        };
        assert_eq!(super::uri("C:/a b.yaml"), drive);
        assert_eq!(super::uri("//server/share/a.yaml"), share);
    }
}
