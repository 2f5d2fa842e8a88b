//! What a deploy would change as Markdown: by hand, by the GitHub Action and by the recipe for drift.
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use amp_lint::{Layout, Source};
use serde_json::{Value, json};
use support::files::{folder, project, put};
use support::output::{stderr, stdout, text};
use support::program::{amp_lint, clean, program, run, shell};
use support::server::{Server, json as answer, problem};

fn integration(name: &str, schedule: &str, fields: &[&str]) -> Value {
    let fields: Vec<Value> = fields.iter().map(|name| json!({"fieldName": name})).collect();
    let read = json!({"objects": [{"objectName": "contacts", "destination": "hook", "schedule": schedule, "requiredFields": fields}]});
    json!({"name": name, "provider": "hubspot", "read": read})
}

fn manifest(integrations: &[Value]) -> String {
    json!({"specVersion": "1.0.0", "integrations": integrations}).to_string()
}

#[test]
fn what_breaks_comes_first_and_reads_are_held_against_each_other() {
    let old = manifest(&[
        integration("crm", "0 * * * *", &["email", "phone"]),
        integration("same", "*/10 * * * *", &["email"]),
        integration("gone", "0 6 * * 1-5", &["email"]),
    ]);
    let new =
        manifest(&[integration("crm", "*/20 * * * *", &["email"]), integration("same", "*/10 * * * *", &["email"])]);
    let folder = folder(&[("old.json", &old), ("new.json", &new)]);
    let output = run(folder.path(), &["diff", "old.json", "new.json", "--format", "markdown"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.starts_with("## What a deploy would change\n\n2 breaking, "), "{said}");
    let places: Vec<usize> = ["### Breaking", "### Notable", "### Reads a day"]
        .iter()
        .map(|head| said.find(head).unwrap_or(usize::MAX))
        .collect();
    assert!(places.is_sorted() && places[2] < said.len(), "{said}");
    assert!(said.contains("- `phone` of `contacts` is no longer read · `new.json:1` · `field-removed`\n"), "{said}");
    assert!(said.contains("- `gone` is gone · before: `old.json:1` · `integration-removed`\n"), "{said}");
    let table: Vec<&str> = said.lines().filter(|line| line.starts_with("| ")).collect();
    assert_eq!(
        table,
        [
            "| integration | before | now | difference |",
            "| `crm` | 24 | 72 | +48 |",
            "| `gone` | 0.71 | none | −0.71 |",
            "| all of them | 168.71 | 216 | +47.29 |",
        ]
    );
    let output = run(
        folder.path(),
        &["diff", "old.json", "new.json", "--format", "markdown", "--allow", "field-removed,integration-removed"],
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output).matches(" · allowed\n").count(), 2, "{}", stdout(&output));
    let same = stdout(&run(folder.path(), &["diff", "old.json", "old.json", "--format", "markdown"]));
    assert_eq!(same, "## What a deploy would change\n\nNothing would change\n");
}

#[test]
fn names_stay_text_in_a_comment() {
    for name in [
        "a|b",
        "`x`|",
        "<script>",
        "[x](http://a.b)",
        "@team #1",
        "\u{202e}x\u{1b}[0m",
        "a\n\n# b",
        &"y".repeat(10_000),
    ] {
        let old = manifest(&[integration(name, "0 * * * *", &[name, "email"])]);
        let new = manifest(&[integration(name, "0 0 * * *", &["email"])]);
        let folder = folder(&[("old.json", &old), ("new.json", &new)]);
        let output = run(folder.path(), &["diff", "old.json", "new.json", "--format", "markdown"]);
        let said = stdout(&output);
        assert!(
            !said.contains(['\u{1b}', '\u{202e}']) && said.lines().all(|line| line.chars().count() < 1000),
            "{said}"
        );
        let heads: Vec<&str> = said.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(
            heads,
            ["## What a deploy would change", "### Breaking", "### Notable", "### Reads a day, for one installation"]
        );
        let row = said.lines().find(|line| line.contains("| 24 | 1 | −23 |")).unwrap_or_else(|| panic!("{said}"));
        let cells = row.replace("\\|", "").matches('|').count();
        assert_eq!(cells, 5, "{row}");
        for line in said.lines().filter(|line| line.starts_with("- ")) {
            let outside: String = line.split('`').step_by(2).collect();
            assert!(!outside.contains(['<', '[', '|']), "{line}");
        }
    }
}

#[test]
fn a_comment_is_never_longer_than_a_server_takes() {
    let long = "n".repeat(390);
    let of = |count: usize, schedule: &str| {
        let all: Vec<Value> = (0..count)
            .map(|nth| {
                integration(&format!("{long}{nth}"), schedule, if nth % 2 == 0 { &["email"] } else { &["phone"] })
            })
            .collect();
        manifest(&all)
    };
    let folder =
        folder(&[("old.json", &of(400, "0 * * * *")), ("new.json", &of(200, "0 0 * * *").replace("hook", "other"))]);
    let said = stdout(&run(folder.path(), &["diff", "old.json", "new.json", "--format", "markdown"]));
    assert!(said.chars().count() < 65_536, "{}", said.chars().count());
    // All of them are counted where they are not named.
    for (head, all) in [("### Breaking", 400), ("### Notable", 200)] {
        let section = said.split(&format!("\n{head}\n")).nth(1).unwrap().split("\n### ").next().unwrap();
        let items: Vec<&str> = section.lines().filter(|line| line.starts_with("- ")).collect();
        let more = items.last().and_then(|item| item.strip_prefix("- and ")?.strip_suffix(" more")).unwrap();
        assert_eq!(items.len() - 1 + more.replace(',', "").parse::<usize>().unwrap(), all, "{head}");
    }
}

