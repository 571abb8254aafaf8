//! Prior probabilities of the notations that the writers of a video's notes use.

use crate::archive::timestamp_units::candidate::{Timestamps, Unit};

/// The prior probability of each unit in a note, under one assumption about its writer's notation.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotationPrior {
    /// The probability of the assumption itself.
    pub(super) probability: f64,
    seconds: f64,
    whole_minutes: f64,
    minutes: f64,
    hundredths: f64,
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
                Self::for_zero_share(excess_zero_share(
                    timestamps.three,
                    timestamps.zero,
                    video_share,
                ))
            })
            .collect()
    }

    /// For this share of timestamps that end in `00` beyond chance: either they mean minutes and
    /// seconds, or whole minutes, or the writer uses hundredths.
    fn for_zero_share(zero: f64) -> [Self; 3] {
        let notation = |probability, whole, hundredths| Self {
            probability,
            seconds: (1.0 - zero) * (1.0 - hundredths),
            hundredths: (1.0 - zero) * hundredths,
            whole_minutes: zero * whole,
            minutes: zero * (1.0 - whole),
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

    pub(super) fn likelihood(&self, unit: Unit) -> f64 {
        match unit {
            Unit::Seconds => self.seconds,
            Unit::WholeMinutes => self.whole_minutes,
            Unit::Minutes => self.minutes,
            Unit::Hundredths => self.hundredths,
        }
    }
}

/// The share of timestamps with three fields that end in `00`, beyond the one in 60 expected by
/// chance; smoothed with `prior`.
fn excess_zero_share(three: u32, zero: u32, prior: f64) -> f64 {
    let (three, zero) = (f64::from(three), f64::from(zero));
    let excess = ((zero - three / 60.0) / (1.0 - 1.0 / 60.0)).max(0.0);
    ((excess + prior * PRIOR_WEIGHT) / (three + PRIOR_WEIGHT)).min(MAX_EXCESS_SHARE)
}
