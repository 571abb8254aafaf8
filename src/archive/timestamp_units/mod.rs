//! Infers the unit in which each timestamp was written.
//!
//! Many timestamps are written `03:38:00` and mean 3 min 38 s, beside correct ones in the same
//! note. A single timestamp is ambiguous, so all timestamps of a video are judged together: the
//! interpretation with the highest likelihood wins. The model:
//!
//! - *The last field.* Minutes written with a third field nearly always end in `00`. Otherwise the
//!   third field holds hundredths (`03:38:42`), where any of 100 values is equally likely. The
//!   seconds of a correct timestamp are as likely as the position that they point to.
//! - *The notation of the note and of the video's other notes.* By chance, one timestamp in 60 ends
//!   in `00`. The more do, the likelier it is that the writer uses `MM:SS:00` throughout.
//! - *The length of the video.* It is unknown, so several lengths are tried and the one that best
//!   explains all timestamps is used. A time past the end is very unlikely; the longer the video,
//!   the less likely is each single second. If several lengths fit, the usual length of the
//!   channel's videos decides. Few videos are longer than four hours, which lowers the likelihood
//!   of such a length once. It lowers that of each late time instead where the channel's notes
//!   have `MM:SS:00`: there, most late times are minutes and seconds with an arbitrary third field.
//! - *The neighbours.* Notes mostly follow the video, so a time is likely to be near the previous
//!   one.
//! - *URLs.* The time in the URL of a video is in seconds. Beside a label such as `03:38:00`, it
//!   shows the unit of the label, and so the notation of the note. The video is at least that long.
//!   No other evidence makes it longer than twelve hours, as only live streams are.
//! - *The label* of an anchor, where it differs from the attribute, is second evidence of less
//!   weight.
//! - *A known length* from front matter or an `info.json` replaces the estimate. Only then may an
//!   hour be wrong, and a timestamp of which no reading lies within the video is no moment.
//!
//! Timestamps that lost the units of their minutes are found afterwards (`lost_units.rs`). They are
//! spans. Last, other notes of the video that state the same
//! correct single times (`siblings.rs`), or place those of a note that they contradict
//! (`contradicted.rs`).
//!
//! The most likely interpretations of a note are found with the Viterbi algorithm, in time linear
//! in the number of timestamps. `tests/quality/timestamp_accuracy` measures how many timestamps are
//! recovered and how many correct ones are changed.

mod candidate;
mod contradicted;
mod hypothesis;
mod late_times;
mod lost_units;
mod meanings;
mod notation_prior;
mod resolved_times;
mod siblings;
mod transitions;
mod upper_bound;
mod video_length;
mod viterbi;

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::Note;
use crate::markdown::{Moment, Reinterpretation, ResolvedTime};
use crate::text::youtube::YoutubeId;
use candidate::{Candidate, Timestamps};
use hypothesis::{Assumptions, Hypotheses};
use late_times::LengthLimits;
use meanings::Meanings;
use notation_prior::NotationPrior;
use video_length::VideoLength;

/// The length that few videos exceed, in seconds.
pub(super) const USUAL_VIDEO_SECONDS: u32 = 4 * 3600;

/// The maximum length of an uploaded video on YouTube, in seconds. Live streams may be longer.
pub(super) const MAX_VIDEO_SECONDS: u32 = 12 * 3600;

/// Times so far behind a known end still mean the end, in seconds: lengths and times are rounded.
pub(super) const END_SLACK_SECONDS: u32 = 10;

/// The minimum share of the notes of a channel with uncertain times if all its notes are compared.
const MIN_DOUBTFUL_SHARE: f64 = 0.05;

/// A time that another note confirms is known to this many seconds.
const CONFIRMED_SECONDS: u32 = 60;

/// The notes of a video, with what the hypotheses about each assume.
struct VideoNotes {
    /// Indices into the archive's notes.
    notes: Vec<usize>,
    timestamps: Vec<Timestamps>,
    /// For each note, what each hypothesis about it assumes.
    assumptions: Vec<Vec<Assumptions>>,
    /// The plausible lengths of the video.
    lengths: Vec<VideoLength>,
}

/// Resolves the time of every moment in the notes, given the lengths of the videos that are known.
/// Returns the length of each video, known or estimated. All lengths are in seconds.
pub fn resolve_units(
    notes: &mut [Arc<Note>],
    known_lengths: &HashMap<YoutubeId, u32>,
) -> HashMap<YoutubeId, u32> {
    resolve_units_and(notes, known_lengths, known_lengths, |_, _, _| ())
}

