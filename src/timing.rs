//! How long the stages take on a text. For the benchmarks of this repository, and nothing that a program should rest on.

use std::time::{Duration, Instant};

use crate::analysis::Analysis;
use crate::facts::Facts;
use crate::rules::{self, Policy};
use crate::shape::plan::Schema;
use crate::source::Source;
use crate::syntax;

/// How many nodes a text has; nothing is done but to read it.
pub fn nodes(source: &Source) -> usize {
    syntax::parse(source).len()
}

/// The stages of one lint, each with its time: the nodes, the stages up to the models, the rules.
pub fn stages(source: &Source) -> [(&'static str, Duration); 3] {
    let start = Instant::now();
    std::hint::black_box(nodes(source));
    let nodes = start.elapsed();
    let start = Instant::now();
    let analysis = Analysis::of(source.clone(), Schema::integrations());
    let models = start.elapsed().saturating_sub(nodes);
    let start = Instant::now();
    std::hint::black_box(analysis.findings(&Facts::default(), &Policy::default()));
    [("nodes", nodes), ("reading, structure and models", models), ("all rules", start.elapsed())]
}

/// How long each rule takes on a text, the slowest first.
pub fn rules(source: &Source) -> Vec<(&'static str, Duration)> {
    rules::costs(&Analysis::of(source.clone(), Schema::integrations()))
}