#[test]
fn hundreds_of_changes_are_counted() {
    let all: Vec<Value> = (0..250).map(|nth| integration(&format!("i{nth}"), "0 * * * *", &["email"])).collect();
    let folder = folder(&[("old.json", &manifest(&all)), ("new.json", &manifest(&all[..1]))]);
    let said = stdout(&run(folder.path(), &["diff", "old.json", "new.json", "--format", "markdown"]));
    assert!(said.contains("\n- and 149 more\n") && said.contains("\n| and 149 more | | | |\n"), "{said}");
    assert!(said.contains("| all of them | 6,000 | 24 | −5,976 |"), "{said}");
    assert!(said.len() < 65_536, "no comment of GitHub's is longer: {}", said.len());
}

/// The value of a YAML text in a fence of a page, the first one that has these words in it.
fn recipe(page: &str, words: &str) -> Value {
    let page = fs::read_to_string(project().join(page)).unwrap();
    let fence = page
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .find(|fence| fence.contains(words));
    let json = amp_lint::read(&Source::new("recipe.yaml", fence.unwrap()), Layout::Compact).unwrap();
    serde_json::from_str(&json).unwrap()
}

#[test]
fn the_recipe_for_drift_tells_what_is_not_deployed() {
    let workflow = recipe("docs/ci.md", "drift.md");
    let steps = workflow["jobs"]["drift"]["steps"].as_array().unwrap();
    let script = steps.last().unwrap()["run"].as_str().unwrap();
    let envelope = |content: &Value| {
        let revision =
            json!({"id": "r", "specVersion": "1.0.0", "createTime": "2026-01-01T00:00:00Z", "content": content});
        json!({"id": "i", "projectId": "p", "name": content["name"], "provider": "hubspot", "createTime": "2026-01-01T00:00:00Z", "latestRevision": revision})
    };
    let deployed = json!([envelope(&integration("crm", "0 * * * *", &["email"]))]).to_string();
    let server = Server::start(move |request, _| match request.path.as_str() {
        "/v1/projects/my-project/integrations" => answer(200, deployed.clone()),
        _ => problem(404, "{}"),
    });
    let down = Server::start(|_, _| problem(403, "{}"));
    let drift = |server: &Server, schedule: &str| {
        let folder = folder(&[("amp.yaml", &manifest(&[integration("crm", schedule, &["email"])]))]);
        let mut bash = shell("bash", folder.path());
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        bash.env("GITHUB_STEP_SUMMARY", "summary.md")
            .env("AMP_API_URL", &server.root)
            .env("AMP_API_KEY", "key-of-the-test");
        let output = bash.output().unwrap();
        (output.status.code(), fs::read_to_string(folder.path().join("summary.md")).unwrap(), stderr(&output))
    };
    let (status, summary, said) = drift(&server, "0 * * * *");
    assert_eq!(
        (status, summary.as_str()),
        (Some(0), "## What a deploy would change\n\nNothing would change\n"),
        "{said}"
    );
    let (status, summary, _) = drift(&server, "0 */2 * * *");
    assert_eq!(status, Some(1));
    assert!(summary.contains("### Notable") && summary.contains("| `crm` | 24 | 12 | −12 |"), "{summary}");
    let (status, summary, said) = drift(&down, "0 * * * *");
    assert_eq!((status, summary.as_str()), (Some(2), ""), "{said}");
}

/// A repository with a manifest on its branch `main`, and a clone of its newest commit alone, as a job has it.
struct Checkout {
    folder: tempfile::TempDir,
}

impl Checkout {
    fn new(files: &[(&str, &str)]) -> Checkout {
        let folder = folder(&[]);
        fs::create_dir(folder.path().join("origin")).unwrap();
        let checkout = Checkout { folder };
        checkout.git("origin", &["init", "--quiet", "--initial-branch=main"]);
        checkout.commit(files);
        checkout
    }

