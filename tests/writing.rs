//! A file that is written is whole or as it was, whatever happens meanwhile, and all that is not its text stays: owner, group,
//! mode, names, attributes.
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use support::output::text;
use support::program::{clean, process, program, shell};
use tempfile::TempDir;

const WRONG: &str = "specVersion: 1.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
const RIGHT: &str = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";

/// Another user than the one who runs the tests.
const OTHER: u32 = 65_534;

fn amp_lint(folder: &Path) -> Command {
    let mut command = process(folder);
    command.stdin(Stdio::null());
    command
}

fn fix(folder: &Path, arguments: &[&str]) -> Output {
    amp_lint(folder).arg("--fix").args(arguments).output().unwrap()
}

fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// What the program leaves behind when it is ended in the middle of its work.
fn leftovers(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".amp-lint-")).collect()
}

/// Some pages, so that writing them takes a while.
fn long(text: &str) -> String {
    format!("{text}{}", "# something that stays as it is, on a line that is as long as lines are\n".repeat(30))
}

/// A folder with many manifests, for as much writing.
const COUNT: usize = 40;

fn many() -> TempDir {
    let folder = TempDir::new().unwrap();
    for nth in 0..COUNT {
        fs::write(folder.path().join(format!("{nth}.yaml")), long(WRONG)).unwrap();
    }
    folder
}

/// Starts to put them right.
fn start(folder: &Path) -> Child {
    let arguments = ["--fix", "--quiet", "--include", "*.yaml", "."];
    amp_lint(folder).args(arguments).stdout(Stdio::null()).spawn().unwrap()
}

fn send(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
}

/// Every file is the old one or the new one, with nothing beside it. How many are new?
fn whole(folder: &Path) -> usize {
    assert_eq!(leftovers(folder), [""; 0]);
    let mut done = 0;
    for nth in 0..COUNT {
        let found = fs::read_to_string(folder.join(format!("{nth}.yaml"))).unwrap();
        assert!(found == long(WRONG) || found == long(RIGHT), "{nth} is neither the old file nor the new one");
        done += usize::from(found == long(RIGHT));
    }
    done
}

/// Stops the program while it writes: when its temporary file is there and stays there. Not when it was too fast.
fn stopped_while_it_writes(child: &mut Child, folder: &Path) -> bool {
    while child.try_wait().unwrap().is_none() {
        if !leftovers(folder).is_empty() {
            send(child, Signal::SIGSTOP);
            let pid = Pid::from_raw(child.id().try_into().unwrap());
            match waitpid(pid, Some(WaitPidFlag::WUNTRACED)).unwrap() {
                WaitStatus::Stopped(..) if !leftovers(folder).is_empty() => return true,
                WaitStatus::Stopped(..) => send(child, Signal::SIGCONT),
                _ => return false,
            }
        }
    }
    false
}

fn ended_by(status: ExitStatus) -> Option<Signal> {
    status.signal().map(|number| Signal::try_from(number).unwrap())
}

/// Whether these tests were started with a signal ignored, as `nohup` and shells do for what runs in the background. The program is
/// then, too, and heeds it.
fn is_ignored(signal: Signal) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask >> (signal as u32 - 1) & 1 == 1
}

#[test]
fn a_signal_in_the_middle_of_writing_leaves_nothing_behind() {
    let all = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT];
    for signal in all.into_iter().filter(|&signal| !is_ignored(signal)) {
        // However often it takes to come in between: on any machine, much of its time goes into writing.
        loop {
            let folder = many();
            let mut child = start(folder.path());
            if !stopped_while_it_writes(&mut child, folder.path()) {
                assert_eq!(whole(folder.path()), COUNT);
                continue;
            }
            send(&child, signal);
            send(&child, Signal::SIGCONT);
            assert_eq!(ended_by(child.wait().unwrap()), Some(signal));
            // The file that was being written is there whole.
            assert!(whole(folder.path()) > 0);
            break;
        }
    }
}

#[test]
fn a_signal_at_any_moment_leaves_nothing_behind() {
    for nth in 0..24 {
        let folder = many();
        let mut child = start(folder.path());
        // Nothing rests on when this is: each moment will do.
        std::thread::sleep(Duration::from_millis(nth * 11));
        if child.try_wait().unwrap().is_none() {
            send(&child, Signal::SIGTERM);
        }
        let status = child.wait().unwrap();
        assert!(status.success() || ended_by(status) == Some(Signal::SIGTERM), "{status:?}");
        let done = whole(folder.path());
        assert!(!status.success() || done == COUNT);
    }
}

