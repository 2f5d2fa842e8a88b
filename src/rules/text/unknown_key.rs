//! A key that the spec does not have where it stands. The platform drops it, and all that is under it, without a word.
//!
//! What it was meant for is found in [`crate::rules::slips`]; here it is put into words, and, where it has one right place or name,
//! into edits.

use crate::analysis::Definition;
use crate::edit;
use crate::edit::relocate;
use crate::finding::Fix;
use crate::rules::slips::{Because, Kin, Meant, Side, Slip, Spot, Target};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings, odd_lines};
use crate::shape::check::Fit;
use crate::syntax::NodeId;
use crate::words::{did_you_mean, one_of};

rule! {
    name: "unknown-key",
    severity: Warning,
    fix: Safe,
    yields_to: ["field-kind"],
    summary: "a key that the platform ignores, misspelt or in the wrong place",
}

fn check(cx: &Context, out: &mut Findings) {
    for slip in cx.slips {
        let Some(&[key, _]) = slip.keys.first() else { continue };
        let written = cx.tree().text(cx.tree().target(key));
        let odd = match &slip.meant {
            // What a merge brings as well can be written all the same.
            Meant::Taken(name) if !is_written(cx, slip.here.mapping, name) => odd_lines::of_key(cx, key, name, true),
            _ => None,
        };
        if let Some(odd) = odd.or_else(|| odd_lines::before_key(cx, key).filter(|_| is_unsure(&slip.meant))) {
            out.part(key, odd.span, odd.message).severity(slip.severity).help(odd.help).maybe_fix(odd.fix);
            continue;
        }
        match &slip.meant {
            Meant::Place(target) if odd_lines::of_key(cx, key, target.name, false).is_some() => {
                let Some(odd) = odd_lines::of_key(cx, key, target.name, false) else { continue };
                let draft = out.part(key, odd.span, odd.message).severity(slip.severity).help(odd.help);
                draft.fix_on_trial(odd.fix);
            }
            Meant::Place(target) => {
                let message = format!("{} {}", keys(cx, slip), belongs(cx, slip, &there(cx, slip, target)));
                let draft = out.key(key, message).severity(slip.severity).help(how(cx, slip, target));
                let draft = match target.missing.is_empty() && target.spot.kin != Kin::Top {
                    true => {
                        let words = if slip.keys.len() == 1 { "it belongs here" } else { "they belong here" };
                        draft.label_at(cx.tree().handle(target.spot.mapping), words)
                    }
                    false => draft,
                };
                draft.fix_on_trial(moved(cx, slip, target));
            }
            Meant::OneOf(targets) => {
                let places = each_of(cx, slip, targets);
                let help = match places.len() {
                    1 => "write it in each of them",
                    _ => "move it to where you mean it",
                };
                out.key(key, format!("{} {}", keys(cx, slip), belongs(cx, slip, &any_of(&places))))
                    .severity(slip.severity)
                    .help(help);
            }
            Meant::Occupied(target) => {
                let there = there(cx, slip, target);
                let draft = out
                    .key(key, format!("{} {}", keys(cx, slip), belongs(cx, slip, &there)))
                    .severity(slip.severity)
                    .help(format!("{there} has one already; remove this one"));
                if let Some([other, _]) = cx.view().entry(target.spot.mapping, target.name) {
                    draft.label_at(cx.tree().span(other), "the one that counts");
                }
            }
            Meant::Taken(name) => {
                out.key(key, unknown(cx, slip, written))
                    .severity(slip.severity)
                    .help(format!("`{name}` is there already; remove this one"));
            }
            Meant::Name { names, because } => {
                if let [only] = names[..]
                    && let Some(odd) = odd_lines::of_key(cx, key, only, true)
                {
                    let draft = out.part(key, odd.span, odd.message).severity(slip.severity).help(odd.help);
                    draft.maybe_fix(odd.fix.filter(|_| slip.one_kind));
                    continue;
                }
                let draft = out.key(key, unknown(cx, slip, written)).severity(slip.severity);
                let [only] = names[..] else {
                    draft.help(did_you_mean(names).unwrap_or_default());
                    continue;
                };
                let fix =
                    edit::set_fix(cx.tree(), key, only, *because != Because::Words, format!("rename it to `{only}`"));
                draft.help(other_name(slip, written, only)).maybe_fix(fix.filter(|_| slip.one_kind));
            }
            Meant::Nothing => {
                out.key(key, unknown(cx, slip, written)).severity(slip.severity).help(match slip.homes.as_slice() {
                    [] => {
                        let mut known: Vec<&str> = slip.here.object.members.iter().map(|member| member.name).collect();
                        known.truncate(16);
                        format!("known here: {}", known.join(", "))
                    }
                    homes => {
                        let homes: Vec<String> = homes.iter().map(|home| one(*home)).collect();
                        let homes = any_of(&homes);
                        format!("it belongs {} {homes}; move it there, or remove it", preposition(&homes))
                    }
                });
            }
        }
    }
}

