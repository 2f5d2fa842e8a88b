//! `amp-lint init`: what it writes is right from the first line on, for every provider, and it never writes over anything.

use std::fs;
use std::path::Path;
use std::process::Output;

use amp_lint::catalog::{Action, Catalog, Provider};
use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("amp-lint").unwrap();
    command.current_dir(folder).env_clear().env("HOME", folder).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// All findings in a folder, advice too.
fn findings(folder: &Path) -> Vec<String> {
    let output = run(folder, &["--pedantic", "--include", "*.yaml", "--format", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    let of = |file: &Value| {
        let path = file["path"].as_str().unwrap().to_string();
        let findings = file["findings"].as_array().unwrap().clone();
        findings.into_iter().map(move |finding| format!("{path}: {} {}", finding["rule"], finding["message"]))
    };
    files.iter().flat_map(of).collect()
}

fn can_do_anything(provider: &Provider) -> bool {
    let catalog = Catalog::builtin();
    let mut modules = provider.modules.iter().map(|module| Some(module.name.as_str())).chain([None]);
    let does = |module| {
        let mut actions = Action::ALL.into_iter().filter(|action| *action != Action::Subscribe);
        actions.any(|action| catalog.supports(provider, module, action, false))
    };
    modules.any(does)
}

#[test]
fn what_it_writes_lints_clean_for_every_provider_that_can_do_anything() {
    let folder = TempDir::new().unwrap();
    let mut written = 0;
    for provider in Catalog::builtin().providers() {
        let name = provider.name.as_str();
        let output = run(folder.path(), &["init", name]);
        if !can_do_anything(provider) {
            assert_eq!(output.status.code(), Some(2), "{name}");
            assert!(stderr(&output).contains("there is nothing"), "{name}: {}", stderr(&output));
            continue;
        }
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        fs::write(folder.path().join(format!("{name}.yaml")), &output.stdout).unwrap();
        written += 1;
    }
    assert!(written > 150, "{written}");
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn objects_that_are_named_go_where_they_belong_in_every_module() {
    let folder = TempDir::new().unwrap();
    let catalog = Catalog::builtin();
    let mut written = 0;
    for provider in catalog.providers() {
        for module in &provider.modules {
            let objects: Vec<String> = catalog
                .objects(&provider.name, Some(&module.name))
                .flat_map(|objects| objects.iter())
                .filter(|object| object.read == Some(true) || object.write() == Some(true))
                .map(|object| object.name.to_string())
                .take(12)
                .collect();
            if objects.is_empty() {
                continue;
            }
            let mut arguments = vec!["init", &provider.name, "--module", &module.name];
            arguments.extend(objects.iter().map(String::as_str));
            let output = run(folder.path(), &arguments);
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
            let text = stdout(&output);
            for object in &objects {
                assert!(
                    text.contains(&format!("- objectName: {object}")) || text.contains(&format!("\"{object}\"")),
                    "{object}:\n{text}"
                );
            }
            fs::write(folder.path().join(format!("{}-{}.yaml", provider.name, module.name)), text).unwrap();
            written += 1;
        }
    }
    assert!(written > 10, "{written}");
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn the_module_follows_the_objects_and_the_schedule_what_can_be_read() {
    let folder = TempDir::new().unwrap();
    let text = stdout(&run(folder.path(), &["init", "google", "messages"]));
    assert!(text.contains("module: gmail"), "{text}");
    let text = stdout(&run(folder.path(), &["init", "pipedrive", "deals"]));
    assert!(text.contains("module: legacy # the default one"), "{text}");
    let text = stdout(&run(folder.path(), &["init", "asana", "projects"]));
    assert!(text.contains("schedule: \"0 0 * * *\""), "{text}");
    let text = stdout(&run(folder.path(), &["init", "aircall", "calls"]));
    assert!(text.contains("schedule: \"0 * * * *\""), "{text}");
    assert!(text.contains("- fieldName: id"), "{text}");
    // What can be written only is not read.
    let text = stdout(&run(folder.path(), &["init", "amplitude", "attribution", "annotations"]));
    let (read, write) = text.split_once("write:").unwrap();
    assert!(!read.contains("attribution") && write.contains("attribution"), "{text}");
    // A name that nobody knows is the user's affair.
    let text = stdout(&run(folder.path(), &["init", "salesforce", "Invoice__c", "Account", "account"]));
    assert!(text.contains("Invoice__c") && text.matches("objectName: Account").count() == 1, "{text}");
}

#[test]
fn it_writes_to_a_new_file_and_over_nothing() {
    let folder = TempDir::new().unwrap();
    let at = folder.path().join("new/amp.yaml");
    let output = run(folder.path(), &["init", "hubspot", "contacts", "-o", "new/amp.yaml"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), "wrote new/amp.yaml\n"));
    let first = fs::read_to_string(&at).unwrap();
    assert!(first.contains("objectName: contacts"), "{first}");
    let output = run(folder.path(), &["init", "asana", "--output", "new/amp.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is there already"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&at).unwrap(), first);
    assert_eq!(fs::read_dir(at.parent().unwrap()).unwrap().count(), 1);
    // Nor over a folder, nor through a link that leads nowhere.
    let output = run(folder.path(), &["init", "asana", "-o", "new"]);
    assert_eq!(output.status.code(), Some(2));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.path().join("link")).unwrap();
        let output = run(folder.path(), &["init", "asana", "-o", "link"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(!folder.path().join("nowhere").exists());
    }
    // A dash is stdout.
    assert!(stdout(&run(folder.path(), &["init", "asana", "-o", "-"])).starts_with("# A first manifest for Asana"));
}

#[test]
fn what_cannot_be_is_said() {
    let folder = TempDir::new().unwrap();
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stdout(&output));
        assert!(output.stdout.is_empty());
        stderr(&output)
    };
    // There is no terminal to ask in.
    assert!(said(&["init"]).contains("name a provider"));
    assert!(said(&["init", "hubpsot"]).contains("did you mean `hubspot`?"));
    assert!(said(&["init", "aircall", "call"]).contains("did you mean `calls`?"));
    assert!(said(&["init", "asana", "--module", "crm"]).contains("has no modules"));
    assert!(said(&["init", "zoho", "--module", "dsek"]).contains("has no module `dsek`"));
    assert!(said(&["init", "airtable", "records"]).contains("neither read nor written"));
    assert!(said(&["init", "adobe"]).contains("there is nothing"));
    assert!(said(&["init", "asana", ""]).contains("empty"));
}

/// The program in a terminal in which a person types these lines: what goes to stdout, what the terminal shows, and the
/// exit status.
#[cfg(unix)]
fn typed(folder: &Path, lines: &str) -> (String, String, Option<i32>) {
    use std::fs::File;
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};

    use rustix::fs::{Mode, OFlags};
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let inside = rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    let end = || Stdio::from(inside.try_clone().unwrap());
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("amp-lint"));
    command.current_dir(folder).env_clear().env("HOME", folder).env("LANG", "C.UTF-8").arg("init");
    let child = command.stdin(end()).stderr(end()).stdout(Stdio::piped()).spawn().unwrap();
    drop((command, inside));
    let mut terminal = File::from(terminal);
    terminal.write_all(lines.as_bytes()).unwrap();
    let mut reading = terminal.try_clone().unwrap();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // A terminal that nobody is in any more ends with an error.
        let _ = reading.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let output = child.wait_with_output().unwrap();
    drop(terminal);
    (String::from_utf8(output.stdout).unwrap(), reader.join().unwrap(), output.status.code())
}

#[cfg(unix)]
#[test]
fn without_a_provider_it_asks_a_person() {
    let folder = TempDir::new().unwrap();
    let (text, shown, status) = typed(folder.path(), "aircall\ncalls, users\n");
    assert_eq!(status, Some(0), "{shown}");
    assert!(shown.contains("provider (") && shown.contains("objects, with blanks"), "{shown}");
    assert_eq!(text, stdout(&run(folder.path(), &["init", "aircall", "calls", "users"])));
    // No objects are a few that suit, and a name that is none is asked for again.
    let (text, shown, _) = typed(folder.path(), "aircal\n\nAircall\n\n");
    assert!(shown.contains("did you mean `aircall`?"), "{shown}");
    assert_eq!(text, stdout(&run(folder.path(), &["init", "aircall"])));
    // Whoever ends the terminal's input wants none.
    let (text, _, status) = typed(folder.path(), "\u{4}");
    assert_eq!((text.as_str(), status), ("", Some(2)));
}
