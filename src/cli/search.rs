//! What a folder holds to be linted: files called amp.yaml or amp.yml, and those that patterns ask for.
//!
//! Regular files only, and of the links those that lead to one below the searched folder. Nothing is opened here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::ignore_files;
use super::settings::AllSettings;
use crate::files;
use crate::patterns::Patterns;

/// The names that manifests have.
const MANIFESTS: [&str; 2] = ["amp.yaml", "amp.yml"];

/// What a search came upon, whatever the order in which it did.
#[derive(Debug, Default)]
pub struct Found {
    /// The files to lint, by path.
    pub files: BTreeSet<PathBuf>,
    /// Links to files to lint: where the real one was found, too, nobody needs them.
    pub links: BTreeSet<PathBuf>,
    /// What has a name to be linted and cannot be, and why.
    pub left_out: BTreeSet<String>,
    /// The patterns of the arguments that a file was found for.
    pub met: BTreeSet<String>,
    /// How many files the settings exclude.
    pub excluded: usize,
    /// How many other files look like YAML, and the first of them.
    pub others: usize,
    /// The first of these.
    pub other: Option<PathBuf>,
    /// Why the search is not complete.
    pub complaints: BTreeSet<String>,
}

/// Searches a folder. Ignored files and hidden folders are left out.
pub fn search(folder: &Path, include: &Patterns, settings: &mut AllSettings) -> Found {
    let real = match fs::canonicalize(folder) {
        Ok(real) => real,
        Err(error) => {
            let complaint = cannot(folder, &files::plain(&error));
            return Found { complaints: BTreeSet::from([complaint]), ..Found::default() };
        }
    };
    settings.searches(&real);
    let above = || real.ancestors().skip(1).find_map(ignore_files::obstacle);
    let obstacle = ignore_files::obstacle(folder).or_else(above).or_else(ignore_files::own_obstacle);
    if let Some(obstacle) = obstacle {
        return Found { complaints: BTreeSet::from([cannot(folder, &obstacle)]), ..Found::default() };
    }
    let searched = Searched {
        folder,
        real,
        current: fs::canonicalize(".").unwrap_or_default(),
        include,
        settings: Mutex::new(settings),
        found: Mutex::default(),
    };
    let mut walk = WalkBuilder::new(folder);
    let obstacles: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let keep = Arc::clone(&obstacles);
    walk.require_git(false).follow_links(false).filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let path = shown(entry.path());
        let obstacle = is_folder.then(|| ignore_files::obstacle(&path)).flatten();
        lock(&keep).extend(obstacle.iter().map(|obstacle| cannot(&path, obstacle)));
        obstacle.is_none()
    });
    walk.build_parallel().run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) => searched.look_at(&entry),
                Err(error) => lock(&searched.found).complaints.extend(refused(folder, &error)),
            }
            WalkState::Continue
        })
    });
    let mut found = searched.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.complaints.append(&mut lock(&obstacles));
    found
}

/// A search while it goes on.
struct Searched<'a> {
    folder: &'a Path,
    /// The folder without links.
    real: PathBuf,
    current: PathBuf,
    include: &'a Patterns,
    settings: Mutex<&'a mut AllSettings>,
    found: Mutex<Found>,
}

/// Why a file of the right name is not linted.
enum Out {
    Excluded,
    Because(String),
}

impl Searched<'_> {
    fn look_at(&self, entry: &DirEntry) {
        let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir()) else { return };
        let below = entry.path().strip_prefix(self.folder).unwrap_or(entry.path());
        let place = self.real.join(below);
        let path = shown(entry.path());
        if !self.is_wanted(entry.path(), below, &place) {
            let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
            if is_yaml && kind.is_file() && !self.excludes(&place) {
                let mut found = lock(&self.found);
                found.others += 1;
                if found.other.as_ref().is_none_or(|other| path < *other) {
                    found.other = Some(path);
                }
            }
            return;
        }
        let looked = match kind.is_symlink() {
            _ if self.excludes(&place) => Err(Out::Excluded),
            true => self.follow(&place),
            false if kind.is_file() => Ok(()),
            false => Err(Out::Because(match entry.metadata() {
                Ok(metadata) => format!("it is {}", files::kind(&metadata)),
                Err(_) => "it is no regular file".to_string(),
            })),
        };
        let mut found = lock(&self.found);
        match looked {
            Ok(()) if kind.is_symlink() => {
                found.links.insert(path);
            }
            Ok(()) => {
                found.files.insert(path);
            }
            Err(Out::Excluded) => found.excluded += 1,
            Err(Out::Because(why)) => {
                found.left_out.insert(format!("{} is left out: {why}", path.display()));
            }
        }
    }

    /// By its name, or because the arguments or the settings ask for it. Patterns of the arguments are from the searched
    /// folder or from the current one.
    fn is_wanted(&self, path: &Path, below: &Path, place: &Path) -> bool {
        let current = place.strip_prefix(&self.current).ok();
        let met = [Some(below), current].into_iter().flatten().flat_map(|path| self.include.for_path(path));
        let met: Vec<String> = met.map(str::to_string).collect();
        let name = path.file_name().and_then(|name| name.to_str());
        let is_wanted = !met.is_empty()
            || name.is_some_and(|name| MANIFESTS.contains(&name))
            || lock(&self.settings).include(place);
        lock(&self.found).met.extend(met);
        is_wanted
    }

    fn excludes(&self, place: &Path) -> bool {
        lock(&self.settings).exclude(place)
    }

    /// Whether a link leads to a file that the search could have come upon itself.
    fn follow(&self, place: &Path) -> Result<(), Out> {
        let Ok(real) = fs::canonicalize(place) else { return Err(Out::Because("it links to nothing".to_string())) };
        if !real.starts_with(&self.real) {
            return Err(Out::Because("it leads out of the searched folder; name it to lint it".to_string()));
        }
        match fs::metadata(&real) {
            Ok(metadata) if !metadata.is_file() => Err(Out::Because(format!("it links to {}", files::kind(&metadata)))),
            Err(error) => Err(Out::Because(files::plain(&error))),
            Ok(_) if self.excludes(&real) => Err(Out::Excluded),
            Ok(_) => Ok(()),
        }
    }
}

/// A path as it is reported: without the `./` of a search in the current folder.
fn shown(path: &Path) -> PathBuf {
    path.strip_prefix("./").unwrap_or(path).to_path_buf()
}

fn cannot(folder: &Path, why: &str) -> String {
    format!("cannot search {}: {why}", folder.display())
}

/// What the walk says about a folder that it could not read. A line of a `.gitignore` that means nothing is git's affair.
fn refused(folder: &Path, error: &ignore::Error) -> Option<String> {
    match error {
        ignore::Error::WithPath { path, err } => refused(&shown(path), err),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => refused(folder, err),
        ignore::Error::Io(error) => Some(cannot(folder, &files::plain(error))),
        _ => None,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
