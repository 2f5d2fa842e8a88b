//! Reports for programs and CI systems, read by independent readers: the JSON report by its own schema, SARIF by typed models
//! of the standard, XML by an XML reader. The names of its files are none on Windows.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};
use serde_sarif::sarif::Sarif;
use support::output::{stderr, stdout};
use support::program::amp_lint;
use tempfile::TempDir;

const MANIFEST: &str = "specVersion: 1.0.0
integrations:
  - name: crm é, 東京
    provider: hubspot
    read:
      objects:
        - objectname: contacts
          destination: hook
          schedule: \"*/5 * * * *\"
          optionalFieldsAuto: all
        - objectName: deals
          destination: hook
          schedule: \"0 * * * *\"
          optionalFieldsAuto: all
        - objectName: deals
          destination: hook
          schedule: \"0 * * * *\"
          optionalFieldsAuto: all
";

/// Names of files that formats stumble over.
const NAMES: [&str; 6] =
    ["plain.yaml", "with space.yaml", "é東京.yaml", "new\nline.yaml", "-dash.yaml", "100%,a:b;c&<d>\"e'.yaml"];

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in NAMES {
        fs::write(folder.path().join(name), MANIFEST).unwrap();
    }
    folder
}

fn lint(folder: &Path, arguments: &[&str]) -> Output {
    amp_lint(folder).args(arguments).arg("--").args(NAMES).output().unwrap()
}

/// Findings in each of the files.
const EACH: usize = 4;

#[test]
fn the_json_report_follows_its_schema() {
    let folder = folder();
    for draft in ["2020-12", "7"] {
        let schema = stdout(&amp_lint(folder.path()).args(["schema", "report", "--draft", draft]).output().unwrap());
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let report: Value =
            serde_json::from_str(&stdout(&lint(folder.path(), &["--format", "json", "--pedantic"]))).unwrap();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(report["files"].as_array().unwrap().len(), NAMES.len());
        // The schema says something: a report without a part, or with one more, is none.
        for part in ["version", "files", "summary"] {
            let mut less = report.clone();
            less.as_object_mut().unwrap().remove(part);
            assert!(!validator.is_valid(&less), "{part}");
        }
        let mut odd = report.clone();
        odd["files"][0]["findings"][0]["severity"] = json!("fatal");
        assert!(!validator.is_valid(&odd));
    }
}

#[test]
fn concise_is_a_line_for_each_finding() {
    let folder = folder();
    let text = stdout(&lint(folder.path(), &["--format", "concise"]));
    assert_eq!(text.lines().count(), NAMES.len() * EACH, "{text}");
    assert!(text.contains("with space.yaml:15:23: error[duplicate-read-object] `deals` is listed twice"), "{text}");
    assert!(text.contains("new?line.yaml:7:11: warning[key-case]"), "{text}");
}

