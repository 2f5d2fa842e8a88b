//! What is read besides manifests found by a search: named pipes and stdin as users have them, and the files that the program
//! opens by itself, which must be regular and of a sensible length.
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use serde_json::{Value, json};
use support::files::folder;
use support::output::text;
use support::program;
use support::server::{Server, json as answer};

const GOOD: &str = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
const ERROR: &str = "specVersion: 2.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
const FIXABLE: &str = "specVersion: 1.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";

fn pipe(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    mkfifo(&path, Mode::from_bits_truncate(0o600)).unwrap();
    path
}

/// The program. What waits without end fails the test.
fn amp_lint(folder: &Path) -> Command {
    let mut command = program::amp_lint(folder);
    command.env("XDG_CACHE_HOME", folder.join("cache")).timeout(Duration::from_secs(120));
    command
}

/// Runs a line of bash, in which `amp-lint` is the program.
fn bash(folder: &Path, line: &str) -> Output {
    program::shell("bash", folder).args(["--noprofile", "--norc", "-c", line]).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn what_another_program_writes_can_be_named_as_a_file() {
    let folder = folder(&[
        ("error.yaml", ERROR),
        ("good.yaml", GOOD),
        ("fixable.yaml", FIXABLE),
        (".amp-lint.yaml", "rules: {unknown-key: error}\n"),
        ("warning.yaml", &GOOD.replace("- name", "- team: x\n  name")),
    ]);
    for (line, status, expected) in [
        ("amp-lint <(cat good.yaml)", 0, ""),
        ("amp-lint --format concise <(cat good.yaml) <(cat error.yaml)", 1, ":1:14: error[spec-version]"),
        ("mkfifo p; cat error.yaml > p & amp-lint --format concise p", 1, "p:1:14: error[spec-version]"),
        // The settings are those of the current folder, as for stdin.
        ("amp-lint --format concise <(cat warning.yaml)", 1, "error[unknown-key]"),
        ("cat error.yaml | amp-lint --format concise -", 1, "<stdin>:1:14: error[spec-version]"),
        ("cat error.yaml | amp-lint --format concise /dev/stdin", 1, "<stdin>:1:14: error[spec-version]"),
        ("amp-lint --format concise /dev/stdin < error.yaml", 1, "<stdin>:1:14: error[spec-version]"),
        ("amp-lint --format concise /dev/fd/0 - /dev/stdin < error.yaml", 1, "<stdin>:1:14: error[spec-version]"),
        ("cat good.yaml | amp-lint diff /dev/stdin good.yaml", 0, "Nothing would change"),
        ("amp-lint diff <(cat good.yaml) <(cat good.yaml)", 0, "Nothing would change"),
    ] {
        let output = bash(folder.path(), line);
        let said = text(&[output.stdout.clone(), output.stderr].concat());
        assert_eq!(output.status.code(), Some(status), "{line}: {said}");
        assert!(said.contains(expected), "{line}: {said}");
        assert!(text(&output.stdout).matches("spec-version").count() < 2, "{line}: {said}");
    }
}

#[test]
fn what_comes_through_a_pipe_is_fixed_to_stdout_and_never_into_a_file() {
    let folder = folder(&[("fixable.yaml", FIXABLE)]);
    for line in ["amp-lint --fix - < fixable.yaml", "amp-lint --fix /dev/stdin < fixable.yaml"] {
        let output = bash(folder.path(), line);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), GOOD.to_string()), "{line}");
        assert_eq!(fs::read_to_string(folder.path().join("fixable.yaml")).unwrap(), FIXABLE);
    }
    let output = bash(folder.path(), "amp-lint --fix <(cat fixable.yaml)");
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains(" is a pipe, to which nothing is written back; what stdin holds is fixed to stdout"),
        "{said}"
    );
}

/// Whatever is no regular file, or has no end, by name; and what is said of it.
fn traps(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let mut all = vec![(pipe(folder, "pipe"), "it is a pipe, not a regular file")];
    for (name, to, why) in [
        ("link", "pipe", "it is a pipe, not a regular file"),
        ("zero", "/dev/zero", "it is a device, not a regular file"),
        ("folder", ".", "it is a folder, not a regular file"),
        ("endless", "/proc/self/pagemap", "it is too long"),
        ("nothing", "nowhere", "there is no such file"),
    ] {
        if to.starts_with("/proc") && !Path::new(to).exists() {
            continue;
        }
        symlink(to, folder.join(name)).unwrap();
        all.push((folder.join(name), why));
    }
    all
}

