//! Files on disk in, [`Note`]s out: opens the folder, walks it, reads in parallel, notes what is
//! wrong. What else notes show is listed, and opened when it is asked for.
//!
//! The folder is opened once per load. Everything is read below that handle, and no link in it is
//! followed.
//!
//! Loading fails only where the folder itself cannot be read. Whatever is wrong with one file
//! becomes a [`Problem`], and the file is served as well as it can be.

mod error;
mod exclude;
mod folder;
mod front_matter;
mod media;
mod note;
mod problem;
mod survey;
mod walk;

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

pub use error::LoadError;
pub use media::{Media, MediaFolder};
pub use note::{LineIndex, Note};
pub use problem::{Problem, ProblemKind};
pub use survey::Survey;

use crate::progress::Progress;
use folder::Opener;

/// A content folder, read.
#[derive(Debug, Default)]
pub struct Corpus {
    /// Every readable note, ordered by path.
    pub notes: Vec<Arc<Note>>,
    /// The files beside them.
    pub media: MediaFolder,
    /// What is wrong with files that are no notes.
    pub problems: Vec<Problem>,
    /// Whether a pattern left files out, or a file of patterns its folder.
    pub has_excluded: bool,
    /// The notes that are private, each with the flag that says so: for `check` alone. Nothing else
    /// is kept of them.
    pub private: Vec<Problem>,
}

impl From<Vec<Note>> for Corpus {
    fn from(notes: Vec<Note>) -> Self {
        Self {
            notes: notes.into_iter().map(Arc::new).collect(),
            ..Self::default()
        }
    }
}

impl Corpus {
    /// Whether it is what was read before: these notes and files, and of the problems those with
    /// files that are no notes.
    pub fn is_unchanged(
        &self,
        notes: &[Arc<Note>],
        media: &MediaFolder,
        problems: &[Problem],
    ) -> bool {
        let skipped = problems
            .iter()
            .filter(|problem| problem.kind == ProblemKind::SkippedFile);
        self.notes.len() == notes.len()
            && self
                .notes
                .iter()
                .zip(notes)
                .all(|(new, old)| Arc::ptr_eq(new, old))
            && self.media.is(media)
            && self.problems.iter().eq(skipped)
    }
}

impl Corpus {
    /// Whether something that was shown before may be hidden now, under the same name or another: a
    /// listed note is private, unlisted or left out by a pattern, or one that changed has comments.
    pub fn hides(&self, before: &[Arc<Note>]) -> bool {
        let listed: HashMap<&str, &Arc<Note>> = self
            .notes
            .iter()
            .filter(|note| !note.is_unlisted)
            .map(|note| (note.path.as_str(), note))
            .collect();
        let unlisted: HashSet<&str> = self
            .notes
            .iter()
            .filter(|note| note.is_unlisted)
            .map(|note| note.path.as_str())
            .collect();
        let known: HashSet<&str> = before.iter().map(|note| note.path.as_str()).collect();
        // What is gone may have got another name, under which it is hidden.
        let may_be_renamed = LazyCell::new(|| {
            let mut new = self
                .notes
                .iter()
                .filter(|note| !known.contains(note.path.as_str()));
            self.has_excluded
                || !self.private.is_empty()
                || new.any(|note| note.has_comments || note.is_unlisted)
        });
        before.iter().filter(|note| !note.is_unlisted).any(|old| {
            match listed.get(old.path.as_str()) {
                Some(new) => new.has_comments && !Arc::ptr_eq(new, old),
                None => unlisted.contains(old.path.as_str()) || *may_be_renamed,
            }
        })
    }
}

/// Which files below a folder are served.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// Globs of files that are left out, in the syntax of `.gitignore`.
    pub exclude: Vec<String>,
    /// Whether drafts are served.
    pub drafts: bool,
}

/// Reads every note below a folder.
///
/// # Errors
/// Where the folder is missing, is not a folder, cannot be listed, or holds no Markdown file that
/// is served; where a pattern of [`LoadOptions::exclude`] is not valid, or the `.cueleafignore` at
/// the top cannot be read.
pub fn load(folder: &Path) -> Result<Corpus, LoadError> {
    reload(folder, &LoadOptions::default(), &[], &Progress::default())
}

/// The same, where it was read before: every file is read, for times and sizes of files can
/// deceive, but one that says what it said is not parsed. Counts the files on the way.
///
/// # Errors
/// As for [`load`].
pub fn reload(
    folder: &Path,
    options: &LoadOptions,
    before: &[Arc<Note>],
    progress: &Progress,
) -> Result<Corpus, LoadError> {
    // Several have one path where what is not Unicode in their names is replaced.
    let mut by_path: HashMap<&str, Vec<&Arc<Note>>> = HashMap::new();
    for note in before {
        by_path.entry(&note.path).or_default().push(note);
    }
    let root = folder::open(folder)?;
    let mut found = walk::walk(folder, &root, options)?;
    if found.files.is_empty() {
        let why = match (found.has_excluded, found.has_entries) {
            (true, _) => LoadError::AllExcluded,
            (false, true) => LoadError::NoNotes,
            (false, false) => LoadError::Empty,
        };
        return Err(why(folder.to_owned()));
    }
    found.files.par_sort();
    progress.begin(found.files.len());
    let read = |opener: &mut Opener, path: &PathBuf| {
        let read = note::read(opener, path, options.drafts, &by_path);
        progress.advance();
        read
    };
    let read: Vec<_> = found
        .files
        .par_iter()
        .map_init(|| Opener::new(&root), read)
        .collect();
    found.media.par_sort();
    let media = MediaFolder::new(root, &found.media);
    let mut corpus = Corpus {
        notes: Vec::with_capacity(read.len()),
        media,
        problems: found.problems,
        has_excluded: found.has_excluded,
        private: Vec::new(),
    };
    for read in read {
        match read {
            Ok(note) => corpus.notes.push(note),
            Err(problem) if problem.kind == ProblemKind::SkippedFile => {
                corpus.problems.push(problem)
            }
            Err(problem) => corpus.private.push(problem),
        }
    }
    corpus.problems.sort();
    Ok(corpus)
}
