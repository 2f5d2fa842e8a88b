//! The files that the arguments name: files as they are, folders searched for manifests, `-` for stdin.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use clap::Args;

use super::error::Error;
use super::output::complain;
use super::search::{self, Found};
use crate::api::projects::Deployed;
use crate::clean;
use crate::files::{self, Unreadable};
use crate::settings::nearest::AllSettings;
use crate::settings::patterns::{Pattern, Patterns};
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

/// The other names of stdin.
const STDIN: [&str; 3] = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

/// Which files of a folder are meant.
#[derive(Debug, Default, Args)]
pub struct Wanted {
    /// Take files with other names from folders, too: a glob like 'manifests/*.yaml'
    ///
    /// `*` stands for a name or a part of one, `**` for any folders. Without a `/` it is for that name in any folder, with one for a path
    /// from the searched folder or from the current one. Can be given several times.
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    include: Vec<Pattern>,
    /// Leave out what the settings exclude even where it is named
    ///
    /// For programs that name all files, as pre-commit does.
    #[arg(long)]
    force_exclude: bool,
}

/// A pattern. The error names characters of it.
fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::new(text).map_err(|why| clean::line(&why).into_owned())
}

/// What the arguments stand for.
#[derive(Debug, Default)]
pub struct Collected {
    /// The inputs, in the order of the arguments, each once.
    pub inputs: Vec<Input>,
    /// What could not be had, a line each.
    pub complaints: Vec<String>,
    /// What is left out, and why: nothing of it is a failure.
    pub notes: Vec<String>,
}

/// The inputs that the paths stand for.
pub fn collect(paths: &[PathBuf], wanted: &Wanted, settings: &mut AllSettings) -> Collected {
    let include = Patterns::new(wanted.include.clone());
    let mut all = Collected::default();
    let mut seen: HashMap<Identity, usize> = HashMap::new();
    let mut excluded = 0;
    let mut idle: BTreeSet<&str> = include.texts().collect();
    let is_searched = |path: &&PathBuf| !is_stdin(path) && path.is_dir();
    let folders: Vec<PathBuf> =
        paths.iter().filter(is_searched).filter_map(|path| fs::canonicalize(path).ok()).collect();
    settings.searches(&folders);
    for path in paths {
        if is_searched(&path) {
            let found = search::search(path, &folders, &include, settings);
            idle.retain(|pattern| !found.met.contains(*pattern));
            let none = found.files.is_empty() && found.links.is_empty() && found.complaints.is_empty();
            let left_out = found.left_out.iter().cloned();
            match found.excluded {
                // A search that was made for nothing is a failure, unless that is what the settings want.
                0 if none && !found.left_out.is_empty() => all.complaints.extend(left_out),
                0 if none => all.complaints.push(nothing(path, &found, &include)),
                count if none => all.notes.extend(left_out.chain([all_excluded(count, path)])),
                _ => all.notes.extend(left_out),
            }
            all.complaints.extend(found.complaints.iter().cloned());
            for file in each_once(found) {
                all.add(Origin::File(file), true, &mut seen);
            }
        } else if wanted.force_exclude && !is_stdin(path) && settings.exclude_named(path) {
            excluded += 1;
        } else {
            all.add(Input::named(path).origin, false, &mut seen);
        }
    }
    if excluded > 0 && all.inputs.is_empty() {
        all.notes.push(named_excluded(excluded));
    }
    if !folders.is_empty() && !all.inputs.is_empty() {
        all.notes.extend(idle.iter().map(|pattern| format!("no file is one for --include `{pattern}`")));
    }
    // Folders that lie in one another say the same.
    let mut said: HashSet<String> = all.complaints.iter().cloned().collect();
    all.notes.retain(|note| said.insert(note.clone()));
    all
}

impl Collected {
    /// Says what could not be had and, unless `quiet`, what is left out.
    pub fn say(&self, quiet: bool) {
        let notes = if quiet { &[] } else { self.notes.as_slice() };
        self.complaints.iter().chain(notes).for_each(|line| complain(format_args!("{line}")));
    }

    /// Adds an input, unless it is there under whatever name. What is named counts as named, wherever it was found, too.
    fn add(&mut self, origin: Origin, found_by_search: bool, seen: &mut HashMap<Identity, usize>) {
        match seen.entry(Identity::of(&origin)) {
            Entry::Occupied(at) => self.inputs[*at.get()].found_by_search &= found_by_search,
            Entry::Vacant(place) => {
                place.insert(self.inputs.len());
                self.inputs.push(Input { origin, found_by_search });
            }
        }
    }
}

/// The files that a search found, by path; a link only where it did not find the file itself.
fn each_once(found: Found) -> BTreeSet<PathBuf> {
    let mut files = found.files;
    let own: HashSet<Identity> = files.iter().map(|file| Identity::of_file(file)).collect();
    files.extend(found.links.into_iter().filter(|link| !own.contains(&Identity::of_file(link))));
    files
}

