//! What a search takes and what it leaves: links, pipes and devices, patterns, what is excluded, and the same file by two names.

mod support;

#[cfg(unix)]
use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use assert_cmd::Command;
use support::files::{folder, put};
use support::output::{self, text};
use support::program;

const GOOD: &str = "specVersion: 1.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
const ERROR: &str = "specVersion: 2.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  proxy: {enabled: true}\n";
const SECRET: &str = "sk-never-shown";

/// The program, with a key in its environment that it never has a reason to show. What waits without end fails the test.
fn amp_lint(folder: &Path) -> Command {
    let mut command = program::amp_lint(folder);
    command.env("AMP_API_KEY", SECRET).timeout(Duration::from_secs(120));
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output = amp_lint(folder).args(arguments).output().unwrap();
    assert!(output.status.code().is_some(), "{arguments:?} did not end: {}", text(&output.stderr));
    for said in [&output.stdout, &output.stderr] {
        assert!(!text(said).contains(SECRET), "{}", text(said));
    }
    output
}

/// The files that are linted, and what is said beside.
fn linted(folder: &Path, arguments: &[&str]) -> (Vec<String>, String) {
    let output = run(folder, &[&["--format", "json"], arguments].concat());
    let report = output::json(&output);
    let files = report["files"].as_array().unwrap();
    (files.iter().map(|file| file["path"].as_str().unwrap().to_string()).collect(), text(&output.stderr))
}

