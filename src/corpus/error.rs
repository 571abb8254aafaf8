//! The errors of loading a folder.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a folder cannot be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The path does not exist.
    #[error("folder not found: {} (usage: cueleaf serve DIR)", .0.display())]
    Missing(PathBuf),
    /// The path is not a folder.
    #[error("not a folder: {} (usage: cueleaf serve DIR)", .0.display())]
    NotAFolder(PathBuf),
    /// The folder cannot be read.
    #[error("cannot read the folder {}", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder is empty, like a mount point without its volume.
    #[error("no notes in {}: the folder is empty", .0.display())]
    Empty(PathBuf),
    /// The folder contains no Markdown file.
    #[error("no notes in {}: it contains no Markdown file", .0.display())]
    NoNotes(PathBuf),
    /// Every Markdown file in the folder is excluded.
    #[error("no notes left in {}: .cueleafignore or --exclude excludes every Markdown file", .0.display())]
    AllExcluded(PathBuf),
    /// A pattern of `--exclude` is invalid: the pattern and the cause.
    #[error("invalid pattern {0:?} in --exclude: {1}")]
    Exclude(String, String),
    /// The `.cueleafignore` at the top cannot be read.
    #[error("cannot read {}, which lists the excluded files, so nothing is served", .0.display())]
    IgnoreFile(PathBuf, #[source] io::Error),
}
