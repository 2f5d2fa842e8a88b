//! Which settings are for which file: the nearest `.amp-lint.yaml` upwards, unless the arguments say otherwise.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::output::{self, Colour, Stream, complain};
use super::secrets;
use crate::config::{Config, FILE_NAME, FileSettings};
use crate::finding::Severity;
use crate::report::{Linted, pretty};
use crate::source::Source;

/// A settings file and the folder that its globs start from.
struct Loaded {
    config: Config,
    folder: PathBuf,
}

/// The settings of all files of a run. Each settings file is read once.
pub struct AllSettings {
    /// The one that the arguments name, for all files.
    given: Option<Arc<Loaded>>,
    /// Whether settings files are looked for.
    search: bool,
    by_folder: HashMap<PathBuf, Option<Arc<Loaded>>>,
    colour: Colour,
}

/// There is a settings file that cannot be used. It has been reported.
pub struct Broken;

impl AllSettings {
    /// Reads the file that the arguments name, if they do. With `none`, there are no settings at all.
    pub fn new(given: Option<&Path>, none: bool, colour: Colour) -> Result<AllSettings, Broken> {
        let mut all = AllSettings { given: None, search: !none && given.is_none(), by_folder: HashMap::new(), colour };
        if let Some(path) = given.filter(|_| !none) {
            let folder = absolute(path).parent().map(Path::to_path_buf).unwrap_or_default();
            all.given = Some(Arc::new(all.load(path, folder)?));
        }
        Ok(all)
    }

    /// What the settings say about a file; nothing where a search that came upon it is to leave it out. Stdin is a file
    /// of the current folder.
    pub fn for_file(&mut self, path: Option<&Path>, found_by_search: bool) -> Result<Option<FileSettings>, Broken> {
        let path = absolute(path.unwrap_or(Path::new("stdin")));
        let loaded = match &self.given {
            Some(given) => Some(Arc::clone(given)),
            None if self.search => self.nearest(path.parent().unwrap_or(Path::new("")))?,
            None => None,
        };
        let Some(loaded) = loaded else { return Ok(Some(FileSettings::default())) };
        let relative = path.strip_prefix(&loaded.folder).unwrap_or(&path);
        if found_by_search && loaded.config.excludes(relative) {
            return Ok(None);
        }
        Ok(Some(loaded.config.for_file(relative)))
    }

    fn nearest(&mut self, folder: &Path) -> Result<Option<Arc<Loaded>>, Broken> {
        if let Some(known) = self.by_folder.get(folder) {
            return Ok(known.clone());
        }
        let file = folder.join(FILE_NAME);
        let found = if file.is_file() {
            Some(Arc::new(self.load(&file, folder.to_path_buf())?))
        } else {
            match folder.parent() {
                Some(parent) => self.nearest(parent)?,
                None => None,
            }
        };
        self.by_folder.insert(folder.to_path_buf(), found.clone());
        Ok(found)
    }

    fn load(&self, path: &Path, folder: PathBuf) -> Result<Loaded, Broken> {
        let name = path.display();
        let bytes = fs::read(path).map_err(|error| {
            complain(format_args!("cannot read the settings {name}: {error}"));
            Broken
        })?;
        let source = Source::from_bytes(name.to_string(), bytes);
        match Config::read(&source) {
            Ok(config) => Ok(Loaded { config, folder }),
            Err(findings) => {
                let linted = [secrets::covered(Linted { source, findings, counts: Severity::Error })];
                // Nobody is left to tell when stderr is gone.
                let _ =
                    pretty::write(&mut std::io::stderr().lock(), &linted, output::style(self.colour, Stream::Stderr));
                complain(format_args!("the settings {name} cannot be used, and nothing was linted"));
                Err(Broken)
            }
        }
    }
}

/// The path from the root on, links resolved where there is a file.
fn absolute(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}
