//! How long a lint takes on a manifest as people have them, stage by stage and rule by rule.

mod support;

use amp_lint::analysis::definition::Definition;
use amp_lint::reading::view::View;
use amp_lint::shape::check;
use amp_lint::shape::plan::Plan;
use amp_lint::source::Source;
use amp_lint::syntax;
use amp_lint::{Request, lint};
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
    bencher.bench(|| lint(&source, Request::default()));
}

#[divan::bench]
fn parse_40_kb(bencher: Bencher) {
    let source = source();
    bencher.bench(|| tree::parse(&source));
}

#[divan::bench]
fn shape_40_kb(bencher: Bencher) {
    let tree = tree::parse(&source());
    bencher.bench(|| {
        let view = View::new(&tree, &Plan::get().names);
        let root = Definition::root(&view);
        root.zip(tree.root()).map(|(root, node)| check::check(&view, node, Plan::get(), root as usize))
    });
}

#[divan::bench]
fn model_40_kb(bencher: Bencher) {
    let tree = tree::parse(&source());
    let view = View::new(&tree, &Plan::get().names);
    bencher.bench(|| Definition::root(&view).map(|root| Definition::read(&view, root, &[])));
}
