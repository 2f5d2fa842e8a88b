//! Which reports go where: `--format FORMAT[=FILE]`, `--output FILE`, and what a CI system takes by itself.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::error::Error;
use super::names::Names;
use super::output::{self, Colour, Stream};
use super::{Status, write};
use crate::files;
use crate::report::pretty::Style;
use crate::report::{Linted, concise, github, gitlab, json, junit, pretty, problem, sarif};

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
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

impl Format {
    const ALL: [Format; 8] = [
        Format::Pretty,
        Format::Concise,
        Format::Json,
        Format::Github,
        Format::Gitlab,
        Format::Sarif,
        Format::Junit,
        Format::Problem,
    ];

    /// What the arguments call it.
    fn name(self) -> &'static str {
        match self {
            Format::Pretty => "pretty",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Sarif => "sarif",
            Format::Junit => "junit",
            Format::Problem => "problem",
        }
    }

    fn is_for_people(self) -> bool {
        matches!(self, Format::Pretty | Format::Concise)
    }
}

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Stdout,
    Stderr,
    File(PathBuf),
}

impl Place {
    fn named(path: &Path) -> Place {
        match path.to_str() {
            Some("-" | "/dev/stdout") => Place::Stdout,
            _ => Place::File(path.to_path_buf()),
        }
    }

    /// Whether a report that goes to one of them would be in the way of one that goes to the other.
    fn is(&self, other: &Place) -> bool {
        match (self, other) {
            (Place::File(one), Place::File(other)) => whole(one) == whole(other),
            _ => self == other,
        }
    }
}

/// The path from the root on, links resolved as far as there is something.
fn whole(path: &Path) -> PathBuf {
    let resolved = path.canonicalize().ok().or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    });
    resolved.or_else(|| std::path::absolute(path).ok()).unwrap_or_else(|| path.to_path_buf())
}

/// A report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    format: Format,
    /// Where to; nothing for where the reports go by default.
    place: Option<Place>,
}

/// Reads `FORMAT` or `FORMAT=FILE`.
pub const TARGET: Names<Target> = Names { all: formats, read: target };

fn formats() -> Vec<&'static str> {
    Format::ALL.map(Format::name).to_vec()
}

fn target(text: &str) -> Result<Target, String> {
    let (format, place) = match text.split_once('=') {
        Some((_, "")) => return Err("there is no file behind the `=`".to_string()),
        Some((format, file)) => (format, Some(Place::named(Path::new(file)))),
        None => (text, None),
    };
    match Format::ALL.into_iter().find(|one| one.name() == format) {
        Some(format) => Ok(Target { format, place }),
        None => Err(format!("there is no format `{format}`; there are {}", formats().join(", "))),
    }
}

/// The reports of a run.
pub struct Reports {
    targets: Vec<(Format, Place)>,
    colour: Colour,
    /// Where that goes which is for stdout.
    stream: Stream,
}

impl Reports {
    /// What was asked for; else what suits the place where the program runs. Fails where the reports
    /// are in one another's way.
    pub fn new(given: &[Target], output: Option<&Path>, colour: Colour) -> Result<Reports, Error> {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| value == "true");
        let (github, gitlab) = (is_set("GITHUB_ACTIONS"), is_set("GITLAB_CI"));
        let default = output.map_or(Place::Stdout, Place::named);
        let place = |place: &Option<Place>| place.clone().unwrap_or_else(|| default.clone());
        let mut targets: Vec<_> = given.iter().map(|target| (target.format, place(&target.place))).collect();
        if targets.is_empty() {
            let format = match (github, gitlab) {
                (true, _) => Format::Github,
                (_, true) => Format::Gitlab,
                _ => Format::Pretty,
            };
            targets.push((format, default));
        }
        for (nth, (format, place)) in targets.iter().enumerate() {
            let Some((other, _)) = targets[..nth].iter().find(|(_, other)| other.is(place)) else { continue };
            let (format, other) = (format.name(), other.name());
            let place = match place {
                Place::Stdout | Place::Stderr => "stdout".to_string(),
                Place::File(path) => files::name(path),
            };
            return Err(Error::Usage(format!(
                "the reports `{other}` and `{format}` would both go to {place}: write --format {format}=FILE, with a file of its own"
            )));
        }
        // GitLab shows its report elsewhere, and the log is for people.
        let on_stdout = targets.iter().find(|(_, place)| *place == Place::Stdout);
        match on_stdout {
            None if gitlab && !github && targets.iter().all(|(format, _)| !format.is_for_people()) => {
                targets.push((Format::Pretty, Place::Stdout));
            }
            Some((Format::Gitlab, _)) if given.is_empty() => targets.push((Format::Pretty, Place::Stderr)),
            _ => {}
        }
        Ok(Reports { targets, colour, stream: Stream::Stdout })
    }

    /// The same with stderr in place of stdout, which is wanted for something else.
    pub fn beside(self) -> Reports {
        Reports { stream: Stream::Stderr, ..self }
    }

    /// The one report that goes with a diff, wherever the program runs. Fails where another one was
    /// asked for.
    pub fn with_diff(given: &[Target], output: Option<&Path>, colour: Colour) -> Result<Reports, Error> {
        match given {
            [] => Reports::new(&[Target { format: Format::Pretty, place: None }], output, colour),
            given if given.iter().all(|target| target.format == Format::Pretty) => Reports::new(given, output, colour),
            _ => {
                let why = "--diff shows what --fix would change, and goes with no format but pretty";
                Err(Error::Usage(why.to_string()))
            }
        }
    }

    /// Whether somebody reads along: no report for programs has stdout to itself.
    pub fn for_people(&self) -> bool {
        let mut on_stdout = self.targets.iter().filter(|(_, place)| *place == Place::Stdout);
        self.targets.iter().any(|(_, place)| *place == Place::Stderr)
            || on_stdout.all(|(format, _)| format.is_for_people())
    }

    /// Writes the reports that go to stdout.
    pub fn write(&self, out: &mut dyn Write, linted: &[Linted]) -> io::Result<()> {
        for (format, _) in self.targets.iter().filter(|(_, place)| *place == Place::Stdout) {
            report(out, *format, linted, output::style(self.colour, self.stream))?;
        }
        Ok(())
    }

    /// Writes the other reports, those that have a file whole or not at all; the failure where one cannot be written.
    pub fn write_files(&self, linted: &[Linted]) -> Option<Status> {
        let mut failed = None;
        for (format, place) in &self.targets {
            match place {
                Place::Stdout => {}
                Place::Stderr => {
                    let mut out = BufWriter::new(io::stderr().lock());
                    // Nobody is left to tell when stderr is gone.
                    let _ = report(&mut out, *format, linted, output::style(self.colour, Stream::Stderr));
                    let _ = out.flush();
                }
                Place::File(path) => {
                    let style = Style { colour: false, unicode: true, width: output::PLAIN_WIDTH };
                    if let Err(error) = write::create_with(path, |out| report(out, *format, linted, style)) {
                        failed = Some(error.report());
                    }
                }
            }
        }
        failed
    }
}

fn report(out: &mut dyn Write, format: Format, linted: &[Linted], style: Style) -> io::Result<()> {
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
