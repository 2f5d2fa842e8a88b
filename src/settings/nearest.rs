//! Which settings are for which file: the nearest `.amp-lint.yaml` upwards, unless the user names another.
//!
//! What there is to say about the settings files is kept, and says nothing by itself: the command line does so once all files of
//! a run are known.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Config, FileSettings};
use crate::files;
use crate::finding::{Finding, Severity};
use crate::source::Source;

/// The names of a settings file; where a folder has both, the first one counts.
pub const FILE_NAMES: [&str; 2] = [".amp-lint.yaml", ".amp-lint.yml"];

/// A hundred times what a settings file with every rule in it measures.
const MAX_BYTES: u64 = 1024 * 1024;

/// A settings file and the folders that its globs start from.
struct Loaded {
    config: Config,
    /// Its own one.
    folder: PathBuf,
    /// The current one, for what does not lie below its own: it was named for files elsewhere.
    current: PathBuf,
}

/// The settings of all files of a run. Each settings file is read once.
pub struct AllSettings {
    /// The one that the arguments name, for all files.
    given: Option<Arc<Loaded>>,
    /// Whether settings files are looked for.
    search: bool,
    /// The folders from which on downwards each folder can leave out the next: the current one, and what is searched.
    tops: Vec<PathBuf>,
    nearest: HashMap<PathBuf, Option<Arc<Loaded>>>,
    excluded: HashMap<PathBuf, bool>,
    /// What there is to say, by the file's name.
    said: BTreeMap<PathBuf, Vec<Said>>,
}

/// Something about a settings file.
pub enum Said {
    /// It has no effect on the run.
    Note(String),
    /// It can be used, and there are warnings.
    Warnings(Source, Vec<Finding>),
    /// It cannot be read, or not be shown.
    Unusable(String),
    /// It has errors.
    Broken(Source, Vec<Finding>),
}

impl AllSettings {
    /// Reads the file that the arguments name, if they do. With `none`, there are no settings at all.
    pub fn new(given: Option<&Path>, none: bool) -> AllSettings {
        let mut all = AllSettings {
            given: None,
            search: !none && given.is_none(),
            tops: vec![absolute(Path::new("."))],
            nearest: HashMap::new(),
            excluded: HashMap::new(),
            said: BTreeMap::new(),
        };
        if let Some(path) = given.filter(|_| !none) {
            let folder = absolute(path).parent().map(Path::to_path_buf).unwrap_or_default();
            all.given = all.load(path, folder, true).map(Arc::new);
        }
        all
    }

    /// Says which folders are searched, by their real paths.
    pub fn searches(&mut self, folders: &[PathBuf]) {
        self.tops.extend_from_slice(folders);
    }

    /// What the settings say about a file. Stdin and pipes are files of the current folder.
    pub fn for_file(&mut self, path: Option<&Path>) -> FileSettings {
        let is_file = |path: &&Path| fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
        self.for_place(&absolute(path.filter(is_file).unwrap_or(Path::new("stdin"))))
    }

    /// What the settings say about a file by its real path, which need not be there yet.
    pub fn for_place(&mut self, path: &Path) -> FileSettings {
        match self.of_folder(folder_of(path)) {
            Some(loaded) => loaded.config.for_file(loaded.relative(path)),
            None => FileSettings::default(),
        }
    }

    /// Whether a file is excluded by the name that the user gives it: where it is, and where a link leads.
    pub fn exclude_named(&mut self, path: &Path) -> bool {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let place = path.file_name().map(|name| absolute(folder).join(name));
        place.is_some_and(|place| self.exclude(&place)) || self.exclude(&absolute(path))
    }

    /// Whether a file is excluded, by its real path.
    pub fn exclude(&mut self, path: &Path) -> bool {
        self.for_folder(folder_of(path)).exclude(path)
    }

    /// What the settings say about what a folder holds, by its real path.
    pub fn for_folder(&mut self, folder: &Path) -> FolderSettings {
        match (self.exclude_folder(folder), folder.parent()) {
            // Settings in a folder that is left out have no say; those that leave it out have.
            (true, Some(above)) => FolderSettings { excluded: true, ..self.for_folder(above) },
            (excluded, _) => FolderSettings { excluded, loaded: self.of_folder(folder) },
        }
    }

