//! Lists what is in the content folder, below the handle that it was opened with.

use std::io;
use std::path::{Path, PathBuf};

use cap_std::fs::{Dir, DirEntry, FileType};

use crate::corpus::LoadOptions;
use crate::corpus::error::LoadError;
use crate::corpus::exclude::{Exclusions, IGNORE_FILE, MAX_ALL_WILDCARDS};
use crate::corpus::folder::{LINK, Opener};
use crate::corpus::problem::{Problem, ProblemKind};
use crate::text::media_kind::kind_of;

/// The most folders within each other: each file is opened component by component.
const MAX_DEPTH: usize = 128;

/// The longest path, in bytes: no system call takes a longer one, so that nobody else could open
/// the file.
const MAX_PATH_BYTES: usize = 4095;

/// What a walk finds. Paths are relative to the content folder.
#[derive(Debug, Default)]
pub(super) struct WalkResult {
    /// Markdown files.
    pub(super) files: Vec<PathBuf>,
    /// What notes may show.
    pub(super) media: Vec<String>,
    /// The folders that were listed; the content folder is the empty path.
    pub(super) folders: Vec<PathBuf>,
    /// What was not taken.
    pub(super) problems: Vec<Problem>,
    /// Whether a pattern left out a Markdown file or a folder.
    pub(super) has_excluded: bool,
    /// Whether anything at all is in the folder.
    pub(super) has_entries: bool,
}

/// Lists every Markdown file below the folder, and what notes may show. Hidden files and folders
/// (`.git`, `.obsidian`) and whatever a pattern names are left out; links are not followed, so
/// nothing outside the folder is ever served.
///
/// # Errors
/// Where the folder cannot be listed, or what says which files are left out cannot be read.
pub(super) fn walk(
    folder: &Path,
    root: &Dir,
    options: &LoadOptions,
) -> Result<WalkResult, LoadError> {
    let exclusions = Exclusions::new(&options.exclude)?;
    let opener = Opener::new(root);
    let mut walk = Walk {
        opener,
        pending: Vec::new(),
        wildcards_left: MAX_ALL_WILDCARDS,
        found: WalkResult::default(),
    };
    walk.list(Path::new(""), &exclusions)
        .map_err(|error| match error {
            ListError::Folder(cause) => LoadError::Unreadable(folder.to_owned(), cause),
            ListError::IgnoreFile(cause) => LoadError::IgnoreFile(folder.join(IGNORE_FILE), cause),
        })?;
    while let Some((path, exclusions)) = walk.pending.pop() {
        if let Err(error) = walk.list(&path, &exclusions) {
            let why = match error {
                ListError::Folder(cause) => cause.to_string(),
                ListError::IgnoreFile(cause) => {
                    walk.found.has_excluded = true;
                    format!("the folder, as its {IGNORE_FILE} cannot be read: {cause}")
                }
            };
            walk.skip(&path, &why);
        }
    }
    Ok(walk.found)
}

/// Why a folder is not listed.
enum ListError {
    Folder(io::Error),
    IgnoreFile(io::Error),
}

struct Walk<'a> {
    opener: Opener<'a>,
    /// Folders that are still to be listed, and the patterns that hold in the folders above them.
    pending: Vec<(PathBuf, Exclusions)>,
    /// How many wildcards the files of patterns may yet have.
    wildcards_left: usize,
    found: WalkResult,
}

impl Walk<'_> {
    fn list(&mut self, path: &Path, above: &Exclusions) -> Result<(), ListError> {
        let dir = self.opener.folder(path).map_err(ListError::Folder)?;
        let entries = dir.entries().map_err(ListError::Folder)?;
        // A folder whose patterns cannot be read is watched, too: they may be mended.
        self.found.folders.push(path.to_owned());
        let exclusions = above
            .within(dir, path, &mut self.wildcards_left)
            .map_err(ListError::IgnoreFile)?;
        for entry in entries {
            self.found.has_entries = true;
            match entry {
                Ok(entry) => self.take(path, &entry, &exclusions),
                Err(cause) => self.skip(path, &cause.to_string()),
            }
        }
        Ok(())
    }

    fn take(&mut self, folder: &Path, entry: &DirEntry, exclusions: &Exclusions) {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            return;
        }
        let path = folder.join(name);
        let kind = match kind(entry) {
            Ok(kind) => kind,
            Err(cause) => return self.skip(&path, &cause.to_string()),
        };
        let is_markdown = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
        if exclusions.excludes(&path, kind.is_dir()) {
            self.found.has_excluded |= is_markdown || kind.is_dir();
            return;
        }
        let is_media = path.to_str().is_some_and(|path| kind_of(path).is_some());
        if kind.is_dir() {
            match too_deep(&path) {
                Some(why) => self.skip(&path, &why),
                None => self.pending.push((path, exclusions.clone())),
            }
        } else if kind.is_symlink() {
            if is_markdown || is_media || self.may_lead_to_folder(&path) {
                self.skip(&path, LINK);
            }
        } else if !(is_markdown || is_media) {
        } else if !kind.is_file() {
            self.skip(&path, "not a regular file");
        } else if let Some(why) = too_deep(&path) {
            self.skip(&path, &why);
        } else if is_markdown {
            self.found.files.push(path);
        } else {
            self.found.media.push(written(&path));
        }
    }

    /// Whether there may be notes behind a link: it leads to a folder, or to a place that is not
    /// looked at.
    fn may_lead_to_folder(&mut self, link: &Path) -> bool {
        let (Some(folder), Some(name)) = (link.parent(), link.file_name()) else {
            return false;
        };
        let Ok(dir) = self.opener.folder(folder) else {
            return false;
        };
        match dir.metadata(name) {
            Ok(meta) => meta.is_dir(),
            Err(error) => error.kind() == io::ErrorKind::PermissionDenied,
        }
    }

    fn skip(&mut self, path: &Path, why: &str) {
        self.found.problems.push(Problem {
            path: written(path),
            line: 0,
            kind: ProblemKind::SkippedFile,
            message: format!("skipped: {why}"),
        });
    }
}

/// The kind of an entry; some file systems do not tell it in their lists.
fn kind(entry: &DirEntry) -> io::Result<FileType> {
    let kind = entry.file_type()?;
    if kind == FileType::unknown() {
        Ok(entry.metadata()?.file_type())
    } else {
        Ok(kind)
    }
}

/// Why a path is not taken, if it is too deep or too long.
fn too_deep(path: &Path) -> Option<String> {
    if path.as_os_str().len() > MAX_PATH_BYTES {
        return Some(format!(
            "File name too long: a path may have {MAX_PATH_BYTES} bytes"
        ));
    }
    (path.iter().count() > MAX_DEPTH)
        .then(|| format!("more than {MAX_DEPTH} folders within each other"))
}

/// A path as it is shown: with `/`, and with what is not Unicode in it replaced.
pub(super) fn written(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