fn lines(said: &str) -> Vec<&str> {
    said.lines().map(|line| line.strip_prefix("amp-lint: ").unwrap_or(line)).collect()
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use nix::sys::stat::Mode;
    use nix::unistd::mkfifo;

    use super::*;

    fn pipe(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        mkfifo(&path, Mode::from_bits_truncate(0o600)).unwrap();
    }

    fn link(to: impl AsRef<Path>, folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(to, path).unwrap();
    }

    #[test]
    fn links_that_lead_nowhere_round_in_circles_or_out_take_nothing_from_a_clean_repository() {
        let outside = folder(&[("amp.yaml", ERROR), ("deep/amp.yaml", ERROR)]);
        let folder = folder(&[("amp.yaml", GOOD)]);
        let clean = |name: &str| {
            let output = run(folder.path(), &[]);
            assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{name}: {}", text(&output.stderr));
            assert_eq!(text(&output.stderr), "No problems in 1 file\n", "{name}");
        };
        for (name, to) in [
            ("dangling", Path::new("nowhere")),
            ("loop", Path::new(".")),
            ("own", Path::new("own")),
            ("up", Path::new("..")),
            ("machine", Path::new("/")),
            ("outside", outside.path()),
            ("one.yaml", &outside.path().join("amp.yaml")),
        ] {
            link(to, folder.path(), name);
            clean(name);
        }
    }

    #[test]
    fn a_link_of_the_right_name_is_taken_when_it_leads_to_a_file_below_and_else_it_is_said_why_not() {
        let outside = folder(&[("amp.yaml", ERROR)]);
        let folder = folder(&[("amp.yaml", GOOD), ("shared/crm.yaml", GOOD), ("x/real/amp.yaml", GOOD)]);
        let at = folder.path();
        link("../shared/crm.yaml", at, "a/amp.yaml");
        link(outside.path().join("amp.yaml"), at, "b/amp.yaml");
        link("nowhere", at, "c/amp.yaml");
        link("amp.yaml", at, "d/amp.yaml");
        link("../shared", at, "e/amp.yaml");
        link("/proc/self/environ", at, "f/amp.yaml");
        link("/dev/zero", at, "g/amp.yaml");
        pipe(at, "h/amp.yaml");
        pipe(at, "h/pipe");
        link("pipe", at, "i/amp.yml");
        link("../h/pipe", at, "j/amp.yml");
        let _socket = UnixListener::bind(at.join("h/amp.yml")).unwrap();
        // By two names, and only the file's own is needed.
        link("../x/real/amp.yaml", at, "k/amp.yaml");
        link("../x/real", at, "l/folder");
        let out = "leads out of the searched folder; name it to lint it";
        let environment = match Path::new("/proc/self/environ").exists() {
            true => format!("f/amp.yaml is left out: it {out}"),
            false => "f/amp.yaml is left out: it links to nothing".to_string(),
        };
        let expected = [
            format!("b/amp.yaml is left out: it {out}"),
            "c/amp.yaml is left out: it links to nothing".to_string(),
            "d/amp.yaml is left out: it links to nothing".to_string(),
            "e/amp.yaml is left out: it links to a folder".to_string(),
            environment,
            format!("g/amp.yaml is left out: it {out}"),
            "h/amp.yaml is left out: it is a pipe".to_string(),
            "h/amp.yml is left out: it is a socket".to_string(),
            "i/amp.yml is left out: it links to nothing".to_string(),
            "j/amp.yml is left out: it links to a pipe".to_string(),
        ];
        let (files, said) = linted(at, &[]);
        assert_eq!(files, ["a/amp.yaml", "amp.yaml", "x/real/amp.yaml"]);
        assert_eq!(lines(&said), expected);
        assert_eq!(run(at, &["--format", "json"]).status.code(), Some(0));
        assert_eq!(text(&run(at, &["--quiet"]).stderr), "");
        // What leads out of a folder may lie in the folder above it.
        let output = run(at, &["a"]);
        let alone = format!("amp-lint: a/amp.yaml is left out: it {out}\n");
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(2), alone));
        // With both named, it is below one of them.
        assert_eq!(linted(at, &["a", "shared", "x"]).0, ["a/amp.yaml", "x/real/amp.yaml"]);
        assert_eq!(linted(at, &[".", "a"]).0, ["a/amp.yaml", "amp.yaml", "x/real/amp.yaml"]);
        assert_eq!(lines(&linted(at, &[".", "b", "a"]).1), expected);
        // A searched folder may be a link itself: it was named.
        link("x", at, "z");
        assert_eq!(linted(at, &["z"]).0, ["z/real/amp.yaml"]);
        // What is named is read wherever it leads.
        assert_eq!(run(at, &["b/amp.yaml"]).status.code(), Some(1));
    }

    #[test]
    fn the_same_file_by_two_names_is_linted_once() {
        let folder = folder(&[("amp.yaml", ERROR), ("deep/other.yaml", GOOD)]);
        let at = folder.path();
        link("amp.yaml", at, "alias.yaml");
        fs::hard_link(at.join("amp.yaml"), at.join("deep/amp.yaml")).unwrap();
        let whole = at.canonicalize().unwrap().join("amp.yaml").display().to_string();
        let up = format!("../{}/amp.yaml", at.file_name().unwrap().to_str().unwrap());
        for (names, first) in [
            (&["amp.yaml", "amp.yaml"][..], "amp.yaml"),
            (&["./amp.yaml", "amp.yaml", "deep/../amp.yaml"], "./amp.yaml"),
            (&[&whole, "amp.yaml", &up], &whole),
            (&["alias.yaml", "amp.yaml"], "alias.yaml"),
            (&["amp.yaml", "alias.yaml"], "amp.yaml"),
            (&["deep/amp.yaml", "amp.yaml"], "deep/amp.yaml"),
            (&["amp.yaml", "."], "amp.yaml"),
            (&[".", "amp.yaml", "deep", "alias.yaml"], "amp.yaml"),
        ] {
            assert_eq!(linted(at, names).0, [first], "{names:?}");
        }
        // One that is missing is missing under each of its names.
        let said = text(&run(at, &["gone.yaml", "deep/gone.yaml"]).stderr);
        assert_eq!(said.matches("there is no such file").count(), 2, "{said}");
    }

    #[test]
    fn a_file_that_git_would_read_is_no_trap() {
        let global = folder(&[]);
        pipe(global.path(), "config");
        for (name, what) in [
            (".gitignore", "it is a pipe"),
            ("deep/.gitignore", "it is a pipe"),
            ("deep/er/.ignore", "it is a pipe"),
            (".git/info/exclude", "it is a pipe"),
            ("deep/.git/info/exclude", "it is a pipe"),
        ] {
            for way in ["pipe", "link", "device", "endless", "long"] {
                let folder = folder(&[("amp.yaml", GOOD), ("deep/er/amp.yaml", GOOD)]);
                let at = folder.path();
                let what = match way {
                    "pipe" => {
                        pipe(at, name);
                        what
                    }
                    "link" => {
                        pipe(at, "pipe");
                        link(at.join("pipe"), at, name);
                        what
                    }
                    "device" => {
                        link("/dev/zero", at, name);
                        "it is a device"
                    }
                    "endless" if !Path::new("/proc/self/pagemap").exists() => continue,
                    "endless" => {
                        // It says that it has no bytes.
                        link("/proc/self/pagemap", at, name);
                        "it is too long"
                    }
                    _ => {
                        put(at, name, &"#\n".repeat(600_000));
                        "it is too long"
                    }
                };
                let output = run(at, &[]);
                let said = text(&output.stderr);
                assert_eq!(output.status.code(), Some(2), "{way} {name}: {said}");
                assert!(said.contains("cannot search ") && said.contains(name), "{way} {name}: {said}");
                assert!(said.contains(what), "{way} {name}: {said}");
                // What lies above is read as well.
                let above = run(at, &["deep/er"]);
                assert_eq!(above.status.code(), Some(2), "{way} {name}");
                // Named files need none of it.
                assert_eq!(run(at, &["deep/er/amp.yaml"]).status.code(), Some(0), "{way} {name}");
            }
        }
        let folder = folder(&[("amp.yaml", GOOD)]);
        for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
            let output = amp_lint(folder.path()).env(name, global.path().join("config")).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{name}");
            assert!(text(&output.stderr).contains("config: it is a pipe"), "{}", text(&output.stderr));
        }
        put(global.path(), "gitconfig", &format!("[core]\n\texcludesFile = {}/config\n", global.path().display()));
        let output =
            amp_lint(folder.path()).env("GIT_CONFIG_GLOBAL", global.path().join("gitconfig")).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    }

    #[test]
    fn a_linked_work_tree_is_no_trap_and_its_list_counts() {
        let folder = folder(&[
            ("tree/amp.yaml", GOOD),
            ("tree/vendor/amp.yaml", GOOD),
            ("main/.git/worktrees/tree/commondir", "../..\n"),
            ("main/.git/info/exclude", "vendor\n"),
        ]);
        let at = folder.path();
        put(at, "tree/.git", &format!("gitdir: {}/main/.git/worktrees/tree\n", at.display()));
        assert_eq!(linted(at, &["tree"]).0, ["tree/amp.yaml"]);
        for name in ["main/.git/info/exclude", "main/.git/worktrees/tree/commondir"] {
            let kept = fs::read(at.join(name)).unwrap();
            fs::remove_file(at.join(name)).unwrap();
            pipe(at, name);
            assert_eq!(run(at, &["tree"]).status.code(), Some(2), "{name}");
            fs::remove_file(at.join(name)).unwrap();
            fs::write(at.join(name), kept).unwrap();
        }
        fs::remove_file(at.join("tree/.git")).unwrap();
        link("/dev/zero", at, "tree/.git");
        assert_eq!(run(at, &["tree"]).status.code(), Some(0));
    }

    #[test]
    fn settings_are_read_from_regular_files_and_not_without_end() {
        for way in ["pipe", "device", "endless", "dangling", "folder", "long"] {
            let folder = folder(&[("amp.yaml", ERROR)]);
            let at = folder.path();
            let name = ".amp-lint.yaml";
            let why = match way {
                "pipe" => {
                    pipe(at, name);
                    "it is a pipe, not a regular file"
                }
                "device" => {
                    link("/dev/zero", at, name);
                    "it is a device, not a regular file"
                }
                "endless" if !Path::new("/proc/self/pagemap").exists() => continue,
                "endless" => {
                    link("/proc/self/pagemap", at, name);
                    "it is too long"
                }
                "dangling" => {
                    link("nowhere", at, name);
                    "there is no such file"
                }
                "folder" => {
                    fs::create_dir(at.join(name)).unwrap();
                    "it is a folder, not a regular file"
                }
                _ => {
                    put(at, name, &"#\n".repeat(600_000));
                    "it is too long"
                }
            };
            for arguments in [&["amp.yaml"][..], &["."], &["--config", name, "amp.yaml"]] {
                let output = run(at, arguments);
                let expected = format!("amp-lint: cannot read the settings {name}: {why}\n");
                assert_eq!((output.status.code(), text(&output.stderr)), (Some(2), expected), "{way} {arguments:?}");
                assert!(output.stdout.is_empty(), "{way}");
            }
            assert_eq!(run(at, &["--no-config", "amp.yaml"]).status.code(), Some(1), "{way}");
        }
    }

    #[test]
    fn settings_by_a_link_are_used_and_nothing_of_another_file_is_shown() {
        let outside = folder(&[
            ("good.yaml", "rules: {spec-version: ignore}\n"),
            ("odd.yaml", "rules: {spec-version: ignore}\npassword-hunter2: x\n"),
            ("secrets", "password: hunter2\n\t- : {\n"),
        ]);
        for (name, status, said) in [
            ("good.yaml", 0, ""),
            (
                "odd.yaml",
                0,
                "amp-lint: there are warnings about the settings .amp-lint.yaml: it is a link, and only --config .amp-lint.yaml shows them\n",
            ),
            (
                "secrets",
                2,
                "amp-lint: the settings .amp-lint.yaml cannot be used for their errors, and nothing was linted: it is a link, and only --config .amp-lint.yaml shows them\n",
            ),
        ] {
            let folder = folder(&[("amp.yaml", ERROR)]);
            link(outside.path().join(name), folder.path(), ".amp-lint.yaml");
            let output = run(folder.path(), &["--format", "json"]);
            assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(status), said), "{name}");
            assert!(!text(&output.stdout).contains("hunter2"));
            // Who names it gets to see it.
            let named = run(folder.path(), &["--config", ".amp-lint.yaml", "amp.yaml"]);
            assert_eq!(text(&named.stderr).contains("hunter2"), name != "good.yaml", "{}", text(&named.stderr));
        }
        if Path::new("/proc/self/environ").exists() {
            let folder = folder(&[("amp.yaml", GOOD)]);
            link("/proc/self/environ", folder.path(), ".amp-lint.yaml");
            assert_eq!(run(folder.path(), &[]).status.code(), Some(2));
        }
    }
}

