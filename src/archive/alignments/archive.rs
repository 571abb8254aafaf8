//! What an archive knows from transcripts.

use std::collections::HashSet;
use std::sync::Arc;

use crate::archive::alignments::{Alignments, SpokenTime, is_judged};
use crate::archive::{Archive, NoteId};
use crate::corpus::Note;
use crate::markdown::Moment;
use crate::text::youtube::YoutubeId;

impl Archive {
    /// What is known from transcripts, as far as the archive is built with it; the lengths of the
    /// videos are among it.
    pub fn alignments(&self) -> &Alignments {
        &self.alignments
    }

    /// The number of transcripts that the archive is still to be aligned with.
    pub fn unaligned_transcripts(&self) -> usize {
        self.unaligned_transcripts
    }

    /// The moments of a note that are held against a transcript, with what that tells.
    pub(in crate::archive) fn spoken_times(
        &self,
        note: NoteId,
    ) -> impl Iterator<Item = (&Moment, SpokenTime)> {
        let spoken = self.spoken[note.index()].as_deref().unwrap_or_default();
        let facts = &self.note(note).facts;
        // Timestamps past the end are judged, too.
        let timestamps = facts.timestamps().into_iter();
        let judged = timestamps.filter(|moment| is_judged(moment));
        let each = judged.zip(spoken.iter().copied());
        each.filter(|(moment, _)| !facts.is_past_end(moment.source_range.start))
    }

    /// The moments of a note whose sentences are said nowhere near them.
    pub(in crate::archive) fn unsupported_moments(
        &self,
        note: NoteId,
    ) -> impl Iterator<Item = &Moment> {
        let is_not_near = |(moment, spoken): &(&Moment, SpokenTime)| {
            *spoken == SpokenTime::NotNear(moment.resolved.seconds)
        };
        let unsupported = self.spoken_times(note).filter(is_not_near);
        unsupported.map(|(moment, _)| moment)
    }

    /// The archive of the same notes, with what is known from transcripts now.
    pub fn realigned(&self, known: &Alignments) -> Self {
        Self::with_alignments(self.as_previous().to_corpus(), self.base.clone(), known)
    }

    /// The archive with other versions of some notes, which have the same paths. What transcripts
    /// tell about the notes of their videos is dropped.
    pub fn with_versions(&self, versions: &[(NoteId, Arc<Note>)]) -> Self {
        let mut corpus = self.as_previous().to_corpus();
        let mut known = self.alignments.clone();
        let videos: HashSet<YoutubeId> = versions
            .iter()
            .filter_map(|(id, _)| self.note(*id).video)
            .collect();
        for (note, index) in self.notes.iter().zip(&self.transcript_of) {
            let is_concerned = note.video.is_some_and(|video| videos.contains(&video));
            if let Some(index) = index.filter(|_| is_concerned) {
                known.forget(note, &self.transcripts[index as usize]);
            }
        }
        for (id, version) in versions {
            corpus.notes[id.index()] = Arc::clone(version);
        }
        Self::with_alignments(corpus, self.base.clone(), &known)
    }
}
