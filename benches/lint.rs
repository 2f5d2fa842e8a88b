//! How long a lint takes on a manifest as people have them, stage by stage and rule by rule.

mod support;

use amp_lint::{Analysis, Schema, Source, lint, timing};
use divan::Bencher;

fn main() {
    divan::main();
}

/// About 40 KB.
fn source() -> Source {
    Source::new("amp.yaml", support::manifest(66, 20))
}

#[divan::bench]
fn lint_40_kb(bencher: Bencher) {
    let source = source();
    bencher.bench(|| lint(&source));
}

#[divan::bench]
fn nodes_40_kb(bencher: Bencher) {
    let source = source();
    bencher.bench(|| timing::nodes(&source));
}

#[divan::bench]
fn analysis_40_kb(bencher: Bencher) {
    let source = source();
    bencher.bench(|| Analysis::of(source.clone(), Schema::integrations()));
}