/// The same. A time behind the end of its video is no moment; the `ends`, in seconds, do not
/// influence how times are read. `refine` may change the times of a note, which has this index,
/// before they are stored.
pub(super) fn resolve_units_and(
    notes: &mut [Arc<Note>],
    known_lengths: &HashMap<YoutubeId, u32>,
    ends: &HashMap<YoutubeId, u32>,
    refine: impl Fn(usize, &[Moment], &mut [ResolvedTime]),
) -> HashMap<YoutubeId, u32> {
    resolved_times::restore_moments(notes);
    let groups = group_by_video(notes);
    let channel = |group: &Vec<usize>| {
        let note = &notes[group[0]];
        (note.video.is_some() && !note.folder().is_empty()).then(|| note.folder())
    };
    let channels: Vec<Option<&str>> = groups.iter().map(channel).collect();
    let limits = LengthLimits::for_videos(notes, &groups, &channels, known_lengths);
    let groups: Vec<VideoNotes> = groups
        .into_par_iter()
        .zip(limits)
        .map(|(group, limits)| VideoNotes::new(notes, group, &limits))
        .collect();
    let lengths = video_length::choose(&channels, groups.iter().map(|video| &video.lengths[..]));
    let mut resolved: Vec<Vec<Vec<ResolvedTime>>> = groups
        .par_iter()
        .zip(&lengths)
        .map(|(video, length)| video.resolved_times(notes, *length))
        .collect();
    correct_by_siblings(notes, &groups, &lengths, &channels, &mut resolved);
    let indices = groups.iter().flat_map(|video| &video.notes);
    for (index, mut resolved_times) in indices.zip(resolved.into_iter().flatten()) {
        let note = &mut notes[*index];
        refine(*index, &note.facts.moments, &mut resolved_times);
        resolved_times::store(note, resolved_times, ends);
    }
    resolved_times::store_other_videos(notes, ends);
    let of_video =
        |(video, length): (&VideoNotes, f64)| Some((notes[video.notes[0]].video?, length as u32));
    groups.iter().zip(lengths).filter_map(of_video).collect()
}

/// Lets the notes of each video correct each other's times, in the channels of which many notes
/// have uncertain ones: wrong times of other kinds are found there, too. Comparing the notes of all
/// videos would take longer than all other judging. `resolved` has the times of each note of each
/// video.
fn correct_by_siblings(
    notes: &[Arc<Note>],
    videos: &[VideoNotes],
    lengths: &[f64],
    channels: &[Option<&str>],
    resolved: &mut [Vec<Vec<ResolvedTime>>],
) {
    let is_doubtful = |times: &Vec<ResolvedTime>| times.iter().any(ResolvedTime::is_uncertain);
    // For each channel, the number of its notes, and of those with uncertain times.
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (channel, times) in channels.iter().zip(&*resolved) {
        let Some(channel) = channel else { continue };
        let (all, doubtful) = counts.entry(channel).or_default();
        *all += times.len();
        *doubtful += times.iter().filter(|times| is_doubtful(times)).count();
    }
    let each = videos.par_iter().zip(lengths).zip(channels).zip(resolved);
    each.for_each(|(((video, length), channel), times)| {
        let (all, doubtful) = channel.map_or((0, 0), |channel| counts[channel]);
        let is_in_doubt = doubtful as f64 > MIN_DOUBTFUL_SHARE * all as f64;
        if is_in_doubt || times.iter().any(is_doubtful) {
            let siblings: Vec<&Arc<Note>> = video.notes.iter().map(|it| &notes[*it]).collect();
            let known_length = video.timestamps[0].known_length;
            siblings::correct(&siblings, times, *length, known_length);
        }
    });
}

/// Groups the notes that cite moments of their own video by video; a note without a video is a
/// group of its own.
fn group_by_video(notes: &[Arc<Note>]) -> Vec<Vec<usize>> {
    let mut by_video: HashMap<&YoutubeId, Vec<usize>> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, note) in notes.iter().enumerate().filter(|(_, note)| {
        let mut moments = note.facts.moments.iter();
        moments.any(|moment| moment.other_video().is_none())
    }) {
        match &note.video {
            Some(video) => by_video.entry(video).or_default().push(index),
            None => groups.push(vec![index]),
        }
    }
    groups.extend(by_video.into_values());
    groups
}

