//! The sign of life: on a terminal, while something takes long, and gone without a trace afterwards.
#![cfg(unix)]

mod support;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use nix::pty::openpty;
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use support::output::stderr;
use support::program::process;
use tempfile::TempDir;

const GOOD: &str = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";

/// No run takes longer, unless it waits without end.
const LIMIT: Duration = Duration::from_secs(120);

/// A folder with a pipe for a manifest: reading it takes as long as the test wants.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    mkfifo(&folder.path().join("amp.yaml"), Mode::from_bits_truncate(0o600)).unwrap();
    folder
}

fn amp_lint(folder: &Path) -> Command {
    let mut command = process(folder);
    command.env("TERM", "xterm").arg("amp.yaml").stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// The program with a terminal for its stderr, and what it says there, piece by piece.
fn in_a_terminal(folder: &Path) -> (Child, Receiver<Vec<u8>>) {
    let terminal = openpty(None, None).unwrap();
    let child = amp_lint(folder).stderr(Stdio::from(terminal.slave)).spawn().unwrap();
    let (said, heard) = mpsc::channel();
    let mut other_side = File::from(terminal.master);
    thread::spawn(move || {
        let mut piece = [0; 1024];
        // Reading fails when the terminal has been closed.
        while let Ok(length @ 1..) = other_side.read(&mut piece) {
            if said.send(piece[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    (child, heard)
}

#[test]
fn local_work_that_takes_long_shows_a_sign_of_life() {
    let folder = folder();
    let (mut child, heard) = in_a_terminal(folder.path());
    let mut said = String::new();
    while !said.contains("linting 1 file") {
        said.push_str(&String::from_utf8_lossy(&heard.recv_timeout(LIMIT).expect("no sign of life")));
    }
    fs::OpenOptions::new()
        .write(true)
        .open(folder.path().join("amp.yaml"))
        .unwrap()
        .write_all(GOOD.as_bytes())
        .unwrap();
    for piece in heard {
        said.push_str(&String::from_utf8_lossy(&piece));
    }
    assert!(child.wait().unwrap().success());
    // The line is cleared before anything else is said.
    let (sign, rest) = said.rsplit_once("\u{1b}[2K").unwrap_or_else(|| panic!("{said:?}"));
    assert!(sign.contains("linting 1 file"));
    assert!(rest.ends_with("No problems in 1 file\r\n") && !rest.contains("linting"), "{said:?}");
}

#[test]
fn nothing_of_it_goes_anywhere_but_to_a_terminal() {
    let folder = folder();
    let child = amp_lint(folder.path()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = fs::OpenOptions::new().write(true).open(folder.path().join("amp.yaml")).unwrap();
    // As long as a terminal would have taken to show it.
    thread::sleep(Duration::from_millis(1500));
    pipe.write_all(GOOD.as_bytes()).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!(stderr(&output), "No problems in 1 file\n");
}