#[test]
fn a_line_that_git_does_not_understand_is_no_failure() {
    let folder = folder(&[(".gitignore", "[z-a\n{\nvendor\n"), ("deep/.gitignore", "a[\n"), ("deep/amp.yaml", GOOD)]);
    put(folder.path(), "vendor/amp.yaml", GOOD);
    for arguments in [&[][..], &["deep"]] {
        assert_eq!(linted(folder.path(), arguments), (vec!["deep/amp.yaml".to_string()], String::new()));
    }
}

#[test]
fn what_is_named_counts_as_named_wherever_it_was_found_too() {
    let folder = folder(&[
        ("amp.yaml", "gain: 11\n"),
        ("vendor/amp.yaml", ERROR),
        (".amp-lint.yaml", "exclude: [vendor]\nrules: {spec-version: ignore}\n"),
        ("vendor/.amp-lint.yaml", "rules: {spec-version: warning}\n"),
    ]);
    let status = |arguments: &[&str]| run(folder.path(), arguments).status.code();
    // Another tool's file is an error when it was meant.
    assert_eq!(status(&["."]), Some(0));
    for arguments in [[".", "amp.yaml"], ["amp.yaml", "."]] {
        assert_eq!(status(&arguments), Some(1), "{arguments:?}");
    }
    // And what is excluded is linted, by the settings that are its own.
    for arguments in [[".", "vendor/amp.yaml"], ["vendor/amp.yaml", "."]] {
        assert!(linted(folder.path(), &arguments).0.contains(&"vendor/amp.yaml".to_string()), "{arguments:?}");
    }
    let output = run(folder.path(), &["--format", "concise", "vendor/amp.yaml"]);
    assert!(text(&output.stdout).contains("warning[spec-version]"), "{}", text(&output.stdout));
}

