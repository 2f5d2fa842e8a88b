//! Writing a file: all of it or nothing.
//!
//! The new text goes to a temporary file in the same folder, which then takes the place of the old one in one step. A crash at
//! any moment leaves either the old file or the new one. What stays as it is: the owner, the group and the mode, extended
//! attributes (access lists among them), a symbolic link. A file for which that cannot be had, or one with several names (hard
//! links), of which only one would change, is left as it is, and that is said.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::error::Error;
use super::{attributes, signals};
use crate::files::{self, Unreadable, plain};
use crate::source::MAX_SOURCE_BYTES;

/// Replaces a file that still holds `old` by `new`. With an error nothing has been changed.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Error> {
    let name = files::name(path);
    let failed = |why: String| Error::Unwritten(format!("cannot write {name}: {why}"));
    let there = fs::metadata(path).map_err(|error| failed(plain(&error)))?;
    if !there.is_file() {
        let kind = files::kind(&there);
        let why = format!("{name} is {kind}, to which nothing is written back; what stdin holds is fixed to stdout");
        return Err(Error::Unwritten(why));
    }
    let target = fs::canonicalize(path).map_err(|error| failed(plain(&error)))?;
    if there.permissions().readonly() {
        return Err(Error::Unwritten(format!("{name} is read-only and was left as it is")));
    }
    // A source may be one byte longer than what is read of it, and is an error then, with nothing to fix.
    if files::read(&target, MAX_SOURCE_BYTES).map_err(|why| failed(why.to_string()))? != old {
        return Err(Error::Unwritten(format!("{name} has changed since it was read and was left as it is")));
    }
    put(&target, Some(&there), |out| out.write_all(new)).map_err(failed)
}

/// Puts a file in place, and the folders above it: one that the program keeps or makes by itself, so that only a regular
/// file can be there.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let kind = fs::metadata(path).ok().filter(|there| !there.is_file()).map(|there| files::kind(&there));
    match kind {
        Some(kind) => {
            let why = Unreadable::NotRegular(kind);
            Err(Error::Unwritten(format!("cannot write {}: {why}", files::name(path))))
        }
        None => create_with(path, |out| out.write_all(bytes)),
    }
}

/// Writes to what the user names for it, piece by piece. A file is put in place, and the folders above it; a pipe or a device
/// is written to, not replaced, and so is what a name of the system's stands for.
pub fn create_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let failed = |why: String| Error::Unwritten(format!("cannot write {}: {why}", files::name(path)));
    let is_special = fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir());
    if is_special || is_name_of_system(path) {
        let open = fs::OpenOptions::new().append(true).open(path);
        return open.and_then(|open| buffered(open, write)).map(drop).map_err(|error| failed(plain(&error)));
    }
    // A symbolic link stays one.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    fs::create_dir_all(folder_of(&target)).map_err(|error| failed(plain(&error)))?;
    put(&target, fs::metadata(&target).ok().as_ref(), write).map_err(failed)
}

/// Whether a name stands for something of the system's, wherever it is used.
fn is_name_of_system(path: &Path) -> bool {
    if cfg!(windows) {
        let devices = ["NUL", "CON", "CONOUT$"];
        return devices.iter().any(|device| path.as_os_str().eq_ignore_ascii_case(device));
    }
    path.starts_with("/dev") || path.starts_with("/proc")
}

/// Puts a file where there is none, and the folders above it. Whatever is there stays as it is.
pub fn create_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let name = files::name(path);
    let there = || Error::Unwritten(format!("{name} is there already, and nothing is written over it"));
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => there(),
        _ => Error::Unwritten(format!("cannot write {name}: {}", plain(&error))),
    };
    // A link that leads nowhere is there as well.
    if fs::symlink_metadata(path).is_ok() {
        return Err(there());
    }
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(failed)?;
    let _held = signals::hold();
    let file = temporary(true).tempfile_in(folder).map_err(failed)?;
    let file = buffered(file, |out| out.write_all(bytes)).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist_noclobber(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// How a temporary file is made. A new file is as readable as any other that the user makes; one that follows another is
/// nobody's until it is ready.
fn temporary(is_new: bool) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".amp-lint-");
    #[cfg(unix)]
    if is_new {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = is_new;
    builder
}