/// Whether a member is written in a mapping itself, in any case.
fn is_written(cx: &Context, mapping: NodeId, name: &str) -> bool {
    cx.view().pairs(mapping).iter().any(|[key, _]| cx.view().name(*key) == Some(name))
}

/// Whether nobody knows which one place or name a key was meant for.
fn is_unsure(meant: &Meant) -> bool {
    matches!(meant, Meant::Nothing | Meant::OneOf(_) | Meant::Occupied(_) | Meant::Taken(_))
}

/// That there is no such key.
fn unknown(cx: &Context, slip: &Slip, written: &str) -> String {
    let place = cx.tree().key_of(slip.here.mapping).map(|key| cx.tree().text(key));
    match place {
        Some("rules") if matches!(cx.definition(), Definition::Settings) => format!("there is no rule `{written}`"),
        _ if matches!(cx.definition(), Definition::Settings) => format!("there is no setting `{written}`"),
        Some(place) => format!("`{place}` has no key `{written}`: the platform ignores it"),
        None => format!("there is no key `{written}` here: the platform ignores it"),
    }
}

/// Another name for a key; with where the one at hand would be right.
fn other_name(slip: &Slip, written: &str, name: &str) -> String {
    match slip.homes.as_slice() {
        [] => format!("write `{name}`"),
        homes => {
            let homes: Vec<String> = homes.iter().map(|home| one(*home)).collect();
            let homes = any_of(&homes);
            format!("write `{name}`; `{written}` belongs {} {homes}", preposition(&homes))
        }
    }
}

/// The keys of a slip, to begin a sentence with.
fn keys(cx: &Context, slip: &Slip) -> String {
    let names: Vec<&str> = slip.keys.iter().map(|[key, _]| cx.tree().text(cx.tree().target(*key))).collect();
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => {
            format!("{} and `{last}`", first.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
        _ => one_of(&names),
    }
}

/// Where they belong, to end the sentence with.
fn belongs(cx: &Context, slip: &Slip, there: &str) -> String {
    let place = preposition(there);
    match (slip.keys.len(), cx.definition()) {
        (1, Definition::Settings) => format!("belongs {place} {there}, and means nothing here"),
        (_, Definition::Settings) => format!("belong {place} {there}, and mean nothing here"),
        (1, _) => format!("belongs {place} {there}: here the platform ignores it"),
        _ => format!("belong {place} {there}: here the platform ignores them"),
    }
}

/// The word before a place, or before the first of several.
fn preposition(place: &str) -> &'static str {
    if place.starts_with("the top level") { "at" } else { "in" }
}

/// Names of places, three at most.
fn any_of(places: &[String]) -> String {
    match places {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if places.len() <= 3 => format!("{} or {last}", first.join(", ")),
        _ => format!("{} or another of them", places[..3].join(", ")),
    }
}

/// Several places: items of a list as such, any others by name, four of them at most.
fn each_of(cx: &Context, slip: &Slip, targets: &[Target]) -> Vec<String> {
    let is_item = |target: &Target| matches!(target.spot.kin, Kin::Item(_)) && target.missing.is_empty();
    if let Some(Kin::Item(title)) = targets.first().map(|target| target.spot.kin)
        && targets.iter().all(is_item)
    {
        return vec![format!("each {title}")];
    }
    let mut names: Vec<String> = Vec::new();
    for target in targets {
        let name = there(cx, slip, target);
        if !names.contains(&name) {
            names.push(name);
        }
        if names.len() > 3 {
            break;
        }
    }
    names
}