    fn git(&self, folder: &str, arguments: &[&str]) {
        let mut git = Command::new("git");
        clean(&mut git, &self.folder.path().join(folder));
        git.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", self.folder.path());
        git.args(["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]).args(arguments);
        let output = git.output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }

    fn commit(&self, files: &[(&str, &str)]) {
        for (name, text) in files {
            put(&self.folder.path().join("origin"), name, text);
        }
        self.git("origin", &["add", "-A"]);
        self.git("origin", &["commit", "--quiet", "-m", "a commit"]);
    }

    /// Compares as the action does; the output, and the summary of the job.
    fn compare(&self, branch: &str, against: &str, paths: &str) -> (Output, String) {
        let at = self.folder.path();
        let _ = fs::remove_dir_all(at.join("work"));
        let origin = format!("file://{}", at.join("origin").display());
        self.git(".", &["clone", "--quiet", "--depth=1", "--branch", branch, &origin, "work"]);
        let mut bash = shell("bash", &at.join("work"));
        bash.arg(project().join("packaging/compare")).env("AMP_LINT_PROGRAM", program()).env("AMP_LINT_PATHS", paths);
        bash.env("AMP_LINT_AGAINST", against).env("RUNNER_TEMP", at).env("GITHUB_STEP_SUMMARY", at.join("summary.md"));
        let _ = fs::remove_file(at.join("summary.md"));
        let output = bash.output().unwrap();
        (output, fs::read_to_string(at.join("summary.md")).unwrap_or_default())
    }
}

#[test]
fn the_action_compares_with_a_branch_that_is_not_checked_out() {
    let old = manifest(&[integration("crm", "0 * * * *", &["email", "phone"])]);
    let new = manifest(&[integration("crm", "*/20 * * * *", &["email"])]);
    let checkout =
        Checkout::new(&[("a b/amp.yaml", &old), ("README", "x"), (".gitattributes", "*.yaml export-ignore\n")]);
    checkout.git("origin", &["checkout", "--quiet", "-b", "change"]);
    checkout.commit(&[("a b/amp.yaml", &new), ("-new.yaml", &new)]);
    for paths in [".", "a b/amp.yaml", "a b\n"] {
        let (output, summary) = checkout.compare("change", "main", paths);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let said = stdout(&output);
        assert!(said.contains("::error title=amp-lint(field-removed),file="), "{said}");
        assert!(!said.contains("amp-lint-against") && !summary.contains("amp-lint-against"), "{said}{summary}");
        assert!(summary.contains("| `crm` | 24 | 72 | +48 |") && summary.contains("### Breaking"), "{summary}");
    }
    // What was not there before is added.
    let (output, summary) = checkout.compare("change", "main", "-new.yaml");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(summary.contains("| `crm` | none | 72 | +72 |"), "{summary}");
    // The same commit changes nothing; one that is nowhere is said.
    let (output, summary) = checkout.compare("change", "change", ".");
    assert_eq!(
        (output.status.code(), summary.as_str()),
        (Some(0), "## What a deploy would change\n\nNothing would change\n\n")
    );
    for nowhere in ["nowhere", "--upload-pack=touch x"] {
        let (output, _) = checkout.compare("change", nowhere, ".");
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(nowhere), "{}", stderr(&output));
    }
    // Nothing is looked for, or written, beside the folder of the other commit.
    for outside in ["../amp.yaml", "a b/../../x", "/tmp"] {
        let (output, _) = checkout.compare("change", "main", outside);
        assert_eq!(output.status.code(), Some(2), "{outside}");
        assert!(stderr(&output).contains("is not below the current folder"), "{}", stderr(&output));
    }
    let left = fs::read_dir(checkout.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with("amp-lint-against")));
}

#[test]
fn the_action_has_a_step_that_compares() {
    let script = project().join("packaging/compare");
    assert!(fs::metadata(&script).unwrap().permissions().mode() & 0o111 != 0);
    let yaml = fs::read_to_string(project().join("action.yml")).unwrap();
    let action: Value =
        serde_json::from_str(&amp_lint::read(&Source::new("action.yml", yaml), Layout::Compact).unwrap()).unwrap();
    let step = action["runs"]["steps"].as_array().unwrap().last().unwrap();
    assert_eq!(step["env"]["AMP_LINT_AGAINST"], "${{ inputs.against }}");
    let old = manifest(&[integration("crm", "0 * * * *", &["email"])]);
    let checkout = Checkout::new(&[("amp.yaml", &old)]);
    let at = checkout.folder.path();
    let mut bash = shell("bash", &at.join("origin"));
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
    bash.env("GITHUB_ACTION_PATH", project()).env("AMP_LINT_PROGRAM", program()).env("AMP_LINT_PATHS", "amp.yaml");
    bash.env("AMP_LINT_AGAINST", "HEAD").env("RUNNER_TEMP", at).env("GITHUB_STEP_SUMMARY", at.join("summary.md"));
    let output = bash.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(fs::read_to_string(at.join("summary.md")).unwrap().contains("Nothing would change"));
}

#[test]
fn no_secret_is_in_a_comment() {
    let (old, new) = ("0 * * * *", "0 0 * * *");
    let of = |schedule: &str| manifest(&[integration("secret-key-of-ours", schedule, &["secret-key-of-ours"])]);
    let folder = folder(&[("old.json", &of(old)), ("new.json", &of(new))]);
    let arguments = ["diff", "old.json", "new.json", "--format", "markdown"];
    let output =
        amp_lint(Path::new(folder.path())).args(arguments).env("AMP_API_KEY", "secret-key-of-ours").output().unwrap();
    let said = stdout(&output);
    assert!(said.contains("| `***` | 24 | 1 |") && !said.contains("secret-key"), "{said}");
}
