//! How the timestamps of a note move through its video.

use crate::archive::timestamp_units::MAX_VIDEO_SECONDS;
use crate::archive::timestamp_units::candidate::UnitGroup;
use crate::archive::timestamp_units::meanings::Meaning;

/// Likelihood of a time past the end of the video.
const BEYOND_END_LIKELIHOOD: f64 = 1e-4;
/// The same if the end is known: any other reading is likelier.
const BEYOND_KNOWN_END_LIKELIHOOD: f64 = 1e-40;
/// Likelihood that a timestamp has another unit than the previous one, relative to the same unit.
const UNIT_CHANGE_LIKELIHOOD: f64 = 0.3;
/// Backward steps are longer than forward steps by this factor.
const BACKWARD_STEP_FACTOR: f64 = 3.0;
/// The seconds of a time in whole minutes.
const MINUTE_SECONDS: f64 = 60.0;

/// Shares of the transitions to anywhere in the video, and to a distance forward and backward.
const ANYWHERE_SHARE: f64 = 0.05;
const FORWARD_SHARE: f64 = 0.8;
const BACKWARD_SHARE: f64 = 0.1;
/// Shares of the first times that are anywhere in the video, and near its start.
const START_ANYWHERE_SHARE: f64 = 0.5;
const START_SHARE: f64 = 0.5;

/// How a note's timestamps move through its video.
#[derive(Debug, Clone, Copy)]
pub(super) struct TransitionModel {
    /// The length of the video, in seconds.
    length: f64,
    /// The likelihood of each second of it, if all are equally likely.
    anywhere: f64,
    /// The likelihood of each second past its end.
    beyond: f64,
    /// The median forward step, in seconds. It belongs to the note, which may cover only a part of
    /// the video.
    step: f64,
}

impl TransitionModel {
    /// For a video of this length and a note with this median forward step, both in seconds.
    pub(super) fn new(length: f64, is_length_known: bool, step: f64) -> Self {
        let beyond = if is_length_known {
            BEYOND_KNOWN_END_LIKELIHOOD
        } else {
            BEYOND_END_LIKELIHOOD
        };
        Self {
            length,
            anywhere: 1.0 / length,
            beyond: beyond / f64::from(MAX_VIDEO_SECONDS),
            step,
        }
    }

    /// The likelihood of a note's first timestamp: near the start of the video or anywhere.
    pub(super) fn first_likelihood(&self, meaning: &Meaning) -> f64 {
        let anywhere = START_ANYWHERE_SHARE * meaning.width * self.anywhere;
        let density = anywhere + start_density(meaning, self.step);
        self.likelihood_at(meaning, meaning.likelihood, 1.0, density)
    }

    /// The likelihood of a meaning after `previous`. As in correct notes, eight or nine of ten
    /// steps go forward.
    pub(super) fn likelihood(&self, previous: &Meaning, meaning: &Meaning) -> f64 {
        let (likelihood, change) = if previous.group == meaning.group {
            (meaning.continued_likelihood, 1.0)
        } else {
            let likelihood = meaning.likelihood * UNIT_CHANGE_LIKELIHOOD;
            (likelihood, UNIT_CHANGE_LIKELIHOOD)
        };
        let is_tens = |meaning: &Meaning| meaning.group == UnitGroup::TensOfMinutes;
        // Where minutes and tens of minutes meet, the distance is unknown.
        let density = if is_tens(previous) == is_tens(meaning) {
            ANYWHERE_SHARE * meaning.width * self.anywhere
                + distance_density(previous, meaning, self.step)
        } else {
            meaning.width * self.anywhere
        };
        self.likelihood_at(meaning, likelihood, change, density)
    }

    /// The largest likelihood of a meaning whose density by distance is at most this one.
    pub(super) fn max_likelihood(&self, meaning: &Meaning, distance: f64, is_first: bool) -> f64 {
        let share = if is_first {
            START_ANYWHERE_SHARE
        } else {
            ANYWHERE_SHARE
        };
        let density = share * meaning.width * self.anywhere + distance;
        self.likelihood_at(meaning, meaning.continued_likelihood, 1.0, density)
    }

    /// The likelihood of a meaning at its second, where the times have this density: in its unit,
    /// or in whole minutes, whose likelihood is multiplied by `change`.
    fn likelihood_at(&self, meaning: &Meaning, likelihood: f64, change: f64, density: f64) -> f64 {
        let minute_likelihood = meaning.minute_likelihood * change;
        // Both are computed, because a branch that is hard to predict takes longer.
        let beyond = larger(likelihood, minute_likelihood) * self.beyond;
        let of_minute = minute_likelihood * (density * MINUTE_SECONDS).min(1.0);
        let within = larger(likelihood * density.min(1.0), of_minute);
        if meaning.min_length > self.length {
            beyond
        } else {
            within
        }
    }
}

/// The larger one of two likelihoods. [`f64::max`] takes several times longer, because it also
/// handles values that are not a number.
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The density of the first times by their distance from the start of the video.
pub(super) fn start_density(meaning: &Meaning, step: f64) -> f64 {
    START_SHARE * heavy_tailed(meaning.seconds, step)
}

/// The density of the times after `previous` by their distance.
pub(super) fn distance_density(previous: &Meaning, meaning: &Meaning, step: f64) -> f64 {
    let distance = meaning.seconds - previous.seconds;
    if distance >= 0.0 {
        FORWARD_SHARE * heavy_tailed(distance, step)
    } else {
        BACKWARD_SHARE * heavy_tailed(-distance, step * BACKWARD_STEP_FACTOR)
    }
}

/// The probability density of a distance with this median and a heavy tail.
fn heavy_tailed(distance: f64, median: f64) -> f64 {
    let shifted = median + distance;
    median / (shifted * shifted)
}
