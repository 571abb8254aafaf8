//! Files on disk in, [`Note`]s out: walks the folder, reads in parallel, notes what is wrong.
//!
//! Loading fails only where the folder itself cannot be read. Whatever is wrong with one file becomes a
//! [`Problem`], and the file is served as well as it can be.

mod front_matter;
mod note;
mod problem;
mod walk;

use std::path::Path;

use rayon::prelude::*;

pub use note::{Lines, Note};
pub use problem::{Problem, ProblemKind};
pub use walk::LoadError;

/// A content folder, read.
#[derive(Debug, Default)]
pub struct Corpus {
    /// Every readable note, ordered by path.
    pub notes: Vec<Note>,
    /// What is wrong, ordered by path and line.
    pub problems: Vec<Problem>,
}

/// Reads every note below a folder.
///
/// # Errors
/// Where the folder is missing, is not a folder, cannot be listed, or holds no Markdown file.
pub fn load(folder: &Path) -> Result<Corpus, LoadError> {
    let mut found = walk::walk(folder)?;
    found.files.par_sort();
    let read: Vec<(Option<Note>, Vec<Problem>)> = found.files.par_iter().map(|path| note::read(folder, path)).collect();
    let mut corpus = Corpus { notes: Vec::with_capacity(read.len()), problems: found.problems };
    for (note, problems) in read {
        corpus.notes.extend(note);
        corpus.problems.extend(problems);
    }
    corpus.problems.sort();
    Ok(corpus)
}
