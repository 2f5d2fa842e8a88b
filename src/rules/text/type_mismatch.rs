//! A value that is not of the type the spec says.

use serde_json::Value;

use crate::edit;
use crate::edit::emit::on_one_line;
use crate::finding::{Edit, Fix};
use crate::reading::view::Seen;
use crate::rules::advice::{self, Advice, in_json};
use crate::rules::words::{excerpt, seen, wanted};
use crate::rules::{Context, Findings, dashes, odd_lines};
use crate::scalar::Reading;
use crate::shape::check::Violation;
use crate::shape::plan::{Expect, Object};
use crate::source::Span;
use crate::syntax::{Kind, NodeId, Tag};

rule! {
    name: "type-mismatch",
    severity: Error,
    fix: Safe,
    rests_on: [Value, Syntax],
    summary: "a value of the wrong type",
}

/// What is written out for the user to take over is no longer than this.
const LONG: usize = 120;

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations() {
        let Violation::WrongType { node, expect, owner } = violation else { continue };
        if let Some(odd) = odd_lines::of_value(cx, *node, *expect) {
            out.part(*node, odd.span, odd.message).help(odd.help).maybe_fix(odd.fix);
            continue;
        }
        if let Expect::List(items) = expect
            && let Expect::Object(object) = cx.schema().expect(*items)
            && cx.view().see(*node) == Seen::Mapping
            && dashes::in_place_of_list(cx, out, *node, cx.schema().object(object))
        {
            continue;
        }
        if let Some((dash, key)) = dash_before_key(cx, *node, *expect) {
            let name = cx.written(key);
            let blanks = Span::new(dash.start as usize, cx.tree().span(key).start as usize);
            out.part(*node, dash, format!("there is a dash too many before `{name}`"))
                .help("remove the dash")
                .fix(Fix::replace(true, "remove the dash", blanks, ""));
            continue;
        }
        let place = *node;
        let node = cx.tree().target(place);
        let what = cx.view().see(node);
        let name = name(cx, node);
        let message = match &what {
            Seen::Null => format!("{name} is empty; it must be {}", wanted(*expect)),
            Seen::Scalar(_) => {
                format!(
                    "{name} must be {}, not the {} `{}`",
                    wanted(*expect),
                    kind(&what),
                    excerpt(cx.tree().text(node))
                )
            }
            _ => format!("{name} must be {}, not {}", wanted(*expect), seen(&what)),
        };
        let (help, fix) = in_text(cx, place, *expect, *owner);
        match only_dash(cx, node).filter(|dash| fix.as_ref().is_some_and(|fix| removes(fix, *dash))) {
            Some(dash) => out.part(node, dash, message).help(help).maybe_fix(fix),
            None => out.value(node, message).help(help).maybe_fix(fix),
        };
    }
}

/// The dash of a list that is none, with the key behind it: what stands under that key is as deep as the key itself, because of
/// the dash.
fn dash_before_key(cx: &Context, list: NodeId, expect: Expect) -> Option<(Span, NodeId)> {
    let Expect::Object(object) = expect else { return None };
    let dash = only_dash(cx, list)?;
    let [item] = cx.tree().items(list) else { return None };
    let [[key, value], rest @ ..] = cx.tree().pairs(*item) else { return None };
    let member = cx.schema().object(object).member(cx.view().symbol(*key))?;
    let Expect::Object(inner) = cx.schema().expect(member.value) else { return None };
    let inner = cx.schema().object(inner);
    let belongs = |key: NodeId| inner.member(cx.view().symbol(key)).is_some();
    let is_hollow = cx.view().is_null(*value) && !rest.is_empty() && rest.iter().all(|[key, _]| belongs(*key));
    is_hollow.then_some((dash, *key))
}

/// The dash of a list of one item.
fn only_dash(cx: &Context, list: NodeId) -> Option<Span> {
    let is_block = cx.tree().kind(list) == Kind::Sequence { flow: false };
    let [_] = cx.tree().items(list) else { return None };
    let start = cx.tree().span(list).start as usize;
    (is_block && cx.tree().source().get(start..)?.starts_with('-')).then(|| Span::new(start, start + 1))
}

/// Whether a fix does nothing but to take something out.
fn removes(fix: &Fix, place: Span) -> bool {
    matches!(&fix.edits[..], [edit] if edit.span == place && edit.text.trim().is_empty())
}

fn kind(what: &Seen) -> &'static str {
    match what {
        Seen::Scalar(Reading::Bool(_)) => "boolean",
        Seen::Scalar(Reading::Integer(_) | Reading::Float(_)) => "number",
        _ => "text",
    }
}

