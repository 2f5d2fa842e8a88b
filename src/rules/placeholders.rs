//! Texts that stand for a value which is still to be filled in: `${VAR}`, `{{ x }}`, `<your-destination>`, `TODO`.
//!
//! What a real name could be is none: `todo` is an object of some provider, and a field is called whatever its owner likes.

use super::names::{NameOf, PLAIN, is_all};

/// Whether a text, or a part of it, is for a template engine or a shell to fill in.
pub(super) fn is_template(text: &str) -> bool {
    const PAIRS: [(&str, &str); 6] = [("${", "}"), ("#{", "}"), ("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>")];
    let has_pair = |(open, close): (&str, &str)| {
        text.split_once(open).is_some_and(|(_, behind)| behind.find(close).is_some_and(|length| length > 0))
    };
    if !text.bytes().any(|byte| matches!(byte, b'{' | b'%' | b'$' | b'@' | b'_')) {
        return false;
    }
    if text.contains(['{', '%']) && PAIRS.into_iter().any(has_pair) {
        return true;
    }
    // `$(VAR)`, `%VAR%`, `@VAR@`, `@@VAR@@`, `__VAR__`
    if text.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')).is_some_and(is_variable) {
        return true;
    }
    let inner = |mark: &str| text.strip_prefix(mark)?.strip_suffix(mark).filter(|inner| is_variable(inner));
    ["%", "@", "@@", "__"].into_iter().any(|mark| inner(mark).is_some())
}

/// `API_KEY`
fn is_variable(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a name is none, and stands for one that is still to be filled in.
pub(super) fn is_placeholder(text: &str, of: NameOf) -> bool {
    if is_plain(text) {
        return false;
    }
    if is_template(text) {
        return true;
    }
    let text = text.trim();
    match of {
        NameOf::Display => false,
        _ if of.is_free() => is_in_angles(text, true) || is_dots(text) || is_note(text, of) || is_to_change(text),
        _ => {
            is_in_angles(text, false)
                || is_in_brackets(text)
                || text.strip_prefix('$').is_some_and(is_variable)
                || is_punctuation(text)
                || is_note(text, of)
                || is_to_change(text)
                || is_request(text)
                || is_nothing(text)
        }
    }
}

/// Whether a text consists of letters and digits and begins as no placeholder does: nearly all names.
fn is_plain(text: &str) -> bool {
    if text.starts_with(['_', '-']) || !is_all(text, PLAIN) {
        return false;
    }
    // `todo`, `fixme`, `xxx`, `changeme`, `yourName`, `undefined` and so on, whatever stands between the letters.
    let mut first = [0; 3];
    let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
    first.iter_mut().zip(letters).for_each(|(place, letter)| *place = letter.to_ascii_lowercase());
    !matches!(
        &first,
        b"tod"
            | b"tbd"
            | b"tob"
            | b"fix"
            | b"fil"
            | b"xxx"
            | b"cha"
            | b"rep"
            | b"you"
            | b"ins"
            | b"ent"
            | b"put"
            | b"set"
            | b"non"
            | b"nul"
            | b"nil"
            | b"und"
            | b"uns"
            | b"pla"
    )
}

/// `<your-destination>`; as a part of a name, `<env>-webhook`, where that is enough.
fn is_in_angles(text: &str, whole: bool) -> bool {
    let Some((before, rest)) = text.split_once('<') else { return false };
    let Some((inner, behind)) = rest.trim_start_matches('<').split_once('>') else { return false };
    let behind = behind.trim_start_matches('>');
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ':' | '/' | '|');
    inner.starts_with(char::is_alphabetic)
        && inner.chars().all(is_word)
        && (!whole || (before.is_empty() && behind.is_empty()))
}

/// `[your-destination]`, `{destination}`, `[[destination]]`
fn is_in_brackets(text: &str) -> bool {
    let inner = |open: char, close: char| text.strip_prefix(open)?.strip_suffix(close);
    let inner = inner('[', ']').or_else(|| inner('{', '}')).map(|inner| inner.trim_matches(['[', ']', '{', '}']));
    inner.is_some_and(|inner| inner.contains(char::is_alphanumeric) && !inner.contains(['[', ']', '{', '}', '\'', '"']))
}

