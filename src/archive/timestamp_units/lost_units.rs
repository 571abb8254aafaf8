//! Finds timestamps that lost the units of their minutes: `05:28:00` is between 50:28 and 59:28.
//!
//! The tens of the minutes and the seconds are right, and the third number says nothing. The writer
//! counts on as if the tens were minutes, so the order of the timestamps does not show the habit.
//! What does: in a long video, a note cites times near the start only; it cites far more of them
//! than it could within seconds; and they often step back by less than a minute, because the
//! seconds start again with each minute that is lost.

use crate::archive::timestamp_units::Reading;
use crate::archive::timestamp_units::candidate::Candidate;
use crate::markdown::{Reinterpretation, ResolvedTime, UncertainSpan};

/// In a shorter video, times near the start are nothing unusual, in seconds.
const MIN_VIDEO_SECONDS: f64 = 1500.0;
/// The minimum number of such timestamps in a note, and their share of those in minutes.
const MIN_COUNT: usize = 8;
const MIN_SHARE_OF_MINUTES: f64 = 0.6;
/// The minimum number of such timestamps in a row, in a note with others in minutes.
const MIN_RUN: usize = 12;
/// Notes that follow a video step back less often, and others by more than a minute.
const MIN_BACKWARD_SHARE: f64 = 0.13;
const MIN_SHARE_WITHIN_MINUTE: f64 = 0.5;
/// The maximum seconds between minutes below ten, for each timestamp; and in a run, as a share of
/// those between the timestamps of the whole note.
const MAX_STEP_SECONDS: f64 = 15.0;
const MAX_STEP_SHARE: f64 = 0.25;
/// As tens of minutes, the late ones may be a little past the end: the estimate of the length is
/// not exact.
const MAX_REACH: f64 = 1.1;
/// Times of the opening are right: the first timestamps of a note, up to this second.
const OPENING_TIMESTAMPS: usize = 3;
const OPENING_SECONDS: u32 = 120;
/// The part of the video that such a time may mean: from a minute before its tens, because a writer
/// who counts on carries into the tens; the last unit is the rarest.
const SECONDS_BEFORE: u32 = 60;
const SECONDS_AFTER: u32 = 540;

/// Whether most minutes of a note have lost their units, in a video of this length in seconds.
pub(super) fn are_lost(chosen: &[&Candidate], length: f64) -> bool {
    let minutes = chosen
        .iter()
        .filter(|candidate| candidate.unit.is_minutes())
        .count();
    let tens: Vec<u32> = chosen
        .iter()
        .filter(|candidate| candidate.may_be_tens())
        .map(|candidate| candidate.seconds)
        .collect();
    let is_habit = length >= MIN_VIDEO_SECONDS
        && tens.len() >= MIN_COUNT
        && tens.len() as f64 >= MIN_SHARE_OF_MINUTES * minutes as f64;
    is_habit && steps_back(&tens) && {
        let spread = Spread::of(tens);
        spread.step <= MAX_STEP_SECONDS && spread.fits(length)
    }
}

/// Whether so many times step back, mostly by less than a minute, as if their minutes were lost.
fn steps_back(times: &[u32]) -> bool {
    let pairs = times.windows(2);
    let steps = pairs.len() as f64;
    let back: Vec<u32> = pairs
        .filter(|pair| pair[1] < pair[0])
        .map(|pair| pair[0] - pair[1])
        .collect();
    let within_minute = back.iter().filter(|step| **step < 60).count();
    back.len() as f64 >= MIN_BACKWARD_SHARE * steps
        && within_minute as f64 >= MIN_SHARE_WITHIN_MINUTE * back.len() as f64
}

/// How times are spread, without the first and the last tenth, in seconds.
struct Spread {
    /// The distance between the first and the last, for each time.
    step: f64,
    /// The last one.
    late: f64,
}

impl Spread {
    fn of(mut times: Vec<u32>) -> Self {
        times.sort_unstable();
        let count = times.len();
        let at = |tenths: usize| {
            times
                .get(count * tenths / 10)
                .map_or(0.0, |t| f64::from(*t))
        };
        Self {
            step: (at(9) - at(1)) / count.max(1) as f64,
            late: at(9),
        }
    }

    /// Whether the times may be tens of minutes in a video of this length in seconds.
    fn fits(&self, length: f64) -> bool {
        self.late * 10.0 <= MAX_REACH * length
    }
}

/// The readings of a note that loses the units; the length of the video may be known, in seconds.
pub(super) fn readings(chosen: Vec<&Candidate>, known_length: Option<u32>) -> Vec<Reading<'_>> {
    let max = known_length.unwrap_or(u32::MAX);
    let mut readings = Vec::with_capacity(chosen.len());
    for (index, candidate) in chosen.into_iter().enumerate() {
        readings.push(Reading {
            candidate,
            is_tens: may_have_lost_units(candidate, index) && earliest(candidate) <= max,
        });
    }
    readings
}

/// Whether the timestamp with this index in its note may have lost its units.
fn may_have_lost_units(candidate: &Candidate, index: usize) -> bool {
    let is_opening = index < OPENING_TIMESTAMPS && candidate.seconds < OPENING_SECONDS;
    candidate.may_be_tens() && !is_opening
}

/// The readings of a note that loses the units at most in a part: many timestamps in a row that
/// step back and are much nearer to each other than those of the note on average.
pub(super) fn readings_of_runs(chosen: Vec<&Candidate>, length: f64) -> Vec<Reading<'_>> {
    let max_step = MAX_STEP_SHARE * length / chosen.len().max(1) as f64;
    let mut readings = Vec::with_capacity(chosen.len());
    for run in chosen.chunk_by(|a, b| a.may_be_tens() == b.may_be_tens()) {
        let is_candidate = length >= MIN_VIDEO_SECONDS && run.len() >= MIN_RUN;
        let is_lost = is_candidate && {
            let times: Vec<u32> = run.iter().map(|candidate| candidate.seconds).collect();
            steps_back(&times) && {
                let spread = Spread::of(times);
                spread.step <= max_step && spread.fits(length)
            }
        };
        for candidate in run {
            let is_tens = is_lost && may_have_lost_units(candidate, readings.len());
            readings.push(Reading { candidate, is_tens });
        }
    }
    readings
}

/// The earliest second that a candidate may mean if it has lost its units.
fn earliest(candidate: &Candidate) -> u32 {
    candidate.as_tens() - SECONDS_BEFORE
}

/// The time of a candidate that has lost its units.
pub(super) fn resolved_time(candidate: &Candidate) -> ResolvedTime {
    let tens = candidate.as_tens();
    let span = UncertainSpan::new(earliest(candidate), tens + SECONDS_AFTER);
    ResolvedTime {
        seconds: tens + SECONDS_AFTER / 2,
        end: None,
        reinterpretation: Some(Reinterpretation::LostUnits),
        uncertain: Some(span),
    }
}