/// What a value is called: by its key, or by that of the list that it is an item of.
fn name(cx: &Context, node: NodeId) -> String {
    match cx.tree().key_of(node) {
        Some(key) => format!("`{}`", cx.tree().text(cx.tree().target(key))),
        None => match cx.tree().parent(node).and_then(|list| cx.tree().key_of(list)) {
            Some(key) => format!("an item of `{}`", cx.tree().text(cx.tree().target(key))),
            None => "this".to_string(),
        },
    }
}

/// What to write, and the edit that does it where the value can be changed in its place.
fn in_text(cx: &Context, place: NodeId, expect: Expect, owner: Option<&Object>) -> (String, Option<Fix>) {
    let node = cx.tree().target(place);
    match advice::in_place_of(cx, place, expect, owner) {
        Advice::Say(words) => (words, None),
        Advice::Write { value, safe } => {
            let written = written(cx, node, &value);
            if written.len() > LONG {
                return (format!("write {}", wanted(expect)), None);
            }
            let mut help = match cx.tree().key_of(node) {
                Some(key) => format!("write `{}: {written}`", cx.tree().slice(key)),
                None if is_block_item(cx, node) => format!("write `- {written}`"),
                None => format!("write `{written}`"),
            };
            let mut title = help.clone();
            if cx.tree().text(node) == written && cx.tree().slice(node) != written {
                help.push_str(", without quotes");
                title = "remove the quotes".to_string();
            }
            let fix = can_be_replaced(cx, place).then(|| Fix::replace(safe, title, cx.tree().span(node), written));
            (help, fix)
        }
        Advice::Member { name, value, safe } => {
            let there = cx.tree().parent(node).and_then(|mapping| cx.view().entry(mapping, name));
            let key = cx.tree().key_of(node);
            if let (Some(_), Some(key)) = (there, key) {
                return (format!("remove `{}`: `{name}` is there already", cx.tree().text(key)), None);
            }
            let json = in_json(cx);
            let name = if json { format!("\"{name}\"") } else { name.to_string() };
            let line = format!("{name}: {}", on_one_line(&value, json));
            let help = format!("write `{line}`");
            let fix = key.filter(|_| can_be_replaced(cx, place)).map(|key| {
                let span = Span { start: cx.tree().span(key).start, end: cx.tree().span(node).end };
                Fix::replace(safe, help.clone(), span, line)
            });
            (help, fix)
        }
        Advice::Under(member) => (format!("put the list under `{member}:`"), under(cx, place, member)),
        Advice::WithoutDashes => {
            let is_flow = cx.tree().kind(node) == Kind::Sequence { flow: true };
            let help = match (is_flow, cx.view().items(node).len()) {
                (true, _) => "leave out the brackets: the members are wanted without a list around them",
                (false, 1) => "remove the dash: the members are wanted without a list around them",
                (false, _) => "remove the dashes: the members are wanted without a list around them",
            };
            (help.to_string(), without_dashes(cx, place))
        }
        Advice::EntryFor(texts) => {
            let key = cx.tree().key_of(node).map_or("", |key| cx.tree().slice(key));
            let lines: Vec<String> = texts
                .iter()
                .map(|text| format!("{key}: {}", on_one_line(&Value::from(text.as_str()), in_json(cx))))
                .collect();
            let in_list = cx.tree().parent(node).is_some_and(|entry| is_block_item(cx, entry));
            let shown: Vec<String> = lines
                .iter()
                .map(|line| if in_list { format!("`- {line}`") } else { format!("`{{{line}}}`") })
                .collect();
            (format!("write one entry for each: {}", shown.join(", ")), entry_for(cx, place, &lines))
        }
        Advice::Remove => {
            // What needs this member goes with it.
            let is_needed = owner.is_some_and(|owner| {
                let symbol = cx.tree().key_of(node).and_then(|key| cx.view().symbol(key));
                owner.member(symbol).is_some_and(|member| member.required)
            });
            let gone = if is_needed { cx.tree().parent(place).unwrap_or(place) } else { place };
            let key = cx.tree().key_of(gone).map_or("it", |key| cx.tree().text(key));
            let edit = cx.tree().parent(gone).and_then(|mapping| edit::remove_member(cx.tree(), mapping, gone));
            let fix = edit.map(|edit| Fix::one(false, format!("remove `{key}`"), edit));
            (format!("remove `{key}`: what is not there is switched off"), fix)
        }
    }
}

