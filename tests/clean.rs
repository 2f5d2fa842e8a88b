//! What names and texts must not do: command the terminal, the CI system, or whatever reads a report. Each kind of output is
//! checked as its reader takes it.

#![cfg(unix)]

mod support;

use std::fs;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use support::output::text;
use support::program::run;
use tempfile::TempDir;

/// Characters that terminals, logs or readers obey, as far as a file name can hold them.
const OBEYED: &str = "\u{1}\u{7}\u{8}\t\n\u{b}\r\u{1b}\u{7f}\u{80}\u{85}\u{9b}\u{9d}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\u{2028}\u{2029}";

const FORMATS: [&str; 8] = ["pretty", "concise", "json", "github", "gitlab", "sarif", "junit", "problem"];

fn names() -> Vec<String> {
    let mut names: Vec<String> = OBEYED.chars().map(|c| format!("a{c}[2Jb.yaml")).collect();
    for command in ["::error ::x", " ::add-mask::x", "\u{3000}::x::", "##[error]x", "a##vso[task.x]b", "\n::error ::x"]
    {
        names.push(format!("{command}.yaml"));
    }
    names.push("\u{fffe}\u{ffff}%,:\"'<&>\\.yaml".to_string());
    names
}

/// A manifest with a finding about each piece, and something to fix. Raw: as the text holds it; else as escapes of YAML's.
fn manifest(raw: bool) -> String {
    let pieces = OBEYED.chars().chain("\u{0}\u{fffe}".chars()).map(|c| match raw {
        true => c.to_string(),
        false => format!("\\u{:04x}", u32::from(c)),
    });
    let keys = pieces.map(|piece| format!("    \"a{piece}[31m ::x ##[error]b\": red\n"));
    let commands = "    # ::error ::x\n    '::error ::x': 1\n    '##[error]x ##vso[a]': 1\n";
    let text = format!(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n{}{commands}    Provider: hubspot\n    proxy: {{enabled: true}}\n",
        keys.collect::<String>()
    );
    if raw { format!("{text}\n ::error ::x\n# {OBEYED}\n") } else { text }
}

