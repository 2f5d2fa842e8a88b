//! How long an editor waits: from a change of one letter to the findings, and for what is offered and told at a place. Talks to the
//! real server over pipes and prints a table; `cargo bench --bench server`. The aims are one frame, 16 ms, for a manifest of
//! 40 KB, and 250 ms for one of 2 MB.

#[path = "../tests/support/editor.rs"]
#[allow(dead_code, reason = "tests need more of it")]
mod editor;
#[path = "../tests/support/program.rs"]
#[allow(dead_code, reason = "tests need more of it")]
mod program;
mod support;

use std::time::{Duration, Instant};

use editor::Editor;
use serde_json::json;

fn main() {
    let folder = tempfile::TempDir::new().unwrap_or_else(|error| panic!("{error}"));
    for (size, objects, runs) in [("40 KB", 66, 60), ("2 MB", 3300, 15)] {
        let text = support::manifest(objects, 20);
        // A name in the middle of the text, which every run makes a letter longer.
        let middle = text.len() / 2;
        let at = middle + text[middle..].find("mapToName: thing").unwrap_or_default() + "mapToName: thing".len();
        let line = text[..at].matches('\n').count();
        let character = at - text[..at].rfind('\n').map_or(0, |end| end + 1);
        let mut editor = Editor::start(folder.path());
        let uri = editor.open("amp.yaml", &text);
        editor.diagnostics(&uri);
        let mut version = 1;
        let mut change = |editor: &mut Editor| {
            version += 1;
            let place = json!({"line": line, "character": character});
            editor.change(&uri, version, json!([{"range": {"start": place, "end": place}, "text": "x"}]));
        };
        let found = time(runs, || {
            change(&mut editor);
            editor.diagnostics(&uri);
        });
        let offered = time(runs, || {
            change(&mut editor);
            editor.at("textDocument/completion", &uri, line, character);
        });
        let told = time(runs, || {
            change(&mut editor);
            editor.at("textDocument/hover", &uri, line, character);
        });
        for (what, (least, median)) in [
            ("a change and its findings", found),
            ("a change and what is offered", offered),
            ("a change and what is told", told),
        ] {
            let milliseconds = |spent: Duration| format!("{:.1} ms", spent.as_secs_f64() * 1e3);
            let what = format!("{what}, {size}");
            println!("{what:48} {:>10}   median {}", milliseconds(least), milliseconds(median));
        }
    }
}

/// The least and the median of some runs.
fn time(runs: usize, mut run: impl FnMut()) -> (Duration, Duration) {
    let mut spent: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    spent.sort();
    (spent[0], spent[spent.len() / 2])
}
