//! What an editor is offered while a manifest is written.

#![cfg(feature = "server")]

mod support;

use std::fs;

use serde_json::Value;
use support::editor::Editor;
use support::files::{folder, project};

/// Opens a text with `|` where the cursor is; the items that are offered there.
fn offered(text: &str) -> Vec<Value> {
    let folder = folder(&[(".amp-lint.yaml", "destinations: [fromSettings]\n")]);
    let mut editor = Editor::start(folder.path());
    let cursor = text.find('|').unwrap();
    let text = text.replacen('|', "", 1);
    let uri = editor.open("amp.yaml", &text);
    items(&mut editor, &uri, &text, cursor)
}

fn items(editor: &mut Editor, uri: &str, text: &str, cursor: usize) -> Vec<Value> {
    let source = amp_lint::Source::new("", text);
    let point = source.point(cursor, amp_lint::Encoding::Utf8);
    let list = editor.at("textDocument/completion", uri, point.line, point.character);
    list["items"].as_array().cloned().unwrap_or_default()
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["label"].as_str().unwrap()).collect()
}

/// The text after an item was taken, with nothing filled in.
fn taken(text: &str, label: &str) -> String {
    let items = offered(text);
    let text = text.replacen('|', "", 1);
    let item = items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("{:?}", labels(&items)));
    let source = amp_lint::Source::new("", text.clone());
    let offset = |end: &str| {
        let place = &item["textEdit"]["range"][end];
        let number = |name: &str| place[name].as_u64().unwrap() as usize;
        source
            .offset(amp_lint::Point { line: number("line"), character: number("character") }, amp_lint::Encoding::Utf8)
    };
    let (start, end) = (offset("start"), offset("end"));
    let mut new = item["textEdit"]["newText"].as_str().unwrap().to_string();
    // `${1}` and `${1:text}` are what they hold, `${1|a,b|}` the first of them.
    while let Some(open) = new.find("${") {
        let close = open + new[open..].find('}').unwrap();
        let inside = &new[open + 2..close];
        let text = match inside.find([':', '|']) {
            Some(at) if inside[at..].starts_with(':') => inside[at + 1..].to_string(),
            Some(at) => inside[at + 1..].split([',', '|']).next().unwrap().to_string(),
            None => String::new(),
        };
        new.replace_range(open..=close, &text);
    }
    let mut whole = text;
    whole.replace_range(start..end, &new);
    whole
}

const HEAD: &str = "specVersion: 1.0.0\nintegrations:\n  - name: a\n    provider: hubspot\n";

#[test]
fn every_key_and_every_known_value_of_a_whole_manifest_is_among_the_first_five() {
    let text = fs::read_to_string(project().join("examples/everything.yaml")).unwrap();
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    let uri = editor.open("amp.yaml", &text);
    let mut wrong = Vec::new();
    let (mut keys, mut values) = (0, 0);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let content = line.trim_end();
        let column = content.len() - content.trim_start_matches([' ', '-']).len();
        let Some((key, value)) = content[column..].split_once(':') else { continue };
        if key.starts_with(['#', '&', '<']) {
            continue;
        }
        let mut check = |cut: usize, typed: &str, wanted: &str| {
            let mut cut_text = text.clone();
            cut_text.replace_range(from + cut..from + content.len(), typed);
            editor.replace(&uri, 2, &cut_text);
            let items = items(&mut editor, &uri, &cut_text, from + cut + typed.len());
            if !labels(&items).iter().take(5).any(|label| *label == wanted) {
                wrong.push(format!(
                    "{content}: {wanted:?} not in {:?}",
                    labels(&items).iter().take(8).collect::<Vec<_>>()
                ));
            }
        };
        keys += 1;
        check(column, "", key);
        let value = value.split(" #").next().unwrap().trim().trim_matches('"');
        // Names that only the author knows, and text for people.
        let is_free = ["name", "displayName", "mapToDisplayName", "prompt", "mapToName"].contains(&key);
        if !value.is_empty() && !is_free && !value.starts_with(['&', '*']) {
            values += 1;
            let at = content.find(": ").unwrap() + 2;
            let catalog = amp_lint::Catalog::builtin();
            match key {
                // What is one of very many is found by how it begins.
                "objectName" if catalog.knows_object("hubspot", Some("crm"), value) => check(at, &value[..2], value),
                // Only the author knows these, unless the text says them twice.
                "objectName" | "destination" | "schedule" | "fieldName" | "default"
                    if text.matches(value).count() == 1 || key == "objectName" => {}
                _ => check(at, "", value),
            }
        }
    }
    assert!(keys >= 45 && values >= 20, "{keys} {values}");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), keys + values, wrong.join("\n"));
}

#[test]
fn what_a_key_must_have_comes_with_it_where_it_belongs() {
    assert_eq!(taken("|", "specVersion"), "specVersion: 1.0.0");
    let text = taken(&format!("{HEAD}    re|"), "read");
    assert_eq!(text, format!("{HEAD}    read:\n      objects:\n        - objectName: \n          destination: "));
    // In braces on the line, in quotes where all is.
    let text = taken(&format!("{HEAD}    read: {{objects: [{{objectName: contacts, |}}]}}\n"), "destination");
    assert!(text.contains("{objectName: contacts, destination: }"), "{text}");
    let text = taken("{\"specVersion\": \"1.0.0\", \"integrations\": [{\"name\": \"a\", \"pro|\"}]}", "provider");
    assert!(text.contains("\"name\": \"a\", \"provider\": \"\"}"), "{text}");
    // A key whose colon is there stays with it, and one whose value stands below gets no other.
    let text = taken(&format!("{HEAD}    modu|l: crm\n"), "module");
    assert_eq!(text, format!("{HEAD}    module: crm\n"));
    let text = taken(&format!("{HEAD}    |\n      objects:\n        - objectName: contacts\n"), "read");
    assert_eq!(text, format!("{HEAD}    read:\n      objects:\n        - objectName: contacts\n"));
    // A list that has no item yet gets its dash.
    let text = taken(&format!("{HEAD}    read:\n      objects:\n        |\n"), "objectName");
    assert!(text.contains("      objects:\n        - objectName: "), "{text}");
}

