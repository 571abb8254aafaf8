//! Finds the repairs that are proven, so that they may be written into the notes.
//!
//! A repair is a timestamp that is read as another second than it says. It is proven if its second
//! is exact and one of these tells it:
//!
//! - *The transcript* has the sentence there, and nowhere else.
//! - *The known length* of the video excludes the time as written and every other reading
//!   (`length.rs`).
//! - *Another note* of the video has a similar sentence that says the same second
//!   (`other_notes.rs`).
//!
//! A transcript that has sentences of the note is the best witness: what it does not prove there,
//! nothing does. The likelihood of all timestamps together, by which most repairs are found, proves
//! none.
//!
//! [`Archive::rewrite`] turns the repairs of a note into edits of its text.

mod length;
mod other_notes;
mod rewrite;

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use rayon::prelude::*;

pub use rewrite::RewrittenNote;

use crate::archive::alignments::SpokenTime;
use crate::archive::build::known_lengths;
use crate::archive::{Archive, NoteId};
use crate::corpus::Note;
use crate::markdown::Moment;
use crate::text::youtube::YoutubeId;

/// What proves a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// The transcript of the video.
    Transcript,
    /// The known length of the video.
    Length,
    /// Another note of the video.
    Siblings,
}

/// A proven repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvenRepair {
    /// The start of the moment's [`source_range`](Moment::source_range).
    pub source_start: u32,
    /// The second that the timestamp means.
    pub second: u32,
    /// The end of its range, in seconds.
    pub end: Option<u32>,
    /// What proves it.
    pub proof: Proof,
}

/// The repairs of an archive.
#[derive(Debug, Default)]
pub struct ProvenRepairs {
    /// The proven ones, in order, of each note that has any; sorted by note.
    pub notes: Vec<(NoteId, Vec<ProvenRepair>)>,
    /// The number of those that are not proven.
    pub unproven: usize,
    /// The number of uncertain times, which are never written.
    pub uncertain: usize,
}

/// A repair, and what proves it, if anything does.
struct Judged<'n> {
    moment: &'n Moment,
    proof: Option<Proof>,
    /// Whether a transcript has sentences of the note.
    has_witness: bool,
}

impl Judged<'_> {
    fn is_open(&self) -> bool {
        self.proof.is_none() && !self.has_witness
    }
}

/// Whether a moment is read as another second than it says, and exactly.
fn is_repair(moment: &Moment) -> bool {
    let time = &moment.resolved;
    time.reinterpretation.is_some() && !time.is_uncertain() && !moment.is_exact()
}

impl Archive {
    /// The proven repairs of all notes.
    pub fn proven_repairs(&self) -> ProvenRepairs {
        let lengths = known_lengths(&self.notes, &self.video_infos);
        let mut by_video: HashMap<YoutubeId, Vec<NoteId>> = HashMap::new();
        let mut found = ProvenRepairs::default();
        for (id, note) in self.notes() {
            let moments = note.facts.moments.iter();
            found.uncertain += moments
                .clone()
                .filter(|it| it.resolved.is_uncertain())
                .count();
            match note.video {
                Some(video) => by_video.entry(video).or_default().push(id),
                None => found.unproven += moments.filter(|it| is_repair(it)).count(),
            }
        }
        let of_video = |(video, notes): (YoutubeId, Vec<NoteId>)| {
            let judged = self.judge_video(&notes, lengths.get(&video).copied());
            notes.into_iter().zip(judged)
        };
        let judged: Vec<_> = by_video.into_par_iter().flat_map_iter(of_video).collect();
        for (id, judged) in judged {
            let proven: Vec<ProvenRepair> = judged.iter().filter_map(ProvenRepair::new).collect();
            found.unproven += judged.len() - proven.len();
            if !proven.is_empty() {
                found.notes.push((id, proven));
            }
        }
        found.notes.sort_unstable_by_key(|(id, _)| *id);
        found
    }

    /// The repairs of each note of one video, whose length in seconds may be known.
    fn judge_video(&self, ids: &[NoteId], length: Option<u32>) -> Vec<Vec<Judged<'_>>> {
        let judge = |id: &NoteId| self.judge_note(*id, length);
        let mut judged: Vec<Vec<Judged<'_>>> = ids.iter().map(judge).collect();
        if ids.len() < 2 || !judged.iter().flatten().any(Judged::is_open) {
            return judged;
        }
        let notes: Vec<&Arc<Note>> = ids.iter().map(|id| &self.notes[id.index()]).collect();
        let confirmed = other_notes::confirmed(&notes);
        for (judged, confirmed) in judged.iter_mut().zip(&confirmed) {
            for repair in judged.iter_mut().filter(|repair| repair.is_open()) {
                let is_confirmed = confirmed.contains(&repair.moment.source_range.start);
                repair.proof = is_confirmed.then_some(Proof::Siblings);
            }
        }
        judged
    }

    /// The repairs of a note, as far as the note alone proves them.
    fn judge_note(&self, id: NoteId, length: Option<u32>) -> Vec<Judged<'_>> {
        let moments = &self.note(id).facts.moments;
        // A note that lost units may have lost them where it is not seen.
        let length = length.filter(|_| !moments.iter().any(|it| it.resolved.is_uncertain()));
        let spoken: HashMap<u32, SpokenTime> = self
            .spoken_times(id)
            .map(|(moment, spoken)| (moment.source_range.start, spoken))
            .collect();
        let is_said = |spoken: &SpokenTime| matches!(spoken, SpokenTime::At { .. });
        let has_witness = spoken.values().any(is_said);
        let repairs = moments.iter().filter(|moment| is_repair(moment));
        let judged = repairs.map(|moment| {
            let proof = match spoken.get(&moment.source_range.start) {
                Some(spoken) if has_witness => {
                    let is_proven = spoken.proves(moment.resolved.seconds);
                    is_proven.then_some(Proof::Transcript)
                }
                _ => {
                    let is_only = length.is_some_and(|length| length::proves(moment, length));
                    is_only.then_some(Proof::Length)
                }
            };
            Judged {
                moment,
                proof,
                has_witness,
            }
        });
        judged.collect()
    }
}

impl ProvenRepair {
    fn new(judged: &Judged<'_>) -> Option<Self> {
        Some(Self {
            source_start: judged.moment.source_range.start,
            second: judged.moment.resolved.seconds,
            end: judged.moment.resolved.end.map(NonZeroU32::get),
            proof: judged.proof?,
        })
    }
}