#[test]
fn annotations_are_escaped_as_github_wants_it() {
    let folder = folder();
    let text = stdout(&lint(folder.path(), &["--format", "github"]));
    assert_eq!(text.lines().count(), NAMES.len() * EACH, "{text}");
    let mut files = Vec::new();
    for line in text.lines() {
        let (properties, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (level, properties) = properties.split_once(' ').unwrap();
        assert!(matches!(level, "error" | "warning" | "notice"));
        let decode = |text: &str| {
            text.replace("%0A", "\n").replace("%0D", "\r").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        };
        let property = |name: &str| {
            let found = properties.split(',').find_map(|one| one.strip_prefix(&format!("{name}=")));
            decode(found.unwrap_or_else(|| panic!("no {name} in {line}")))
        };
        assert!(property("title").starts_with("amp-lint("));
        for number in ["line", "endLine", "col", "endColumn"] {
            assert!(property(number).parse::<usize>().unwrap() > 0);
        }
        assert!(!message.is_empty());
        files.push(property("file"));
    }
    files.dedup();
    assert_eq!(files, NAMES);
    // By itself in GitHub Actions, and not when told otherwise.
    let inside = |arguments: &[&str]| {
        let mut command = amp_lint(folder.path());
        command.env("GITHUB_ACTIONS", "true").args(arguments).arg("plain.yaml");
        stdout(&command.output().unwrap())
    };
    assert!(inside(&[]).starts_with("::warning "));
    assert!(inside(&["--format", "concise"]).starts_with("plain.yaml:"));
}

#[test]
fn sarif_is_what_the_standard_says() {
    let folder = folder();
    let text = stdout(&lint(folder.path(), &["--format", "sarif", "--pedantic"]));
    let sarif: Sarif = serde_json::from_str(&text).unwrap();
    let run = &sarif.runs[0];
    let rules = run.tool.driver.rules.as_ref().unwrap();
    assert_eq!(rules.len(), amp_lint::rules().len());
    let results = run.results.as_ref().unwrap();
    assert_eq!(results.len(), NAMES.len() * EACH);
    let mut uris = Vec::new();
    let mut fingerprints = Vec::new();
    for result in results {
        let id = result.rule_id.as_ref().unwrap();
        assert_eq!(&rules[result.rule_index.unwrap() as usize].id, id);
        let physical = result.locations.as_ref().unwrap()[0].physical_location.as_ref().unwrap();
        let uri = physical.artifact_location.as_ref().unwrap().uri.clone().unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte)), "{uri}");
        let region = physical.region.as_ref().unwrap();
        let (offset, length) = (region.byte_offset.unwrap() as usize, region.byte_length.unwrap() as usize);
        // Lines, columns and bytes say the same.
        let line_start: usize =
            MANIFEST.split_inclusive('\n').take(region.start_line.unwrap() as usize - 1).map(str::len).sum();
        let before = MANIFEST[line_start..offset].chars().count() + 1;
        assert_eq!(before, region.start_column.unwrap() as usize);
        assert_eq!(MANIFEST[offset..offset + length].chars().count() + before, region.end_column.unwrap() as usize);
        fingerprints.push(result.partial_fingerprints.as_ref().unwrap()["ampLint/v1"].clone());
        uris.push(uri);
    }
    uris.dedup();
    let decoded: Vec<String> = uris.iter().map(|uri| percent_decode(uri)).collect();
    assert_eq!(decoded, NAMES);
    let count = fingerprints.len();
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), count);
    let fixed = results.iter().filter(|result| result.fixes.is_some()).count();
    assert_eq!(fixed, NAMES.len());
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn fingerprints_do_not_depend_on_lines_or_on_other_findings() {
    let folder = TempDir::new().unwrap();
    let fingerprints = |text: &str| -> Vec<(String, String)> {
        fs::write(folder.path().join("amp.yaml"), text).unwrap();
        let output = amp_lint(folder.path()).args(["--format", "gitlab", "amp.yaml"]).output().unwrap();
        let issues: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        let text = |issue: &Value, name: &str| issue[name].as_str().unwrap().to_string();
        issues.iter().map(|issue| (text(issue, "check_name"), text(issue, "fingerprint"))).collect()
    };
    let before = fingerprints(MANIFEST);
    assert_eq!(fingerprints(&format!("# a comment\n\n{MANIFEST}")), before);
    let fewer = fingerprints(&MANIFEST.replace("objectname", "objectName"));
    assert_eq!(fewer, before.iter().filter(|(rule, _)| rule != "key-case").cloned().collect::<Vec<_>>());
}

#[test]
fn gitlab_gets_its_code_quality_report() {
    let folder = folder();
    let issues: Vec<Value> = serde_json::from_str(&stdout(&lint(folder.path(), &["--format", "gitlab"]))).unwrap();
    assert_eq!(issues.len(), NAMES.len() * EACH);
    let mut paths = Vec::new();
    for issue in &issues {
        for name in ["description", "check_name", "fingerprint"] {
            assert!(!issue[name].as_str().unwrap().is_empty());
        }
        assert!(["info", "minor", "major"].contains(&issue["severity"].as_str().unwrap()));
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        paths.push(issue["location"]["path"].as_str().unwrap());
    }
    paths.dedup();
    assert_eq!(paths, NAMES);
    let mut inside = amp_lint(folder.path());
    let output = inside.env("GITLAB_CI", "true").arg("plain.yaml").output().unwrap();
    assert!(serde_json::from_slice::<Vec<Value>>(&output.stdout).is_ok());
}

