//! Plans which proven repairs are written: each must leave all other times as they are.
//!
//! All timestamps of a video are judged together, so that a repaired one is other evidence than
//! before. The plan therefore builds the archive again with the edited notes. A repair that is not
//! read as proven is left; if another time of a note changed, all of its repairs are. A repaired
//! time may prove another repair, so the plan goes on until there is nothing more to write: running
//! it twice changes nothing.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::{Archive, NoteId, Proof, ProvenRepair, ProvenRepairs, RewrittenNote};
use crate::corpus::Note;
use crate::markdown::{Moment, UncertainSpan};
use crate::text::youtube::YoutubeId;

/// How many times repairs may prove further repairs. On real notes, two are enough.
const MAX_ROUNDS: usize = 8;
/// How often a round is tried again with fewer repairs.
const MAX_ATTEMPTS: usize = 6;

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
        for _ in 0..MAX_ATTEMPTS {
            if changes.is_empty() {
                break;
            }
            let versions: Vec<(NoteId, Arc<Note>)> = changes
                .iter()
                .map(|change| (change.id, Arc::clone(&change.note)))
                .collect();
            let next = align(self.archive.with_versions(&versions));
            let wrong = wrong_times(&self.archive, &next, &changes);
            if wrong.is_empty() {
                return Some((next, changes));
            }
            changes = self.without(changes, &wrong);
        }
        None
    }

    /// The changes without those that made times wrong.
    fn without(&self, changes: Vec<Change>, wrong: &BTreeMap<NoteId, WrongTimes>) -> Vec<Change> {
        let is_changed: HashSet<NoteId> = changes.iter().map(|change| change.id).collect();
        let others = wrong.keys().filter(|id| !is_changed.contains(id));
        let others: Vec<&Note> = others.map(|id| self.archive.note(*id)).collect();
        let videos: HashSet<YoutubeId> = others.iter().filter_map(|note| note.video).collect();
        let channels: HashSet<&str> = others.iter().map(|note| note.folder()).collect();
        let count = changes.len();
        let remaining = changes.into_par_iter().filter_map(|change| {
            let note = self.archive.note(change.id);
            match wrong.get(&change.id) {
                _ if note.video.is_some_and(|video| videos.contains(&video)) => None,
                None => Some(change),
                Some(WrongTimes {
                    has_others: true, ..
                }) => None,
                Some(WrongTimes { repairs, .. }) => {
                    let mut right = change.repairs;
                    right.retain(|repair| !repairs.contains(&repair.source_start));
                    self.change(change.id, &right).ok().flatten()
                }
            }
        });
        let mut remaining: Vec<Change> = remaining.collect();
        if remaining.len() == count {
            // The times of a channel depend on each other, too.
            let is_other =
                |change: &Change| !channels.contains(self.archive.note(change.id).folder());
            remaining.retain(is_other);
        }
        remaining
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

/// The notes with a repaired time that is not read as proven, or another time that changed.
fn wrong_times(
    archive: &Archive,
    next: &Archive,
    changes: &[Change],
) -> BTreeMap<NoteId, WrongTimes> {
    let mut all = BTreeMap::new();
    for (id, old) in archive.notes() {
        let change = changes.binary_search_by_key(&id, |change| change.id);
        let repairs = change.map_or(&[][..], |index| &changes[index].repairs);
        let repaired: HashSet<u32> = repairs.iter().map(|it| it.source_start).collect();
        let new = next.note(id);
        let [before, after] = [old, new].map(|note| note.facts.timestamps());
        let mut wrong = WrongTimes {
            repairs: Vec::new(),
            has_others: before.len() != after.len(),
        };
        for (before, after) in before.into_iter().zip(after) {
            let start = before.source_range.start;
            let is_same = time(old, before) == time(new, after);
            let is_plain = after.resolved.reinterpretation.is_none();
            match repaired.contains(&start) {
                true if !(is_same && is_plain) => wrong.repairs.push(start),
                false => wrong.has_others |= !is_same,
                true => {}
            }
        }
        if wrong.has_others || !wrong.repairs.is_empty() {
            all.insert(id, wrong);
        }
    }
    all
}

/// What a reader sees of a time: its second, its end and its span, and whether it is past the end
/// of the video.
fn time(note: &Note, moment: &Moment) -> (u32, Option<u32>, Option<UncertainSpan>, bool) {
    let time = moment.resolved;
    let is_past_end = note.facts.is_past_end(moment.source_range.start);
    (time.seconds, time.end, time.uncertain, is_past_end)
}