#[test]
fn values_are_what_the_place_can_have() {
    let labels = |text: &str| -> Vec<String> {
        offered(text).iter().map(|item| item["label"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(labels("specVersion: 1.0.0\nintegrations:\n  - provider: salesfo|\n")[0], "salesforce");
    assert_eq!(labels(&format!("{HEAD}    module: |\n")), ["crm"]);
    let object = format!("{HEAD}    read:\n      objects:\n        - objectName: contacts\n");
    assert_eq!(labels(&format!("{object}          destination: |\n")), ["fromSettings"]);
    assert_eq!(labels(&format!("{object}          enabled: |\n")), ["always"]);
    assert_eq!(labels(&format!("{object}          optionalFieldsAuto: |\n"))[0], "all");
    assert_eq!(labels(&format!("{object}          schedule: \"*/1|\"\n"))[..2], ["*/10 * * * *", "*/15 * * * *"]);
    assert_eq!(
        taken(&format!("{object}          schedule: |\n"), "0 * * * *").lines().last(),
        Some("          schedule: 0 * * * *")
    );
    assert_eq!(
        taken(&format!("{object}          schedule: |\n"), "*/10 * * * *").lines().last(),
        Some("          schedule: \"*/10 * * * *\"")
    );
    // The schema is looked at hourly at most.
    assert!(!labels(&format!("{HEAD}    watchSchema:\n      schedule: |\n")).contains(&"*/10 * * * *".to_string()));
    // Of two that begin alike, the one that is known to be read.
    let alike = labels(&format!("{HEAD}    read:\n      objects:\n        - objectName: contac|\n"));
    assert_eq!(alike[0], "contacts");
    // What is read can be subscribed to.
    let more =
        format!("{object}          destination: hook\n    subscribe:\n      objects:\n        - objectName: |\n");
    assert_eq!(labels(&more)[0], "contacts");
    let more = more.replace("objectName: |", "objectName: contacts\n          destination: |");
    assert_eq!(labels(&more), ["fromSettings", "hook"]);
    assert_eq!(labels(&format!("{HEAD}    proxy: {{enabled: |}}\n"))[0], "true");
}

#[test]
fn fields_are_those_of_the_object() {
    let head = "specVersion: 1.0.0\nintegrations:\n  - name: a\n    provider: connectWise\n    read:\n      objects:\n        - objectName: contacts\n";
    let text = format!(
        "{head}          requiredFields:\n            - fieldName: firstName\n            - fieldName: first|\n"
    );
    let items = offered(&text);
    assert!(!labels(&items).contains(&"firstName"), "{:?}", labels(&items));
    let text = format!("{head}          requiredFields:\n            - fieldName: lastN|\n");
    let items = offered(&text);
    assert_eq!(items[0]["label"], "lastName");
    assert!(items[0]["documentation"]["value"].as_str().unwrap().contains("As of"), "{:#}", items[0]);
    // The first item of a list, with its dash or without.
    let text = format!("{head}          requiredFields:\n            |\n");
    assert_eq!(taken(&text, "fieldName").lines().last(), Some("            - fieldName: "));
    let text = format!("{head}          requiredFields:\n            - |\n");
    assert_eq!(taken(&text, "fieldName").lines().last(), Some("            - fieldName: "));
}

#[test]
fn comments_name_rules() {
    let text = format!("{HEAD}    # amp:ignore[unk|\n    modul: crm\n");
    let items = offered(&text);
    assert_eq!(labels(&items)[..2], ["unknown-key", "unknown-rule"]);
    assert_eq!(taken(&text, "unknown-key").lines().nth(4), Some("    # amp:ignore[unknown-key"));
    assert_eq!(labels(&offered(&format!("{HEAD}    # amp:ignore[a] |\n"))), [] as [&str; 0]);
    assert_eq!(labels(&offered(&format!("{HEAD}    # a comment |\n"))), [] as [&str; 0]);
}

#[test]
fn settings_are_completed_as_manifests_are() {
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    let text = "rules:\n  unknown-k";
    let uri = editor.open(".amp-lint.yaml", text);
    assert_eq!(labels(&items(&mut editor, &uri, text, text.len()))[0], "unknown-key");
    let text = "rules:\n  unknown-key: ";
    let uri = editor.open(".amp-lint.yaml", text);
    let items = items(&mut editor, &uri, text, text.len());
    assert_eq!(labels(&items), ["ignore", "pedantic", "warning", "error"]);
}

#[test]
fn wherever_the_cursor_is_in_whatever_text_there_is_an_answer() {
    let texts = [
        "",
        " ",
        "-",
        "- ",
        ":",
        "a: |\n  b",
        "{",
        "[",
        "{a",
        "\"",
        "'",
        "\t",
        "a: 'b\n c",
        "&a",
        "*a",
        "? a",
        "#",
        "# amp:ignore[",
        "😀: 東",
        "\u{FEFF}a",
        "a:\r\n- b",
        "<<: *a",
        "%",
        "---\n...\n",
    ];
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    for text in texts
        .iter()
        .map(|text| text.to_string())
        .chain(texts.iter().map(|text| format!("{HEAD}    read: {text}\n{text}")))
    {
        let uri = editor.open("amp.yaml", &text);
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            items(&mut editor, &uri, &text, at);
        }
    }
}
