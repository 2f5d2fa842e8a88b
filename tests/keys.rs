//! Keys in the wrong place and keys with their letters swapped: whatever a slip takes with it, it is one finding, at the key, as bad
//! as what is missed for its sake; and where it says what to do, doing that gives the manifest that was meant.

mod support;

use std::collections::HashMap;
use std::path::Path;

use amp_lint::{Config, Finding, Severity, Source, apply, to_yaml};
use support::lint::{findings, read};
use support::output::{self, word};
use support::program::amp_lint;
use support::slips::{Rest, Shared, Slip, Step, at, lost_levels, moved, shared, swapped};

/// How bad the worst is that is said of each text: many slips leave the same behind, which need be linted but once.
#[derive(Default)]
struct Worst(HashMap<String, Option<Severity>>);

impl Worst {
    fn of(&mut self, text: &str) -> Option<Severity> {
        if let Some(worst) = self.0.get(text) {
            return *worst;
        }
        let worst = findings(text).iter().map(|finding| finding.severity).max();
        self.0.insert(text.to_string(), worst);
        worst
    }

    /// Whether a text has something that the platform rejects.
    fn is_rejected(&mut self, text: &str) -> bool {
        self.of(text) == Some(Severity::Error)
    }
}

/// The finding of a slip: there is none beside it, it is at the key, and an error just where what was taken away is missed.
fn only_finding<'f>(slip: &Slip, text: &str, found: &'f [Finding], is_rejected: bool) -> &'f Finding {
    let (at_key, beside): (Vec<&Finding>, Vec<&Finding>) =
        found.iter().filter(|finding| !stands(slip, finding)).partition(|finding| finding.path == slip.path());
    assert!(beside.is_empty(), "{}\n{text}\n{beside:#?}", slip.what);
    let [finding] = at_key[..] else { panic!("{}\n{text}\n{found:#?}", slip.what) };
    assert_eq!(finding.rule, "unknown-key", "{}\n{text}", slip.what);
    let is_error = finding.severity == Severity::Error;
    assert_eq!(is_error, is_rejected, "{}\n{text}\n{finding:#?}", slip.what);
    finding
}

/// Whether something is said with good reason of what a slip leaves behind: that is whole, but another thing.
fn stands(slip: &Slip, finding: &Finding) -> bool {
    let depth = slip.from.len() - usize::from(slip.rest == Rest::Dropped);
    let left = at(&slip.without, &slip.from[..depth]);
    // A field entry that has lost one of its two names is of the other kind.
    let is_entry = left.get("fieldName").is_some() || left.get("mapToName").is_some();
    let is_other_kind = is_entry && matches!(slip.key.as_str(), "fieldName" | "mapToName");
    // And there is advice about an object that nothing subscribes to any more.
    let is_advice = finding.severity == Severity::Pedantic && slip.key == "objects";
    finding.rule != "unknown-key" && (is_other_kind || is_advice)
}

/// The text after the fix of a finding, if it has one, and whether that is safe.
fn fixed(text: &str, finding: &Finding) -> Option<(String, bool)> {
    let safe = finding.fix.as_ref()?.safe;
    Some((apply(text, std::slice::from_ref(finding), true).0, safe))
}

/// Whether two places stand in the same items of lists, as far as both go.
fn in_same_items(slip: &Slip) -> bool {
    let items =
        |place: &[Step]| -> Vec<Step> { place.iter().filter(|step| matches!(step, Step::Item(_))).cloned().collect() };
    items(&slip.from).iter().zip(items(&slip.to)).all(|(from, to)| *from == to)
}

/// Whether one of the two places stands in the other.
fn is_up_or_down(slip: &Slip) -> bool {
    slip.to.starts_with(&slip.from) || slip.from.starts_with(&slip.to)
}

#[test]
fn a_key_in_the_wrong_place_is_one_finding_at_the_key() {
    let (mut put_right, mut worst) = (0, Worst::default());
    for slip in moved() {
        let is_rejected = worst.is_rejected(&to_yaml(&slip.without));
        for text in [to_yaml(&slip.changed), serde_json::to_string_pretty(&slip.changed).unwrap()] {
            let found = findings(&text);
            let finding = only_finding(&slip, &text, &found, is_rejected);
            let Some((after, safe)) = fixed(&text, finding) else {
                // What is missed for its sake has a place, and just one.
                let is_clear = finding.severity == Severity::Error && in_same_items(&slip);
                assert!(!is_clear, "{}\n{text}\n{finding:#?}", slip.what);
                continue;
            };
            if read(&after) == slip.original {
                let is_clear = finding.severity == Severity::Error && is_up_or_down(&slip);
                assert!(safe || !is_clear, "{}\n{text}\n{finding:#?}", slip.what);
                put_right += 1;
                continue;
            }
            // A key that is as well meant for something nearer: its mapping's other name for it, or an item of its own.
            let is_other_name = !safe && finding.help.as_ref().unwrap().contains("belongs in");
            assert!(is_other_name || !in_same_items(&slip), "{}\n{text}\n->\n{after}", slip.what);
        }
    }
    assert!(put_right > 1800, "{put_right}");
}

#[test]
fn a_lost_level_is_one_finding_at_its_first_key() {
    let (mut put_right, mut worst) = (0, Worst::default());
    for slip in lost_levels() {
        let is_rejected = worst.is_rejected(&to_yaml(&slip.without));
        for text in [to_yaml(&slip.changed), serde_json::to_string_pretty(&slip.changed).unwrap()] {
            let found = findings(&text);
            let finding = only_finding(&slip, &text, &found, is_rejected);
            match fixed(&text, finding) {
                Some((after, safe)) => {
                    assert!(safe && read(&after) == slip.original, "{}\n{text}\n->\n{after}", slip.what);
                    put_right += 1;
                }
                // There are several levels that it may be.
                None => {
                    let said = format!("{} {}", finding.message, finding.help.as_ref().unwrap());
                    assert!(said.contains(" or "), "{}\n{text}\n{finding:#?}", slip.what);
                }
            }
        }
    }
    assert!(put_right > 80, "{put_right}");
}

