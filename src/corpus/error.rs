//! Why a folder cannot be served, in words for an operator.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a folder cannot be served.
#[derive(Debug)]
pub enum LoadError {
    /// There is no such folder.
    Missing(PathBuf),
    /// There is something else by that name.
    NotAFolder(PathBuf),
    /// The folder cannot be read.
    Unreadable(PathBuf, io::Error),
    /// Nothing is in it, as in the place of a volume that is not mounted.
    Empty(PathBuf),
    /// No Markdown file is in it.
    NoNotes(PathBuf),
    /// Every Markdown file in it is left out.
    AllExcluded(PathBuf),
    /// A pattern of `--exclude` is not valid: what it is, and why.
    Exclude(String, String),
    /// The file that says what is left out cannot be read.
    IgnoreFile(PathBuf, String),
}

impl std::error::Error for LoadError {}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
            Self::Empty(folder) | Self::NoNotes(folder) => {
                write!(f, "The folder {} holds no notes: not one .md file is in it.", folder.display())
            }
            Self::AllExcluded(folder) => write!(
                f,
                "The folder {} has no notes left: .cueleafignore or --exclude leaves out every .md file.",
                folder.display()
            ),
            Self::Exclude(pattern, cause) => write!(f, "The pattern {pattern:?} of --exclude is not valid: {cause}."),
            Self::IgnoreFile(path, cause) => write!(
                f,
                "The file {} cannot be read: {cause}. It says what is private, so nothing is served without it.",
                path.display()
            ),
        }
    }
}
