//! YAML that is written is read again as the same value, whatever is in it.

mod support;

use amp_lint::to_yaml;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::lint::read;

fn holds(value: &Value) {
    let text = to_yaml(value);
    assert_eq!(&read(&text), value, "{text}");
}

/// Texts that look like something else, and any others.
fn texts() -> impl Strategy<Value = String> {
    let odd = [
        "",
        " ",
        "~",
        "null",
        "yes",
        "on",
        "010",
        "0x1f",
        "1e3",
        ".5",
        "-",
        "- a",
        "-a",
        "?",
        "? a",
        ":",
        "a:",
        "a: b",
        "a #b",
        "#",
        "&a",
        "*a",
        "*/10 * * * *",
        "0 * * * *",
        "!x",
        "|",
        ">",
        "'",
        "\"",
        "%",
        "@a",
        "`",
        "---",
        "--- a",
        "...",
        "=",
        "<<",
        "{",
        "a, b",
        "[x]",
        "a\nb",
        "a\nb\n",
        "a\n\nb",
        "a\n b",
        " a\nb",
        "a \nb",
        "a\n",
        "\n",
        "\n\na",
        "a\n \nb",
        "\t",
        "a\tb",
        "it's",
        "say \"x\"",
        "both ' and \"",
        "\\",
        "C:\\x",
        "\u{85}",
        "a\u{2028}b",
        "\u{feff}",
        "\u{7f}",
        "\u{1}",
        "日本",
        "😀",
        "1:30",
        "2026-01-01",
        "$['a']['b']",
        "true",
        "True",
        "nul",
        "é\u{a0}",
        "\u{a0}",
        "\u{fffe}x",
        "a\r\nb",
        "1_000",
        "0b1",
        "+1",
        ".inf",
    ];
    prop_oneof![proptest::sample::select(odd.to_vec()).prop_map(str::to_string), any::<String>(), "[ -~\n]{0,40}"]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((texts(), inner), 0..5).prop_map(|members| {
                // Two keys that differ in case alone are one to the platform.
                let mut map = serde_json::Map::new();
                for (key, value) in members {
                    if !key.is_empty() && map.keys().all(|other: &String| other.to_lowercase() != key.to_lowercase()) {
                        map.insert(key, value);
                    }
                }
                Value::Object(map)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(value in values()) {
        holds(&value);
    }

    #[test]
    fn any_text_is_read_again(text in texts()) {
        holds(&json!({"a": [text]}));
    }
}

#[test]
fn quotes_stand_only_where_they_are_needed() {
    let value = json!({
        "name": "crm", "displayName": "CRM: contacts", "on": "yes", "days": 30, "schedule": "*/10 * * * *",
        "daily": "0 8 * * *", "prompt": "Which one?\nSay it.\n", "fields": ["$['a']['b']", "010", "it's", []], "none": {},
    });
    assert_eq!(
        to_yaml(&value),
        "name: crm
displayName: \"CRM: contacts\"
\"on\": \"yes\"
days: 30
schedule: \"*/10 * * * *\"
daily: 0 8 * * *
prompt: |
  Which one?
  Say it.
fields:
  - $['a']['b']
  - \"010\"
  - it's
  - []
none: {}
"
    );
}
