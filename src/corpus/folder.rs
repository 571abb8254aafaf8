//! The open content folder: files below it are opened component by component, so that no symlink is
//! followed in any part of a path, and nothing outside the folder is ever read.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Component, Path, PathBuf};

use cap_fs_ext::{DirExt, FollowSymlinks, OpenOptionsFollowExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, OpenOptions};

use crate::corpus::error::LoadError;

/// The message about a symlink.
pub(super) const SYMLINK: &str = "symlinks are not followed";

/// Opens the content folder. If the path is a symlink, it is followed: the operator chose it.
///
/// # Errors
/// If it is missing, is not a folder, or cannot be opened.
pub(super) fn open(folder: &Path) -> Result<Dir, LoadError> {
    Dir::open_ambient_dir(folder, ambient_authority()).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => LoadError::Missing(folder.to_owned()),
        io::ErrorKind::NotADirectory => LoadError::NotAFolder(folder.to_owned()),
        _ => LoadError::Unreadable(folder.to_owned(), cause),
    })
}

/// Opens files and folders by paths relative to the content folder. Keeps the folder of the last
/// file open, so that opening the files of one folder in sequence takes one system call each.
pub(super) struct Opener<'a> {
    root: &'a Dir,
    last: Option<(PathBuf, Dir)>,
}

impl<'a> Opener<'a> {
    /// An opener below a folder.
    pub(super) fn new(root: &'a Dir) -> Self {
        Self { root, last: None }
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// If there is none, or if any part of the path is a symlink.
    pub(super) fn file(&mut self, path: &Path) -> io::Result<cap_std::fs::File> {
        let (folder, name) = split(path)?;
        open_file(self.folder(folder)?, name)
    }

    /// Opens the folder at a path; the empty path is the content folder.
    ///
    /// # Errors
    /// If there is none, or if any part of the path is a symlink.
    pub(super) fn folder(&mut self, path: &Path) -> io::Result<&Dir> {
        if path.as_os_str().is_empty() {
            return Ok(self.root);
        }
        let dir = match self.last.take() {
            Some((known, dir)) if known == path => dir,
            _ => open_folder(self.root, path)?,
        };
        Ok(&self.last.insert((path.to_owned(), dir)).1)
    }

    /// The metadata of a path, without following a symlink.
    ///
    /// # Errors
    /// If nothing is there, or if the parent folder is a symlink.
    pub(super) fn metadata(&mut self, path: &Path) -> io::Result<Metadata> {
        let (folder, name) = split(path)?;
        self.folder(folder)?.symlink_metadata(name)
    }
}

/// Opens a regular file of a folder for reading. Safe for any file type: symlinks are not followed,
/// and opening a pipe or a device does not block.
pub(super) fn open_file(dir: &Dir, name: &Path) -> io::Result<cap_std::fs::File> {
    let opened = dir.open_with(
        name,
        OpenOptions::new()
            .read(true)
            .nonblock(true)
            .follow(FollowSymlinks::No),
    );
    let file = opened.map_err(|error| match dir.symlink_metadata(name) {
        Ok(meta) if meta.is_symlink() => io::Error::other(SYMLINK),
        _ => error,
    })?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    Ok(file)
}

/// Opens a folder component by component.
fn open_folder(root: &Dir, path: &Path) -> io::Result<Dir> {
    let mut dir: Option<Dir> = None;
    for component in path.components() {
        let Component::Normal(name) = component else {
            return Err(io::ErrorKind::NotFound.into());
        };
        dir = Some(dir.as_ref().unwrap_or(root).open_dir_nofollow(name)?);
    }
    dir.ok_or(io::ErrorKind::NotFound.into())
}

/// Splits the path of a file into its folder and its name.
fn split(path: &Path) -> io::Result<(&Path, &Path)> {
    let is_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if !is_folder => Ok((folder, Path::new(name))),
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

/// A hash of the size and the times of a file, which changes when the file changes.
pub(super) fn stamp(meta: &Metadata) -> u64 {
    let mut hasher = DefaultHasher::new();
    (meta.len(), meta.modified().ok(), change_time(meta)).hash(&mut hasher);
    hasher.finish()
}

/// The change time (ctime) of a file, which cannot be set, unlike the modification time.
#[cfg(unix)]
fn change_time(meta: &Metadata) -> (i64, i64) {
    use cap_std::fs::MetadataExt;
    (meta.ctime(), meta.ctime_nsec())
}

#[cfg(not(unix))]
fn change_time(_: &Metadata) -> (i64, i64) {
    (0, 0)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// A file may be replaced between listing and opening.
    #[test]
    fn replaced_files_are_neither_followed_nor_block() {
        let (folder, outside) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        );
        let at = |path: &str| folder.path().join(path);
        let link =
            |to: &Path, path: &str| std::os::unix::fs::symlink(to, at(path)).expect("a link");
        std::fs::create_dir_all(at("a/b")).expect("folders");
        std::fs::write(at("a/b/note.md"), "inside").expect("a file");
        std::fs::create_dir(outside.path().join("b")).expect("a folder");
        std::fs::write(outside.path().join("b/note.md"), "outside").expect("a file");
        link(Path::new("note.md"), "a/b/link.md");
        link(&outside.path().join("b/note.md"), "out.md");
        link(outside.path(), "out");
        link(Path::new("b"), "a/inner");
        link(Path::new("/dev/zero"), "zero.md");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(at("pipe.md"))
                .status()
                .expect("mkfifo")
                .success()
        );
        std::os::unix::net::UnixListener::bind(at("socket.md")).expect("a socket");
        let root = open(folder.path()).expect("it opens");
        let mut opener = Opener::new(&root);
        assert!(opener.file(Path::new("a/b/note.md")).is_ok());
        for path in [
            "a/b/link.md",
            "out.md",
            "zero.md",
            "pipe.md",
            "socket.md",
            "a/b",
            "no.md",
            "a/no/note.md",
        ] {
            assert!(opener.file(Path::new(path)).is_err(), "{path}");
        }
        for path in [
            "out/b/note.md",
            "a/inner/note.md",
            "a/../a/b/note.md",
            "/etc/hostname",
            "a/b/note.md/",
            "",
        ] {
            assert!(opener.file(Path::new(path)).is_err(), "{path}");
            assert!(opener.metadata(Path::new(path)).is_err(), "{path}");
        }
        assert!(
            opener
                .metadata(Path::new("out.md"))
                .is_ok_and(|meta| meta.is_symlink())
        );
    }

