//! Lists the content folder through its handle.

use std::io;
use std::path::{Path, PathBuf};

use cap_std::fs::{Dir, DirEntry, FileType};

use crate::corpus::LoadOptions;
use crate::corpus::error::LoadError;
use crate::corpus::exclude::{Exclusions, IGNORE_FILE, MAX_TOTAL_WILDCARDS};
use crate::corpus::folder::{Opener, SYMLINK};
use crate::corpus::problem::{Problem, ProblemKind};
use crate::corpus::sidecars::Sidecars;
use crate::text::media_kind::kind_of;
use crate::text::naming::is_note_path;

/// The maximum depth of a path, as each file is opened component by component.
const MAX_DEPTH: usize = 128;

/// The maximum length of a path, in bytes: system calls accept no longer ones, so other programs
/// could not open the file.
const MAX_PATH_BYTES: usize = 4095;

/// The folders in which Logseq stores previous versions of notes, which may have deleted text.
const BACKUP_FOLDERS: [&str; 2] = ["logseq/bak", "logseq/version-files"];

/// The result of a walk. Paths are relative to the content folder.
#[derive(Debug, Default)]
pub(super) struct WalkResult {
    /// Markdown files.
    pub(super) files: Vec<PathBuf>,
    /// Media files.
    pub(super) media: Vec<String>,
    /// Files about videos: transcripts, `*.info.json`, and JSON files that may be transcripts.
    pub(super) sidecars: Vec<String>,
    /// The folders that were listed; the content folder is the empty path.
    pub(super) folders: Vec<PathBuf>,
    /// The problems of files and folders that were skipped.
    pub(super) problems: Vec<Problem>,
    /// Whether a pattern excluded a Markdown file or a folder.
    pub(super) has_excluded: bool,
    /// Whether the folder is not empty.
    pub(super) has_entries: bool,
}

/// Lists the Markdown and media files of a folder, and those about videos. Skips hidden files and
/// folders (`.git`, `.obsidian`), backups ([`BACKUP_FOLDERS`]) and what matches a pattern; follows
/// no symlinks, so that nothing outside the folder is ever served.
///
/// # Errors
/// If the folder cannot be listed, or if its patterns are invalid or cannot be read.
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
        wildcards_left: MAX_TOTAL_WILDCARDS,
        result: WalkResult::default(),
    };
    walk.list(Path::new(""), &exclusions)
        .map_err(|error| match error {
            ListError::Folder(cause) => LoadError::Unreadable(folder.to_owned(), cause),
            ListError::IgnoreFile(cause) => LoadError::IgnoreFile(folder.join(IGNORE_FILE), cause),
        })?;
    while let Some((path, exclusions)) = walk.pending.pop() {
        if let Err(error) = walk.list(&path, &exclusions) {
            let cause = match error {
                ListError::Folder(cause) => cause.to_string(),
                ListError::IgnoreFile(cause) => {
                    walk.result.has_excluded = true;
                    format!("cannot read its {IGNORE_FILE}: {cause}")
                }
            };
            walk.skip(&path, &cause);
        }
    }
    Ok(walk.result)
}

/// Why a folder cannot be listed.
enum ListError {
    Folder(io::Error),
    IgnoreFile(io::Error),
}

struct Walk<'a> {
    opener: Opener<'a>,
    /// Folders still to be listed, with the patterns of their parent folders.
    pending: Vec<(PathBuf, Exclusions)>,
    /// How many more wildcards `.cueleafignore` files may contain.
    wildcards_left: usize,
    result: WalkResult,
}

impl Walk<'_> {
    /// Lists a folder, given the patterns of its parent folder.
    fn list(&mut self, path: &Path, parent: &Exclusions) -> Result<(), ListError> {
        let dir = self.opener.folder(path).map_err(ListError::Folder)?;
        let entries = dir.entries().map_err(ListError::Folder)?;
        // A folder whose patterns cannot be read is watched, too: they may be fixed.
        self.result.folders.push(path.to_owned());
        let exclusions = parent
            .for_subfolder(dir, path, &mut self.wildcards_left)
            .map_err(ListError::IgnoreFile)?;
        for entry in entries {
            self.result.has_entries = true;
            match entry {
                Ok(entry) => self.add(path, &entry, &exclusions),
                Err(cause) => self.skip(path, &cause.to_string()),
            }
        }
        Ok(())
    }

    /// Adds an entry of a folder to the result, or skips it.
    fn add(&mut self, folder: &Path, entry: &DirEntry, exclusions: &Exclusions) {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            return;
        }
        let path = folder.join(name);
        let kind = match file_type(entry) {
            Ok(kind) => kind,
            Err(cause) => return self.skip(&path, &cause.to_string()),
        };
        let is_markdown = is_note_path(&path.to_string_lossy());
        if kind.is_dir() && BACKUP_FOLDERS.iter().any(|backup| path.ends_with(backup)) {
            return;
        }
        if exclusions.excludes(&path, kind.is_dir()) {
            self.result.has_excluded |= is_markdown || kind.is_dir();
            return;
        }
        let is_media = path.to_str().is_some_and(|path| kind_of(path).is_some());
        let is_sidecar = path.to_str().is_some_and(Sidecars::is_name);
        let is_wanted = is_markdown || is_media || is_sidecar;
        if kind.is_dir() {
            match path_limit_error(&path) {
                Some(cause) => self.skip(&path, &cause),
                None => self.pending.push((path, exclusions.clone())),
            }
        } else if kind.is_symlink() {
            if is_wanted || self.may_point_to_folder(&path) {
                self.skip(&path, SYMLINK);
            }
        } else if !is_wanted {
        } else if !kind.is_file() {
            self.skip(&path, "not a regular file");
        } else if let Some(cause) = path_limit_error(&path) {
            self.skip(&path, &cause);
        } else if is_markdown {
            self.result.files.push(path);
        } else if is_media {
            self.result.media.push(path_to_string(&path));
        } else {
            self.result.sidecars.push(path_to_string(&path));
        }
    }

    /// Whether a symlink may contain notes: it points to a folder, or to a path without permission.
    fn may_point_to_folder(&mut self, link: &Path) -> bool {
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

    /// Records a problem: the path was skipped.
    fn skip(&mut self, path: &Path, cause: &str) {
        self.result.problems.push(Problem {
            path: path_to_string(path),
            line: 0,
            kind: ProblemKind::SkippedFile,
            message: format!("skipped: {cause}"),
        });
    }
}

/// The type of an entry; some file systems do not list it, so it is queried.
fn file_type(entry: &DirEntry) -> io::Result<FileType> {
    let kind = entry.file_type()?;
    if kind == FileType::unknown() {
        Ok(entry.metadata()?.file_type())
    } else {
        Ok(kind)
    }
}

/// The error message for a path that is too deep or too long.
fn path_limit_error(path: &Path) -> Option<String> {
    if path.as_os_str().len() > MAX_PATH_BYTES {
        return Some(format!(
            "File name too long: the limit for paths is {MAX_PATH_BYTES} bytes"
        ));
    }
    (path.iter().count() > MAX_DEPTH).then(|| format!("more than {MAX_DEPTH} nested folders"))
}

/// Formats a path with `/`; invalid Unicode is replaced.
pub(super) fn path_to_string(path: &Path) -> String {
    let components: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    components.join("/")
}
