//! What has changed in a text, as a unified diff: for people to look at, and for `patch` to apply.

use similar::TextDiff;

use crate::clean;
use crate::source::Source;

/// A unified diff.
#[derive(Debug)]
pub struct Patch {
    /// The diff; empty where nothing has changed.
    pub text: String,
    /// Whether it holds the texts as they are, so that it can be applied.
    pub is_exact: bool,
}

/// What leads from one text to the other.
pub fn unified(before: &Source, after: &Source) -> Patch {
    if before.text() == after.text() {
        return Patch { text: String::new(), is_exact: true };
    }
    let name = |side: &str| clean::diff_name(&format!("{side}/{}", before.name())).into_owned();
    let whole =
        TextDiff::from_lines(before.text(), after.text()).unified_diff().header(&name("a"), &name("b")).to_string();
    let mut text = String::with_capacity(whole.len());
    for line in whole.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        text.push_str(&clean::diff_line(line));
        text.push_str(end);
    }
    Patch { is_exact: text == whole, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_nothing_that_a_terminal_obeys_and_says_so() {
        let before = Source::new("new\nline.yaml", "a: 1\n# \u{1b}[2J\u{9b}2J\n ::error ::x\n");
        let patch = unified(&before, &before.with_text(before.text().replace('1', "2")));
        assert!(!patch.is_exact);
        let expected = "--- \"a/new\\nline.yaml\"\n+++ \"b/new\\nline.yaml\"\n@@ -1,3 +1,3 @@\n-a: 1\n+a: 2\n # ?[2J?2J\n  ?:error ::x\n";
        assert_eq!(patch.text, expected);
        let before = Source::new("a.yaml", "a: 1\r\n# é\r\n");
        let patch = unified(&before, &before.with_text(before.text().replace('1', "2")));
        assert!(patch.is_exact);
        assert!(patch.text.ends_with("-a: 1\r\n+a: 2\r\n # é\r\n"), "{:?}", patch.text);
    }
}
