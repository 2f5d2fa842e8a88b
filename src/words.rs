//! Names in sentences: lists of them, and the question which of them was meant.

/// `a`, `b` or `c`, each in backticks.
pub fn one_of(names: &[&str]) -> String {
    list(names, "or")
}

/// `a`, `b` and `c`, each in backticks.
pub fn all_of(names: &[&str]) -> String {
    list(names, "and")
}

/// How many names stand in a sentence before it says how many more there are.
const SOME: usize = 5;

/// `a`, `b` and `c`; of many the first, and how many more there are.
pub fn some_of(names: &[&str]) -> String {
    match names.len().checked_sub(SOME) {
        None | Some(0) => all_of(names),
        Some(more) => {
            let first: Vec<String> = names[..SOME].iter().map(|name| format!("`{name}`")).collect();
            format!("{} and {more} more", first.join(", "))
        }
    }
}

/// `a` is, or `a` and `b` are.
pub fn are(names: &[&str]) -> String {
    format!("{} {}", all_of(names), if names.len() > 1 { "are" } else { "is" })
}

fn list(names: &[&str], last: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The question which of some names was meant; nothing where there is none to ask about.
pub fn did_you_mean(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| format!("did you mean {}?", one_of(names)))
}
