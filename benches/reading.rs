//! How fast text becomes nodes, with spans and comments: the reader of this project beside the YAML library that it took the place of,
//! which gives events alone. Prints a table; `cargo bench --bench reading`.

mod support;

use std::time::{Duration, Instant};

use amp_lint::{Source, timing};
/// The least of five runs.
fn time<T>(mut work: impl FnMut() -> T) -> Duration {
    (0..5)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn main() {
    let block = support::manifest(40_000, 40);
    let quoted = block.replace(": crmWebhook", ": \"crmWebhook\"").replace(": email", ": 'email'");
    let accented = block.replace("Where did", "Où est-ce qu'il").replace("as everywhere", "wie überall");
    let entry = r#"{"objectName": "contacts", "destination": "hook", "requiredFields": [{"fieldName": "email"}]}"#;
    let flow = format!("[{}]", vec![entry; 100_000].join(", "));
    let folded = "- >-\n  folded text\n  of several lines\n- \"quoted text\n  of several lines\"\n".repeat(100_000);
    println!("{:28} {:>8} {:>14} {:>14}", "", "size", "here", "the library");
    for (what, text) in [
        ("a manifest", block),
        ("with quotes", quoted),
        ("with characters beyond ASCII", accented),
        ("on one line, in brackets", flow),
        ("texts over several lines", folded),
    ] {
        let megabytes = text.len() as f64 / 1e6;
        let speed = |duration: Duration| format!("{:.0} MB/s", megabytes / duration.as_secs_f64());
        let source = Source::new("amp.yaml", text.clone());
        let here = time(|| timing::nodes(&source));
        let there = time(|| granit_parser::Parser::new_from_str(&text).filter(Result::is_ok).count());
        println!("{what:28} {:>8} {:>14} {:>14}", format!("{megabytes:.1} MB"), speed(here), speed(there));
    }
}
