//! Reads transcripts and aligns the notes of their videos with them, in parallel.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::alignment::{Statement, TimedText, Transcript, align};
use crate::archive::alignments::{
    Alignments, Length, MAX_SILENT_END_SECONDS, SpokenTime, is_judged, note_key, transcript_key,
};
use crate::archive::{Archive, NoteId};
use crate::corpus::{Note, TranscriptFile};
use crate::progress::Progress;
use crate::text::error_chain::with_causes;
use crate::transcript;

/// A transcript that is to be read, and the notes that are to be held against it.
#[derive(Debug, Clone)]
pub struct AlignmentTask {
    /// The index of the transcript in the archive.
    transcript: u32,
    notes: Vec<NoteId>,
}

/// What an alignment found.
#[derive(Debug, Default)]
pub struct Aligned {
    /// What the transcripts tell.
    pub alignments: Alignments,
    /// How many notes were aligned.
    pub notes: usize,
    /// How many times get another second.
    pub repaired: usize,
    /// How many times get a span.
    pub uncertain: usize,
}

/// The transcripts that are still to be read, given what is known, and the notes of each. An
/// unreadable transcript is not read again before it changes.
pub(in crate::archive) fn tasks(
    notes: &[Arc<Note>],
    files: &[TranscriptFile],
    transcript_of: &[Option<u32>],
    known: &Alignments,
) -> Vec<AlignmentTask> {
    let mut open: BTreeMap<u32, Vec<NoteId>> = BTreeMap::new();
    for (at, (note, index)) in notes.iter().zip(transcript_of).enumerate() {
        let Some(index) = *index else { continue };
        if !known.has(note, &files[index as usize]) {
            open.entry(index).or_default().push(NoteId::new(at));
        }
    }
    let task = |(transcript, notes)| AlignmentTask { transcript, notes };
    open.into_iter().map(task).collect()
}

impl Archive {
    /// The transcripts that are still to be read, given what is known, and the notes of each.
    pub fn unaligned(&self, known: &Alignments) -> Vec<AlignmentTask> {
        tasks(&self.notes, &self.transcripts, &self.transcript_of, known)
    }

    /// Reads transcripts and aligns notes with them, in parallel; each thread has one transcript in
    /// memory at a time. The times of these notes must not have been aligned before. Reports the
    /// progress in transcripts.
    pub fn align(&self, tasks: &[AlignmentTask], progress: &Progress) -> Aligned {
        let align_task = |task: &AlignmentTask| {
            let file = &self.transcripts[task.transcript as usize];
            // Transcripts are from elsewhere, and must not stop the others.
            let aligned = catch_unwind(AssertUnwindSafe(|| self.align_task(file, &task.notes)))
                .unwrap_or_else(|_| Err("processing the transcript failed".to_owned()));
            progress.advance();
            aligned.unwrap_or_else(|cause| Aligned::unreadable(file, &cause))
        };
        let aligned = tasks.par_iter().map(align_task);
        aligned.reduce(Aligned::default, Aligned::and)
    }

    /// Reads a transcript and aligns notes with it.
    ///
    /// # Errors
    /// The reason if it cannot be read.
    fn align_task(&self, file: &TranscriptFile, notes: &[NoteId]) -> Result<Aligned, String> {
        let read = file.read(&self.media);
        let transcript = index(&read.map_err(|error| with_causes(&error))?);
        let length = Length {
            video: file.video,
            seconds: transcript.length().ceil() as u32,
        };
        let mut aligned = Aligned {
            notes: notes.len(),
            ..Aligned::default()
        };
        let alignments = &mut aligned.alignments;
        let key = transcript_key(file);
        alignments.transcripts.insert(key, Ok(length));
        for note in notes.iter().map(|id| self.note(*id)) {
            let spoken = spoken_times(note, &transcript);
            let timestamps = note.facts.timestamps().into_iter();
            let judged = timestamps.filter(|moment| is_judged(moment));
            for (moment, spoken) in judged.zip(&*spoken) {
                match spoken {
                    SpokenTime::At { second, .. } if *second != moment.resolved.seconds => {
                        aligned.repaired += 1
                    }
                    SpokenTime::Within { .. } => aligned.uncertain += 1,
                    _ => {}
                }
            }
            aligned
                .alignments
                .notes
                .insert(note_key(note, file), spoken);
        }
        Ok(aligned)
    }
}

impl Aligned {
    /// The result for a transcript that cannot be read.
    fn unreadable(file: &TranscriptFile, cause: &str) -> Self {
        let mut aligned = Self::default();
        let transcripts = &mut aligned.alignments.transcripts;
        transcripts.insert(transcript_key(file), Err(Arc::from(cause)));
        aligned
    }

    /// Both results.
    pub fn and(mut self, other: Self) -> Self {
        self.alignments.extend(other.alignments);
        Self {
            alignments: self.alignments,
            notes: self.notes + other.notes,
            repaired: self.repaired + other.repaired,
            uncertain: self.uncertain + other.uncertain,
        }
    }
}

/// What a transcript tells about the moments of a note that are judged, in order. Where it has
/// fewer of the sentences than it lacks, it is probably in another language or of another cut of
/// the video, so a sentence that it lacks tells nothing.
pub(super) fn spoken_times(note: &Note, transcript: &Transcript) -> Arc<[SpokenTime]> {
    let facts = &note.facts;
    let moments = facts
        .timestamps()
        .into_iter()
        .filter(|moment| is_judged(moment));
    let sentences: Vec<Cow<'_, str>> = moments
        .clone()
        .map(|moment| composed(facts.slice(&moment.sentence)))
        .collect();
    let statements: Vec<Statement<'_>> = moments
        .zip(&sentences)
        .map(|(moment, sentence)| Statement {
            time: moment.time,
            resolved: moment.resolved.seconds,
            sentence,
        })
        .collect();
    let alignments = align(&statements, transcript);
    let latest_end = transcript.length() as u32 + MAX_SILENT_END_SECONDS;
    let each = alignments.iter().zip(&statements);
    let mut spoken: Vec<SpokenTime> = each
        .map(|(alignment, statement)| SpokenTime::new(alignment, statement.resolved, latest_end))
        .collect();
    let is_lacking = |spoken: &&SpokenTime| matches!(spoken, SpokenTime::NotNear(_));
    let is_said = |spoken: &&SpokenTime| matches!(spoken, SpokenTime::At { .. });
    if spoken.iter().filter(is_said).count() < spoken.iter().filter(is_lacking).count() {
        let lacking = spoken.iter_mut().filter(|spoken| is_lacking(&&**spoken));
        lacking.for_each(|spoken| *spoken = SpokenTime::Unknown);
    }
    spoken.into()
}

/// The index of a transcript, for the alignment.
pub(super) fn index(transcript: &transcript::Transcript) -> Transcript {
    let seconds = |milliseconds: u32| milliseconds as f32 / 1000.0;
    let texts: Vec<Cow<'_, str>> = transcript
        .cues
        .iter()
        .map(|cue| {
            let text = cue.text.start as usize..cue.text.end as usize;
            composed(transcript.text.get(text).unwrap_or_default())
        })
        .collect();
    let cues = transcript.cues.iter().zip(&texts);
    Transcript::new(cues.map(|(cue, text)| TimedText {
        start: seconds(cue.start_ms),
        end: seconds(cue.end_ms),
        text,
    }))
}

/// A text in the Unicode normalization form C, in which `é` is one character. Files from macOS and
/// some programs have two, and the alignment compares characters.
fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    }
}
