//! What shells offer: formats, rules, kinds of change and providers, tried in bash itself.

mod support;

use std::path::Path;
use std::process::Output;

use amp_lint::{Catalog, SwitchOff, diff};
use support::output::stdout;
use support::program::{self, run};

fn script(shell: &str) -> String {
    let output = run(Path::new("."), &["completions", shell]);
    assert_eq!(output.status.code(), Some(0));
    stdout(&output)
}

/// What bash offers for the last of these words.
#[cfg(unix)]
fn offered(words: &[&str]) -> Vec<String> {
    let script = format!(
        "{}\nCOMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1))\n\
         complete -p amp-lint > /dev/null && _amp_lint amp-lint \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script("bash")
    );
    let mut bash = program::shell("bash", Path::new("."));
    bash.args(["--noprofile", "--norc", "-c", &script, "bash", "amp-lint"]).args(words);
    let Output { stdout, stderr, .. } = bash.output().unwrap();
    assert!(stderr.is_empty(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap().lines().filter(|line| !line.is_empty()).map(str::to_string).collect()
}

fn sorted<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().map(str::to_string).collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn bash_offers_every_name_where_it_can_stand() {
    let all = |words: &[&str]| sorted(offered(words).iter().map(String::as_str).filter(|name| !name.starts_with('-')));
    let rules = || amp_lint::rules().iter().map(|rule| rule.name);
    // What can be left out.
    let optional = amp_lint::rules().iter().filter(|rule| rule.switch_off != SwitchOff::Never).map(|rule| rule.name);
    let kinds = || diff::kinds::all().iter().map(|kind| kind.name);
    let formats = ["pretty", "concise", "json", "github", "gitlab", "sarif", "junit", "problem"];
    assert_eq!(all(&["--format", ""]), sorted(formats));
    assert_eq!(all(&["--only", ""]), sorted(rules()));
    assert_eq!(all(&["--skip", ""]), sorted(optional));
    assert_eq!(all(&["explain", ""]), sorted(rules().chain(kinds())));
    assert_eq!(all(&["diff", "--allow", ""]), sorted(kinds()));
    let providers = Catalog::builtin().providers().iter().map(|provider| provider.name.as_str());
    assert_eq!(all(&["providers", ""]), sorted(providers));
    assert_eq!(offered(&["--only", "unknown-k"]), ["unknown-key"]);
    assert_eq!(offered(&["providers", "hubs"]), ["hubspot"]);
    // Options of commands, too.
    assert_eq!(offered(&["providers", "--cat"]), ["--catalog"]);
    assert_eq!(offered(&["diff", "--al"]), ["--allow"]);
}

#[test]
fn other_shells_are_told_the_names() {
    for shell in ["zsh", "fish"] {
        let script = script(shell);
        for name in ["sarif", "problem", "unknown-key", "field-removed", "hubspot", "salesforce"] {
            assert!(script.contains(name), "{shell} {name}");
        }
    }
    let fish = script("fish");
    for (command, name) in [("explain", "unknown-key"), ("explain", "field-removed"), ("providers", "hubspot")] {
        let condition = format!("-n \"__fish_amp_lint_using_subcommand {command}\" -f -a ");
        let line = fish.lines().find(|line| line.contains(&condition)).unwrap();
        assert!(line.contains(&format!(" {name} ")), "{command}");
    }
}

#[test]
fn the_names_do_not_flood_the_help() {
    for arguments in [&["--help"][..], &["explain", "--help"], &["providers", "--help"], &["diff", "--help"], &["man"]]
    {
        let output = run(Path::new("."), arguments);
        let text = stdout(&output);
        assert!(!text.contains("accuLynx") && !text.contains("schedule-never-fires"), "{arguments:?}");
    }
}
