//! The times of the notes held against the transcripts of their videos: what each transcript tells,
//! which is kept as long as neither the note nor the transcript changes.
//!
//! An archive is built with the [`Alignments`] that are known (`spoken_time.rs` changes the times).
//! [`Archive::unaligned`](crate::archive::Archive::unaligned) lists the transcripts that are still
//! to be read, and [`Archive::align`](crate::archive::Archive::align) reads them (`task.rs`). The
//! caller then builds the archive again.

mod archive;
mod spoken_time;
mod task;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

pub(super) use spoken_time::{SpokenTime, is_judged, refine};
pub(super) use task::tasks;
pub use task::{Aligned, AlignmentTask};

use crate::corpus::{Note, Problem, ProblemKind, TranscriptFile, preferred_transcripts};
use crate::text::language;
use crate::text::youtube::YoutubeId;

/// The maximum time after the last cue in which a video ends, in seconds.
const MAX_SILENT_END_SECONDS: u32 = 60;
/// A transcript has the end of its video if it has so many times more sentences of the notes than
/// are cited after its last cue.
const MIN_SAID_FOR_EACH_LATE: usize = 10;

/// What transcripts tell about the times of notes.
#[derive(Debug, Clone, Default)]
pub struct Alignments {
    /// For each note and its transcript, by [`note_key`], the moments that are judged, in order.
    notes: HashMap<u64, Arc<[SpokenTime]>>,
    /// For each transcript that was read, by [`transcript_key`], its length or why it has none.
    transcripts: HashMap<u64, Result<Length, Arc<str>>>,
}

/// The length of a video according to its transcript.
#[derive(Debug, Clone, Copy)]
struct Length {
    video: YoutubeId,
    /// The end of the last cue, in seconds, rounded up.
    seconds: u32,
}

/// Identifies a transcript and its content.
fn transcript_key(file: &TranscriptFile) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&file.path, file.stamp).hash(&mut hasher);
    hasher.finish()
}

/// Identifies a note, its content, and its transcript with its content.
fn note_key(note: &Note, file: &TranscriptFile) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&note.path, note.fingerprint, &file.path, file.stamp).hash(&mut hasher);
    hasher.finish()
}

/// For each note, the index of the transcript that its times are held against: one in the language
/// of the note, if there is one. `None` if its video has no transcript, or if it cites no time.
pub(super) fn transcripts_of(notes: &[Arc<Note>], files: &[TranscriptFile]) -> Vec<Option<u32>> {
    let mut by_video: HashMap<YoutubeId, usize> = HashMap::new();
    for file in files {
        *by_video.entry(file.video).or_default() += 1;
    }
    let index_of: HashMap<&str, u32> = (0..).zip(files).map(|(at, it)| (&*it.path, at)).collect();
    let mut by_language: HashMap<Option<&str>, HashMap<YoutubeId, &TranscriptFile>> =
        HashMap::new();
    let transcript = |note: &Arc<Note>| {
        let video = note.video?;
        let count = *by_video.get(&video)?;
        if !note.facts.timestamps().into_iter().any(is_judged) {
            return None;
        }
        let is_choice = count > 1;
        let language = note.language().filter(|_| is_choice).map(language::tag);
        let preferred = by_language
            .entry(language)
            .or_insert_with(|| preferred_transcripts(files, language));
        index_of.get(&*preferred.get(&video)?.path).copied()
    };
    notes.iter().map(transcript).collect()
}

impl Alignments {
    /// What is known about these notes and their transcripts; `transcript_of` is from
    /// [`transcripts_of`]. What is known about others is dropped.
    pub(super) fn of_notes(
        &self,
        notes: &[Arc<Note>],
        files: &[TranscriptFile],
        transcript_of: &[Option<u32>],
    ) -> (Self, Vec<Option<Arc<[SpokenTime]>>>) {
        let mut known = Self::default();
        let spoken = |(note, index): (&Arc<Note>, &Option<u32>)| {
            let file = &files[(*index)? as usize];
            let key = transcript_key(file);
            let read = self.transcripts.get(&key)?;
            known.transcripts.insert(key, read.clone());
            let key = note_key(note, file);
            let spoken = self.notes.get(&key)?;
            known.notes.insert(key, Arc::clone(spoken));
            Some(Arc::clone(spoken))
        };
        let spoken = notes.iter().zip(transcript_of).map(spoken).collect();
        (known, spoken)
    }

