//! Lists a content folder without reading its files, to detect changes.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;

use cap_fs_ext::MetadataExt;
use cap_std::fs::Dir;

use crate::corpus::folder::{self, Opener, stamp};
use crate::corpus::walk::{self, WalkResult};
use crate::corpus::{LoadError, LoadOptions};

/// The listing of a content folder.
pub struct Survey {
    root: Dir,
    walked: WalkResult,
}

impl Survey {
    /// Lists a folder, which may contain no notes.
    ///
    /// # Errors
    /// As for [`crate::corpus::load`].
    pub fn new(folder: &Path, options: &LoadOptions) -> Result<Self, LoadError> {
        let root = folder::open(folder)?;
        let walked = walk::walk(folder, &root, options)?;
        Ok(Self { root, walked })
    }

    /// Handles of the content folder and its subfolders that are not excluded. Each is opened
    /// lazily, without following symlinks.
    pub fn folders(&self) -> impl Iterator<Item = io::Result<File>> {
        let open = |path| {
            Opener::new(&self.root)
                .folder(path)?
                .try_clone()
                .map(Dir::into_std_file)
        };
        self.walked.folders.iter().map(move |path| open(path))
    }

    /// A hash of the paths, sizes and times of all files, which changes when a file changes.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let identity = self
            .root
            .dir_metadata()
            .map(|meta| (meta.dev(), meta.ino()));
        identity.ok().hash(&mut hasher);
        let mut files: Vec<&Path> = self.walked.files.iter().map(AsRef::as_ref).collect();
        files.extend(self.walked.media.iter().map(Path::new));
        files.extend(self.walked.sidecars.iter().map(Path::new));
        files.sort_unstable();
        let mut opener = Opener::new(&self.root);
        for path in files {
            let stamp = opener.metadata(path).ok().map(|meta| stamp(&meta));
            (path, stamp).hash(&mut hasher);
        }
        let mut problems: Vec<_> = self
            .walked
            .problems
            .iter()
            .map(ToString::to_string)
            .collect();
        problems.sort_unstable();
        problems.hash(&mut hasher);
        hasher.finish()
    }
}