const TREE: &[(&str, &str)] = &[
    ("amp.yaml", GOOD),
    ("manifests/crm.yaml", GOOD),
    ("manifests/deep/erp.yaml", GOOD),
    ("manifests/notes.txt", "x"),
    ("other/manifests/crm.yaml", GOOD),
    ("values.yml", "x: 1\n"),
];

#[test]
fn patterns_take_files_of_other_names() {
    let folder = folder(TREE);
    let found = |arguments: &[&str]| linted(folder.path(), arguments).0;
    assert_eq!(found(&[]), ["amp.yaml"]);
    assert_eq!(found(&["--include", "manifests/*.yaml"]), ["amp.yaml", "manifests/crm.yaml"]);
    let everywhere = ["amp.yaml", "manifests/crm.yaml", "other/manifests/crm.yaml"];
    assert_eq!(found(&["--include", "crm.yaml"]), everywhere);
    assert_eq!(found(&["--include", "**/manifests/*.yaml"]), everywhere);
    let below = ["amp.yaml", "manifests/crm.yaml", "manifests/deep/erp.yaml"];
    assert_eq!(found(&["--include=manifests/**/*.yaml"]), below);
    assert_eq!(found(&["--include", "manifests/*.yaml", "--include", "manifests/*/*.yaml"]), below);
    // From the searched folder, or from the current one.
    let other = ["other/manifests/crm.yaml"];
    assert_eq!(found(&["--include", "manifests/*.yaml", "other"]), other);
    assert_eq!(found(&["--include", "other/manifests/*.yaml", "other"]), other);
    let at = folder.path().join("manifests/deep");
    assert_eq!(linted(&at, &["--include", "manifests/*.yaml", "../../other"]).0, ["../../other/manifests/crm.yaml"]);
    // What is named needs no pattern.
    assert_eq!(found(&["--include", "crm.yaml", "values.yml"]), ["values.yml"]);
    // One that nothing is found for may be misspelt.
    let (files, said) = linted(folder.path(), &["--include", "manifest/*.yaml", "--include", "crm.yaml"]);
    assert_eq!((files.len(), lines(&said)), (3, vec!["no file is one for --include `manifest/*.yaml`"]));
    for broken in ["a[", "{a", "", "/"] {
        let output = run(folder.path(), &["--include", broken]);
        assert_eq!(output.status.code(), Some(2), "{broken}");
        assert!(text(&output.stderr).contains("--include <GLOB>"), "{}", text(&output.stderr));
    }
}

