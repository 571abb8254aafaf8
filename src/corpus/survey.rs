//! What is in a content folder without reading its files: for whoever watches it.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;

use cap_fs_ext::MetadataExt;
use cap_std::fs::{Dir, Metadata};

use crate::corpus::folder::{self, Opener};
use crate::corpus::walk::{self, WalkResult};
use crate::corpus::{LoadError, LoadOptions};

/// What is in a content folder, listed without reading the notes.
pub struct Survey {
    root: Dir,
    found: WalkResult,
}

impl Survey {
    /// Lists a folder. It is not an error that there are no notes.
    ///
    /// # Errors
    /// As for [`crate::corpus::load`].
    pub fn of(folder: &Path, options: &LoadOptions) -> Result<Self, LoadError> {
        let root = folder::open(folder)?;
        let found = walk::walk(folder, &root, options)?;
        Ok(Self { root, found })
    }

    /// Handles of the folders that are served, the content folder and those below it. They are
    /// opened one by one, below the content folder and without following links.
    pub fn folders(&self) -> impl Iterator<Item = io::Result<File>> {
        let open = |path| {
            Opener::new(&self.root)
                .folder(path)?
                .try_clone()
                .map(Dir::into_std_file)
        };
        self.found.folders.iter().map(move |path| open(path))
    }

    /// A number that changes when a file that is served changes: it is made of paths, sizes and
    /// times.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let identity = self
            .root
            .dir_metadata()
            .map(|meta| (meta.dev(), meta.ino()));
        identity.ok().hash(&mut hasher);
        let mut files: Vec<&Path> = self.found.files.iter().map(AsRef::as_ref).collect();
        files.extend(self.found.media.iter().map(Path::new));
        files.sort_unstable();
        let mut opener = Opener::new(&self.root);
        for path in files {
            let state = opener
                .metadata(path)
                .ok()
                .map(|meta| (meta.len(), meta.modified().ok(), changed(&meta)));
            (path, state).hash(&mut hasher);
        }
        let mut problems: Vec<_> = self
            .found
            .problems
            .iter()
            .map(ToString::to_string)
            .collect();
        problems.sort_unstable();
        problems.hash(&mut hasher);
        hasher.finish()
    }
}

/// When a file was last changed in any way: unlike the time of its text, nobody can set it back.
#[cfg(unix)]
fn changed(meta: &Metadata) -> (i64, i64) {
    use cap_std::fs::MetadataExt;
    (meta.ctime(), meta.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> (i64, i64) {
    (0, 0)
}
