//! Nested fields have a notation of their own.

use crate::finding::Severity;
use crate::rules::words::field_lists;
use crate::rules::{Context, Findings};

rule! {
    name: "field-path-syntax",
    severity: Error,
    fix: No,
    summary: "a nested field that is not written `$['parent']['child']`",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, _, fields) in field_lists(cx) {
        for (_, field) in fields.items() {
            for value in [&field.field_name, &field.map_to_name] {
                let Some((node, text)) = value.get() else { continue };
                if text.starts_with("$[") {
                    if let Some(open) = left_open(text) {
                        out.value(node, format!("a {open} is not closed in `{text}`"))
                            .help("write a nested field as `$['parent']['child']`");
                    }
                } else if let Some(nested) = rewritten(text) {
                    out.value(
                        node,
                        format!("`{text}` is one field of that very name to the platform, not a nested one"),
                    )
                    .severity(Severity::Warning)
                    .help(format!("write `{nested}` for the nested field"));
                }
            }
        }
    }
}

/// What is open at the end of a path: a bracket or a quote.
fn left_open(text: &str) -> Option<&'static str> {
    let mut bracket = false;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if bracket => quote = Some(c),
            (None, '[') => bracket = true,
            (None, ']') => bracket = false,
            _ => {}
        }
    }
    match (quote, bracket) {
        (Some(_), _) => Some("quote"),
        (None, true) => Some("bracket"),
        (None, false) => None,
    }
}

/// `$.a.b` and `a[0]` in the platform's notation; nothing for any other text, since dots, quotes and spaces can be
/// part of a field's name.
fn rewritten(text: &str) -> Option<String> {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    if let Some(path) = text.strip_prefix("$.") {
        let names: Vec<&str> = path.split('.').collect();
        return names
            .iter()
            .all(|name| is_name(name))
            .then(|| format!("${}", names.iter().map(|name| format!("['{name}']")).collect::<String>()));
    }
    let (name, index) = text.strip_suffix(']')?.split_once('[')?;
    (is_name(name) && !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("$['{name}'][{index}]"))
}