#[test]
fn settings_have_patterns_for_their_folder() {
    let folder = folder(TREE);
    put(folder.path(), ".amp-lint.yaml", "include: ['manifests/*.yaml']\n");
    assert_eq!(linted(folder.path(), &[]).0, ["amp.yaml", "manifests/crm.yaml"]);
    // From wherever the search starts.
    assert_eq!(linted(folder.path(), &["manifests"]).0, ["manifests/crm.yaml"]);
    assert_eq!(linted(&folder.path().join("other"), &["../manifests"]).0, ["../manifests/crm.yaml"]);
    // The nearest file counts for each folder, and for nothing beside it.
    put(folder.path(), "other/.amp-lint.yaml", "include: [crm.yaml]\n");
    put(folder.path(), "manifests/.amp-lint.yml", "include: ['deep/*']\n");
    let found = ["amp.yaml", "manifests/deep/erp.yaml", "other/manifests/crm.yaml"];
    assert_eq!(linted(folder.path(), &[]).0, found);
    // `--config` takes their place, and `--no-config` takes them away.
    put(folder.path(), "own/settings.yaml", "include: [values.yml]\n");
    assert_eq!(linted(folder.path(), &["--config", "own/settings.yaml"]).0, ["amp.yaml", "values.yml"]);
    assert_eq!(linted(folder.path(), &["--no-config"]).0, ["amp.yaml"]);
}

