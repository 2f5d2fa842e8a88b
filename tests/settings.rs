//! `.amp-lint.yaml`: which file counts, what it can say, and what happens when it is broken. What it says about searches is
//! in `search.rs`.

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use amp_lint::{Config, Finding, Level, Rule, Source, SwitchOff};
use serde_json::Value;
use support::files::{folder, put};
use support::output::{self, text, word};
use support::pages::fences;
use support::program::run;
use support::wrong::Wrong;
use tempfile::TempDir;

/// A warning (`unknown-key`), an error (`spec-version`) and two destinations.
const MANIFEST: &str = "specVersion: 2.0.0\nintegrations:\n- name: a\n  provider: hubspot\n  colour: red\n  read:\n    objects:\n    - {objectName: contacts, destination: hooks, schedule: \"0 * * * *\", optionalFieldsAuto: all}\n";

/// `path rule severity`, in the order of the report.
fn found(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = run(folder, &[&["--format", "json"], arguments].concat());
    let line =
        |(path, finding): &(String, Value)| format!("{path} {} {}", word(finding, "rule"), word(finding, "severity"));
    output::findings(&output).iter().map(line).collect()
}

#[test]
fn severities_can_be_set_for_single_rules() {
    let settings = "rules:\n  spec-version: ignore\n  unknown-key: error\n";
    let folder = folder(&[("amp.yaml", MANIFEST), (".amp-lint.yaml", settings)]);
    assert_eq!(found(folder.path(), &["amp.yaml"]), ["amp.yaml unknown-key error"]);
    assert_eq!(
        found(folder.path(), &["--no-config", "amp.yaml"]),
        ["amp.yaml spec-version error", "amp.yaml unknown-key warning"]
    );
}

#[test]
fn the_nearest_file_upwards_counts_for_each_manifest() {
    let folder = folder(&[
        (".amp-lint.yaml", "rules: {spec-version: ignore}\n"),
        ("a/amp.yaml", MANIFEST),
        ("b/.amp-lint.yaml", "rules: {unknown-key: ignore}\n"),
        ("b/deep/amp.yaml", MANIFEST),
    ]);
    assert_eq!(found(folder.path(), &["."]), ["a/amp.yaml unknown-key warning", "b/deep/amp.yaml spec-version error"]);
}

#[test]
fn overrides_are_for_some_paths_and_the_later_win() {
    let settings = "rules: {unknown-key: error}\noverrides:\n- paths: ['sandbox/**']\n  rules: {unknown-key: ignore, spec-version: warning}\n- paths: ['sandbox/strict/*']\n  rules: {spec-version: error}\n";
    let folder = folder(&[
        (".amp-lint.yaml", settings),
        ("amp.yaml", MANIFEST),
        ("sandbox/amp.yaml", MANIFEST),
        ("sandbox/strict/amp.yaml", MANIFEST),
    ]);
    assert_eq!(
        found(folder.path(), &["."]),
        [
            "amp.yaml spec-version error",
            "amp.yaml unknown-key error",
            "sandbox/amp.yaml spec-version warning",
            "sandbox/strict/amp.yaml spec-version error"
        ]
    );
}

#[test]
fn a_search_leaves_out_what_is_excluded_and_a_named_file_is_linted() {
    let folder = folder(&[
        (".amp-lint.yaml", "exclude: [\"vendor\"]\n"),
        ("amp.yaml", MANIFEST),
        ("vendor/x/amp.yaml", MANIFEST),
    ]);
    assert_eq!(found(folder.path(), &["."]).len(), 2);
    assert_eq!(found(folder.path(), &["vendor/x/amp.yaml"]).len(), 2);
}

#[test]
fn strict_lets_warnings_count() {
    let folder = folder(&[("amp.yaml", &MANIFEST.replace("2.0.0", "1.0.0")), (".amp-lint.yaml", "strict: true\n")]);
    assert_eq!(run(folder.path(), &["amp.yaml"]).status.code(), Some(1));
    assert_eq!(run(folder.path(), &["--no-config", "amp.yaml"]).status.code(), Some(0));
}