#[test]
fn a_swap_of_letters_is_one_finding_that_says_what_to_write() {
    let mut worst = Worst::default();
    for slip in swapped() {
        let is_rejected = worst.is_rejected(&to_yaml(&slip.without));
        for text in [to_yaml(&slip.changed), serde_json::to_string(&slip.changed).unwrap()] {
            let found = findings(&text);
            let finding = only_finding(&slip, &text, &found, is_rejected);
            let (after, safe) = fixed(&text, finding).unwrap_or_else(|| panic!("{}\n{finding:#?}", slip.what));
            assert!(safe && read(&after) == slip.original, "{}\n{after}", slip.what);
        }
    }
}

#[test]
fn through_aliases_and_merges_it_is_one_finding_all_the_same() {
    let (mut count, mut worst) = (0, Worst::default());
    for slip in moved().into_iter().chain(swapped()).chain(lost_levels()) {
        for how in [Shared::Alias, Shared::Merge] {
            // What the second integration shares is all of the first, or what is in its actions.
            let is_shared = |place: &[Step]| {
                let depth = if matches!(how, Shared::Merge) { 2 } else { 3 };
                place.len() >= depth && place[1] == Step::Item(0)
            };
            if !is_shared(&slip.from) || !is_shared(&slip.to) {
                continue;
            }
            let texts = [&slip.original, &slip.changed, &slip.without].map(|value| shared(value, how));
            let [Some(original), Some(text), Some(without)] = texts else { continue };
            if worst.of(&original).is_some() {
                continue;
            }
            let found = findings(&text);
            let finding = only_finding(&slip, &text, &found, worst.is_rejected(&without));
            if let Some((after, _)) = fixed(&text, finding) {
                // Moved where it is written, it is right wherever it is read.
                let is_right = worst.of(&after).is_none_or(|worst| worst == Severity::Pedantic);
                assert!(is_right, "{}\n{text}\n->\n{after}\n{:#?}", slip.what, findings(&after));
            }
            count += 1;
        }
    }
    assert!(count > 3000, "{count}");
}

/// The exit status and the findings of the program, as rule, severity and line.
fn lint(manifest: &str) -> (i32, Vec<(String, String, u64)>) {
    let mut command = amp_lint(Path::new("."));
    let output = command.args(["--no-config", "--format", "json", "-"]).write_stdin(manifest).output().unwrap();
    let mut all = Vec::new();
    for (_, finding) in output::findings(&output) {
        let text = |name: &str| word(&finding, name).to_string();
        all.push((text("rule"), text("severity"), finding["start"]["line"].as_u64().unwrap()));
    }
    (output.status.code().unwrap(), all)
}

#[test]
fn settings_have_slips_of_their_own() {
    for (settings, path, place) in [
        ("overrides:\n  - rules: {}\npaths: [a]\n", "$.paths", "belongs in the override"),
        ("overrides:\n  - paths: [a]\n    rules: {}\n    exclude: [x]\n", "$.overrides[0].exclude", "at the top level"),
        ("overrides:\n  - paths: [a]\n    rulse: {}\n", "$.overrides[0].rulse", "there is no setting `rulse`"),
    ] {
        let (_, found) = Config::read(&Source::new(".amp-lint.yaml", settings));
        let [finding] = found.as_slice() else { panic!("{settings}\n{found:#?}") };
        assert_eq!((finding.rule, finding.path.as_str()), ("unknown-key", path));
        assert!(finding.message.contains(place), "{}", finding.message);
        assert!(!finding.message.contains("platform"), "{}", finding.message);
    }
}

#[test]
fn a_slip_that_the_platform_rejects_fails_the_program_whatever_it_is_read_through() {
    let error = |line: u64| (1, vec![("unknown-key".to_string(), "error".to_string(), line)]);
    let head = "specVersion: 1.0.0\nintegrations:\n";
    let object = "schedule: \"0 * * * *\"\n          optionalFieldsAuto: all\n";
    for (what, manifest, line) in [
        (
            "used again as it is",
            format!(
                "{head}  - name: a\n    provider: hubspot\n    write: &w {{object: [{{objectName: contacts}}]}}\n  \
                 - name: b\n    provider: hubspot\n    write: *w\n"
            ),
            5,
        ),
        (
            "under an anchor that is merged",
            format!(
                "{head}  - name: a\n    provider: hubspot\n    read:\n      objects:\n        - &o\n          \
                 objectName: contacts\n          destinaton: d\n          {object}        - <<: *o\n          \
                 objectName: companies\n"
            ),
            9,
        ),
        (
            "beside a merge",
            format!(
                "{head}  - name: a\n    provider: hubspot\n    read:\n      objects:\n        - &o\n          \
                 objectName: contacts\n          destination: d\n          {object}    write:\n      objects:\n        \
                 - &w\n          objectName: companies\n        - <<: {{inheritMapping: true}}\n          objectNam: \
                 contacts\n"
            ),
            17,
        ),
        (
            "in a block that two objects have",
            format!(
                "{head}  - name: a\n    provider: hubspot\n    read:\n      objects:\n        - objectName: \
                 contacts\n          {object}          backfill: &b {{defaultPeriod: {{days: 3}}, destination: \
                 d}}\n        - objectName: companies\n          {object}          backfill: *b\n"
            ),
            10,
        ),
    ] {
        assert_eq!(lint(&manifest), error(line), "{what}\n{manifest}");
    }
}
