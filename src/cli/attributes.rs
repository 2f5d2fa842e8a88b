//! The extended attributes of a file that takes another one's place: what users put there, and the access list.
//!
//! Without its list, a file would be open to others than before: its mode alone says something else. What the system keeps for
//! itself (labels, checksums) is made anew with each file.

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes a new file, which is still empty, one like that at a path, where the system can do so only before there is something in
/// it. What comes along with the attributes is to be taken out again.
///
/// On macOS only a copy of a file has the same access list.
#[cfg(target_os = "macos")]
pub fn prepare(from: &Path, to: &Path) -> io::Result<()> {
    use std::os::macos::fs::MetadataExt as _;

    /// Set by the user (`chflags uchg`) or by the system: a copy of it could not be changed either, nor removed.
    const LOCKED: u32 = 0x0000_0002 | 0x0002_0000;
    if std::fs::metadata(from)?.st_flags() & LOCKED != 0 {
        return Err(io::Error::other("it is locked"));
    }
    std::fs::copy(from, to).map(drop)
}

/// On other systems they are copied one by one, or come with the file's name.
#[cfg(not(target_os = "macos"))]
pub fn prepare(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Gives a file the attributes of the one at a path.
#[cfg(target_os = "linux")]
pub fn copy(from: &Path, to: &File) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr, getxattr, listxattr};
    use rustix::io::Errno;

    const ACCESS_LIST: &[u8] = b"system.posix_acl_access";
    /// The system lets none be longer.
    const MAX_BYTES: usize = 64 * 1024;

    let mut names = vec![0; MAX_BYTES];
    let names = match listxattr(from, &mut names[..]) {
        Ok(length) => &names[..length],
        // A file system without attributes.
        Err(Errno::NOTSUP) => &[],
        Err(error) => return Err(error.into()),
    };
    let mut value = vec![0; MAX_BYTES];
    let mut has_list = false;
    for name in names.split(|&byte| byte == 0).filter(|name| name.starts_with(b"user.") || *name == ACCESS_LIST) {
        has_list |= name == ACCESS_LIST;
        let length = getxattr(from, name, &mut value[..])?;
        fsetxattr(to, name, &value[..length], XattrFlags::empty())?;
    }
    if !has_list {
        // A folder may hand one on to all new files. Mostly there is none to remove.
        match fremovexattr(to, ACCESS_LIST) {
            Ok(()) | Err(Errno::NODATA | Errno::NOTSUP) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// On other systems they are there already, or come with the file's name.
#[cfg(not(target_os = "linux"))]
pub fn copy(_: &Path, _: &File) -> io::Result<()> {
    Ok(())
}
