//! `amp-lint types` and `amp-lint check-message`: the JSON Schema, and recorded messages held against a manifest. `jsonschema` is
//! the judge of both.

mod support;

use serde_json::{Value, json};
use support::files::{folder, project};
use support::output::{findings, json as report, stderr, stdout, word};
use support::program::{amp_lint, run};

const MANIFEST: &str = "
specVersion: 1.0.0
integrations:
  - name: crm
    provider: salesforce
    read:
      objects:
        - objectName: account
          mapToName: company
          destination: crm
          schedule: \"0 * * * *\"
          requiredFields:
            - fieldName: Name
            - {fieldName: BillingCity, mapToName: city}
            - {fieldName: Phone, mapToName: \"$['contact']['phone']\"}
            - {mapToName: country}
        - {objectName: lead, destination: crm, optionalFieldsAuto: all}
    subscribe:
      objects:
        - objectName: account
          destination: crm
          inheritFieldsAndMapping: true
          createEvent: {enabled: always}
";

/// A message with all that the platform's document of messages names, for a company that is mapped from an account.
fn subscribed() -> Value {
    json!({
        "action": "subscribe", "provider": "salesforce", "objectName": "company", "rawObjectName": "account",
        "projectId": "p", "groupRef": "g", "groupName": "G", "consumerRef": "c", "consumerName": "C",
        "installationId": "i", "installationUpdateTime": "2026-01-01T00:00:00Z", "workspace": "w",
        "operationTime": "2026-01-01T00:00:00Z",
        "resultInfo": {"type": "inline", "numRecords": 1},
        "result": [{
            "fields": {"name": "Acme"},
            "mappedFields": {"city": "Rome", "country": 1, "contact": {"phone": "1"}},
            "associations": {"contacts": [{"id": "1", "objectName": "contact", "fields": {}, "raw": {}}]},
            "subscribeEventType": "create", "providerEventType": "CREATE", "raw": {"Name": "Acme"}, "rawEvent": {},
            "id": "1", "fieldsUpdated": ["Name"], "fromRecord": {"id": "1"}, "toRecord": {"id": "2", "raw": {}}
        }]
    })
}

fn read() -> Value {
    let mut message = subscribed();
    message["action"] = json!("read");
    message["readType"] = json!("scheduled");
    message["operationId"] = json!("o");
    message["result"] = json!([{"fields": {"name": "Acme"}, "mappedFields": {"city": "Rome"}, "raw": {}}]);
    message
}

/// A message whose records are elsewhere.
fn large() -> Value {
    let mut message = read();
    message["resultInfo"] = json!({"type": "url", "numRecords": 9, "downloadUrl": "https://example.com/1"});
    message.as_object_mut().unwrap().remove("result");
    message
}

/// Which of the messages fit, as the program says and the schema must say as well; and all that the program found.
fn checked(manifest: &str, options: &[&str], messages: &[Value]) -> (Vec<bool>, Vec<Value>) {
    let folder = folder(&[("amp.yaml", manifest), ("messages.json", &Value::from(messages).to_string())]);
    let types = run(folder.path(), &[&["types", "amp.yaml"], options].concat());
    assert_eq!(types.status.code(), Some(0), "{}", stderr(&types));
    let schema = report(&types);
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let judge = jsonschema::draft202012::new(&schema).unwrap();
    let arguments = ["check-message", "amp.yaml", "messages.json", "--format", "json", "--pedantic"];
    let output = run(folder.path(), &[&arguments, options].concat());
    let found: Vec<Value> = findings(&output).into_iter().map(|(_, finding)| finding).collect();
    let mut fits = vec![true; messages.len()];
    for finding in found.iter().filter(|finding| finding["severity"] == "error") {
        let (nth, _) = word(finding, "path").strip_prefix("$[").unwrap().split_once(']').unwrap();
        fits[nth.parse::<usize>().unwrap()] = false;
    }
    assert_eq!(output.status.code(), Some(i32::from(fits.contains(&false))), "{}", stderr(&output));
    for (message, fits) in messages.iter().zip(&fits) {
        assert_eq!(judge.is_valid(message), *fits, "{message}\n{found:#?}");
    }
    (fits, found)
}

#[test]
fn documented_messages_fit() {
    let (fits, found) = checked(MANIFEST, &[], &[subscribed(), read(), large()]);
    assert_eq!(fits, [true; 3]);
    assert_eq!(found, [] as [Value; 0]);
}

#[test]
fn what_does_not_fit_is_said_at_its_place() {
    const GONE: Value = Value::Null;
    // What is changed, to what, what is found, and where.
    let cases = [
        ("/objectName", json!("account"), "message-value", "$.objectName"),
        ("/rawObjectName", json!("contact"), "message-value", "$.rawObjectName"),
        ("/provider", json!("hubspot"), "message-value", "$.provider"),
        ("/action", json!("write"), "message-value", "$.action"),
        ("/groupRef", json!(1), "message-value", "$.groupRef"),
        ("/groupName", GONE, "message-missing", "$"),
        ("/resultInfo/type", json!("url"), "message-missing", "$.resultInfo"),
        ("/resultInfo/numRecords", json!("1"), "message-value", "$.resultInfo.numRecords"),
        ("/result", json!({}), "message-value", "$.result"),
        ("/result", GONE, "message-missing", "$"),
        ("/result/0/fields", json!({"Name": "Acme"}), "message-name", "$.result[0].fields.Name"),
        ("/result/0/fields", json!({"billingcity": "Rome"}), "message-name", "$.result[0].fields.billingcity"),
        ("/result/0/mappedFields/contact", json!("1"), "message-value", "$.result[0].mappedFields.contact"),
        ("/result/0/subscribeEventType", json!("created"), "message-value", "$.result[0].subscribeEventType"),
        ("/result/0/fieldsUpdated/0", json!(1), "message-value", "$.result[0].fieldsUpdated[0]"),
        ("/result/0/toRecord/id", GONE, "message-missing", "$.result[0].toRecord"),
    ];
    let broken: Vec<Value> = cases.iter().map(|(pointer, value, ..)| changed(&subscribed(), pointer, value)).collect();
    let (fits, found) = checked(MANIFEST, &[], &broken);
    assert_eq!(fits, vec![false; cases.len()]);
    for (nth, (pointer, _, rule, place)) in cases.iter().enumerate() {
        let of: Vec<(&str, String)> = found
            .iter()
            .filter_map(|finding| {
                let place = word(finding, "path").strip_prefix(&format!("$[{nth}]"))?;
                Some((word(finding, "rule"), format!("${place}")))
            })
            .collect();
        assert_eq!(of, [(*rule, place.to_string())], "{pointer}");
    }
}

/// A message with another value at a place, or without what is there.
fn changed(message: &Value, pointer: &str, value: &Value) -> Value {
    let mut changed = message.clone();
    if !value.is_null() {
        *changed.pointer_mut(pointer).unwrap() = value.clone();
        return changed;
    }
    let (around, name) = pointer.rsplit_once('/').unwrap();
    match changed.pointer_mut(around).unwrap() {
        Value::Object(all) => drop(all.remove(name)),
        Value::Array(all) => drop(all.remove(name.parse().unwrap())),
        _ => unreachable!("{pointer}"),
    }
    changed
}

/// All places in a value but the whole of it.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(all) => all.iter().map(|(name, value)| (format!("{at}/{name}"), value)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(nth, value)| (format!("{at}/{nth}"), value)).collect(),
        _ => Vec::new(),
    };
    for (at, value) in inner {
        places(value, &at, out);
        out.push(at);
    }
}