#[test]
fn a_key_is_read_from_a_short_regular_file() {
    let folder = folder(&[("amp.yaml", GOOD)]);
    let at = folder.path();
    fs::write(at.join("key"), "secret-key\n").unwrap();
    fs::write(at.join("padded"), format!("secret-key{}", "\n".repeat(64 * 1024 - 10))).unwrap();
    fs::write(at.join("long"), format!("secret-key{}", "\n".repeat(64 * 1024 - 9))).unwrap();
    fs::write(at.join("binary"), b"secret-key\xFF").unwrap();
    fs::write(at.join("lines"), "secret-key\nother\n").unwrap();
    let server = Server::start(|request, _| match request.path.as_str() {
        path if path.starts_with("/v1/projects/") => answer(200, "[]"),
        _ => answer(404, "{}"),
    });
    let run = |key: &Path| {
        let mut command = amp_lint(at);
        command.args(["--project", "p", "--api-key-file"]).arg(key).arg("amp.yaml").env("AMP_API_URL", &server.root);
        let output = command.output().unwrap();
        assert!(output.status.code().is_some(), "{} did not end", key.display());
        for said in [&output.stdout, &output.stderr] {
            assert!(!text(said).contains("secret-key"), "{}", text(said));
        }
        (output.status.code(), text(&output.stderr))
    };
    for name in ["key", "padded"] {
        let before = server.requests().len();
        assert_eq!(run(&at.join(name)).0, Some(0), "{name}");
        let requests = server.requests();
        assert!(requests.len() > before, "{name}");
        assert!(requests[before..].iter().all(|request| request.header("x-api-key") == Some("secret-key")), "{name}");
    }
    let before = server.requests().len();
    let mut refused = traps(at);
    refused.push((at.join("long"), "it is too long for a key"));
    refused.push((at.join("binary"), "must be one line of visible ASCII characters"));
    refused.push((at.join("lines"), "must be one line of visible ASCII characters"));
    refused.push((PathBuf::from("/dev/stdin"), "not a regular file"));
    for (key, why) in refused {
        let (status, said) = run(&key);
        assert_eq!(status, Some(2), "{}: {said}", key.display());
        assert!(said.contains(why) && said.contains(&key.display().to_string()), "{}: {said}", key.display());
        assert!(!said.contains("os error"), "{said}");
    }
    assert_eq!(server.requests().len(), before, "something was asked without a key");
}

#[test]
fn a_catalog_is_read_from_a_regular_file() {
    for nth in 0.. {
        let folder = folder(&[("amp.yaml", GOOD)]);
        let at = folder.path();
        let Some((trap, why)) = traps(at).into_iter().nth(nth) else { break };
        let output = amp_lint(at).arg("--catalog").arg(&trap).arg("amp.yaml").output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{}: {said}", trap.display());
        assert!(said.contains("cannot use the catalog") && said.contains(why), "{}: {said}", trap.display());

        // The fetched one, which nobody named: the built-in one takes its place.
        fs::create_dir_all(at.join("cache/amp-lint")).unwrap();
        let cached = at.join("cache/amp-lint/catalog.json");
        if trap.ends_with("nothing") {
            continue;
        }
        symlink(&trap, &cached).unwrap();
        let output = amp_lint(at).arg("amp.yaml").output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{}: {said}", trap.display());
        assert!(said.contains(why) && said.contains("the built-in one is used"), "{}: {said}", trap.display());
    }
}

#[test]
fn what_the_program_writes_by_itself_is_not_written_to_a_pipe() {
    let content = json!({"name": "crm", "provider": "hubspot", "proxy": {"enabled": true}});
    let revision = json!({"id": "r", "specVersion": "1.0.0", "createTime": "2026-01-01T00:00:00Z", "content": content});
    let integration = json!({
        "id": "1", "projectId": "p", "name": "crm", "provider": "hubspot", "createTime": "2026-01-01T00:00:00Z",
        "latestRevision": revision
    });
    let provider = json!({"hubspot": {"name": "hubspot", "baseURL": "https://x", "authType": "oauth2", "support": {"read": true}}});
    let server = Server::start(move |request, _| match request.path.as_str() {
        "/v1/providers" => answer(200, provider.to_string()),
        _ => answer(200, Value::from(vec![integration.clone()]).to_string()),
    });
    let folder = folder(&[]);
    let at = folder.path();
    fs::create_dir_all(at.join("cache/amp-lint")).unwrap();
    pipe(at, "cache/amp-lint/catalog.json");
    pipe(at, "amp.yaml");
    for arguments in [&["catalog", "update"][..], &["fetch", "--project", "p", "--output", ".", "--force"]] {
        let output = amp_lint(at).args(arguments).env("AMP_API_URL", &server.root).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot write ") && said.contains("it is a pipe, not a regular file"), "{said}");
    }
    // A report goes to whatever the user names for it.
    fs::write(at.join("error.yaml"), ERROR).unwrap();
    let line = "mkfifo report; cat report & amp-lint --format concise --output report error.yaml; wait";
    assert!(text(&bash(at, line).stdout).contains("error.yaml:1:14: error[spec-version]"));
    let line = "amp-lint --format concise --output >(cat) error.yaml | cat";
    assert!(text(&bash(at, line).stdout).contains("error.yaml:1:14: error[spec-version]"));
}
