//! Folders with files for one test, and the manifests of this project.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A folder with these files, and the folders that their names want.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        put(folder.path(), name, text);
    }
    folder
}

/// Writes a file, and the folders that its name wants.
pub fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The folder of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder of the project, in the order of their names.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(project().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// The clean manifests of the project, by name.
pub fn examples() -> Vec<(String, String)> {
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "yaml");
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_string();
    let paths = files("examples").into_iter().filter(is_yaml);
    let all: Vec<_> = paths.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect();
    assert!(all.len() >= 6, "{}", all.len());
    all
}