/// Each message with each of its places taken out, changed to values of all kinds, and given another name.
fn mutated() -> Vec<Value> {
    let values = ["true", "1", "1.0", "1.5", "1e3", "\"x\"", "\"read\"", "\"url\"", "[]", "[1]", "{}", "{\"A\": 1}"];
    let values: Vec<Value> = values.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    let mut out = Vec::new();
    for message in [subscribed(), read(), large()] {
        let mut all = Vec::new();
        places(&message, "", &mut all);
        for place in all {
            out.extend(values.iter().map(|value| changed(&message, &place, value)));
            out.push(changed(&message, &place, &Value::Null));
            let mut null = message.clone();
            *null.pointer_mut(&place).unwrap() = Value::Null;
            out.push(null);
            let (around, name) = place.rsplit_once('/').unwrap();
            let mut renamed = message.clone();
            if let Value::Object(all) = renamed.pointer_mut(around).unwrap() {
                let value = all.remove(name).unwrap();
                all.insert(name.to_uppercase(), value);
                out.push(renamed);
            }
        }
    }
    out.extend(values.into_iter().filter(|value| !value.is_array()));
    out
}

#[test]
fn the_check_and_the_schema_agree_whatever_is_changed() {
    let messages = mutated();
    assert!(messages.len() > 1000, "{}", messages.len());
    let (fits, _) = checked(MANIFEST, &[], &messages);
    assert!(fits.contains(&true) && fits.contains(&false));
    let wrapped: Vec<Value> = messages.into_iter().map(|message| json!({"data": message})).collect();
    let (in_stream, _) = checked(MANIFEST, &["--kinesis", "crm"], &wrapped);
    assert_eq!(fits, in_stream);
}

