//! Why a folder cannot be served.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a folder cannot be served.
#[derive(Debug, Error)]
pub enum LoadError {
    /// Nothing has this path.
    #[error("folder not found: {} (usage: cueleaf serve FOLDER)", .0.display())]
    Missing(PathBuf),
    /// Something else than a folder has this path.
    #[error("not a folder: {} (usage: cueleaf serve FOLDER)", .0.display())]
    NotAFolder(PathBuf),
    /// The folder cannot be read.
    #[error("cannot read the folder {}", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder is empty, as a mount point is whose volume is not mounted.
    #[error("no notes in {}: the folder is empty", .0.display())]
    Empty(PathBuf),
    /// The folder contains no Markdown file.
    #[error("no notes in {}: it contains no .md file", .0.display())]
    NoNotes(PathBuf),
    /// Every Markdown file in the folder is excluded.
    #[error("no notes left in {}: .cueleafignore or --exclude excludes every .md file", .0.display())]
    AllExcluded(PathBuf),
    /// A pattern of `--exclude` is not valid: the pattern, and why.
    #[error("invalid pattern {0:?} in --exclude: {1}")]
    Exclude(String, String),
    /// The file that says what is excluded cannot be read.
    #[error("cannot read {}, which says what is private, so nothing is served", .0.display())]
    IgnoreFile(PathBuf, #[source] io::Error),
}
