//! A text where only certain texts are allowed.

use crate::finding::Fix;
use serde_json::Value;

use crate::edit;
use crate::edit::emit::on_one_line;
use crate::near::near;
use crate::reading::view::Seen;
use crate::rules::advice::{as_boolean, entries, in_json, list_beside, means_all};
use crate::rules::words::excerpt;
use crate::rules::{Context, Draft, Findings};
use crate::scalar::Reading;
use crate::shape::check::Violation;
use crate::shape::plan::Object;
use crate::syntax::NodeId;
use crate::words::one_of;

rule! {
    name: "invalid-value",
    severity: Error,
    fix: Safe,
    rests_on: [Value],
    summary: "a value that is none of the allowed ones",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations() {
        if let Violation::NotATime { node } = violation {
            let written = excerpt(cx.tree().text(cx.tree().target(*node)));
            out.value(*node, format!("`{written}` is no date with a time of day"))
                .help("the platform writes times like `2026-01-31T09:30:00Z`");
        }
        let Violation::NotAllowed { node, allowed, owner } = violation else { continue };
        let target = cx.tree().target(*node);
        let written = cx.tree().text(target);
        let name = cx.tree().key_of(target).map_or("", |key| cx.tree().text(cx.tree().target(key)));
        let draft = out.value(target, format!("`{}` is no value for `{name}`", excerpt(written)));
        match meant(written, allowed) {
            // A rule, in the settings.
            _ if *allowed == ["error"] => {
                draft.help(format!("write `error`, or leave it out: `{name}` cannot be switched off"));
            }
            Some((only, safe)) => {
                let help = format!("write `{}`", line(cx, target, only));
                draft.maybe_fix(edit::set_fix(cx.tree(), target, only, safe, help.clone())).help(help);
            }
            None => advise(cx, draft, *node, allowed, *owner),
        }
    }
}

/// A value with its key, as it is to be written.
fn line(cx: &Context, node: NodeId, text: &str) -> String {
    let text = on_one_line(&Value::from(text), in_json(cx));
    match cx.tree().key_of(node) {
        Some(key) => format!("{}: {text}", cx.tree().slice(key)),
        None => text,
    }
}

/// The allowed text that was meant, and whether no other can have been.
fn meant<'t>(written: &str, allowed: &[&'t str]) -> Option<(&'t str, bool)> {
    if let [(_, only)] = near(written, allowed.iter().copied())[..] {
        return Some((only, true));
    }
    // `on-request`, `On Request`
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let word = letters(written);
    if let Some(same) = allowed.iter().find(|text| letters(text) == word) {
        return Some((same, true));
    }
    let is_off = as_boolean(written) == Some(false) || matches!(word.as_str(), "none" | "skip");
    if let Some(ignore) = allowed.iter().find(|text| is_off && **text == "ignore") {
        return Some((ignore, true));
    }
    if let [only] = allowed
        && (as_boolean(written) == Some(true) || (*only == "all" && means_all(written)))
    {
        return Some((only, true));
    }
    // `automatic`, `request`
    let mut alike = allowed.iter().filter(|text| {
        let text = letters(text);
        (word.len() > 1 && text.starts_with(&word))
            || (word.len() > 3 && (word.starts_with(&text) || text.ends_with(&word)))
    });
    match (alike.next(), alike.next()) {
        (Some(only), None) => Some((only, false)),
        _ => None,
    }
}

/// What to do where none of the allowed texts was meant.
fn advise(cx: &Context, draft: Draft, node: NodeId, allowed: &[&str], owner: Option<&Object>) {
    let target = cx.tree().target(node);
    let written = cx.tree().text(target);
    let name = cx.tree().key_of(target).map_or("", |key| cx.tree().text(cx.tree().target(key)));
    let is_off = as_boolean(written) == Some(false) || written.eq_ignore_ascii_case("none");
    // `optionalFieldsAuto: email`, but not `optionalFieldsAuto: selected`
    let is_name =
        matches!(cx.view().see(target), Seen::Scalar(Reading::Text(_))) && !cx.schema().is_allowed_somewhere(written);
    let list = owner.filter(|_| !is_off && is_name).and_then(|owner| {
        let (list, items) = list_beside(cx, owner, name)?;
        let names = written.split(',').map(|name| name.trim().to_string());
        let there = cx.tree().parent(target).is_some_and(|mapping| cx.view().entry(mapping, list).is_some());
        Some((list, entries(cx, items, names)?)).filter(|_| !there && !written.trim().is_empty())
    });
    if let Some((list, value)) = list {
        let json = in_json(cx);
        let list = if json { format!("\"{list}\"") } else { list.to_string() };
        draft.help(format!("write {}, or `{list}: {}`", one_of(allowed), on_one_line(&value, json)));
        return;
    }
    match allowed.len() {
        1 if is_off => {
            // An event without `enabled` is none.
            let event =
                cx.tree().parent(target).filter(|&mapping| name == "enabled" && cx.tree().key_of(mapping).is_some());
            let gone = event.unwrap_or(target);
            let key = cx.tree().key_of(gone).map_or(name, |key| cx.tree().text(key));
            let edit = cx.tree().parent(gone).and_then(|mapping| edit::remove_member(cx.tree(), mapping, gone));
            let fix = edit.filter(|_| node == target).map(|edit| Fix::one(false, format!("remove `{key}`"), edit));
            draft
                .help(format!("the only value is {}; remove `{key}` to switch it off", one_of(allowed)))
                .maybe_fix(fix);
        }
        1 => {
            draft.help(format!("write `{}`, the only value", line(cx, target, allowed[0])));
        }
        _ => {
            draft.help(format!("write {}", one_of(allowed)));
        }
    }
}
