//! Stores the resolved times in the notes.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::timestamp_units::END_SLACK_SECONDS;
use crate::corpus::Note;
use crate::markdown::{Moment, ResolvedTime};
use crate::text::youtube::YoutubeId;

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

/// Ends the moments of notes that cite only other videos than their own.
pub(super) fn store_other_videos(notes: &mut [Arc<Note>], ends: &HashMap<YoutubeId, u32>) {
    for note in notes {
        let moments = note.facts.moments.iter();
        if !ends.is_empty() && moments.clone().all(|it| it.other_video().is_some()) {
            let times = moments.map(|moment| moment.resolved).collect();
            store(note, times, ends);
        }
    }
}

/// Stores the resolved times of a note's moments. Those past the ends of their videos, in seconds,
/// are no moments. An unchanged note stays shared with the previous archive.
pub(super) fn store(
    note: &mut Arc<Note>,
    resolved_times: Vec<ResolvedTime>,
    ends: &HashMap<YoutubeId, u32>,
) {
    let own = note.video;
    let within = |(moment, time): (&Moment, &ResolvedTime)| {
        let video = moment.other_video().or(own);
        match video.and_then(|video| ends.get(&video)) {
            Some(end) => time.within(*end, END_SLACK_SECONDS),
            None => Some(*time),
        }
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
