//! Plans which proven repairs are written: each must leave all other times as they are.
//!
//! All timestamps of a video are judged together, so that a repaired one is other evidence than
//! before. The plan therefore builds the archive again with the edited notes. A repair that is not
//! read as proven is left; if a time of a note changed that is read as written, all repairs of the
//! note are left. A repaired time may prove another repair, so the plan goes on until there is
//! nothing more to write: running it twice changes nothing.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroU32;
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::{Archive, NoteId, Proof, ProvenRepair, ProvenRepairs, RewrittenNote};
use crate::corpus::Note;
use crate::markdown::{Moment, UncertainSpan};
use crate::text::youtube::YoutubeId;

/// How many times repairs may prove further repairs. On real notes, two are enough.
const MAX_ROUNDS: usize = 8;
/// How often a round is tried with fewer repairs.
const MAX_ATTEMPTS: usize = 9;
/// From this attempt on, a note with a wrong time is left, and not only its wrong repairs; later,
/// all notes of its video.
const LEAVING_NOTES: usize = 3;
const LEAVING_VIDEOS: usize = 6;

/// The files to write.
pub(super) struct Plan {
    /// The archive of the edited notes.
    pub(super) archive: Archive,
    /// The edited notes, by path.
    pub(super) notes: BTreeMap<String, PlannedNote>,
    /// The notes that have proven repairs but cannot be edited, by path, with the reason.
    pub(super) failures: BTreeMap<String, String>,
    /// The repairs that are left.
    pub(super) left: ProvenRepairs,
}

/// A file to write.
pub(super) struct PlannedNote {
    /// The bytes in the file.
    pub(super) old: Vec<u8>,
    /// The bytes to write.
    pub(super) new: Vec<u8>,
    /// What proves each repair.
    pub(super) proofs: Vec<Proof>,
}

/// An edited note.
struct Change {
    id: NoteId,
    repairs: Vec<ProvenRepair>,
    /// The bytes before and after.
    old: Vec<u8>,
    new: Vec<u8>,
    note: Arc<Note>,
}

impl Plan {
    /// Plans the repairs of an archive; `align` completes a new archive with what its transcripts
    /// tell.
    pub(super) fn new(archive: Archive, align: impl Fn(Archive) -> Archive) -> Self {
        let left = archive.proven_repairs();
        let mut plan = Self {
            archive,
            notes: BTreeMap::new(),
            failures: BTreeMap::new(),
            left,
        };
        for _ in 0..MAX_ROUNDS {
            let changes = plan.changes();
            let Some((archive, changes)) = plan.verified(changes, &align) else {
                break;
            };
            plan.archive = archive;
            plan.left = plan.archive.proven_repairs();
            changes.into_iter().for_each(|change| plan.add(change));
        }
        plan
    }

    /// The changes that write the proven repairs; sorted by note.
    fn changes(&mut self) -> Vec<Change> {
        let proven = self.left.notes.par_iter();
        let changes: Vec<_> = proven
            .filter_map(|(id, repairs)| Some((*id, self.change(*id, repairs).transpose()?)))
            .collect();
        let mut possible = Vec::with_capacity(changes.len());
        for (id, change) in changes {
            match change {
                Ok(change) => possible.push(change),
                Err(error) => {
                    let path = self.archive.note(id).path.clone();
                    self.failures.insert(path, error.to_string());
                }
            }
        }
        possible
    }

    /// The change that writes these repairs of a note; `None` if none can be written.
    ///
    /// # Errors
    /// If the file cannot be read or edited.
    fn change(&self, id: NoteId, repairs: &[ProvenRepair]) -> anyhow::Result<Option<Change>> {
        let RewrittenNote { edits, repairs } = self.archive.rewrite(id, repairs);
        if edits.is_empty() {
            return Ok(None);
        }
        let note = self.archive.note(id);
        let old = match self.notes.get(&note.path) {
            Some(planned) => planned.new.clone(),
            None => self.archive.media_folder().read_note(&note.path)?,
        };
        let edited = note.edit(&old, &edits)?;
        Ok(Some(Change {
            id,
            repairs,
            old,
            new: edited.bytes,
            note: Arc::new(edited.note),
        }))
    }

    fn add(&mut self, change: Change) {
        let planned = self.notes.entry(change.note.path.clone());
        let planned = planned.or_insert_with(|| PlannedNote {
            old: change.old,
            new: Vec::new(),
            proofs: Vec::new(),
        });
        planned.new = change.new;
        let proofs = change.repairs.iter().map(|repair| repair.proof);
        planned.proofs.extend(proofs);
    }