/// Writes in large pieces, and gives back what was written to.
fn buffered<W: Write>(to: W, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<W> {
    let mut out = BufWriter::new(to);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts a file in the place of what is there. The error says why not, and nothing has been changed then.
fn put(
    target: &Path,
    there: Option<&Metadata>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), String> {
    if let Some(there) = there.filter(|there| !there.is_file()) {
        return Err(Unreadable::NotRegular(files::kind(there)).to_string());
    }
    if let Some(count) = there.and_then(|there| names(target, there)).filter(|count| *count > 1) {
        return Err(format!("it has {count} names (hard links), of which only this one would change"));
    }
    let _held = signals::hold();
    let file = temporary(there.is_none())
        .tempfile_in(folder_of(target))
        .map_err(|error| format!("no new file can be made in its folder: {}", plain(&error)))?;
    let failed = |error: io::Error| plain(&error);
    if there.is_some() {
        attributes::prepare(target, file.path())
            .map_err(|error| format!("its attributes cannot be kept: {}", plain(&error)))?;
        // What came along with them.
        file.as_file().set_len(0).map_err(failed)?;
    }
    let file = buffered(file, write).map_err(failed)?;
    if let Some(there) = there {
        keep_owner(there, file.as_file())?;
        attributes::copy(target, file.as_file())
            .map_err(|error| format!("its attributes cannot be kept: {}", plain(&error)))?;
        // Last, since a change of the owner can change the mode.
        file.as_file().set_permissions(there.permissions()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    take_place(file, target, there.is_some()).map_err(failed)
}

/// Gives a new file its name.
#[cfg(not(windows))]
fn take_place(file: NamedTempFile, target: &Path, _: bool) -> io::Result<()> {
    file.persist(target).map(drop).map_err(|error| error.error)
}

/// Gives a new file its name. Where another one had it, the new one gets its access list and its time of birth: Windows has a
/// call for just that.
#[cfg(windows)]
fn take_place(file: NamedTempFile, target: &Path, is_there: bool) -> io::Result<()> {
    let new = file.into_temp_path();
    if is_there {
        let (Some(old), Some(name)) = (target.to_str(), new.to_str()) else {
            return Err(io::Error::other("its name cannot be written down"));
        };
        match winsafe::ReplaceFile(old, name, None, winsafe::co::REPLACEFILE::default()) {
            Ok(()) => return Ok(()),
            // It has come so far that the old file is gone; the new one is whole.
            Err(_) if !target.exists() => {}
            Err(error) => return Err(io::Error::from_raw_os_error(error.raw() as i32)),
        }
    }
    new.persist(target).map_err(|error| error.error)
}

/// How many names a file has.
#[cfg(unix)]
fn names(_: &Path, there: &Metadata) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::nlink(there))
}

/// How many names a file has.
#[cfg(windows)]
fn names(target: &Path, _: &Metadata) -> Option<u64> {
    let file = winapi_util::Handle::from_path_any(target).ok()?;
    Some(winapi_util::file::information(file).ok()?.number_of_links())
}

/// Gives a file the owner and the group of the one whose place it takes.
#[cfg(unix)]
fn keep_owner(there: &Metadata, file: &File) -> Result<(), String> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata().map_err(|error| plain(&error))?;
    if new.gid() != there.gid() && fchown(file, None, Some(there.gid())).is_err() {
        // A group that may do no more than everybody is none that anybody misses.
        let (group, everybody) = ((there.mode() >> 3) & 0o7, there.mode() & 0o7);
        if group != everybody {
            return Err("it would no longer belong to its group".to_string());
        }
    }
    if new.uid() != there.uid() && fchown(file, Some(there.uid()), None).is_err() {
        return Err("it would no longer belong to its owner".to_string());
    }
    Ok(())
}

/// A file belongs to whoever makes it there.
#[cfg(not(unix))]
fn keep_owner(_: &Metadata, _: &File) -> Result<(), String> {
    Ok(())
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
            use super::create_with;
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&file, &link).unwrap();
            create_with(&link, |out| out.write_all(b"new")).unwrap();
            assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
            create_with(std::path::Path::new("/dev/null"), |out| out.write_all(b"gone")).unwrap();
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
        assert!(complaint.to_string().contains("has changed since it was read"), "{complaint}");
        assert_eq!(std::fs::read(&path).unwrap(), b"changed");
        assert!(replace(&path, b"changed", b"fixed").is_ok());
        assert_eq!(std::fs::read(&path).unwrap(), b"fixed");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
