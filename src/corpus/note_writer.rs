//! Writes the files of notes: a new file replaces the old one as a whole, so that a crash leaves
//! either of the two.

use std::io::{self, Read, Write};
use std::path::Path;

use cap_std::fs::{Dir, File, OpenOptions};

use crate::corpus::MediaFolder;
use crate::corpus::folder::{Opener, open_file};
use crate::corpus::note_reader::read_bytes;

/// Why the file of a note is not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Another program changed it.
    #[error("it has changed since it was read")]
    Changed,
    /// Its permissions forbid it.
    #[error("it is read-only")]
    ReadOnly,
    /// The system cannot read or write it.
    #[error("the system cannot write it: {0}")]
    Io(#[from] io::Error),
}

impl MediaFolder {
    /// Reads the file of a note, by its path relative to the folder.
    ///
    /// # Errors
    /// If it cannot be read, or if any part of its path is a symlink.
    pub fn read_note(&self, path: &str) -> io::Result<Vec<u8>> {
        read_bytes(&mut Opener::new(self.root()?), Path::new(path))
    }

    /// Replaces the file of a note, whose content is `old`; it keeps its permissions and its owner.
    /// A symlink is neither followed nor replaced.
    ///
    /// # Errors
    /// If it has another content or is read-only, or if the system cannot write it. It is unchanged
    /// then.
    pub fn replace_note(&self, path: &str, old: &[u8], new: &[u8]) -> Result<(), WriteError> {
        let mut opener = Opener::new(self.root()?);
        let path = Path::new(path);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::Error::from(io::ErrorKind::NotFound).into());
        };
        let dir = opener.folder(folder)?;
        let temporary = format!(".cueleaf-{:016x}.tmp", fastrand::u64(..));
        let result = replace(dir, Path::new(name), Path::new(&temporary), old, new);
        if result.is_err() {
            // It may not exist.
            let _ = dir.remove_file(&temporary);
        }
        result
    }
}

fn replace(
    dir: &Dir,
    name: &Path,
    temporary: &Path,
    old: &[u8],
    new: &[u8],
) -> Result<(), WriteError> {
    let existing = open_file(dir, name)?;
    if existing.metadata()?.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    let mut file = dir.open_with(temporary, OpenOptions::new().write(true).create_new(true))?;
    file.write_all(new)?;
    copy_owner(&existing, &file)?;
    file.set_permissions(existing.metadata()?.permissions())?;
    file.sync_all()?;
    drop(existing);
    // As late as possible: the note may be open in an editor.
    if !has_content(open_file(dir, name)?, old)? {
        return Err(WriteError::Changed);
    }
    dir.rename(temporary, dir, name)?;
    sync(dir)?;
    Ok(())
}

/// Whether this is the content of a file.
fn has_content(file: File, content: &[u8]) -> io::Result<bool> {
    let mut bytes = Vec::with_capacity(content.len() + 1);
    file.take(content.len() as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes == content)
}

/// Gives a file the owner and the group of another one.
#[cfg(unix)]
fn copy_owner(from: &File, to: &File) -> io::Result<()> {
    use cap_std::fs::MetadataExt;
    let owner = |file: &File| file.metadata().map(|meta| (meta.uid(), meta.gid()));
    let (uid, gid) = owner(from)?;
    match owner(to)? == (uid, gid) {
        true => Ok(()),
        false => std::os::unix::fs::fchown(to, Some(uid), Some(gid)),
    }
}

#[cfg(not(unix))]
fn copy_owner(_: &File, _: &File) -> io::Result<()> {
    Ok(())
}

/// Writes the entries of a folder to disk, so that a renamed file survives a crash.
#[cfg(unix)]
fn sync(dir: &Dir) -> io::Result<()> {
    dir.open(".")?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Dir) -> io::Result<()> {
    Ok(())
}
