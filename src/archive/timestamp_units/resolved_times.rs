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
/// Those past the end are no moments. An unchanged note stays shared with the previous archive.
pub(super) fn store(note: &mut Arc<Note>, resolved_times: Vec<ResolvedTime>, length: Option<u32>) {
    let within = |(moment, time): (&Moment, &ResolvedTime)| match length {
        Some(length) if moment.other_video().is_none() => time.within(length, END_SLACK_SECONDS),
        _ => Some(*time),
    };
    let times = note.facts.moments.iter().zip(&resolved_times).map(within);
    let old = note.facts.moments.iter();
    if times.clone().eq(old.map(|moment| Some(moment.resolved))) {
        return;
    }
    let times: Vec<Option<ResolvedTime>> = times.collect();
    let facts = &mut Arc::make_mut(note).facts;
    let moments = std::mem::take(&mut facts.moments).into_iter();
    for (mut moment, time) in moments.zip(times) {
        match time {
            Some(resolved) => {
                moment.resolved = resolved;
                facts.moments.push(moment);
            }
            None => facts.past_end.push(moment),
        }
    }
}