    /// Adds what is known from others.
    pub fn extend(&mut self, others: Self) {
        self.notes.extend(others.notes);
        self.transcripts.extend(others.transcripts);
    }

    /// Drops what a transcript tells about a note.
    pub(super) fn forget(&mut self, note: &Note, file: &TranscriptFile) {
        self.notes.remove(&note_key(note, file));
    }

    /// Whether it is known what a transcript tells about a note, or that it is unreadable.
    fn has(&self, note: &Note, file: &TranscriptFile) -> bool {
        let is_unreadable = || self.transcripts.get(&transcript_key(file))?.as_ref().err();
        self.notes.contains_key(&note_key(note, file)) || is_unreadable().is_some()
    }

    /// The number of transcripts that were read, without the unreadable ones.
    pub fn transcripts(&self) -> usize {
        self.transcripts.values().filter(|it| it.is_ok()).count()
    }

    /// The number of transcripts that cannot be read.
    pub fn unreadable_transcripts(&self) -> usize {
        self.transcripts.len() - self.transcripts()
    }

    /// For each video with a transcript that was read, its length: the end of the last cue, in
    /// seconds. Of several transcripts, the longest counts.
    pub fn lengths(&self) -> HashMap<YoutubeId, u32> {
        let mut lengths: HashMap<YoutubeId, u32> = HashMap::new();
        for length in self.transcripts.values().filter_map(|it| it.as_ref().ok()) {
            let longest = lengths.entry(length.video).or_default();
            *longest = length.seconds.max(*longest);
        }
        lengths
    }

    /// For each video whose transcript is whole, as far as its notes show, the second at which it
    /// ends at the latest. `spoken` is from [`Alignments::of_notes`].
    pub(super) fn latest_ends(
        &self,
        notes: &[Arc<Note>],
        spoken: &[Option<Arc<[SpokenTime]>>],
    ) -> HashMap<YoutubeId, u32> {
        let mut ends = self.lengths();
        let of_end = |end: &mut u32| *end = end.saturating_add(MAX_SILENT_END_SECONDS);
        ends.values_mut().for_each(of_end);
        // For each video, the number of sentences that are said, and of late ones that are not.
        let mut counts: HashMap<YoutubeId, (usize, usize)> = HashMap::new();
        for (note, spoken) in notes.iter().zip(spoken) {
            let (Some(video), Some(spoken)) = (note.video, spoken) else {
                continue;
            };
            let (said, late) = counts.entry(video).or_default();
            let is_said = |spoken: &&SpokenTime| matches!(spoken, SpokenTime::At { .. });
            *said += spoken.iter().filter(is_said).count();
            *late += spoken.iter().filter(|it| **it == SpokenTime::Late).count();
        }
        ends.retain(|video, _| {
            let (said, late) = counts.get(video).copied().unwrap_or_default();
            said > 0 && said >= MIN_SAID_FOR_EACH_LATE * late
        });
        ends
    }

    /// The problems of the transcripts that cannot be read.
    pub(super) fn problems(&self, files: &[TranscriptFile]) -> Vec<Problem> {
        let problem = |file: &TranscriptFile| {
            let message = self
                .transcripts
                .get(&transcript_key(file))?
                .as_ref()
                .err()?;
            Some(Problem {
                path: file.path.clone(),
                line: 0,
                kind: ProblemKind::InvalidTranscript,
                message: message.to_string(),
            })
        };
        files.iter().filter_map(problem).collect()
    }
}
