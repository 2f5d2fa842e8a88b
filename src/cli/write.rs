//! Writing a fixed text back: all of it or nothing.
//!
//! The new text goes to a temporary file in the same folder, which then takes the place of the old one in one step. A crash at
//! any moment leaves either the old file or the new one.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Replaces a file that still holds `old` by `new`. The mode stays, a symbolic link stays one and its target is
/// replaced. The error is a line for a person; nothing has been changed then.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), String> {
    let name = path.display();
    let failed = |error: std::io::Error| format!("cannot write {name}: {error}");
    let target = fs::canonicalize(path).map_err(failed)?;
    let permissions = fs::metadata(&target).map_err(failed)?.permissions();
    if permissions.readonly() {
        return Err(format!("{name} is read-only and was left as it is"));
    }
    if fs::read(&target).map_err(failed)? != old {
        return Err(format!("{name} has changed since it was read and was left as it is"));
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".amp-lint-").tempfile_in(folder).map_err(failed)?;
    file.write_all(new).map_err(failed)?;
    file.as_file().set_permissions(permissions).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Puts a file in place, whole or not at all, and the folders above it. The error is a line for a person.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), String> {
    create_with(path, |out| out.write_all(bytes))
}

/// The same, of what is written piece by piece.
pub fn create_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    let is_special = fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir());
    if is_special || path.starts_with("/dev") || path.starts_with("/proc") {
        // A pipe or a device is written to, not replaced; and so is what a name of the system's stands for.
        let open = fs::OpenOptions::new().append(true).open(path).map_err(failed)?;
        return buffered(open, write).map(drop).map_err(failed);
    }
    // A symbolic link stays one.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let path = target.as_path();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".amp-lint-");
    // A new file is as readable as any other that the user makes.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder).map_err(failed)?;
    let file = buffered(file, write).map_err(failed)?;
    if let Ok(there) = fs::metadata(path) {
        file.as_file().set_permissions(there.permissions()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes in large pieces, and gives back what was written to.
fn buffered<W: Write>(to: W, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<W> {
    let mut out = BufWriter::new(to);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

#[cfg(test)]
mod tests {
    use super::{create, replace};

    #[test]
    fn a_report_goes_through_a_link_and_never_in_the_place_of_a_device() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "old").unwrap();
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&file, &link).unwrap();
            create(&link, b"new").unwrap();
            assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
            create(std::path::Path::new("/dev/null"), b"gone").unwrap();
            assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
            // As readable as what any other program makes.
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            std::fs::write(folder.path().join("plain"), "").unwrap();
            create(&folder.path().join("ours"), b"").unwrap();
            assert_eq!(mode("ours"), mode("plain"));
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
            create(&file, b"new").unwrap();
            assert_eq!(mode("file") & 0o777, 0o640);
        }
        #[cfg(not(unix))]
        create(&file, b"new").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
        create(&folder.path().join("a/b/c"), b"deep").unwrap();
        assert_eq!(std::fs::read(folder.path().join("a/b/c")).unwrap(), b"deep");
    }

    #[test]
    fn a_file_that_has_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("amp.yaml");
        std::fs::write(&path, "changed").unwrap();
        let complaint = replace(&path, b"as read", b"fixed").unwrap_err();
        assert!(complaint.contains("has changed since it was read"), "{complaint}");
        assert_eq!(std::fs::read(&path).unwrap(), b"changed");
        assert!(replace(&path, b"changed", b"fixed").is_ok());
        assert_eq!(std::fs::read(&path).unwrap(), b"fixed");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