#[test]
fn destinations_are_checked_against_the_list() {
    let folder = folder(&[
        ("amp.yaml", &MANIFEST.replace("2.0.0", "1.0.0").replace("  colour: red\n", "")),
        ("other.yaml", "destinations: [hooks]\n"),
        (".amp-lint.yaml", "destinations: [hook]\n"),
    ]);
    assert_eq!(found(folder.path(), &["amp.yaml"]), ["amp.yaml destination-not-found error"]);
    assert!(found(folder.path(), &["--config", "other.yaml", "amp.yaml"]).is_empty());
    run(folder.path(), &["--fix", "amp.yaml"]);
    assert!(fs::read_to_string(folder.path().join("amp.yaml")).unwrap().contains("destination: hook,"));
}

#[test]
fn a_warning_raised_to_an_error_can_still_be_silenced() {
    let manifest = MANIFEST.replace("2.0.0", "1.0.0").replace("colour: red", "colour: red # amp:ignore");
    let folder = folder(&[("amp.yaml", &manifest), (".amp-lint.yaml", "rules: {unknown-key: error}\n")]);
    assert!(found(folder.path(), &["amp.yaml"]).is_empty());
}

#[test]
fn settings_that_are_broken_stop_everything_and_say_where() {
    for (settings, place, message) in [
        ("rules:\n  unknown-key: off\n", ":2:16", "`off` is no value for `unknown-key`"),
        ("rules:\n  yaml-syntax: ignore\n", ":2:16", "`yaml-syntax` cannot be switched off"),
        ("rules: {yaml-syntax: off}\n", ":1:22", "`yaml-syntax` cannot be switched off"),
        (
            "overrides:\n- paths: [a]\n  rules: {yaml-syntax: warning}\n",
            ":3:24",
            "`yaml-syntax` cannot be switched off",
        ),
        ("strict: maybe\n", ":1:9", "`strict` must be `true` or `false`"),
        ("overrides:\n- rules: {}\n", ":2:3", "`paths` is missing"),
        ("exclude: ['a[']\n", ":1:11", "is no glob"),
        ("include: ['{a']\n", ":1:11", "is no glob"),
        ("overrides:\n- paths: ['']\n  rules: {}\n", ":2:11", "is no glob"),
        ("rules: [\n", ":1:8", "never closed"),
    ] {
        let folder = folder(&[("amp.yaml", MANIFEST), (".amp-lint.yaml", settings)]);
        let output = run(folder.path(), &["amp.yaml"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{settings}");
        assert!(output.stdout.is_empty(), "{settings}");
        assert!(said.contains(message) && said.contains(&format!("[.amp-lint.yaml{place}]")), "{settings}{said}");
        assert!(said.contains("the settings .amp-lint.yaml cannot be used, and nothing was linted"), "{said}");
    }
    let folder = folder(&[("amp.yaml", MANIFEST)]);
    let output = run(folder.path(), &["--config", "missing.yaml", "amp.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot read the settings missing.yaml: there is no such file\n"));
}

#[test]
fn settings_with_nothing_but_warnings_are_used_and_the_warnings_shown() {
    for (settings, place, message) in [
        ("strict: true\ncolour: red\n", ":2:1", "there is no setting `colour`"),
        ("strict: true\nrules:\n  unknown-kye: error\n", ":3:3", "there is no rule `unknown-kye`"),
        ("Strict: true\n", ":1:1", "`Strict` is spelt `strict`"),
        ("strict: true\nexclude: [1.0]\n", ":2:11", "and amp-lint reads `1`"),
        ("strict: true\nrules:\n", ":2:1", "`rules` has nothing after it"),
        ("strict: true\n---\nstrict: false\n", ":2:1", "amp-lint reads only the first"),
    ] {
        let folder = folder(&[("amp.yaml", &MANIFEST.replace("2.0.0", "1.0.0")), (".amp-lint.yaml", settings)]);
        let output = run(folder.path(), &["amp.yaml"]);
        let said = text(&output.stderr);
        // They are in force: a warning counts.
        assert_eq!(output.status.code(), Some(1), "{settings}{said}");
        assert!(said.contains(message) && said.contains(&format!("[.amp-lint.yaml{place}]")), "{settings}{said}");
        assert!(!said.contains("cannot be used") && !said.contains("the platform"), "{said}");
        // They are no findings of the manifests.
        assert!(text(&output.stdout).contains("unknown-key"));
        assert!(!text(&output.stdout).contains("amp-lint.yaml"));
        let quiet = run(folder.path(), &["--quiet", "amp.yaml"]);
        assert_eq!((quiet.status.code(), text(&quiet.stderr)), (Some(1), String::new()));
    }
}

#[test]
fn what_there_is_to_say_of_settings_is_said_once_and_in_the_order_of_their_names() {
    let folder = folder(&[
        ("b/.amp-lint.yaml", "strict: maybe\n"),
        ("b/x/amp.yaml", MANIFEST),
        ("b/amp.yaml", MANIFEST),
        ("c/.amp-lint.yml", "strict: [\n"),
        ("c/amp.yaml", MANIFEST),
        ("a/.amp-lint.yaml", "colour: red\n"),
        ("a/amp.yaml", MANIFEST),
    ]);
    for _ in 0..3 {
        let output = run(folder.path(), &[]);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
        let places: Vec<usize> = ["[a/.amp-lint.yaml:1:1]", "[b/.amp-lint.yaml:1:9]", "[c/.amp-lint.yml:1:9]"]
            .iter()
            .map(|place| said.find(place).unwrap_or_else(|| panic!("no {place} in {said}")))
            .collect();
        assert!(places.is_sorted(), "{said}");
        assert_eq!(said.matches("cannot be used").count(), 2, "{said}");
    }
}

#[test]
fn a_settings_file_may_end_in_yml() {
    let folder = folder(&[("amp.yaml", MANIFEST), (".amp-lint.yml", "rules: {spec-version: ignore}\n")]);
    assert_eq!(found(folder.path(), &["amp.yaml"]), ["amp.yaml unknown-key warning"]);
    // With both, it is said which one counts.
    fs::write(folder.path().join(".amp-lint.yaml"), "rules: {unknown-key: ignore}\n").unwrap();
    assert_eq!(found(folder.path(), &["amp.yaml"]), ["amp.yaml spec-version error"]);
    let output = run(folder.path(), &["amp.yaml"]);
    let note = "amp-lint: .amp-lint.yml is not used, since .amp-lint.yaml is there, too\n";
    assert!(text(&output.stderr).starts_with(note), "{}", text(&output.stderr));
}

#[test]
fn an_override_is_for_a_folder_and_for_a_name_in_any_folder() {
    let settings = "overrides:\n- paths: [sandbox, crm.yaml]\n  rules: {spec-version: ignore}\n- paths: ['x/*.yaml']\n  rules: {unknown-key: ignore}\n";
    let folder = folder(&[
        (".amp-lint.yaml", settings),
        ("deep/sandbox/x/amp.yaml", MANIFEST),
        ("x/amp.yaml", MANIFEST),
        ("x/y/crm.yaml", MANIFEST),
    ]);
    assert_eq!(
        found(folder.path(), &["deep", "x", "x/y/crm.yaml"]),
        [
            "deep/sandbox/x/amp.yaml unknown-key warning",
            "x/amp.yaml spec-version error",
            "x/y/crm.yaml unknown-key warning"
        ]
    );
}

#[test]
fn an_empty_file_sets_nothing() {
    for settings in ["", "# nothing yet\n", "rules:\n", "{}\n"] {
        let folder = folder(&[("amp.yaml", MANIFEST), (".amp-lint.yaml", settings)]);
        assert_eq!(found(folder.path(), &["amp.yaml"]).len(), 2, "{settings}");
    }
}

#[test]
fn the_schema_of_the_settings_knows_every_rule() {
    let output = run(Path::new("."), &["schema", "config"]);
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for rule in amp_lint::rules() {
        let never = rule.switch_off == SwitchOff::Never;
        assert_eq!(validator.is_valid(&serde_json::json!({"rules": {rule.name: "ignore"}})), !never, "{}", rule.name);
        assert!(validator.is_valid(&serde_json::json!({"rules": {rule.name: "error"}})), "{}", rule.name);
    }
    assert!(!validator.is_valid(&serde_json::json!({"rules": {"no-such-rule": "ignore"}})));
    assert!(!validator.is_valid(&serde_json::json!({"rules": {"unknown-key": "off"}})));
    assert!(validator.is_valid(&serde_json::json!({
        "strict": false, "overrides": [{"paths": ["a/**"], "rules": {}}], "destinations": ["a"], "include": ["c"], "exclude": ["b"]
    })));
}

/// All levels, as settings name them.
const LEVELS: [(&str, Level); 4] =
    [("ignore", Level::Ignore), ("pedantic", Level::Pedantic), ("warning", Level::Warning), ("error", Level::Error)];

/// Whether a rule can be set to a level: what says that a text cannot be read is what it is.
fn can_be(rule: &Rule, level: Level) -> bool {
    rule.switch_off != SwitchOff::Never || level.severity() == Some(rule.severity)
}

fn read(settings: String) -> (Option<Config>, Vec<Finding>) {
    Config::read(&Source::new(".amp-lint.yaml", settings))
}

#[test]
fn every_rule_can_be_set_to_each_of_its_levels() {
    for rule in amp_lint::rules() {
        for (word, level) in LEVELS {
            let name = rule.name;
            let everywhere = format!("rules:\n  {name}: {word}\n");
            let somewhere = format!("overrides:\n- paths: [sandbox]\n  rules: {{{name}: {word}}}\n");
            for (settings, path) in [(everywhere, "amp.yaml"), (somewhere, "sandbox/amp.yaml")] {
                let (config, findings) = read(settings);
                if !can_be(rule, level) {
                    assert!(config.is_none() && findings.len() == 1, "{name}: {word}\n{findings:#?}");
                    continue;
                }
                assert!(findings.is_empty(), "{name}: {word}\n{findings:#?}");
                let levels = config.unwrap().for_file(Path::new(path)).levels;
                assert_eq!(levels, HashMap::from([(name.to_string(), level)]));
            }
        }
    }
}

#[test]
fn all_rules_can_be_set_at_once() {
    for turn in 0..LEVELS.len() {
        let set: Vec<(&str, &str, Level)> = amp_lint::rules()
            .iter()
            .enumerate()
            .map(|(nth, rule)| (rule, LEVELS[(nth + turn) % LEVELS.len()]))
            .filter(|(rule, (_, level))| can_be(rule, *level))
            .map(|(rule, (word, level))| (rule.name, word, level))
            .collect();
        let lines: String = set.iter().map(|(name, word, _)| format!("  {name}: {word}\n")).collect();
        let (config, findings) = read(format!("rules:\n{lines}"));
        assert!(findings.is_empty(), "{findings:#?}");
        let levels = config.unwrap().for_file(Path::new("amp.yaml")).levels;
        assert_eq!(levels, set.iter().map(|(name, _, level)| (name.to_string(), *level)).collect());
    }
}

/// Rules that no comment is for: what stands between documents belongs to no key, and a comment cannot excuse itself.
const BEYOND_COMMENTS: [&str; 2] = ["multiple-documents", "unused-ignore"];

/// A warning that is as bad as what comes of it, of which another rule speaks where a comment says that it is meant.
const STANDS_FOR_MORE: &str = "duplicate-key.2.yaml";

/// The bad examples of all rules as files of their own, named after the rule, each with a comment over each line with a
/// finding where `ignored` says so; and settings with a level for each of the rules in its own files.
fn every_rule(level: Option<&str>, ignored: bool) -> TempDir {
    let mut settings = String::from("overrides:\n");
    let folder = TempDir::new().unwrap();
    for rule in amp_lint::rules().iter().filter(|rule| rule.switch_off == SwitchOff::Yes) {
        let name = rule.name;
        if let Some(level) = level {
            settings.push_str(&format!("- paths: ['{name}.*.yaml']\n  rules: {{{name}: {level}}}\n"));
        }
        let fences = fences(rule.page);
        // What a page says beside its examples goes with settings and projects of its own.
        if fences.iter().any(|fence| !["bad", "good"].contains(&fence.kind())) {
            continue;
        }
        for (nth, bad) in fences.iter().filter(|fence| fence.words == ["yaml", "bad"]).enumerate() {
            let is_own = |line: usize| bad.marks.iter().any(|(marked, (at, ..))| marked == name && *at == line);
            let mut text = String::new();
            for (nth, line) in bad.text.lines().enumerate() {
                if ignored && is_own(nth + 1) {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    text.push_str(&format!("{indent}# amp:ignore[{name}]\n"));
                }
                text.push_str(&format!("{line}\n"));
            }
            put(folder.path(), &format!("{name}.{nth}.yaml"), &text);
        }
    }
    if level.is_some() {
        put(folder.path(), ".amp-lint.yaml", &settings);
    }
    folder
}

/// What the program says of each file: the severities of the findings of its rule, and whether a comment is called unused.
fn of_each(level: Option<&str>, ignored: bool) -> BTreeMap<String, (BTreeSet<String>, bool)> {
    let folder = every_rule(level, ignored);
    let output = run(folder.path(), &["--format", "json", "--pedantic", "--include", "*.yaml", "."]);
    let mut each: BTreeMap<String, (BTreeSet<String>, bool)> = BTreeMap::new();
    for file in output::json(&output)["files"].as_array().unwrap() {
        each.insert(word(file, "path").to_string(), Default::default());
    }
    for (path, finding) in output::findings(&output) {
        let of_file = each.get_mut(&path).unwrap();
        match word(&finding, "rule") {
            rule if path.split('.').next() == Some(rule) => {
                of_file.0.insert(word(&finding, "severity").to_string());
            }
            "unused-ignore" => of_file.1 = true,
            _ => {}
        }
    }
    each
}

#[test]
fn a_comment_silences_what_settings_have_made_a_warning_and_an_error_only_where_they_have_made_it_one() {
    let mut wrong = Wrong::default();
    let [by_default, set_to_warning, ignored_warning, ignored_error] =
        [(None, false), (Some("warning"), false), (Some("warning"), true), (Some("error"), true)]
            .map(|(level, ignored)| of_each(level, ignored));
    for (path, (severities, _)) in &by_default {
        let silent = (BTreeSet::new(), false);
        wrong.unless(!severities.is_empty(), || format!("{path}: nothing by default"));
        wrong
            .unless_equal(&set_to_warning[path].0, &BTreeSet::from(["warning".to_string()]), || format!("{path}: set"));
        if BEYOND_COMMENTS.iter().any(|name| path.starts_with(name)) {
            continue;
        }
        wrong.unless_equal(&ignored_warning[path], &silent, || format!("{path}: a warning with a comment"));
        let is_error = severities.contains("error") && path != STANDS_FOR_MORE;
        let wanted = if is_error { (BTreeSet::from(["error".to_string()]), true) } else { silent };
        wrong.unless_equal(&ignored_error[path], &wanted, || format!("{path}: an error with a comment"));
    }
    wrong.report();
    assert!(by_default.len() > 80, "{}", by_default.len());
}
