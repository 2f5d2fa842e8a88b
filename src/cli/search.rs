//! What a folder holds to be linted: files called amp.yaml or amp.yml, and those that patterns ask for.
//!
//! Regular files only, and of the links those that lead to one below a searched folder. Nothing is opened here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::ignore_files;
use crate::files;
use crate::settings::nearest::{AllSettings, FolderSettings};
use crate::settings::patterns::Patterns;

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

/// Searches a folder, one of all that are searched (`all`, by their real paths). Ignored files and hidden folders are left out.
pub fn search(folder: &Path, all: &[PathBuf], include: &Patterns, settings: &mut AllSettings) -> Found {
    let real = match fs::canonicalize(folder) {
        Ok(real) => real,
        Err(error) => {
            let complaint = cannot(folder, &files::plain(&error));
            return Found { complaints: BTreeSet::from([complaint]), ..Found::default() };
        }
    };
    let above = || real.ancestors().skip(1).find_map(ignore_files::obstacle);
    let obstacle = ignore_files::obstacle(folder).or_else(above).or_else(ignore_files::own_obstacle);
    if let Some(obstacle) = obstacle {
        return Found { complaints: BTreeSet::from([cannot(folder, &obstacle)]), ..Found::default() };
    }
    let searched = Searched {
        folder,
        real,
        all,
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
        let mut part = Part { searched: &searched, found: Found::default(), folder: None };
        Box::new(move |entry| {
            match entry {
                Ok(entry) => part.look_at(&entry),
                Err(error) => part.found.complaints.extend(refused(folder, &error)),
            }
            WalkState::Continue
        })
    });
    let mut found = std::mem::take(&mut *lock(&searched.found));
    found.other = found.other.map(|other| shown(&other));
    found.complaints.append(&mut lock(&obstacles));
    found
}

impl Found {
    fn add(&mut self, other: &mut Found) {
        self.files.append(&mut other.files);
        self.links.append(&mut other.links);
        self.left_out.append(&mut other.left_out);
        self.met.append(&mut other.met);
        self.excluded += other.excluded;
        self.others += other.others;
        self.other = [self.other.take(), other.other.take()].into_iter().flatten().min();
        self.complaints.append(&mut other.complaints);
    }
}

/// A search that goes on.
struct Searched<'a> {
    folder: &'a Path,
    /// The folder without links.
    real: PathBuf,
    all: &'a [PathBuf],
    current: PathBuf,
    include: &'a Patterns,
    settings: Mutex<&'a mut AllSettings>,
    found: Mutex<Found>,
}

/// What one of the threads does of it.
struct Part<'a> {
    searched: &'a Searched<'a>,
    found: Found,
    /// The folder that was looked at last: its path, its real path and what the settings say about what it holds.
    folder: Option<(PathBuf, PathBuf, FolderSettings)>,
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        lock(&self.searched.found).add(&mut self.found);
    }
}

/// Why a file of the right name is not linted.
enum Out {
    Excluded,
    Because(String),
}

impl Part<'_> {
    fn look_at(&mut self, entry: &DirEntry) {
        let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir()) else { return };
        let path = entry.path();
        let (real, settings) = self.folder_of(path);
        let place = real.join(entry.file_name());
        let is_excluded = settings.exclude(&place);
        let is_wanted = settings.include(&place);
        if !(self.is_asked_for(path, &place) || is_wanted) {
            let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
            if is_yaml && kind.is_file() && !is_excluded {
                self.found.others += 1;
                if self.found.other.as_ref().is_none_or(|other| path < other) {
                    self.found.other = Some(path.to_path_buf());
                }
            }
            return;
        }
        let looked = match kind.is_symlink() {
            _ if is_excluded => Err(Out::Excluded),
            true => self.follow(&place),
            false if kind.is_file() => Ok(()),
            false => Err(Out::Because(match entry.metadata() {
                Ok(metadata) => format!("it is {}", files::kind(&metadata)),
                Err(_) => "it is no regular file".to_string(),
            })),
        };
        let path = shown(path);
        match looked {
            Ok(()) if kind.is_symlink() => {
                self.found.links.insert(path);
            }
            Ok(()) => {
                self.found.files.insert(path);
            }
            Err(Out::Excluded) => self.found.excluded += 1,
            Err(Out::Because(why)) => {
                self.found.left_out.insert(format!("{} is left out: {why}", files::name(&path)));
            }
        }
    }

    /// The real folder of a file, and what the settings say about what it holds. Mostly it is that of the file before.
    fn folder_of(&mut self, path: &Path) -> (PathBuf, FolderSettings) {
        let folder = path.parent().unwrap_or(Path::new(""));
        let searched = self.searched;
        let (_, real, settings) = match self.folder.take().filter(|(known, ..)| known == folder) {
            Some(known) => self.folder.insert(known),
            None => {
                let real = searched.real.join(folder.strip_prefix(searched.folder).unwrap_or(folder));
                let settings = lock(&searched.settings).for_folder(&real);
                self.folder.insert((folder.to_path_buf(), real, settings))
            }
        };
        (real.clone(), settings.clone())
    }

    /// By its name, or by the arguments, whose patterns are from the searched folder or from the current one.
    fn is_asked_for(&mut self, path: &Path, place: &Path) -> bool {
        let Searched { folder, current, include, .. } = self.searched;
        let mut is_met = false;
        if !include.is_empty() {
            let places = [path.strip_prefix(folder).ok(), place.strip_prefix(current).ok()];
            for pattern in places.into_iter().flatten().flat_map(|path| include.for_path(path)) {
                is_met = true;
                if !self.found.met.contains(pattern) {
                    self.found.met.insert(pattern.to_string());
                }
            }
        }
        is_met || path.file_name().and_then(|name| name.to_str()).is_some_and(|name| MANIFESTS.contains(&name))
    }

    /// Whether a link leads to a file that the search could have come upon itself.
    fn follow(&self, place: &Path) -> Result<(), Out> {
        let Ok(real) = fs::canonicalize(place) else { return Err(Out::Because("it links to nothing".to_string())) };
        if !self.searched.all.iter().any(|folder| real.starts_with(folder)) {
            return Err(Out::Because("it leads out of the searched folder; name it to lint it".to_string()));
        }
        match fs::metadata(&real) {
            Ok(metadata) if !metadata.is_file() => Err(Out::Because(format!("it links to {}", files::kind(&metadata)))),
            Err(error) => Err(Out::Because(files::plain(&error))),
            Ok(_) if lock(&self.searched.settings).exclude(&real) => Err(Out::Excluded),
            Ok(_) => Ok(()),
        }
    }
}

/// A path as it is reported: without the `./` of a search in the current folder.
fn shown(path: &Path) -> PathBuf {
    path.strip_prefix("./").unwrap_or(path).to_path_buf()
}

fn cannot(folder: &Path, why: &str) -> String {
    format!("cannot search {}: {why}", files::name(folder))
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
