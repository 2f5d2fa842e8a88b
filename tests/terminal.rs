//! A real terminal, of a real width, with the program in it.

#![cfg(unix)]

mod support;

use std::fs;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::thread;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use support::files::files;
use support::program::process;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

/// What the program shows in a terminal of so many columns.
fn shown(folder: &Path, columns: u16, environment: &[(&str, &str)], arguments: &[&str]) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let inside = rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    tcsetwinsize(&terminal, Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
    let end = || Stdio::from(inside.try_clone().unwrap());
    let mut command = process(folder);
    command.env("LANG", "C.UTF-8").env("TERM", "xterm").envs(environment.iter().copied());
    let mut child = command.args(arguments).stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
    drop((command, inside));
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        // A terminal that nobody is in any more ends with an error.
        let _ = File::from(terminal).read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap()
    });
    child.wait().unwrap();
    reader.join().unwrap().replace("\r\n", "\n")
}

/// The text without colours.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain + rest
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (nth, path) in files("examples/broken").iter().enumerate() {
        fs::copy(path, folder.path().join(format!("{nth}.yaml"))).unwrap();
    }
    folder
}

#[test]
fn reports_and_help_are_as_wide_as_the_terminal_and_no_wider() {
    let folder = folder();
    let names: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let words = |text: &str| -> Vec<String> {
        text.split([' ', '\n', '│']).filter(|word| !word.is_empty()).map(str::to_string).collect()
    };
    for columns in [30, 45, 64, 80, 100, 132, 200] {
        for arguments in [&names, &vec!["--help"], &vec!["diff", "--help"], &vec!["explain", "implicit-type"]] {
            let text = plain(&shown(folder.path(), columns, &[], arguments));
            let is_alone = |line: &str| line.trim_start_matches([' ', '│', '×', '⚠']).split_whitespace().count() <= 1;
            // Usage is one line, and a place is never broken.
            let lines = text.lines().filter(|line| !line.contains("[OPTIONS]"));
            let widest =
                lines.map(str::trim_end).filter(|line| !is_alone(line)).max_by_key(|line| line.width()).unwrap();
            // Examples are shown as they are written.
            let limit = if arguments[0] == "explain" { usize::from(columns).max(48) } else { usize::from(columns) };
            assert!(widest.width() <= limit, "{columns} {arguments:?}: {widest}");
        }
        // The words are those of another terminal.
        let (one, other) =
            (shown(folder.path(), columns, &[], &["--help"]), shown(folder.path(), 77, &[], &["--help"]));
        assert_eq!(words(&plain(&one)), words(&plain(&other)));
    }
    // Where there is room for more, it is used.
    let long = format!("specVersion: 2.0.0 # {}\n", "x".repeat(500));
    fs::write(folder.path().join("long.yaml"), long).unwrap();
    let text = plain(&shown(folder.path(), 180, &[], &["long.yaml"]));
    assert!(text.lines().any(|line| line.width() == 180 && line.ends_with("x…")), "{text}");
}

#[test]
fn a_terminal_gets_colours_unless_it_is_told_otherwise() {
    let folder = folder();
    let coloured = |environment: &[(&str, &str)], arguments: &[&str]| {
        let text = shown(folder.path(), 80, environment, &[arguments, &["0.yaml"]].concat());
        assert!(text.contains("─["), "{text}");
        text.contains('\u{1b}')
    };
    assert!(coloured(&[], &[]));
    assert!(!coloured(&[("NO_COLOR", "1")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "0")], &[]));
    assert!(!coloured(&[("TERM", "dumb")], &[]));
    assert!(!coloured(&[], &["--color", "never"]));
    // The terminal counts, not a variable that is older than its window.
    let text = plain(&shown(folder.path(), 60, &[("COLUMNS", "200")], &["0.yaml"]));
    assert!(text.lines().all(|line| line.width() <= 60));
}
