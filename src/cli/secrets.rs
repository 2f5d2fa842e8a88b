//! The secrets of this run, and that no report and no message holds one, wherever it came from: a manifest, a name, a
//! server's answer.
//!
//! What `--fix` and `fetch` write is not a report and stays as it is.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::api::Secret;
use crate::diff::{Change, NotCompared, Place, Version};
use crate::finding::Finding;
use crate::report::Linted;
use crate::source::Source;

/// Where the environment holds what opens the platform.
const VARIABLES: [&str; 2] = ["AMP_API_KEY", "AMP_API_TOKEN"];

fn all() -> MutexGuard<'static, Vec<Secret>> {
    static ALL: OnceLock<Mutex<Vec<Secret>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let values = VARIABLES.into_iter().filter_map(std::env::var_os);
        let secrets = values.filter_map(|value| Secret::new(&value.to_string_lossy()));
        // A key like `test` is in half of all messages, and is none.
        Mutex::new(secrets.filter(Secret::is_distinctive).collect())
    });
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a secret that came from elsewhere out of whatever is said from now on.
pub fn keep(secret: &Secret) {
    if secret.is_distinctive() {
        all().push(secret.clone());
    }
}

/// A text without the secrets.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(text);
    for secret in all().iter() {
        if let Cow::Owned(redacted) = secret.redact(&clean) {
            clean = redacted.into();
        }
    }
    clean
}

/// A text to be shown, with stars in place of the secrets, so that places in it stay where they are.
pub fn cover(source: Source) -> Source {
    let mut source = source;
    for secret in all().iter() {
        if let Cow::Owned(covered) = secret.cover(source.text()) {
            source = source.with_text(covered);
        }
        if let Cow::Owned(name) = secret.redact(source.name()) {
            source = source.renamed(name);
        }
    }
    source
}

/// A text and its findings without the secrets.
pub fn covered(mut linted: Linted) -> Linted {
    if all().is_empty() {
        return linted;
    }
    linted.source = cover(linted.source);
    linted.findings.iter_mut().for_each(redact_finding);
    linted
}

/// One side of a comparison without the secrets.
pub fn covered_version(version: Version) -> Version {
    if all().is_empty() {
        return version;
    }
    let covered = version.texts.into_iter().map(|text| {
        let source = cover(text.source().clone());
        text.shown_as(source)
    });
    Version { texts: covered.collect() }
}

/// A change without the secrets.
pub fn redact_change(change: &mut Change) {
    let Change { kind: _, impact: _, message, old, new, touched } = change;
    let paths = [old, new].into_iter().flatten().map(|Place { text: _, span: _, path }| path);
    let groups = touched.iter_mut().flat_map(|touched| &mut touched.groups);
    paths.chain([message]).chain(groups).for_each(redact_in_place);
}

/// What could not be compared, without the secrets.
pub fn redact_gap(gap: &mut NotCompared) {
    let NotCompared { message, side: _, place: Place { text: _, span: _, path } } = gap;
    [message, path].into_iter().for_each(redact_in_place);
}

fn redact_in_place(text: &mut String) {
    if let Cow::Owned(redacted) = redact(text) {
        *text = redacted;
    }
}

fn redact_finding(finding: &mut Finding) {
    let Finding { rule: _, severity: _, message, help, span: _, note, labels, path, fix } = finding;
    let texts = [message, note, path].into_iter().chain(help).chain(labels.iter_mut().map(|label| &mut label.message));
    let fix = fix.iter_mut().flat_map(|fix| {
        let edits = fix.edits.iter_mut().map(|edit| &mut edit.text);
        std::iter::once(&mut fix.title).chain(edits)
    });
    texts.chain(fix).for_each(redact_in_place);
}
