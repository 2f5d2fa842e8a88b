//! How long a lint takes on a manifest as people have them, stage by stage and rule by rule.

mod support;

use amp_lint::catalog::Known;
use amp_lint::{Analysis, Catalog, Schema, Source, lint, timing};
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

/// The same with a provider and objects whose fields are listed.
#[divan::bench]
fn lint_40_kb_with_lists(bencher: Bencher) {
    let mut text = support::manifest(66, 20).replace("provider: hubspot", "provider: connectWise");
    for (nth, list) in Catalog::builtin().field_lists("connectWise", None).take(20).enumerate() {
        text = text.replace(&format!("objectName: object{nth}\n"), &format!("objectName: {}\n", list.object));
    }
    let source = Source::new("amp.yaml", text);
    bencher.bench(|| lint(&source));
}

/// What the first look-up of an object's fields in a process costs, unpacking included.
#[divan::bench]
fn first_look_up(bencher: Bencher) {
    bencher.with_inputs(Catalog::default).bench_values(|catalog| {
        catalog.fields("connectWise", None, "contacts").map(|list| list.knows("frist_name") == Known::Listed)
    });
}

/// What any further one costs.
#[divan::bench]
fn look_up(bencher: Bencher) {
    let catalog = Catalog::builtin();
    bencher.bench(|| catalog.fields("connectWise", None, "contacts").map(|list| list.knows("firstNmae")));
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
