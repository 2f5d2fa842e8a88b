//! Reading what the program opens by itself: regular files, and no more of them than makes sense. And how files are named.
//!
//! A pipe would be waited for without end, some devices never end, and others do something as soon as they are opened. What the
//! user names to be linted is read otherwise, since a pipe is as good as a file there.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Why a file was not read.
#[derive(Debug)]
pub enum Unreadable {
    /// It is a folder, a pipe, a socket or a device.
    NotRegular(&'static str),
    /// It is longer than it may be.
    TooLong,
    /// The system did not let it.
    Io(io::Error),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::NotRegular(kind) => write!(f, "it is {kind}, not a regular file"),
            Unreadable::TooLong => f.write_str("it is too long"),
            Unreadable::Io(error) => f.write_str(&plain(error)),
        }
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        Unreadable::Io(error)
    }
}

/// A path as it is named to people and in reports: with `/` between its parts on every system, so that the same folder gives
/// the same report.
pub fn name(path: &Path) -> String {
    let name = path.display().to_string();
    match cfg!(windows) {
        true => name.replace('\\', "/"),
        false => name,
    }
}

/// A regular file, whole; one that has more than `most` bytes is not read to its end.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, Unreadable> {
    let mut file = open(path)?;
    let mut bytes = Vec::new();
    // Its length is no help: some files of the system's say that they have none.
    while bytes.len() as u64 <= most {
        // And some of those are read in pieces of their own size, of which a large one has many.
        let piece = file.by_ref().take(64 * 1024).read_to_end(&mut bytes)?;
        if piece == 0 {
            return Ok(bytes);
        }
    }
    Err(Unreadable::TooLong)
}

/// Opens a regular file. It is looked at before, since opening alone can do something, and after, since the name may mean
/// another one by then; so that even then nothing waits, it is opened without waiting.
pub fn open(path: &Path) -> Result<File, Unreadable> {
    regular(&fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, nix::libc::O_NONBLOCK);
    let file = options.open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

fn regular(metadata: &fs::Metadata) -> Result<(), Unreadable> {
    match metadata.is_file() {
        true => Ok(()),
        false => Err(Unreadable::NotRegular(kind(metadata))),
    }
}

/// What a file that is not regular is.
pub fn kind(metadata: &fs::Metadata) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        if kind.is_fifo() {
            return "a pipe";
        } else if kind.is_socket() {
            return "a socket";
        } else if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if metadata.is_dir() { "a folder" } else { "something else" }
}

/// An error in words, without the operating system's number.
pub fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_string(),
        io::ErrorKind::PermissionDenied => "permission denied".to_string(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_string()
        }
    }
}
