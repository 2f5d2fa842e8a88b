//! The fenced examples of a page. A line of carets with a name behind it marks a place in the line above and is no part of the
//! text.

use std::collections::BTreeSet;

/// Line, first column, column after the last.
pub type Place = (usize, usize, usize);

/// A fenced example.
pub struct Fence {
    /// What stands behind the fence: the language, and what the example is.
    pub words: Vec<String>,
    /// The text without the lines that mark places.
    pub text: String,
    /// What is marked, by the name behind it.
    pub marks: BTreeSet<(String, Place)>,
}

impl Fence {
    pub fn language(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// What the example is: `bad`, `good`, `old`.
    pub fn kind(&self) -> &str {
        self.words.get(1).map_or("", String::as_str)
    }
}

/// A line of carets under the place, behind an optional `#`, and the name.
fn mark(line: &str) -> Option<(usize, usize, &str)> {
    let start = line.find('^')?;
    let before = &line[..start];
    let is_blank = before.replacen('#', "", 1).trim().is_empty();
    let rest = &line[start..];
    let name = rest.trim_start_matches('^');
    let length = rest.len() - name.len();
    let is_name = name.trim().chars().all(|c| c.is_ascii_lowercase() || c == '-') && !name.trim().is_empty();
    (is_blank && is_name).then_some((start + 1, start + 1 + length, name.trim()))
}

/// All fenced examples of a page.
pub fn fences(page: &str) -> Vec<Fence> {
    let mut found: Vec<Fence> = Vec::new();
    let mut is_open = false;
    let mut line_number = 0;
    for line in page.lines() {
        if let Some(words) = line.strip_prefix("```") {
            is_open = !is_open;
            if is_open {
                let words = words.split_whitespace().map(str::to_string).collect();
                found.push(Fence { words, text: String::new(), marks: BTreeSet::new() });
                line_number = 0;
            }
        } else if let (true, Some(fence)) = (is_open, found.last_mut()) {
            if let Some((start, end, name)) = mark(line) {
                fence.marks.insert((name.to_string(), (line_number, start, end)));
            } else {
                fence.text.push_str(line);
                fence.text.push('\n');
                line_number += 1;
            }
        }
    }
    found
}

/// The texts of all examples in YAML of a kind, on the pages of all rules, by the rule.
pub fn of_rules(kind: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for rule in amp_lint::rules() {
        let fences = fences(rule.page).into_iter().filter(|fence| fence.words == ["yaml", kind]);
        found.extend(fences.map(|fence| (rule.name, fence.text)));
    }
    // A few pages show JSON alone.
    assert!(found.len() * 10 > amp_lint::rules().len() * 9, "{}", found.len());
    found
}