    /// The changes after which all other times are as before, with the archive that they make.
    /// `None` if there are none.
    fn verified(
        &self,
        mut changes: Vec<Change>,
        align: impl Fn(Archive) -> Archive,
    ) -> Option<(Archive, Vec<Change>)> {
        for attempt in 0..MAX_ATTEMPTS {
            if changes.is_empty() {
                break;
            }
            let versions: Vec<(NoteId, Arc<Note>)> = changes
                .iter()
                .map(|change| (change.id, Arc::clone(&change.note)))
                .collect();
            let next = align(self.archive.with_versions(&versions));
            let wrong = self.wrong_times(&next, &changes);
            if wrong.is_empty() {
                return Some((next, changes));
            }
            changes = self.without(changes, &wrong, attempt);
        }
        None
    }

    /// The changes without those that made times wrong.
    fn without(
        &self,
        changes: Vec<Change>,
        wrong: &BTreeMap<NoteId, WrongTimes>,
        attempt: usize,
    ) -> Vec<Change> {
        let is_changed: HashSet<NoteId> = changes.iter().map(|change| change.id).collect();
        let is_left_as_video = |id: &&NoteId| attempt >= LEAVING_VIDEOS || !is_changed.contains(id);
        let left = wrong.keys().filter(is_left_as_video);
        let left: HashSet<Subject<'_>> = left.map(|id| Subject::of(&self.archive, *id)).collect();
        let remaining = changes.into_par_iter().filter_map(|change| {
            if left.contains(&Subject::of(&self.archive, change.id)) {
                return None;
            }
            match wrong.get(&change.id) {
                None => Some(change),
                Some(wrong) if wrong.has_others || attempt >= LEAVING_NOTES => None,
                Some(WrongTimes { repairs, .. }) => {
                    let mut right = change.repairs;
                    right.retain(|repair| !repairs.contains(&repair.source_start));
                    self.change(change.id, &right).ok().flatten()
                }
            }
        });
        remaining.collect()
    }

    /// The notes with a repaired time that is not read as proven, or another time that changed; of
    /// the videos whose notes are changed. (Those of other videos of the channel may change, too:
    /// their likeliest reading depends on what is usual there.)
    fn wrong_times(&self, next: &Archive, changes: &[Change]) -> BTreeMap<NoteId, WrongTimes> {
        let subjects = changes.iter().map(|it| Subject::of(&self.archive, it.id));
        let subjects: HashSet<Subject<'_>> = subjects.collect();
        let mut all = BTreeMap::new();
        for (id, old) in self.archive.notes() {
            if !subjects.contains(&Subject::of(&self.archive, id)) {
                continue;
            }
            let change = changes.binary_search_by_key(&id, |change| change.id);
            let repairs = change.map_or(&[][..], |index| &changes[index].repairs);
            let wrong = WrongTimes::new(old, next.note(id), repairs);
            if wrong.has_others || !wrong.repairs.is_empty() {
                all.insert(id, wrong);
            }
        }
        all
    }
}

/// What the timestamps of a note are judged with: those of its video, or its own alone.
#[derive(PartialEq, Eq, Hash)]
enum Subject<'n> {
    Video(YoutubeId),
    Note(&'n str),
}

impl<'n> Subject<'n> {
    fn of(archive: &'n Archive, id: NoteId) -> Self {
        let note = archive.note(id);
        note.video.map_or(Self::Note(&note.path), Self::Video)
    }
}

/// The times of a note that changes made wrong.
#[derive(Default)]
struct WrongTimes {
    /// The repairs that are not read as proven, by the starts of their sources.
    repairs: Vec<u32>,
    /// Whether other times are not as before.
    has_others: bool,
}

impl WrongTimes {
    /// Compares the times of a note before and after these repairs.
    fn new(old: &Note, new: &Note, repairs: &[ProvenRepair]) -> Self {
        let repaired: HashSet<u32> = repairs.iter().map(|it| it.source_start).collect();
        let [before, after] = [old, new].map(|note| note.facts.timestamps());
        let mut wrong = Self {
            repairs: Vec::new(),
            has_others: before.len() != after.len(),
        };
        let is_plain = |moment: &Moment| moment.resolved.reinterpretation.is_none();
        for (before, after) in before.into_iter().zip(after) {
            let start = before.source_range.start;
            let is_same = time(old, before) == time(new, after);
            match repaired.contains(&start) {
                true if !(is_same && is_plain(after)) => wrong.repairs.push(start),
                // What is a guess may be another one with more evidence.
                false => wrong.has_others |= !is_same && (is_plain(before) || is_plain(after)),
                true => {}
            }
        }
        wrong
    }
}

/// What a reader sees of a time: its second, its end and its span, and whether it is past the end
/// of the video.
fn time(note: &Note, moment: &Moment) -> (u32, Option<NonZeroU32>, Option<UncertainSpan>, bool) {
    let time = moment.resolved;
    let is_past_end = note.facts.is_past_end(moment.source_range.start);
    (time.seconds, time.end, time.uncertain, is_past_end)
}
