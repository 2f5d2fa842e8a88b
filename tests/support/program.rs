//! The program as a user starts it, in a folder of its own. Nothing of the machine that the tests run on is in its environment: no
//! key, no colours, no width, no CI system, no cache, no settings of git. What a test wants there it puts there.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program's file.
pub fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin("amp-lint")
}

/// Another command in a folder, which is its home as well, with nothing else in its environment.
pub fn clean(command: &mut Command, folder: &Path) {
    command.current_dir(folder).env_clear().envs(for_sockets()).env("HOME", folder);
}

/// What a program has to be left of its environment to open a socket: nothing, but for Windows.
fn for_sockets() -> Option<(&'static str, std::ffi::OsString)> {
    let name = "SYSTEMROOT";
    std::env::var_os(name).map(|value| (name, value))
}

/// The program as a process to be talked to while it runs.
pub fn process(folder: &Path) -> Command {
    let mut command = Command::new(program());
    clean(&mut command, folder);
    command
}

/// The program as something that is run to its end.
pub fn amp_lint(folder: &Path) -> assert_cmd::Command {
    assert_cmd::Command::from_std(process(folder))
}

/// What comes of a run.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    amp_lint(folder).args(arguments).output().unwrap()
}

/// A shell that reads no files of the user's, and in which `amp-lint` is the program.
pub fn shell(name: &str, folder: &Path) -> Command {
    let mut shell = Command::new(name);
    clean(&mut shell, folder);
    let program = program();
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    shell.env("PATH", path);
    shell
}
