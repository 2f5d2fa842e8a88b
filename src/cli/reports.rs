//! Which reports go where: `--format FORMAT[=FILE]`, `--output FILE`, and what a CI system takes by itself.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::output::complain;
use super::{Status, write};
use crate::report::pretty::Style;
use crate::report::{Linted, concise, github, gitlab, json, junit, pretty, problem, sarif};

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: each finding with its lines
    Pretty,
    /// A line for each finding
    Concise,
    /// For programs
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit's XML
    Junit,
    /// An Input Validation Problem, as the platform's API reports one
    Problem,
}

/// A report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    format: Format,
    /// Where to; stdout by default.
    file: Option<PathBuf>,
}

/// Reads `FORMAT` or `FORMAT=FILE`.
pub fn target(text: &str) -> Result<Target, String> {
    let (format, file) = match text.split_once('=') {
        Some((_, "")) => return Err("there is no file behind the `=`".to_string()),
        Some((format, file)) => (format, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format = Format::from_str(format, false).map_err(|_| {
        let names: Vec<String> = Format::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| value.get_name().to_string())
            .collect();
        format!("there is no format `{format}`; there are {}", names.join(", "))
    })?;
    Ok(Target { format, file })
}

/// The reports of a run.
pub struct Reports {
    targets: Vec<Target>,
    style: Style,
}

impl Reports {
    /// What was asked for; else what suits the place where the program runs.
    pub fn new(given: &[Target], output: Option<&Path>, style: Style) -> Reports {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| value == "true");
        let mut targets = given.to_vec();
        if targets.is_empty() {
            let (github, gitlab) = (is_set("GITHUB_ACTIONS"), is_set("GITLAB_CI"));
            let format = match (github, gitlab) {
                (true, _) => Format::Github,
                (_, true) => Format::Gitlab,
                _ => Format::Pretty,
            };
            targets.push(Target { format, file: None });
        }
        if let Some(path) = output {
            // What has no file of its own goes to this one.
            for target in targets.iter_mut().filter(|target| target.file.is_none()) {
                target.file = Some(path.to_path_buf());
            }
        }
        Reports { targets, style }
    }

    /// Whether somebody reads along: no report for programs has stdout.
    pub fn for_people(&self) -> bool {
        let mut on_stdout = self.targets.iter().filter(|target| target.file.is_none());
        on_stdout.all(|target| matches!(target.format, Format::Pretty | Format::Concise))
    }

    /// Writes the reports that have no file, one after the other.
    pub fn write(&self, out: &mut dyn Write, linted: &[Linted]) -> io::Result<()> {
        for target in self.targets.iter().filter(|target| target.file.is_none()) {
            self.report(out, target.format, linted, self.style)?;
        }
        Ok(())
    }

    /// Writes the reports that have a file, each whole or not at all; the failure where one cannot be written.
    pub fn write_files(&self, linted: &[Linted]) -> Option<Status> {
        let mut failed = None;
        for (nth, target) in self.targets.iter().enumerate() {
            let Some(path) = &target.file else { continue };
            if self.targets[..nth].iter().any(|other| other.file.as_ref() == Some(path)) {
                complain(format_args!("two reports would go to {}; the first one has it", path.display()));
                failed = Some(Status::Failed);
                continue;
            }
            let mut bytes = Vec::new();
            let style = Style { colour: false, unicode: true, ..self.style };
            let written = self
                .report(&mut bytes, target.format, linted, style)
                .map_err(|error| format!("cannot write the report: {error}"))
                .and_then(|()| write::create_with(path, |out| out.write_all(&bytes)));
            if let Err(complaint) = written {
                complain(format_args!("{complaint}"));
                failed = Some(Status::Failed);
            }
        }
        failed
    }

    fn report(&self, out: &mut dyn Write, format: Format, linted: &[Linted], style: Style) -> io::Result<()> {
        match format {
            Format::Pretty => pretty::write(out, linted, style),
            Format::Concise => concise::write(out, linted),
            Format::Json => json::write(out, linted),
            Format::Github => github::write(out, linted),
            Format::Gitlab => gitlab::write(out, linted),
            Format::Sarif => sarif::write(out, linted),
            Format::Junit => junit::write(out, linted),
            Format::Problem => problem::write(out, linted),
        }
    }
}