#[test]
fn what_is_excluded_or_ignored_is_not_included() {
    let folder = folder(TREE);
    put(folder.path(), ".amp-lint.yaml", "include: ['*.yaml']\nexclude: [deep, 'other/**']\n");
    assert_eq!(linted(folder.path(), &[]).0, ["amp.yaml", "manifests/crm.yaml"]);
    put(folder.path(), ".gitignore", "manifests/\n");
    put(folder.path(), ".hidden/crm.yaml", GOOD);
    assert_eq!(linted(folder.path(), &["--include", "crm.yaml"]).0, ["amp.yaml"]);
    assert_eq!(linted(folder.path(), &[".hidden"]).0, [".hidden/crm.yaml"]);
}

#[test]
fn a_folder_without_manifests_says_what_was_looked_for() {
    let folder = folder(&[
        ("none/readme.txt", "x"),
        ("one/crm.yaml", GOOD),
        ("many/b.yml", GOOD),
        ("many/a/a.yaml", GOOD),
        ("many/c.json", "{}"),
    ]);
    let elsewhere = self::folder(&[("crm.yaml", GOOD)]);
    let above = elsewhere.path().display().to_string().replace(std::path::MAIN_SEPARATOR, "/");
    for (arguments, expected) in [
        (&["none"][..], "there is no amp.yaml or amp.yml in none"),
        (
            &["one"],
            "there is no amp.yaml or amp.yml in one; it has 1 other YAML file (one/crm.yaml): name it, or take it with --include 'one/*.yaml'",
        ),
        (
            &["many"],
            "there is no amp.yaml or amp.yml in many; it has 2 other YAML files (many/a/a.yaml): name them, or take them with --include 'many/a/*.yaml'",
        ),
        (
            // A pattern for what is not below the current folder is for its name.
            &[&above],
            "there is no amp.yaml or amp.yml in ABOVE; it has 1 other YAML file (ABOVE/crm.yaml): name it, or take it with --include '*.yaml'",
        ),
        (
            &["none", "--include", "m/*.yaml", "--include", "crm"],
            "there is no amp.yaml or amp.yml in none, and no file for `m/*.yaml` or `crm`",
        ),
    ] {
        let output = run(folder.path(), arguments);
        let expected = expected.replace("ABOVE", &above);
        assert_eq!((output.status.code(), lines(&text(&output.stderr))), (Some(2), vec![expected.as_str()]));
    }
    // What is advised works.
    assert_eq!(linted(folder.path(), &["one", "--include", "one/*.yaml"]).0, ["one/crm.yaml"]);
    assert_eq!(linted(folder.path(), &[&above, "--include", "*.yaml"]).0, [format!("{above}/crm.yaml")]);
}

#[test]
fn everything_excluded_is_said_and_is_no_failure() {
    let folder = folder(&[
        (".amp-lint.yaml", "exclude: [vendor, x/amp.yaml]\n"),
        ("vendor/a/amp.yaml", ERROR),
        ("vendor/b/amp.yml", ERROR),
        // Settings below what is left out have no say.
        ("vendor/b/.amp-lint.yaml", "strict: [\n"),
        ("x/amp.yaml", ERROR),
        ("empty/readme.txt", "x"),
    ]);
    for (arguments, expected) in [
        (&["."][..], "the settings exclude all 3 manifests in ."),
        (&["x"], "the settings exclude the only manifest in x"),
        (&["vendor"], "the settings exclude both manifests in vendor"),
        (&["vendor/a"], "the settings exclude the only manifest in vendor/a"),
        (&["--force-exclude", "x/amp.yaml"], "the settings exclude the named file"),
        (&["--force-exclude", "x/amp.yaml", "vendor/b/amp.yml"], "the settings exclude both named files"),
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!((output.status.code(), lines(&text(&output.stderr))), (Some(0), vec![expected]), "{arguments:?}");
        assert_eq!(text(&run(folder.path(), &[arguments, &["--quiet"]].concat()).stderr), "");
    }
    // What settings above ask for and leave out is left out, too.
    put(folder.path(), "deep/.amp-lint.yaml", "include: ['*.json']\nexclude: [old]\n");
    put(folder.path(), "deep/old/older/crm.json", "{}");
    let output = run(folder.path(), &["deep"]);
    assert_eq!(lines(&text(&output.stderr)), ["the settings exclude the only manifest in deep"]);
    // Nothing to exclude is another thing.
    assert_eq!(run(folder.path(), &["empty"]).status.code(), Some(2));
}

