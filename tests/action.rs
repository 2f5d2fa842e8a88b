//! The GitHub Action's own steps, run by the shell that it names. On Windows that is one that a test does not find by its name.
#![cfg(unix)]

mod support;

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use amp_lint::{Layout, Source};
use serde_json::Value;
use support::server::{Reply, Server};
use tempfile::TempDir;

fn action() -> Value {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).unwrap();
    let json = amp_lint::read(&Source::new("action.yml", text), Layout::Compact).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// What a run of the action knows of where it is.
struct Job {
    folder: TempDir,
    /// Where the action's repository is: a server and a name. Nothing in the repository's own folder.
    home: Option<(String, String)>,
    /// As what the action was asked for.
    reference: String,
    /// What the workflow gives it.
    paths: String,
    args: String,
    against: String,
}

impl Job {
    fn new(paths: &str, args: &str) -> Job {
        let folder = TempDir::new().unwrap();
        for name in ["work", "temp", "tools"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let (paths, args) = (paths.to_string(), args.to_string());
        Job { folder, home: None, reference: String::new(), paths, args, against: String::new() }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// A tool that is found before any other of its name.
    fn tool(&self, name: &str, script: &str) {
        executable(&self.at("tools").join(name), script);
    }

    /// What stands for `${{ ... }}` in an action.
    fn value(&self, expression: &str, outputs: &str) -> String {
        match expression {
            "${{ inputs.paths }}" => self.paths.clone(),
            "${{ inputs.args }}" => self.args.clone(),
            "${{ inputs.against }}" => self.against.clone(),
            "${{ github.action_repository }}" => self.home.as_ref().map_or(String::new(), |(_, name)| name.clone()),
            "${{ github.action_ref }}" => self.reference.clone(),
            "${{ steps.get.outputs.program }}" => {
                outputs.lines().find_map(|line| line.strip_prefix("program=")).unwrap_or_default().to_string()
            }
            other => panic!("{other}"),
        }
    }

    /// Whether a step is to run, as its condition says.
    fn is_wanted(&self, step: &Value) -> bool {
        match step["if"].as_str() {
            None => true,
            Some("${{ !cancelled() && inputs.against != '' && steps.get.outputs.program != '' }}") => {
                !self.against.is_empty()
            }
            Some(other) => panic!("{other}"),
        }
    }

    /// Runs all steps one after the other, those without a condition until one fails. No program of this name is on the path but the job's own.
    fn run(&self) -> Output {
        let of_machine = std::env::var_os("PATH").unwrap();
        let others = std::env::split_paths(&of_machine).filter(|folder| !folder.join("amp-lint").exists());
        let path = std::env::join_paths([self.at("tools")].into_iter().chain(others)).unwrap();
        let outputs = self.at("outputs");
        let mut last: Option<Output> = None;
        for step in action()["runs"]["steps"].as_array().unwrap() {
            let has_failed = last.as_ref().is_some_and(|output| !output.status.success());
            if !self.is_wanted(step) || (has_failed && step["if"].is_null()) {
                continue;
            }
            assert_eq!(step["shell"], "bash");
            let mut shell = Command::new("bash");
            shell.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
            shell.current_dir(self.at("work")).env("PATH", &path).env("GITHUB_ACTIONS", "true").env_remove("GITLAB_CI");
            shell.env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR")).env("GITHUB_OUTPUT", &outputs);
            shell.env("GITHUB_STEP_SUMMARY", self.at("summary.md"));
            shell.env("RUNNER_TEMP", self.at("temp")).env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "ARM64");
            shell.env("GITHUB_SERVER_URL", self.home.as_ref().map_or("", |(server, _)| server));
            shell.env("NO_PROXY", "*");
            let known = fs::read_to_string(&outputs).unwrap_or_default();
            for (name, value) in step["env"].as_object().into_iter().flatten() {
                shell.env(name, self.value(value.as_str().unwrap(), &known));
            }
            let mut output = shell.output().unwrap();
            if let Some(before) = last {
                output.stderr.splice(0..0, before.stderr);
                output.stdout.splice(0..0, before.stdout);
                if !before.status.success() {
                    output.status = before.status;
                }
            }
            last = Some(output);
        }
        last.unwrap()
    }
}

fn executable(path: &Path, script: &str) {
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A script that says what it is and goes on as the real program.
fn stand_in(what: &str) -> String {
    format!("#!/bin/sh\necho '{what}' >&2\nexec '{}' \"$@\"\n", assert_cmd::cargo::cargo_bin("amp-lint").display())
}

const GOOD: &str = "specVersion: 1.0.0\nintegrations:\n  - {name: a, provider: hubspot, proxy: {enabled: true}}\n";
const COMMIT: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
const ARCHIVE: &str = "amp-lint-aarch64-unknown-linux-musl.tar.gz";

fn version() -> String {
    format!("v{}", env!("CARGO_PKG_VERSION"))
}

/// The files of a release, as a server gives them out. `spoil` may change what the archive holds after its checksum is taken.
fn release(spoil: impl FnOnce(&mut Vec<u8>)) -> Server {
    let folder = TempDir::new().unwrap();
    let name = ARCHIVE.trim_end_matches(".tar.gz");
    fs::create_dir(folder.path().join(name)).unwrap();
    executable(&folder.path().join(name).join("amp-lint"), &stand_in("released"));
    fs::write(folder.path().join("COMMIT"), format!("{COMMIT}\n")).unwrap();
    let script = format!("tar -czf {ARCHIVE} {name} && sha256sum {ARCHIVE} COMMIT > SHA256SUMS");
    assert!(Command::new("bash").args(["-c", &script]).current_dir(folder.path()).status().unwrap().success());
    let file = |name: &str| (name.to_string(), fs::read(folder.path().join(name)).unwrap());
    let mut files: HashMap<String, Vec<u8>> = ["SHA256SUMS", "COMMIT", ARCHIVE].into_iter().map(file).collect();
    spoil(files.get_mut(ARCHIVE).unwrap());
    let folder = format!("/us/amp-lint/releases/download/{}/", version());
    Server::start(move |request, _| match request.path.strip_prefix(&folder).and_then(|name| files.get(name)) {
        Some(bytes) => Reply::Whole(200, "application/octet-stream", Vec::new(), bytes.clone()),
        None => Reply::Whole(404, "text/plain", Vec::new(), Vec::new()),
    })
}

/// A job that lints a good manifest with the action of a server, where a compiler would be a stand-in.
fn job(server: &Server, reference: &str) -> Job {
    let mut job = Job::new(".", "");
    job.home = Some((server.root.clone(), "us/amp-lint".to_string()));
    job.reference = reference.to_string();
    fs::write(job.at("work/amp.yaml"), GOOD).unwrap();
    // It takes the place of minutes of compiling, and makes what that would make, where that would make it.
    let compiled = job.at("temp/amp-lint/compiled");
    let arguments =
        format!("install --quiet --locked --path {} --root {}", env!("CARGO_MANIFEST_DIR"), compiled.display());
    executable(&job.at("compiled"), &stand_in("compiled"));
    job.tool(
        "cargo",
        &format!(
            "#!/bin/sh\n[ \"$*\" = '{arguments}' ] || exit 7\nmkdir -p '{0}/bin' && cp '{1}' '{0}/bin/amp-lint'\n",
            compiled.display(),
            job.at("compiled").display()
        ),
    );
    job
}

#[test]
fn the_action_annotates_and_fails() {
    let job = |paths: &str, args: &str| {
        let job = Job::new(paths, args);
        job.tool("amp-lint", &stand_in("on the path"));
        fs::create_dir(job.at("work/with space")).unwrap();
        fs::write(job.at("work/with space/amp.yaml"), GOOD).unwrap();
        fs::write(job.at("work/-bad.yaml"), GOOD.replace("1.0.0", "2.0.0")).unwrap();
        job
    };
    let output = job(".", "").run();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let job = job("with space/amp.yaml\n-bad.yaml", "--pedantic\n--format=github\n--format=sarif=a b.sarif");
    let output = job.run();
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(said.starts_with("::error title=amp-lint(spec-version),file=-bad.yaml,line=1,"), "{said}");
    assert!(job.at("work/a b.sarif").exists());
    assert_eq!(action()["inputs"]["paths"]["default"], ".");
}

#[test]
fn the_released_program_is_taken_by_its_tag_and_by_its_commit() {
    let major = version().split('.').next().unwrap().to_string();
    for reference in [version(), major, COMMIT.to_string()] {
        let server = release(|_| ());
        let output = job(&server, &reference).run();
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("released\n"), "{}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("compil"), "{}", text(&output.stderr));
        assert_eq!(server.requests().len(), 3);
    }
}

#[test]
fn an_archive_with_another_checksum_ends_the_run() {
    let spoilt: [fn(&mut Vec<u8>); 3] = [|bytes| bytes.push(0), Vec::clear, |bytes| bytes[9] ^= 1];
    for spoil in spoilt {
        let output = job(&release(spoil), &version()).run();
        assert_eq!(output.status.code(), Some(1));
        let said = text(&output.stderr);
        assert!(said.contains(&format!("the checksum of {ARCHIVE} is ")), "{said}");
        assert!(!said.contains("released\n") && !said.contains("compil"), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn without_a_release_of_this_very_source_it_is_compiled() {
    let no_release = || Server::start(|_, _| Reply::Whole(404, "text/plain", Vec::new(), Vec::new()));
    let another = COMMIT.replace('c', "d");
    let cases = [
        (no_release(), version(), "there is no SHA256SUMS of ", 1),
        (release(|_| ()), another.clone(), &*format!("{another} is not the commit of "), 3),
        (release(|_| ()), "main".to_string(), "main is no released version", 0),
        (release(|_| ()), "v99.1.2".to_string(), "v99.1.2 is no released version", 0),
    ];
    for (server, reference, why, requests) in cases {
        let output = job(&server, &reference).run();
        let said = text(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(said.contains(why) && said.contains("compiled\n") && !said.contains("released\n"), "{said}");
        assert_eq!(server.requests().len(), requests, "{said}");
    }
    // In the repository's own folder.
    let server = release(|_| ());
    let mut job = job(&server, "");
    job.home = None;
    let output = job.run();
    assert!(output.status.success() && text(&output.stderr).contains("compiled\n"), "{}", text(&output.stderr));
    assert!(server.requests().is_empty());
}
