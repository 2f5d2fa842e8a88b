//! Prose in a column: lines that break between words, and never within one.

use unicode_width::UnicodeWidthStr;

/// The text with its lines broken so that each has at most so many columns, but for words that are longer. What stands in
/// backticks stays together where it can.
pub(crate) fn wrap(text: &str, columns: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    for (nth, line) in text.split('\n').enumerate() {
        if nth > 0 {
            wrapped.push('\n');
        }
        let mut width = None;
        for word in words(line, columns / 2) {
            let (before, end) = match width {
                None => ("", word.width()),
                Some(width) if width + 1 + word.width() > columns => ("\n", word.width()),
                Some(width) => (" ", width + 1 + word.width()),
            };
            wrapped.push_str(before);
            wrapped.push_str(word);
            width = Some(end);
        }
    }
    wrapped
}

/// The words of a line. A piece in backticks is one word if it has no more than so many columns.
fn words(line: &str, columns: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut in_code) = (0, false);
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'`' => in_code = !in_code,
            b' ' if !in_code => {
                pieces.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&line[start..]);
    let whole = |piece: &&str| piece.width() <= columns;
    pieces.iter().flat_map(|piece| if whole(piece) { vec![*piece] } else { piece.split(' ').collect() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_alone() {
        let text = "write `a: b` for schedule-minimum-interval, or `$['a']['b c']` where it is `a b c d e f g h`";
        for columns in 1..120 {
            let wrapped = wrap(text, columns);
            assert_eq!(wrapped.replace('\n', " "), text);
            for line in wrapped.lines() {
                assert!(line.width() <= columns || !line.contains(' '), "{columns}: {line}");
            }
        }
        assert!(wrap(text, 30).contains("`a: b`") && wrap(text, 30).contains("`$['a']['b c']`"));
        assert_eq!(wrap("東京 東京", 5), "東京\n東京");
        assert_eq!(wrap("a\n\n  b", 5), "a\n\n  b");
    }
}