/// `-`, `*`, `?`
fn is_punctuation(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_punctuation() || c == '…')
}

/// `...`, `???`
fn is_dots(text: &str) -> bool {
    matches!(text, "..." | "…" | "?" | "??" | "???")
}

/// `TODO`, `FIXME: which one?`, `xxx`
fn is_note(text: &str, of: NameOf) -> bool {
    const NOTES: [&str; 4] = ["TODO", "FIXME", "TBD", "XXX"];
    // `TODO`, in capitals where a name may consist of anything, and words behind it.
    let any_case = matches!(of, NameOf::Provider | NameOf::Module | NameOf::Destination);
    let word = text.trim_start_matches(['<', '[', '(', '{', '*', '-', '_', '#', '@', ' ']);
    let length = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (first, rest) = word.split_at(length);
    let is_alone = !rest.contains(char::is_alphanumeric);
    let ends_word = match of {
        NameOf::Provider | NameOf::Module | NameOf::Destination | NameOf::Object => {
            rest.starts_with([' ', '-', '_', ':', '.', '/', '?', '!', '('])
        }
        _ => rest.starts_with([' ', ':', '?', '!']),
    };
    if NOTES.iter().any(|note| {
        let same = *note == first || (any_case && is_alone && note.eq_ignore_ascii_case(first));
        same && (is_alone || ends_word)
    }) {
        return true;
    }
    // `xxx`, `xxxx-xxxx`
    let letters = text.bytes().filter(|byte| matches!(byte, b'x' | b'X')).count();
    letters >= 3 && text.bytes().all(|byte| matches!(byte, b'x' | b'X' | b'-' | b'_' | b' '))
}

/// `changeme`, `CHANGE_ME`, `replace-this`, `fill me in`
fn is_to_change(text: &str) -> bool {
    const WHOLE: [&str; 9] = [
        "changeme",
        "changethis",
        "replaceme",
        "replacethis",
        "fillme",
        "fillmein",
        "fillthisin",
        "tobedefined",
        "tobedetermined",
    ];
    let letters = || text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    starts_with_any(text, &["c", "r", "f", "t", "<", "[", "_", "-", "*"])
        && WHOLE.iter().any(|whole| letters().eq(whole.chars()))
}

/// `your-destination`, `replace-with-the-provider`, `insert name here`
fn is_request(text: &str) -> bool {
    const FIRST: [&str; 8] = ["your", "replace", "change", "insert", "enter", "put", "fill", "set"];
    // What a name that begins with `your` is to be the name of. `yourtown-crm` may be the name of a town's.
    const WANTED: [&str; 22] = [
        "integration",
        "name",
        "provider",
        "module",
        "destination",
        "webhook",
        "queue",
        "object",
        "field",
        "event",
        "app",
        "application",
        "project",
        "crm",
        "company",
        "organization",
        "org",
        "team",
        "endpoint",
        "url",
        "id",
        "value",
    ];
    if !starts_with_any(text, &FIRST) {
        return false;
    }
    let words: Vec<String> = words(text).map(str::to_ascii_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["your", rest @ ..] if rest.iter().any(|word| WANTED.contains(word)) => true,
        ["changeme" | "replaceme", ..] | ["change" | "replace", "me" | "this" | "with", ..] => true,
        ["insert" | "enter" | "put" | "fill" | "set" | "replace" | "change", "your", ..] => true,
        ["insert" | "enter" | "put" | "fill", .., last] => *last == "here",
        _ => false,
    }
}

/// `none`, `placeholder`: words that say that there is no name.
fn is_nothing(text: &str) -> bool {
    const WORDS: [&str; 7] = ["none", "null", "nil", "undefined", "n/a", "placeholder", "unset"];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn starts_with_any(text: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))
}

/// The words of a name, `your`, `Destination` and `name` of `yourDestination-name`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).flat_map(|part| {
        let bytes = part.as_bytes();
        let starts = (1..part.len())
            .filter(|&at| bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase())
            .chain([part.len()]);
        starts.scan(0, move |from, to| {
            let word = &part[*from..to];
            *from = to;
            Some(word)
        })
    })
}
