//! The files that say what git ignores, looked at before a search reads them.
//!
//! The library that searches opens whatever has one of their names, and reads it to its end. A pipe of that name would stop it,
//! a link to a device would fill the memory. What is checked here is what that library is known to open.

use std::env;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::files::{self, Unreadable};

/// Longer than any list that somebody wrote.
const MAX_BYTES: u64 = 1024 * 1024;

/// What keeps a folder from being searched: a file in it that must not be read.
pub fn obstacle(folder: &Path) -> Option<String> {
    [".gitignore", ".ignore"].iter().find_map(|name| trouble(&folder.join(name))).or_else(|| {
        let git = folder.join(".git");
        if !git.metadata().ok()?.is_file() {
            return trouble(&git.join("info/exclude"));
        }
        // A linked work tree: `gitdir: FOLDER`, and in there a file that leads to the common one.
        let line = |path: &Path| first_line(path);
        trouble(&git).or_else(|| {
            let git_folder = PathBuf::from(line(&git)?.strip_prefix("gitdir: ")?);
            let pointer = git_folder.join("commondir");
            trouble(&pointer).or_else(|| {
                let common = line(&pointer)?;
                // Joined to it, a path from the root stays what it is.
                trouble(&git_folder.join(common).join("info/exclude"))
            })
        })
    })
}

/// What keeps the user's own list of ignored files, and git's settings that name it, from being read.
pub fn own_obstacle() -> Option<String> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = env::home_dir();
    let settings = variable("XDG_CONFIG_HOME").or_else(|| home.as_ref().map(|home| home.join(".config")));
    let named = [
        variable("GIT_CONFIG_GLOBAL"),
        home.map(|home| home.join(".gitconfig")),
        settings.map(|folder| folder.join("git/config")),
        Some(variable("GIT_CONFIG_SYSTEM").unwrap_or_else(|| PathBuf::from("/etc/gitconfig"))),
    ];
    named
        .iter()
        .flatten()
        .find_map(|path| trouble(path))
        .or_else(|| trouble(&ignore::gitignore::gitconfig_excludes_path()?))
}

fn trouble(path: &Path) -> Option<String> {
    match files::read(path, MAX_BYTES) {
        Ok(_) => None,
        // What is not there, or is refused, is refused to the search as well, and it goes on.
        Err(Unreadable::Io(error)) if is_harmless(error.kind()) => None,
        Err(Unreadable::NotRegular(_)) if path.is_dir() => None,
        Err(why) => Some(format!("{}: {why}", files::name(path))),
    }
}

fn is_harmless(error: ErrorKind) -> bool {
    matches!(error, ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied)
}

fn first_line(path: &Path) -> Option<String> {
    let bytes = files::read(path, MAX_BYTES).ok()?;
    Some(String::from_utf8(bytes).ok()?.lines().next()?.to_string())
}
