//! The files that the arguments name: files as they are, folders searched for manifests, `-` for stdin.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::{WalkBuilder, WalkState};

use super::output::{self, complain};
use crate::api::projects::Deployed;
use crate::source::{MAX_SOURCE_BYTES, Source};

/// One text to lint, not yet read.
#[derive(Debug)]
pub struct Input {
    origin: Origin,
    /// Whether a search came upon it.
    pub found_by_search: bool,
}

#[derive(Debug)]
enum Origin {
    Stdin,
    File(PathBuf),
    /// An integration that the platform holds: the name to report it by.
    Deployed(String, Deployed),
}

/// The names that manifests have.
const MANIFESTS: [&str; 2] = ["amp.yaml", "amp.yml"];

/// The inputs that the paths stand for, in their order, each once; and whether something could not be had. Every such
/// thing is one line on stderr.
pub fn collect(paths: &[PathBuf]) -> (Vec<Input>, bool) {
    let mut inputs: Vec<Input> = Vec::new();
    let mut failed = false;
    let mut seen: HashSet<PathBuf> = HashSet::new();
    let mut stdin = false;
    for path in paths {
        if path.as_os_str() == "-" {
            if !std::mem::replace(&mut stdin, true) {
                inputs.push(Input { origin: Origin::Stdin, found_by_search: false });
            }
            continue;
        }
        let searched = path.is_dir();
        let found = match searched {
            true => {
                let (found, complaints) = search(path);
                failed |= !complaints.is_empty();
                complaints.iter().for_each(|complaint| complain(format_args!("{complaint}")));
                if found.is_empty() && complaints.is_empty() {
                    complain(format_args!("there is no amp.yaml or amp.yml in {}", path.display()));
                    failed = true;
                }
                found
            }
            false => vec![path.clone()],
        };
        for file in found {
            if seen.insert(file.clone()) {
                inputs.push(Input { origin: Origin::File(file), found_by_search: searched });
            }
        }
    }
    (inputs, failed)
}

/// All manifests below a folder, by path; and what could not be searched. Ignored files and hidden folders are left out.
fn search(folder: &Path) -> (Vec<PathBuf>, Vec<String>) {
    let found = Mutex::new(Vec::new());
    let complaints = Mutex::new(Vec::new());
    WalkBuilder::new(folder).require_git(false).follow_links(true).build_parallel().run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) => {
                    let is_manifest = entry.file_name().to_str().is_some_and(|name| MANIFESTS.contains(&name));
                    if is_manifest && entry.file_type().is_some_and(|kind| !kind.is_dir()) {
                        let path = entry.into_path();
                        let path = path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path);
                        found.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(path);
                    }
                }
                Err(error) => {
                    complaints.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(error.to_string());
                }
            }
            WalkState::Continue
        })
    });
    let mut found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut complaints = complaints.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    found.sort();
    complaints.sort();
    (found, complaints)
}

impl Input {
    /// An integration that the platform holds.
    pub fn deployed(project: &str, integration: Deployed) -> Input {
        let revision = integration.revision.as_deref().unwrap_or_default();
        let name = format!("{project}/{}@{revision}", integration.name);
        Input { origin: Origin::Deployed(name, integration), found_by_search: false }
    }

    /// The file to write a fixed text to; nothing for stdin and for what the platform holds.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Stdin | Origin::Deployed(..) => None,
            Origin::File(path) => Some(path),
        }
    }

    /// Whether it is something that the platform holds, which no fix can be written to.
    pub fn is_deployed(&self) -> bool {
        matches!(self.origin, Origin::Deployed(..))
    }

    /// Reads the text. The error is a line for a person.
    pub fn read(&self) -> Result<Source, String> {
        match &self.origin {
            Origin::Deployed(name, integration) => Ok(Source::new(name.clone(), integration.pretty())),
            Origin::Stdin => {
                let bytes = read(io::stdin().lock()).map_err(|error| format!("cannot read stdin: {error}"))?;
                Ok(Source::from_bytes("<stdin>", bytes))
            }
            Origin::File(path) => {
                let name = path.display();
                let bytes = File::open(path)
                    .and_then(read)
                    .map_err(|error| format!("cannot read {name}: {}", output::plain(&error)))?;
                Ok(Source::from_bytes(name.to_string(), bytes))
            }
        }
    }
}

/// Reads to the end, but never more than one byte beyond what a source can hold.
fn read(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_SOURCE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
