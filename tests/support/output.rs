//! What the program has said.

use std::process::Output;

use serde_json::Value;

/// A stream as text. What is not UTF-8 fails the test.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub fn stdout(output: &Output) -> String {
    text(&output.stdout)
}

pub fn stderr(output: &Output) -> String {
    text(&output.stderr)
}

/// What stands on stdout as JSON. Where it is none, the test shows what was said instead.
pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(output)))
}

/// The findings of a report in JSON, each with the path of its file, in the order of the report.
pub fn findings(output: &Output) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for file in json(output)["files"].as_array().unwrap() {
        for finding in file["findings"].as_array().unwrap() {
            found.push((word(file, "path").to_string(), finding.clone()));
        }
    }
    found
}

/// A member of a value that is a text.
pub fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no text in {name}: {value}"))
}