#[test]
fn records_of_a_kinesis_stream_hold_their_message_in_data() {
    let both = [subscribed(), json!({"data": subscribed()})];
    assert_eq!(checked(MANIFEST, &["--kinesis", "crm"], &both).0, [false, true]);
    let (fits, found) = checked(MANIFEST, &[], &both);
    assert_eq!(fits, [true, false]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["help"], "if `crm` is one, say so with `--kinesis crm`");
}

#[test]
fn what_the_manifest_does_not_ask_for_is_a_warning() {
    let mut message = subscribed();
    message["result"][0]["fields"]["nmae"] = json!("Acme");
    message["result"][0]["mappedFields"]["town"] = json!("Rome");
    let (fits, found) = checked(MANIFEST, &[], &[message.clone()]);
    assert_eq!(fits, [true]);
    let said: Vec<_> = found.iter().map(|one| (word(one, "severity"), word(one, "path"))).collect();
    assert_eq!(said, [("warning", "$[0].result[0].fields.nmae"), ("pedantic", "$[0].result[0].mappedFields.town")]);
    assert_eq!(found[0]["help"], "did you mean `name`?");
    // One message may stand alone, and warnings count where they are made to.
    let folder = folder(&[("amp.yaml", MANIFEST), ("one.txt", &message.to_string())]);
    let code = |options: &[&str]| {
        run(folder.path(), &[&["check-message", "amp.yaml", "one.txt"], options].concat()).status.code()
    };
    assert_eq!((code(&[]), code(&["--strict"])), (Some(0), Some(1)));
}

#[test]
fn of_several_messages_that_nothing_tells_apart_one_has_to_fit() {
    let object = |field: &str, destination: &str| {
        format!(
            "        - {{objectName: lead, destination: {destination}, schedule: \"0 * * * *\", requiredFields: [{{fieldName: {field}, mapToName: x}}]}}\n"
        )
    };
    let integration = |name: &str, rest: String| {
        format!("  - name: {name}\n    provider: salesforce\n    read:\n      objects:\n{rest}")
    };
    let manifest = format!(
        "specVersion: 1.0.0\nintegrations:\n{}{}",
        integration("a", object("Email", "crm") + &object("Name", "crm")),
        integration("a", object("Phone", "other")),
    );
    let with = |field: &str| {
        let mut message = read();
        message["objectName"] = json!("lead");
        message["rawObjectName"] = json!("lead");
        message["result"] = json!([{"fields": {field: "x"}}]);
        message
    };
    let mut all: Vec<Value> = ["email", "name", "phone", "city"].into_iter().map(with).collect();
    all.push(json!({"objectName": "lead"}));
    all[3]["result"][0]["fields"] = json!({"City": "x"});
    assert_eq!(checked(&manifest, &[], &all).0, [true, true, true, false, false]);
}

