//! Plans which proven repairs are written: each must leave all other times as they are.
//!
//! All timestamps of a video are judged together, so that a repaired one is other evidence than
//! before. The plan therefore builds the archive again with the edited notes. If another time
//! changed, the repairs of that video are left. A repaired time may prove another repair, so the
//! plan goes on until there is nothing more to write: running it twice changes nothing.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::{Archive, NoteId, Proof, ProvenRepair, ProvenRepairs, RewrittenNote};
use crate::corpus::Note;
use crate::markdown::Moment;
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
            let Some((archive, changes)) = verified(&plan.archive, changes, &align) else {
                break;
            };
            plan.archive = archive;
            plan.left = plan.archive.proven_repairs();
            changes.into_iter().for_each(|change| plan.add(change));
        }
        plan
    }

    /// The edits that write the proven repairs.
    fn changes(&mut self) -> Vec<Change> {
        let (archive, notes) = (&self.archive, &self.notes);
        let proven = self.left.notes.par_iter();
        let changes = proven.filter_map(|(id, repairs)| {
            let RewrittenNote { edits, repairs } = archive.rewrite(*id, repairs);
            if edits.is_empty() {
                return None;
            }
            let note = archive.note(*id);
            let change = || -> anyhow::Result<Change> {
                let old = match notes.get(&note.path) {
                    Some(planned) => planned.new.clone(),
                    None => archive.media_folder().read_note(&note.path)?,
                };
                let edited = note.edit(&old, &edits)?;
                Ok(Change {
                    id: *id,
                    repairs,
                    old,
                    new: edited.bytes,
                    note: Arc::new(edited.note),
                })
            };
            Some(change().map_err(|error| (note.path.clone(), error.to_string())))
        });
        let changes: Vec<Result<Change, (String, String)>> = changes.collect();
        let mut possible = Vec::new();
        for change in changes {
            match change {
                Ok(change) => possible.push(change),
                Err((path, reason)) => drop(self.failures.insert(path, reason)),
            }
        }
        possible
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
}

/// The changes after which all other times are as before, with the archive that they make. `None`
/// if there are none.
fn verified(
    archive: &Archive,
    mut changes: Vec<Change>,
    align: impl Fn(Archive) -> Archive,
) -> Option<(Archive, Vec<Change>)> {
    for _ in 0..MAX_ATTEMPTS {
        if changes.is_empty() {
            return None;
        }
        let versions: Vec<(NoteId, Arc<Note>)> = changes
            .iter()
            .map(|change| (change.id, Arc::clone(&change.note)))
            .collect();
        let next = align(archive.with_versions(&versions));
        let wrong = wrong_notes(archive, &next, &changes);
        if wrong.is_empty() {
            return Some((next, changes));
        }
        leave(archive, &mut changes, &wrong);
    }
    None
}

/// The notes with a repaired time that is not read as proven, or another time that changed.
fn wrong_notes(archive: &Archive, next: &Archive, changes: &[Change]) -> Vec<NoteId> {
    let repairs_of = |id: NoteId| {
        let change = changes.binary_search_by_key(&id, |change| change.id);
        change.map_or(&[][..], |index| &changes[index].repairs)
    };
    let is_wrong = |(id, old): &(NoteId, &Note)| {
        let new = next.note(*id);
        let [before, after] = [old, new].map(|note| note.facts.timestamps());
        before.len() != after.len()
            || before.iter().zip(&after).any(|(before, after)| {
                let start = before.source_range.start;
                let repairs = repairs_of(*id);
                let is_repaired = repairs.iter().any(|repair| repair.source_start == start);
                let is_moment = |note: &Note, moment: &Moment| {
                    !note.facts.is_past_end(moment.source_range.start)
                };
                !says_the_same(before, after)
                    || is_repaired && after.resolved.reinterpretation.is_some()
                    || is_moment(old, before) != is_moment(new, after)
            })
    };
    let wrong = archive.notes().filter(is_wrong);
    wrong.map(|(id, _)| id).collect()
}

/// Whether a moment has the same time as before.
fn says_the_same(before: &Moment, after: &Moment) -> bool {
    let time = |moment: &Moment| {
        let time = moment.resolved;
        (time.seconds, time.end, time.uncertain)
    };
    time(before) == time(after)
}

/// Leaves the changes of the videos of these notes; or else those in their folders; or else all.
fn leave(archive: &Archive, changes: &mut Vec<Change>, wrong: &[NoteId]) {
    let count = changes.len();
    let notes = || wrong.iter().map(|id| archive.note(*id));
    let videos: HashSet<YoutubeId> = notes().filter_map(|note| note.video).collect();
    changes.retain(|change| {
        let video = archive.note(change.id).video;
        video.is_none_or(|video| !videos.contains(&video))
    });
    if changes.len() == count {
        let folders: HashSet<&str> = notes().map(Note::folder).collect();
        changes.retain(|change| !folders.contains(archive.note(change.id).folder()));
    }
    if changes.len() == count {
        changes.clear();
    }
}
