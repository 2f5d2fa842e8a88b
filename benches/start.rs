//! The program as a user has it: how large it is, and what a run costs before and beside the work itself. Prints a table;
//! `cargo bench --bench start`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_amp-lint");

/// The least and the median of many runs, from before the start until the end.
fn time(arguments: &[&str]) -> (Duration, Duration) {
    let mut runs: Vec<Duration> = (0..200)
        .map(|_| {
            let mut command = Command::new(PROGRAM);
            command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let start = Instant::now();
            let status = command.status();
            let spent = start.elapsed();
            assert!(status.is_ok_and(|status| status.code() == Some(0)), "{arguments:?}");
            spent
        })
        .collect();
    runs.sort();
    (runs[0], runs[runs.len() / 2])
}

fn main() {
    if let Ok(program) = Path::new(PROGRAM).metadata() {
        println!("{:48} {:>10}", "size of the program", format!("{:.1} MB", program.len() as f64 / 1e6));
    }
    for (what, arguments) in
        [("start and end, nothing else", &["--version"][..]), ("one small manifest", &["examples/minimal.yaml"])]
    {
        let (least, median) = time(arguments);
        let milliseconds = |spent: Duration| format!("{:.1} ms", spent.as_secs_f64() * 1e3);
        println!("{what:48} {:>10}   median {}", milliseconds(least), milliseconds(median));
    }
}