#[test]
fn any_name_stays_text() {
    let long = "n".repeat(10_000);
    let names =
        ["*/ export type X = 1; /*", "`${1}`", "\"'\\\"", "\u{202e}abc", "<b>&amp;</b>", "${x}", &long, "ß 日本"];
    for name in names {
        let quoted = json!(name).to_string();
        let manifest = format!(
            "specVersion: 1.0.0\nintegrations:\n  - name: {quoted}\n    provider: salesforce\n    read:\n      objects:\n        - \
             {{objectName: lead, mapToName: {quoted}, destination: {quoted}, schedule: \"0 * * * *\", requiredFields: [{{fieldName: \
             {quoted}}}, {{fieldName: Name, mapToName: {quoted}}}]}}\n"
        );
        let mut message = read();
        message["rawObjectName"] = json!("lead");
        message["objectName"] = json!(name);
        message["result"] = json!([{"mappedFields": {name: "x"}}]);
        let (fits, _) = checked(&manifest, &[], &[message.clone()]);
        assert_eq!(fits, [true], "{name}");
        let folder = folder(&[("amp.yaml", &manifest)]);
        let shown = stdout(&run(folder.path(), &["types", "amp.yaml", "--language", "typescript"]));
        assert!(!shown.contains('\u{202e}'), "{shown}");
        for line in shown.lines() {
            // A comment ends where its line does, and a name is a literal of JSON.
            if let Some(comment) = line.trim_start().strip_prefix("/**") {
                assert_eq!(comment.find("*/"), Some(comment.len() - 2), "{line}");
            } else if let Some(rest) = line.trim_start().strip_prefix('"') {
                let mut parts = serde_json::Deserializer::from_str(&line.trim_start()[..1 + rest.len()]).into_iter();
                assert!(matches!(parts.next(), Some(Ok(Value::String(_)))), "{line}");
            } else if let Some(declared) = line.strip_prefix("export type ") {
                let (declared, _) = declared.split_once(" =").unwrap();
                assert!(declared.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{line}");
            }
        }
    }
}

#[test]
fn a_text_that_is_no_json_and_a_manifest_without_messages_are_said() {
    let folder = folder(&[
        ("amp.yaml", MANIFEST),
        ("none.yaml", "specVersion: 1.0.0\nintegrations:\n  - {name: a, provider: salesforce}\n"),
        ("broken.json", "{\"action\": \"read\""),
        ("empty.json", ""),
    ]);
    let broken = run(folder.path(), &["check-message", "amp.yaml", "broken.json"]);
    assert_eq!(broken.status.code(), Some(1), "{}", stderr(&broken));
    let empty = run(folder.path(), &["check-message", "amp.yaml", "empty.json"]);
    assert_eq!(empty.status.code(), Some(1), "{}", stderr(&empty));
    for arguments in [&["types", "none.yaml"][..], &["check-message", "none.yaml", "broken.json"]] {
        let none = run(folder.path(), arguments);
        assert_eq!(none.status.code(), Some(2), "{}", stderr(&none));
        assert!(stderr(&none).contains("none.yaml delivers no message"), "{}", stderr(&none));
    }
    let other = run(folder.path(), &["types", "amp.yaml", "--integration", "erp"]);
    assert!(stderr(&other).contains("delivers no message of an integration `erp`"), "{}", stderr(&other));
}

#[test]
fn every_format_of_a_report_has_what_was_found() {
    let message = changed(&subscribed(), "/groupRef", &json!(1));
    let folder = folder(&[("amp.yaml", MANIFEST), ("m.json", &message.to_string())]);
    for format in ["pretty", "concise", "json", "github", "gitlab", "sarif", "junit", "problem"] {
        let output = run(folder.path(), &["check-message", "amp.yaml", "m.json", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{format}: {}", stderr(&output));
        let said = stdout(&output) + &stderr(&output);
        assert!(said.contains("this is a number, and has to be a string"), "{format}: {said}");
        if format == "sarif" {
            serde_json::from_str::<serde_sarif::sarif::Sarif>(&stdout(&output)).unwrap();
        }
    }
}

#[test]
fn the_types_of_examples_are_as_the_snapshots_say() {
    for (name, language) in [("read-with-mappings", "json-schema"), ("subscribe", "typescript")] {
        let path = format!("examples/{name}.yaml");
        let output = amp_lint(project()).args(["types", &path, "--language", language]).output().unwrap();
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(format!("types-{name}-{language}"), stdout(&output) + &stderr(&output));
        });
    }
}
