//! The times that a timestamp may mean in a note with a certain notation.
//!
//! Several candidates of a timestamp are the same second, in units of the same group. The
//! sequence of timestamps depends only on that second and the group, so they are one meaning.

use crate::archive::timestamp_units::END_SLACK_SECONDS;
use crate::archive::timestamp_units::candidate::{Candidate, Timestamps, UnitGroup};
use crate::archive::timestamp_units::notation_prior::NotationPrior;

/// Ten minutes, in seconds, and as a number of minutes.
const TEN_MINUTES_SECONDS: u32 = 600;
const TEN_MINUTES: f64 = 10.0;

/// A time that a timestamp may mean, in the units of one group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    /// In seconds.
    pub(super) seconds: f64,
    /// The latest second that it may cite.
    pub(super) cited: u32,
    /// In a shorter video, it is past the end, in seconds.
    pub(super) min_length: f64,
    pub(super) group: UnitGroup,
    /// How many seconds of the video it may be equally well.
    pub(super) width: f64,
    /// The likelihood of the likeliest candidate that covers a second, after a timestamp in another
    /// group of units.
    pub(super) likelihood: f64,
    /// The same, after one in the same group, which is at least as likely.
    pub(super) continued_likelihood: f64,
    /// The likelihood of the likeliest candidate that covers a minute; 0 if there is none.
    pub(super) minute_likelihood: f64,
    /// The index of the likeliest candidate among those of the timestamp.
    pub(super) candidate: u32,
}

/// The meanings of each timestamp of a note.
#[derive(Debug, Clone)]
pub(super) struct Meanings {
    meanings: Vec<Meaning>,
    /// For each timestamp, the end of its meanings in `meanings`.
    ends: Vec<u32>,
}

impl Meanings {
    /// The meanings of a note's timestamps, under this notation.
    pub(super) fn new(timestamps: &Timestamps, notation: &NotationPrior) -> Self {
        let known_end = timestamps
            .known_length
            .map(|length| length.saturating_add(END_SLACK_SECONDS));
        let mut meanings: Vec<Meaning> = Vec::with_capacity(timestamps.iter().len() * 2);
        let mut ends = Vec::with_capacity(timestamps.iter().len());
        for candidates in timestamps.iter() {
            let start = meanings.len();
            // The hour is not wrong where the time as written is possible.
            let may_be_wrong_hour = candidates
                .first()
                .is_some_and(|plain| known_end.is_some_and(|end| plain.seconds > end));
            for (index, candidate) in candidates.iter().enumerate() {
                let meaning = Meaning::new(candidate, index as u32, timestamps, notation);
                if meaning.group == UnitGroup::WrongHour && !may_be_wrong_hour {
                    continue;
                }
                match meanings[start..].iter_mut().find(|it| it.is_same(&meaning)) {
                    Some(same) => same.merge(&meaning),
                    None => meanings.push(meaning),
                }
            }
            ends.push(meanings.len() as u32);
        }
        Self { meanings, ends }
    }

    /// The same meanings under any of several notations, each with its largest likelihoods. `self`
    /// and `other` are of the same note, and neither loses units.
    pub(super) fn max(mut self, other: &Self) -> Self {
        for (meaning, other) in self.meanings.iter_mut().zip(&other.meanings) {
            meaning.merge(other);
        }
        self
    }

    /// The meanings of each timestamp, in order; every timestamp has at least one.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[Meaning]> + DoubleEndedIterator {
        self.ends.iter().enumerate().map(|(index, end)| {
            let start = index
                .checked_sub(1)
                .map_or(0, |previous| self.ends[previous]);
            &self.meanings[start as usize..*end as usize]
        })
    }
}

impl Meaning {
    fn new(
        candidate: &Candidate,
        index: u32,
        timestamps: &Timestamps,
        notation: &NotationPrior,
    ) -> Self {
        let seconds = candidate.seconds;
        let slack = timestamps.known_length.map_or(0, |_| END_SLACK_SECONDS);
        let unit = candidate.unit;
        let likelihood = notation.likelihood(unit) * candidate.likelihood;
        let continued = notation.continued_likelihood(unit) * candidate.likelihood;
        let covers_minute = candidate.granularity > 1.0;
        let of_second = |likelihood| if covers_minute { 0.0 } else { likelihood };
        let meaning = Self {
            seconds: f64::from(seconds),
            cited: seconds,
            min_length: f64::from(seconds) - f64::from(slack),
            group: unit.group(),
            width: 1.0,
            likelihood: of_second(likelihood),
            continued_likelihood: of_second(continued),
            minute_likelihood: likelihood - of_second(likelihood),
            candidate: index,
        };
        // Tens of minutes are counted on as if they were minutes, in a tenth of the video.
        if notation.loses_units && candidate.may_be_tens() {
            let earliest = candidate.as_tens();
            return Self {
                cited: earliest + TEN_MINUTES_SECONDS / 2,
                min_length: f64::from(earliest) - f64::from(TEN_MINUTES_SECONDS),
                group: UnitGroup::TensOfMinutes,
                width: TEN_MINUTES,
                ..meaning
            };
        }
        meaning
    }

    /// Whether both are the same second, in the same group of units.
    fn is_same(&self, other: &Self) -> bool {
        self.seconds == other.seconds && self.group == other.group
    }

    fn merge(&mut self, other: &Self) {
        if other.max_likelihood() > self.max_likelihood() {
            self.candidate = other.candidate;
        }
        self.likelihood = self.likelihood.max(other.likelihood);
        self.continued_likelihood = self.continued_likelihood.max(other.continued_likelihood);
        self.minute_likelihood = self.minute_likelihood.max(other.minute_likelihood);
    }

    fn max_likelihood(&self) -> f64 {
        self.likelihood.max(self.minute_likelihood)
    }
}