/// A place of the spec.
fn one(home: Kin) -> String {
    match home {
        Kin::Top => "the top level".to_string(),
        Kin::Key(key) => format!("`{key}`"),
        Kin::Item(title) if title.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {title}"),
        Kin::Item(title) => format!("a {title}"),
    }
}

/// The place where a key belongs.
fn there(cx: &Context, slip: &Slip, target: &Target) -> String {
    if target.missing.is_empty() {
        return mapping(cx, slip, target.spot);
    }
    let names: Vec<&str> = target.missing.iter().map(|step| step.name).collect();
    let path = format!("`{}`", names.join("."));
    let path = match target.missing.last() {
        Some(step) if step.item => format!("an entry of {path}"),
        _ => path,
    };
    match target.side {
        Side::Below if target.spot.mapping == slip.here.mapping => path,
        _ => format!("{path} of {}", mapping(cx, slip, target.spot)),
    }
}

/// A mapping that is there.
fn mapping(cx: &Context, slip: &Slip, spot: Spot) -> String {
    match spot.kin {
        Kin::Top if spot.object.title == "integration" => "the integration itself".to_string(),
        Kin::Top => "the top level".to_string(),
        Kin::Key(key) => {
            // Which one it is goes without saying where the key stands in the same item.
            let mut around = std::iter::successors(Some(slip.here.mapping), |&node| cx.tree().parent(node));
            let elsewhere = spot.item.filter(|item| !around.any(|node| node == *item));
            match elsewhere.and_then(|item| name(cx, item)) {
                Some(name) => format!("`{key}` of `{name}`"),
                None => format!("`{key}`"),
            }
        }
        Kin::Item(title) => match name(cx, spot.mapping) {
            Some(name) => format!("the {title} `{name}`"),
            None => format!("the {title}"),
        },
    }
}

/// What a list item is called.
fn name(cx: &Context, item: NodeId) -> Option<String> {
    let names = ["objectName", "name", "fieldName", "mapToName"];
    let value = names.iter().find_map(|name| cx.view().get(item, name))?;
    cx.view().text(value).map(|text| excerpt(&text)).filter(|text| !text.is_empty())
}

/// How to put it there.
fn how(cx: &Context, slip: &Slip, target: &Target) -> String {
    let it = if slip.keys.len() == 1 { "it" } else { "them" };
    let levels: Vec<String> = target.missing.iter().map(|step| format!("`{}`", step.name)).collect();
    if let Some(last) = target.missing.last() {
        let entry = if last.item { ", behind a dash" } else { "" };
        return format!("put {it} under {}{entry}", levels.join(" and "));
    }
    let neighbour = predecessors(target).find(|name| cx.view().entry(target.spot.mapping, name).is_some());
    let neighbour = neighbour.map(str::to_string).or_else(|| {
        let [key, _] = cx.view().entries(target.spot.mapping).first()?;
        Some(cx.tree().text(cx.tree().target(*key)).to_string())
    });
    match neighbour {
        Some(neighbour) => format!("move {it} there, beside `{}`", excerpt(&neighbour)),
        None => format!("move {it} there"),
    }
}

/// The members that the spec lists before the one that comes to the target; the nearest first.
fn predecessors(target: &Target) -> impl Iterator<Item = &'static str> {
    let new = target.missing.first().map_or(target.name, |step| step.name);
    let members = &target.spot.object.members;
    let at = members.iter().position(|member| member.name == new).unwrap_or(0);
    members[..at].iter().rev().map(|member| member.name)
}

/// The fix that puts it there. Safe where it is the way up or down from where it stands.
fn moved(cx: &Context, slip: &Slip, target: &Target) -> Option<Fix> {
    if !slip.movable || target.fit == Fit::None {
        return None;
    }
    let members: Vec<_> =
        slip.keys.iter().map(|&[key, value]| ([key, value], cx.view().name(key).unwrap_or_default())).collect();
    let levels: Vec<(&str, bool)> = target.missing.iter().map(|step| (step.name, step.item)).collect();
    let after: Vec<&str> = predecessors(target).collect();
    let change = relocate::Move { members: &members, to: target.spot.mapping, levels: &levels, after: &after };
    let edits = relocate::edits(cx.view(), &change)?;
    let title = format!("move {} to {}", if slip.keys.len() == 1 { "it" } else { "them" }, there(cx, slip, target));
    Some(Fix { title, safe: target.side != Side::Beside, edits })
}
