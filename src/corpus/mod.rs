//! Loads a content folder: walks it, reads its files in parallel, and returns [`Note`]s and
//! [`Problem`]s. Media files and transcripts are listed, and opened on request.
//!
//! The folder is opened once per load. Everything is read through that handle, without following
//! symlinks in it.
//!
//! Loading fails only if the folder itself cannot be read. A problem with one file becomes a
//! [`Problem`], and the file is served as well as possible.

mod decode;
mod drawing;
mod error;
mod exclude;
mod folder;
mod front_matter;
mod media;
mod named_video;
mod note;
mod note_edit;
mod note_reader;
mod note_writer;
mod page_properties;
mod pattern_syntax;
mod problem;
mod sidecars;
mod survey;
mod walk;

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

pub use error::LoadError;
pub use front_matter::Metadata;
pub use media::{Media, MediaFolder};
pub use named_video::NamedVideo;
pub use note::{HOME_NAMES, INDEX_NAMES, LineIndex, Note};
pub use note_edit::{Edit, EditError, EditedNote};
pub use note_writer::WriteError;
pub use problem::{Problem, ProblemKind};
pub use sidecars::{Chapter, TranscriptError, TranscriptFile, VideoInfo, preferred_transcripts};
pub use survey::Survey;

use crate::progress::Progress;
use crate::text::youtube::YoutubeId;
use folder::Opener;
use sidecars::Sidecars;

/// The contents of a content folder.
#[derive(Debug, Default)]
pub struct Corpus {
    /// Every readable note, sorted by path.
    pub notes: Vec<Arc<Note>>,
    /// The media files.
    pub media: MediaFolder,
    /// What the `*.info.json` beside the notes say about videos.
    pub videos: HashMap<YoutubeId, VideoInfo>,
    /// The transcripts, sorted by path; [`TranscriptFile::read`] parses one.
    pub transcripts: Vec<TranscriptFile>,
    /// The problems of files that were skipped.
    pub problems: Vec<Problem>,
    /// Whether a pattern excluded files, or an unreadable `.cueleafignore` its folder.
    pub has_excluded: bool,
    /// The private notes, each with the flag that makes it private; only for `check`. Nothing else
    /// about them is stored.
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
    /// Whether a reload found no change: the same notes, media files, files about videos, and
    /// problems of skipped files.
    pub fn is_unchanged(&self, previous: &Previous<'_>) -> bool {
        self.notes.len() == previous.notes.len()
            && self
                .notes
                .iter()
                .zip(previous.notes)
                .all(|(new, old)| Arc::ptr_eq(new, old))
            && self.media.has_same_files(previous.media)
            && self.videos == *previous.videos
            && self.transcripts == previous.transcripts
            && self.problems.iter().eq(previous.skipped())
    }

    /// Whether text that was listed in `previous` may be hidden now, under the same path or
    /// another: a note became private, unlisted or excluded, or a changed note has comments.
    pub fn hides(&self, previous: &[Arc<Note>]) -> bool {
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
        let known: HashSet<&str> = previous.iter().map(|note| note.path.as_str()).collect();
        // A missing note may have been renamed, and is hidden under its new path.
        let may_be_renamed = LazyCell::new(|| {
            let mut new = self
                .notes
                .iter()
                .filter(|note| !known.contains(note.path.as_str()));
            self.has_excluded
                || !self.private.is_empty()
                || new.any(|note| note.has_comments || note.is_unlisted)
        });
        previous.iter().filter(|note| !note.is_unlisted).any(|old| {
            match listed.get(old.path.as_str()) {
                Some(new) => new.has_comments && !Arc::ptr_eq(new, old),
                None => unlisted.contains(old.path.as_str()) || *may_be_renamed,
            }
        })
    }
}