impl VideoNotes {
    fn new(notes: &[Arc<Note>], group: Vec<usize>, limits: &LengthLimits) -> Self {
        let timestamps: Vec<Timestamps> = group
            .iter()
            .map(|index| Timestamps::new(&notes[*index].facts.moments, limits))
            .collect();
        let notations = NotationPrior::for_notes(&timestamps);
        let hypotheses: Vec<Hypotheses> = notations
            .into_iter()
            .zip(&timestamps)
            .map(|(notations, timestamps)| Hypotheses::new(timestamps, notations))
            .collect();
        let lengths = video_length::plausible_lengths(&timestamps, &hypotheses, limits);
        Self {
            notes: group,
            timestamps,
            assumptions: hypotheses.iter().map(Hypotheses::assumptions).collect(),
            lengths,
        }
    }

    /// The resolved times of each note, assuming that the video has this length.
    fn resolved_times(&self, notes: &[Arc<Note>], length: f64) -> Vec<Vec<ResolvedTime>> {
        let best = self.lengths.iter().find(|it| it.seconds == length);
        let each = self
            .notes
            .iter()
            .zip(self.timestamps.iter().zip(&self.assumptions))
            .enumerate()
            .map(|(note, (index, (timestamps, assumptions)))| {
                let best = best.map_or(0, |length| length.hypotheses[note]);
                let chosen = choose(timestamps, &assumptions[best], length);
                let mut chosen = chosen.into_iter();
                let moments = notes[*index].facts.moments.iter();
                let resolved = moments.map(|moment| match moment.other_video() {
                    None => chosen
                        .next()
                        .map_or(moment.resolved, |reading| resolved_time(moment, &reading)),
                    Some(_) => moment.resolved,
                });
                resolved.collect()
            });
        each.collect()
    }
}

/// The chosen reading of a timestamp.
struct Reading<'t> {
    candidate: &'t Candidate,
    /// Whether its minutes are tens of minutes.
    is_tens: bool,
}

/// The most likely reading of each timestamp of a note, given the assumptions that explain it best.
fn choose<'t>(
    timestamps: &'t Timestamps,
    assumptions: &Assumptions,
    length: f64,
) -> Vec<Reading<'t>> {
    let transitions = assumptions.transitions(length);
    let meanings = Meanings::new(timestamps, &assumptions.notation);
    let mut chosen = viterbi::choose(timestamps, &meanings, transitions);
    if lost_units::are_lost(&chosen, length) {
        let notation = assumptions.notation.with_lost_units();
        let meanings = Meanings::new(timestamps, &notation);
        chosen = viterbi::choose(timestamps, &meanings, transitions);
        return lost_units::readings(chosen, timestamps.known_length);
    }
    lost_units::readings_of_runs(chosen, length)
}

/// The resolved time of a moment, given its chosen reading.
fn resolved_time(moment: &Moment, reading: &Reading<'_>) -> ResolvedTime {
    let chosen = reading.candidate;
    if reading.is_tens {
        return lost_units::resolved_time(chosen);
    }
    let as_mm_ss = chosen.unit.is_minutes();
    let end = match (chosen.reinterpretation, moment.time.as_joined_range()) {
        (Reinterpretation::JoinedRange, Some((_, end))) => Some(end),
        _ => moment
            .end()
            .map(|end| end.as_mm_ss().filter(|_| as_mm_ss).unwrap_or(end.as_hms())),
    };
    let reinterpretation = if moment.is_exact() {
        None
    } else if chosen.seconds == moment.time.as_hms() {
        plain_reinterpretation(moment)
    } else {
        Some(chosen.reinterpretation)
    };
    ResolvedTime {
        seconds: chosen.seconds,
        end: end.and_then(NonZeroU32::new),
        reinterpretation,
        uncertain: None,
    }
}

/// The reinterpretation of a time that is `H:MM:SS` but is not written that way.
pub(super) fn plain_reinterpretation(moment: &Moment) -> Option<Reinterpretation> {
    match (moment.time.has_frames(), moment.time.is_well_formed()) {
        (true, _) => Some(Reinterpretation::Frames),
        (false, false) => Some(Reinterpretation::Carry),
        (false, true) => None,
    }
}

#[cfg(test)]
mod tests;