#[test]
fn settings_from_elsewhere_are_for_what_lies_below_the_current_folder() {
    let folder = folder(&[("amp.yaml", GOOD), ("vendor/amp.yaml", GOOD), ("deep/vendor/amp.yaml", GOOD)]);
    let elsewhere = self::folder(&[]);
    let settings = elsewhere.path().join("settings.yaml").display().to_string();
    let own_name = folder.path().file_name().unwrap().to_str().unwrap();
    put(elsewhere.path(), "settings.yaml", &format!("exclude: ['vendor/*', {own_name}, tmp]\n"));
    assert_eq!(linted(folder.path(), &["--config", &settings]).0, ["amp.yaml", "deep/vendor/amp.yaml"]);
}

#[test]
fn what_is_named_can_be_excluded_when_that_is_asked_for() {
    let folder = folder(&[
        (".amp-lint.yaml", "exclude: [vendor]\n"),
        ("amp.yaml", GOOD),
        ("vendor/x/amp.yaml", ERROR),
        ("vendor/x/.amp-lint.yaml", "strict: true\n"),
    ]);
    let at = folder.path();
    let names = ["amp.yaml", "vendor/x/amp.yaml"];
    assert_eq!(linted(at, &names).0, names);
    assert_eq!(linted(at, &[&["--force-exclude"], &names[..]].concat()), (vec!["amp.yaml".to_string()], String::new()));
    // As a whole path, and from elsewhere.
    let whole = at.canonicalize().unwrap().join("vendor/x/amp.yaml");
    let output = run(at, &["--force-exclude", whole.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(run(at, &["--force-exclude", "--no-config", "vendor/x/amp.yaml"]).status.code(), Some(1));
    // By a link, from either end.
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("vendor/x/amp.yaml", at.join("into.yaml")).unwrap();
        std::os::unix::fs::symlink("../amp.yaml", at.join("vendor/out.yaml")).unwrap();
        for name in ["into.yaml", "vendor/out.yaml"] {
            assert_eq!(linted(at, &["--force-exclude", name]).0, [""; 0], "{name}");
        }
    }
    // Stdin is no file.
    let output = amp_lint(at).args(["--force-exclude", "-"]).write_stdin(ERROR).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn folders_that_are_compared_are_searched_likewise() {
    let folder = folder(&[
        ("old/manifests/crm.yaml", GOOD),
        ("new/manifests/crm.yaml", GOOD),
        ("new/vendor/amp.yaml", ERROR),
        (".amp-lint.yml", "include: ['*/manifests/*.yaml']\nexclude: [vendor]\ncolour: red\n"),
    ]);
    let compare = || run(folder.path(), &["diff", "old", "new"]);
    let said = text(&compare().stderr);
    assert_eq!(compare().status.code(), Some(0), "{said}");
    assert!(said.contains("there is no setting `colour`") && said.contains("Nothing would change"), "{said}");
    put(folder.path(), ".amp-lint.yml", "include: [\n");
    assert_eq!(compare().status.code(), Some(2));
    // Files that are named need no settings.
    let output = run(folder.path(), &["diff", "old/manifests/crm.yaml", "new/manifests/crm.yaml"]);
    assert_eq!((output.status.code(), lines(&text(&output.stderr))), (Some(0), vec!["Nothing would change"]));
}
