//! Prior probabilities of the notations that the writers of a video's notes use.

use crate::archive::timestamp_units::candidate::{Timestamps, Unit};

/// The prior probability of each unit in a note, under one assumption about its writer's notation.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotationPrior {
    /// The logarithm of the probability of the assumption itself.
    pub(super) log_probability: f64,
    seconds: f64,
    whole_minutes: f64,
    minutes: f64,
    hundredths: f64,
    /// Whether minutes below ten are tens of minutes.
    pub(super) loses_units: bool,
}

/// The weight of the prior, as a number of timestamps of the note.
const PRIOR_WEIGHT: f64 = 4.0;
/// In an ordinary note, the share of timestamps that end in `00`, beyond chance.
const ZERO_SHARE: f64 = 0.02;
/// In an ordinary note, the share of timestamps in hundredths.
const HUNDREDTHS_SHARE: f64 = 0.003;
/// Of the notes with many timestamps that end in `00`, the share that cites whole minutes of a long
/// video.
const WHOLE_MINUTES_NOTE_SHARE: f64 = 0.1;
/// The share of notes whose writer uses hundredths.
const HUNDREDTHS_NOTE_SHARE: f64 = 0.01;
/// In those notes, the share of timestamps in hundredths.
const HUNDREDTHS_IN_NOTE_SHARE: f64 = 0.6;
/// Of the timestamps that end in `00` beyond chance, the share that differs in unit from the rest
/// of the note.
const MINORITY_SHARE: f64 = 0.05;
/// Upper bound of the share of timestamps that end in `00` beyond chance.
const MAX_EXCESS_SHARE: f64 = 0.98;

/// The share of timestamps beyond the end of the video whose hours are wrong, and that of the next
/// ones where the previous one is.
const EXTRA_HOUR_SHARE: f64 = 0.004;
const HOUR_AHEAD_SHARE: f64 = 0.001;
const CONTINUED_SHARE: f64 = 0.5;
/// In notes that lose the units of minutes, the share of the timestamps ending in `00` that cite
/// whole minutes after the first hour.
const WHOLE_MINUTES_AFTER_TENS_SHARE: f64 = 0.5;

impl NotationPrior {
    /// For each note of a video, the notations that its writer may use. They depend on the
    /// timestamps of the note and, with less weight, on those of the video's other notes.
    pub(super) fn for_notes(notes: &[Timestamps]) -> Vec<[Self; 3]> {
        let three = notes.iter().map(|timestamps| timestamps.three).sum();
        let zero = notes.iter().map(|timestamps| timestamps.zero).sum();
        let video_share = excess_zero_share(three, zero, ZERO_SHARE);
        notes
            .iter()
            .map(|timestamps| {
                let zero = excess_zero_share(timestamps.three, timestamps.zero, video_share);
                Self::for_zero_share(zero)
            })
            .collect()
    }

    /// For this share of timestamps that end in `00` beyond chance: either they mean minutes and
    /// seconds, or whole minutes, or the writer uses hundredths.
    fn for_zero_share(zero: f64) -> [Self; 3] {
        let notation = |probability: f64, whole, hundredths| Self {
            log_probability: probability.ln(),
            seconds: (1.0 - zero) * (1.0 - hundredths),
            hundredths: (1.0 - zero) * hundredths,
            whole_minutes: zero * whole,
            minutes: zero * (1.0 - whole),
            loses_units: false,
        };
        [
            notation(
                (1.0 - WHOLE_MINUTES_NOTE_SHARE) * (1.0 - HUNDREDTHS_NOTE_SHARE),
                MINORITY_SHARE,
                HUNDREDTHS_SHARE,
            ),
            notation(
                WHOLE_MINUTES_NOTE_SHARE * (1.0 - HUNDREDTHS_NOTE_SHARE),
                1.0 - MINORITY_SHARE,
                HUNDREDTHS_SHARE,
            ),
            notation(
                HUNDREDTHS_NOTE_SHARE,
                MINORITY_SHARE,
                HUNDREDTHS_IN_NOTE_SHARE,
            ),
        ]
    }

    /// The same notation, in a note that loses the units of minutes.
    pub(super) fn with_lost_units(self) -> Self {
        let zero = self.whole_minutes + self.minutes;
        let whole_minutes = zero * WHOLE_MINUTES_AFTER_TENS_SHARE;
        Self {
            loses_units: true,
            whole_minutes,
            minutes: zero - whole_minutes,
            ..self
        }
    }

    /// The likelihood of a unit after a timestamp in a unit of another group.
    pub(super) fn likelihood(&self, unit: Unit) -> f64 {
        match unit {
            Unit::Seconds => self.seconds,
            Unit::WholeMinutes => self.whole_minutes,
            Unit::Minutes => self.minutes,
            Unit::Hundredths => self.hundredths,
            Unit::ExtraHour => EXTRA_HOUR_SHARE,
            Unit::HourAhead => HOUR_AHEAD_SHARE,
        }
    }

    /// The likelihood of a unit after one of the same group.
    pub(super) fn continued_likelihood(&self, unit: Unit) -> f64 {
        match unit {
            Unit::ExtraHour | Unit::HourAhead => CONTINUED_SHARE,
            _ => self.likelihood(unit),
        }
    }
}

/// The share of timestamps with three fields whose third one says nothing, beyond the one in 60
/// expected by chance; smoothed with `prior`.
fn excess_zero_share(three: u32, zero: u32, prior: f64) -> f64 {
    let (three, zero) = (f64::from(three), f64::from(zero));
    let excess = ((zero - three / 60.0) / (1.0 - 1.0 / 60.0)).max(0.0);
    ((excess + prior * PRIOR_WEIGHT) / (three + PRIOR_WEIGHT)).min(MAX_EXCESS_SHARE)
}