fn folder(text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in names() {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn is_obeyed(c: char) -> bool {
    c != '\n' && (c.is_control() || OBEYED.contains(c))
}

/// Whether the runner of GitHub Actions, or the agent of Azure Pipelines, takes a line for a command.
fn is_command(line: &str) -> bool {
    let trimmed = line.trim();
    let of_github = trimmed.starts_with("::") && trimmed[2..].contains("::");
    let marked = line.match_indices("##").any(|(at, _)| {
        let rest = line[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        rest.starts_with('[') && rest.contains(']')
    });
    of_github || marked
}

fn assert_clean(what: &str, text: &str) {
    assert!(!text.contains(is_obeyed), "{what}: {text:?}");
}

#[test]
fn no_report_holds_anything_that_is_obeyed() {
    for raw in [false, true] {
        let folder = folder(&manifest(raw));
        let names = names();
        for format in FORMATS {
            let mut arguments = vec!["--format", format, "--pedantic", "--statistics", "--"];
            arguments.extend(names.iter().map(String::as_str));
            let output = run(folder.path(), &arguments);
            let shown = text(&output.stdout);
            assert!(shown.len() > 1000, "{format}");
            assert_clean(format, &shown);
            assert_clean(format, &text(&output.stderr));
            if format != "github" {
                assert_eq!(shown.lines().find(|line| is_command(line)), None, "{format}");
            }
        }
    }
}

#[test]
fn every_line_for_github_is_a_command_of_ours() {
    let folder = folder(&manifest(false));
    let names = names();
    let arguments: Vec<&str> =
        ["--format", "github", "--"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let shown = text(&run(folder.path(), &arguments).stdout);
    let mut lines = 0;
    for line in shown.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        let (properties, _) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let is_ours =
            properties.starts_with("error title=amp-lint(") || properties.starts_with("warning title=amp-lint(");
        assert!(is_ours && properties.matches(',').count() == 5, "{line}");
        lines += 1;
    }
    let concise = arguments.iter().map(|argument| if *argument == "github" { "concise" } else { argument });
    assert_eq!(text(&run(folder.path(), &concise.collect::<Vec<_>>()).stdout).lines().count(), lines);
}

#[test]
fn a_diff_of_two_versions_holds_nothing_that_is_obeyed() {
    let of = |pieces: &dyn Fn(char) -> String, provider: &str| {
        let integrations: String = OBEYED
            .chars()
            .map(|c| format!("  - name: \"{}\"\n    provider: {provider}\n    proxy: {{enabled: true}}\n", pieces(c)))
            .collect();
        format!("specVersion: 1.0.0\nintegrations:\n{integrations}")
    };
    let name = |c: char| format!("a\\u{:04x}[31m ::x ##[error]b", u32::from(c));
    let (old, new) = (of(&name, "hubspot"), of(&|c| format!("b{}", name(c)), "salesforce"));
    let changed = of(&name, "salesforce");
    let gaps = changed.replace("\"\n", "\"\n    read: 1\n");
    for file in names() {
        let folder = TempDir::new().unwrap();
        for (side, text) in [("old", &old), ("new", &new), ("changed", &changed), ("gaps", &gaps)] {
            fs::create_dir(folder.path().join(side)).unwrap();
            fs::write(folder.path().join(side).join(&file), text).unwrap();
        }
        let path = |side: &str| format!("{side}/{file}");
        for (side, status) in [("new", 1), ("changed", 1), ("gaps", 2)] {
            for format in ["pretty", "json", "github"] {
                let output = run(folder.path(), &["diff", "--format", format, &path("old"), &path(side)]);
                assert_eq!(output.status.code(), Some(status));
                let shown = text(&output.stdout);
                assert!(shown.len() > 1000, "{shown}");
                assert_clean(format, &shown);
                assert_clean(format, &text(&output.stderr));
                match format {
                    "github" => assert!(shown.lines().all(|line| {
                        let command = line.strip_prefix("::").and_then(|line| line.split_once("::"));
                        command.is_some_and(|(properties, _)| {
                            let is_ours = ["error", "warning", "notice"]
                                .iter()
                                .any(|level| properties.starts_with(&format!("{level} title=amp-lint(")));
                            is_ours && matches!(properties.matches(',').count(), 1 | 5)
                        })
                    })),
                    _ => assert_eq!(shown.lines().find(|line| is_command(line)), None, "{format}"),
                }
            }
        }
    }
}

#[test]
fn what_is_read_holds_the_texts_as_they_are_and_nothing_that_is_obeyed() {
    let folder = folder(&manifest(false));
    for layout in ["--pretty", "--compact"] {
        let output = run(folder.path(), &["read", layout, "--", &names()[0]]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let shown = text(&output.stdout);
        assert_clean(layout, &shown);
        assert_eq!(shown.lines().find(|line| is_command(line)), None, "{layout}");
        let read: Value = serde_json::from_str(&shown).unwrap();
        for c in OBEYED.chars() {
            assert_eq!(read["integrations"][0][format!("a{c}[31m ::x ##[error]b")], "red", "{c:?}");
        }
        assert_eq!(read["integrations"][0]["##[error]x ##vso[a]"], 1);
    }
    // What cannot be read is reported, whatever the file is called and holds.
    let broken = format!("a: [\n# {OBEYED} ##[error]x\n ::error ::x\n");
    for name in names() {
        fs::write(folder.path().join(&name), &broken).unwrap();
        let output = run(folder.path(), &["read", "--", &name]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{output:?}");
        let said = text(&output.stderr);
        assert_clean("stderr", &said);
        assert_eq!(said.lines().find(|line| is_command(line)), None, "{said:?}");
    }
}

#[test]
fn programs_get_names_and_texts_as_they_are() {
    let folder = folder(&manifest(false));
    for name in names() {
        let report = |format: &str| text(&run(folder.path(), &["--format", format, "--", &name]).stdout);
        let json: Value = serde_json::from_str(&report("json")).unwrap();
        assert_eq!(json["files"][0]["path"], name.as_str());
        let messages: Vec<&str> = json["files"][0]["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["message"].as_str().unwrap())
            .collect();
        for c in OBEYED.chars() {
            assert!(messages.iter().any(|message| message.contains(&format!("a{c}[31m ::x ##[error]b"))), "{c:?}");
        }
        for format in ["sarif", "problem"] {
            assert!(serde_json::from_str::<Value>(&report(format)).unwrap().to_string().contains("##[error]"));
        }
        let gitlab: Vec<Value> = serde_json::from_str(&report("gitlab")).unwrap();
        assert_eq!(gitlab[0]["location"]["path"], name.as_str());
    }
}

#[test]
fn xml_holds_nothing_that_xml_cannot() {
    let folder = folder(&manifest(false));
    for name in names() {
        let xml = text(&run(folder.path(), &["--format", "junit", "--", &name]).stdout);
        let is_of_xml = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(xml.chars().all(is_of_xml), "{xml:?}");
        let mut reader = Reader::from_str(&xml);
        let mut cases = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) if tag.name().as_ref() == "testcase" => {
                    for attribute in tag.attributes() {
                        attribute.unwrap().normalized_value(Default::default()).unwrap();
                    }
                    cases += 1;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(cases > 20);
    }
}

#[test]
fn a_diff_shows_nothing_that_is_obeyed_and_names_files_as_git_does() {
    // These end a line, and the comment with it.
    let comment = OBEYED.replace(['\n', '\r', '\u{85}'], "");
    let folder = folder(&format!(
        "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    # {comment} ##[error]x\r# ::x\n    displayName: |\n      ::error ::x\n    Provider: hubspot\n    proxy: {{enabled: true}}\n"
    ));
    for name in names() {
        let output = run(folder.path(), &["--diff", "--", &name]);
        let diff = text(&output.stdout);
        assert!(diff.contains("\n+    provider: hubspot\n"), "{diff:?}");
        assert!(!diff.contains(|c| is_obeyed(c) && c != '\t'), "{diff:?}");
        assert_eq!(diff.lines().find(|line| is_command(line)), None);
        assert!(text(&output.stderr).contains("its diff cannot be applied"));
        assert_clean("stderr", &text(&output.stderr));
        // Both names stand on a line of their own.
        assert!(diff.lines().next().unwrap().starts_with("--- ") && diff.lines().nth(1).unwrap().starts_with("+++ "));
    }
    // A text without any of it is shown as it is, and `patch` takes it whatever the file is called.
    let text_before = "specVersion: 1.0.0\r\nintegrations:\r\n  - name: crm\r\n    Provider: hubspot\r\n    proxy: {enabled: true} # é\t東京\r\n";
    for name in ["plain.yaml", "new\nline.yaml", "tab\t\"quote\\.yaml", "é\u{9b}.yaml"] {
        let path = folder.path().join(name);
        fs::write(&path, text_before).unwrap();
        let output = run(folder.path(), &["--diff", "--", name]);
        assert!(!text(&output.stderr).contains("cannot be applied"));
        fs::write(folder.path().join("a.patch"), &output.stdout).unwrap();
        let applied = std::process::Command::new("git")
            .args(["apply", "--whitespace=nowarn", "a.patch"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(applied.status.success(), "{}", text(&applied.stderr));
        assert_eq!(fs::read_to_string(&path).unwrap(), text_before.replace("Provider", "provider"));
    }
}

#[test]
fn a_complaint_is_one_line_whatever_the_name() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("empty\n\u{202e}::error ::x")).unwrap();
    let nasty = format!("{OBEYED}::error ::x ##[error]y");
    let missing = format!("missing {nasty}");
    // What a search says of what it leaves out, and what is said of settings.
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let good = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
    put("fine/amp.yaml", good);
    put(&format!("links/{nasty}/a"), "");
    std::os::unix::fs::symlink("nowhere", folder.path().join(format!("links/{nasty}/amp.yaml"))).unwrap();
    put(&format!("pipes/{nasty}/a"), "");
    let pipe = folder.path().join(format!("pipes/{nasty}/amp.yaml"));
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::from_bits_truncate(0o600)).unwrap();
    put(&format!("others/{nasty}/b.yaml"), good);
    put("settings/amp.yaml", good);
    std::os::unix::fs::symlink("nowhere", folder.path().join("settings/.amp-lint.yaml")).unwrap();
    for name in ["both settings", "excluded"] {
        put(&format!("{name}/{nasty}/amp.yaml"), good);
        put(&format!("{name}/{nasty}/.amp-lint.yaml"), "exclude: [amp.yaml]\n");
    }
    put(&format!("both settings/{nasty}/.amp-lint.yml"), "{}\n");
    put("tools/amp.yaml", good);
    put(&format!("tools/{nasty}/amp.yaml"), "a: [\n");
    for arguments in [
        &[missing.as_str()][..],
        &["--config", &missing, "."],
        &["--catalog", &missing, "."],
        &["--project", &nasty, "--api-key-file", &missing, "."],
        &["empty\n\u{202e}::error ::x"],
        &["diff", &missing, &missing],
        &["explain", &nasty],
        &["providers", &nasty],
        &["-o", "missing\n::x/\u{1b}/y", "."],
        &["links"],
        &["pipes"],
        &["others"],
        &["settings"],
        &["both settings", "links"],
        &["excluded", "links"],
        &["--include", &nasty, "fine", "links"],
        &["diff", "fine", "others"],
        &["diff", "fine", "tools"],
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let complaints = text(&output.stderr);
        assert_clean("stderr", &complaints);
        let is_ours = |line: &str| line.starts_with("amp-lint: ") || line == "No problems in 1 file";
        assert!(complaints.lines().all(|line| is_ours(line) && !is_command(line)), "{complaints:?}");
    }
    for arguments in [&["--only", &nasty][..], &["--format", &nasty], &[&format!("--{nasty}")]] {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let complaints = text(&output.stderr);
        assert_clean("stderr", &complaints);
        assert_eq!(complaints.lines().find(|line| is_command(line)), None);
        assert!(complaints.starts_with("error: "), "{complaints}");
    }
}