#[test]
fn a_signal_that_is_to_be_ignored_stays_ignored() {
    let folder = many();
    let mut shell = shell("sh", folder.path());
    shell.args(["-c", "trap '' HUP; kill -HUP $$; exec \"$0\" --fix --quiet --include '*.yaml' ."]).arg(program());
    shell.stdout(Stdio::null());
    let mut child = shell.spawn().unwrap();
    // Once it writes, the shell is the program.
    while child.try_wait().unwrap().is_none() && leftovers(folder.path()).is_empty() {}
    while child.try_wait().unwrap().is_none() {
        send(&child, Signal::SIGHUP);
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(whole(folder.path()), COUNT);
}

#[test]
fn a_report_and_a_fetched_file_leave_nothing_behind_either() {
    // The report is a megabyte and more, and is written the same way.
    let folder = TempDir::new().unwrap();
    let manifest = format!("specVersion: 1.0.0\nintegrations:\n{}", "- colour: red\n".repeat(3_000));
    fs::write(folder.path().join("amp.yaml"), manifest).unwrap();
    fs::write(folder.path().join("report"), "old").unwrap();
    for nth in 0..10 {
        let mut command = amp_lint(folder.path());
        let mut child = command.args(["--format", "sarif=report", "amp.yaml"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(nth * 40));
        if child.try_wait().unwrap().is_none() {
            send(&child, Signal::SIGINT);
        }
        child.wait().unwrap();
        assert_eq!(leftovers(folder.path()), [""; 0]);
        let report = fs::read_to_string(folder.path().join("report")).unwrap();
        assert!(report == "old" || serde_json::from_str::<serde_json::Value>(&report).is_ok());
    }
}

#[test]
fn owner_group_and_mode_stay() {
    if !is_root() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    for mode in [0o644, 0o600, 0o664, 0o755] {
        fs::write(&path, WRONG).unwrap();
        chown(&path, Some(OTHER), Some(OTHER - 1)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(fix(folder.path(), &["amp.yaml"]).status.code(), Some(0));
        let there = fs::metadata(&path).unwrap();
        assert_eq!((there.uid(), there.gid(), there.mode() & 0o7777), (OTHER, OTHER - 1, mode));
        assert_eq!(fs::read_to_string(&path).unwrap(), RIGHT);
    }
    // A report that is there already, too.
    fs::write(folder.path().join("report"), "").unwrap();
    chown(folder.path().join("report"), Some(OTHER), Some(OTHER)).unwrap();
    amp_lint(folder.path()).args(["--format", "json=report", "amp.yaml"]).output().unwrap();
    let there = fs::metadata(folder.path().join("report")).unwrap();
    assert_eq!((there.uid(), there.gid()), (OTHER, OTHER));
    assert!(there.len() > 10);
}

/// Fixes amp.yaml as another user where the tests run as root, who may do anything.
fn fix_as_other(folder: &Path) -> Output {
    let mut command = amp_lint(folder);
    command.args(["--fix", "amp.yaml"]);
    if is_root() {
        // Neither the program nor the folder need be where others get to.
        let copy = folder.join("program");
        fs::copy(program(), &copy).unwrap();
        command = Command::new(&copy);
        clean(&mut command, folder);
        command.args(["--fix", "amp.yaml"]);
        command.uid(OTHER).gid(OTHER);
    }
    command.output().unwrap()
}

#[test]
fn a_folder_that_takes_no_new_file_is_named_and_no_temporary_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    fs::write(&path, WRONG).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let output = fix_as_other(folder.path());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let said = text(&output.stderr);
    let complaint = "amp-lint: cannot write amp.yaml: no new file can be made in its folder: permission denied\n";
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(complaint) && !said.contains(".amp-lint-") && !said.contains("os error"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), WRONG);
}

#[test]
fn a_file_whose_owner_or_group_would_change_is_left_as_it_is() {
    if !is_root() {
        return;
    }
    for (owner, group, mode, why) in [
        (0, 0, 0o666, Some("it would no longer belong to its owner")),
        (OTHER, 0, 0o664, Some("it would no longer belong to its group")),
        (OTHER, 0, 0o640, Some("it would no longer belong to its group")),
        // A group that may do what everybody may gives nothing away.
        (OTHER, 0, 0o644, None),
        (OTHER, OTHER, 0o640, None),
    ] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("amp.yaml");
        fs::write(&path, WRONG).unwrap();
        chown(&path, Some(owner), Some(group)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let output = fix_as_other(folder.path());
        let said = text(&output.stderr);
        let there = fs::metadata(&path).unwrap();
        assert_eq!((there.uid(), there.mode() & 0o7777), (owner, mode), "{said}");
        match why {
            Some(why) => {
                assert_eq!(output.status.code(), Some(2), "{said}");
                assert!(said.contains(&format!("cannot write amp.yaml: {why}\n")), "{said}");
                assert_eq!((fs::read_to_string(&path).unwrap().as_str(), there.gid()), (WRONG, group));
            }
            None => {
                assert_eq!(output.status.code(), Some(0), "{said}");
                assert_eq!(fs::read_to_string(&path).unwrap(), RIGHT);
            }
        }
        assert_eq!(leftovers(folder.path()), [""; 0]);
    }
}

#[test]
fn a_file_with_several_names_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    fs::write(&path, WRONG).unwrap();
    fs::hard_link(&path, folder.path().join("other.yaml")).unwrap();
    symlink("amp.yaml", folder.path().join("link.yaml")).unwrap();
    for name in ["amp.yaml", "link.yaml"] {
        let output = fix(folder.path(), &[name]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        let complaint =
            format!("cannot write {name}: it has 2 names (hard links), of which only this one would change\n");
        assert!(said.contains(&complaint), "{said}");
        assert_eq!(fs::read_to_string(&path).unwrap(), WRONG);
        assert_eq!(fs::metadata(&path).unwrap().nlink(), 2);
    }
    // What needs no fix is none to speak of.
    fs::write(&path, RIGHT).unwrap();
    assert_eq!(fix(folder.path(), &["amp.yaml"]).status.code(), Some(0));
    // A report likewise parts no names.
    let output = amp_lint(folder.path()).args(["--output", "other.yaml", "amp.yaml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&path).unwrap(), RIGHT);
    // And takes no folder's place.
    fs::create_dir(folder.path().join("folder")).unwrap();
    let output = amp_lint(folder.path()).args(["--output", "folder", "amp.yaml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot write folder: it is a folder, not a regular file"));
}

#[cfg(target_os = "linux")]
#[test]
fn attributes_and_access_lists_stay() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    const LIST: &str = "system.posix_acl_access";
    let get = |path: &Path, name: &str| {
        let mut value = vec![0; 1024];
        getxattr(path, name, &mut value[..]).map(|length| value[..length].to_vec()).ok()
    };
    // user::rw-, user:1000:rw-, group::r--, mask::rw-, other::---: the mode says 0660, and the group may not write.
    let list: Vec<u8> = [2u32.to_le_bytes().to_vec()]
        .into_iter()
        .chain([(1u16, 6u16, u32::MAX), (2, 6, 1000), (4, 4, u32::MAX), (16, 6, u32::MAX), (32, 0, u32::MAX)].map(
            |(tag, may, who)| {
                [tag.to_le_bytes().to_vec(), may.to_le_bytes().to_vec(), who.to_le_bytes().to_vec()].concat()
            },
        ))
        .flatten()
        .collect();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amp.yaml");
    fs::write(&path, WRONG).unwrap();
    // Not every file system has them.
    let has_attributes = setxattr(&path, "user.origin", b"somewhere", XattrFlags::empty()).is_ok();
    let has_lists = setxattr(&path, LIST, &list, XattrFlags::empty()).is_ok();
    assert_eq!(fix(folder.path(), &["amp.yaml"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), RIGHT);
    if has_attributes {
        assert_eq!(get(&path, "user.origin").as_deref(), Some(&b"somewhere"[..]));
    }
    if has_lists {
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o660);
        assert_eq!(get(&path, LIST), Some(list.clone()));
        // A list that the folder hands on to new files is none of a file that had none.
        let plain = folder.path().join("plain.yaml");
        fs::write(&plain, WRONG).unwrap();
        setxattr(folder.path(), "system.posix_acl_default", &list, XattrFlags::empty()).unwrap();
        assert_eq!(fix(folder.path(), &["plain.yaml"]).status.code(), Some(0));
        assert_eq!((fs::read_to_string(&plain).unwrap().as_str(), get(&plain, LIST)), (RIGHT, None));
        assert_eq!(fs::metadata(&plain).unwrap().mode() & 0o777, 0o644);
    }
}
