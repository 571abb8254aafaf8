//! Finds the notes below a folder.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::problem::{Problem, ProblemKind};
use crate::media::kind_of;

/// Why a folder cannot be served.
#[derive(Debug)]
pub enum LoadError {
    /// There is no such folder.
    Missing(PathBuf),
    /// There is something else by that name.
    NotAFolder(PathBuf),
    /// The folder cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// No Markdown file is in it.
    Empty(PathBuf),
}

impl std::error::Error for LoadError {}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(folder) => {
                write!(
                    f,
                    "There is no folder {}. Name the folder that holds the notes: cueleaf serve FOLDER",
                    folder.display()
                )
            }
            Self::NotAFolder(path) => {
                write!(f, "{} is not a folder. Name the folder that holds the notes.", path.display())
            }
            Self::Unreadable(folder, cause) => write!(f, "The folder {} cannot be read: {cause}.", folder.display()),
            Self::Empty(folder) => {
                write!(f, "The folder {} holds no notes: not one .md file is in it.", folder.display())
            }
        }
    }
}

/// What a walk finds.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) files: Vec<PathBuf>,
    /// What notes may show, below the folder.
    pub(super) media: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

/// Lists every Markdown file below the folder, and what notes may show. Hidden files and folders are left alone (`.git`,
/// `.obsidian`); links are not followed, so nothing outside the folder is ever served.
pub(super) fn walk(folder: &Path) -> Result<Found, LoadError> {
    let meta = std::fs::metadata(folder).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => LoadError::Missing(folder.to_owned()),
        _ => LoadError::Unreadable(folder.to_owned(), cause),
    })?;
    if !meta.is_dir() {
        return Err(LoadError::NotAFolder(folder.to_owned()));
    }
    std::fs::read_dir(folder).map_err(|cause| LoadError::Unreadable(folder.to_owned(), cause))?;
    let mut found = Found::default();
    for entry in WalkBuilder::new(folder).standard_filters(false).hidden(true).follow_links(false).build() {
        match entry {
            Ok(entry) => take(folder, entry.path(), entry.file_type(), &mut found),
            Err(error) => found.problems.push(Problem {
                path: folder.display().to_string(),
                line: 0,
                kind: ProblemKind::Skipped,
                message: format!("skipped: {error}"),
            }),
        }
    }
    if found.files.is_empty() { Err(LoadError::Empty(folder.to_owned())) } else { Ok(found) }
}

fn take(folder: &Path, path: &Path, kind: Option<std::fs::FileType>, found: &mut Found) {
    let is_markdown = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    let is_media = path.to_str().is_some_and(|path| kind_of(path).is_some());
    // Behind a link to a folder there may be notes.
    let may_matter = |kind: &std::fs::FileType| is_markdown || is_media || (kind.is_symlink() && path.is_dir());
    let Some(kind) = kind.filter(|kind| !kind.is_dir() && may_matter(kind)) else { return };
    match kind.is_file() {
        true if is_markdown => return found.files.push(path.to_owned()),
        true => return found.media.push(relative(folder, path)),
        false => {}
    }
    let what = if kind.is_symlink() { "a link; links are not followed" } else { "not a regular file" };
    found.problems.push(Problem {
        path: relative(folder, path),
        line: 0,
        kind: ProblemKind::Skipped,
        message: format!("skipped: {what}"),
    });
}

/// The path below the folder, with `/`; what is not Unicode in it is replaced.
pub(super) fn relative(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