/// A value as it is written in place of a node.
fn written(cx: &Context, node: NodeId, value: &Value) -> String {
    if let Value::Object(members) = value
        && let (1, Some((name, value))) = (members.len(), members.iter().next())
        && is_block_item(cx, node)
    {
        return format!("{name}: {}", on_one_line(value, false));
    }
    on_one_line(value, in_json(cx))
}

fn is_block_item(cx: &Context, node: NodeId) -> bool {
    cx.tree().parent(node).is_some_and(|list| cx.tree().kind(list) == Kind::Sequence { flow: false })
}

/// Whether nothing is lost but the value when another text takes its place.
fn can_be_replaced(cx: &Context, place: NodeId) -> bool {
    let is_untagged = match cx.tree().kind(place) {
        Kind::Scalar { tag, .. } => tag == Tag::None,
        Kind::Sequence { .. } | Kind::Mapping { .. } => true,
        Kind::Alias { .. } | Kind::Bad => false,
    };
    is_untagged && cx.tree().anchor(place).is_none() && !cx.tree().has_comment(cx.tree().span(place))
}

/// The edit that makes an entry of each of these members in place of the one that has them all.
fn entry_for(cx: &Context, place: NodeId, lines: &[String]) -> Option<Fix> {
    let entry = cx.tree().parent(place)?;
    // What else the entry says may be for all of them, or for one.
    if cx.tree().pairs(entry).len() > 1 || !can_be_replaced(cx, place) || !can_be_replaced(cx, entry) {
        return None;
    }
    let list = cx.tree().parent(entry)?;
    let (span, text) = match (cx.tree().kind(list), cx.tree().kind(entry)) {
        (Kind::Sequence { flow: false }, Kind::Mapping { flow: false }) => {
            let column = edit::column(cx.tree().source(), cx.tree().span(list).start as usize);
            let between = format!("{}{}- ", edit::line_break(cx.tree().source()), " ".repeat(column));
            let start = cx.tree().span(cx.tree().key_of(place)?).start;
            (Span { start, end: cx.tree().span(place).end }, lines.join(&between))
        }
        (Kind::Sequence { flow: true }, Kind::Mapping { flow: true }) => {
            let entries: Vec<String> = lines.iter().map(|line| format!("{{{line}}}")).collect();
            (cx.tree().span(entry), entries.join(", "))
        }
        _ => return None,
    };
    Some(Fix::replace(true, "make an entry of each", span, text))
}

/// The edit that puts a list under a key.
fn under(cx: &Context, place: NodeId, member: &str) -> Option<Fix> {
    let (tree, span) = (cx.tree(), cx.tree().span(place));
    let at = |offset: u32, text: String| Edit { span: Span { start: offset, end: offset }, text };
    let name = if in_json(cx) { format!("\"{member}\"") } else { member.to_string() };
    let edits = match tree.kind(place) {
        Kind::Sequence { flow: true } => vec![at(span.start, format!("{{{name}: ")), at(span.end, "}".to_string())],
        Kind::Sequence { flow: false } => {
            let key = tree.key_of(place)?;
            let dash = edit::column(tree.source(), span.start as usize);
            if dash <= edit::column(tree.source(), tree.span(key).start as usize) {
                return None;
            }
            let newline = edit::line_break(tree.source());
            vec![at(span.start, format!("{name}:{newline}{}", " ".repeat(dash)))]
        }
        _ => return None,
    };
    let fix = Fix { title: format!("put the list under `{member}:`"), safe: true, edits };
    tree.anchor(place).is_none().then_some(fix)
}

/// The edit that makes one mapping of a list of mappings.
fn without_dashes(cx: &Context, place: NodeId) -> Option<Fix> {
    let (tree, span) = (cx.tree(), cx.tree().span(place));
    let items = tree.items(place);
    let title = "take the members out of the list".to_string();
    match (tree.kind(place), items) {
        (Kind::Sequence { flow: true }, [only]) if !tree.has_comment(span) => {
            Some(Fix::replace(true, title, span, tree.slice(*only)))
        }
        (Kind::Sequence { flow: false }, _) => {
            let dash = |&item: &NodeId| {
                // What is written in braces cannot be put together by leaving out dashes.
                let is_block = tree.kind(item) == Kind::Mapping { flow: false };
                let before = tree.source().get(..tree.span(item).start as usize)?.trim_end_matches(' ');
                let at = before.strip_suffix('-').filter(|_| is_block || items.len() == 1)?.len();
                Some(Edit { span: Span::new(at, at + 1), text: " ".to_string() })
            };
            let edits: Option<Vec<Edit>> = items.iter().map(dash).collect();
            Some(Fix { title, safe: true, edits: edits? })
        }
        _ => None,
    }
}
