//! Stores the resolved times in the notes.

use std::sync::Arc;

use crate::archive::timestamp_units::END_SLACK_SECONDS;
use crate::corpus::Note;
use crate::markdown::{Moment, ResolvedTime};

/// Makes moments again of timestamps that were past the end of their video: its length may have
/// changed.
pub(super) fn restore_moments(notes: &mut [Arc<Note>]) {
    for note in notes {
        if !note.facts.past_end.is_empty() {
            let facts = &mut Arc::make_mut(note).facts;
            facts.moments.append(&mut facts.past_end);
            facts
                .moments
                .sort_by_key(|moment| moment.source_range.start);
        }
    }
}

/// Stores the resolved times of a note's moments, whose video may have a known length in seconds.
/// Those past the end are no moments.
pub(super) fn store(note: &mut Arc<Note>, resolved_times: Vec<ResolvedTime>, length: Option<u32>) {
    let resolved_times = within(&note.facts.moments, resolved_times, length);
    apply_times(note, resolved_times);
}

/// The times of a note's moments within its video, whose length in seconds may be known. `None` is
/// past the end.
fn within(
    moments: &[Moment],
    resolved_times: Vec<ResolvedTime>,
    length: Option<u32>,
) -> Vec<Option<ResolvedTime>> {
    let times = moments.iter().zip(resolved_times);
    times
        .map(|(moment, time)| match length {
            Some(length) if moment.other_video().is_none() => {
                time.within(length, END_SLACK_SECONDS)
            }
            _ => Some(time),
        })
        .collect()
}

/// Stores the resolved times; a moment without one is past the end. An unchanged note stays shared
/// with the previous archive.
fn apply_times(note: &mut Arc<Note>, resolved_times: Vec<Option<ResolvedTime>>) {
    let old = note.facts.moments.iter();
    if old
        .map(|moment| Some(moment.resolved))
        .eq(resolved_times.iter().copied())
    {
        return;
    }
    let facts = &mut Arc::make_mut(note).facts;
    let moments = std::mem::take(&mut facts.moments).into_iter();
    for (mut moment, resolved_time) in moments.zip(resolved_times) {
        match resolved_time {
            Some(resolved) => {
                moment.resolved = resolved;
                facts.moments.push(moment);
            }
            None => facts.past_end.push(moment),
        }
    }
}