    #[test]
    fn a_folder_replaced_by_a_symlink_is_not_followed() {
        let (folder, outside) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        );
        std::fs::create_dir(folder.path().join("a")).expect("a folder");
        std::fs::write(folder.path().join("a/note.md"), "inside").expect("a file");
        std::fs::write(outside.path().join("note.md"), "outside").expect("a file");
        let root = open(folder.path()).expect("it opens");
        std::fs::rename(folder.path().join("a"), folder.path().join("b")).expect("it is moved");
        std::os::unix::fs::symlink(outside.path(), folder.path().join("a")).expect("a link");
        assert!(Opener::new(&root).file(Path::new("a/note.md")).is_err());
        assert!(Opener::new(&root).file(Path::new("b/note.md")).is_ok());
    }

    #[test]
    fn a_symlink_to_the_content_folder_is_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("v1")).expect("a folder");
        std::fs::write(folder.path().join("v1/note.md"), "inside").expect("a file");
        std::os::unix::fs::symlink("v1", folder.path().join("current")).expect("a link");
        let root = open(&folder.path().join("current")).expect("it opens");
        assert!(Opener::new(&root).file(Path::new("note.md")).is_ok());
        assert!(matches!(
            open(&folder.path().join("no")),
            Err(LoadError::Missing(_))
        ));
        assert!(matches!(
            open(&folder.path().join("v1/note.md")),
            Err(LoadError::NotAFolder(_))
        ));
    }
}