/// What the previous load of a folder found.
#[derive(Debug, Clone, Copy)]
pub struct Previous<'a> {
    /// As [`Corpus::notes`].
    pub notes: &'a [Arc<Note>],
    /// As [`Corpus::media`].
    pub media: &'a MediaFolder,
    /// As [`Corpus::videos`].
    pub videos: &'a HashMap<YoutubeId, VideoInfo>,
    /// As [`Corpus::transcripts`].
    pub transcripts: &'a [TranscriptFile],
    /// As [`Corpus::problems`]; those of notes may be among them.
    pub problems: &'a [Problem],
}

impl Previous<'_> {
    /// The corpus that the previous load found, without private notes.
    pub fn to_corpus(&self) -> Corpus {
        Corpus {
            notes: self.notes.to_vec(),
            media: self.media.clone(),
            videos: self.videos.clone(),
            transcripts: self.transcripts.to_vec(),
            problems: self.skipped().cloned().collect(),
            has_excluded: false,
            private: Vec::new(),
        }
    }

    /// The problems of files that were skipped.
    fn skipped(&self) -> impl Iterator<Item = &Problem> {
        let all = self.problems.iter();
        all.filter(|problem| problem.kind == ProblemKind::SkippedFile)
    }
}

/// Which files of a folder are loaded.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// Patterns of excluded files, in `.gitignore` syntax.
    pub exclude: Vec<String>,
    /// Whether drafts are included.
    pub drafts: bool,
}

/// Loads all notes of a folder.
///
/// # Errors
/// If the folder is missing, is not a folder, cannot be listed, or contains no Markdown file that
/// is not excluded; if a pattern of [`LoadOptions::exclude`] is invalid; or if the `.cueleafignore`
/// at the top cannot be read.
pub fn load(folder: &Path) -> Result<Corpus, LoadError> {
    reload(folder, &LoadOptions::default(), None, &Progress::default())
}

/// Loads a folder again. Every note is read, as modification times and sizes are unreliable, but
/// one with the same content as in `previous` is not parsed again. Files about videos, which may
/// be large, are read again only if their times or sizes changed. Reports its progress.
///
/// # Errors
/// As for [`load`].
pub fn reload(
    folder: &Path,
    options: &LoadOptions,
    previous: Option<Previous<'_>>,
    progress: &Progress,
) -> Result<Corpus, LoadError> {
    // Several notes have one path if invalid Unicode in their names is replaced.
    let mut by_path: HashMap<&str, Vec<&Arc<Note>>> = HashMap::new();
    for note in previous.map_or(&[][..], |previous| previous.notes) {
        by_path.entry(&note.path).or_default().push(note);
    }
    let root = folder::open(folder)?;
    let mut walked = walk::walk(folder, &root, options)?;
    if walked.files.is_empty() {
        let error = match (walked.has_excluded, walked.has_entries) {
            (true, _) => LoadError::AllExcluded,
            (false, true) => LoadError::NoNotes,
            (false, false) => LoadError::Empty,
        };
        return Err(error(folder.to_owned()));
    }
    walked.files.par_sort();
    progress.begin(walked.files.len());
    let read = |opener: &mut Opener, path: &PathBuf| {
        let read = note_reader::read(opener, path, options.drafts, &by_path);
        progress.advance();
        read
    };
    let read: Vec<_> = walked
        .files
        .par_iter()
        .map_init(|| Opener::new(&root), read)
        .collect();
    walked.sidecars.par_sort();
    let (videos, transcripts) = (HashMap::new(), &[][..]);
    let known = previous.map_or((&videos, transcripts), |it| (it.videos, it.transcripts));
    let sidecars = Sidecars::read(&root, &walked.sidecars, known.0, known.1);
    walked.problems.extend(sidecars.problems);
    walked.media.par_sort();
    let media = MediaFolder::new(root, &walked.media);
    let mut corpus = Corpus {
        notes: Vec::with_capacity(read.len()),
        media,
        videos: sidecars.videos,
        transcripts: sidecars.transcripts,
        problems: walked.problems,
        has_excluded: walked.has_excluded,
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