/// What a file is, whatever its names.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Identity {
    Stdin,
    /// The device and the number on it.
    #[cfg(any(unix, windows))]
    Node(u64, u64),
    Path(PathBuf),
}

impl Identity {
    fn of(origin: &Origin) -> Identity {
        match origin {
            Origin::Stdin => Identity::Stdin,
            Origin::Deployed(name, _) => Identity::Path(PathBuf::from(name)),
            Origin::File(path) => Identity::of_file(path),
        }
    }

    fn of_file(path: &Path) -> Identity {
        #[cfg(unix)]
        if let Ok(metadata) = fs::metadata(path) {
            use std::os::unix::fs::MetadataExt;
            return Identity::Node(metadata.dev(), metadata.ino());
        }
        #[cfg(windows)]
        if let Ok(there) = winapi_util::Handle::from_path_any(path).and_then(winapi_util::file::information) {
            return Identity::Node(there.volume_serial_number(), there.file_index());
        }
        Identity::Path(fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()))
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-" || cfg!(unix) && STDIN.iter().any(|name| path.as_os_str() == *name)
}

/// What a search that found nothing looked for.
fn nothing(folder: &Path, found: &Found, include: &Patterns) -> String {
    let mut text = format!("there is no amp.yaml or amp.yml in {}", files::name(folder));
    if !include.is_empty() {
        let patterns: Vec<String> = include.texts().map(|pattern| format!("`{pattern}`")).collect();
        text.push_str(&format!(", and no file for {}", patterns.join(" or ")));
    }
    if let Some(other) = &found.other {
        let (count, them) = match found.others {
            1 => ("1 other YAML file".to_string(), "it"),
            count => (format!("{count} other YAML files"), "them"),
        };
        let like = like(other);
        let other = files::name(other);
        text.push_str(&format!("; it has {count} ({other}): name {them}, or take {them} with --include '{like}'"));
    }
    text
}

/// A pattern for a file and those beside it.
fn like(file: &Path) -> String {
    let name = format!("*.{}", file.extension().unwrap_or_default().to_string_lossy());
    // Patterns do not lead upwards, and some characters mean something in them.
    let is_below = file.components().all(|part| matches!(part, Component::Normal(_)));
    match file.parent().map(files::name) {
        Some(folder) if is_below && !folder.is_empty() && !folder.contains(['*', '?', '[', '{', '\\', '\'']) => {
            format!("{folder}/{name}")
        }
        _ => name,
    }
}

fn all_excluded(count: usize, folder: &Path) -> String {
    let folder = files::name(folder);
    match count {
        1 => format!("the settings exclude the only manifest in {folder}"),
        2 => format!("the settings exclude both manifests in {folder}"),
        count => format!("the settings exclude all {count} manifests in {folder}"),
    }
}

fn named_excluded(count: usize) -> String {
    match count {
        1 => "the settings exclude the named file".to_string(),
        2 => "the settings exclude both named files".to_string(),
        count => format!("the settings exclude all {count} named files"),
    }
}

impl Input {
    /// What a path that is no folder stands for.
    pub fn named(path: &Path) -> Input {
        let origin = if is_stdin(path) { Origin::Stdin } else { Origin::File(path.to_path_buf()) };
        Input { origin, found_by_search: false }
    }

    /// An integration that the platform holds.
    pub fn deployed(project: &str, integration: Deployed) -> Input {
        let revision = integration.revision.as_deref().unwrap_or_default();
        let name = format!("{project}/{}@{revision}", integration.name);
        Input { origin: Origin::Deployed(name, integration), found_by_search: false }
    }

    /// Whether it comes from stdin.
    pub fn is_stdin(&self) -> bool {
        matches!(self.origin, Origin::Stdin)
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

    /// Reads the text.
    pub fn read(&self) -> Result<Source, Error> {
        match &self.origin {
            Origin::Deployed(name, integration) => Ok(Source::new(name.clone(), integration.pretty())),
            Origin::Stdin => {
                let bytes = read(io::stdin().lock());
                let bytes = bytes.map_err(|error| Error::Unusable(format!("cannot read stdin: {error}")))?;
                Ok(Source::from_bytes("<stdin>", bytes))
            }
            Origin::File(path) => {
                let name = files::name(path);
                // What a search came upon was a regular file then, and must be one now; what is named may be anything.
                let file = match self.found_by_search {
                    true => files::open(path),
                    false => File::open(path).map_err(Unreadable::Io),
                };
                let bytes = file.and_then(|file| Ok(read(file)?));
                let bytes = bytes.map_err(|why| Error::Unusable(format!("cannot read {name}: {why}")))?;
                Ok(Source::from_bytes(name, bytes))
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