#[test]
fn junit_is_xml_that_can_be_read() {
    let folder = folder();
    fs::write(folder.path().join("plain.yaml"), MANIFEST.replace("*/5", "*/10").replace("objectname", "objectName"))
        .unwrap();
    let text = stdout(&lint(folder.path(), &["--format", "junit"]));
    let mut reader = Reader::from_str(&text);
    let (mut suites, mut cases, mut failures, mut outputs) = (Vec::new(), 0, 0, 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "testsuite" => {
                    let name = tag.try_get_attribute("name").unwrap().unwrap();
                    suites.push(name.normalized_value(Default::default()).unwrap().into_owned());
                }
                "testcase" => cases += 1,
                "failure" => failures += 1,
                "system-out" => outputs += 1,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(suites, NAMES.map(|name| name.replace('\n', "?")));
    // The name of the integration, the key's case: warnings. The schedule, the duplicate: errors.
    assert_eq!((cases, failures, outputs), (2 + 5 * EACH, 1 + 5 * 2, 1 + 5 * 2), "{text}");
    let strict = stdout(&lint(folder.path(), &["--format", "junit", "--strict"]));
    assert!(!strict.contains("system-out"));
}

#[test]
fn a_problem_is_what_the_api_would_answer() {
    let folder = folder();
    let text = stdout(&lint(folder.path(), &["--format", "problem"]));
    let problem: amp_lint::model::InputValidationProblem = serde_json::from_str(&text).unwrap();
    assert_eq!(problem.problem.status.value(), Some(&422));
    assert_eq!(problem.issues.items().count(), NAMES.len() * EACH);
    let value: Value = serde_json::from_str(&text).unwrap();
    let issue = &value["issues"][3];
    assert_eq!(issue["title"], "duplicate-read-object");
    assert_eq!(issue["in"], "body");
    assert_eq!(issue["name"], "$.integrations[0].read.objects[2].objectName");
    assert_eq!(issue["value"], "deals");
    assert_eq!(issue["context"]["start"]["line"], 15);
    fs::write(
        folder.path().join("good.yaml"),
        "specVersion: 1.0.0\nintegrations:\n  - {name: a, provider: hubspot, proxy: {enabled: true}}\n",
    )
    .unwrap();
    let good = stdout(&amp_lint(folder.path()).args(["--format", "problem", "good.yaml"]).output().unwrap());
    let good: Value = serde_json::from_str(&good).unwrap();
    assert_eq!(good["issues"], json!([]));
    assert_eq!(good.get("status"), None);
}

#[test]
fn several_reports_go_to_several_places() {
    let folder = folder();
    let run = |arguments: &[&str]| amp_lint(folder.path()).args(arguments).arg("plain.yaml").output().unwrap();
    let output = run(&["--format", "concise", "--format", "sarif=out/a.sarif", "--format=junit=b.xml"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output).lines().count(), EACH);
    assert!(serde_json::from_slice::<Sarif>(&fs::read(folder.path().join("out/a.sarif")).unwrap()).is_ok());
    assert!(fs::read_to_string(folder.path().join("b.xml")).unwrap().starts_with("<?xml"));
    let output = run(&["--format", "json", "--output", "report.json"]);
    assert!(output.stdout.is_empty());
    assert!(serde_json::from_slice::<Value>(&fs::read(folder.path().join("report.json")).unwrap()).is_ok());
    let output = run(&["-o", "report.txt", "--color", "always"]);
    assert!(output.stdout.is_empty());
    let text = fs::read_to_string(folder.path().join("report.txt")).unwrap();
    assert!(text.contains("error[duplicate-read-object]") && !text.contains('\u{1b}'), "{text}");
    for wrong in [&["--format", "yaml"][..], &["--format", "sarif="], &["-o", "plain.yaml/x"]] {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?}");
    }
    let output = run(&["--format", "json=x", "--format", "sarif=x"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn statistics_count_the_findings_of_each_rule() {
    let folder = folder();
    let output = lint(folder.path(), &["--statistics", "--format", "json"]);
    let text = stderr(&output);
    let counts: Vec<&str> = text.lines().collect();
    assert_eq!(counts.len(), EACH, "{text}");
    assert!(counts.contains(&"6  key-case"), "{text}");
}
