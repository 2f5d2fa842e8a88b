//! A comment that was meant to silence something, and cannot be read: it silences nothing.

use crate::finding::Fix;
use crate::rules::ignores::Fault;
use crate::rules::{Context, Findings};
use crate::source::Span;

rule! {
    name: "malformed-ignore",
    severity: Warning,
    fix: Safe,
    summary: "an `amp:ignore` that cannot be read, and silences nothing",
}

fn check(cx: &Context, out: &mut Findings) {
    for ignore in cx.ignores {
        let Some((fault, piece)) = ignore.fault else { continue };
        let names: Vec<&str> = ignore.names.iter().map(|(name, _)| name.as_str()).collect();
        let list = format!("[{}]", names.join(", "));
        // What is written is pointed at without the blanks before it.
        let written = cx.source().slice(piece);
        let blank = written.len() - written.trim_start_matches([' ', '\t', ':']).len();
        let place = Span { start: piece.start + blank as u32, ..piece };
        let (message, replacement, safe) = match fault {
            Fault::Words => {
                let message = format!("`{}` is not read: the words are `amp:ignore`", cx.source().slice(piece));
                (message, "amp:ignore".to_string(), true)
            }
            Fault::NoBrackets => {
                let message = "the rules that `amp:ignore` is for are not in brackets, so that it silences nothing";
                (message.to_string(), list, true)
            }
            Fault::NotClosed => {
                let message = "the bracket behind `amp:ignore` is not closed, so that it silences nothing";
                (message.to_string(), list, true)
            }
            Fault::NoComma => ("there is no comma between these rules".to_string(), list, true),
            Fault::NoRule => {
                let message = "no rule is named in these brackets, so that `amp:ignore` silences nothing";
                (message.to_string(), String::new(), false)
            }
        };
        let draft = out.place(place, message);
        let draft = match fault {
            Fault::Words => draft.help("write `amp:ignore`"),
            Fault::NoRule => draft.help("name the rules between the brackets, or write `amp:ignore` alone for all"),
            _ => draft.help(format!("write `amp:ignore{replacement}`")),
        };
        let title = match fault {
            Fault::NoRule => "remove the brackets".to_string(),
            _ => format!("write `{replacement}`"),
        };
        draft.fix(Fix::replace(safe, title, piece, replacement));
    }
}