    fn exclude_folder(&mut self, folder: &Path) -> bool {
        if self.given.is_some() || !self.tops.iter().any(|top| folder != top && folder.starts_with(top)) {
            return false;
        }
        if let Some(&known) = self.excluded.get(folder) {
            return known;
        }
        let excluded = self.exclude(folder);
        self.excluded.insert(folder.to_path_buf(), excluded);
        excluded
    }

    /// What there is to say about the settings files that were read, in the order of their names.
    pub fn said(&self) -> impl Iterator<Item = &Said> {
        self.said.values().flatten()
    }

    fn of_folder(&mut self, folder: &Path) -> Option<Arc<Loaded>> {
        match &self.given {
            Some(given) => Some(Arc::clone(given)),
            None if self.search => self.nearest(folder),
            None => None,
        }
    }

    fn nearest(&mut self, folder: &Path) -> Option<Arc<Loaded>> {
        if let Some(known) = self.nearest.get(folder) {
            return known.clone();
        }
        // A link that leads nowhere is there, too, and will be found to be of no use.
        let mut there = FILE_NAMES.iter().map(|name| folder.join(name)).filter(|file| file.symlink_metadata().is_ok());
        let found = match (there.next(), folder.parent()) {
            (Some(file), _) => {
                if let Some(other) = there.next() {
                    let note = format!("{} is not used, since {} is there, too", shown(&other), shown(&file));
                    self.say(&other, Said::Note(note));
                }
                self.load(&file, folder.to_path_buf(), false).map(Arc::new)
            }
            (None, Some(parent)) => self.nearest(parent),
            (None, None) => None,
        };
        self.nearest.insert(folder.to_path_buf(), found.clone());
        found
    }

    /// Reads a settings file; nothing where it cannot be used.
    fn load(&mut self, path: &Path, folder: PathBuf, named: bool) -> Option<Loaded> {
        let name = shown(path);
        let bytes = match files::read(path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(why) => {
                self.say(path, Said::Unusable(format!("cannot read the settings {name}: {why}")));
                return None;
            }
        };
        let source = Source::from_bytes(name.clone(), bytes);
        let (config, mut findings) = Config::read(&source);
        findings.retain(|finding| finding.severity >= Severity::Warning);
        // A link can lead to any file of the machine. Only who names it gets to see what is in there.
        if !named && !findings.is_empty() && path.is_symlink() {
            let shows = format!("it is a link, and only --config {name} shows them");
            let said = match config {
                Some(_) => Said::Note(format!("there are warnings about the settings {name}: {shows}")),
                None => Said::Unusable(format!(
                    "the settings {name} cannot be used for their errors, and nothing was linted: {shows}"
                )),
            };
            self.say(path, said);
        } else if !findings.is_empty() {
            let said = if config.is_some() { Said::Warnings } else { Said::Broken };
            self.say(path, said(source, findings));
        }
        config.map(|config| Loaded { config, folder, current: absolute(Path::new(".")) })
    }

    fn say(&mut self, path: &Path, said: Said) {
        self.said.entry(path.to_path_buf()).or_default().push(said);
    }
}

/// What the settings say about the files and folders in a folder.
#[derive(Clone)]
pub struct FolderSettings {
    /// Whether the folder itself is left out, and all that lies in it.
    excluded: bool,
    loaded: Option<Arc<Loaded>>,
}

impl FolderSettings {
    /// Whether a search takes a file whatever its name, by its real path.
    pub fn include(&self, path: &Path) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| loaded.config.includes(loaded.relative(path)))
    }

    /// Whether a search leaves out a file or a folder, by its real path.
    pub fn exclude(&self, path: &Path) -> bool {
        self.excluded || self.loaded.as_ref().is_some_and(|loaded| loaded.config.excludes(loaded.relative(path)))
    }
}

impl Loaded {
    /// The path as the globs see it.
    fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.folder).or_else(|_| path.strip_prefix(&self.current)).unwrap_or(path)
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// The path from the root on, links resolved where there is a file.
pub fn absolute(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

/// A path as the user would write it.
fn shown(path: &Path) -> String {
    files::name(path.strip_prefix(absolute(Path::new("."))).unwrap_or(path))
}
